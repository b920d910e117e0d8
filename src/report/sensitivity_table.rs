//! Sobol indices as a table.

use super::{Column, Table};
use crate::study::{LEAST_SD, Points, Sensitivity};

const COLUMNS: [Column; 11] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("sd").decimals(2),
    Column::new("sd_se").titled("±").decimals(2),
    Column::new("group"),
    Column::new("first").decimals(2),
    Column::new("first_low").titled("low").decimals(2),
    Column::new("first_high").titled("high").decimals(2),
    Column::new("total").decimals(2),
    Column::new("total_low").titled("low").decimals(2),
    Column::new("total_high").titled("high").decimals(2),
];

/// A row per sector, home economy and group of figures.
#[must_use]
pub fn table(found: &Sensitivity) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &found.results {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.sd.into(),
            row.sd_se.into(),
            row.group.clone().into(),
            row.first.into(),
            row.first_low.into(),
            row.first_high.into(),
            row.total.into(),
            row.total_low.into(),
            row.total_high.into(),
        ]);
    }
    table
}

/// What the columns mean.
#[must_use]
pub fn legend(found: &Sensitivity) -> String {
    if found.results.is_empty() {
        return format!(
            "{} of {}: no sector that was asked for varies by more than {LEAST_SD} over the ranges of all figures, so that\n\
             there is nothing to explain ({} rows, {} runs, seed {}).",
            found.outcome, found.scenario, found.rows, found.runs, found.seed
        );
    }
    let points = if found.points == Points::Sobol { "Sobol points, " } else { "" };
    format!(
        "{} of {} over the ranges of all figures: {} rows, {} runs, {points}seed {}.\n\
         sd: standard deviation of the outcome. First: share of its variance that a group of figures explains alone;\n\
         total: with all that it does together with other groups. Intervals are 95 % ({}); few rows leave\n\
         first-order indices below 0 or above 1.",
        found.outcome,
        found.scenario,
        found.rows,
        found.runs,
        found.seed,
        found.points.intervals()
    )
}
