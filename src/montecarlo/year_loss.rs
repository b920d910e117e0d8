//! The year-loss table: one row per trial, sector and economy that lost something, with the events of the trial. Every
//! statistic of a batch is computed from it.

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
    /// The part of `lost_days` that falls within the year of the events, where it was kept; not in the CSV.
    pub within_year_lost_days: Option<f64>,
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
    /// Where its events stand in the table's list.
    events: Range<usize>,
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
    hazards: Vec<String>,
    rows: Vec<Row>,
    /// The hazards that occurred, trial by trial and by day.
    occurred: Vec<u32>,
}

impl YearLossTable {
    /// An empty table whose first trial will be `first`.
    #[must_use]
    pub const fn new(first: u64, cells: Vec<Cell>) -> Self {
        Self { trials: first..first, cells, hazards: Vec::new(), rows: Vec::new(), occurred: Vec::new() }
    }

    /// Adds the next trial: the ids of its events by day, and the losses of the cells in their order (none at all if
    /// nothing was lost).
    pub fn push<'a>(&mut self, events: impl IntoIterator<Item = &'a str>, losses: &[CellLoss]) {
        let trial = self.trials.end;
        self.trials.end += 1;
        if losses.iter().all(CellLoss::is_nothing) {
            return;
        }
        let from = self.occurred.len();
        for id in events {
            let hazard = self.intern(id);
            self.occurred.push(hazard);
        }
        let events = from..self.occurred.len();
        for (cell, loss) in (0..).zip(losses).filter(|(_, loss)| !loss.is_nothing()) {
            self.rows.push(Row { trial, cell, loss: *loss, events: events.clone() });
        }
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
        let offset = self.occurred.len();
        let renamed: Vec<u32> = next.hazards.iter().map(|id| self.intern(id)).collect();
        self.occurred.extend(next.occurred.iter().map(|&hazard| renamed[hazard as usize]));
        self.rows.extend(next.rows.iter().map(|row| {
            let events = row.events.start + offset..row.events.end + offset;
            Row { events, ..row.clone() }
        }));
        self.trials.end = next.trials.end;
        Ok(())
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
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Ids of the hazards that struck in a row's trial, by day, one for each event.
    pub fn events<'a>(&'a self, row: &Row) -> impl Iterator<Item = &'a str> {
        self.occurred[row.events.clone()].iter().map(|&hazard| self.hazards[hazard as usize].as_str())
    }

    /// The losses of a cell in every trial, zeros included; none if some have no figure (money without market values).
    #[must_use]
    pub fn losses(&self, cell: usize, measure: Measure) -> Option<Vec<f64>> {
        let mut losses = vec![0.0; self.len() as usize];
        for row in self.rows.iter().filter(|row| row.cell as usize == cell) {
            losses[(row.trial - self.trials.start) as usize] = match measure {
                Measure::LostDays => row.loss.lost_days,
                Measure::WeakestFifthLostDays => row.loss.weakest_fifth_lost_days,
                Measure::FinalUseLostDays => row.loss.final_use_lost_days,
                Measure::LostValueUsd => row.loss.lost_value_usd?,
            };
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
mod tests {
    use super::*;

    fn cells() -> Vec<Cell> {
        let cell = |sector: &str, economy: &str| Cell { sector: sector.to_owned(), economy: economy.to_owned() };
        vec![cell("ict", "IND"), cell("ict", "JPN")]
    }

    fn loss(lost_days: f64) -> CellLoss {
        CellLoss { lost_days, lost_value_usd: Some(1e6 * lost_days), ..CellLoss::default() }
    }

    #[test]
    fn trials_without_loss_count_though_they_have_no_row() {
        let mut table = YearLossTable::new(0, cells());
        table.push(["quake"], &[loss(0.0), loss(2.0)]);
        table.push([], &[]);
        table.push(["flood"], &[loss(0.0), loss(1e-12)]);
        table.push(["flood", "quake"], &[loss(1.0), loss(3.0)]);
        assert_eq!((table.len(), table.rows().len()), (4, 3));
        assert_eq!(table.losses(1, Measure::LostDays), Some(vec![2.0, 0.0, 0.0, 3.0]));
        assert_eq!(table.losses(0, Measure::LostValueUsd), Some(vec![0.0, 0.0, 0.0, 1e6]));
        assert_eq!(table.events(&table.rows()[1]).collect::<Vec<_>>(), ["flood", "quake"]);
        assert_eq!(table.tail(1, Measure::LostDays).expect("four trials").trials(), 4);
    }

    #[test]
    fn money_without_market_values_stays_unknown() {
        let mut table = YearLossTable::new(0, cells());
        table.push(["quake"], &[CellLoss { lost_value_usd: None, ..loss(2.0) }, loss(1.0)]);
        assert_eq!(table.losses(0, Measure::LostValueUsd), None);
        assert!(table.losses(1, Measure::LostValueUsd).is_some());
    }

    #[test]
    fn parts_join_to_the_whole_and_strangers_are_refused() {
        let mut whole = YearLossTable::new(0, cells());
        let (mut first, mut second) = (YearLossTable::new(0, cells()), YearLossTable::new(2, cells()));
        for (trial, ids) in
            [["quake", "flood"], ["flood", "fire"], ["fire", "quake"], ["storm", "fire"]].iter().enumerate()
        {
            let losses = [loss(trial as f64), loss(1.0)];
            whole.push(ids.iter().copied(), &losses);
            if trial < 2 { &mut first } else { &mut second }.push(ids.iter().copied(), &losses);
        }
        assert_eq!(second.append(&first), Err(AppendError::Gap { expected: 4, found: 0 }));
        first.append(&second).expect("they follow each other");
        assert_eq!(first, whole);
        assert_eq!(first.append(&YearLossTable::new(4, Vec::new())), Err(AppendError::Cells));
    }
}
