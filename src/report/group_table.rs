//! All sectors of a home economy together, as a table.

use super::{Cell, Column, Table, batch_files, chance};
use crate::study::GroupRow;

const BILLION: f64 = 1e9;

const COLUMNS: [Column; 17] = [
    Column::new("economy").titled("all sectors"),
    Column::new("sectors").for_scripts(),
    Column::new("mean_lost_days").titled("mean lost").decimals(2),
    Column::new("mean_lost_days_se").titled("±").decimals(2),
    Column::new("var95_lost_days").titled("VaR95").decimals(1),
    Column::new("var95_lost_days_low").titled("low").decimals(1),
    Column::new("var95_lost_days_high").titled("high").decimals(1),
    Column::new("es95_lost_days").titled("ES95").decimals(1),
    Column::new("es95_lost_days_se").titled("±").decimals(1),
    Column::new("valued_sectors").for_scripts(),
    Column::new("mean_usd").titled("USD bn").per(BILLION).decimals(1),
    Column::new("mean_usd_se").titled("±").per(BILLION).decimals(1),
    Column::new("var95_usd").titled("VaR95").per(BILLION).decimals(0),
    Column::new("var95_usd_low").titled("low").per(BILLION).decimals(0),
    Column::new("var95_usd_high").titled("high").per(BILLION).decimals(0),
    Column::new("es95_usd").titled("ES95").per(BILLION).decimals(0),
    Column::new("es95_usd_se").titled("±").per(BILLION).decimals(0),
];

const LEGEND: &str = "\
All sectors of an economy in the same years: days are the mean of the sectors, money is their sum at world market values where
end products have one. The worst years of two sectors are not the same ones: figures of sectors do not add up to these.";

/// What the columns mean, and what the worst years are made of.
#[must_use]
pub fn legend(rows: &[GroupRow]) -> String {
    let made_of = |row: &GroupRow| {
        let hazards = batch_files::leading(&row.contributions, "hazard", 3);
        (!hazards.is_empty()).then(|| format!("ES95 of {}, in days: {hazards}, ….", row.economy))
    };
    std::iter::once(LEGEND.to_owned()).chain(rows.iter().filter_map(made_of)).collect::<Vec<_>>().join("\n")
}

/// One row per home economy with several sectors (`groups.csv`).
#[must_use]
pub fn table(rows: &[GroupRow]) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in rows {
        let value = row.lost_value.as_ref();
        let [mean_lost_days, mean_lost_days_se] = chance::with_error(row.mean_lost_days, row.mean_lost_days_se);
        let [es95_lost_days, es95_lost_days_se] = chance::with_error(row.es95_lost_days, row.es95_lost_days_se);
        let unpriced = || [Cell::Missing, Cell::Missing];
        let [mean_usd, mean_usd_se] = value.map_or_else(unpriced, |v| chance::with_error(v.mean_usd, v.mean_usd_se));
        let [es95_usd, es95_usd_se] = value.map_or_else(unpriced, |v| chance::with_error(v.es95_usd, v.es95_usd_se));
        table.push([
            row.economy.clone().into(),
            (row.sectors as usize).into(),
            mean_lost_days,
            mean_lost_days_se,
            row.var95_lost_days.into(),
            row.var95_lost_days_low.into(),
            row.var95_lost_days_high.into(),
            es95_lost_days,
            es95_lost_days_se,
            value.map(|value| value.sectors as usize).into(),
            mean_usd,
            mean_usd_se,
            value.map(|value| value.var95_usd).into(),
            value.and_then(|value| value.var95_usd_low).into(),
            value.and_then(|value| value.var95_usd_high).into(),
            es95_usd,
            es95_usd_se,
        ]);
    }
    table
}
