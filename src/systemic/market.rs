//! Markets: firms that replace each other, and what is left of their output.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use std::ops::Range;

/// Firms of a block: their output is added up anew when one of them moves.
const BLOCK: usize = 32;

/// Markets as stretches of positions, each cut into blocks.
#[derive(Debug)]
pub(super) struct Markets {
    /// Market of every position.
    pub of: Vec<u32>,
    /// Block of every position.
    pub block_of: Vec<u32>,
    /// Blocks of every market.
    pub blocks: Vec<Range<usize>>,
    /// Positions of every block.
    pub positions: Vec<Range<usize>>,
    /// Output of every block when nothing is lost.
    pub whole: Vec<f64>,
}

impl Markets {
    /// The markets of positions whose groups, in runs, are `groups`.
    pub fn of<G: PartialEq>(groups: impl Iterator<Item = G>, output: &[f64]) -> Self {
        let groups: Vec<G> = groups.collect();
        let mut markets =
            Self { of: Vec::new(), block_of: Vec::new(), blocks: Vec::new(), positions: Vec::new(), whole: Vec::new() };
        let mut start = 0;
        for (index, run) in groups.chunk_by(PartialEq::eq).enumerate() {
            markets.of.extend(std::iter::repeat_n(index as u32, run.len()));
            let first = markets.positions.len();
            for from in (start..start + run.len()).step_by(BLOCK) {
                let block = from..(from + BLOCK).min(start + run.len());
                markets.block_of.extend(block.clone().map(|_| markets.positions.len() as u32));
                markets.whole.push(output[block.clone()].iter().sum());
                markets.positions.push(block);
            }
            markets.blocks.push(first..markets.positions.len());
            start += run.len();
        }
        markets
    }

    /// Positions of the market `market`.
    pub fn members(&self, market: usize) -> Range<usize> {
        let blocks = &self.blocks[market];
        self.positions[blocks.start].start..self.positions[blocks.end - 1].end
    }
}

/// σ = out × this: one over what is left of the output of a market, and where nothing is left a number so large that
/// σ is one.
#[inline(always)]
pub(super) fn scarcity(left: f64) -> f64 {
    if left > f64::MIN_POSITIVE { 1.0 / left } else { f64::MAX }
}

/// What a supplier withholds from its customers: its loss, less what others of its market make in its place.
#[inline(always)]
pub(super) fn withheld(output: f64, scarcity: f64, loss: f64) -> f64 {
    let kept = output * scarcity;
    (if kept < 1.0 { kept } else { 1.0 }) * loss
}
