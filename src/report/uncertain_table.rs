//! A batch over what is not known, as a table.

use super::{Cell, Column, Table, chance};
use crate::study::{DrawnSpread, UncertainBatch};

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

/// The three percentiles over the draws for people, then the ends of their intervals.
fn percentiles(spread: &DrawnSpread, decimals: usize) -> impl Iterator<Item = Cell> {
    let [low, median, high] = [
        (spread.low, (spread.low_low, spread.low_high)),
        (spread.median, (spread.median_low, spread.median_high)),
        (spread.high, (spread.high_low, spread.high_high)),
    ];
    let told = [low, median, high].map(|(value, ends)| within(value, ends, decimals));
    let ends = [low, median, high].map(|(_, (low, high))| [low.into(), high.into()]);
    told.into_iter().chain(ends.into_iter().flatten())
}

/// A row per sector and home economy.
#[must_use]
pub fn table(found: &UncertainBatch) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &found.results {
        let shortfall_error = row.es95_lost_days_se.unwrap_or(f64::NAN);
        let estimates = chance::with_error(row.mean_lost_days.value, row.mean_lost_days_se)
            .into_iter()
            .chain(percentiles(&row.mean_lost_days, 2))
            .chain(chance::with_error(row.es95_lost_days.value, shortfall_error))
            .chain(percentiles(&row.es95_lost_days, 1));
        let whose = [row.sector.clone().into(), row.economy.clone().into()];
        let variances = [
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
        ];
        table.push(whose.into_iter().chain(estimates).chain(variances));
    }
    table
}

/// What the columns mean.
#[must_use]
pub fn legend(found: &UncertainBatch) -> String {
    let UncertainBatch { uncertain, draws, trials, seed, .. } = found;
    let none = chance::legend_of_none(found.results.iter().any(|row| row.mean_lost_days.value == 0.0), *trials);
    let what = if *uncertain == "all" { "figures and rates" } else { uncertain };
    format!(
        "{draws} draws of the {what} from their ranges, each through the same {trials} years, seed {seed}.\n\
         Days of need lost a year: with the figures as they stand (±: one standard error from the number of years), then the\n\
         5th, 50th and 95th percentile of the draws, for the mean and the mean of the worst 5 % of years (ES95), in brackets what so\n\
         few draws leave open of them (95 %; n/a: too few for a bound).\n\
         Unknown: share of the draws in the variance of a year's loss; the rest is chance, alone or together with them.{none}"
    )
}
