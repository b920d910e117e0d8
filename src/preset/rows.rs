//! Runs side by side: a row has a number for each of them. A single run has rows of one.
//!
//! Operations are lane by lane and in one order, whatever the number of lanes, so that a run in a batch gives the same
//! bits as alone.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::Flows;
use super::day::Span;
use crate::engine::Outcome;

/// A number for every lane.
pub(super) type Row<const L: usize> = [f64; L];

/// A row made lane by lane.
#[inline(always)]
pub(super) fn each<const L: usize>(mut value: impl FnMut(usize) -> f64) -> Row<L> {
    let mut row = [0.0; L];
    for (lane, slot) in row.iter_mut().enumerate() {
        *slot = value(lane);
    }
    row
}

/// Keeps rows apart: without it the compiler may take one lane of several rows at a time, which lie far apart, where it
/// could take several lanes of a row. A single lane it may take as it likes.
#[inline(always)]
pub(super) fn row_by_row<const L: usize>() {
    if L > 1 {
        std::hint::black_box(());
    }
}

/// `part` over `whole`, or `otherwise` where the whole is nothing. The division is made in either case: a jump around it
/// would keep lanes apart.
#[inline(always)]
pub(super) fn over(part: f64, whole: f64, otherwise: f64) -> f64 {
    let share = part / whole;
    if whole > 0.0 { share } else { otherwise }
}

/// `part` over `whole`, at least nothing, where the part is less; else 1.
#[inline(always)]
pub(super) fn met(part: f64, whole: f64) -> f64 {
    let share = (part / whole).max(0.0);
    if part < whole { share } else { 1.0 }
}

/// What a flow weighs: the same in all lanes, or what passes in each.
pub(super) trait Weight<const L: usize>: Copy {
    /// Weight times `row`.
    fn times(self, row: &Row<L>) -> Row<L>;
    /// The weight in a lane.
    fn of(self, lane: usize) -> f64;
}

impl<const L: usize> Weight<L> for f64 {
    #[inline(always)]
    fn times(self, row: &Row<L>) -> Row<L> {
        each(|lane| self * row[lane])
    }

    #[inline(always)]
    fn of(self, _: usize) -> f64 {
        self
    }
}

impl<const L: usize> Weight<L> for Row<L> {
    #[inline(always)]
    fn times(self, row: &Row<L>) -> Row<L> {
        each(|lane| self[lane] * row[lane])
    }

    #[inline(always)]
    fn of(self, lane: usize) -> f64 {
        self[lane]
    }
}

/// Values of one lane.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    values: &'a [f64],
    lanes: usize,
    lane: usize,
}

impl<'a> Column<'a> {
    pub(super) fn of<const L: usize>(rows: &'a [Row<L>], lane: usize) -> Self {
        Self { values: rows.as_flattened(), lanes: L, lane }
    }

    /// What is the same in all lanes.
    pub(super) fn same(values: &'a [f64]) -> Self {
        Self { values, lanes: 1, lane: 0 }
    }

    /// The value at `place`.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[must_use]
    pub fn get(&self, place: usize) -> f64 {
        self.values[place * self.lanes + self.lane]
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = f64> + 'a {
        self.values.iter().skip(self.lane).step_by(self.lanes).copied()
    }
}

/// A day of a run in a batch: what batches show of it. Amounts as in [`super::Day`].
#[derive(Debug, Clone, Copy)]
pub struct LaneDay<'a> {
    /// What it runs on.
    pub flows: &'a Flows,
    /// Day, from 0.
    pub day: usize,
    /// Output, by industry.
    pub production: Column<'a>,
    /// Share of what users wanted to make that their stock allowed, by pool; empty unless asked for.
    pub met: Column<'a>,
    /// Final demand, by cell (place · products + product), and what of it was not met.
    pub wanted: Column<'a>,
    /// See [`LaneDay::wanted`].
    pub unmet: Column<'a>,
}

/// The days of runs that begin and end each by its own span.
#[derive(Debug)]
pub(super) struct Clock<'a> {
    spans: &'a [Span],
    outcomes: Vec<Outcome>,
    on: Vec<bool>,
    step: usize,
}

impl<'a> Clock<'a> {
    pub(super) fn new(spans: &'a [Span]) -> Self {
        let begun = |span: &Span| Outcome { steps: span.days, first: span.first, end: span.first, whole: false };
        Self {
            spans,
            outcomes: spans.iter().map(begun).collect(),
            on: spans.iter().map(|span| span.first < span.days).collect(),
            step: 0,
        }
    }

    /// Days of all lanes on this step; none once all have ended.
    pub(super) fn days<const L: usize>(&self) -> Option<[usize; L]> {
        let first = |lane: usize| self.spans.get(lane).map_or(0, |span| span.first);
        self.on.contains(&true).then(|| std::array::from_fn(|lane| first(lane) + self.step))
    }

    /// The lanes that have not ended, each with its day of `days`.
    pub(super) fn running<const L: usize>(&self, days: [usize; L]) -> impl Iterator<Item = (usize, usize)> {
        self.on.iter().zip(days).enumerate().filter(|(_, (on, _))| **on).map(|(lane, (_, day))| (lane, day))
    }

    /// Ends the step; `rests` says whether all is at rest in a lane.
    pub(super) fn end_step(&mut self, rests: impl Fn(usize) -> bool) {
        for (lane, (span, outcome)) in self.spans.iter().zip(&mut self.outcomes).enumerate() {
            if !self.on[lane] {
                continue;
            }
            outcome.end = span.first + self.step + 1;
            outcome.whole = outcome.end as f64 > span.least && rests(lane);
            self.on[lane] = !outcome.whole && outcome.end < span.days;
        }
        self.step += 1;
    }

    pub(super) fn outcomes(self) -> Vec<Outcome> {
        self.outcomes
    }
}
