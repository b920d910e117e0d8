//! Minimal cut sets as a table.

use super::{Cell, Column, Table};
use crate::study::CutRow;

const COLUMNS: [Column; 12] = [
    Column::new("product"),
    Column::new("sector").for_scripts(),
    Column::new("economy"),
    Column::new("kind"),
    Column::new("rank"),
    Column::new("size").for_scripts(),
    Column::new("members").titled("without"),
    Column::new("availability").titled("left, %").decimals(1),
    Column::new("annual_probability").titled("probability a year"),
    Column::new("unrated"),
    Column::new("alone").for_scripts(),
    Column::new("rates_per_year").for_scripts(),
];

/// What the columns mean.
pub const LEGEND: &str = "\
Each row is a smallest set without which less than the threshold of the need is met for good: stocks spent, every customer
keeping its share, no rerouting or substitutes. Fewest members first, then the most plausible: the probability that hazards of
the catalogue strike each member within a year, independently; what none strikes (unrated) is taken to be struck once in a
thousand years.";

/// One row per cut (`cuts.csv`).
#[must_use]
pub fn cuts(rows: &[CutRow]) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in rows {
        let joined = |text: &dyn Fn(&crate::study::CutMember) -> String| {
            row.members.iter().map(text).collect::<Vec<String>>().join(";")
        };
        let members: Vec<&str> = row.members.iter().map(|member| member.id.as_str()).collect();
        table.push([
            row.product.clone().into(),
            row.sector.clone().into(),
            row.economy.clone().into(),
            row.kind.into(),
            row.rank.into(),
            row.size.into(),
            members.join(" + ").into(),
            row.availability.into(),
            row.annual_probability.into(),
            row.unrated.into(),
            Cell::from(joined(&|member| member.alone.to_string())),
            Cell::from(joined(&|member| member.rate_per_year.map_or_else(String::new, |rate| rate.to_string()))),
        ]);
    }
    table
}
