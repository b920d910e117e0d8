//! Every industry day by day, streamed, and who loses.

use super::table::plain;
use super::{Cell, Column, OutputFile, OutputFolder, Table};
use crate::model::Preset;
use crate::network::Network;
use crate::study::{IndustryDay, LossRow};
use std::io;

const INDUSTRIES: [&str; 11] = [
    "scenario",
    "preset",
    "day",
    "economy",
    "product",
    "firm",
    "production",
    "capacity",
    "orders",
    "overproduction",
    "unmet_final",
];
const STOCKS: [&str; 8] = ["scenario", "preset", "day", "economy", "product", "firm", "input", "stock"];

/// `industries.csv` and `stocks.csv`, written row by row: nothing of them is kept in memory.
#[derive(Debug)]
pub struct IndustryFiles {
    industries: csv::Writer<OutputFile>,
    stocks: csv::Writer<OutputFile>,
}

impl IndustryFiles {
    /// Opens them in `folder`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn open(folder: &mut OutputFolder) -> io::Result<Self> {
        let mut industries = csv::Writer::from_writer(folder.create("industries.csv")?);
        industries.write_record(INDUSTRIES).map_err(plain)?;
        let mut stocks = csv::Writer::from_writer(folder.create("stocks.csv")?);
        stocks.write_record(STOCKS).map_err(plain)?;
        Ok(Self { industries, stocks })
    }

    /// Writes a day of `scenario` under `preset`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, scenario: &str, preset: Preset, network: &Network, day: &IndustryDay) -> io::Result<()> {
        let number = day.day.to_string();
        let head = |industry: usize| {
            let supplier = &network.suppliers[industry];
            let economy = network.economies[supplier.economy as usize].as_str();
            let product = network.products[supplier.product as usize].as_str();
            [scenario, preset.id(), &number, economy, product, maker(network, industry)]
        };
        for industry in 0..network.suppliers.len() {
            let values = [&day.production, &day.capacity, &day.orders, &day.overproduction, &day.unmet_final];
            let values = values.map(|values| values[industry].to_string());
            let record = head(industry).into_iter().chain(values.iter().map(String::as_str));
            self.industries.write_record(record).map_err(plain)?;
        }
        for &(user, input, stock) in &day.stocks {
            let stock = stock.to_string();
            let record = head(user as usize).into_iter().chain([network.products[input as usize].as_str(), &stock]);
            self.stocks.write_record(record).map_err(plain)?;
        }
        Ok(())
    }

    /// Gives the files back to `folder`.
    ///
    /// # Errors
    /// When their last bytes cannot be written.
    pub fn finish(self, folder: &mut OutputFolder) -> io::Result<()> {
        for file in [self.industries, self.stocks] {
            folder.keep(file.into_inner().map_err(|error| io::Error::other(error.to_string()))?)?;
        }
        Ok(())
    }
}

/// The firm; `scrap` and `OTHER` tell the rest of an economy's suppliers of a product apart.
fn maker(network: &Network, industry: usize) -> &str {
    let supplier = &network.suppliers[industry];
    match &supplier.firm {
        Some(firm) => firm,
        None if supplier.recycled => "scrap",
        None if supplier.other => crate::model::OTHER,
        None => "",
    }
}

/// What the economies lost in one scenario under one preset.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioLosses {
    /// Scenario id.
    pub scenario: String,
    /// Which model ran.
    pub preset: Preset,
    /// By economy.
    pub rows: Vec<LossRow>,
}

/// One row per scenario, preset and economy (`losses.csv`).
#[must_use]
pub fn losses(all: &[ScenarioLosses]) -> Table {
    let columns = ["scenario", "preset", "economy", "lost_production", "unit", "annual_output"];
    let columns = columns.into_iter().chain(["lost_percent", "lost_days"]).map(Column::new);
    let mut table = Table::new(columns);
    for losses in all {
        for row in &losses.rows {
            table.push([
                losses.scenario.clone().into(),
                losses.preset.id().into(),
                row.economy.clone().into(),
                row.lost_production.into(),
                row.unit.as_str().into(),
                row.annual_output.into(),
                row.lost_percent.into(),
                row.lost_days.into(),
            ]);
        }
    }
    table
}

/// What the columns of the losers mean.
pub const LEGEND: &str = "\
Economies: output that the plants standing there do not make over the horizon, per cent of a year's and days of it; the
fifteen that lose most, from a twentieth of a day. Unit: the model's currency at world market values where every product
of it has one, else days of world output, those of all products added up, of which no per cent is told.";

/// The economies that lose most in one scenario, at most `most`, for people.
#[must_use]
pub fn losers(losses: &ScenarioLosses, most: usize) -> Table {
    let mut table = Table::new([
        Column::new("economy"),
        Column::new("lost_percent").titled("% of a year").decimals(2),
        Column::new("lost_days").titled("lost days").decimals(1),
        Column::new("lost_production").titled("lost output"),
        Column::new("unit"),
    ]);
    let told = |row: &&LossRow| row.lost_days.map_or(row.lost_production > 0.0, |days| days > 0.05);
    for row in losses.rows.iter().filter(told).take(most) {
        table.push([
            Cell::from(row.economy.clone()),
            row.lost_percent.into(),
            row.lost_days.into(),
            row.lost_production.into(),
            row.unit.as_str().into(),
        ]);
    }
    table
}
