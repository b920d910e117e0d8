//! The incomplete beta function and with it the beta and binomial distributions, from `+ − × ÷` and `libm` only, so that
//! every platform gets the same bits (Lentz's continued fraction, DLMF 8.17.22).

use libm::{exp, lgamma, log, log1p};

/// The regularised incomplete beta function I(a, b) of given shape, its constant worked out once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncompleteBeta {
    a: f64,
    b: f64,
    log_beta: f64,
}

impl IncompleteBeta {
    /// Of shape `a`, `b`, both above zero.
    #[must_use]
    pub fn new(a: f64, b: f64) -> Self {
        Self { a, b, log_beta: lgamma(a) + lgamma(b) - lgamma(a + b) }
    }

    /// I at `x`: the distribution function of the beta distribution.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let (a, b) = (self.a, self.b);
        let front = exp(a * log(x) + b * log1p(-x) - self.log_beta);
        // The fraction converges fast on this side of the mean only.
        if x < (a + 1.0) / (a + b + 2.0) {
            front * fraction(a, b, x) / a
        } else {
            1.0 - front * fraction(b, a, 1.0 - x) / b
        }
    }

    /// The x where I is `p`, by Newton's steps within a bracket that bisection keeps closing; to about 1e-12.
    #[must_use]
    pub fn inverse(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return 0.0;
        }
        if p >= 1.0 {
            return 1.0;
        }
        let (a, b) = (self.a, self.b);
        let (mut low, mut high) = (0.0, 1.0);
        let mut x = self.guess(p);
        for _ in 0..100 {
            let miss = self.at(x) - p;
            if miss < 0.0 {
                low = x;
            } else {
                high = x;
            }
            let slope = exp((a - 1.0) * log(x) + (b - 1.0) * log1p(-x) - self.log_beta);
            let newton = miss / slope;
            // Halley's correction, held back where it would overshoot.
            let bend = newton * ((a - 1.0) / x - (b - 1.0) / (1.0 - x));
            let mut next = x - newton / (1.0 - 0.5 * bend.clamp(-1.0, 1.0));
            if !(low < next && next < high) {
                next = 0.5 * (low + high);
            }
            let step = (next - x).abs();
            x = next;
            if step <= 1e-14 {
                break;
            }
        }
        x
    }

    /// A start for [`Self::inverse`]: the two power laws at the ends, joined (Numerical Recipes, 3rd ed., 6.4).
    fn guess(&self, p: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let left = exp(a * log(a / (a + b))) / a;
        let right = exp(b * log(b / (a + b))) / b;
        let x = if p < left / (left + right) {
            exp(log(a * (left + right) * p) / a)
        } else {
            1.0 - exp(log(b * (left + right) * (1.0 - p)) / b)
        };
        x.clamp(1e-12, 1.0 - 1e-12)
    }
}

/// The continued fraction of the incomplete beta function by the modified Lentz algorithm.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let held = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / held(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    // Of order √max(a, b) terms are needed: the bound is for shapes of 10⁹.
    for m in 1..200_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / held(1.0 + even * d);
        c = held(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / held(1.0 + odd * d);
        c = held(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    product
}

/// P(B ≤ k) of a binomial B of `n` trials with probability `p`, exact through the incomplete beta function.
#[must_use]
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    IncompleteBeta::new((n - k) as f64, (k + 1) as f64).at(1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn incomplete_beta_has_its_closed_forms() {
        for x in [0.01, 0.3, 0.5, 0.77, 0.99] {
            let cubic = IncompleteBeta::new(2.0, 2.0).at(x);
            assert!((cubic - x * x * (3.0 - 2.0 * x)).abs() < 1e-14);
            let power = IncompleteBeta::new(0.3, 1.0).at(x);
            assert!((power - libm::pow(x, 0.3)).abs() < 1e-14);
            let arcsine = IncompleteBeta::new(0.5, 0.5).at(x);
            assert!((arcsine - libm::asin(x.sqrt()) * 2.0 / PI).abs() < 1e-13);
        }
    }

    #[test]
    fn the_inverse_undoes_it_for_every_shape() {
        for a in [0.01, 0.5, 1.0, 2.2, 25.0, 1000.0] {
            for b in [0.01, 0.5, 1.0, 1.8, 25.0, 1000.0] {
                let beta = IncompleteBeta::new(a, b);
                let mut last = 0.0;
                for i in 1..100 {
                    let p = f64::from(i) / 100.0;
                    let x = beta.inverse(p);
                    assert!(x >= last - 1e-12, "monotone: {a} {b} {p}");
                    last = x;
                    // Where the density is steep, the last places of x move p by more than rounding.
                    let (below, above) = (beta.at(x - 2e-13), beta.at(x + 2e-13));
                    assert!(below - 1e-12 <= p && p <= above + 1e-12, "{a} {b} {p}: {x}");
                }
            }
        }
    }

    #[test]
    fn binomial_tails_add_up() {
        // P(B ≤ 2) of B(5, 0.3) = 0.16807 + 0.36015 + 0.3087.
        assert!((binomial_cdf(2, 5, 0.3) - 0.836_92).abs() < 1e-14);
        assert_eq!(binomial_cdf(5, 5, 0.3), 1.0);
        // A symmetric binomial of an odd million and one draws.
        assert!((binomial_cdf(500_000, 1_000_001, 0.5) - 0.5).abs() < 1e-9);
    }
}
