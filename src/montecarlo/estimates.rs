//! Estimates from a finite number of trials, never without their standard error.

use super::incomplete_beta::IncompleteBeta;
use super::normal::normal_quantile;
use crate::score::sum::sum;
use serde::Serialize;

/// A value and how far chance may have moved it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error; not a number where too few trials tell.
    pub standard_error: f64,
}

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether it holds `value`.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

impl Estimate {
    /// The normal confidence interval, `confidence` between 0 and 1.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> Interval {
        let reach = normal_quantile(0.5 + 0.5 * confidence) * self.standard_error;
        Interval { low: self.value - reach, high: self.value + reach }
    }

    /// Its standard error, where trials enough tell of it.
    #[must_use]
    pub fn known_error(&self) -> Option<f64> {
        Some(self.standard_error).filter(|error| error.is_finite())
    }

    /// Standard error over value: what `--until` compares.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        self.standard_error / self.value.abs()
    }
}

/// Mean of the trials, those without loss included: the average annual loss.
#[must_use]
pub fn mean(values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    let value = sum(values.iter().copied()) / n;
    Estimate { value, standard_error: (central_moment(values, value, 2) / (n - 1.0)).sqrt() }
}

/// Standard deviation (divisor N − 1), its standard error from the fourth moment by the delta method.
#[must_use]
pub fn standard_deviation(values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    let centre = sum(values.iter().copied()) / n;
    let square = central_moment(values, centre, 2);
    let value = (square * n / (n - 1.0)).sqrt();
    let spread = (central_moment(values, centre, 4) - square * square).max(0.0) / n;
    let standard_error = match value {
        // One value does not spread, and none tells how far it may.
        _ if values.len() < 2 => f64::NAN,
        value if value > 0.0 => spread.sqrt() / (2.0 * value),
        _ => 0.0,
    };
    Estimate { value, standard_error }
}

fn central_moment(values: &[f64], centre: f64, power: i32) -> f64 {
    let deviation = |value: &f64| {
        let square = (value - centre) * (value - centre);
        if power == 4 { square * square } else { square }
    };
    sum(values.iter().map(deviation)) / values.len() as f64
}

/// Probability of what happened in `hits` of `trials`, with √(p(1 − p)/n).
#[must_use]
pub fn probability(hits: u64, trials: u64) -> Estimate {
    let n = trials as f64;
    let value = hits as f64 / n;
    Estimate { value, standard_error: (value * (1.0 - value) / n).sqrt() }
}

/// Quantile of Student's t at `p`, between 0 and 1, of so many degrees of freedom: by the beta distribution of
/// ν/(ν + t²) (DLMF 8.17.5 and the tail of t).
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    let tail = 2.0 * p.min(1.0 - p);
    let x = IncompleteBeta::new(0.5 * freedom, 0.5).inverse(tail);
    (freedom * (1.0 - x) / x).sqrt().copysign(p - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_student_s_t_are_those_of_the_tables() {
        // The tables' three decimals; one degree is Cauchy's, tan(π(p − ½)).
        for (p, freedom, value) in
            [(0.975, 7.0, 2.365), (0.975, 1.0, 12.706), (0.95, 15.0, 1.753), (0.995, 30.0, 2.750), (0.025, 7.0, -2.365)]
        {
            assert!((student_quantile(p, freedom) - value).abs() < 6e-4, "{p} of {freedom}");
        }
        assert_eq!(student_quantile(0.5, 7.0), 0.0);
    }

    #[test]
    fn moments_of_a_small_sample_are_those_by_hand() {
        let losses = [5.0, 0.0, 50.0, 100.0, 0.0, 50.0, 0.0, 60.0, 75.0, 0.0];
        let average = mean(&losses);
        assert_eq!(average.value, 34.0);
        // Standard deviation with N − 1, as the exceedance-curve convention of Oasis has it.
        let deviation = standard_deviation(&losses);
        assert!((deviation.value - 37.549_966_711_037_17).abs() < 1e-12);
        assert!((average.standard_error - deviation.value / 10.0_f64.sqrt()).abs() < 1e-12);
        assert!(average.interval(0.95).contains(34.0 + 1.95 * average.standard_error));
        assert!(!average.interval(0.95).contains(34.0 + 1.97 * average.standard_error));
    }

    #[test]
    fn the_error_of_a_standard_deviation_is_that_of_a_normal_sample() {
        // For normal values it is σ/√(2n).
        let n = 4000_u32;
        let values: Vec<f64> = (0..n).map(|i| normal_quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        let deviation = standard_deviation(&values);
        assert!((deviation.value - 1.0).abs() < 2e-3);
        assert!((deviation.standard_error * (2.0 * f64::from(n)).sqrt() - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_probability_has_its_binomial_error() {
        let estimate = probability(20, 100);
        assert_eq!(estimate.value, 0.2);
        assert!((estimate.standard_error - 0.04).abs() < 1e-15);
    }

    #[test]
    fn a_single_trial_tells_nothing_of_its_error() {
        assert!(mean(&[3.0]).standard_error.is_nan());
        assert_eq!(standard_deviation(&[3.0]).known_error(), None);
        assert_eq!(standard_deviation(&[3.0, 3.0]).known_error(), Some(0.0));
        assert_eq!(mean(&[2.0, 2.0]).standard_error, 0.0);
    }

    #[test]
    fn sums_keep_small_values_beside_large_ones() {
        assert_eq!(sum([1e16, 1.0, -1e16].into_iter()), 1.0);
    }
}
