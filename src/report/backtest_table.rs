//! Backtests as tables: a row an observation for people, a row a measure for scripts.

use super::{Cell, Column, Table};
use crate::backtest::{Backtested, EventOutcome, MeasureKind, MeasureOutcome, number};
use std::io::{self, Write};

const COLUMNS: [&str; 21] = [
    "event",
    "counts",
    "negative_control",
    "event_verdict",
    "observation",
    "measure",
    "unit",
    "measured",
    "measured_open",
    "simulated",
    "simulated_open",
    "low",
    "high",
    "in_range",
    "tolerance",
    "verdict",
    "title",
    "onset",
    "reason",
    "cause",
    "not_counted",
];

/// One row per event, observation and measure (`backtest.csv`).
#[must_use]
pub fn measures(results: &Backtested) -> Table {
    let mut table = Table::new(COLUMNS.map(Column::new));
    for event in &results.events {
        for observation in &event.observations {
            for row in &observation.measures {
                table.push([
                    event.event.clone().into(),
                    event.counts.into(),
                    event.negative_control.into(),
                    event.verdict.id().into(),
                    observation.observation.clone().into(),
                    row.measure.id().into(),
                    row.unit.into(),
                    row.measured.into(),
                    row.measured_open.into(),
                    row.simulated.into(),
                    row.simulated_open.into(),
                    row.low.into(),
                    row.high.into(),
                    row.in_range.into(),
                    row.tolerance.clone().into(),
                    row.verdict.id().into(),
                    event.title.clone().into(),
                    event.onset.clone().into(),
                    event.reason.clone().into(),
                    event.cause.clone().into(),
                    event.not_counted.clone().into(),
                ]);
            }
        }
    }
    table
}

/// One row per measured period (`backtest_series.csv`).
#[must_use]
pub fn series(results: &Backtested) -> Table {
    let mut table =
        Table::new(["event", "observation", "period", "from_day", "to_day", "measured", "simulated"].map(Column::new));
    for event in &results.events {
        for observation in &event.observations {
            for row in &observation.series {
                table.push([
                    event.event.clone().into(),
                    observation.observation.clone().into(),
                    row.period.clone().into(),
                    Cell::Number(row.from_day as f64),
                    Cell::Number(row.to_day as f64),
                    row.measured.into(),
                    row.simulated.into(),
                ]);
            }
        }
    }
    table
}

/// What the columns that people read mean.
pub const LEGEND: &str = "\
Each cell: measured / simulated. Lag: day of the first fall below the threshold; back: day it is back for good; depth in
points of per cent of normal; loss in days of normal; front: excess bought ahead, in points; price: times what it was,
implied by the shortage. Days count from the onset, + is \"or later\". Ranges: middle 90 % of the draws over the figures'
ranges. The model is that of today for every event, no figure is fitted to one, and tolerances stand in the files.";

/// One row per event and observation, for people.
#[must_use]
pub fn overview(results: &Backtested) -> Table {
    let mut table = Table::new([
        Column::new("event"),
        Column::new("watched"),
        Column::new("lag").blank("").right(),
        Column::new("depth").blank("").right(),
        Column::new("back").blank("").right(),
        Column::new("loss").blank("").right(),
        Column::new("front").blank("").right(),
        Column::new("price").blank("").right(),
        Column::new("verdict").blank(""),
    ]);
    for event in &results.events {
        for (place, observation) in event.observations.iter().enumerate() {
            let cell = |kind| Cell::from(observation.measures.iter().find(|row| row.measure == kind).map(sides));
            let first = place == 0;
            table.push([
                if first { event.event.clone() } else { String::new() }.into(),
                observation.observation.clone().into(),
                cell(MeasureKind::Lag),
                cell(MeasureKind::Depth),
                cell(MeasureKind::Recovery),
                cell(MeasureKind::Loss),
                cell(MeasureKind::FrontLoading),
                cell(MeasureKind::Price),
                if first { verdict(event) } else { String::new() }.into(),
            ]);
        }
    }
    table
}

fn verdict(event: &EventOutcome) -> String {
    let control = if event.negative_control { " (control)" } else { "" };
    let aside = if event.counts { "" } else { " (not counted)" };
    format!("{}{control}{aside}", event.verdict.id())
}

/// `61 / 45`.
fn sides(row: &MeasureOutcome) -> String {
    let shown = |value: Option<f64>, open: bool| match value {
        Some(value) => format!("{}{}", number(value), if open { "+" } else { "" }),
        None => "never".to_owned(),
    };
    format!("{} / {}", shown(row.measured, row.measured_open), shown(row.simulated, row.simulated_open))
}

/// `61 / 45 [40 to 52]`: measured, simulated, and the range of the draws if there are any.
#[must_use]
pub fn pair(row: &MeasureOutcome) -> String {
    let end = |end: Option<f64>| end.map_or_else(|| "never".to_owned(), number);
    let range = row.in_range.map(|_| format!(" [{} to {}]", end(row.low), end(row.high)));
    sides(row) + &range.unwrap_or_default()
}

/// The table, a line or two on each event, and the count.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_for_people(out: &mut dyn Write, results: &Backtested) -> io::Result<()> {
    overview(results).write_text(out)?;
    writeln!(out)?;
    for event in &results.events {
        writeln!(out, "{}: {}. {}.", event.event, event.verdict.id(), capital(&event.reason))?;
        let not_counted = event.not_counted.as_ref().map(|why| format!("Not counted: {why}."));
        for text in [&event.cause, &event.differs, &not_counted].into_iter().flatten() {
            writeln!(out, "  {text}")?;
        }
    }
    writeln!(out, "\n{}", count(results))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// `6 reproduced of 15 that count, 6 partly, 3 not; …`.
#[must_use]
pub fn count(results: &Backtested) -> String {
    let summary = &results.summary;
    format!(
        "{} reproduced of {} that count, {} partly, {} not; negative controls: {} of {} ({} draws, seed {})",
        summary.reproduced,
        summary.count,
        summary.partly,
        summary.not,
        summary.negative_controls_reproduced,
        summary.negative_controls,
        summary.draws,
        summary.seed
    )
}
