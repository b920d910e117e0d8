//! How unevenly suppliers share what they supply together: Shannon, Theil and Gini over shares renormalised to one.

use super::sum::sum;

/// The three measures of one list of suppliers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inequality {
    /// Shannon entropy, nats: 0 for one supplier, ln n for n equal ones.
    pub shannon: f64,
    /// Theil T: ln n less the entropy; 0 for equal suppliers.
    pub theil: f64,
    /// Gini coefficient over the suppliers listed: 0 for equal ones, at most 1 − 1/n.
    pub gini: f64,
}

impl Inequality {
    /// Of the positive `shares`, in ascending order; none if there are none.
    #[must_use]
    pub fn of(shares: &[f64]) -> Option<Self> {
        let total = sum(shares.iter().copied());
        if shares.is_empty() || total <= 0.0 {
            return None;
        }
        let n = shares.len() as f64;
        let parts = || shares.iter().map(|share| share / total).filter(|part| *part > 0.0);
        let rank = |index: usize| 2.0 * (index as f64 + 1.0) - n - 1.0;
        Some(Self {
            shannon: zero_or_more(-sum(parts().map(|part| part * libm::log(part)))),
            theil: zero_or_more(sum(parts().map(|part| part * libm::log(part * n)))),
            gini: zero_or_more(sum(shares.iter().enumerate().map(|(i, share)| rank(i) * (share / total))) / n),
        })
    }
}

/// Rounding may leave a zero a hair below it, or a zero with a minus sign.
fn zero_or_more(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}
