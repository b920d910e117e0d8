//! Strategic reserves, as `engine::reserve`. They act before receipts are booked: what a slot will hold is S + R.

use super::orders::wish;
use super::plan::Plan;
use super::record::availability;
use super::simd::{Columns, Real};
use super::state::State;

/// (level S* + w U Δt − S − R)⁺.
#[inline(always)]
fn gap<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, level: V, slot: usize) -> V {
    let fixed = &plan.slot[slot];
    let use_now = wish(fixed, slot, &state.firms.desk, &state.slots) * V::splat(fixed.usage);
    let stock = V::splat(fixed.stock);
    let gap = (level * stock - state.slots.now[slot].stock) + (use_now - state.slots.due(slot));
    // Rounding must not open a reserve.
    (V::splat(plan.constants.rounding) * (stock + use_now)).pick(gap, gap, V::splat(V::Real::default()))
}

/// Receives, releases and reorders for every reserve.
#[inline(always)]
pub(super) fn release<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    for (index, reserve) in plan.reserves.iter().enumerate() {
        let home = plan.slots + index;
        let ring = state.slots.rings[plan.rates[home].bundle as usize];
        let received = std::mem::replace(&mut state.slots.ring[ring.of(0)][ring.now as usize], zero);
        let now = &mut state.slots.now[home];
        now.pipeline = (now.pipeline - received).max(zero);
        let held = now.stock + received;
        let level = V::splat(reserve.level);
        let slots = &plan.cells[reserve.cell].slots;
        let mut gaps = zero;
        for &slot in slots {
            gaps += gap(plan, state, level, slot as usize);
        }
        let quantity = V::splat(reserve.release).min(held).min(gaps);
        if zero.below(quantity) != 0 {
            for &slot in slots {
                let slot = slot as usize;
                let part = gap(plan, state, level, slot) / gaps;
                let more = zero.pick(quantity, quantity * part, zero);
                state.slots.now[slot].stock += more;
            }
        }
        let left = (held - quantity).max(zero);
        state.slots.now[home].stock = left;
        let step = V::splat(plan.slot[home].usage);
        let missing = (V::splat(plan.slot[home].stock) - left) - state.slots.now[home].pipeline;
        let refill = (missing / step).min(one).max(zero);
        let open = state.whole_days[index].pick(V::splat(plan.constants.refill_after), zero, refill);
        let open = zero.pick(quantity, zero, open);
        state.refill[index] = zero.pick(step, open, zero);
    }
}

/// Counts the days for which each reserve's cell has been whole.
#[inline(always)]
pub(super) fn watch<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let days = V::splat(plan.constants.step_days);
    let zero = V::splat(V::Real::default());
    for (index, reserve) in plan.reserves.iter().enumerate() {
        let now = if state.short[reserve.cell] != 0 {
            availability(plan, state, reserve.cell)
        } else {
            V::splat(V::Real::of(1.0))
        };
        let longer = state.whole_days[index] + days;
        state.whole_days[index] = now.pick(V::splat(plan.constants.whole), zero, longer);
    }
}
