//! What makes up the bad years: Euler's allocation of the expected shortfall (Tasche 1999), E\[Lᵢ | L beyond the value at
//! risk\], split at an atom as Rockafellar and Uryasev (2002) split the shortfall itself, so that the parts add up to it.

use super::estimates::Estimate;
use super::tails::Tail;
use crate::score::sum::sum;
use std::collections::BTreeMap;

/// A trial of the tail and its weight; the weights of a tail sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailTrial {
    /// Place among the losses.
    pub place: usize,
    /// Its loss.
    pub loss: f64,
    /// Its part of the tail's mean.
    pub weight: f64,
}

/// The trials that the expected shortfall at `level` is the weighted mean of: all beyond the value at risk at 1/(N(1 − level)),
/// and those at it with what is left, in equal parts. Trials that lost nothing are left out.
#[must_use]
pub fn tail_of(losses: &[f64], level: f64) -> Vec<TailTrial> {
    let at_risk = Tail::new(losses.to_vec()).value_at_risk(level, 0.95).value;
    let beyond = losses.iter().filter(|loss| **loss > at_risk).count() as f64;
    let at = losses.iter().filter(|loss| **loss == at_risk).count() as f64;
    let each = 1.0 / (losses.len() as f64 * (1.0 - level));
    let rest = (1.0 - beyond * each).max(0.0) / at;
    let tail = losses.iter().enumerate().filter(|(_, loss)| **loss >= at_risk && **loss != 0.0);
    let weigh = |(place, &loss): (usize, &f64)| {
        let weight = if loss > at_risk { each } else { rest };
        TailTrial { place, loss, weight }
    };
    tail.map(weigh).filter(|trial| trial.weight > 0.0).collect()
}

/// What the sources of a tail's losses add to its mean, and how they vary together.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions<K> {
    /// The sources.
    keys: Vec<K>,
    /// Σ weight × part of the loss, by source.
    values: Vec<f64>,
    /// Covariance of the values, row by row.
    covariance: Vec<f64>,
}

impl<K: Ord> Contributions<K> {
    /// Adds up the parts of the losses of a tail by source; `parts` gives the shares of a trial's loss, which sum to 1.
    ///
    /// Standard errors treat the tail as a sample of its own, the value at risk as known; they are not numbers where fewer
    /// than two trials make up the tail.
    #[must_use]
    pub fn of(tail: &[TailTrial], parts: impl Fn(&TailTrial) -> Vec<(K, f64)>) -> Self {
        let mut places = BTreeMap::new();
        let mut lost: Vec<Vec<(usize, f64)>> = Vec::with_capacity(tail.len());
        for trial in tail {
            let mut own: BTreeMap<usize, f64> = BTreeMap::new();
            for (key, share) in parts(trial) {
                let next = places.len();
                *own.entry(*places.entry(key).or_insert(next)).or_default() += share * trial.loss;
            }
            lost.push(own.into_iter().collect());
        }
        let count = places.len();
        let weight = sum(tail.iter().map(|trial| trial.weight));
        let effective = weight * weight / sum(tail.iter().map(|trial| trial.weight * trial.weight));
        let (mut values, mut products) = (vec![0.0; count], vec![0.0; count * count]);
        for (trial, own) in tail.iter().zip(&lost) {
            for &(one, loss) in own {
                values[one] += trial.weight * loss;
                for &(other, more) in own {
                    products[one * count + other] += trial.weight * loss * more;
                }
            }
        }
        let scale = if effective > 2.0 - 1e-9 { weight * weight / (effective - 1.0) } else { f64::NAN };
        let spread = |at: usize| {
            let (one, other) = (at / count, at % count);
            scale * (products[at] / weight - values[one] / weight * (values[other] / weight))
        };
        let covariance = (0..count * count).map(spread).collect();
        let mut keys: Vec<(K, usize)> = places.into_iter().collect();
        keys.sort_by_key(|(_, place)| *place);
        Self { keys: keys.into_iter().map(|(key, _)| key).collect(), values, covariance }
    }

    /// The sources, each with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&K, f64)> {
        self.keys.iter().zip(self.values.iter().copied())
    }

    /// The contribution of a part of each source: one source at weight 1, a group, or what several have in common.
    #[must_use]
    pub fn part(&self, weight: impl Fn(&K) -> f64) -> Estimate {
        self.part_by_place(|place| weight(&self.keys[place]))
    }

    /// The same by the place of each source in [`Self::iter`].
    #[must_use]
    pub fn part_by_place(&self, weight: impl Fn(usize) -> f64) -> Estimate {
        let weights: Vec<f64> = (0..self.keys.len()).map(weight).collect();
        let value = sum(weights.iter().zip(&self.values).map(|(weight, value)| weight * value));
        let count = weights.len();
        let mut spread = 0.0;
        for (one, a) in weights.iter().enumerate().filter(|(_, a)| **a != 0.0) {
            for (other, b) in weights.iter().enumerate() {
                spread += a * b * self.covariance[one * count + other];
            }
        }
        // Of NaN and 0 the maximum would be 0: too few trials must stay unknown.
        Estimate { value, standard_error: if spread < 0.0 { 0.0 } else { spread.sqrt() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses() -> Vec<f64> {
        let mut losses = vec![0.0; 90];
        losses.extend([10.0; 6]);
        losses.extend([50.0; 3]);
        losses.push(200.0);
        losses
    }

    #[test]
    fn the_tail_has_the_shortfall_as_its_mean_at_every_level() {
        for level in [0.5, 0.9, 0.93, 0.95, 0.97, 0.99] {
            let tail = tail_of(&losses(), level);
            let mean = sum(tail.iter().map(|trial| trial.weight * trial.loss));
            let shortfall = Tail::new(losses()).expected_shortfall(level).value;
            assert!((mean - shortfall).abs() < 1e-10, "{level}: {mean} for {shortfall}");
            assert!(sum(tail.iter().map(|trial| trial.weight)) < 1.0 + 1e-12);
        }
        // By hand at 0.95: 200, three times 50 and one of the six tens, a sixth of each.
        let tail = tail_of(&losses(), 0.95);
        assert_eq!(tail.len(), 10);
        assert!((tail[0].weight - 0.2 / 6.0).abs() < 1e-12 && (tail[9].weight - 0.2).abs() < 1e-12);
    }

    #[test]
    fn parts_add_up_to_the_shortfall() {
        // Losses at even places are due to one hazard, the others to both, one part in four and three in four.
        let tail = tail_of(&losses(), 0.95);
        let parts = |trial: &TailTrial| {
            if trial.place.is_multiple_of(2) { vec![("quake", 1.0)] } else { vec![("quake", 0.25), ("flood", 0.75)] }
        };
        let found = Contributions::of(&tail, parts);
        let of = |name: &str| found.part(|key| f64::from(*key == name));
        assert!((found.part(|_| 1.0).value - 72.0).abs() < 1e-10);
        assert!((found.iter().map(|(_, value)| value).sum::<f64>() - 72.0).abs() < 1e-10);
        // Places 97 (50) and 99 (200) at a fifth each, 91, 93 and 95 (10) at a thirtieth: three quarters of them.
        assert!((of("flood").value - 0.75 * (50.0 + 200.0 + 0.5 * 10.0) / 5.0).abs() < 1e-9);
        // The whole varies like the losses of the tail: five trials by weight, whose mean is 72.
        let square: f64 = (6.0 * 100.0 / 30.0) + (3.0 * 2500.0 + 40_000.0) / 5.0;
        let effective = 1.0 / (4.0 * 0.04 + 6.0 / 900.0);
        let expected = ((square - 72.0 * 72.0) / (effective - 1.0)).sqrt();
        assert!((found.part(|_| 1.0).standard_error - expected).abs() < 1e-9);
        assert!(of("quake").standard_error > 0.0 && of("flood").standard_error > 0.0);
        assert_eq!(of("fire"), Estimate { value: 0.0, standard_error: 0.0 });
    }

    #[test]
    fn one_trial_tells_nothing_of_the_error() {
        let mut losses = vec![0.0; 19];
        losses.push(7.0);
        let one = Contributions::of(&tail_of(&losses, 0.95), |_| vec![("quake", 1.0)]);
        let whole = one.part(|_| 1.0);
        assert!((whole.value - 7.0).abs() < 1e-12 && whole.standard_error.is_nan());
    }

    #[test]
    fn nothing_lost_has_no_parts() {
        assert!(tail_of(&[0.0; 50], 0.95).is_empty());
        let none = Contributions::of(&[], |_| vec![("quake", 1.0)]);
        assert_eq!(none.part(|_| 1.0).value, 0.0);
    }
}
