//! What makes up the bad years: Euler's allocation of the expected shortfall (Tasche 1999), E\[Lᵢ | L beyond the value at
//! risk\], split at an atom as Rockafellar and Uryasev (2002) split the shortfall itself, so that the parts add up to it.

use super::estimates::Estimate;
use super::tails::Tail;
use crate::score::sum::sum;
use std::collections::BTreeMap;

/// A trial and its weight among those that it stands with; the weights sum to 1 where no trial without loss is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailTrial {
    /// Place among the losses.
    pub place: usize,
    /// Its loss.
    pub loss: f64,
    /// Its part of the mean.
    pub weight: f64,
}

/// The worst trials of a batch, and those that lost about as much as the value at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Worst {
    /// Trials that the expected shortfall is the weighted mean of.
    pub tail: Vec<TailTrial>,
    /// Trials that lost about the value at risk: they tell what a loss of that size is made of.
    pub near: Vec<TailTrial>,
    at_risk: f64,
    /// Trials of the batch.
    trials: f64,
    /// Trials in the tail, as a share of them may be at an atom.
    in_tail: f64,
}

impl Worst {
    /// The trials that the expected shortfall at `level` is the weighted mean of: all beyond the value at risk at
    /// 1/(N(1 − level)), and those at it with what is left, in equal parts. Trials that lost nothing are left out.
    #[must_use]
    pub fn of(losses: &[f64], level: f64) -> Self {
        let trials = losses.len() as f64;
        let in_tail = trials * (1.0 - level);
        let ordered = Tail::new(losses.to_vec());
        let at_risk = ordered.at_risk(level);
        let beyond = losses.iter().filter(|loss| **loss > at_risk).count() as f64;
        let at = losses.iter().filter(|loss| **loss == at_risk).count() as f64;
        let each = 1.0 / in_tail;
        let rest = (1.0 - beyond * each).max(0.0) / at;
        let tail = losses.iter().enumerate().filter(|(_, loss)| **loss >= at_risk && **loss != 0.0);
        let weigh = |(place, &loss): (usize, &f64)| {
            let weight = if loss > at_risk { each } else { rest };
            TailTrial { place, loss, weight }
        };
        let tail = tail.map(weigh).filter(|trial| trial.weight > 0.0).collect();
        Self { tail, near: near(losses, ordered.ascending(), (at_risk, in_tail)), at_risk, trials, in_tail }
    }
}

/// The trials within about 2√k places of the value at risk in order of loss, k trials being in the tail: few enough to
/// be like it, and more and more of them the more trials there are. Where as many lose exactly that much, those alone.
/// At the ends of the window trials that lost the same share the places that are left, since nothing puts one first.
fn near(losses: &[f64], ascending: &[f64], (at_risk, in_tail): (f64, f64)) -> Vec<TailTrial> {
    if ascending.is_empty() {
        return Vec::new();
    }
    let reach = (2.0 * in_tail.sqrt()).ceil().max(1.0) as usize;
    let places = |loss: f64| ascending.partition_point(|l| *l < loss)..ascending.partition_point(|l| *l <= loss);
    let own = places(at_risk);
    let window = if own.len() >= reach {
        own
    } else {
        let middle = own.start + (own.len() - 1) / 2;
        middle.saturating_sub(reach)..(middle + reach + 1).min(ascending.len())
    };
    let (least, most) = (ascending[window.start], ascending[window.end - 1]);
    let close = losses.iter().enumerate().filter(|(_, loss)| (least..=most).contains(*loss) && **loss != 0.0);
    let share = |loss: f64| {
        let alike = places(loss);
        let within = window.end.min(alike.end) - window.start.max(alike.start);
        within as f64 / alike.len() as f64
    };
    let mut close: Vec<TailTrial> =
        close.map(|(place, &loss)| TailTrial { place, loss, weight: share(loss) }).collect();
    let whole = sum(close.iter().map(|trial| trial.weight));
    for trial in &mut close {
        trial.weight /= whole;
    }
    close
}

/// What the sources of a tail's losses add to its mean, and how they vary together.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions<K> {
    /// The sources.
    keys: Vec<K>,
    /// Σ weight × part of the loss, by source.
    values: Vec<f64>,
    /// E\[Lᵢ | L = v\], by source: what it has in a loss that is just the value at risk.
    at_risk: Vec<f64>,
    /// The trials of the tail: weight × N, and the parts of the loss by place of the source.
    tail: Vec<(f64, Vec<(usize, f64)>)>,
    /// Trials of the batch.
    trials: f64,
    /// Whether there are trials enough in the tail to tell of the error.
    told: bool,
}

impl<K: Ord> Contributions<K> {
    /// Adds up the parts of the losses of a tail by source; `parts` gives the shares of a trial's loss, which sum to 1.
    ///
    /// Standard errors are those of the influence functions: with mᵢ = E\[Lᵢ | L = v\], v the value at risk,
    /// a trial of the tail moves the estimate by N w (Lᵢ − mᵢ)/N and any other by nothing, since a trial more in the tail
    /// drives one out of it that lost about v. mᵢ is v times the source's mean share in the trials that lost about as much.
    /// Summed over all sources this is the error of the expected shortfall itself. Errors are not numbers where fewer than
    /// two trials make up the tail.
    #[must_use]
    pub fn of(worst: &Worst, parts: impl Fn(&TailTrial) -> Vec<(K, f64)>) -> Self {
        let mut places = BTreeMap::new();
        let mut tell = |trial: &TailTrial| {
            let mut own: BTreeMap<usize, f64> = BTreeMap::new();
            for (key, share) in parts(trial) {
                let next = places.len();
                *own.entry(*places.entry(key).or_insert(next)).or_default() += share;
            }
            own
        };
        let mut tail = Vec::with_capacity(worst.tail.len());
        let mut values: Vec<f64> = Vec::new();
        for trial in &worst.tail {
            let lost: Vec<(usize, f64)> =
                tell(trial).into_iter().map(|(place, share)| (place, share * trial.loss)).collect();
            for &(place, loss) in &lost {
                values.resize(values.len().max(place + 1), 0.0);
                values[place] += trial.weight * loss;
            }
            tail.push((trial.weight * worst.trials, lost));
        }
        let mut at_risk = Vec::new();
        for trial in &worst.near {
            for (place, share) in tell(trial) {
                at_risk.resize(at_risk.len().max(place + 1), 0.0);
                at_risk[place] += trial.weight * share * worst.at_risk;
            }
        }
        values.resize(places.len(), 0.0);
        at_risk.resize(places.len(), 0.0);
        let mut keys: Vec<(K, usize)> = places.into_iter().collect();
        keys.sort_by_key(|(_, place)| *place);
        let keys = keys.into_iter().map(|(key, _)| key).collect();
        Self { keys, values, at_risk, tail, trials: worst.trials, told: worst.in_tail > 2.0 - 1e-9 }
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
        let weighted = |values: &[f64]| sum(weights.iter().zip(values).map(|(weight, value)| weight * value));
        let at_risk = weighted(&self.at_risk);
        // From the trials and not from a matrix of covariances: the differences of its large sums would leave an error
        // where there is none.
        let moved = |(weight, lost): &(f64, Vec<(usize, f64)>)| {
            weight * (sum(lost.iter().map(|&(place, loss)| weights[place] * loss)) - at_risk)
        };
        let moved: Vec<f64> = self.tail.iter().map(moved).collect();
        let (n, whole) = (self.trials, sum(moved.iter().copied()));
        // Those outside the tail are at 0 and add a square of the mean each.
        let mean = whole / n;
        let outside = (n - moved.len() as f64) * mean * mean;
        let spread = sum(moved.iter().map(|z| (z - mean) * (z - mean))) + outside;
        let standard_error = if self.told { (spread / (n * (n - 1.0))).sqrt() } else { f64::NAN };
        Estimate { value: weighted(&self.values), standard_error }
    }
}

#[cfg(test)]
mod tests;
