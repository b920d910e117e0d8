//! What a preset shows of a day, whichever it is.

use super::Flows;
use crate::engine::{Outcome, Run, Shock};

/// A day of a run. Amounts are those of the flows, a day.
#[derive(Debug, Clone, Copy)]
pub struct Day<'a> {
    /// What it runs on.
    pub flows: &'a Flows,
    /// Day, from 0.
    pub day: usize,
    /// Output, by industry.
    pub production: &'a [f64],
    /// Largest output, by industry.
    pub capacity: &'a [f64],
    /// Orders of industries, by supplier.
    pub orders: &'a [f64],
    /// All that is asked for, final demand and rebuilding too, by supplier.
    pub demand: &'a [f64],
    /// Largest output over what plants make in normal times, by industry; none in Inoue-Todo.
    pub overproduction: Option<&'a [f64]>,
    /// Final demand, by cell (place · products + product), and what of it was not met.
    pub wanted: &'a [f64],
    /// See [`Day::wanted`].
    pub unmet: &'a [f64],
    /// Unmet final demand, by seller.
    pub unmet_by_seller: &'a [f64],
    /// Stocks, by pool; infinite where they never run out.
    pub stock: &'a [f64],
    /// Share of what users wanted to make that their stock allowed, by pool.
    pub met: &'a [f64],
}

/// How long to run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Days to simulate.
    pub days: usize,
    /// First day that is simulated; nothing happens before.
    pub first: usize,
    /// Stop once all is as at rest and no shock is left, but not before this day.
    pub least: f64,
}

impl Span {
    /// As `run` asks.
    pub(super) fn of(shocks: &[Shock], run: &Run) -> Self {
        let onset = shocks.iter().map(|shock| shock.profile.start).fold(f64::INFINITY, f64::min);
        let days = (run.horizon_days - 1e-9).ceil().max(0.0) as usize;
        let quiet = if run.skip_quiet_start { onset.floor().max(0.0) } else { 0.0 };
        let over = shocks.iter().map(Shock::last_day).fold(run.min_days, f64::max);
        let least = if run.stop_when_whole { over } else { f64::INFINITY };
        Self { days, first: days.min(quiet as usize), least }
    }

    /// Runs `step` day by day until it says that all is at rest.
    pub(super) fn drive(&self, mut step: impl FnMut(usize) -> bool) -> Outcome {
        let mut outcome = Outcome { steps: self.days, first: self.first, end: self.first, whole: false };
        for day in self.first..self.days {
            let rests = step(day);
            outcome.end = day + 1;
            if rests && outcome.end as f64 > self.least {
                outcome.whole = true;
                break;
            }
        }
        outcome
    }
}

/// Whether two amounts differ by less than what rounding and fading leave.
pub(super) fn near(value: f64, normal: f64) -> bool {
    value == normal || (value - normal).abs() <= 1e-9 * normal
}
