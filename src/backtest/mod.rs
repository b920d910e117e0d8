//! Backtests: documented disruptions simulated from what was known when they began, against what was measured.
//!
//! An event is a file of `backtests/`: its shocks, what is watched, the measured series or marks, and the tolerance of every
//! measure, stated beforehand. Nothing is fitted to an event, and all run on the model of today.

mod check;
mod compare;
mod event;
mod library;
mod outcome;
mod period;
mod reading;
mod simulation;
mod verdict;
mod words;

pub use check::event as check_event;
pub use compare::backtest;
pub use event::{Event, Measure, MeasureKind, Measured, Observation, Point, Quantity, Series, Tolerance, Watch};
pub use library::{BacktestFiles, Backtests};
pub use outcome::{Backtested, EventOutcome, MeasureOutcome, ObservationOutcome, PeriodValue, Summary};
pub use period::Period;
pub use verdict::Verdict;
pub use words::number;
