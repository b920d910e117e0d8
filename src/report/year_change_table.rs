//! What a change does to the years of a batch, as a table.

use super::{Column, Table};
use crate::study::YearChanges;

const COLUMNS: [Column; 14] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("before_mean_lost_days").titled("mean lost").decimals(2),
    Column::new("after_mean_lost_days").titled("then").decimals(2),
    Column::new("change_mean_lost_days").titled("change").decimals(3),
    Column::new("change_mean_lost_days_se").titled("±").decimals(3),
    Column::new("before_es95_lost_days").titled("ES95").decimals(1),
    Column::new("after_es95_lost_days").titled("then").decimals(1),
    Column::new("change_es95_lost_days").titled("change").decimals(2),
    Column::new("change_es95_lost_days_se").titled("±").decimals(2),
    Column::new("change_final_use_lost_days").titled("final use").decimals(3),
    Column::new("change_final_use_lost_days_se").titled("±").decimals(3),
    Column::new("change_lost_value_usd").for_scripts(),
    Column::new("change_lost_value_usd_se").for_scripts(),
];

/// What the columns mean.
#[must_use]
pub fn legend(found: &YearChanges) -> String {
    format!(
        "The same {} years before and after, seed {}: days of need lost a year, and by how much they change (below 0: a gain).\n\
         ES95: mean of the worst 5 % of years. Final use: change of its mean. ± is one standard error of the change, from the\n\
         differences of single years: a change of less than twice that may be chance.",
        found.trials, found.seed
    )
}

/// One row per sector and home economy (`years.csv`).
#[must_use]
pub fn table(found: &YearChanges) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &found.results {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.before_mean_lost_days.into(),
            row.after_mean_lost_days.into(),
            row.change_mean_lost_days.into(),
            row.change_mean_lost_days_se.into(),
            row.before_es95_lost_days.into(),
            row.after_es95_lost_days.into(),
            row.change_es95_lost_days.into(),
            row.change_es95_lost_days_se.into(),
            row.change_final_use_lost_days.into(),
            row.change_final_use_lost_days_se.into(),
            row.change_lost_value_usd.into(),
            row.change_lost_value_usd_se.into(),
        ]);
    }
    table
}
