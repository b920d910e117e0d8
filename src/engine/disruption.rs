//! What shocks do to the network on a day: δ, κ, detours, demand, lost stock.
//!
//! Recomputed only when the mean strength of some shock changes from one step to the next, and only for what the
//! shocks of the run can touch.

use super::layout::Layout;
use super::parameters::{Parameters, ramp};
use super::shock::{Effect, RouteLane, Shock};
use super::state::State;

/// Targets of the shocks of a run and their latest strengths.
#[derive(Debug, Clone, Default)]
pub(super) struct Disruption {
    strength: Vec<f64>,
    suppliers: Vec<u32>,
    lanes: Vec<u32>,
    finals: Vec<u32>,
    /// Slots that detours can reach.
    detoured: Vec<u32>,
    /// κ by lane.
    open: Vec<f64>,
    /// Steps by which the ring of each slot must be longer.
    longer: Vec<u32>,
}

/// Steps a detour adds (rounded up), and the share of its goods that takes them: share × days is kept.
pub(super) fn detour_steps(parameters: &Parameters, lane: &RouteLane) -> (u32, f64) {
    let steps = lane.detour_days.unwrap_or(0.0) / parameters.step_days;
    let whole = (steps - 1e-9).ceil().max(0.0);
    (whole as u32, if whole > 0.0 { (steps / whole).min(1.0) } else { 0.0 })
}

impl Disruption {
    /// Notes what the shocks can touch, and lengthens the rings of `state` (at rest) for their detours.
    pub(super) fn prepare(layout: &Layout, parameters: &Parameters, state: &mut State, shocks: &[Shock]) {
        let mut own = std::mem::take(&mut state.disruption);
        own.clear(layout);
        for shock in shocks {
            match &shock.effect {
                Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => {
                    own.suppliers.extend_from_slice(suppliers);
                }
                Effect::Flow(lanes) => own.lanes.extend(lanes.iter().map(|&(lane, _)| lane)),
                Effect::Route(lanes) => {
                    for lane in lanes {
                        own.lanes.push(lane.lane);
                        own.lengthen(layout, lane.lane, detour_steps(parameters, lane).0);
                    }
                }
                Effect::Demand(slots) => own.finals.extend(slots.iter().map(|&(slot, _)| slot)),
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        for touched in [&mut own.suppliers, &mut own.lanes, &mut own.finals, &mut own.detoured] {
            touched.sort_unstable();
            touched.dedup();
        }
        if !own.detoured.is_empty() {
            state.lay_rings(layout, &own.longer);
        }
        // No strength equals NaN, so that the first step always sets everything.
        own.strength.resize(shocks.len(), f64::NAN);
        state.disruption = own;
    }

    fn clear(&mut self, layout: &Layout) {
        for touched in [&mut self.suppliers, &mut self.lanes, &mut self.finals, &mut self.detoured] {
            touched.clear();
        }
        self.strength.clear();
        self.open.resize(layout.lanes, 1.0);
        self.longer.clear();
        self.longer.resize(layout.owner.len(), 0);
    }

    fn lengthen(&mut self, layout: &Layout, lane: u32, steps: u32) {
        if steps > 0 {
            for &edge in layout.lane_edges(lane) {
                let slot = layout.edge_slot[edge as usize];
                self.longer[slot as usize] = self.longer[slot as usize].max(steps);
                self.detoured.push(slot);
            }
        }
    }

    /// Sets `state` for the step over the days [`from`, `to`).
    pub(super) fn update(
        layout: &Layout,
        parameters: &Parameters,
        state: &mut State,
        shocks: &[Shock],
        from: f64,
        to: f64,
    ) {
        let mut own = std::mem::take(&mut state.disruption);
        let mut changed = false;
        for (strength, shock) in own.strength.iter_mut().zip(shocks) {
            let now = shock.profile.mean(from, to);
            changed |= *strength != now;
            *strength = now;
        }
        if changed {
            own.apply(layout, parameters, state, shocks);
        }
        state.disruption = own;
        destroy(layout, state, shocks, from, to);
    }

    fn apply(&mut self, layout: &Layout, parameters: &Parameters, state: &mut State, shocks: &[Shock]) {
        for &i in &self.suppliers {
            state.lost_capacity[i as usize] = 0.0;
        }
        for &slot in &self.finals {
            state.demand[slot as usize] = 1.0;
        }
        for &lane in &self.lanes {
            self.open[lane as usize] = 1.0;
            state.late_share[lane as usize] = 0.0;
            state.late_steps[lane as usize] = 0;
        }
        for (shock, &strength) in shocks.iter().zip(&self.strength) {
            let lost = strength.clamp(0.0, 1.0);
            match &shock.effect {
                Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => {
                    for &i in suppliers {
                        let left = 1.0 - state.lost_capacity[i as usize];
                        state.lost_capacity[i as usize] = 1.0 - left * (1.0 - lost);
                    }
                }
                Effect::Flow(lanes) => {
                    for &(lane, weight) in lanes {
                        self.open[lane as usize] *= (1.0 - weight * lost).clamp(0.0, 1.0);
                    }
                }
                Effect::Route(lanes) => {
                    for lane in lanes {
                        divert(parameters, state, &mut self.open[lane.lane as usize], lane, lost);
                    }
                }
                Effect::Demand(slots) => {
                    for &(slot, growth) in slots {
                        state.demand[slot as usize] += growth * strength;
                    }
                }
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        for &slot in &self.finals {
            state.demand[slot as usize] = state.demand[slot as usize].max(0.0);
        }
        self.open_lanes(layout, parameters, state);
    }

    /// F κ of the touched lanes' edges, and what T* must add for the long way round.
    fn open_lanes(&self, layout: &Layout, parameters: &Parameters, state: &mut State) {
        for &slot in &self.detoured {
            state.detour_target[slot as usize] = 0.0;
        }
        state.detours = false;
        for &lane in &self.lanes {
            let (open, late) = (self.open[lane as usize], state.late_share[lane as usize]);
            let extra = ramp(open, parameters.extra_from, 1.0);
            let longer = f64::from(state.late_steps[lane as usize]) * parameters.step_days;
            state.detours |= late > 0.0;
            for &edge in layout.lane_edges(lane) {
                let edge = edge as usize;
                let flow = layout.edge_flow[edge] * open;
                state.open_flow[edge] = flow;
                state.extra[edge] = extra;
                let slot = layout.edge_slot[edge] as usize;
                if late > 0.0 && slot < layout.slots {
                    state.detour_target[slot] += flow * late * longer;
                }
            }
        }
    }
}

/// Of what passes a closed route, a share takes the detour and the rest is lost. Routes closed by different shocks are
/// independent: κ is the product of what each leaves, and so is the share on time.
fn divert(parameters: &Parameters, state: &mut State, open: &mut f64, lane: &RouteLane, lost: f64) {
    let index = lane.lane as usize;
    let blocked = (lane.share * lost).clamp(0.0, 1.0);
    let (round, passing) = (lane.detoured(blocked), lane.passing(lost));
    *open *= passing;
    let (steps, kept) = detour_steps(parameters, lane);
    let late = round * kept;
    if late > 0.0 {
        state.late_share[index] = 1.0 - (1.0 - state.late_share[index]) * (1.0 - late / passing);
        state.late_steps[index] = state.late_steps[index].max(steps);
    }
}

/// Stock that is lost in this step.
fn destroy(layout: &Layout, state: &mut State, shocks: &[Shock], from: f64, to: f64) {
    state.destroyed.fill(0.0);
    for shock in shocks.iter().filter(|shock| shock.profile.begins_within(from, to)) {
        let left = 1.0 - shock.profile.severity.clamp(0.0, 1.0);
        let (slots, offset) = match &shock.effect {
            Effect::Stock(slots) => (slots, 0),
            Effect::Reserve(reserves) => (reserves, layout.slots),
            _ => continue,
        };
        for &slot in slots {
            let slot = slot as usize + offset;
            let before = state.stock[slot];
            state.stock[slot] = before * left;
            state.destroyed[slot] += before - state.stock[slot];
        }
    }
}
