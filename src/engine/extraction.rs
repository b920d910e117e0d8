//! Static extraction: what is left for good when some supply is gone, stocks are spent and nobody moves.
//!
//! The greatest fixed point of `a_k` = min(1 − `δ_k`, `min_g` `f_g`), with φ of a slot Σ F κ a / U over its suppliers: no
//! stocks, no overtime, no re-sourcing, no substitutes. Found from above: activities start at 1 and only fall, so
//! that of several fixed points (cycles of mutual need have more than one) the most favourable is returned.

use super::disruption::Disruption;
use super::shock::Shock;
use super::{Engine, Layout, inputs};

/// Activities may still fall by less than this, relative to normal output, when the iteration ends.
const CONVERGED: f64 = 1e-12;

/// A network with some supply gone for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// a: output over normal output, by supplier.
    pub activity: Vec<f64>,
    /// φ: receipts over normal use, by slot (1 where nothing is used).
    pub received: Vec<f64>,
}

impl Extraction {
    /// Receipts over need in a cell: its availability without stocks.
    #[must_use]
    pub fn availability(&self, layout: &Layout, cell: u32) -> f64 {
        let slots = &layout.cells[cell as usize].slots;
        let usage: f64 = slots.iter().map(|&slot| layout.usage[slot as usize]).sum();
        let met: f64 = slots.iter().map(|&slot| layout.usage[slot as usize] * self.received[slot as usize]).sum();
        if met < usage { met / usage } else { 1.0 }
    }
}

impl Engine {
    /// Static extraction under what of `shocks` lasts for ever (holds that end leave nothing).
    #[must_use]
    pub fn extract(&self, shocks: &[Shock]) -> Extraction {
        let mut state = self.state();
        Disruption::prepare(&self.layout, &self.parameters, &mut state, shocks);
        // Late enough that every ramp is over and every recovery done.
        let late = 1e9;
        Disruption::update(&self.layout, &self.parameters, &mut state, shocks, late, late + 1.0);
        extract(&self.layout, &state.lost_capacity, &state.open_flow)
    }
}

/// Static extraction with the capacity `lost` by supplier and the flows left `open` by edge.
#[must_use]
pub fn extract(layout: &Layout, lost: &[f64], open: &[f64]) -> Extraction {
    let mut activity: Vec<f64> = lost.iter().map(|lost| 1.0 - lost).collect();
    let mut received = vec![1.0; layout.slots];
    loop {
        for (slot, received) in received.iter_mut().enumerate() {
            if layout.usage[slot] > 0.0 {
                let edges = layout.edges(slot);
                let sum: f64 = edges.map(|edge| open[edge] * activity[layout.edge_supplier[edge] as usize]).sum();
                *received = (sum / layout.usage[slot]).min(1.0);
            }
        }
        let mut fall: f64 = 0.0;
        for i in 0..activity.len() {
            let groups = &layout.groups[layout.group_start[i] as usize..layout.group_start[i + 1] as usize];
            let limits = groups.iter().map(|g| inputs::factor(g, inputs::combine(layout, g, &received, 1.0), 0.0, 1.0));
            let next = limits.fold(activity[i], f64::min);
            fall = fall.max(activity[i] - next);
            activity[i] = next;
        }
        for tied in &layout.coproducts {
            let lacks = tied.hosts.iter().map(|&(host, weight)| weight * (1.0 - activity[host as usize]));
            let next = (1.0 - lacks.sum::<f64>()).clamp(0.0, activity[tied.supplier as usize]);
            fall = fall.max(activity[tied.supplier as usize] - next);
            activity[tied.supplier as usize] = next;
        }
        if fall < CONVERGED {
            return Extraction { activity, received };
        }
    }
}
