//! What every trial loses, added up step by step, after receipts and before use.

use super::plan::Plan;
use super::simd::{Columns, Real};
use super::state::State;
use super::usage::wanted;

/// Sums over the steps, a row a cell.
#[derive(Debug, Clone)]
pub(super) struct Record<V> {
    /// Σ (1 − availability).
    pub lost: Vec<V>,
    /// The part of it in the first steps.
    pub early: Vec<V>,
    /// Σ unmet share of final use.
    pub unmet: Vec<V>,
    /// 1 − availability of the cells that are short: step, cell, what they lack.
    pub short: Vec<(u32, u32, V)>,
}

impl<V: Columns> Record<V> {
    pub fn new(cells: usize) -> Self {
        let zero = vec![V::splat(V::Real::default()); cells];
        Self { lost: zero.clone(), early: zero.clone(), unmet: zero, short: Vec::new() }
    }

    pub fn clear(&mut self) {
        for rows in [&mut self.lost, &mut self.early, &mut self.unmet] {
            rows.fill(V::splat(V::Real::default()));
        }
        self.short.clear();
    }
}

/// Σ U min(1, H/(w U Δt)) / Σ U over a cell's slots that want something, as `engine::usage::availability`.
#[inline(always)]
pub(super) fn availability<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, cell: usize) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let rounding = V::splat(plan.constants.rounding);
    let (mut met, mut counted) = (zero, zero);
    for &slot in &plan.cells[cell].slots {
        let slot = slot as usize;
        let usage = V::splat(plan.slot[slot].usage);
        let want = wanted(&plan.slot[slot], slot, &state.firms.desk, &state.slots.wanted);
        let whole = want * usage;
        let held = state.slots.held(slot);
        let nearly = whole * V::splat(plan.constants.nearly);
        let part = if held.below(nearly) == 0 { usage } else { held.pick(nearly, usage * (held / whole), usage) };
        met += rounding.pick(want, part, zero);
        counted += rounding.pick(want, usage, zero);
    }
    met.pick(counted, met / counted, one)
}

/// Share of a cell's final use that was not met.
#[inline(always)]
fn unmet<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, cell: usize) -> V {
    let zero = V::splat(V::Real::default());
    let (mut missing, mut wanted) = (zero, zero);
    for &slot in &plan.cells[cell].finals {
        let slot = slot as usize;
        let want = V::splat(plan.slot[slot].usage) * state.slots.wanted[slot];
        let held = state.slots.held(slot);
        // Short by the measure by which the cell was found short.
        missing += held.pick(want * V::splat(plan.constants.nearly), want - held, zero);
        wanted += want;
    }
    zero.pick(wanted, missing / wanted, zero)
}

/// Adds this step's losses in the cells that are short, in the columns in which `counting` is 1.
#[inline(always)]
pub(super) fn record<V: Columns>(
    plan: &Plan<V::Real>,
    state: &State<V>,
    record: &mut Record<V>,
    watched: &[bool],
    counting: V,
    (step, early): (u32, bool),
) {
    let one = V::splat(V::Real::of(1.0));
    for (cell, &watched) in watched.iter().enumerate() {
        if watched && state.short[cell] != 0 {
            let lost = (one - availability(plan, state, cell)) * counting;
            record.short.push((step, cell as u32, lost));
            record.lost[cell] += lost;
            if early {
                record.early[cell] += lost;
            }
            if !plan.cells[cell].finals.is_empty() {
                record.unmet[cell] += unmet(plan, state, cell) * counting;
            }
        }
    }
}

/// Forgets which cells were short.
pub(super) fn forget<V: Columns>(state: &mut State<V>) {
    state.short.fill(0);
}
