//! Balancing: changes a prior matrix as little as its rows and columns allow, and firm cells less than loose ones.
//!
//! Least change in information, Σ wᵢⱼ (xᵢⱼ ln(xᵢⱼ/pᵢⱼ) − xᵢⱼ + pᵢⱼ), under the wanted sums. With one weight for all it is RAS
//! (Stone 1961; Bacharach 1970); weights by reliability are those of Lahr (2001) and of Stone, Champernowne and Meade (1942).
//! The least change is xᵢⱼ = pᵢⱼ exp((λᵢ + μⱼ)/wᵢⱼ): rows and columns are met in turns, each by Newton's rule for its λ or μ.

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Axis};

/// How a balancing ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Rounds taken.
    pub rounds: usize,
    /// Largest gap left between a wanted and a found sum, relative to the total.
    pub gap: f64,
}

/// Largest gap, relative to the total, at which sums count as met.
const MET: f64 = 1e-13;

/// Steps of Newton's rule for one lane: it is met in one where all weights are the same, in a handful where they are not.
const STEPS: usize = 40;

/// Moves `flows` (suppliers × importers, none negative) in place towards row sums `rows` and column sums `columns`.
///
/// `weights` (of the same shape, all positive) say how firm a cell is: in one row and column a cell of weight 4 moves, in
/// logarithms, a quarter as far as one of weight 1. Stops when every sum is met to `1e-13` of the total or after `max_rounds`.
/// A prior that is positive wherever both sums are is always solvable; a sparse one may not be: the gap says how far it got.
/// Ends on the columns, so that what importers need is met and a remaining gap lies with the suppliers.
pub fn balance(
    flows: &mut Array2<f64>,
    weights: &Array2<f64>,
    rows: &[f64],
    columns: &[f64],
    max_rounds: usize,
) -> Balance {
    let give = weights.mapv(f64::recip);
    let total: f64 = columns.iter().sum();
    let mut gap = f64::INFINITY;
    for round in 0..max_rounds {
        gap = meet(flows, &give, Axis(0), rows).max(meet(flows, &give, Axis(1), columns));
        gap /= total.max(f64::MIN_POSITIVE);
        if gap < MET {
            return Balance { rounds: round + 1, gap };
        }
    }
    Balance { rounds: max_rounds, gap }
}

/// Moves every lane along `axis` to its wanted sum; returns the largest gap found before.
fn meet(flows: &mut Array2<f64>, give: &Array2<f64>, axis: Axis, wanted: &[f64]) -> f64 {
    let mut gap: f64 = 0.0;
    for ((lane, give), &want) in flows.axis_iter_mut(axis).zip(give.axis_iter(axis)).zip(wanted) {
        gap = gap.max((lane.sum() - want).abs());
        meet_lane(lane, &give, want);
    }
    gap
}

/// Multiplies a lane's cells by exp(λ × give), with the one λ that makes their sum `want`.
fn meet_lane(mut lane: ArrayViewMut1<f64>, give: &ArrayView1<f64>, want: f64) {
    let found = lane.sum();
    if found <= 0.0 {
        return;
    }
    if want <= 0.0 {
        lane.fill(0.0);
        return;
    }
    let prior: Array1<f64> = lane.to_owned();
    // At the solution no cell is larger than the sum.
    let reach = |flow: f64, give: f64| if flow > 0.0 { libm::log(want / flow) / give } else { f64::INFINITY };
    let ceiling = prior.iter().zip(give).fold(f64::INFINITY, |least, (&flow, &give)| least.min(reach(flow, give)));
    let mut lambda = 0.0;
    let (mut sum, mut slope) = (found, prior.iter().zip(give).map(|(flow, give)| flow * give).sum::<f64>());
    // The logarithm of the sum is convex in λ: Newton's rule passes the solution once at the most, is held at the ceiling, and
    // then nears it from above.
    for _ in 0..STEPS {
        let step = libm::log(want / sum) * sum / slope;
        lambda = (lambda + step).min(ceiling);
        (sum, slope) = (0.0, 0.0);
        for ((cell, &flow), &give) in lane.iter_mut().zip(&prior).zip(give) {
            *cell = flow * libm::exp(lambda * give);
            sum += *cell;
            slope += *cell * give;
        }
        if (sum - want).abs() <= 1e-15 * want || step.abs() <= 1e-16 * lambda.abs() {
            break;
        }
    }
    // What rounding leaves.
    let factor = want / sum;
    lane.mapv_inplace(|flow| flow * factor);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn plain(flows: &mut Array2<f64>, rows: &[f64], columns: &[f64], rounds: usize) -> Balance {
        let weights = Array2::ones(flows.dim());
        balance(flows, &weights, rows, columns, rounds)
    }

    fn meets(flows: &Array2<f64>, rows: &[f64], columns: &[f64]) {
        let found = [flows.sum_axis(Axis(1)).to_vec(), flows.sum_axis(Axis(0)).to_vec()].concat();
        for (found, want) in found.iter().zip([rows, columns].concat()) {
            assert!((found - want).abs() < 1e-12, "{found} {want}");
        }
    }

    #[test]
    fn meets_both_margins() {
        let mut flows = array![[0.4, 0.1, 0.2], [0.1, 0.7, 0.3]];
        let balance = plain(&mut flows, &[0.6, 0.4], &[0.5, 0.3, 0.2], 1000);
        assert!(balance.gap < 1e-13, "{balance:?}");
        meets(&flows, &[0.6, 0.4], &[0.5, 0.3, 0.2]);
    }

    #[test]
    fn with_one_weight_keeps_the_odds_ratio_of_the_prior() {
        // RAS is the minimum-information change: cross ratios of a 2×2 block survive it.
        let mut flows = array![[3.0, 1.0], [2.0, 5.0]];
        let before = flows[[0, 0]] * flows[[1, 1]] / (flows[[0, 1]] * flows[[1, 0]]);
        plain(&mut flows, &[0.7, 0.3], &[0.45, 0.55], 1000);
        let after = flows[[0, 0]] * flows[[1, 1]] / (flows[[0, 1]] * flows[[1, 0]]);
        assert!((before - after).abs() < 1e-9 * before, "{before} {after}");
    }

    #[test]
    fn is_the_least_weighted_change() {
        // Every change that keeps the margins is a multiple of these; the weighted divergence must grow along each.
        let prior = array![[0.3, 0.05, 0.1], [0.02, 0.2, 0.03], [0.1, 0.1, 0.1]];
        let weights = array![[1.0, 100.0, 3.0], [15.0, 1.0, 1.0], [1.0, 4.0, 30.0]];
        let (rows, columns) = ([0.5, 0.3, 0.2], [0.35, 0.25, 0.4]);
        let mut flows = prior.clone();
        let balance = balance(&mut flows, &weights, &rows, &columns, 4000);
        assert!(balance.gap < 1e-13, "{balance:?}");
        meets(&flows, &rows, &columns);
        let divergence = |flows: &Array2<f64>| -> f64 {
            let terms = flows.iter().zip(&prior).zip(&weights);
            terms.map(|((x, p), w)| w * (x * (x / p).ln() - x + p)).sum()
        };
        let least = divergence(&flows);
        for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            for change in [-1e-4, 1e-4] {
                let mut other = flows.clone();
                for (row, column, sign) in [(i, j, 1.0), (i + 1, j + 1, 1.0), (i, j + 1, -1.0), (i + 1, j, -1.0)] {
                    other[[row, column]] += sign * change;
                }
                assert!(divergence(&other) > least, "{i} {j} {change}");
            }
        }
    }

    #[test]
    fn what_is_firm_gives_way_less() {
        let (rows, columns) = ([0.7, 0.3], [0.5, 0.5]);
        let moved = |weight: f64| {
            let mut flows = array![[0.1, 0.4], [0.4, 0.1]];
            balance(&mut flows, &array![[weight, 1.0], [1.0, 1.0]], &rows, &columns, 4000);
            meets(&flows, &rows, &columns);
            flows[[0, 0]] - 0.1
        };
        assert!(moved(1.0) > moved(4.0) && moved(4.0) > moved(100.0) && moved(100.0) > 0.0);
    }

    #[test]
    fn a_lane_of_firm_cells_that_must_grow_much_overflows_nothing() {
        let mut flows = array![[1e-6, 1e-9], [1.0, 1.0]];
        balance(&mut flows, &array![[400.0, 1.0], [400.0, 1.0]], &[1.0, 1.0], &[1.0, 1.0], 100);
        // Far from done after so few rounds, but what importers need is met.
        assert!(flows.sum_axis(Axis(0)).iter().all(|sum| (sum - 1.0).abs() < 1e-12), "{flows}");
        assert!(flows.iter().all(|flow| (0.0..=1.0).contains(flow)), "{flows}");
    }

    #[test]
    fn says_how_far_an_impossible_one_got() {
        let mut flows = array![[1.0, 0.0], [0.0, 1.0]];
        let balance = plain(&mut flows, &[0.9, 0.1], &[0.5, 0.5], 50);
        assert!(balance.gap > 0.3, "{balance:?}");
        assert_eq!(flows.sum_axis(Axis(0)).to_vec(), [0.5, 0.5]);
    }
}
