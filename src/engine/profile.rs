//! Strength of a shock, averaged over a step.
//!
//! Every step takes the mean of the profile over [t, t + Δt), also for Δt = 1 day, so that the integral of a shock
//! does not depend on the length of the steps.

use super::shock::Profile;
use crate::scenario::Recovery;

/// ln 20: an exponential recovery is 95 % of the way back at its end.
const RECOVERED: f64 = 2.995_732_273_553_991;

impl Profile {
    /// At `severity` from day `start` on, for ever.
    #[must_use]
    pub const fn for_ever(severity: f64, start: f64) -> Self {
        Self { severity, start, onset: 0.0, hold: f64::INFINITY, recovery: 0.0, shape: Recovery::Step }
    }

    /// Mean strength over the days [`from`, `to`).
    #[must_use]
    pub fn mean(&self, from: f64, to: f64) -> f64 {
        let worst = self.start + self.onset;
        let over = worst + self.hold;
        let mut integral = overlap(from, to, self.start, worst, |a, b| {
            (b - a) * f64::midpoint(a - self.start, b - self.start) / self.onset
        });
        integral += overlap(from, to, worst, over, |a, b| b - a);
        if over.is_finite() {
            let back = |a: f64, b: f64| way_back(self.shape, (a - over) / self.recovery, (b - over) / self.recovery);
            integral += overlap(from, to, over, over + self.recovery, |a, b| self.recovery * back(a, b));
        }
        self.severity * integral / (to - from)
    }

    /// First day on which nothing of it is left; infinite if it stays.
    #[must_use]
    pub fn end(&self) -> f64 {
        let back = if self.shape == Recovery::Step { 0.0 } else { self.recovery };
        self.start + self.onset + self.hold + back
    }

    /// Whether `day` is in the step [`from`, `to`): the day on which stock is lost.
    pub(crate) fn begins_within(&self, from: f64, to: f64) -> bool {
        (from..to).contains(&self.start)
    }
}

/// `integral` over what [from, to) shares with the phase [start, end).
fn overlap(from: f64, to: f64, start: f64, end: f64, integral: impl Fn(f64, f64) -> f64) -> f64 {
    let (a, b) = (from.max(start), to.min(end));
    if a < b { integral(a, b) } else { 0.0 }
}

/// Integral of the way back over the shares a..b of its time.
fn way_back(shape: Recovery, a: f64, b: f64) -> f64 {
    match shape {
        Recovery::Step => 0.0,
        Recovery::Linear => (b - a) * (1.0 - f64::midpoint(a, b)),
        Recovery::Exponential | Recovery::Convex => (libm::exp(-RECOVERED * a) - libm::exp(-RECOVERED * b)) / RECOVERED,
        Recovery::SCurve | Recovery::Concave => {
            let left = |x: f64| x - x * x * x + x * x * x * x / 2.0;
            left(b) - left(a)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(shape: Recovery) -> Profile {
        Profile { severity: 0.8, start: 3.5, onset: 10.0, hold: 20.25, recovery: 30.0, shape }
    }

    /// Strength at an instant, written down independently of the integrals.
    fn at(p: &Profile, t: f64) -> f64 {
        let back = (t - p.start - p.onset - p.hold) / p.recovery;
        let share = match p.shape {
            _ if t < p.start => 0.0,
            _ if t < p.start + p.onset => (t - p.start) / p.onset,
            _ if back < 0.0 => 1.0,
            _ if back >= 1.0 => 0.0,
            Recovery::Step => 0.0,
            Recovery::Linear => 1.0 - back,
            Recovery::Exponential | Recovery::Convex => 20f64.powf(-back),
            Recovery::SCurve | Recovery::Concave => 1.0 - back * back * (3.0 - 2.0 * back),
        };
        p.severity * share
    }

    #[test]
    fn means_are_integrals_of_the_instantaneous_strength() {
        for shape in [Recovery::Step, Recovery::Linear, Recovery::Exponential, Recovery::SCurve] {
            let p = profile(shape);
            for (from, to) in [(0.0, 7.0), (7.0, 14.0), (13.0, 14.0), (33.0, 34.0), (33.75, 40.0), (60.0, 70.0)] {
                let n = 200_000;
                let width = (to - from) / f64::from(n);
                let sum: f64 = (0..n).map(|k| at(&p, from + (f64::from(k) + 0.5) * width)).sum();
                let expected = sum / f64::from(n);
                assert!((p.mean(from, to) - expected).abs() < 2e-5, "{shape:?} {from} {to}");
            }
        }
    }

    #[test]
    fn days_and_weeks_add_up_to_the_same() {
        for shape in [Recovery::Step, Recovery::Linear, Recovery::Exponential, Recovery::SCurve] {
            let p = profile(shape);
            let days: f64 = (0..70).map(|d| p.mean(f64::from(d), f64::from(d + 1))).sum();
            let weeks: f64 = (0..10).map(|w| 7.0 * p.mean(f64::from(7 * w), f64::from(7 * w + 7))).sum();
            assert!((days - weeks).abs() < 1e-12);
        }
    }

    #[test]
    fn full_strength_is_exact_and_an_endless_shock_never_ends() {
        let p = Profile { hold: f64::INFINITY, ..profile(Recovery::Linear) };
        assert_eq!(p.mean(50_000.0, 50_007.0), 0.8);
        assert_eq!(p.mean(0.0, 3.0), 0.0);
        assert_eq!(p.end(), f64::INFINITY);
        assert_eq!(profile(Recovery::Linear).end(), 63.75);
        assert_eq!(profile(Recovery::Step).end(), 33.75);
    }

    #[test]
    fn an_instant_shock_is_there_on_its_first_day() {
        let p = Profile { severity: 1.0, start: 0.0, onset: 0.0, hold: 5.0, recovery: 0.0, shape: Recovery::Linear };
        assert_eq!(p.mean(0.0, 1.0), 1.0);
        assert_eq!(p.mean(4.0, 5.0), 1.0);
        assert_eq!(p.mean(5.0, 6.0), 0.0);
        assert_eq!(p.mean(0.0, 7.0), 5.0 / 7.0);
    }
}
