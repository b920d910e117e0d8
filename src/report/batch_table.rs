//! Batch statistics as a table.

use super::{Column, Table};
use crate::study::BatchResult;

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
