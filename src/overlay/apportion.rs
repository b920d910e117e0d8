//! Shares of a whole in ten-thousandths that sum to one: rounding each by itself may pass it.

/// Parts of one that a share is written in.
const PARTS: u64 = 10_000;

/// Shares in proportion to `amounts`, in steps of a ten-thousandth, that sum to one (largest remainders; of equals the
/// first); nothing where there is nothing to share.
#[must_use]
pub fn apportion(amounts: &[f64]) -> Vec<f64> {
    let total: f64 = amounts.iter().sum();
    if total <= 0.0 {
        return vec![0.0; amounts.len()];
    }
    let exact: Vec<f64> = amounts.iter().map(|amount| amount / total * PARTS as f64).collect();
    let mut parts: Vec<u64> = exact.iter().map(|part| part.floor() as u64).collect();
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let missing = PARTS.saturating_sub(parts.iter().sum());
    for &index in order.iter().cycle().take(missing as usize) {
        parts[index] += 1;
    }
    parts.into_iter().map(|part| part as f64 / PARTS as f64).collect()
}

/// `share` rounded down to a ten-thousandth, within 0 and 1.
#[must_use]
pub fn floor(share: f64) -> f64 {
    // What was a round figure before it was computed with stays one.
    ((share * PARTS as f64 + 1e-6).floor() / PARTS as f64).clamp(0.0, 1.0)
}

/// `share` rounded up to a ten-thousandth, within 0 and 1.
#[must_use]
pub fn ceiling(share: f64) -> f64 {
    ((share * PARTS as f64 - 1e-6).ceil() / PARTS as f64).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_sum_to_one_and_stay_within_a_step(amounts in proptest::collection::vec(0.0..1e9_f64, 1..40)) {
            prop_assume!(amounts.iter().sum::<f64>() > 0.0);
            let total: f64 = amounts.iter().sum();
            let shares = apportion(&amounts);
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for (share, amount) in shares.iter().zip(&amounts) {
                prop_assert!((share - amount / total).abs() < 1.01e-4, "{share} for {}", amount / total);
            }
        }
    }

    #[test]
    fn nothing_to_share() {
        assert_eq!(apportion(&[0.0, 0.0]), [0.0, 0.0]);
        assert_eq!((floor(0.123_45), ceiling(0.123_45), ceiling(1.4), floor(0.3)), (0.1234, 0.1235, 1.0, 0.3));
    }
}
