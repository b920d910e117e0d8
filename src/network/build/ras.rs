//! RAS: scales a prior matrix until its rows and columns have the wanted sums (Stone 1961; Bacharach 1970).

use ndarray::{Array2, Axis};

/// How a balancing ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Rounds taken.
    pub rounds: usize,
    /// Largest gap left between a wanted and a found sum, relative to the total.
    pub gap: f64,
}

/// Scales `flows` (suppliers × importers, none negative) in place towards row sums `rows` and column sums `columns`.
///
/// Stops when every sum is met to `1e-13` of the total or after `max_rounds`. A prior that is positive wherever both
/// sums are is always solvable; a sparse one may not be: the gap says how far it got. Ends on the columns, so that
/// what importers need is met and a remaining gap lies with the suppliers.
pub fn balance(flows: &mut Array2<f64>, rows: &[f64], columns: &[f64], max_rounds: usize) -> Balance {
    let total: f64 = columns.iter().sum();
    let mut gap = f64::INFINITY;
    for round in 0..max_rounds {
        gap = scale(flows, Axis(0), rows).max(scale(flows, Axis(1), columns)) / total.max(f64::MIN_POSITIVE);
        if gap < 1e-13 {
            return Balance { rounds: round + 1, gap };
        }
    }
    Balance { rounds: max_rounds, gap }
}

/// Scales every lane along `axis` to its wanted sum; returns the largest gap found before scaling.
fn scale(flows: &mut Array2<f64>, axis: Axis, wanted: &[f64]) -> f64 {
    let mut gap: f64 = 0.0;
    for (mut lane, &want) in flows.axis_iter_mut(axis).zip(wanted) {
        let found: f64 = lane.sum();
        gap = gap.max((found - want).abs());
        if found > 0.0 {
            let factor = want / found;
            lane.mapv_inplace(|flow| flow * factor);
        }
    }
    gap
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn meets_both_margins() {
        let mut flows = array![[0.4, 0.1, 0.2], [0.1, 0.7, 0.3]];
        let balance = balance(&mut flows, &[0.6, 0.4], &[0.5, 0.3, 0.2], 1000);
        assert!(balance.gap < 1e-13, "{balance:?}");
        let rows = flows.sum_axis(Axis(1));
        let columns = flows.sum_axis(Axis(0));
        for (found, want) in rows.iter().zip([0.6, 0.4]).chain(columns.iter().zip([0.5, 0.3, 0.2])) {
            assert!((found - want).abs() < 1e-12, "{found} {want}");
        }
    }

    #[test]
    fn keeps_the_odds_ratio_of_the_prior() {
        // RAS is the minimum-information change: cross ratios of a 2×2 block survive it.
        let mut flows = array![[3.0, 1.0], [2.0, 5.0]];
        let before = flows[[0, 0]] * flows[[1, 1]] / (flows[[0, 1]] * flows[[1, 0]]);
        balance(&mut flows, &[0.7, 0.3], &[0.45, 0.55], 1000);
        let after = flows[[0, 0]] * flows[[1, 1]] / (flows[[0, 1]] * flows[[1, 0]]);
        assert!((before - after).abs() < 1e-9 * before, "{before} {after}");
    }

    #[test]
    fn says_how_far_an_impossible_one_got() {
        let mut flows = array![[1.0, 0.0], [0.0, 1.0]];
        let balance = balance(&mut flows, &[0.9, 0.1], &[0.5, 0.5], 50);
        assert!(balance.gap > 0.3, "{balance:?}");
        assert_eq!(flows.sum_axis(Axis(0)).to_vec(), [0.5, 0.5]);
    }
}
