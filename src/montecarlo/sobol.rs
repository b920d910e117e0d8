//! Which inputs a result depends on: first-order and total Sobol indices by the design of Saltelli et al. (2010) and the
//! estimators of Jansen (1999), with bootstrap intervals or, where rows come in independent replicates, those of Student's t.

use super::draws::{Channel, Use};
use super::estimates::{Interval, student_quantile};
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
        Some(with_intervals(&plain, interval))
    }

    /// The indices of every group where row r belongs to replicate r modulo `replicates`, with intervals by Student's t
    /// with the standard error of the jackknife that leaves out a replicate at a time; none if the result does not vary.
    ///
    /// Rows of one scrambled point set depend on each other, so that a bootstrap of rows would not see how even they are;
    /// replicates are independent. With one replicate, or where leaving one out leaves nothing that varies, the interval is
    /// all that an index can be, 0 to 1.
    #[must_use]
    pub fn indices_of_replicates(&self, replicates: u64, confidence: f64) -> Option<Vec<Index>> {
        let rows = 0..self.a.len();
        let plain = self.estimate(&rows.clone().collect::<Vec<_>>())?;
        let without = |replicate: u64| {
            let kept: Vec<usize> = rows.clone().filter(|&row| row as u64 % replicates != replicate).collect();
            self.estimate(&kept)
        };
        let left: Option<Vec<Vec<(f64, f64)>>> = (0..replicates).map(without).collect();
        let left = left.filter(|_| replicates > 1).unwrap_or_default();
        let n = left.len() as f64;
        let interval = |group: usize, part: fn(&(f64, f64)) -> f64| {
            let value = part(&plain[group]);
            if left.is_empty() {
                return Interval { low: value.min(0.0), high: value.max(1.0) };
            }
            let values = || left.iter().map(|found| part(&found[group]));
            let mean = sum(values()) / n;
            let error = ((n - 1.0) / n * sum(values().map(|value| (value - mean) * (value - mean)))).sqrt();
            let reach = student_quantile(0.5 + 0.5 * confidence, n - 1.0) * error;
            Interval { low: value - reach, high: value + reach }
        };
        Some(with_intervals(&plain, interval))
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

/// Indices with their intervals: `interval` of a group and of the part of its pair that is asked for.
fn with_intervals(plain: &[(f64, f64)], interval: impl Fn(usize, fn(&(f64, f64)) -> f64) -> Interval) -> Vec<Index> {
    let index = |(group, (first, total)): (usize, &(f64, f64))| Index {
        first: *first,
        first_interval: interval(group, |found| found.0),
        total: *total,
        total_interval: interval(group, |found| found.1),
    };
    plain.iter().enumerate().map(index).collect()
}

/// Functions of uniforms whose indices are known.
#[cfg(test)]
pub(crate) mod test_functions {
    use super::*;
    use std::f64::consts::PI;

    /// A function, and how to work out the first-order and total index of every input.
    pub struct Known {
        pub inputs: u32,
        pub f: fn(&[f64]) -> f64,
        pub indices: fn() -> Vec<(f64, f64)>,
    }

    /// Ishigami and Homma (1990), a = 7, b = 0.1 on (−π, π)³.
    pub const ISHIGAMI: Known = Known {
        inputs: 3,
        f: |u| {
            let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            let (one, two) = (libm::sin(x[0]), libm::sin(x[1]));
            one + 7.0 * two * two + 0.1 * libm::pow(x[2], 4.0) * one
        },
        indices: || vec![(0.313_905, 0.557_589), (0.442_411, 0.442_411), (0.0, 0.243_684)],
    };

    const A: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];

    /// Sobol's g.
    pub const G: Known = Known {
        inputs: 6,
        f: |u| u.iter().zip(A).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product(),
        // Vᵢ = 1/(3(1 + aᵢ)²), V = Π(1 + Vᵢ) − 1, Sᵢ = Vᵢ/V, STᵢ = Vᵢ Π_{j≠i}(1 + Vⱼ)/V.
        indices: || {
            let parts = A.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
            let product: f64 = parts.iter().map(|part| 1.0 + part).product();
            let variance = product - 1.0;
            parts.iter().map(|part| (part / variance, part * product / (1.0 + part) / variance)).collect()
        },
    };

    impl Known {
        /// Its design with `uniform` of row, input and whether it is of B.
        pub fn design(&self, rows: u64, uniform: impl Fn(u64, u32, bool) -> f64) -> Design {
            let point = |row: u64, of_b: &dyn Fn(u32) -> bool| {
                (self.f)(&(0..self.inputs).map(|input| uniform(row, input, of_b(input))).collect::<Vec<f64>>())
            };
            let column = |of_b: &dyn Fn(u32) -> bool| (0..rows).map(|row| point(row, of_b)).collect::<Vec<f64>>();
            Design {
                a: column(&|_| false),
                b: column(&|_| true),
                mixed: (0..self.inputs).map(|group| column(&|input| input == group)).collect(),
            }
        }

        /// Fails unless the intervals hold the indices and are narrow.
        pub fn meets(&self, found: &[Index]) {
            for (index, (first, total)) in found.iter().zip((self.indices)()) {
                assert!(index.first_interval.contains(first), "{index:?} for {first}");
                assert!(index.total_interval.contains(total), "{index:?} for {total}");
                assert!(index.first_interval.high - index.first_interval.low < 0.2, "{index:?}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::test_functions::{G, ISHIGAMI, Known};
    use super::*;

    /// The design of a function by random numbers.
    fn design(of: &Known, rows: u64) -> Design {
        of.design(rows, |row, input, of_b| {
            Channel::new(21, Use::Figure, &[if of_b { "B" } else { "A" }]).uniform(row, input)
        })
    }

    #[test]
    fn known_indices_lie_in_their_intervals() {
        let first = (G.indices)();
        assert!((first[0].0 - 0.586_781_189_766_768_9).abs() < 1e-12);
        assert!((first[1].1 - 0.356_173_363_780_684_7).abs() < 1e-12);
        for of in [&ISHIGAMI, &G] {
            of.meets(&design(of, 4096).indices(500, 0.99, 1).expect("it varies"));
        }
    }

    #[test]
    fn indices_by_hand() {
        // The pooled results 0, 2, 2 and 4 vary by 8/3; B and A are a mean half square of 1/2 from what is mixed.
        let design = Design { a: vec![0.0, 2.0], b: vec![2.0, 4.0], mixed: vec![vec![1.0, 3.0]] };
        let found = design.indices(0, 0.95, 1).expect("it varies")[0];
        assert!((found.first - 13.0 / 16.0).abs() < 1e-12 && (found.total - 3.0 / 16.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn two_replicates_leave_one_degree_of_freedom() {
        let both = design(&G, 64);
        let half = |first: usize| {
            let part = |values: &Vec<f64>| values.iter().copied().skip(first).step_by(2).collect::<Vec<f64>>();
            let half = Design { a: part(&both.a), b: part(&both.b), mixed: both.mixed.iter().map(part).collect() };
            half.indices_of_replicates(1, 0.9).expect("it varies")
        };
        // Without one of two the other is left: the jackknife errs by half their distance. Of one degree of freedom t at
        // 95 % is tan(0.45 π).
        let reach = |one: f64, two: f64| libm::tan(0.45 * std::f64::consts::PI) * 0.5 * (one - two).abs();
        let found = both.indices_of_replicates(2, 0.9).expect("it varies");
        for (found, (one, two)) in found.iter().zip(half(0).iter().zip(&half(1))) {
            let high = found.first_interval.high - found.first;
            assert!((high - reach(one.first, two.first)).abs() < 1e-9, "{found:?}");
            let low = found.total - found.total_interval.low;
            assert!((low - reach(one.total, two.total)).abs() < 1e-9, "{found:?}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        let still = Known { inputs: 2, f: |_| 0.3, indices: Vec::new };
        assert_eq!(design(&still, 16).indices(10, 0.95, 1), None);
        assert_eq!(design(&still, 16).indices_of_replicates(8, 0.95), None);
        assert_eq!(Design::default().indices(10, 0.95, 1), None);
        assert_eq!(Design::default().indices_of_replicates(0, 0.95), None);
    }

    #[test]
    fn where_replicates_tell_nothing_an_interval_is_all_that_an_index_can_be() {
        let all = Interval { low: 0.0, high: 1.0 };
        let one = design(&G, 16).indices_of_replicates(1, 0.95).expect("it varies");
        assert!(one[0].total_interval.low <= all.low && one[0].total_interval.high >= all.high, "{one:?}");
        // All that varies is in one row, and with it in one replicate.
        let spike = |at: f64| (0..8).map(|row| if row == 3 { at } else { 0.0 }).collect::<Vec<f64>>();
        let rare = Design { a: spike(1.0), b: spike(0.0), mixed: vec![spike(0.0)] };
        let found = rare.indices_of_replicates(8, 0.95).expect("it varies");
        assert!(found[0].first_interval.high >= 1.0 && found[0].total_interval.low <= 0.0, "{found:?}");
    }
}
