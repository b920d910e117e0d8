//! What a backtest comes to (the output contract of `backtest`).

use super::event::MeasureKind;
use super::verdict::Verdict;
use serde::Serialize;

/// Everything that came out (the output contract of `backtest`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtested {
    /// How many events are reproduced.
    pub summary: Summary,
    /// The events, as asked.
    pub events: Vec<EventOutcome>,
}

/// Counts over the events that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Events that count, negative controls included.
    pub count: usize,
    /// All measures within their tolerances.
    pub reproduced: usize,
    /// Some of them.
    pub partly: usize,
    /// None.
    pub not: usize,
    /// Negative controls among the events that count.
    pub negative_controls: usize,
    /// Those of them that are reproduced.
    pub negative_controls_reproduced: usize,
    /// Draws behind the ranges.
    pub draws: usize,
    /// Their seed.
    pub seed: u64,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventOutcome {
    /// Id.
    pub event: String,
    /// Title.
    pub title: String,
    /// Day 0.
    pub onset: String,
    /// Whether it counts.
    pub counts: bool,
    /// Why it does not.
    pub not_counted: Option<String>,
    /// Cost nothing downstream.
    pub negative_control: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// Which measures fail, in which direction.
    pub reason: String,
    /// Why the model misses them, as the file says.
    pub cause: Option<String>,
    /// What was known at the onset.
    pub known: String,
    /// In what the model of today differs from the time.
    pub differs: Option<String>,
    /// What was compared.
    pub observations: Vec<ObservationOutcome>,
    /// Places (from 0) of shocks that hit nothing in this model.
    #[serde(skip)]
    pub without_target: Vec<usize>,
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObservationOutcome {
    /// Name.
    pub observation: String,
    /// What was compared with what.
    pub compared: String,
    /// Measures.
    pub measures: Vec<MeasureOutcome>,
    /// Measured and simulated values of the measured periods, per cent of normal.
    pub series: Vec<PeriodValue>,
    /// The simulated course, per cent of normal, a value a day from day 0.
    #[serde(skip)]
    pub daily: Vec<f64>,
    /// 5th and 95th percentile of the draws, day by day; empty without draws.
    #[serde(skip)]
    pub band: [Vec<f64>; 2],
}

/// One measured period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeriodValue {
    /// As the file writes it.
    pub period: String,
    /// First day.
    pub from_day: i64,
    /// Day after the last.
    pub to_day: i64,
    /// Measured, per cent of the baseline.
    pub measured: f64,
    /// Simulated, mean over the period.
    pub simulated: f64,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureOutcome {
    /// What is read.
    pub measure: MeasureKind,
    /// Its unit.
    pub unit: &'static str,
    /// Measured; none where it never fell or never was down.
    pub measured: Option<f64>,
    /// The measured series ends before it was back: the value is the least it can be.
    pub measured_open: bool,
    /// Simulated; none likewise, or where a price is beyond measure.
    pub simulated: Option<f64>,
    /// The same of the simulation.
    pub simulated_open: bool,
    /// 5th percentile of the draws (for a price, the elasticity's range included); none without draws or if it never happened.
    pub low: Option<f64>,
    /// 95th percentile.
    pub high: Option<f64>,
    /// Whether the measured value lies between the two; none without draws.
    pub in_range: Option<bool>,
    /// Tolerance in words.
    pub tolerance: String,
    /// The verdict.
    pub verdict: Verdict,
}
