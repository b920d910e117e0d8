//! What a change does to the years of a batch, cell by cell.

use crate::montecarlo::paired::{mean_change, shortfall_change};
use crate::montecarlo::tails::LEVEL;
use crate::montecarlo::year_loss::{Cell, Measure, YearLossTable};
use serde::Serialize;

/// What a change does to the same years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearChanges {
    /// Number of years.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sectors and home economies that are in both.
    pub results: Vec<YearChange>,
}

/// A sector and home economy before and after, days a year. A change is after less before: below 0 it is a gain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearChange {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean lost days before.
    pub before_mean_lost_days: f64,
    /// Mean lost days after.
    pub after_mean_lost_days: f64,
    /// By how much they change.
    pub change_mean_lost_days: f64,
    /// Its standard error.
    pub change_mean_lost_days_se: Option<f64>,
    /// Mean of the worst 5 % of years before.
    pub before_es95_lost_days: f64,
    /// Mean of the worst 5 % of years after.
    pub after_es95_lost_days: f64,
    /// By how much it changes.
    pub change_es95_lost_days: f64,
    /// Its standard error; none where less than two years make up the tail.
    pub change_es95_lost_days_se: Option<f64>,
    /// By how much the mean lost days of final use change.
    pub change_final_use_lost_days: f64,
    /// Its standard error.
    pub change_final_use_lost_days_se: Option<f64>,
    /// By how much the mean loss at world market values changes, USD; none where no end product has one.
    pub change_lost_value_usd: Option<f64>,
    /// Its standard error.
    pub change_lost_value_usd_se: Option<f64>,
}

impl YearChanges {
    /// Of two batches of the same trials, drawn with `seed`.
    ///
    /// # Panics
    /// When the trials are not the same, or there are none.
    #[must_use]
    pub fn of(before: &YearLossTable, after: &YearLossTable, seed: u64) -> Self {
        assert_eq!(before.trials(), after.trials(), "the same years");
        let in_both = |(place, cell): (usize, &Cell)| {
            let later = after.cells().iter().position(|other| other == cell)?;
            change(cell, |measure| Some((before.losses(place, measure)?, after.losses(later, measure)?)))
        };
        let results = before.cells().iter().enumerate().filter_map(in_both).collect();
        Self { trials: before.len(), seed, results }
    }
}

/// From the losses before and after by measure; none where the days are not known.
fn change(cell: &Cell, losses: impl Fn(Measure) -> Option<(Vec<f64>, Vec<f64>)>) -> Option<YearChange> {
    let (before, after) = losses(Measure::LostDays)?;
    let (average, shortfall) = (mean_change(&before, &after), shortfall_change(&before, &after, LEVEL));
    let (used, used_after) = losses(Measure::FinalUseLostDays)?;
    let final_use = mean_change(&used, &used_after).by;
    let money = losses(Measure::LostValueUsd).map(|(before, after)| mean_change(&before, &after).by);
    Some(YearChange {
        sector: cell.sector.clone(),
        economy: cell.economy.clone(),
        before_mean_lost_days: average.before,
        after_mean_lost_days: average.after,
        change_mean_lost_days: average.by.value,
        change_mean_lost_days_se: average.by.known_error(),
        before_es95_lost_days: shortfall.before,
        after_es95_lost_days: shortfall.after,
        change_es95_lost_days: shortfall.by.value,
        change_es95_lost_days_se: shortfall.by.known_error(),
        change_final_use_lost_days: final_use.value,
        change_final_use_lost_days_se: final_use.known_error(),
        change_lost_value_usd: money.map(|money| money.value),
        change_lost_value_usd_se: money.and_then(|money| money.known_error()),
    })
}
