//! Markets: firms that replace each other, and what is left of their output.

use super::eight::Eight;
use super::lines::{LINE, ZERO, lines_of, sum, within};
use std::ops::Range;

/// Markets as stretches of positions.
#[derive(Debug)]
pub(super) struct Markets(Vec<Range<usize>>);

impl Markets {
    /// The markets of positions whose groups, in runs, are `groups`.
    pub fn of<G: PartialEq>(groups: impl Iterator<Item = G>) -> Self {
        let groups: Vec<G> = groups.collect();
        let mut start = 0;
        let stretch = |run: &[G]| {
            start += run.len();
            start - run.len()..start
        };
        Self(groups.chunk_by(PartialEq::eq).map(stretch).collect())
    }

    /// The positions of the market that `position` is in.
    pub fn around(&self, position: usize) -> &Range<usize> {
        &self.0[self.0.partition_point(|members| members.end <= position)]
    }
}

/// σ = out × this: one over what is left of the output of a market, and where nothing is left a number so large that σ is
/// one.
pub(super) fn scarcity(eights: &[Eight], members: &Range<usize>) -> f64 {
    let mut left = ZERO;
    for line in lines_of(members) {
        let Eight { output, down, .. } = &eights[line];
        let within = within(line, members);
        if within.len() == LINE {
            for at in 0..LINE {
                left[at] += (1.0 - down[at]) * output[at];
            }
        } else {
            for at in within {
                left[at] += (1.0 - down[at]) * output[at];
            }
        }
    }
    scarce(sum(left))
}

/// The same by what is left.
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
