//! Step 8 of a slot: what is served goes on its way.
//!
//! What an entry brings is o F κ `f^N` + ρ F κ e `f^R` + c F κ e p with p = g `f^N` + (h − g) `f^R`.

use super::plan::Plan;
use super::simd::{Columns, Real};
use super::state::{Served, State};

/// What was sent to a slot, and Σ F κ `f^N` Δt, its confirmed share of U Δt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<V> {
    pub quantity: V,
    pub confirmed: V,
}

/// What a slot orders: o, ρ, c.
#[derive(Debug, Clone, Copy)]
struct Factors<V> {
    need: V,
    restock: V,
    growth: V,
}

/// Fills the ring of `slot`, in which the place of the present step is `now`.
#[inline(always)]
pub(super) fn ship<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, slot: usize, now: usize) -> Sent<V> {
    let zero = V::splat(V::Real::default());
    let order = state.orders[slot];
    let general = plan.water || state.seeking[slot] || state.slot_restricted[slot] > 0;
    let mut sent = Sent { quantity: zero, confirmed: zero };
    let entries = plan.entries_of(slot);
    let ring = &mut state.ring[state.ring_start[slot] as usize..state.ring_start[slot + 1] as usize];
    if general {
        let late = state.slot_late[slot] > 0;
        let factors = Factors { need: order.need, restock: order.restock, growth: state.growth[slot] };
        for (entry, &passage) in plan.entries[entries.clone()].iter().zip(&state.entry_passage[entries]) {
            let passage = passage as usize;
            let open = state.open[passage];
            let late = late && state.late_range[passage].0 < state.late_range[passage].1;
            let flow = V::splat(entry.weight) * if late { state.prompt[passage] } else { open };
            let more = extra(plan, open);
            let node = entry.node as usize;
            let [needs, quantity] = if plan.water {
                poured(&state.served[node], state.poured_spot[node], flow, more, factors)
            } else {
                shared(&state.served[node], flow, more, factors)
            };
            sent.confirmed += needs;
            sent.quantity += quantity;
            put(ring, now + entry.steps as usize, quantity);
        }
        if late {
            detour(plan, state, slot, now, factors, &mut sent);
        }
    } else {
        for entry in &plan.entries[entries] {
            let flow = V::splat(entry.weight);
            let served = &state.served[entry.node as usize];
            let needs = flow * served.needs;
            let quantity = order.need * needs + order.restock * (flow * served.rest);
            sent.confirmed += needs;
            sent.quantity += quantity;
            put(ring, now + entry.steps as usize, quantity);
        }
    }
    sent
}

/// Adds to a ring; the place just emptied is the farthest ahead.
#[inline(always)]
fn put<V: Columns>(ring: &mut [V], ahead: usize, quantity: V) {
    let length = ring.len();
    ring[if ahead >= length { ahead - length } else { ahead }] += quantity;
}

/// F κ `f^N` and quantity that a node serves in proportion.
#[inline(always)]
fn shared<V: Columns>(served: &Served<V>, flow: V, extra: V, factors: Factors<V>) -> [V; 2] {
    let (needs, more) = (flow * served.needs, flow * extra);
    let rest = factors.restock * (more * served.rest) + factors.growth * (more * served.moved);
    [needs, factors.need * needs + rest]
}

/// The same of a node that pours: min(z, θ) + e (ρ + c (h − g)) `f^R` with z = o + e c g.
#[inline(always)]
fn poured<V: Columns>(served: &Served<V>, spot: V, flow: V, extra: V, factors: Factors<V>) -> [V; 2] {
    let growth = factors.growth * extra;
    let asked = factors.need + growth * spot;
    let share = served.needs.pick(asked, served.needs / asked, V::splat(V::Real::of(1.0)));
    let quantity = asked * share + factors.restock * extra * served.rest + growth * served.moved;
    [flow * share, flow * quantity]
}

/// e of a trade lane, from its κ.
#[inline(always)]
pub(super) fn extra<V: Columns>(plan: &Plan<V::Real>, open: V) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    ((open - V::splat(plan.constants.extra_from)) * V::splat(plan.constants.per_extra)).min(one).max(zero)
}

/// What T* of a slot must add for goods on the long way round: F κ × their share × the steps it adds.
#[inline(always)]
pub(super) fn detour_target<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, slot: usize) -> V {
    let mut target = V::splat(V::Real::default());
    let entries = plan.entries_of(slot);
    for (entry, &passage) in plan.entries[entries.clone()].iter().zip(&state.entry_passage[entries]) {
        let (from, to) = state.late_range[passage as usize];
        for late in &state.lates[from as usize..to as usize] {
            target += V::splat(entry.weight) * late.open * late.content;
        }
    }
    target
}

/// What goes the long way round.
#[inline(always)]
fn detour<V: Columns>(
    plan: &Plan<V::Real>,
    state: &mut State<V>,
    slot: usize,
    now: usize,
    factors: Factors<V>,
    sent: &mut Sent<V>,
) {
    let entries = plan.entries_of(slot);
    let ring = &mut state.ring[state.ring_start[slot] as usize..state.ring_start[slot + 1] as usize];
    for (entry, &passage) in plan.entries[entries.clone()].iter().zip(&state.entry_passage[entries]) {
        let (from, to) = state.late_range[passage as usize];
        for late in &state.lates[from as usize..to as usize] {
            let extra = extra(plan, state.open[passage as usize]);
            let (flow, node) = (V::splat(entry.weight) * late.open, entry.node as usize);
            let [needs, quantity] = if plan.water {
                poured(&state.served[node], state.poured_spot[node], flow, extra, factors)
            } else {
                shared(&state.served[node], flow, extra, factors)
            };
            sent.confirmed += needs;
            sent.quantity += quantity;
            put(ring, now + (entry.steps + late.steps) as usize, quantity);
        }
    }
}
