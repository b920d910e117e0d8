//! Indicators as a table.

use super::{Cell, Column, Table};
use crate::indicator::IndicatorRow;
use crate::study::IndicatorResult;

const COLUMNS: [Column; 15] = [
    Column::new("group"),
    Column::new("part"),
    Column::new("value"),
    Column::new("low"),
    Column::new("high"),
    Column::new("threshold").blank("none"),
    Column::new("exceeds").titled("wrong side"),
    Column::new("distance"),
    Column::new("distance_low").for_scripts(),
    Column::new("distance_high").for_scripts(),
    Column::new("exceeds_share").titled("wrong in").decimals(2),
    Column::new("rank"),
    Column::new("rank_low").titled("best"),
    Column::new("rank_high").titled("worst"),
    Column::new("reason").blank(""),
];

/// What the columns mean.
pub const LEGEND: &str = "\
Wrong side: whether the value is on the side of the threshold that stands for dependence, which is below it for N-1 and
above it else. Distance: how far on that side, negative on the right one. Low and high, best and worst: 5th and 95th
percentile of draws from the ranges of the figures; wrong in: the share of draws on the wrong side. Rank 1 is the worst.";

/// One row per group and part (`indicator.csv`).
#[must_use]
pub fn indicator(rows: &[IndicatorRow]) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in rows {
        table.push(cells(row));
    }
    table
}

/// The same of several indicators, told apart by the first column (`indicators.csv` of `score` and `report`).
#[must_use]
pub fn indicators(results: &[IndicatorResult]) -> Table {
    let mut table = Table::new([Column::new("indicator")].into_iter().chain(COLUMNS));
    for result in results {
        for row in &result.results {
            table.push([result.indicator.into()].into_iter().chain(cells(row)));
        }
    }
    table
}

fn cells(row: &IndicatorRow) -> [Cell; 15] {
    [
        row.group.clone().into(),
        row.part.into(),
        row.value.into(),
        row.low.into(),
        row.high.into(),
        row.threshold.into(),
        row.exceeds.into(),
        row.distance.into(),
        row.distance_low.into(),
        row.distance_high.into(),
        row.exceeds_share.into(),
        row.rank.into(),
        row.rank_low.into(),
        row.rank_high.into(),
        row.reason.into(),
    ]
}
