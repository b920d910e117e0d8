//! A batch over what is not known, as a table.

use super::{Cell, Column, Table, chance};
use crate::study::UncertainBatch;

const COLUMNS: [Column; 34] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_lost_days").titled("mean lost").decimals(2),
    Column::new("mean_lost_days_se").titled("±").decimals(2),
    Column::new("mean_lost_days_low").titled("low").decimals(2),
    Column::new("mean_lost_days_median").titled("median").decimals(2),
    Column::new("mean_lost_days_high").titled("high").decimals(2),
    Column::new("mean_lost_days_low_low").for_scripts(),
    Column::new("mean_lost_days_low_high").for_scripts(),
    Column::new("mean_lost_days_median_low").for_scripts(),
    Column::new("mean_lost_days_median_high").for_scripts(),
    Column::new("mean_lost_days_high_low").for_scripts(),
    Column::new("mean_lost_days_high_high").for_scripts(),
    Column::new("es95_lost_days").titled("ES95").decimals(1),
    Column::new("es95_lost_days_se").titled("±").decimals(1),
    Column::new("es95_lost_days_low").titled("low").decimals(1),
    Column::new("es95_lost_days_median").titled("median").decimals(1),
    Column::new("es95_lost_days_high").titled("high").decimals(1),
    Column::new("es95_lost_days_low_low").for_scripts(),
    Column::new("es95_lost_days_low_high").for_scripts(),
    Column::new("es95_lost_days_median_low").for_scripts(),
    Column::new("es95_lost_days_median_high").for_scripts(),
    Column::new("es95_lost_days_high_low").for_scripts(),
    Column::new("es95_lost_days_high_high").for_scripts(),
    Column::new("ignorance_variance").for_scripts(),
    Column::new("ignorance_variance_se").for_scripts(),
    Column::new("chance_variance").for_scripts(),
    Column::new("chance_variance_se").for_scripts(),
    Column::new("together_variance").for_scripts(),
    Column::new("together_variance_se").for_scripts(),
    Column::new("ignorance_share").titled("unknown").decimals(2),
    Column::new("ignorance_share_se").titled("±").decimals(2),
    Column::new("es95_variance").for_scripts(),
    Column::new("es95_variance_se").for_scripts(),
];

/// A percentile with its interval, `2.31 (1.90 to n/a)`.
fn within(value: f64, (low, high): (Option<f64>, Option<f64>), decimals: usize) -> Cell {
    let end = |end: Option<f64>| end.map_or_else(|| "n/a".to_owned(), |end| format!("{end:.decimals$}"));
    Cell::Worded(value, format!("{value:.decimals$} ({} to {})", end(low), end(high)))
}

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
            within(row.mean_lost_days.low, (row.mean_lost_days.low_low, row.mean_lost_days.low_high), 2),
            within(row.mean_lost_days.median, (row.mean_lost_days.median_low, row.mean_lost_days.median_high), 2),
            within(row.mean_lost_days.high, (row.mean_lost_days.high_low, row.mean_lost_days.high_high), 2),
            row.mean_lost_days.low_low.into(),
            row.mean_lost_days.low_high.into(),
            row.mean_lost_days.median_low.into(),
            row.mean_lost_days.median_high.into(),
            row.mean_lost_days.high_low.into(),
            row.mean_lost_days.high_high.into(),
            shortfall,
            shortfall_error,
            within(row.es95_lost_days.low, (row.es95_lost_days.low_low, row.es95_lost_days.low_high), 1),
            within(row.es95_lost_days.median, (row.es95_lost_days.median_low, row.es95_lost_days.median_high), 1),
            within(row.es95_lost_days.high, (row.es95_lost_days.high_low, row.es95_lost_days.high_high), 1),
            row.es95_lost_days.low_low.into(),
            row.es95_lost_days.low_high.into(),
            row.es95_lost_days.median_low.into(),
            row.es95_lost_days.median_high.into(),
            row.es95_lost_days.high_low.into(),
            row.es95_lost_days.high_high.into(),
            row.variance.ignorance.value.into(),
            row.variance.ignorance.standard_error.into(),
            row.variance.chance.value.into(),
            row.variance.chance.standard_error.into(),
            row.variance.together.value.into(),
            row.variance.together.standard_error.into(),
            row.ignorance_share.into(),
            chance::error_alone(row.ignorance_share_se),
            row.es95_variance.into(),
            row.es95_variance_se.into(),
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
         5th, 50th and 95th percentile of the draws, for the mean and the mean of the worst 5 % of years (ES95), in brackets what so\n\
         few draws leave open of them (95 %; n/a: too few for a bound).\n\
         Unknown: share of the draws in the variance of a year's loss; the rest is chance, alone or together with them.{none}"
    )
}
