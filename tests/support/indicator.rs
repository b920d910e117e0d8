//! Indicators of tables that tests write.

use linchpin::indicator::{Group, Indicator, IndicatorRow, evaluate, read_sheet};
use linchpin::input::Bytes;

/// A table as if read from a file.
pub fn bytes(text: &str) -> Bytes {
    Bytes { name: "table.csv".to_owned(), bytes: text.as_bytes().to_vec() }
}

/// What an indicator says of a table.
pub fn rows(indicator: &str, text: &str) -> Vec<IndicatorRow> {
    let indicator = Indicator::named(indicator).expect("an indicator");
    let (sheet, _) = read_sheet(&bytes(text), indicator, &[]).unwrap_or_else(|findings| panic!("{findings}"));
    let groups: Vec<Group> = sheet.iter().map(linchpin::indicator::SheetGroup::plain).collect();
    evaluate(indicator, &groups, &[])
}

/// One of its numbers.
pub fn part(rows: &[IndicatorRow], group: &str, part: &str) -> IndicatorRow {
    let found = rows.iter().find(|row| row.part == part && row.group.as_deref().unwrap_or("") == group);
    found.unwrap_or_else(|| panic!("{group} {part}")).clone()
}

/// Fails unless there is a value near `expected`.
pub fn close(value: Option<f64>, expected: f64, tolerance: f64) {
    let value = value.unwrap_or_else(|| panic!("no value, {expected} expected"));
    assert!((value - expected).abs() <= tolerance, "{value} {expected}");
}
