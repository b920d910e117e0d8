//! The bad years: value at risk with distribution-free intervals, and expected shortfall that is right with atoms at
//! zero (Rockafellar and Uryasev 2002).

use super::estimates::{Estimate, mean};
use super::incomplete_beta::binomial_cdf;
use crate::score::sum::sum;
use serde::Serialize;

/// Level of the value at risk and the expected shortfall that are told of batches.
pub const LEVEL: f64 = 0.95;

/// A quantile with a confidence interval from order statistics, which needs no assumption on the distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quantile {
    /// The quantile.
    pub value: f64,
    /// Lower end; absent where too few trials bound it.
    pub low: Option<f64>,
    /// Upper end; absent where too few trials bound it.
    pub high: Option<f64>,
}

/// Losses of all trials of one cell, sorted, those without loss among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    ascending: Vec<f64>,
}

impl Tail {
    /// Of losses in any order; what is asked of none is not a number.
    #[must_use]
    pub fn new(mut losses: Vec<f64>) -> Self {
        losses.sort_by(f64::total_cmp);
        Self { ascending: losses }
    }

    /// Number of trials.
    #[must_use]
    pub fn trials(&self) -> u64 {
        self.ascending.len() as u64
    }

    /// The losses, smallest first.
    #[must_use]
    pub fn ascending(&self) -> &[f64] {
        &self.ascending
    }

    /// The order statistic of `rank`, from 1.
    pub(super) fn at_rank(&self, rank: u64) -> f64 {
        let place = (rank as usize).min(self.ascending.len()).saturating_sub(1);
        self.ascending.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Value at risk by itself.
    #[must_use]
    pub fn at_risk(&self, level: f64) -> f64 {
        self.at_rank(rank_of(self.trials(), level))
    }

    /// Value at risk, `inf {x: F(x) ≥ level}` of the trials, with an interval of at least `confidence`.
    #[must_use]
    pub fn value_at_risk(&self, level: f64, confidence: f64) -> Quantile {
        let (low, high) = quantile_ranks(self.trials(), level, confidence);
        Quantile {
            value: self.at_risk(level),
            low: low.map(|rank| self.at_rank(rank)),
            high: high.map(|rank| self.at_rank(rank)),
        }
    }

    /// Expected shortfall: v + E max(L − v, 0) / (1 − level) with v the value at risk, each trial's term giving the standard
    /// error, which is not a number where fewer than two trials make up the tail.
    #[must_use]
    pub fn expected_shortfall(&self, level: f64) -> Estimate {
        let at_risk = self.at_risk(level);
        let beyond: Vec<f64> = self.ascending.iter().map(|loss| (loss - at_risk).max(0.0)).collect();
        let excess = mean(&beyond);
        let told = self.trials() as f64 * (1.0 - level) > 2.0 - 1e-9;
        Estimate {
            value: at_risk + excess.value / (1.0 - level),
            standard_error: if told { excess.standard_error / (1.0 - level) } else { f64::NAN },
        }
    }

    /// Trials with a loss above `threshold`.
    #[must_use]
    pub fn above(&self, threshold: f64) -> u64 {
        (self.ascending.len() - self.ascending.partition_point(|&loss| loss <= threshold)) as u64
    }
}

/// The expected shortfall of `losses` without each of them, in their order; not a number of fewer than two.
#[must_use]
pub fn shortfalls_without_one(losses: &[f64], level: f64) -> Vec<f64> {
    if losses.len() < 2 {
        return vec![f64::NAN; losses.len()];
    }
    let mut order: Vec<usize> = (0..losses.len()).collect();
    order.sort_by(|a, b| losses[*a].total_cmp(&losses[*b]));
    let others = losses.len() as u64 - 1;
    let rank = rank_of(others, level).max(1) as usize;
    // The value at risk of the others is the order statistic of that rank, or the next one if one below it is left out.
    let beyond = |at: usize| {
        let at_risk = losses[order[at]];
        (at_risk, sum(losses.iter().map(|loss| (loss - at_risk).max(0.0))))
    };
    let (below, above) = (beyond(rank), beyond(rank - 1));
    let mut found = vec![0.0; losses.len()];
    for (place, &at) in order.iter().enumerate() {
        let (at_risk, whole) = if place < rank { below } else { above };
        let own = (losses[at] - at_risk).max(0.0);
        found[at] = at_risk + (whole - own) / (others as f64 * (1.0 - level));
    }
    found
}

/// Rank of the quantile `level` of `n`: ⌈n · level⌉, spared the rounding of products like 100 × 0.07.
fn rank_of(n: u64, level: f64) -> u64 {
    (n as f64 * level * (1.0 - 1e-12)).ceil() as u64
}

/// Ranks l and u with P(X₍ₗ₎ ≤ quantile ≤ X₍ᵤ₎) ≥ `confidence`, each tail at most half of the rest; exact binomial.
#[must_use]
pub fn quantile_ranks(n: u64, level: f64, confidence: f64) -> (Option<u64>, Option<u64>) {
    let tail = 0.5 * (1.0 - confidence);
    // Ranks r with P(B < r) at most (at least) a bound form the start (the end) of 1..=n: bisect for the turn.
    let first = |holds: &dyn Fn(f64) -> bool| {
        let (mut from, mut to) = (1, n.saturating_add(1));
        while from < to {
            let rank = from + (to - from) / 2;
            if holds(binomial_cdf(rank - 1, n, level)) {
                to = rank;
            } else {
                from = rank + 1;
            }
        }
        from
    };
    let low = first(&|below| below > tail) - 1;
    let high = first(&|below| below >= 1.0 - tail);
    // P(B < n + 1) is 1 always: rank n + 1 stands for no bound.
    ((low >= 1).then_some(low), (high <= n).then_some(high))
}

/// Resilience of a batch, 0 to 100: the mean availability of the weakest fifth in the worst `share` of the years, ranked
/// by this cell's own value.
///
/// A year's availability is that over `horizon_days`; a loss that outlasts them leaves it at zero.
#[must_use]
pub fn resilience(weakest_fifth_lost_days: &[f64], horizon_days: f64, share: f64) -> Estimate {
    let lost = weakest_fifth_lost_days.iter().map(|days| 100.0 * (days / horizon_days).clamp(0.0, 1.0)).collect();
    let worst = Tail::new(lost).expected_shortfall(1.0 - share);
    Estimate { value: 100.0 - worst.value, standard_error: worst.standard_error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms() -> Tail {
        let mut losses = vec![0.0; 90];
        losses.extend([10.0; 6]);
        losses.extend([50.0; 3]);
        losses.push(200.0);
        Tail::new(losses)
    }

    #[test]
    fn shortfall_splits_atoms() {
        // By hand: at 0.93 the tail of 7 is 3 × 10, 3 × 50 and 200: 380/7.
        for (level, at_risk, shortfall) in
            [(0.9, 0.0, 41.0), (0.93, 10.0, 380.0 / 7.0), (0.95, 10.0, 72.0), (0.97, 50.0, 100.0), (0.99, 50.0, 200.0)]
        {
            assert_eq!(atoms().value_at_risk(level, 0.95).value, at_risk, "{level}");
            assert!((atoms().expected_shortfall(level).value - shortfall).abs() < 1e-10, "{level}");
        }
        assert_eq!(atoms().above(0.0), 10);
        assert_eq!(atoms().above(50.0), 1);
    }

    #[test]
    fn shortfalls_without_one_are_those_of_the_others() {
        let mixed: Vec<f64> = (0..60_u32).map(|i| f64::from(i * 37 % 23).powi(2)).collect();
        for losses in [atoms().ascending().to_vec(), mixed, vec![2.0, 1.0], vec![3.0; 30]] {
            for level in [0.5, 0.9, 0.95] {
                let found = shortfalls_without_one(&losses, level);
                for (left_out, found) in found.into_iter().enumerate() {
                    let mut others = losses.clone();
                    others.remove(left_out);
                    let expected = Tail::new(others).expected_shortfall(level).value;
                    assert!((found - expected).abs() < 1e-9 * (1.0 + expected), "{found} for {expected}");
                }
            }
        }
    }

    #[test]
    fn ranks_survive_rounding() {
        assert_eq!(
            [(100, 0.07), (100, 0.93), (1000, 0.995), (7, 0.5), (1, 0.01)].map(|(n, p)| rank_of(n, p)),
            [7, 93, 995, 4, 1]
        );
    }

    #[test]
    fn quantile_ranks_are_exact() {
        for (n, level) in [(200, 0.5), (100, 0.95), (1000, 0.99), (3000, 0.9)] {
            let (low, high) = quantile_ranks(n, level, 0.95);
            let (low, high) = (low.expect("bounded"), high.expect("bounded"));
            assert!(binomial_cdf(low - 1, n, level) <= 0.025 && binomial_cdf(low, n, level) > 0.025);
            assert!(binomial_cdf(high - 1, n, level) >= 0.975 && binomial_cdf(high - 2, n, level) < 0.975);
        }
        // Conover's table for the median of 10: the 2nd and the 9th, 97.9 %.
        assert_eq!(quantile_ranks(10, 0.5, 0.95), (Some(2), Some(9)));
        // 0.95⁷¹ is above 0.025, 0.95⁷² below: from 72 trials on the largest bounds the 95th percentile.
        assert_eq!(quantile_ranks(71, 0.95, 0.95).1, None);
        assert_eq!(quantile_ranks(72, 0.95, 0.95).1, Some(72));
        assert_eq!(quantile_ranks(2, 0.5, 0.95), (None, None));
    }

    #[test]
    fn resilience_is_the_mean_of_the_worst_years() {
        // 100 years: the five worst lose 36.5, 73, 73, 365 and 730 days of the weakest fifth, the last cut at the year.
        let mut lost = vec![0.0; 95];
        lost.extend([730.0, 73.0, 36.5, 365.0, 73.0]);
        let estimate = resilience(&lost, 365.0, 0.05);
        assert!((estimate.value - (90.0 + 80.0 + 80.0 + 0.0 + 0.0) / 5.0).abs() < 1e-9, "{}", estimate.value);
        assert!(estimate.standard_error > 0.0);
        assert_eq!(resilience(&[0.0; 50], 365.0, 0.05), Estimate { value: 100.0, standard_error: 0.0 });
    }
}
