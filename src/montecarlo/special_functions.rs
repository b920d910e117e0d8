//! The normal distribution and the incomplete beta function, from `+ − × ÷ √` and `libm` only, so that every platform
//! gets the same bits (quantile: Wichura, AS 241, 1988; beta: Lentz's continued fraction, DLMF 8.17.22).

use libm::{erfc, exp, lgamma, log, log1p};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Distribution function of the standard normal.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}

/// Density of the standard normal.
#[must_use]
pub fn normal_density(x: f64) -> f64 {
    exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

fn ratio(above: [f64; 8], below: [f64; 8], x: f64) -> f64 {
    let horner = |c: [f64; 8]| c.into_iter().rev().fold(0.0, |sum, c| sum * x + c);
    horner(above) / horner(below)
}

/// Quantile of the standard normal, to about 1 in 10¹⁶ (AS 241, routine PPND16); infinite at 0 and 1.
#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "coefficients as published")]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.3871328727963666080,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ];
    const C: [f64; 8] = [
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];
    const E: [f64; 8] = [
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(A, B, 0.180625 - q * q);
    }
    let r = (-log(p.min(1.0 - p))).sqrt();
    let tail = if r <= 5.0 { ratio(C, D, r - 1.6) } else { ratio(E, F, r - 5.0) };
    if q < 0.0 { -tail } else { tail }
}

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

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.95, 1.644_853_626_951_472_2),
            (0.995, 2.575_829_303_548_900_4),
            // AS 241's own check values.
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            assert!((normal_quantile(p) - z).abs() < 4e-15 * z.abs().max(1.0), "{p}: {}", normal_quantile(p));
            assert!((normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-13, "{p}");
        }
    }

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
