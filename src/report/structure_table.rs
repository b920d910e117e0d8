//! Robustness, single points of failure and systemic suppliers as tables.

use super::{Column, Table};
use crate::study::{Removals, SinglePoint, SystemicSupplier};

/// One row per attack (`robustness.csv`).
#[must_use]
pub fn robustness(rows: &[Removals]) -> Table {
    let mut table = Table::new([
        Column::new("attack"),
        Column::new("robustness").titled("R").decimals(4),
        Column::new("half_at").titled("below half after").decimals(4),
    ]);
    for row in rows {
        table.push([row.attack.into(), row.robustness.into(), row.half_at.into()]);
    }
    table
}

/// The largest part after every removal (`removals.csv`).
#[must_use]
pub fn removals(rows: &[Removals]) -> Table {
    let mut table = Table::new(["attack", "removed", "largest"].map(Column::new));
    for row in rows {
        for (removed, share) in row.largest.iter().enumerate() {
            table.push([row.attack.into(), removed.into(), (*share).into()]);
        }
    }
    table
}

/// One row per sector, home economy and what stops its products alone (`single_points.csv`).
#[must_use]
pub fn single_points(rows: &[SinglePoint]) -> Table {
    let mut table = Table::new(["sector", "economy", "kind", "id", "stops", "products"].map(Column::new));
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.kind.into(),
            row.id.clone().into(),
            row.stops.into(),
            row.products.join(";").into(),
        ]);
    }
    table
}

/// One row per supplier (`systemic.csv`).
#[must_use]
pub fn systemic(rows: &[SystemicSupplier]) -> Table {
    let mut table = Table::new([
        Column::new("supplier"),
        Column::new("loss").titled("mean loss, %").decimals(2),
        Column::new("worst_sector").titled("most in"),
        Column::new("worst_economy").titled("of"),
        Column::new("worst_loss").titled("loses, %").decimals(1),
        Column::new("stops"),
    ]);
    for row in rows {
        table.push([
            row.supplier.clone().into(),
            row.loss.into(),
            row.worst_sector.clone().into(),
            row.worst_economy.clone().into(),
            row.worst_loss.into(),
            row.stops.into(),
        ]);
    }
    table
}
