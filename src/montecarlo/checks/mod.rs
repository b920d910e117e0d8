//! Checks of whole batches against closed forms, and the toy hazards they are made of.

mod arrivals;
mod compound_poisson;
mod coverage;
mod determinism;
mod rates;

use super::batch::Trial;
use super::{Arrivals, Cell, CellLoss, Event};
use crate::model::Confidence;
use crate::scenario::hazard::{Cause, Duration, Hazard, HazardFile, Membership, Rate, Severity};
use crate::scenario::story::Recovery;
use crate::units::{Days, Fraction, PerYear};

pub fn days(value: f64) -> Days {
    Days::new(value).expect("days")
}

pub fn fraction(value: f64) -> Fraction {
    Fraction::new(value).expect("a fraction")
}

pub fn rate(value: f64) -> Rate {
    let value = PerYear::new(value).expect("a rate");
    Rate { value, low: value, high: value }
}

/// A hazard of this rate: beta severity, durations of 30 to 90 days.
pub fn hazard(id: &str, per_year: f64) -> Hazard {
    Hazard {
        id: id.to_owned(),
        title: id.to_owned(),
        class: "toy".to_owned(),
        enabled: true,
        rate: rate(per_year),
        overlap: None,
        per_firm: false,
        scenario: None,
        hits: Vec::new(),
        one_of_hits: false,
        severity: Some(Severity::Beta { a: 2.0, b: 3.0 }),
        growth: false,
        duration: Some(Duration { median_days: days(30.0), p90_days: days(90.0) }),
        onset_days: Some(days(5.0)),
        recovery: Some(Recovery::Linear),
        recovery_days: Some(days(10.0)),
        causes: Vec::new(),
        in_force: false,
        evidence: None,
        source: "made up".to_owned(),
        url: None,
        confidence: Confidence::Estimate,
        generic: None,
        shocks: Vec::new(),
    }
}

pub fn cause(id: &str, per_year: Option<f64>) -> Cause {
    let rate = per_year.map(rate);
    Cause { id: id.to_owned(), title: id.to_owned(), rate, confidence: Confidence::Estimate, note: None }
}

pub fn shares(cause: &str, probability: f64) -> Membership {
    Membership { cause: cause.to_owned(), probability: Some(fraction(probability)), loading: None }
}

pub fn leans(cause: &str, loading: f64) -> Membership {
    Membership { cause: cause.to_owned(), probability: None, loading: Some(fraction(loading)) }
}

pub fn arrivals(cause: Vec<Cause>, hazard: Vec<Hazard>) -> Arrivals {
    Arrivals::new(&HazardFile { cause, hazard, generic: Vec::new() }, &[], 2026).expect("a catalogue")
}

/// Loses ten days times the severity of every event; half of them in the second cell, from the worst event only.
pub struct Toy;

impl Trial for Toy {
    type Workspace = Vec<f64>;

    fn workspace(&self) -> Vec<f64> {
        Vec::new()
    }

    fn run(&self, events: &[Event], workspace: &mut Vec<f64>) -> Vec<CellLoss> {
        workspace.clear();
        workspace.extend(events.iter().map(|event| 10.0 * event.severity));
        let loss = |lost_days| CellLoss { lost_days, weakest_fifth_lost_days: lost_days, ..CellLoss::default() };
        let worst = workspace.iter().copied().fold(0.0, f64::max);
        vec![loss(workspace.iter().sum()), loss(worst)]
    }
}

/// Probability that something comes at all of which so many come on average.
pub fn any_of(arrivals: f64) -> f64 {
    -libm::expm1(-arrivals)
}

/// The cells of [`Toy`].
pub fn cells() -> Vec<Cell> {
    ["sum", "worst"].map(|sector| Cell { sector: sector.to_owned(), economy: "IND".to_owned() }).to_vec()
}
