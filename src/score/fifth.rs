//! The weakest fifth: a sector's mean hides the few products that stop.

/// Share of the sector's weight that counts as its weakest part.
pub const FIFTH: f64 = 0.2;

/// Weighted mean of the lowest values that make up a fifth of the weight, the value on the boundary pro rata.
///
/// `values` are (value, weight) pairs; they are sorted in place. Without any weight the result is 1.
pub fn weakest_fifth(values: &mut [(f64, f64)]) -> f64 {
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    if total <= 0.0 {
        return 1.0;
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let quota = FIFTH * total;
    let (mut taken, mut sum) = (0.0, 0.0);
    for &(value, weight) in values.iter() {
        let part = weight.min(quota - taken);
        sum += part * value;
        taken += part;
        if taken >= quota {
            break;
        }
    }
    sum / taken
}

/// Weights of the members of the weakest fifth by `values`, 0 for the rest: (value, weight) pairs in, weights out.
#[must_use]
pub fn fifth_weights(values: &[(f64, f64)]) -> Vec<f64> {
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].0.total_cmp(&values[b].0));
    let mut left = FIFTH * total;
    let mut weights = vec![0.0; values.len()];
    for index in order {
        weights[index] = values[index].1.min(left);
        left -= weights[index];
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_boundary_pro_rata() {
        // A fifth of six equal weights is 1.2 products: the worst whole, a fifth of the next.
        let mut values = [(1.0, 1.0), (0.5, 1.0), (1.0, 1.0), (0.0, 1.0), (1.0, 1.0), (1.0, 1.0)];
        let found = weakest_fifth(&mut values);
        assert!((found - 0.2 * 0.5 / 1.2).abs() < 1e-12, "{found}");
    }

    #[test]
    fn a_single_product_is_its_own_fifth() {
        assert_eq!(weakest_fifth(&mut [(0.3, 2.0)]), 0.3);
        assert_eq!(weakest_fifth(&mut []), 1.0);
    }

    #[test]
    fn weights_agree_with_the_mean() {
        let values = [(0.9, 1.0), (0.2, 0.5), (0.7, 2.0), (0.4, 0.25)];
        let weights = fifth_weights(&values);
        let mean = values.iter().zip(&weights).map(|(v, w)| v.0 * w).sum::<f64>() / weights.iter().sum::<f64>();
        assert!((mean - weakest_fifth(&mut values.clone())).abs() < 1e-12);
    }
}
