//! What a run leaves: availability and unmet final use of the watched cells, step by step.

use super::run::{Outcome, View};
use ndarray::{Array2, ArrayView1};

/// Below this, a step at which a run stopped was still short: what rounding and the rule of stopping leave is far less.
const WHOLE: f64 = 1.0 - 1e-4;

/// Steps that room is made for at once; a run may have more.
const MOST_STEPS: usize = 4_096;

/// Result of a run. Rows are steps from day 0 to the last that was simulated; if the run stopped early, availability
/// is 1 from there to the horizon. Goods without stock may be short on the very step after which all is well: then one
/// whole step follows, so that the last row of a run that healed is always whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// Δt, days.
    pub step_days: f64,
    /// Cells, in the order of the columns.
    pub cells: Vec<u32>,
    /// Availability: share of need that could be met.
    pub availability: Array2<f64>,
    /// Share of final use that was not met (0 where a cell has none).
    pub unmet_final: Array2<f64>,
    /// How the run went.
    pub outcome: Outcome,
}

impl Trajectory {
    /// First day of a row.
    #[must_use]
    pub fn day(&self, row: usize) -> f64 {
        row as f64 * self.step_days
    }

    /// Day on which everything was whole again for good and the run stopped; `None` if it ran to the horizon.
    #[must_use]
    pub fn whole_from(&self) -> Option<f64> {
        self.outcome.whole.then(|| self.day(self.outcome.end))
    }

    /// Σ (1 − availability) Δt of a column: days of need that could not be met.
    #[must_use]
    pub fn lost_days(&self, column: usize) -> f64 {
        self.availability.column(column).iter().map(|availability| 1.0 - availability).sum::<f64>() * self.step_days
    }

    /// Σ (1 − served/wanted) Δt of a column: lost days of final use.
    #[must_use]
    pub fn final_use_lost_days(&self, column: usize) -> f64 {
        self.unmet_final.column(column).sum() * self.step_days
    }

    /// First day on which a column is below `threshold`.
    #[must_use]
    pub fn first_below(&self, column: usize, threshold: f64) -> Option<f64> {
        let availability: ArrayView1<'_, f64> = self.availability.column(column);
        availability.iter().position(|&value| value < threshold).map(|row| self.day(row))
    }
}

/// Collects the rows of a run.
pub(super) struct Recorder {
    cells: Vec<u32>,
    availability: Vec<f64>,
    unmet_final: Vec<f64>,
}

impl Recorder {
    pub(super) fn new(cells: &[u32], steps: usize) -> Self {
        // Most runs end long before a long horizon.
        let room = || Vec::with_capacity(steps.min(MOST_STEPS) * cells.len());
        Self { cells: cells.to_vec(), availability: room(), unmet_final: room() }
    }

    /// Rows before the first simulated step: all is at rest.
    pub(super) fn rest_until(&mut self, step: usize) {
        let values = step * self.cells.len();
        if self.availability.len() < values {
            self.availability.resize(values, 1.0);
            self.unmet_final.resize(values, 0.0);
        }
    }

    pub(super) fn record(&mut self, view: &View<'_>) {
        self.rest_until(view.step);
        for &cell in &self.cells {
            self.availability.push(view.availability(cell));
            self.unmet_final.push(view.unmet_final(cell));
        }
    }

    pub(super) fn finish(mut self, step_days: f64, mut outcome: Outcome) -> Trajectory {
        let last = self.availability.len().saturating_sub(self.cells.len());
        if outcome.whole && outcome.end < outcome.steps && self.availability[last..].iter().any(|level| *level < WHOLE)
        {
            outcome.end += 1;
        }
        self.rest_until(outcome.end);
        let shape = (outcome.end, self.cells.len());
        let table = |values| Array2::from_shape_vec(shape, values).expect("one value a row and cell");
        Trajectory {
            step_days,
            availability: table(self.availability),
            unmet_final: table(self.unmet_final),
            cells: self.cells,
            outcome,
        }
    }
}
