//! Step 8: what is served goes on its way.

use super::layout::Layout;
use super::parameters::{Parameters, Rationing};
use super::rationing::{Alike, Level, Share, Tiers};
use super::state::State;

/// F κ [(o + c g) `f^N` + (ρ + c (h − g)) `f^R`] Δt goes into the ring of the slot, L steps ahead, a detoured share
/// later still; u = (o − Σ F κ `f^N` o/U)⁺.
pub(super) fn ship(layout: &Layout, parameters: &Parameters, state: &mut State) {
    match parameters.rationing {
        Rationing::Proportional => ship_by::<Alike>(layout, parameters, state),
        Rationing::WaterFilling => ship_by::<Level>(layout, parameters, state),
        _ => ship_by::<Tiers>(layout, parameters, state),
    }
}

fn ship_by<S: Share>(layout: &Layout, parameters: &Parameters, state: &mut State) {
    let days = parameters.step_days;
    for slot in 0..layout.owner.len() {
        let (need, restock, growth) = (state.need[slot], state.restock[slot], state.growth[slot]);
        let idle = need == 0.0 && restock == 0.0 && growth == 0.0;
        let start = state.ring_start[slot] as usize;
        let ring = &mut state.ring[start..state.ring_start[slot + 1] as usize];
        let now = state.ring_now[slot] as usize;
        let (mut sent, mut confirmed) = (0.0, 0.0);
        for edge in if idle { 0..0 } else { layout.edges(slot) } {
            let i = layout.edge_supplier[edge] as usize;
            let (flow, served) = (state.open_flow[edge], &state.served[i]);
            let (spot, moved) = if growth == 0.0 {
                (0.0, 0.0)
            } else {
                (growth * state.spot[i], growth * (state.spare[i] - state.spot[i]))
            };
            let asked = need + spot;
            let share = S::of(served, layout.edge_tier[edge], asked);
            confirmed += flow * share;
            let quantity = flow * (asked * share + (restock + moved) * served.rest) * days;
            sent += quantity;
            let steps = layout.edge_steps[edge] as usize;
            let upper = layout.edge_upper[edge];
            let late = if state.detours { state.late_share[layout.edge_lane[edge] as usize] } else { 0.0 };
            if late > 0.0 {
                let longer = steps + state.late_steps[layout.edge_lane[edge] as usize] as usize;
                put(ring, now, longer, upper, quantity * late);
            }
            put(ring, now, steps, upper, quantity * (1.0 - late));
        }
        state.sent[slot] = sent;
        state.pipeline[slot] += sent;
        // On to the next step; the place just emptied is the farthest ahead now.
        state.ring_now[slot] = if now + 1 == ring.len() { 0 } else { now as u32 + 1 };
        if slot < layout.slots {
            let usage = layout.usage[slot];
            let gap = if usage > 0.0 { need * (1.0 - confirmed / usage) } else { 0.0 };
            state.unconfirmed[slot] = (gap - parameters.unconfirmed_floor).max(0.0);
        }
    }
}

/// Puts `quantity` into the ring `steps` ahead, the share `upper` of it one step later.
fn put(ring: &mut [f64], now: usize, steps: usize, upper: f64, quantity: f64) {
    let wrap = |place: usize| if place >= ring.len() { place - ring.len() } else { place };
    let (soon, then) = (wrap(now + steps), wrap(now + steps + 1));
    if upper > 0.0 {
        ring[soon] += quantity * (1.0 - upper);
        ring[then] += quantity * upper;
    } else {
        ring[soon] += quantity;
    }
}
