//! Strategic reserves: opened when stocks run low, refilled when all has long been well.
//!
//! A reserve G of a cell releases after receipts and before orders
//!
//! > min(`r_max` Δt, G, Σ `gap_s`), `gap_s` = (level · S*_s + w_s U_s Δt − H_s)⁺
//!
//! to the cell's slots in proportion to their gaps: it lifts what they will have left after use to the cover at
//! which it opens, and no higher, so that it opens and closes without a jump. With `opens_below` = 1 it acts at once.
//! Once the cell has been whole for 30 days it orders in class R at its refill rate, from the suppliers of the cell
//! and in their proportions, until full.

use super::layout::Layout;
use super::parameters::Parameters;
use super::state::State;

fn gap(layout: &Layout, state: &State, level: f64, slot: usize, step_days: f64) -> f64 {
    let use_now = state.wanted[slot] * layout.usage[slot] * step_days;
    let gap = level * layout.target[slot] + use_now - state.held[slot];
    // Rounding must not open a reserve.
    if gap > 1e-12 * (layout.target[slot] + use_now) { gap } else { 0.0 }
}

/// Releases from the reserves that are open.
pub(super) fn release(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (index, reserve) in layout.reserves.iter().enumerate() {
        let home = layout.slots + index;
        let slots = &layout.cells[reserve.cell as usize].slots;
        let step = parameters.step_days;
        let gaps: f64 = slots.iter().map(|&s| gap(layout, state, reserve.level, s as usize, step)).sum();
        let quantity = reserve.release.min(state.held[home]).min(gaps);
        state.released[index] = quantity;
        if quantity > 0.0 {
            for &slot in slots {
                let part = gap(layout, state, reserve.level, slot as usize, step) / gaps;
                state.held[slot as usize] += quantity * part;
            }
            state.held[home] = (state.held[home] - quantity).max(0.0);
        }
    }
}

/// Orders the refill in class R.
pub(super) fn reorder(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for index in 0..layout.reserves.len() {
        let home = layout.slots + index;
        let step = layout.usage[home] * parameters.step_days;
        let open = state.whole_days[index] >= parameters.refill_after_days && state.released[index] == 0.0;
        let missing = layout.target[home] - state.held[home] - state.pipeline[home];
        state.restock[home] = if open && step > 0.0 { (missing / step).clamp(0.0, 1.0) } else { 0.0 };
    }
}

/// Counts the days for which each reserve's cell has been whole.
pub(super) fn watch(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (index, reserve) in layout.reserves.iter().enumerate() {
        state.stock[layout.slots + index] = state.held[layout.slots + index];
        let whole = super::usage::availability(layout, parameters, state, reserve.cell) >= parameters.whole;
        state.whole_days[index] = if whole { state.whole_days[index] + parameters.step_days } else { 0.0 };
    }
}
