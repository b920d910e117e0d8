//! The distributions of the hazard catalogue, each drawn by inverting its distribution function at one uniform number,
//! so that a draw moves smoothly when a figure does and base and policy runs stay comparable (common random numbers).

use super::draws::Stream;
use super::incomplete_beta::IncompleteBeta;
use super::normal::normal_quantile;
use crate::scenario::hazard::{Duration, Severity};
use crate::units::Days;
use libm::{exp, log};

/// Days of a year of arrivals.
pub const YEAR_DAYS: f64 = 365.0;

/// Number of arrivals in a year at a constant rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    rate: f64,
    /// Probability of no arrival, or of none in one piece of the year.
    none: f64,
    pieces: u32,
}

impl Poisson {
    /// The largest rate of one piece: e^−500 is still far from underflow.
    const PIECE: f64 = 500.0;

    /// At `rate` arrivals a year, zero or more.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        let pieces = (rate / Self::PIECE).ceil().max(1.0);
        Self { rate, none: exp(-rate / pieces), pieces: pieces as u32 }
    }

    /// Arrivals a year.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.rate
    }

    /// Draws a count: the quantile of one uniform, or the sum of several for rates above 500.
    pub fn draw(&self, stream: &mut Stream) -> u32 {
        if self.rate <= 0.0 {
            return 0;
        }
        (0..self.pieces).map(|_| self.quantile(stream.uniform())).sum()
    }

    fn quantile(&self, u: f64) -> u32 {
        let rate = self.rate / f64::from(self.pieces);
        let (mut count, mut term, mut below) = (0_u32, self.none, self.none);
        // Beyond the mean the terms only shrink: once they no longer move the sum, no later one will.
        while u > below {
            count += 1;
            term *= rate / f64::from(count);
            if below + term == below && f64::from(count) > rate {
                break;
            }
            below += term;
        }
        count
    }
}

/// How bad an event is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SeverityLaw {
    /// Always the same.
    Fixed(f64),
    /// Beta on 0 to 1.
    Beta(IncompleteBeta),
    /// Triangular.
    Triangular {
        /// Smallest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Largest.
        high: f64,
    },
}

impl From<&Severity> for SeverityLaw {
    fn from(severity: &Severity) -> Self {
        match *severity {
            Severity::Fixed { value } => Self::Fixed(value.get()),
            Severity::Beta { a, b } => Self::Beta(IncompleteBeta::new(a, b)),
            Severity::Triangular { low, mode, high } => {
                Self::Triangular { low: low.get(), mode: mode.get(), high: high.get() }
            }
        }
    }
}

impl SeverityLaw {
    /// The severity that is not exceeded with probability `u`.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Beta(beta) => beta.inverse(u),
            Self::Triangular { low, mode, high } => triangular_quantile(low, mode, high, u),
        }
    }
}

/// Quantile of the triangular distribution.
#[must_use]
pub fn triangular_quantile(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let turn = (mode - low) / width;
    let value = if u < turn {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    };
    value.clamp(low, high)
}

/// Variance of the triangular distribution.
#[must_use]
pub fn triangular_variance(low: f64, mode: f64, high: f64) -> f64 {
    // By the distances from the mode: the same as (l² + m² + h² − lm − lh − mh)/18, without cancellation.
    let (below, above) = (mode - low, high - mode);
    (below * below + above * above + below * above) / 18.0
}

/// A lognormal, stated by its median and its 90th percentile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    /// Median.
    pub median: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Lognormal {
    /// The 90th percentile of the standard normal.
    const Z90: f64 = 1.281_551_565_544_600_4;

    /// With this median and this 90th percentile: σ = ln(p90/m) / z₉₀. A percentile at or below the median
    /// means no spread.
    #[must_use]
    pub fn from_median_and_p90(median: f64, p90: f64) -> Self {
        let sigma = if median > 0.0 && p90 > median { log(p90 / median) / Self::Z90 } else { 0.0 };
        Self { median, sigma }
    }

    /// The value that is not exceeded with probability `u`.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.median * exp(self.sigma * normal_quantile(u))
    }
}

impl From<&Duration> for Lognormal {
    fn from(duration: &Duration) -> Self {
        Self::from_median_and_p90(duration.median_days.get(), duration.p90_days.get())
    }
}

/// A duration in days, within what [`Days`] admits.
#[must_use]
pub fn duration_days(law: &Lognormal, u: f64) -> f64 {
    law.quantile(u).min(Days::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::draws::{Channel, Use};
    use super::*;

    fn moments(n: u32, mut draw: impl FnMut(u64) -> f64) -> (f64, f64) {
        let draws: Vec<f64> = (0..n).map(|i| draw(u64::from(i))).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n - 1);
        (mean, variance)
    }

    #[test]
    fn poisson_counts_have_mean_and_variance_of_the_rate() {
        let channel = Channel::new(1, Use::Count, &["poisson"]);
        for rate in [0.05, 0.9, 7.0, 175.0, 900.0] {
            let poisson = Poisson::new(rate);
            let n = 20_000;
            let (mean, variance) = moments(n, |i| f64::from(poisson.draw(&mut channel.stream(i, 0))));
            let error = (rate / f64::from(n)).sqrt();
            assert!((mean - rate).abs() < 4.0 * error, "{rate}: mean {mean}");
            // Var(s²) = (μ₄ − σ⁴)/n with μ₄ = λ + 3λ².
            let spread = ((rate + 2.0 * rate * rate) / f64::from(n)).sqrt();
            assert!((variance - rate).abs() < 4.0 * spread, "{rate}: variance {variance}");
        }
        assert_eq!(Poisson::new(0.0).draw(&mut channel.stream(0, 0)), 0);
    }

    #[test]
    fn poisson_quantiles_turn_where_the_distribution_function_does() {
        // λ = 2: F = 0.1353…, 0.4060…, 0.6766…
        let poisson = Poisson::new(2.0);
        assert_eq!([0.135, 0.136, 0.406, 0.407, 0.6767].map(|u| poisson.quantile(u)), [0, 1, 1, 2, 3]);
        assert!(poisson.quantile(1.0 - 1e-16) < 40, "the far tail ends");
    }

    #[test]
    fn severities_stay_in_range_with_the_right_mean() {
        let channel = Channel::new(1, Use::Severity, &["laws"]);
        let beta = |a: f64, b: f64| (SeverityLaw::Beta(IncompleteBeta::new(a, b)), a / (a + b));
        let triangle =
            |low: f64, mode: f64, high: f64| (SeverityLaw::Triangular { low, mode, high }, (low + mode + high) / 3.0);
        for (law, expected) in [
            beta(2.2, 1.8),
            beta(1.0, 20.0),
            beta(0.5, 0.5),
            triangle(0.3, 0.7, 0.95),
            triangle(0.8, 1.0, 1.0),
            triangle(0.2, 0.2, 0.6),
            triangle(0.4, 0.4, 0.4),
            (SeverityLaw::Fixed(0.25), 0.25),
        ] {
            let (mean, variance) = moments(20_000, |i| {
                let severity = law.quantile(channel.uniform(i, 0));
                assert!((0.0..=1.0).contains(&severity));
                severity
            });
            let error = (variance / 20_000.0).sqrt();
            assert!((mean - expected).abs() < 4.0 * error + 1e-12, "{law:?}: {mean} for {expected}");
        }
    }

    #[test]
    fn a_lognormal_is_given_back_by_its_median_and_p90() {
        // Closed forms; 30 and 90 days: σ = ln 3 / 1.28155.
        let law = Lognormal::from_median_and_p90(30.0, 90.0);
        for (value, expected) in [
            (law.sigma, 0.857_251_723_773_791_4),
            (law.quantile(0.5), 30.0),
            (law.quantile(0.9), 90.0),
            (law.quantile(0.95), 122.885_249_462_476_7),
            (law.quantile(0.99), 220.404_194_142_235_44),
        ] {
            assert!((value / expected - 1.0).abs() < 1e-13, "{value} for {expected}");
        }
        assert_eq!(Lognormal::from_median_and_p90(5.0, 5.0).quantile(0.99), 5.0);
        assert_eq!(Lognormal::from_median_and_p90(0.0, 0.0).quantile(0.99), 0.0);
        assert_eq!(duration_days(&Lognormal::from_median_and_p90(10_000.0, 36_500.0), 0.999), Days::MAX);
    }
}
