//! Batch statistics as a table.

use super::{Column, Table};
use crate::study::BatchResult;
use std::collections::BTreeSet;

const COLUMNS: [Column; 13] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_lost_days").titled("mean lost").decimals(2),
    Column::new("mean_lost_days_se").titled("±").decimals(2),
    Column::new("var95_lost_days").titled("VaR95").decimals(1),
    Column::new("var95_lost_days_low").titled("low").decimals(1),
    Column::new("var95_lost_days_high").titled("high").decimals(1),
    Column::new("es95_lost_days").titled("ES95").decimals(1),
    Column::new("es95_lost_days_se").titled("±").decimals(1),
    Column::new("final_use_lost_days").titled("final use").decimals(2),
    Column::new("final_use_lost_days_se").titled("±").decimals(2),
    Column::new("resilience").decimals(1),
    Column::new("resilience_se").titled("±").decimals(1),
];

/// What the columns mean, and how many trials lost nothing.
#[must_use]
pub fn legend(result: &BatchResult) -> String {
    let hit: BTreeSet<u64> = result.table.rows().iter().map(|row| row.trial).collect();
    let quiet = result.trials - hit.len() as u64;
    format!(
        "{} trials of one year, seed {}; {quiet} of them lost nothing anywhere.\n\
         Days of need lost a year, by the mean of the sector's products; final use: by its end products. VaR95: what 19 years\n\
         of 20 do not exceed, with its 95 % interval (n/a: too few trials for a bound); ES95: mean of the worst year in 20.\n\
         Resilience: availability of the weakest fifth in those worst years, 0 to 100. ± is one standard error.",
        result.trials, result.seed
    )
}

/// One row per sector and home economy, every estimate with its standard error or interval.
#[must_use]
pub fn batch(result: &BatchResult) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &result.results {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.mean_lost_days.into(),
            row.mean_lost_days_se.into(),
            row.var95_lost_days.into(),
            row.var95_lost_days_low.into(),
            row.var95_lost_days_high.into(),
            row.es95_lost_days.into(),
            row.es95_lost_days_se.into(),
            row.final_use_lost_days.into(),
            row.final_use_lost_days_se.into(),
            row.resilience.into(),
            row.resilience_se.into(),
        ]);
    }
    table
}
