//! Look-through exposure, dependence in days and compared matrices as tables.

use super::{Cell, Column, Table};
use crate::study::{Change, DayChange, DependenceDays, Exposure, LookThroughRow, NOTICEABLE, Swap};

/// What the columns of the exposure mean.
pub const LEGEND: &str = "\
Face value: share of the sector's needs delivered directly. Look-through: share of responsibility over all tiers; each supplier
keeps 1/(1 + sum of v) of its own and passes v/(1 + sum of v) to each input, v its criticality. Hidden: the difference. The path
is the strongest way through two tiers or more.";

/// What they mean where inputs count by what they cost.
pub const COST_LEGEND: &str = "\
Face value: share of the sector's needs delivered directly. Look-through: share of responsibility over all tiers; each supplier
passes to its inputs what they cost at world market values, and keeps the rest. Suppliers of which a value is not known, whose
inputs would cost more than 0.95 of the output, or that make a co-product share by criticality; by cost: the share of
responsibility that is kept by the others. Hidden: the difference. The path is the strongest way through two tiers or more.";

const EXPOSURE: [Column; 8] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("on"),
    Column::new("face_value").titled("face value").decimals(3),
    Column::new("look_through").titled("look-through").decimals(3),
    Column::new("hidden").decimals(3),
    Column::new("path_share").titled("path's share").decimals(4),
    Column::new("path").blank("none"),
];

/// One row per sector, home economy and economy leant on (`look_through.csv`).
#[must_use]
pub fn exposure<'a>(rows: impl IntoIterator<Item = &'a Exposure>) -> Table {
    let mut table = Table::new(EXPOSURE);
    for row in rows {
        let path = (!row.path.is_empty()).then(|| row.path.join(" > "));
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.on.clone().into(),
            row.face_value.into(),
            row.look_through.into(),
            row.hidden.into(),
            row.path_share.into(),
            path.into(),
        ]);
    }
    table
}

const CONCENTRATION: [Column; 7] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("hhi_first_tier").titled("HHI first tier").decimals(3),
    Column::new("hhi_look_through").titled("HHI look-through").decimals(3),
    Column::new("foreign_first_tier").titled("foreign first tier").decimals(3),
    Column::new("foreign_look_through").titled("foreign look-through").decimals(3),
    Column::new("by_cost").titled("by cost").decimals(2),
];

/// One row per sector and home economy.
#[must_use]
pub fn concentration<'a>(rows: impl IntoIterator<Item = &'a LookThroughRow>) -> Table {
    let mut table = Table::new(CONCENTRATION);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.hhi_first_tier.into(),
            row.hhi_look_through.into(),
            row.foreign_first_tier.into(),
            row.foreign_look_through.into(),
            row.by_cost.into(),
        ]);
    }
    table
}

/// What the columns of the dependence in days mean.
pub const DAYS_LEGEND: &str = "\
In days: the exports of that economy stop for good on day 0, stocks full. Days: first day on which the weakest fifth of the
sector is below the threshold (95 unless the model says otherwise); never: not within two years. Loss: mean availability
lost at their end. No rerouting: every customer keeps its share. Economies that are not felt within two years are left out.";

const DAYS: [Column; 9] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("on"),
    Column::new("days").decimals(0).blank("never"),
    Column::new("first_product").titled("first to fall"),
    Column::new("first_product_days").titled("on day").decimals(0).blank("never"),
    Column::new("loss").titled("loss, %").decimals(1),
    Column::new("days_without_rerouting").titled("days, no rerouting").decimals(0).blank("never"),
    Column::new("loss_without_rerouting").titled("loss, no rerouting").decimals(1),
];

/// One row per sector, home economy and foreign economy (`dependence_days.csv`).
#[must_use]
pub fn days<'a>(rows: impl IntoIterator<Item = &'a DependenceDays>) -> Table {
    let mut table = Table::new(DAYS);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.on.clone().into(),
            row.rerouted.days.into(),
            row.rerouted.first_product.clone().into(),
            row.rerouted.first_product_days.into(),
            row.rerouted.loss.into(),
            row.days_without_rerouting.into(),
            row.loss_without_rerouting.into(),
        ]);
    }
    table
}

/// What the columns of the comparison mean.
pub const SWAP_LEGEND: &str = "\
Before and after: the largest dependency, points of availability lost without it, stocks spent. Fell and rose: points over all foreign
economies, regions in place of their members. Moved: risen over fallen, 0 a dependency went away, 1 it only moved. Moved to: the economy on which it rose most,
if by half a point.";

const SWAPS: [Column; 11] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("before_on").titled("most on").blank("nobody"),
    Column::new("before").decimals(1),
    Column::new("after_on").titled("then on").blank("nobody"),
    Column::new("after").decimals(1),
    Column::new("fell").decimals(1),
    Column::new("rose").decimals(1),
    Column::new("moved").decimals(2),
    Column::new("moved_to").titled("moved to").blank("nobody"),
    Column::new("moved_to_rise").titled("by").decimals(1),
];

/// One row per sector and home economy (`swaps.csv`).
#[must_use]
pub fn swaps(rows: &[Swap]) -> Table {
    let mut table = Table::new(SWAPS);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.before_on.clone().into(),
            row.before.into(),
            row.after_on.clone().into(),
            row.after.into(),
            row.fell.into(),
            row.rose.into(),
            row.moved.into(),
            moved_to(row),
            row.moved_to_rise.into(),
        ]);
    }
    table
}

/// Where it went: to one economy, to many of which none stands out, or nowhere.
fn moved_to(row: &Swap) -> Cell {
    let spread = row.moved_to.is_none() && row.rose >= NOTICEABLE;
    if spread { Cell::Unsaid("spread over many") } else { row.moved_to.clone().into() }
}

const CHANGES: [Column; 10] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("on"),
    Column::new("before").decimals(2),
    Column::new("after").decimals(2),
    Column::new("before_weakest_fifth").decimals(2),
    Column::new("after_weakest_fifth").decimals(2),
    Column::new("before_without_rerouting").decimals(2),
    Column::new("after_without_rerouting").decimals(2),
    Column::new("within"),
];

/// One row per entry of the matrices (`changes.csv`).
#[must_use]
pub fn changes(rows: &[Change]) -> Table {
    let mut table = Table::new(CHANGES);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.on.clone().into(),
            row.before.into(),
            row.after.into(),
            row.before_weakest_fifth.into(),
            row.after_weakest_fifth.into(),
            row.before_without_rerouting.into(),
            row.after_without_rerouting.into(),
            row.within.clone().into(),
        ]);
    }
    table
}

/// What the columns of the comparison in days mean.
pub const DAY_CHANGES_LEGEND: &str = "\
In days: when the exports of that economy have stopped for good, the first day on which a product of the sector is below the
threshold, before and after, and which; no rerouting: the same of the weakest fifth when every customer keeps its share.
Never: not within two years. Economies of which the first day does not change are left out.";

const DAY_CHANGES: [Column; 9] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("on"),
    Column::new("before_days").titled("felt on day").decimals(0).blank("never"),
    Column::new("after_days").titled("then on day").decimals(0).blank("never"),
    Column::new("before_product").titled("first to fall").blank("none"),
    Column::new("after_product").titled("then first").blank("none"),
    Column::new("before_days_without_rerouting").titled("no rerouting").decimals(0).blank("never"),
    Column::new("after_days_without_rerouting").titled("then").decimals(0).blank("never"),
];

/// One row per entry of the matrices in days that is felt in either (`days.csv`).
#[must_use]
pub fn day_changes<'a>(rows: impl IntoIterator<Item = &'a DayChange>) -> Table {
    let mut table = Table::new(DAY_CHANGES);
    for row in rows {
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.on.clone().into(),
            row.before_days.into(),
            row.after_days.into(),
            row.before_product.clone().into(),
            row.after_product.clone().into(),
            row.before_days_without_rerouting.into(),
            row.after_days_without_rerouting.into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rose_without_one_that_stands_out_is_spread_for_people_only() {
        let swap = |rose: f64| Swap {
            sector: "ict".to_owned(),
            economy: "IND".to_owned(),
            before_on: Some("QAT".to_owned()),
            before: 4.0,
            after_on: Some("QAT".to_owned()),
            after: 2.0,
            fell: 2.0,
            rose,
            moved: Some(rose / 2.0),
            moved_to: None,
            moved_to_rise: 0.2,
        };
        let shown = |rose: f64| {
            let (mut text, mut csv) = (Vec::new(), Vec::new());
            let table = swaps(&[swap(rose)]);
            table.write_text(&mut text).and_then(|()| table.write_csv(&mut csv)).expect("written");
            [text, csv].map(|bytes| String::from_utf8(bytes).expect("text"))
        };
        let [text, csv] = shown(0.94);
        assert!(text.contains("spread over many") && !text.contains("nobody"), "{text}");
        assert!(csv.ends_with(",0.47,,0.2\n"), "{csv}");
        assert!(shown(0.3)[0].contains("nobody"));
    }
}
