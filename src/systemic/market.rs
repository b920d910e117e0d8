//! Markets: firms that replace each other, and what is left of their output.

use super::eight::Eight;
use super::lines::{Marks, ZERO, lines_of, sum, within};
use std::ops::Range;

/// Where less than this share of a market is left, what is left is added up and not found as a difference, which would keep
/// too few digits.
const LITTLE: f64 = 1e-3;

/// Markets as stretches of positions.
#[derive(Debug)]
pub(super) struct Markets(Vec<Market>);

/// A market.
#[derive(Debug)]
pub(super) struct Market {
    /// Positions of its firms.
    pub members: Range<usize>,
    /// Their output when nothing is lost.
    whole: f64,
}

impl Markets {
    /// The markets of positions whose groups, in runs, are `groups`.
    pub fn of<G: PartialEq>(groups: impl Iterator<Item = G>, output: &[f64]) -> Self {
        let groups: Vec<G> = groups.collect();
        let mut start = 0;
        let market = |run: &[G]| {
            let members = start..start + run.len();
            start = members.end;
            Market { whole: output[members.clone()].iter().sum(), members }
        };
        Self(groups.chunk_by(PartialEq::eq).map(market).collect())
    }

    /// The market that `position` is in.
    pub fn around(&self, position: usize) -> &Market {
        &self.0[self.0.partition_point(|market| market.members.end <= position)]
    }
}

impl Market {
    /// σ = out × this: one over what is left of the output of the market, of which the lines in `hit` have lost something.
    pub fn scarcity(&self, eights: &[Eight], hit: &Marks) -> f64 {
        let mut lost = ZERO;
        hit.each_of(&self.members, |line, within| {
            let Eight { output, down, .. } = &eights[line];
            within.for_each(|at| lost[at] += down[at] * output[at]);
        });
        let left = self.whole - sum(lost);
        if left > LITTLE * self.whole {
            return scarce(left);
        }
        let mut left = ZERO;
        for line in lines_of(&self.members) {
            let Eight { output, down, .. } = &eights[line];
            within(line, &self.members).for_each(|at| left[at] += (1.0 - down[at]) * output[at]);
        }
        scarce(sum(left))
    }
}

/// One over what is left of a market, and where nothing is left a number so large that σ is one.
#[inline]
pub(super) fn scarce(left: f64) -> f64 {
    if left > f64::MIN_POSITIVE { 1.0 / left } else { f64::MAX }
}

/// What a supplier withholds from its customers: its loss, less what others of its market make in its place.
#[inline]
pub(super) fn withheld(output: f64, scarcity: f64, loss: f64) -> f64 {
    let kept = output * scarcity;
    (if kept < 1.0 { kept } else { 1.0 }) * loss
}
