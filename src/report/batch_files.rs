//! The long tables of a batch: exceedance curves, contributions, convergence.

use super::{Column, Table};
use crate::study::{BatchResult, Contribution};

/// A row per sector, home economy, curve and return period.
#[must_use]
pub fn exceedance(result: &BatchResult) -> Table {
    let mut table =
        Table::new(["sector", "economy", "curve", "return_period_years", "lost_days", "low", "high"].map(Column::new));
    for row in &result.results {
        let curves = [("aggregate", &row.aggregate_exceedance), ("occurrence", &row.occurrence_exceedance)];
        for (curve, points) in curves {
            for point in points {
                table.push([
                    row.sector.clone().into(),
                    row.economy.clone().into(),
                    curve.into(),
                    point.return_period_years.into(),
                    point.lost_days.into(),
                    point.low.into(),
                    point.high.into(),
                ]);
            }
        }
    }
    table
}

/// A row per sector, home economy, kind and source.
#[must_use]
pub fn contributions(result: &BatchResult) -> Table {
    let columns = ["sector", "economy", "kind", "id", "es95_lost_days", "es95_lost_days_se", "share"];
    let mut table = Table::new(columns.map(Column::new));
    for (row, part) in result.results.iter().flat_map(|row| row.contributions.iter().map(move |part| (row, part))) {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            part.kind.into(),
            part.id.clone().into(),
            part.es95_lost_days.into(),
            part.es95_lost_days_se.into(),
            part.share.into(),
        ]);
    }
    table
}

/// A row per sector, home economy and number of first trials.
#[must_use]
pub fn convergence(result: &BatchResult) -> Table {
    let columns =
        ["sector", "economy", "trials", "mean_lost_days", "mean_lost_days_se", "es95_lost_days", "es95_lost_days_se"];
    let mut table = Table::new(columns.map(Column::new));
    for (row, part) in result.results.iter().flat_map(|row| row.convergence.iter().map(move |part| (row, part))) {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            (part.trials as usize).into(),
            part.mean_lost_days.into(),
            part.mean_lost_days_se.into(),
            part.es95_lost_days.into(),
            part.es95_lost_days_se.into(),
        ]);
    }
    table
}

/// What the worst years are made of: the first sources of a kind, with their days and these's standard error.
#[must_use]
pub fn leading(contributions: &[Contribution], kind: &str, most: usize) -> String {
    let parts = contributions.iter().filter(|part| part.kind == kind && part.id != "others").take(most);
    let error = |part: &Contribution| part.es95_lost_days_se.map_or_else(|| "n/a".to_owned(), |se| format!("{se:.1}"));
    parts.map(|part| format!("{} {:.1} ± {}", part.id, part.es95_lost_days, error(part))).collect::<Vec<_>>().join(", ")
}
