//! How concentrated a supply is: the Herfindahl-Hirschman index, concentration ratios and their kin.
//!
//! The index and the concentration ratios are on the shares as given, as antitrust authorities compute them (US
//! Department of Justice and FTC, Merger Guidelines 2023); entropy, Theil and Gini are on shares renormalised to one.
//! An index over countries is an upper bound of the one over their firms: say of what the shares are.

use super::inequality::Inequality;
use super::remainder::{is_bucket, most};
use super::sum::sum;
use serde::Serialize;
use std::collections::BTreeSet;

/// Below this, a remainder is rounding of the sum.
const NO_REMAINDER: f64 = 1e-12;

/// What rounding of a source may add to a sum of shares.
const ROUNDING: f64 = 0.01;

/// Why rows are no shares of a whole of one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SharesError {
    /// More than the whole: perhaps percent or tonnes.
    #[error("the shares sum to {sum}: admissible is up to 1 (divide per cent by 100, quantities by their sum)")]
    MoreThanAll {
        /// Their sum.
        sum: f64,
    },
    /// A supplier has two rows, which would count as two suppliers.
    #[error("`{0}` stands twice: add up what it supplies")]
    Twice(String),
}

/// Who supplies what share of a whole of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shares {
    /// Suppliers with a share above zero, in the order given.
    named: Vec<(String, f64)>,
    /// Shares of buckets of unnamed suppliers.
    buckets: Vec<f64>,
}

impl Shares {
    /// Takes `rows` of entity and share. A row called `other`, `rest of world` or the like is a bucket of unnamed
    /// suppliers; a row without a share above zero is no supplier.
    ///
    /// # Errors
    /// When they sum to more than one by more than rounding, or a supplier stands twice.
    pub fn of<'a>(rows: impl IntoIterator<Item = (&'a str, f64)>) -> Result<Self, SharesError> {
        let shares = Self::trusted(rows);
        let sum = sum(shares.named.iter().map(|(_, share)| *share).chain(shares.buckets.iter().copied()));
        if sum > 1.0 + ROUNDING {
            return Err(SharesError::MoreThanAll { sum });
        }
        let mut seen = BTreeSet::new();
        match shares.named.iter().find(|(entity, _)| !seen.insert(entity.as_str())) {
            Some((entity, _)) => Err(SharesError::Twice(entity.clone())),
            None => Ok(shares),
        }
    }

    /// The same of rows that have been checked, or are made of what has been.
    pub(crate) fn trusted<'a>(rows: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let mut shares = Self::default();
        for (entity, share) in rows.into_iter().filter(|(_, share)| share.is_finite() && *share > 0.0) {
            if is_bucket(entity) {
                shares.buckets.push(share);
            } else {
                shares.named.push((entity.to_owned(), share));
            }
        }
        shares
    }
}

/// The indicators of one list of shares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// Number of named suppliers with a share above zero.
    pub suppliers: usize,
    /// Herfindahl-Hirschman index, 0 to 1, on the shares as given: a bucket of unnamed suppliers counts as the one row
    /// that it is, what is missing to one counts nothing.
    pub hhi: f64,
    /// The index if nobody unnamed had a share to speak of: the named suppliers alone.
    pub hhi_low: f64,
    /// The index if what is missing to one were as concentrated as it can be ([`most`]), buckets as given.
    pub hhi_high: f64,
    /// Number of equal suppliers with the same index, 1/hhi; none where nobody supplies.
    pub effective_suppliers: Option<f64>,
    /// Share of the largest named supplier.
    pub cr1: f64,
    /// Share of the three largest named suppliers.
    pub cr3: f64,
    /// Share of the four largest named suppliers.
    pub cr4: f64,
    /// Shannon entropy of the named suppliers, nats.
    pub shannon: Option<f64>,
    /// Theil T of the named suppliers.
    pub theil: Option<f64>,
    /// Gini coefficient of the named suppliers.
    pub gini: Option<f64>,
    /// The largest named supplier, the first of them if several are as large.
    pub top_entity: Option<String>,
}

impl Concentration {
    /// Of `shares`. Sums a little over one are rounding of the source: nothing is missing then.
    #[must_use]
    pub fn of(shares: &Shares) -> Self {
        let mut ascending: Vec<f64> = shares.named.iter().map(|(_, share)| *share).collect();
        ascending.sort_by(f64::total_cmp);
        let largest = |k: usize| sum(ascending.iter().rev().take(k).copied());
        let named = sum(ascending.iter().map(|share| share * share));
        let buckets = sum(shares.buckets.iter().map(|share| share * share));
        let missing = 1.0 - sum(ascending.iter().chain(&shares.buckets).copied());
        let missing = if missing > NO_REMAINDER { missing } else { 0.0 };
        let high = match ascending.first() {
            Some(smallest) => named + buckets + most(missing, *smallest),
            // With nobody named, one supplier may be all of it.
            None => (sum(shares.buckets.iter().copied()) + missing).powi(2),
        };
        // Shares that round to a little over one could carry the index over one with them.
        let hhi = (named + buckets).min(1.0);
        let inequality = Inequality::of(&ascending);
        let top = shares.named.iter().fold(None, |top: Option<&(String, f64)>, row| match top {
            Some(top) if top.1 >= row.1 => Some(top),
            _ => Some(row),
        });
        Self {
            suppliers: ascending.len(),
            hhi,
            hhi_low: named.min(1.0),
            hhi_high: high.min(1.0),
            effective_suppliers: Some(1.0 / hhi).filter(|number| number.is_finite()),
            cr1: largest(1),
            cr3: largest(3),
            cr4: largest(4),
            shannon: inequality.map(|all| all.shannon),
            theil: inequality.map(|all| all.theil),
            gini: inequality.map(|all| all.gini),
            top_entity: top.map(|(entity, _)| entity.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
