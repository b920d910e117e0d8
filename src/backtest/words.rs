//! Which measures of an event fail, and in which direction, in one line.

use super::event::MeasureKind;
use super::outcome::{MeasureOutcome, ObservationOutcome};
use super::verdict::Verdict;

/// The line: `depth too small (12 against 61 points measured); 3 of 4 measures within their tolerances`.
#[must_use]
pub fn reason(observations: &[ObservationOutcome]) -> String {
    let measures = || observations.iter().flat_map(|one| &one.measures);
    let total = measures().count();
    let held = measures().filter(|one| one.verdict == Verdict::Reproduced).count();
    let several = observations.len() > 1;
    let failing = observations.iter().flat_map(|one| {
        let missed = one.measures.iter().filter(|measure| measure.verdict != Verdict::Reproduced);
        missed.map(move |measure| {
            let whose = if several { format!("{}: ", one.observation) } else { String::new() };
            format!("{whose}{}", miss(measure))
        })
    });
    let mut parts: Vec<String> = failing.collect();
    parts.push(match (held == total, total) {
        (true, 1) => "the measure is within its tolerance".to_owned(),
        (true, 2) => "both measures are within their tolerances".to_owned(),
        (true, _) => format!("all {total} measures are within their tolerances"),
        (false, _) => format!("{held} of {total} measures within tolerance"),
    });
    parts.join("; ")
}

fn miss(measure: &MeasureOutcome) -> String {
    let name = measure.measure.name();
    let unit = if measure.measure == MeasureKind::Price { "times" } else { measure.unit };
    let end = |end: Option<f64>| end.map_or_else(|| "never".to_owned(), number);
    let reach = match measure.in_range {
        None => String::new(),
        Some(within) => {
            let word = if within { "inside" } else { "outside" };
            format!(", {word} the range {} to {}", end(measure.low), end(measure.high))
        }
    };
    let late = matches!(measure.measure, MeasureKind::Lag | MeasureKind::Recovery);
    match (measure.measured, measure.simulated) {
        (Some(measured), Some(simulated)) => {
            let direction = match (simulated > measured, late) {
                (true, true) => "late",
                (false, true) => "early",
                (true, false) => "too large",
                (false, false) => "too small",
            };
            format!("{name} {direction} ({} against {} {unit}{reach})", number(simulated), number(measured))
        }
        (Some(measured), None) => {
            format!("{name} missing (it never falls, measured {} {unit}{reach})", number(measured))
        }
        (None, Some(simulated)) => format!("{name} where nothing fell ({} {unit}{reach})", number(simulated)),
        (None, None) => format!("{name} not comparable"),
    }
}

/// A number in as many decimals as a reader can use.
#[must_use]
pub fn number(value: f64) -> String {
    let places = if value.abs() < 0.005 || value.abs() >= 9.95 { 0 } else { usize::from(value.abs() < 2.0) + 1 };
    format!("{value:.places$}")
}
