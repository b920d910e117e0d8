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

/// A trial with a loss, and where its events end in the table's list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Losing {
    pub(super) trial: u64,
    pub(super) events_end: u64,
}

/// A row as it is kept: 64 bytes, not a number where a loss has no figure. A million trials of ten cells fit in 700 MB.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed {
    pub(super) values: [f64; 7],
    pub(super) cell: u32,
    pub(super) losing: u32,
}

impl Packed {
    fn of(loss: &CellLoss, cell: u32, losing: u32) -> Self {
        let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let values = [
            loss.lost_days,
            loss.weakest_fifth_lost_days,
            loss.final_use_lost_days,
            known(loss.lost_value_usd),
            known(loss.within_year_lost_days),
            known(loss.time_to_survive_days),
            known(loss.time_to_recover_days),
        ];
        Self { values, cell, losing }
    }

    fn loss(&self) -> CellLoss {
        let known = |value: f64| (!value.is_nan()).then_some(value);
        let [lost_days, weakest_fifth_lost_days, final_use_lost_days, money, within, survive, recover] = self.values;
        CellLoss {
            lost_days,
            weakest_fifth_lost_days,
            final_use_lost_days,
            lost_value_usd: known(money),
            within_year_lost_days: known(within),
            time_to_survive_days: known(survive),
            time_to_recover_days: known(recover),
        }
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        let bits = |row: &Self| row.values.map(f64::to_bits);
        bits(self) == bits(other) && (self.cell, self.losing) == (other.cell, other.losing)
    }
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
        assert_eq!(table.events(&table.rows().nth(1).expect("three rows")).collect::<Vec<_>>(), ["flood", "quake"]);
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
