//! Step 8: what is served goes on its way.

use super::layout::Layout;
use super::parameters::{Parameters, Rationing};
use super::rationing::{Alike, Level, Share, Tiers};
use super::state::State;

/// F κ [(o + e c g) `f^N` + e (ρ + c (h − g)) `f^R`] Δt goes into the ring of the slot, L steps ahead, a detoured share
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
        let start = state.ring_start[slot] as usize;
        let now = state.ring_now[slot] as usize;
        let mut ring = Ring { places: &mut state.ring[start..state.ring_start[slot + 1] as usize], now };
        let order = Order { need: state.need[slot], restock: state.restock[slot], growth: state.growth[slot] };
        let (mut sent, mut confirmed) = (0.0, 0.0);
        // The slices let the compiler drop the bounds checks of the innermost loop.
        let edges = if order.is_nothing() { 0..0 } else { layout.edges(slot) };
        let (flows, suppliers) = (&state.open_flow[edges.clone()], &layout.edge_supplier[edges.clone()]);
        let (steps, uppers) = (&layout.edge_steps[edges.clone()], &layout.edge_upper[edges.clone()]);
        let (tiers, extras) = (&layout.edge_tier[edges.clone()], &state.extra[edges.clone()]);
        let lanes = &layout.edge_lane[edges];
        for edge in 0..flows.len().min(suppliers.len()).min(steps.len()).min(uppers.len()).min(tiers.len()) {
            let (flow, i, steps, upper) = (flows[edge], suppliers[edge] as usize, steps[edge] as usize, uppers[edge]);
            let served = &state.served[i];
            let growth = order.growth * extras[edge];
            let (mut asked, mut rest) = (order.need, order.restock * extras[edge]);
            if growth > 0.0 {
                asked += growth * state.spot[i];
                rest += growth * (state.spare[i] - state.spot[i]);
            }
            let share = S::of(served, tiers[edge], asked);
            confirmed += flow * share;
            let quantity = flow * (asked * share + rest * served.rest) * days;
            sent += quantity;
            let late = if state.detours { state.late_share[lanes[edge] as usize] } else { 0.0 };
            if late > 0.0 {
                let longer = state.late_steps[lanes[edge] as usize] as usize;
                ring.put(steps + longer, upper, quantity * late);
                ring.put(steps, upper, quantity * (1.0 - late));
            } else {
                ring.put(steps, upper, quantity);
            }
        }
        state.sent[slot] = sent;
        state.pipeline[slot] += sent;
        // On to the next step; the place just emptied is the farthest ahead now.
        state.ring_now[slot] = if now + 1 == ring.places.len() { 0 } else { now as u32 + 1 };
        if slot < layout.slots {
            let usage = layout.usage[slot];
            let gap = if usage > 0.0 { order.need * (1.0 - confirmed / usage) } else { 0.0 };
            state.unconfirmed[slot] = (gap - parameters.unconfirmed_floor).max(0.0);
        }
    }
}

/// What the step sent over `edge`, a day.
pub(super) fn sent(layout: &Layout, parameters: &Parameters, state: &State, edge: usize) -> f64 {
    match parameters.rationing {
        Rationing::Proportional => sent_by::<Alike>(layout, state, edge),
        Rationing::WaterFilling => sent_by::<Level>(layout, state, edge),
        _ => sent_by::<Tiers>(layout, state, edge),
    }
}

fn sent_by<S: Share>(layout: &Layout, state: &State, edge: usize) -> f64 {
    let (slot, i) = (layout.edge_slot[edge] as usize, layout.edge_supplier[edge] as usize);
    let (growth, served) = (state.growth[slot] * state.extra[edge], &state.served[i]);
    let asked = state.need[slot] + growth * state.spot[i];
    let rest = state.restock[slot] * state.extra[edge] + growth * (state.spare[i] - state.spot[i]);
    state.open_flow[edge] * (asked * S::of(served, layout.edge_tier[edge], asked) + rest * served.rest)
}

/// What a slot orders: o, ρ and c.
struct Order {
    need: f64,
    restock: f64,
    growth: f64,
}

impl Order {
    fn is_nothing(&self) -> bool {
        self.need == 0.0 && self.restock == 0.0 && self.growth == 0.0
    }
}

/// Ring of a slot; `now` is the place of the present step.
struct Ring<'a> {
    places: &'a mut [f64],
    now: usize,
}

impl Ring<'_> {
    /// Puts `quantity` in `steps` ahead, the share `upper` of it one step later.
    fn put(&mut self, steps: usize, upper: f64, quantity: f64) {
        let ahead = self.ahead(steps);
        if upper > 0.0 {
            self.places[ahead] += quantity * (1.0 - upper);
            let next = self.ahead(steps + 1);
            self.places[next] += quantity * upper;
        } else {
            self.places[ahead] += quantity;
        }
    }

    fn ahead(&self, steps: usize) -> usize {
        let place = self.now + steps;
        if place >= self.places.len() { place - self.places.len() } else { place }
    }
}
