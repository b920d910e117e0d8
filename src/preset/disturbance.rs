//! What the kernel's shocks do to a preset on a day: capacity, lanes, final demand, stocks.

use super::Flows;
use super::flows::Place;
use crate::engine::{Effect, Shock};

/// The shocks of a run and their state on a day. With nothing but shocks to capacity all else is as published.
#[derive(Debug, Clone)]
pub(super) struct Disturbance<'a> {
    shocks: Vec<&'a Shock>,
    strength: Vec<f64>,
    /// 1 − δ, by industry.
    pub(super) left: Vec<f64>,
    /// κ, by lane.
    pub(super) open: Vec<f64>,
    /// Demand over normal demand, by cell of final use.
    pub(super) demand: Vec<f64>,
    /// Flows whose lane a shock can close.
    pub(super) flows: Vec<u32>,
    /// Whether final use can differ from normal, or what reaches it.
    pub(super) at_final_use: bool,
}

impl<'a> Disturbance<'a> {
    /// Nothing has happened yet. Lost capital counts as lost capacity only if `capital` says so.
    pub(super) fn new(flows: &Flows, shocks: &'a [Shock], capital: bool) -> Self {
        let felt = |shock: &&Shock| capital || !matches!(shock.effect, Effect::Capital { .. });
        let shocks: Vec<&Shock> = shocks.iter().filter(felt).collect();
        let mut closable = vec![false; flows.lanes];
        for shock in &shocks {
            match &shock.effect {
                Effect::Flow(lanes) => lanes.iter().for_each(|(lane, _)| closable[*lane as usize] = true),
                Effect::Route(lanes) => lanes.iter().for_each(|lane| closable[lane.lane as usize] = true),
                _ => {}
            }
        }
        let touched = |lanes: &[u32]| -> Vec<u32> {
            let found = lanes.iter().enumerate().filter(|(_, lane)| closable[**lane as usize]);
            found.map(|(index, _)| index as u32).collect()
        };
        let more = shocks.iter().any(|shock| matches!(shock.effect, Effect::Demand(_)));
        Self {
            // No strength equals NaN, so that the first day sets everything.
            strength: vec![f64::NAN; shocks.len()],
            left: vec![1.0; flows.len()],
            open: vec![1.0; flows.lanes],
            demand: vec![1.0; flows.places * flows.products],
            flows: touched(&flows.lane),
            at_final_use: more || !touched(&flows.use_lane).is_empty(),
            shocks,
        }
    }

    /// Sets it for `day` and takes what is lost on it out of `stock`, by pool; says whether anything but stocks is
    /// other than on the day before.
    pub(super) fn update(&mut self, flows: &Flows, day: f64, mut lose: impl FnMut(usize, f64)) -> bool {
        let mut changed = false;
        for (strength, shock) in self.strength.iter_mut().zip(&self.shocks) {
            let now = shock.profile.mean(day, day + 1.0);
            changed |= *strength != now;
            *strength = now;
        }
        if changed {
            self.apply(flows);
        }
        for shock in self.shocks.iter().filter(|shock| shock.profile.begins_within(day, day + 1.0)) {
            let Effect::Stock(slots) = &shock.effect else { continue };
            let lost = shock.profile.severity.clamp(0.0, 1.0);
            for &slot in slots {
                if let Some(Place::Pool(pool, share)) = flows.slots.get(slot as usize) {
                    lose(*pool as usize, lost * share);
                }
            }
        }
        changed
    }

    fn apply(&mut self, flows: &Flows) {
        self.left.fill(1.0);
        if self.at_final_use || !self.flows.is_empty() {
            self.open.fill(1.0);
            self.demand.fill(1.0);
        }
        for (shock, &strength) in self.shocks.iter().zip(&self.strength) {
            let lost = strength.clamp(0.0, 1.0);
            match &shock.effect {
                Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => {
                    for &i in suppliers {
                        self.left[i as usize] *= 1.0 - lost;
                    }
                }
                Effect::Flow(lanes) => {
                    for &(lane, weight) in lanes {
                        self.open[lane as usize] *= (1.0 - weight * lost).clamp(0.0, 1.0);
                    }
                }
                // What takes the detour passes at once: nothing is ever on its way here.
                Effect::Route(lanes) => {
                    for lane in lanes {
                        self.open[lane.lane as usize] *= lane.passing(lost);
                    }
                }
                Effect::Demand(slots) => {
                    for &(slot, growth) in slots {
                        if let Some(Place::Final(cell)) = flows.slots.get(slot as usize) {
                            self.demand[*cell as usize] += growth * strength;
                        }
                    }
                }
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        self.demand.iter_mut().for_each(|demand| *demand = demand.max(0.0));
    }

    /// Final demand that reaches every seller: Σ Y m κ.
    pub(super) fn final_demand(&self, flows: &Flows, mut set: impl FnMut(usize, f64)) {
        for seller in 0..flows.len() {
            let asked = |used: usize| {
                let wanted = flows.use_flow[used] * self.demand[flows.cell(seller, used)];
                wanted * self.open[flows.use_lane[used] as usize]
            };
            set(seller, flows.uses(seller).map(asked).sum());
        }
    }
}
