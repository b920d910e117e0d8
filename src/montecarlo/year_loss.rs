//! The year-loss table: one row per trial, sector and economy that lost something, with the events of the trial. Every
//! statistic of a batch is computed from it.

mod packed;

pub(super) use packed::{Losing, Packed};

use super::exceedance::Curve;
use super::tails::Tail;
use std::ops::Range;

/// Whose losses a column of the batch holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// Sector.
    pub sector: String,
    /// Home economy.
    pub economy: String,
}

/// What a trial cost one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CellLoss {
    /// Lost days of the mean over the sector's products.
    pub lost_days: f64,
    /// Lost days of its weakest fifth.
    pub weakest_fifth_lost_days: f64,
    /// Lost days of the final use of its end products.
    pub final_use_lost_days: f64,
    /// Money, where market values are known.
    pub lost_value_usd: Option<f64>,
    /// The part of `lost_days` that falls within the year of the events, where it was kept.
    pub within_year_lost_days: Option<f64>,
    /// First day of the year on which any fifth of the sector is below the threshold; none if it never is.
    pub time_to_survive_days: Option<f64>,
    /// Day after the last such day; none if there is none, or if it is not back when the trial ends.
    pub time_to_recover_days: Option<f64>,
}

impl CellLoss {
    /// Fewer lost days than this (a tenth of a millisecond) are rounding of the simulation and no loss.
    pub const NO_DAYS: f64 = 1e-9;
    /// Less money than this is no loss either, dollars.
    pub const NO_MONEY: f64 = 1.0;

    fn is_nothing(&self) -> bool {
        let days = [self.lost_days, self.weakest_fifth_lost_days, self.final_use_lost_days];
        days.into_iter().all(|days| days.abs() < Self::NO_DAYS)
            && self.lost_value_usd.is_none_or(|money| money.abs() < Self::NO_MONEY)
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Lost days of the mean.
    LostDays,
    /// Lost days of the weakest fifth.
    WeakestFifthLostDays,
    /// Lost days of final use.
    FinalUseLostDays,
    /// Money.
    LostValueUsd,
    /// The part of the lost days that falls within the year of the events.
    WithinYearLostDays,
}

/// A row: a cell that lost something in a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Trial, counted from 0 over all shards.
    pub trial: u64,
    /// Position among the cells.
    pub cell: u32,
    /// What it lost.
    pub loss: CellLoss,
    /// Where its trial stands among those with loss.
    losing: u32,
}

/// Two tables that do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Their cells differ.
    #[error("the parts hold losses of different sectors or economies")]
    Cells,
    /// The second does not begin where the first ends.
    #[error("the parts do not join: trial {expected} should follow, but the next part begins with {found}")]
    Gap {
        /// The trial that is missing.
        expected: u64,
        /// The trial that was found.
        found: u64,
    },
}

/// The table of a range of trials. N, its length, counts trials without loss, which have no rows.
#[derive(Debug, Clone, PartialEq)]
pub struct YearLossTable {
    pub(super) trials: Range<u64>,
    pub(super) cells: Vec<Cell>,
    /// Ids of the hazards, in the order in which they first occurred.
    pub(super) hazards: Vec<String>,
    /// The trials with loss.
    pub(super) losing: Vec<Losing>,
    pub(super) rows: Vec<Packed>,
    /// The hazards that occurred, trial by trial and by day.
    pub(super) occurred: Vec<u32>,
}

impl YearLossTable {
    /// An empty table whose first trial will be `first`.
    #[must_use]
    pub const fn new(first: u64, cells: Vec<Cell>) -> Self {
        Self {
            trials: first..first,
            cells,
            hazards: Vec::new(),
            losing: Vec::new(),
            rows: Vec::new(),
            occurred: Vec::new(),
        }
    }

    /// Adds the next trial: the ids of its events by day, and the losses of the cells in their order (none at all if
    /// nothing was lost).
    pub fn push<'a>(&mut self, events: impl IntoIterator<Item = &'a str>, losses: &[CellLoss]) {
        let trial = self.trials.end;
        self.trials.end += 1;
        if losses.iter().all(CellLoss::is_nothing) {
            return;
        }
        for id in events {
            let hazard = self.intern(id);
            self.occurred.push(hazard);
        }
        let losing = self.losing.len() as u32;
        self.losing.push(Losing { trial, events_end: self.occurred.len() as u64 });
        let lost = (0..).zip(losses).filter(|(_, loss)| !loss.is_nothing());
        self.rows.extend(lost.map(|(cell, loss)| Packed::of(loss, cell, losing)));
    }

    fn intern(&mut self, id: &str) -> u32 {
        let known = self.hazards.iter().position(|hazard| hazard == id);
        known.unwrap_or_else(|| {
            self.hazards.push(id.to_owned());
            self.hazards.len() - 1
        }) as u32
    }

    /// Adds the trials of `next`, which must follow this table's.
    ///
    /// # Errors
    /// When the cells differ or trials are missing between the two.
    pub fn append(&mut self, next: &Self) -> Result<(), AppendError> {
        if self.cells != next.cells {
            return Err(AppendError::Cells);
        }
        if self.trials.end != next.trials.start {
            return Err(AppendError::Gap { expected: self.trials.end, found: next.trials.start });
        }
        let (events, losing) = (self.occurred.len() as u64, self.losing.len() as u32);
        let renamed: Vec<u32> = next.hazards.iter().map(|id| self.intern(id)).collect();
        self.occurred.extend(next.occurred.iter().map(|&hazard| renamed[hazard as usize]));
        self.losing.extend(next.losing.iter().map(|l| Losing { events_end: l.events_end + events, ..*l }));
        self.rows.extend(next.rows.iter().map(|row| Packed { losing: row.losing + losing, ..*row }));
        self.trials.end = next.trials.end;
        Ok(())
    }

    /// The same table with its trials numbered from `first` on.
    #[must_use]
    pub fn renumbered(mut self, first: u64) -> Self {
        let old = self.trials.start;
        for losing in &mut self.losing {
            losing.trial = losing.trial - old + first;
        }
        self.trials = first..first + self.len();
        self
    }

    /// The trials it covers.
    #[must_use]
    pub const fn trials(&self) -> &Range<u64> {
        &self.trials
    }

    /// N, trials without loss included.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.trials.end - self.trials.start
    }

    /// Whether it holds no trial.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sectors and economies.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Rows by trial and cell.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row> + Clone {
        self.rows.iter().map(|row| Row {
            trial: self.losing[row.losing as usize].trial,
            cell: row.cell,
            loss: row.loss(),
            losing: row.losing,
        })
    }

    /// Trials with a loss in any cell.
    #[must_use]
    pub fn losing_trials(&self) -> u64 {
        self.losing.len() as u64
    }

    /// The trials with a loss in any cell, in order.
    #[must_use]
    pub fn losing(&self) -> impl ExactSizeIterator<Item = u64> {
        self.losing.iter().map(|losing| losing.trial)
    }

    /// Ids of the hazards that struck in a row's trial, by day, one for each event.
    pub fn events<'a>(&'a self, row: &Row) -> impl Iterator<Item = &'a str> + use<'a> {
        let losing = row.losing as usize;
        let from = losing.checked_sub(1).map_or(0, |before| self.losing[before].events_end);
        let events = from as usize..self.losing[losing].events_end as usize;
        self.occurred[events].iter().map(|&hazard| self.hazards[hazard as usize].as_str())
    }

    /// Bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (size_of_val(&*self.losing) + size_of_val(&*self.rows) + size_of_val(&*self.occurred)) as u64
    }

    /// The losses of a cell in every trial, zeros included; none if some have no figure (money without market values).
    #[must_use]
    pub fn losses(&self, cell: usize, measure: Measure) -> Option<Vec<f64>> {
        let at = match measure {
            Measure::LostDays => 0,
            Measure::WeakestFifthLostDays => 1,
            Measure::FinalUseLostDays => 2,
            Measure::LostValueUsd => 3,
            Measure::WithinYearLostDays => 4,
        };
        let mut losses = vec![0.0; self.len() as usize];
        for row in self.rows.iter().filter(|row| row.cell as usize == cell) {
            let trial = self.losing[row.losing as usize].trial - self.trials.start;
            losses[trial as usize] = Some(row.values[at]).filter(|value| !value.is_nan())?;
        }
        Some(losses)
    }

    /// The losses of a cell, sorted, for value at risk and expected shortfall.
    #[must_use]
    pub fn tail(&self, cell: usize, measure: Measure) -> Option<Tail> {
        (!self.is_empty()).then(|| self.losses(cell, measure).map(Tail::new))?
    }

    /// The aggregate exceedance curve of a cell.
    #[must_use]
    pub fn curve(&self, cell: usize, measure: Measure) -> Option<Curve> {
        (!self.is_empty()).then(|| self.losses(cell, measure).map(Curve::of_years))?
    }
}

#[cfg(test)]
mod tests;
