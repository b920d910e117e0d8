//! Hazards that lean together on common normal factors: the one-factor Gaussian model of credit risk (Vasicek 2002)
//! carried over from defaults to Poisson counts.
//!
//! Behind hazard h stands the normal Y = Σ ℓ Z + √(1 − Σ ℓ²) ε, with a factor Z for each cause and trial. Its
//! count under the Gaussian copula would be the Poisson quantile of Φ(Y); the conditional rate is the mean of that count
//! once the factors are known, λ(z) = Σ_{k≥1} Φ((Σ ℓ z − tₖ) / √(1 − Σ ℓ²)) with Φ(−tₖ) = P(N ≥ k), and the
//! year's arrivals are Poisson at that rate. By the law of total expectation E λ(Z) = λ exactly, whatever the loadings.
//! Unlike a lognormal factor on the rate, it keeps rare hazards correlated: their correlation does not fade like λ.

use super::normal::{normal_cdf, normal_quantile};
use libm::{exp, lgamma, log};

/// The conditional rate of one hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct Lean {
    /// Factor, loading on it.
    loadings: Vec<(usize, f64)>,
    /// √(1 − Σ ℓ²).
    own: f64,
    /// tₖ for k = 1, 2, ….
    thresholds: Vec<f64>,
}

impl Lean {
    /// Counts less likely than this are left out: it is the relative error of the mean, and below rounding.
    const TAIL: f64 = 1e-18;

    /// For a marginal `rate` and loadings on the factors of these positions, with Σ ℓ² at most 1.
    #[must_use]
    pub fn new(rate: f64, loadings: Vec<(usize, f64)>) -> Self {
        let explained: f64 = loadings.iter().map(|(_, loading)| loading * loading).sum();
        let own = (1.0 - explained).max(0.0).sqrt();
        Self { loadings, own, thresholds: thresholds(rate) }
    }

    /// The rate in a year with these factors.
    #[must_use]
    pub fn conditional_rate(&self, factors: &[f64]) -> f64 {
        let common: f64 = self.loadings.iter().map(|&(factor, loading)| loading * factors[factor]).sum();
        let mut rate = 0.0;
        for threshold in &self.thresholds {
            let distance = common - threshold;
            let term = if self.own > 0.0 { normal_cdf(distance / self.own) } else { f64::from(distance > 0.0) };
            rate += term;
            if term < Self::TAIL {
                // Thresholds rise with k, so that the terms only shrink.
                break;
            }
        }
        rate
    }
}

/// tₖ with Φ(−tₖ) = P(N ≥ k) for a Poisson N, summed from the far tail so that small probabilities keep their digits.
fn thresholds(rate: f64) -> Vec<f64> {
    if rate <= 0.0 {
        return Vec::new();
    }
    let probability = |k: f64| exp(k * log(rate) - rate - lgamma(k + 1.0));
    let mut last = rate.floor() + 1.0;
    while probability(last) > Lean::TAIL * rate.min(1.0) {
        last += 1.0;
    }
    let mut at_least = 0.0;
    let mut found = Vec::new();
    let mut k = last;
    while k >= 1.0 {
        at_least += probability(k);
        found.push(-normal_quantile(f64::min(at_least, 1.0 - 1e-16)));
        k -= 1.0;
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::super::normal::normal_density;
    use super::*;

    /// E λ(Z) and E λ(Z)² over one standard normal factor by the trapezoidal rule.
    fn moments(lean: &Lean) -> (f64, f64) {
        let step = 1.0 / 256.0;
        (-2560..=2560).fold((0.0, 0.0), |(first, second), i| {
            let z = f64::from(i) * step;
            let rate = lean.conditional_rate(&[z]);
            (first + rate * normal_density(z) * step, second + rate * rate * normal_density(z) * step)
        })
    }

    #[test]
    fn the_marginal_rate_is_kept_for_every_loading() {
        for rate in [0.01, 0.21, 1.4, 30.0, 600.0] {
            for loading in [0.0, 0.2, 0.5, 0.9] {
                let (mean, _) = moments(&Lean::new(rate, vec![(0, loading)]));
                assert!((mean / rate - 1.0).abs() < 1e-9, "{rate} {loading}: {mean}");
            }
            // Everything on the factor: a staircase, for which the rule is only as fine as its steps.
            let (mean, _) = moments(&Lean::new(rate, vec![(0, 1.0)]));
            assert!((mean / rate - 1.0).abs() < 0.01, "{rate} 1: {mean}");
        }
    }

    #[test]
    fn rare_hazards_lean_as_the_gaussian_threshold_model_says() {
        // P(both) of two events of probability p with correlation ρ = ℓ², Owen's series for p = 1/2: ¼ + asin ρ / 2π.
        // At small rates the conditional rate is the conditional probability, whose second moment is P(both); the
        // threshold at the median shows it in closed form.
        let lean = Lean { loadings: vec![(0, 0.5)], own: 0.75_f64.sqrt(), thresholds: vec![0.0] };
        let (mean, square) = moments(&lean);
        assert!((mean - 0.5).abs() < 1e-12);
        assert!((square - (0.25 + libm::asin(0.25) / (2.0 * std::f64::consts::PI))).abs() < 1e-12);
    }

    #[test]
    fn a_higher_factor_never_means_fewer_arrivals() {
        let lean = Lean::new(0.28, vec![(0, 0.5), (1, 0.6)]);
        let rates = [-2.0, 0.0, 2.0].map(|z| lean.conditional_rate(&[z, z]));
        assert!(rates[0] < rates[1] && rates[1] < rates[2], "{rates:?}");
        assert!(lean.conditional_rate(&[1.0, 0.0]) < lean.conditional_rate(&[0.0, 1.0]));
    }
}
