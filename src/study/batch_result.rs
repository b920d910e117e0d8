//! The statistics of a batch: every one computed from its year-loss table.

mod group;
mod row;

use super::by_source::BySource;
use crate::montecarlo::{Curve, YearLossTable};
use rayon::prelude::*;
use serde::Serialize;

/// The statistics of a batch (the output contract of `mc`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchResult {
    /// Number of trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sectors and home economies.
    pub results: Vec<BatchRow>,
    /// All sectors of each home economy together, where there are several.
    pub groups: Vec<GroupRow>,
    /// The table they were computed from.
    #[serde(skip)]
    pub table: YearLossTable,
    /// Hazards that hit nothing in this model.
    #[serde(skip)]
    pub without_target: Vec<String>,
}

/// Losses of one sector and home economy, days a year. Errors are standard errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean lost days a year of the sector's mean.
    pub mean_lost_days: f64,
    /// Its standard error.
    pub mean_lost_days_se: f64,
    /// Lost days that nineteen years of twenty do not exceed.
    pub var95_lost_days: f64,
    /// Lower end of its 95 % interval.
    pub var95_lost_days_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub var95_lost_days_high: Option<f64>,
    /// Mean of the worst 5 % of years.
    pub es95_lost_days: f64,
    /// Its standard error.
    pub es95_lost_days_se: f64,
    /// Mean lost days a year of final use.
    pub final_use_lost_days: f64,
    /// Its standard error.
    pub final_use_lost_days_se: f64,
    /// Availability of the weakest fifth in the worst 5 % of years, 0 to 100.
    pub resilience: f64,
    /// Its standard error.
    pub resilience_se: f64,
    /// Standard deviation of the lost days of a year.
    pub sd_lost_days: Option<f64>,
    /// Its standard error.
    pub sd_lost_days_se: Option<f64>,
    /// Mean of the lost days that fall within the year of the events; none where they were not kept.
    pub within_year_lost_days: Option<f64>,
    /// Its standard error.
    pub within_year_lost_days_se: Option<f64>,
    /// Mean loss a year at world market values, USD; none where no end product has one.
    pub lost_value_usd: Option<f64>,
    /// Its standard error.
    pub lost_value_usd_se: Option<f64>,
    /// Probability that a year loses anything.
    pub loss_probability: f64,
    /// Its standard error: 0 where it never or always happened, of which the interval tells more.
    pub loss_probability_se: f64,
    /// Lower end of its exact 95 % interval (Clopper and Pearson 1934).
    pub loss_probability_low: f64,
    /// Upper end.
    pub loss_probability_high: f64,
    /// Probability that any fifth falls below the threshold.
    pub below_threshold_probability: f64,
    /// Its standard error: 0 where it never or always happened, of which the interval tells more.
    pub below_threshold_probability_se: f64,
    /// Lower end of its exact 95 % interval (Clopper and Pearson 1934).
    pub below_threshold_probability_low: f64,
    /// Upper end.
    pub below_threshold_probability_high: f64,
    /// Mean day of the first fall below the threshold, of the years that have one.
    pub time_to_survive_days: Option<f64>,
    /// Its standard error.
    pub time_to_survive_days_se: Option<f64>,
    /// Mean days from that day to the day after the last one below, of the years that come back.
    pub time_to_recover_days: Option<f64>,
    /// Its standard error.
    pub time_to_recover_days_se: Option<f64>,
    /// Probability that a year has not come back by the end of the third.
    pub not_recovered_probability: f64,
    /// Its standard error: 0 where it never or always happened, of which the interval tells more.
    pub not_recovered_probability_se: f64,
    /// Lower end of its exact 95 % interval (Clopper and Pearson 1934).
    pub not_recovered_probability_low: f64,
    /// Upper end.
    pub not_recovered_probability_high: f64,
    /// Value at risk and expected shortfall at several levels.
    pub levels: Vec<Level>,
    /// Losses of a year that are reached once in so many years.
    pub aggregate_exceedance: Vec<Returned>,
    /// The same for the largest event of a year; empty where losses are not told apart by event.
    pub occurrence_exceedance: Vec<Returned>,
    /// What the worst 5 % of years are made of; empty where losses are not told apart by event.
    pub contributions: Vec<Contribution>,
    /// Estimates from the first trials alone.
    pub convergence: Vec<Converged>,
}

/// What there is to lose in a sector and home economy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// The economy uses products of the sector.
    pub days: bool,
    /// Some end product of those has a market value.
    pub money: bool,
}

/// All sectors of a home economy together, from what the group loses in each year: its worst years are its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupRow {
    /// Home economy.
    pub economy: String,
    /// How many sectors: those of which it uses any product.
    pub sectors: u64,
    /// Mean lost days a year of the mean of the sectors, each counting the same.
    pub mean_lost_days: f64,
    /// Its standard error.
    pub mean_lost_days_se: f64,
    /// Lost days that nineteen years of twenty do not exceed.
    pub var95_lost_days: f64,
    /// Lower end of its 95 % interval.
    pub var95_lost_days_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub var95_lost_days_high: Option<f64>,
    /// Mean of the worst 5 % of years.
    pub es95_lost_days: f64,
    /// Its standard error.
    pub es95_lost_days_se: f64,
    /// Value at risk and expected shortfall at several levels.
    pub levels: Vec<Level>,
    /// Losses of a year that are reached once in so many years.
    pub aggregate_exceedance: Vec<Returned>,
    /// What the worst 5 % of years are made of, in days; empty where losses are not told apart by event.
    pub contributions: Vec<Contribution>,
    /// Money; none where no sector has end products with a market value.
    pub lost_value: Option<GroupValue>,
}

/// What a home economy loses a year at world market values, USD.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupValue {
    /// Sectors that have end products with a market value.
    pub sectors: u64,
    /// Mean loss a year.
    pub mean_usd: f64,
    /// Its standard error.
    pub mean_usd_se: f64,
    /// Loss that nineteen years of twenty do not exceed.
    pub var95_usd: f64,
    /// Lower end of its 95 % interval.
    pub var95_usd_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub var95_usd_high: Option<f64>,
    /// Mean of the worst 5 % of years.
    pub es95_usd: f64,
    /// Its standard error.
    pub es95_usd_se: f64,
    /// Losses of a year that are reached once in so many years.
    pub aggregate_exceedance: Vec<ReturnedValue>,
    /// The whole curve.
    #[serde(skip)]
    pub curve: Curve,
}

/// A point of an exceedance curve in money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReturnedValue {
    /// Years between such losses.
    pub return_period_years: f64,
    /// Loss; none where there are fewer trials than years.
    pub usd: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The bad years at one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    /// Level, 0 to 1.
    pub level: f64,
    /// Value at risk.
    pub var: f64,
    /// Lower end of its 95 % interval; none where too few trials bound it.
    pub var_low: Option<f64>,
    /// Upper end.
    pub var_high: Option<f64>,
    /// Expected shortfall.
    pub es: f64,
    /// Its standard error; none where less than two trials make up the tail.
    pub es_se: Option<f64>,
}

/// A point of an exceedance curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Returned {
    /// Years between such losses.
    pub return_period_years: f64,
    /// Lost days; none where there are fewer trials than years.
    pub lost_days: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// What one source adds to the expected shortfall.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// `hazard`, `economy` or `supplier`; those of a kind sum to the expected shortfall.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Days of the expected shortfall.
    pub es95_lost_days: f64,
    /// Its standard error.
    pub es95_lost_days_se: Option<f64>,
    /// The same as a share of the expected shortfall.
    pub share: f64,
}

/// Estimates from the first trials of the batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Converged {
    /// How many trials.
    pub trials: u64,
    /// Mean lost days.
    pub mean_lost_days: f64,
    /// Its standard error.
    pub mean_lost_days_se: Option<f64>,
    /// Expected shortfall.
    pub es95_lost_days: f64,
    /// Its standard error.
    pub es95_lost_days_se: Option<f64>,
}

impl BatchResult {
    pub(super) fn new(
        seed: u64,
        table: YearLossTable,
        sources: Option<&BySource>,
        counted: &[Counted],
        without_target: Vec<String>,
    ) -> Self {
        let largest = sources.map(|sources| sources.largest(&table));
        let told = sources.zip(largest.as_deref());
        let rows = (0..table.cells().len()).into_par_iter().map(|cell| row::row(&table, cell, told));
        let results = rows.collect();
        let groups = group::groups(&table, counted, sources);
        Self { trials: table.len(), seed, results, groups, table, without_target }
    }
}
