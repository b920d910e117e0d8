//! Concentration and dependence as tables.

use super::{
    Cell, Column, OutputFolder, Table, cut_table, exposure_table, indicator_table, structure_table, supplier_table,
    write_json,
};
use crate::study::{Dependence, ProductConcentration, Scores, SectorConcentration};
use std::io;

/// Columns of the overview that need no draws.
const PLAIN: usize = 8;

const OVERVIEW: [Column; 14] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("concentration").decimals(1),
    Column::new("worst_product").titled("most concentrated"),
    Column::new("worst_product_concentration").titled("its conc.").decimals(1),
    Column::new("depends_on").titled("depends most on"),
    Column::new("dependence").titled("loses without").decimals(1),
    Column::new("dependence_weakest_fifth").titled("weakest fifth").decimals(1),
    Column::new("concentration_low").titled("low").decimals(1).shown_after("concentration"),
    Column::new("concentration_high").titled("high").decimals(1).shown_after("concentration_low"),
    Column::new("dependence_low").titled("low").decimals(1).shown_after("dependence"),
    Column::new("dependence_high").titled("high").decimals(1).shown_after("dependence_low"),
    Column::new("dependence_weakest_fifth_low").titled("low").decimals(1).shown_after("dependence_weakest_fifth"),
    Column::new("dependence_weakest_fifth_high").titled("high").decimals(1).shown_after("dependence_weakest_fifth_low"),
];

const LEGEND: &str = "\
Concentration: 100 x the sum of squared shares of supply from each foreign economy, 0 all domestic, 100 one foreign origin.
Loses without: per cent of the mean availability of the sector's products, and of its weakest fifth, lost when the exports
of that economy vanish for good, stocks spent, rerouting and substitutes in place.";

/// What the columns of the overview mean, its ranges over so many `draws` included.
#[must_use]
pub fn legend(draws: u32) -> String {
    if draws == 0 {
        return format!("{LEGEND} Ranges: --draws.");
    }
    format!(
        "{LEGEND}\n\
        Low and high: 5th and 95th percentile over {draws} draws of every figure from its range. A value outside of them rests\n\
        on figures that stand at an end of their ranges, so that nearly every draw moves it the same way."
    )
}

/// What the columns of the products mean.
pub const PRODUCT_LEGEND: &str = "\
Of a product: concentration is 100 x the sum of squared shares of its foreign origins. HHI: the same sum of all that are named,
the economy itself included, 0 many small ones, 1 a single one; at least and at most: with the unnamed rest in slivers, and
in parts as large as the smallest named share. Effective: so many equal suppliers have that HHI. CR1, CR3: share of the
largest and of the three largest named. World HHI: that of world supply.";

/// One row per sector and home economy, with its largest dependency.
#[must_use]
pub fn overview(concentration: &[SectorConcentration], dependence: &[Dependence]) -> Table {
    // Without draws there are no ranges to read.
    let ranged = concentration.iter().any(|row| row.concentration_low.is_some());
    let shown = |(place, column): (usize, Column)| if ranged || place < PLAIN { column } else { column.for_scripts() };
    let mut table = Table::new(OVERVIEW.into_iter().enumerate().map(shown));
    for row in concentration {
        let largest = super::charts::largest(dependence, &row.sector, &row.economy);
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.concentration.into(),
            Cell::from(row.worst_product.clone()),
            row.worst_product_concentration.into(),
            Cell::from(largest.map(|row| row.on.clone())),
            largest.map(|row| row.availability_loss).into(),
            largest.map(|row| row.weakest_fifth_loss).into(),
            row.concentration_low.into(),
            row.concentration_high.into(),
            largest.and_then(|row| row.availability_loss_low).into(),
            largest.and_then(|row| row.availability_loss_high).into(),
            largest.and_then(|row| row.weakest_fifth_loss_low).into(),
            largest.and_then(|row| row.weakest_fifth_loss_high).into(),
        ]);
    }
    table
}

const DEPENDENCE: [Column; 12] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("on"),
    Column::new("availability_loss").titled("mean loss").decimals(2),
    Column::new("weakest_fifth_loss").titled("weakest fifth").decimals(2),
    Column::new("loss_without_rerouting").titled("no rerouting").decimals(2),
    Column::new("weakest_fifth_loss_without_rerouting").titled("its weakest fifth").decimals(2),
    Column::new("availability_loss_low").decimals(2).for_scripts(),
    Column::new("availability_loss_high").decimals(2).for_scripts(),
    Column::new("weakest_fifth_loss_low").decimals(2).for_scripts(),
    Column::new("weakest_fifth_loss_high").decimals(2).for_scripts(),
    Column::new("within").for_scripts(),
];

/// The extraction matrix, a row per entry (`dependence.csv`).
#[must_use]
pub fn dependence(rows: &[Dependence]) -> Table {
    let mut table = Table::new(DEPENDENCE);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.on.clone().into(),
            row.availability_loss.into(),
            row.weakest_fifth_loss.into(),
            row.loss_without_rerouting.into(),
            row.weakest_fifth_loss_without_rerouting.into(),
            row.availability_loss_low.into(),
            row.availability_loss_high.into(),
            row.weakest_fifth_loss_low.into(),
            row.weakest_fifth_loss_high.into(),
            row.within.clone().into(),
        ]);
    }
    table
}

const PRODUCTS: [Column; 12] = [
    Column::new("product"),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("concentration").decimals(1),
    Column::new("hhi").titled("HHI").decimals(3),
    Column::new("hhi_low").titled("HHI at least").decimals(3),
    Column::new("hhi_high").titled("HHI at most").decimals(3),
    Column::new("effective_suppliers").titled("effective").decimals(1),
    Column::new("cr1").titled("CR1").decimals(2),
    Column::new("cr3").titled("CR3").decimals(2),
    Column::new("top_origin").titled("largest"),
    Column::new("world_hhi").titled("world HHI").decimals(3),
];

/// One row per product and home economy (`concentration.csv`).
#[must_use]
pub fn products(rows: &[ProductConcentration]) -> Table {
    let mut table = Table::new(PRODUCTS);
    for row in rows {
        table.push([
            row.product.clone().into(),
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.concentration.into(),
            row.hhi.into(),
            row.hhi_low.into(),
            row.hhi_high.into(),
            row.effective_suppliers.into(),
            row.cr1.into(),
            row.cr3.into(),
            Cell::from(row.top_origin.clone()),
            row.world_hhi.into(),
        ]);
    }
    table
}

/// Writes the scores into `folder`, a file for each key of `scores.json`; what an imported table has not is left out.
///
/// # Errors
/// When one cannot be written.
pub fn write(folder: &mut OutputFolder, scores: &Scores) -> io::Result<()> {
    folder.write("scores.csv", |out| overview(&scores.concentration, &scores.dependence).write_csv(out))?;
    folder.write("scores.json", |out| write_json(out, scores))?;
    folder.write("dependence.csv", |out| dependence(&scores.dependence).write_csv(out))?;
    folder.write("concentration.csv", |out| products(&scores.products).write_csv(out))?;
    folder.write("look_through.csv", |out| exposure_table::exposure(&scores.look_through.exposure).write_csv(out))?;
    if let Some(days) = &scores.dependence_days {
        folder.write("dependence_days.csv", |out| exposure_table::days(days).write_csv(out))?;
    }
    if scores.indicators.is_empty() {
        return Ok(());
    }
    folder.write("indicators.csv", |out| indicator_table::indicators(&scores.indicators).write_csv(out))?;
    folder.write("cuts.csv", |out| cut_table::cuts(&scores.cuts).write_csv(out))?;
    let points = structure_table::single_points(&scores.single_points_of_failure);
    folder.write("single_points.csv", |out| points.write_csv(out))?;
    folder.write("systemic.csv", |out| structure_table::systemic(&scores.systemic).write_csv(out))?;
    folder.write("suppliers.csv", |out| supplier_table::suppliers(&scores.suppliers).write_csv(out))?;
    folder.write("robustness.csv", |out| structure_table::robustness(&scores.robustness).write_csv(out))
}
