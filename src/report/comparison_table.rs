//! One scenario under several presets, side by side.

use super::{Cell, Column, Table};
use crate::study::ScenarioResult;

const COLUMNS: [Column; 10] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("preset"),
    Column::new("resilience").decimals(1),
    Column::new("mean_availability").titled("mean").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("final_use_lost_days").titled("final use").decimals(1),
    Column::new("depth").decimals(0),
    Column::new("time_to_survive_days").titled("falls").decimals(0).blank("never"),
    Column::new("time_to_recover_days").titled("back").decimals(0).blank("-").right(),
];

/// For every sector and home economy a row per preset, in the order of `results`.
#[must_use]
pub fn comparison(results: &[ScenarioResult]) -> Table {
    let mut table = Table::new(COLUMNS);
    let cells = results.first().map_or(0, |first| first.results.len());
    for cell in 0..cells {
        for (place, result) in results.iter().enumerate() {
            let row = &result.results[cell];
            // What stands in the row above is not said again.
            let said = |text: &str| Cell::from(if place == 0 { text } else { "" });
            table.push([
                said(&row.sector),
                said(&row.economy),
                result.preset.id().into(),
                row.resilience.into(),
                row.mean_availability.into(),
                row.lost_days.into(),
                row.final_use_lost_days.into(),
                row.depth.into(),
                row.time_to_survive_days.into(),
                if row.recovered { row.time_to_recover_days.into() } else { "not in 5 years".into() },
            ]);
        }
    }
    table
}
