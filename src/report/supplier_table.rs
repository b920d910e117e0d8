//! Suppliers by what is lost without them, as a table.

use super::{Cell, Column, Table};
use crate::study::SupplierLoss;

const COLUMNS: [Column; 13] = [
    Column::new("economy"),
    Column::new("rank"),
    Column::new("supplier"),
    Column::new("product").for_scripts(),
    Column::new("made_in").for_scripts(),
    Column::new("loss").titled("loses, %").decimals(1),
    Column::new("loss_low").titled("low").decimals(1),
    Column::new("loss_high").titled("high").decimals(1),
    Column::new("worst_sector").titled("most in"),
    Column::new("worst_loss").titled("there, %").decimals(1),
    Column::new("stops"),
    Column::new("stopped").for_scripts(),
    Column::new("rate_per_year").titled("struck a year").decimals(3).blank("-"),
];

/// What the columns mean; `draws` as asked for.
#[must_use]
pub fn legend(draws: u32, threshold: f64) -> String {
    let range = match draws {
        0 => "No ranges: --draws 40 draws every figure 40 times from its range.".to_owned(),
        draws => format!(
            "Low and high: 5th and 95th percentile of {draws} draws of every figure from its range; a value outside of them\n\
             rests on figures that stand at an end of their ranges."
        ),
    };
    format!(
        "\
Loses: availability lost, mean of the sectors, when the supplier's plants stop for good: stocks spent, every customer keeping
its share, no rerouting, substitutes or overtime, so that it is what hangs on the supplier, not a forecast. Losses of several
suppliers do not add up. Stops: products of which less than {:.0} % is left. Struck a year: how often hazards of the catalogue
strike its plants or most of its deliveries, however hard.
{range}",
        100.0 * threshold
    )
}

/// Where the range stands among the columns.
const RANGE: [usize; 2] = [6, 7];

/// One row per home economy and supplier (`suppliers.csv`).
#[must_use]
pub fn suppliers<'a>(rows: impl IntoIterator<Item = &'a SupplierLoss> + Clone) -> Table {
    let mut columns = COLUMNS;
    // Without draws there are no ranges to read.
    if rows.clone().into_iter().all(|row| row.loss_low.is_none()) {
        for place in RANGE {
            columns[place] = columns[place].for_scripts();
        }
    }
    let mut table = Table::new(columns);
    for row in rows {
        let worst = row.worst();
        table.push([
            row.economy.clone().into(),
            row.rank.into(),
            row.supplier.clone().into(),
            row.product.clone().into(),
            row.made_in.clone().into(),
            row.loss.into(),
            row.loss_low.into(),
            row.loss_high.into(),
            Cell::from(worst.map(|worst| worst.sector.clone())),
            Cell::from(worst.map(|worst| worst.loss)),
            row.stopped.len().into(),
            row.stopped.join(";").into(),
            row.rate_per_year.into(),
        ]);
    }
    table
}
