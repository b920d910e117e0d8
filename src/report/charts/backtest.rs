//! Charts of backtests: what was measured against what was simulated.

use super::course::windows;
use super::{NamedChart, named, source};
use crate::backtest::{
    Backtested, Event, EventOutcome, MeasureKind, MeasureOutcome, Observation, ObservationOutcome, Quantity,
};
use crate::chart::{BacktestChart, BacktestPanel, Caption};
use crate::report::backtest_table::pair;
use crate::study::Study;

/// A chart an event.
#[must_use]
pub fn backtests(study: &Study, events: &[Event], results: &Backtested) -> Vec<NamedChart> {
    let chart = |outcome: &EventOutcome| {
        let event = events.iter().find(|event| event.id == outcome.event)?;
        Some(named(format!("backtest-{}", event.id), &of_event(study, event, outcome, results.summary.draws)))
    };
    results.events.iter().filter_map(chart).collect()
}

fn of_event(study: &Study, event: &Event, outcome: &EventOutcome, draws: usize) -> BacktestChart {
    let verdict = match outcome.verdict.id() {
        "not" => "not reproduced",
        "partly" => "partly reproduced",
        other => other,
    };
    let range = if draws > 0 { format!("; {draws} draws of the figures, weekly steps") } else { String::new() };
    let subtitle =
        format!("Onset {}. Per cent of normal, measured against simulated on the model of today{range}", event.onset);
    let measured = measured_by(event).join("; ");
    let sources = format!("measured: {measured}. Simulated: {}", source(study));
    BacktestChart {
        caption: Caption::new(format!("{}: {verdict}", event.title), subtitle, sources),
        threshold: 100.0 * event.threshold.get(),
        shocks: windows(&event.shock, 0.0, f64::from(u16::MAX)),
        panels: event.observation.iter().zip(&outcome.observations).map(|(one, found)| panel(one, found)).collect(),
    }
}

/// The sources of what was measured, each once.
fn measured_by(event: &Event) -> Vec<&str> {
    let mut sources: Vec<&str> = Vec::new();
    for observation in &event.observation {
        let series = observation.series.iter().map(|series| series.source.as_str());
        let marks = observation.measure.iter().filter_map(|row| row.measured.as_ref()).map(|mark| mark.source.as_str());
        for source in series.chain(marks) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }
    sources
}

fn panel(stated: &Observation, observation: &ObservationOutcome) -> BacktestPanel {
    let quantity = match stated.watch.quantity {
        Quantity::Availability => "availability",
        Quantity::FinalUse => "final use met",
        Quantity::Production => "output",
        Quantity::Exports => "exports",
    };

    // A mark of its own is a day that no series holds.
    let marked = |measure: &&MeasureOutcome| observation.series.is_empty() && measure.measured.is_some();
    let word = |kind| match kind {
        MeasureKind::Lag => Some("measured fall"),
        MeasureKind::Recovery => Some("measured return"),
        _ => None,
    };
    let marks = observation.measures.iter().filter(marked).filter_map(|measure| {
        let (day, word) = (measure.measured?, word(measure.measure)?);
        Some((day, format!("{word}, day {day:.0}")))
    });
    let line = |measure: &MeasureOutcome| {
        format!(
            "{}: measured / simulated {} {}; tolerance {}: {}",
            measure.measure.name(),
            pair(measure),
            measure.unit,
            measure.tolerance,
            measure.verdict.id()
        )
    };
    let whole = |row: &crate::backtest::PeriodValue| (row.from_day as f64, row.to_day as f64);
    BacktestPanel {
        title: title(observation, quantity),
        simulated: observation.daily.clone(),
        low: observation.band[0].clone(),
        high: observation.band[1].clone(),
        measured: observation.series.iter().map(|row| (whole(row).0, whole(row).1, row.measured)).collect(),
        compared: observation.series.iter().map(|row| (whole(row).0, whole(row).1, row.simulated)).collect(),
        marks: marks.collect(),
        lines: observation.measures.iter().map(line).collect(),
    }
}

/// What the panel draws: where a price alone was measured, the quantity that its simulation follows from.
fn title(observation: &ObservationOutcome, quantity: &str) -> String {
    let name = &observation.observation;
    let price = observation.measures.iter().all(|measure| measure.measure == MeasureKind::Price);
    if price && !observation.measures.is_empty() {
        let of = name.strip_suffix(", price").unwrap_or(name);
        format!("{of}: {quantity}, whose fall sets the simulated price")
    } else {
        format!("{name} ({quantity})")
    }
}

#[cfg(test)]
mod tests {
    use super::title;
    use crate::backtest::{MeasureKind, MeasureOutcome, ObservationOutcome, Verdict};

    #[test]
    fn a_panel_is_called_what_it_draws() {
        let measure = |of| MeasureOutcome {
            measure: of,
            unit: of.unit(),
            measured: None,
            measured_open: false,
            simulated: None,
            simulated_open: false,
            low: None,
            high: None,
            in_range: None,
            tolerance: String::new(),
            verdict: Verdict::Not,
        };
        let named = |name: &str, measures: &[MeasureKind]| {
            let observation = ObservationOutcome {
                observation: name.to_owned(),
                compared: String::new(),
                measures: measures.iter().map(|of| measure(*of)).collect(),
                series: Vec::new(),
                daily: Vec::new(),
                band: [Vec::new(), Vec::new()],
            };
            title(&observation, "availability")
        };
        let price = named("Refined cobalt, price", &[MeasureKind::Price]);
        assert_eq!(price, "Refined cobalt: availability, whose fall sets the simulated price");
        assert_eq!(named("Cars", &[MeasureKind::Lag, MeasureKind::Price]), "Cars (availability)");
    }
}
