//! Which trials are whole again for good, as `engine::run`: the rule is each column's own, so that it does not matter
//! which other trials are in the block.

use super::plan::Plan;
use super::simd::{Columns, Real};
use super::state::State;
use super::usage::wanted;

/// Of `candidates` (bits), those whose availability is 1 from here on. `witness` remembers a slot that was not at rest
/// for each column: it is asked first.
#[inline(always)]
pub(super) fn at_rest<V: Columns>(
    plan: &Plan<V::Real>,
    state: &State<V>,
    witness: &mut [usize],
    candidates: u32,
) -> u32 {
    let mut left = candidates;
    for (column, &slot) in witness.iter().enumerate() {
        if left & (1 << column) != 0 {
            left &= !restless(plan, state, slot);
        }
    }
    for slot in 0..plan.slots {
        if left == 0 {
            return 0;
        }
        let mut found = restless(plan, state, slot) & left;
        left &= !found;
        while found != 0 {
            witness[found.trailing_zeros() as usize] = slot;
            found &= found - 1;
        }
    }
    left
}

/// Columns in which a slot is not at rest.
#[inline(always)]
fn restless<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, slot: usize) -> u32 {
    if slot >= plan.slots {
        return 0;
    }
    let one = V::splat(V::Real::of(1.0));
    let fixed = &plan.slot[slot];
    let stop = V::splat(plan.constants.stop);
    let now = &state.slots.now[slot];
    let want = wanted(fixed, slot, &state.firms.desk, &state.slots.wanted);
    let mut found = stop.below((want - one).max(one - want)) | state.slots.remembers[slot].unconfirmed;
    let over = (now.stock - V::splat(fixed.stock)) + now.pipeline;
    found |= stop.below(over * V::splat(fixed.per_restock));
    let bundle = plan.rates[slot].bundle as usize;
    let ring = state.slots.rings[bundle];
    let own = &state.slots.ring[ring.of(slot - plan.bundles[bundle].first_slot as usize)];
    let enough = one - stop;
    for (steps, &value) in (0..).zip(plan.ring_of(slot)) {
        found |= own[ring.ahead(steps) as usize].below(V::splat(value) * enough);
    }
    found
}
