//! How close is close enough: one measure, one event.

use super::event::Tolerance;
use serde::Serialize;

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Within the tolerance.
    Reproduced,
    /// A measure: outside, but the range over the figures' ranges reaches into the tolerance. An event: some measures.
    Partly,
    /// Outside, whatever the figures.
    Not,
}

impl Verdict {
    /// The word used in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::Partly => "partly",
            Self::Not => "not",
        }
    }

    /// The verdict on an event from those on its measures: reproduced if all are, not if none is even partly.
    #[must_use]
    pub fn of_all(measures: &[Self]) -> Self {
        if measures.iter().all(|verdict| *verdict == Self::Reproduced) {
            Self::Reproduced
        } else if measures.iter().all(|verdict| *verdict == Self::Not) {
            Self::Not
        } else {
            Self::Partly
        }
    }

    /// The verdict on a measure. `None` stands for what never happened (never fell, never was down); `range` is the
    /// middle 90 % of the draws, an end that never happened being infinite.
    #[must_use]
    pub fn of_one(
        measured: Option<f64>,
        simulated: Option<f64>,
        range: Option<(f64, f64)>,
        tolerance: &Tolerance,
    ) -> Self {
        let close = match (measured, simulated) {
            (None, None) => true,
            (Some(measured), Some(simulated)) => tolerance.holds(measured, simulated),
            _ => false,
        };
        if close {
            return Self::Reproduced;
        }
        let reaches = range.is_some_and(|(low, high)| match measured {
            None => high.is_infinite(),
            // The value of the range that is nearest to the measured one.
            Some(measured) => low.is_finite() && tolerance.holds(measured, measured.clamp(low, high)),
        });
        if reaches { Self::Partly } else { Self::Not }
    }
}

impl Tolerance {
    /// Whether `simulated` lies within any of the tolerances around `measured`.
    #[must_use]
    pub fn holds(&self, measured: f64, simulated: f64) -> bool {
        // A tolerance of 15 points holds at 15 points, whatever binary fractions make of it.
        let slack = 1e-9 * measured.abs().max(1.0);
        let apart = (measured - simulated).abs() - slack;
        let within = [self.days, self.points].into_iter().flatten().any(|most| apart <= most.get());
        let factor = self.factor.is_some_and(|factor| {
            let times = factor.get();
            simulated <= measured * times + slack && simulated * times >= measured - slack
        });
        within || factor
    }

    /// In words: `factor 2 or 30 days`.
    #[must_use]
    pub fn words(&self) -> String {
        let factor = self.factor.map(|factor| format!("factor {}", factor.get()));
        let unit = |number: f64, unit: &str| format!("{number} {unit}{}", if number == 1.0 { "" } else { "s" });
        let days = self.days.map(|days| unit(days.get(), "day"));
        let points = self.points.map(|points| unit(points.get(), "point"));
        [factor, days, points].into_iter().flatten().collect::<Vec<_>>().join(" or ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Amount, Factor};

    fn tolerance(days: f64, factor: Option<f64>) -> Tolerance {
        Tolerance {
            days: Amount::new(days).ok(),
            points: None,
            factor: factor.and_then(|factor| Factor::new(factor).ok()),
        }
    }

    #[test]
    fn any_of_the_tolerances_is_enough() {
        let either = tolerance(30.0, Some(2.0));
        for simulated in [0.0, 10.0, 40.0] {
            assert!(either.holds(10.0, simulated), "{simulated}");
        }
        assert!(!either.holds(10.0, 40.1));
        assert!(either.holds(100.0, 50.0) && either.holds(100.0, 200.0));
        assert!(!either.holds(100.0, 49.9) && !either.holds(100.0, 200.1));
        // Times nothing is nothing.
        assert!(!tolerance(1.0, Some(2.0)).holds(0.0, 1.5) && tolerance(1.0, Some(2.0)).holds(0.0, 1.0));
        assert_eq!(either.words(), "factor 2 or 30 days");
    }

    #[test]
    fn a_range_that_reaches_the_tolerance_is_partly() {
        let narrow = tolerance(5.0, None);
        let of = |measured, simulated, range| Verdict::of_one(measured, simulated, range, &narrow);
        assert_eq!(of(Some(50.0), Some(54.0), None), Verdict::Reproduced);
        assert_eq!(of(Some(50.0), Some(60.0), Some((56.0, 70.0))), Verdict::Not);
        assert_eq!(of(Some(50.0), Some(60.0), Some((55.0, 70.0))), Verdict::Partly);
        assert_eq!(of(Some(50.0), Some(60.0), Some((40.0, f64::INFINITY))), Verdict::Partly);
    }

    #[test]
    fn what_never_happened_is_reproduced_by_what_never_happens() {
        let narrow = tolerance(5.0, None);
        let of = |measured, simulated, range| Verdict::of_one(measured, simulated, range, &narrow);
        assert_eq!(of(None, None, None), Verdict::Reproduced);
        assert_eq!(of(None, Some(3.0), Some((3.0, 9.0))), Verdict::Not);
        assert_eq!(of(None, Some(3.0), Some((3.0, f64::INFINITY))), Verdict::Partly);
        assert_eq!(of(Some(3.0), None, Some((f64::INFINITY, f64::INFINITY))), Verdict::Not);
        assert_eq!(of(Some(3.0), None, Some((4.0, f64::INFINITY))), Verdict::Partly);
    }

    #[test]
    fn an_event_is_as_good_as_its_measures_together() {
        use Verdict::{Not, Partly, Reproduced};
        assert_eq!(Verdict::of_all(&[Reproduced, Reproduced]), Reproduced);
        assert_eq!(Verdict::of_all(&[Reproduced, Not]), Partly);
        assert_eq!(Verdict::of_all(&[Not, Partly]), Partly);
        assert_eq!(Verdict::of_all(&[Not, Not]), Not);
    }
}
