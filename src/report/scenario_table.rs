//! Scenario results as tables.

use super::{Cell, Column, Table};
use crate::study::ScenarioResult;

const COLUMNS: [Column; 15] = [
    Column::new("scenario"),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("resilience").decimals(1),
    Column::new("mean_availability").titled("mean avail.").decimals(1),
    Column::new("worst_product").titled("worst product"),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("final_use_lost_days").titled("final use").decimals(1),
    Column::new("lost_value_usd").titled("lost USD m").decimals(0).for_scripts(),
    Column::new("depth").decimals(0),
    Column::new("time_to_survive_days").titled("survive").decimals(0),
    Column::new("time_to_recover_days").titled("recover").decimals(0),
    Column::new("recovered"),
    Column::new("horizon_days").for_scripts(),
    Column::new("step_days").for_scripts(),
];

/// One row per scenario, sector and home economy (`scenarios.csv`).
#[must_use]
pub fn sectors(results: &[ScenarioResult]) -> Table {
    let mut table = Table::new(COLUMNS);
    for result in results {
        for row in &result.results {
            table.push([
                result.scenario.clone().into(),
                row.sector.clone().into(),
                row.economy.clone().into(),
                row.resilience.into(),
                row.mean_availability.into(),
                Cell::from(row.worst_product.clone()),
                row.lost_days.into(),
                row.final_use_lost_days.into(),
                row.lost_value_usd.into(),
                row.depth.into(),
                row.time_to_survive_days.into(),
                row.time_to_recover_days.into(),
                row.recovered.into(),
                result.horizon_days.into(),
                result.step_days.into(),
            ]);
        }
    }
    table
}

const PRODUCT_COLUMNS: [Column; 10] = [
    Column::new("scenario"),
    Column::new("product"),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_availability").titled("mean avail.").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("depth").decimals(0),
    Column::new("time_to_survive_days").titled("survive").decimals(0),
    Column::new("time_to_recover_days").titled("recover").decimals(0),
    Column::new("recovered"),
];

/// One row per scenario, product and home economy; with `most`, only that many of each scenario, the hardest hit first.
#[must_use]
pub fn products(results: &[ScenarioResult], most: Option<usize>) -> Table {
    let mut table = Table::new(PRODUCT_COLUMNS);
    for result in results {
        let mut rows: Vec<_> = result.products.iter().collect();
        if let Some(most) = most {
            rows.retain(|row| row.lost_days > 0.05);
            rows.sort_by(|a, b| b.lost_days.total_cmp(&a.lost_days));
            rows.truncate(most);
        }
        for row in rows {
            table.push([
                result.scenario.clone().into(),
                row.product.clone().into(),
                row.sector.clone().into(),
                row.economy.clone().into(),
                row.mean_availability.into(),
                row.lost_days.into(),
                row.depth.into(),
                row.time_to_survive_days.into(),
                row.time_to_recover_days.into(),
                row.recovered.into(),
            ]);
        }
    }
    table
}

const BAND_COLUMNS: [Column; 10] = [
    Column::new("scenario"),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("resilience").decimals(1),
    Column::new("resilience_low").titled("5 %").decimals(1),
    Column::new("resilience_high").titled("95 %").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("lost_days_low").titled("5 %").decimals(1),
    Column::new("lost_days_high").titled("95 %").decimals(1),
    Column::new("falls_below_threshold").titled("falls below").decimals(2),
];

/// One row per scenario, sector and home economy with the middle 90 % over the figures' ranges.
#[must_use]
pub fn bands(bands: &[crate::study::Band]) -> Table {
    let mut table = Table::new(BAND_COLUMNS);
    for band in bands {
        for row in &band.results {
            table.push([
                band.scenario.clone().into(),
                row.sector.clone().into(),
                row.economy.clone().into(),
                row.resilience.value.into(),
                row.resilience.low.into(),
                row.resilience.high.into(),
                row.lost_days.value.into(),
                row.lost_days.low.into(),
                row.lost_days.high.into(),
                row.falls_below_threshold.into(),
            ]);
        }
    }
    table
}
