//! Which inputs a result depends on: first-order and total Sobol indices by the design of Saltelli et al. (2010) and the
//! estimators of Jansen (1999), with bootstrap intervals.

use super::draws::{Channel, Use};
use super::estimates::Interval;
use crate::score::sum::sum;

/// Results of a design: two independent samples A and B of all inputs, and for every group of inputs A with this group's
/// columns from B.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Design {
    /// f(A), row by row.
    pub a: Vec<f64>,
    /// f(B).
    pub b: Vec<f64>,
    /// f(A with the group's columns from B), by group.
    pub mixed: Vec<Vec<f64>>,
}

/// What a group of inputs explains of the variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// Alone.
    pub first: f64,
    /// Its interval.
    pub first_interval: Interval,
    /// With all it does together with others.
    pub total: f64,
    /// Its interval.
    pub total_interval: Interval,
}

impl Design {
    /// The indices of every group, with percentile intervals from `resamples` bootstrap samples of the rows; none if the
    /// result does not vary.
    #[must_use]
    pub fn indices(&self, resamples: u32, confidence: f64, seed: u64) -> Option<Vec<Index>> {
        let rows = self.a.len();
        let all: Vec<usize> = (0..rows).collect();
        let plain = self.estimate(&all)?;
        let channel = Channel::new(seed, Use::Figure, &["sobol", "bootstrap"]);
        let resampled = |resample: u32| {
            let mut stream = channel.stream(u64::from(resample), 0);
            let chosen: Vec<usize> = (0..rows).map(|_| (stream.uniform() * rows as f64) as usize).collect();
            self.estimate(&chosen)
        };
        let spread: Vec<Vec<(f64, f64)>> = (0..resamples).filter_map(resampled).collect();
        let interval = |group: usize, part: fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = spread.iter().map(|found| part(&found[group])).collect();
            values.sort_by(f64::total_cmp);
            let at = |share: f64| {
                let place = (share * values.len() as f64) as usize;
                values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
            };
            Interval { low: at(0.5 - 0.5 * confidence), high: at(0.5 + 0.5 * confidence) }
        };
        let index = |(group, (first, total)): (usize, &(f64, f64))| Index {
            first: *first,
            first_interval: interval(group, |found| found.0),
            total: *total,
            total_interval: interval(group, |found| found.1),
        };
        Some(plain.iter().enumerate().map(index).collect())
    }

    /// First-order and total index of every group from these rows; none where nothing varies.
    fn estimate(&self, rows: &[usize]) -> Option<Vec<(f64, f64)>> {
        let n = rows.len() as f64;
        let pooled = || rows.iter().flat_map(|&row| [self.a[row], self.b[row]]);
        let mean = sum(pooled()) / (2.0 * n);
        let variance = sum(pooled().map(|value| (value - mean) * (value - mean))) / (2.0 * n - 1.0);
        let scale = pooled().map(f64::abs).fold(0.0, f64::max);
        if variance.is_nan() || variance <= 1e-20 * scale * scale {
            return None;
        }
        let distance = |from: &[f64], to: &[f64]| {
            sum(rows.iter().map(|&row| (from[row] - to[row]) * (from[row] - to[row]))) / (2.0 * n * variance)
        };
        Some(self.mixed.iter().map(|mixed| (1.0 - distance(&self.b, mixed), distance(&self.a, mixed))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// The design of a function of so many independent uniforms.
    fn design(inputs: usize, rows: u64, f: impl Fn(&[f64]) -> f64) -> Design {
        let point = |row: u64, of_b: &dyn Fn(usize) -> bool| {
            let uniform = |input: usize| {
                let channel = Channel::new(21, Use::Figure, &[if of_b(input) { "B" } else { "A" }]);
                channel.uniform(row, input as u32)
            };
            f(&(0..inputs).map(uniform).collect::<Vec<f64>>())
        };
        let column = |of_b: &dyn Fn(usize) -> bool| (0..rows).map(|row| point(row, of_b)).collect::<Vec<f64>>();
        Design {
            a: column(&|_| false),
            b: column(&|_| true),
            mixed: (0..inputs).map(|group| column(&|input| input == group)).collect(),
        }
    }

    fn meets(found: &[Index], first: &[f64], total: &[f64]) {
        for (index, (first, total)) in found.iter().zip(first.iter().zip(total)) {
            assert!(index.first_interval.contains(*first), "{index:?} for {first}");
            assert!(index.total_interval.contains(*total), "{index:?} for {total}");
            assert!(index.first_interval.high - index.first_interval.low < 0.2, "{index:?}");
        }
    }

    #[test]
    fn ishigami_has_its_analytic_indices() {
        // Ishigami and Homma (1990), a = 7, b = 0.1 on (−π, π)³.
        let found = design(3, 4096, |u| {
            let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            let (one, two) = (libm::sin(x[0]), libm::sin(x[1]));
            one + 7.0 * two * two + 0.1 * libm::pow(x[2], 4.0) * one
        });
        let found = found.indices(500, 0.99, 1).expect("it varies");
        meets(&found, &[0.313_905, 0.442_411, 0.0], &[0.557_589, 0.442_411, 0.243_684]);
    }

    #[test]
    fn sobol_s_g_has_its_analytic_indices() {
        // Vᵢ = 1/(3(1 + aᵢ)²), V = Π(1 + Vᵢ) − 1, Sᵢ = Vᵢ/V, STᵢ = Vᵢ Π_{j≠i}(1 + Vⱼ)/V.
        let a = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];
        let parts = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let product: f64 = parts.iter().map(|part| 1.0 + part).product();
        let first = parts.map(|part| part / (product - 1.0));
        let total = parts.map(|part| part * product / (1.0 + part) / (product - 1.0));
        assert!(
            (first[0] - 0.586_781_189_766_768_9).abs() < 1e-12 && (total[1] - 0.356_173_363_780_684_7).abs() < 1e-12
        );
        let g = |u: &[f64]| u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product();
        meets(&design(6, 4096, g).indices(500, 0.99, 1).expect("it varies"), &first, &total);
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        assert_eq!(design(2, 16, |_| 0.3).indices(10, 0.95, 1), None);
        assert_eq!(Design::default().indices(10, 0.95, 1), None);
    }
}
