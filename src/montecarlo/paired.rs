//! What a change does to the years of a batch, from the same years before and after it (common random numbers): chance
//! that both share cancels in the difference of each year, so that its error is often a small part of either's own.

use super::estimates::{Estimate, mean};
use super::tails::Tail;

/// An estimate before and after a change, and by how much it rises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Before it.
    pub before: f64,
    /// After it.
    pub after: f64,
    /// After less before, with the error of the difference.
    pub by: Estimate,
}

/// What becomes of the mean, from the differences of the single years.
///
/// # Panics
/// When there are not as many years after as before, or none.
#[must_use]
pub fn mean_change(before: &[f64], after: &[f64]) -> Change {
    Change { before: mean(before).value, after: mean(after).value, by: mean(&differences(before, after)) }
}

/// What becomes of the expected shortfall at `level`: the standard error is that of the differences of each year's terms,
/// both values at risk taken as known. Not a number where fewer than two years make up the tail.
///
/// # Panics
/// As [`mean_change`].
#[must_use]
pub fn shortfall_change(before: &[f64], after: &[f64], level: f64) -> Change {
    let terms = |losses: &[f64]| -> (Estimate, Vec<f64>) {
        let tail = Tail::new(losses.to_vec());
        let at_risk = tail.at_risk(level);
        let beyond = losses.iter().map(|loss| (loss - at_risk).max(0.0) / (1.0 - level));
        (tail.expected_shortfall(level), beyond.collect())
    };
    let ((before, fewer), (after, more)) = (terms(before), terms(after));
    let told = before.known_error().is_some() && after.known_error().is_some();
    let standard_error = if told { mean(&differences(&fewer, &more)).standard_error } else { f64::NAN };
    let by = Estimate { value: after.value - before.value, standard_error };
    Change { before: before.value, after: after.value, by }
}

fn differences(before: &[f64], after: &[f64]) -> Vec<f64> {
    assert_eq!(before.len(), after.len(), "the same years");
    before.iter().zip(after).map(|(before, after)| after - before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::montecarlo::draws::{Channel, Use};
    use crate::montecarlo::normal::normal_quantile;

    /// Years of heavy-tailed losses, a rare part of which the change takes half away.
    fn years(seed: u64, count: u64) -> (Vec<f64>, Vec<f64>) {
        let channel = Channel::new(seed, Use::Severity, &["paired"]);
        let losses = |trial: u64| {
            let mut draws = channel.stream(trial, 0);
            let common = (1.2 * normal_quantile(draws.uniform())).exp();
            let rare = if draws.uniform() < 0.1 { 20.0 * draws.uniform() } else { 0.0 };
            (common + rare, common + 0.5 * rare)
        };
        (0..count).map(losses).unzip()
    }

    #[test]
    fn no_change_is_none_with_certainty() {
        let (before, _) = years(1, 500);
        let none = Estimate { value: 0.0, standard_error: 0.0 };
        assert_eq!((mean_change(&before, &before).by, shortfall_change(&before, &before, 0.95).by), (none, none));
    }

    #[test]
    fn a_constant_more_is_known_exactly() {
        let (before, _) = years(2, 500);
        let after: Vec<f64> = before.iter().map(|loss| loss + 3.0).collect();
        for found in [mean_change(&before, &after).by, shortfall_change(&before, &after, 0.95).by] {
            assert!((found.value - 3.0).abs() < 1e-12 && found.standard_error < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn the_change_is_that_of_the_estimates_and_its_error_smaller_than_theirs() {
        let (before, after) = years(3, 2000);
        let shortfall = |losses: &[f64]| Tail::new(losses.to_vec()).expected_shortfall(0.95);
        let found = shortfall_change(&before, &after, 0.95).by;
        assert!((found.value - (shortfall(&after).value - shortfall(&before).value)).abs() < 1e-12);
        assert!(found.standard_error < shortfall(&after).standard_error, "{found:?}");
        // A rare part halved: 0.1 × 10 × ½ on average.
        let average = mean_change(&before, &after).by;
        assert!((average.value + 0.5).abs() < 4.0 * average.standard_error, "{average:?}");
        assert!(average.standard_error < 0.5 * mean(&before).standard_error, "{average:?}");
    }

    #[test]
    fn stated_intervals_hold_the_truth_as_often_as_they_say() {
        // The truth is that of half a million years.
        let (before, after) = years(4, 500_000);
        let truth = [mean_change(&before, &after).by.value, shortfall_change(&before, &after, 0.95).by.value];
        let mut held = [0; 2];
        for seed in 0..400 {
            let (before, after) = years(1000 + seed, 1000);
            let found = [mean_change(&before, &after).by, shortfall_change(&before, &after, 0.95).by];
            for (held, (found, truth)) in held.iter_mut().zip(found.iter().zip(truth)) {
                *held += u32::from(found.interval(0.95).contains(truth));
            }
        }
        // 95 % of 400 is 380 ± 4.4; a tail of fifty years is a little skew.
        assert!((364..=396).contains(&held[0]) && (352..=396).contains(&held[1]), "{held:?}");
    }
}
