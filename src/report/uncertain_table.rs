//! A batch over what is not known, as a table.

use super::{Column, Table, chance};
use crate::study::UncertainBatch;

const COLUMNS: [Column; 20] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_lost_days").titled("mean lost").decimals(2),
    Column::new("mean_lost_days_se").titled("±").decimals(2),
    Column::new("mean_lost_days_low").titled("low").decimals(2),
    Column::new("mean_lost_days_median").titled("median").decimals(2),
    Column::new("mean_lost_days_high").titled("high").decimals(2),
    Column::new("es95_lost_days").titled("ES95").decimals(1),
    Column::new("es95_lost_days_se").titled("±").decimals(1),
    Column::new("es95_lost_days_low").titled("low").decimals(1),
    Column::new("es95_lost_days_median").titled("median").decimals(1),
    Column::new("es95_lost_days_high").titled("high").decimals(1),
    Column::new("ignorance_variance").for_scripts(),
    Column::new("ignorance_variance_se").for_scripts(),
    Column::new("chance_variance").for_scripts(),
    Column::new("chance_variance_se").for_scripts(),
    Column::new("together_variance").for_scripts(),
    Column::new("together_variance_se").for_scripts(),
    Column::new("ignorance_share").titled("unknown").decimals(2),
    Column::new("es95_variance").for_scripts(),
];

/// A row per sector and home economy.
#[must_use]
pub fn table(found: &UncertainBatch) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &found.results {
        let [mean, mean_error] = chance::with_error(row.mean_lost_days.value, row.mean_lost_days_se);
        let shortfall_error = row.es95_lost_days_se.unwrap_or(f64::NAN);
        let [shortfall, shortfall_error] = chance::with_error(row.es95_lost_days.value, shortfall_error);
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            mean,
            mean_error,
            row.mean_lost_days.low.into(),
            row.mean_lost_days.median.into(),
            row.mean_lost_days.high.into(),
            shortfall,
            shortfall_error,
            row.es95_lost_days.low.into(),
            row.es95_lost_days.median.into(),
            row.es95_lost_days.high.into(),
            row.variance.ignorance.value.into(),
            row.variance.ignorance.standard_error.into(),
            row.variance.chance.value.into(),
            row.variance.chance.standard_error.into(),
            row.variance.together.value.into(),
            row.variance.together.standard_error.into(),
            row.ignorance_share.into(),
            row.es95_variance.into(),
        ]);
    }
    table
}

/// What the columns mean.
#[must_use]
pub fn legend(found: &UncertainBatch) -> String {
    let UncertainBatch { uncertain, draws, trials, seed, .. } = found;
    let none = found.results.iter().any(|row| row.mean_lost_days.value == 0.0);
    let none = if none { format!("\nNone: {}.", chance::no_loss(*trials)) } else { String::new() };
    let what = if *uncertain == "all" { "figures and rates" } else { uncertain };
    format!(
        "{draws} draws of the {what} from their ranges, each through the same {trials} years, seed {seed}.\n\
         Days of need lost a year: with the figures as they stand (±: one standard error from the number of years), then the\n\
         5th, 50th and 95th percentile of the draws, for the mean and for the worst year in 20 (ES95).\n\
         Unknown: share of the draws in the variance of a year's loss; the rest is chance, alone or together with them.{none}"
    )
}
