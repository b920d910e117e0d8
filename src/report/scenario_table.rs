//! Scenario results as tables.

use super::{Cell, Column, Table};
use crate::study::{ProductRow, ScenarioResult, SectorRow};

const COLUMNS: [&str; 16] = [
    "scenario",
    "sector",
    "economy",
    "resilience",
    "mean_availability",
    "worst_product",
    "lost_days",
    "final_use_lost_days",
    "lost_value_usd",
    "depth",
    "time_to_survive_days",
    "time_to_recover_days",
    "recovered",
    "horizon_days",
    "step_days",
    "preset",
];

/// One row per scenario, sector and home economy (`scenarios.csv`).
#[must_use]
pub fn sectors(results: &[ScenarioResult]) -> Table {
    let mut table = Table::new(COLUMNS.map(Column::new));
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
                result.preset.id().into(),
            ]);
        }
    }
    table
}

/// What the columns that people read mean, those of products too if they are shown.
#[must_use]
pub fn legend(products: bool) -> String {
    if products { format!("{LEGEND}\n{PRICE_LEGEND}") } else { LEGEND.to_owned() }
}

const PRICE_LEGEND: &str = "\
Price pressure: how many times its price a product would have to cost for demand to shrink to what the worst 30 days
leave, over the range of the demand elasticity: implied by the shortage, not a forecast; beyond x100 nothing is said.";

/// What the presets are.
pub const PRESET_LEGEND: &str = "\
Presets: the same network and shocks under linchpin, the default kernel; ario, Hallegatte's model as BoARIO runs it; and
inoue-todo, that of Inoue and Todo. docs/presets.md says what they leave out and why they differ.";

const LEGEND: &str = "\
Resilience: mean availability of the sector's weakest fifth of products over the horizon, 0 to 100; mean: of all its
products. Lost days: days of need not met, by that mean; final use: days of need for its end products not met. Depth:
deepest fall of the weakest fifth. Falls, back: first day it is below the threshold (95 unless the model says
otherwise), and the day it is back for good. Days count from the first onset.";

const SECTOR: [Column; 2] = [Column::new("sector"), Column::new("economy")];

/// What people read of a sector's course.
const COURSE: [Column; 7] = [
    Column::new("resilience").decimals(1),
    Column::new("mean_availability").titled("mean").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("final_use_lost_days").titled("final use").decimals(1),
    Column::new("depth").decimals(0),
    Column::new("time_to_survive_days").titled("falls").decimals(0).blank("never"),
    BACK,
];

const BACK: Column = Column::new("time_to_recover_days").titled("back").decimals(0).blank("-").right();

/// The cells of [`COURSE`] of a run that sought recovery for so many days.
fn of_course(row: &SectorRow, follow_days: f64) -> [Cell; 7] {
    [
        row.resilience.into(),
        row.mean_availability.into(),
        row.lost_days.into(),
        row.final_use_lost_days.into(),
        row.depth.into(),
        row.time_to_survive_days.into(),
        back(row.time_to_recover_days, row.recovered, follow_days),
    ]
}

/// One row per sector and home economy of one scenario, for people.
#[must_use]
pub fn of_one(result: &ScenarioResult) -> Table {
    let worst = Column::new("worst_product").titled("worst product").blank("-");
    let mut table = Table::new(SECTOR.into_iter().chain(COURSE).chain([worst]));
    for row in &result.results {
        let sector = [row.sector.clone().into(), row.economy.clone().into()];
        table.push(
            sector.into_iter().chain(of_course(row, result.follow_days)).chain([row.worst_product.clone().into()]),
        );
    }
    table
}

/// One scenario under several presets: for every sector and home economy a row per preset, in the order of `results`.
#[must_use]
pub fn comparison(results: &[ScenarioResult]) -> Table {
    let mut table = Table::new(SECTOR.into_iter().chain([Column::new("preset")]).chain(COURSE));
    let cells = results.first().map_or(0, |first| first.results.len());
    for cell in 0..cells {
        for (place, result) in results.iter().enumerate() {
            let row = &result.results[cell];
            // What stands in the row above is not said again.
            let said = |text: &str| Cell::from(if place == 0 { text } else { "" });
            let head = [said(&row.sector), said(&row.economy), result.preset.id().into()];
            table.push(head.into_iter().chain(of_course(row, result.follow_days)));
        }
    }
    table
}

/// When it is back, for people.
fn back(day: Option<f64>, recovered: bool, follow_days: f64) -> Cell {
    if recovered { day.into() } else { format!("not in {}", span(follow_days)).into() }
}

/// So many days, in years where they are whole years.
#[must_use]
pub fn span(days: f64) -> String {
    let years = days / 365.0;
    if years >= 2.0 && years.fract() == 0.0 { format!("{years} years") } else { format!("{days} days") }
}

const PRODUCTS_FOR_PEOPLE: [Column; 9] = [
    Column::new("product"),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_availability").titled("mean").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("depth").decimals(0),
    Column::new("time_to_survive_days").titled("falls").decimals(0).blank("never"),
    BACK,
    Column::new("price_pressure").titled("price pressure").right(),
];

/// A price as people read it, times what it was: `x1.30 (1.15 to 1.98)`.
fn pressure(row: &ProductRow) -> Cell {
    let price = |rise: Option<f64>| match rise.map(|rise| 1.0 + rise) {
        None => "beyond".to_owned(),
        Some(price) if price < 9.95 => format!("{price:.2}"),
        Some(price) => format!("{price:.0}"),
    };
    match (row.price_pressure_low, row.price_pressure_at_least) {
        (None, None) => Cell::Missing,
        (None, Some(_)) => "beyond x100".into(),
        (Some(_), _) if row.price_pressure.is_some_and(|rise| rise < 0.005) => "-".into(),
        (low, _) => {
            let (value, high) = (price(row.price_pressure), price(row.price_pressure_high));
            format!("x{value} ({} to {high})", price(low)).into()
        }
    }
}

/// Products lose something from a twentieth of a day.
const LOSES: f64 = 0.05;

/// How many rows of products that do not count lose a twentieth of a day.
#[must_use]
pub fn hit_without_counting(result: &ScenarioResult) -> usize {
    result.products.iter().filter(|row| !row.counts && row.lost_days > LOSES).count()
}

/// The products of one scenario that count and lose most, at most `most` of them, for people.
#[must_use]
pub fn hardest_hit(result: &ScenarioResult, most: usize) -> Table {
    let mut rows: Vec<_> = result.products.iter().filter(|row| row.counts && row.lost_days > LOSES).collect();
    rows.sort_by(|a, b| b.lost_days.total_cmp(&a.lost_days));
    rows.truncate(most);
    let mut table = Table::new(PRODUCTS_FOR_PEOPLE);
    for row in rows {
        table.push([
            row.product.clone().into(),
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.mean_availability.into(),
            row.lost_days.into(),
            row.depth.into(),
            row.time_to_survive_days.into(),
            back(row.time_to_recover_days, row.recovered, result.follow_days),
            pressure(row),
        ]);
    }
    table
}

const PRODUCT_COLUMNS: [&str; 16] = [
    "scenario",
    "product",
    "sector",
    "economy",
    "mean_availability",
    "lost_days",
    "depth",
    "time_to_survive_days",
    "time_to_recover_days",
    "recovered",
    "price_pressure",
    "price_pressure_low",
    "price_pressure_high",
    "price_pressure_at_least",
    "preset",
    "counts",
];

/// One row per scenario, product and home economy (`products.csv`).
#[must_use]
pub fn products(results: &[ScenarioResult]) -> Table {
    let mut table = Table::new(PRODUCT_COLUMNS.map(Column::new));
    for result in results {
        for row in &result.products {
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
                row.price_pressure.into(),
                row.price_pressure_low.into(),
                row.price_pressure_high.into(),
                row.price_pressure_at_least.into(),
                result.preset.id().into(),
                row.counts.into(),
            ]);
        }
    }
    table
}
