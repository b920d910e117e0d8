//! Lanes that shocks close: an extension of ours, for the peer knows none.

use super::parameters::Ordering;
use super::{Ario, Run};
use crate::preset::Flows;
use crate::preset::disturbance::Disturbance;

/// Flows with the lanes' κ in them, kept only where a shock can close some.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// What weighs an order as it is placed: Z κ, or Z where orders go by normal flow alone.
    pub(super) weigh: Vec<f64>,
    /// The same as placed on the last step, times κ of now: what of the orders passes.
    pub(super) pass: Vec<f64>,
}

impl Passage {
    pub(super) fn new(flows: &Flows, disturbance: &Disturbance<'_>) -> Option<Self> {
        let all = || flows.flow.clone();
        (!disturbance.flows.is_empty()).then(|| Self { weigh: all(), pass: all() })
    }
}

impl Ario {
    /// Lanes, final demand and lost stocks of a step.
    pub(super) fn disturb(&self, run: &mut Run<'_>, step: usize) {
        let stock = &mut run.stock;
        run.disturbance.update(&self.flows, step as f64, |pool, lost| {
            // What never runs out cannot be lost.
            if stock[pool].is_finite() {
                stock[pool] *= 1.0 - lost;
            }
        });
        if run.disturbance.at_final_use {
            run.disturbance.final_demand(&self.flows, &mut run.final_demand);
        }
        let Some(passage) = &mut run.passage else { return };
        for &flow in &run.disturbance.flows {
            let flow = flow as usize;
            let open = run.disturbance.open[self.flows.lane[flow] as usize];
            passage.pass[flow] = passage.weigh[flow] * open;
            if self.parameters.ordering == Ordering::Capacity {
                passage.weigh[flow] = self.flows.flow[flow] * open;
            }
        }
    }
}
