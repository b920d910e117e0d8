//! Steps 2 to 4: what every slot orders, and what that comes to at every supplier.

use super::layout::Layout;
use super::parameters::Parameters;
use super::state::{Asked, State};

/// Step 2. r = (S* + T* − H − T)/(max(τ, Δt) U); need o = clamp(w + r, 0, w); restocking ρ = clamp(r, 0, `ρ_max`).
///
/// Targets are scaled neither by output nor by orders; T* of final demand grows with its multiplier, since what is on
/// the way for a larger demand is not over-ordered. T* contains what detours keep at sea: otherwise goods on the
/// long way round would count as over-ordered, and the shortage would never end.
pub(super) fn place(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for slot in 0..layout.slots {
        let full = layout.pipeline[slot] * state.demand[slot].max(1.0);
        let aim = layout.target[slot] + full + state.detour_target[slot];
        let gap = (aim - state.held[slot] - state.pipeline[slot]) * layout.per_restock[slot];
        let wanted = state.wanted[slot];
        state.need[slot] = (wanted + gap).clamp(0.0, wanted);
        state.restock[slot] = gap.clamp(0.0, parameters.restock_max);
    }
}

/// Step 3. c = min(γ, σ u U / Σ F κ e h): what the usual suppliers did not confirm last step is asked of those with
/// something to spare. The claim on the usual supplier is kept: giving it up makes a permanent trap.
pub(super) fn resource(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for slot in 0..layout.slots {
        let seek = state.switching[slot] * state.unconfirmed[slot] * layout.usage[slot];
        state.growth[slot] = 0.0;
        if seek > 0.0 {
            let edges = layout.edges(slot);
            let flows = state.open_flow[edges.clone()].iter().zip(&state.extra[edges.clone()]);
            let lanes = flows.zip(&layout.edge_supplier[edges]);
            let spare: f64 = lanes.map(|((flow, extra), &i)| flow * extra * state.spare[i as usize]).sum();
            if spare > 0.0 {
                state.growth[slot] = parameters.lane_growth.min(seek / spare);
            }
        }
    }
}

/// Step 4. N = Σ F κ (o + e c g), Q = Σ F κ e c (h − g), B = Σ F κ e ρ; g is the part of h that competes in class N, e what
/// a lane takes beyond current need.
pub(super) fn collect(layout: &Layout, state: &mut State) {
    state.asked.fill(Asked::default());
    for slot in 0..layout.owner.len() {
        let (need, restock, growth) = (state.need[slot], state.restock[slot], state.growth[slot]);
        if need == 0.0 && restock == 0.0 && growth == 0.0 {
            continue;
        }
        let edges = layout.edges(slot);
        let flows = &state.open_flow[edges.clone()];
        let (tiers, extras) = (&layout.edge_tier[edges.clone()], &state.extra[edges.clone()]);
        let lanes = flows.iter().zip(&layout.edge_supplier[edges]).zip(tiers.iter().zip(extras));
        for ((&flow, &i), (&tier, &extra)) in lanes {
            let asked = &mut state.asked[i as usize];
            let (mut needs, mut moved, restock) = (need, 0.0, restock * extra);
            let growth = growth * extra;
            if growth > 0.0 {
                needs += growth * state.spot[i as usize];
                moved = growth * (state.spare[i as usize] - state.spot[i as usize]);
            }
            asked.needs[usize::from(tier & 1)] += flow * needs;
            asked.moved += flow * moved;
            asked.restock += flow * restock;
        }
    }
}
