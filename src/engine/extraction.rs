//! Static extraction: what is left for good when some supply is gone and stocks are spent.
//!
//! Two greatest fixed points, both found from above, so that of several (cycles of mutual need have more than one)
//! the most favourable is returned:
//!
//! - [`Sharing::Kept`]: `a_k` = min(1 − `δ_k`, `min_g` `f_g`) with φ of a slot Σ F κ a / U. No stocks, no overtime, no
//!   re-sourcing, no substitutes, every customer keeps its share. This is what dependence means. It is *not* a lower
//!   bound of the kernel's loss: there, a customer that is starved of another input orders less, and the supplier's
//!   other customers get what it leaves.
//! - [`Sharing::Best`]: no customer can do better. Every lane brings what its slot can at most order, F κ (w + γ + `ρ_max`),
//!   as long as its supplier could make that much, whatever the others take; overtime and substitutes are at their
//!   full; `f_g` is replaced by its concave majorant, so that the bound holds for means over time too. Mean activity
//!   over any long enough time is at most this: the loss of a permanent shock is at least 1 − a.

use super::disruption::Disruption;
use super::layout::GroupArrays;
use super::parameters::Parameters;
use super::shock::Shock;
use super::{Engine, Layout, State, inputs};
use crate::network::{FINAL, GroupKind};

/// Activities may still fall by less than this, relative to normal output, when the iteration ends.
const CONVERGED: f64 = 1e-12;

/// Who gets what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Every customer keeps its share.
    Kept,
    /// Every customer is served as if the others were not there.
    Best,
}

/// A network with some supply gone for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// a: output over normal output, by supplier.
    pub activity: Vec<f64>,
    /// Receipts over normal use, at most 1, by slot (1 where nothing is used).
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
    pub fn extract(&self, shocks: &[Shock], sharing: Sharing) -> Extraction {
        let mut state = self.state();
        self.extract_with(&mut state, shocks, sharing)
    }

    /// The same in a workspace.
    pub fn extract_with(&self, state: &mut State, shocks: &[Shock], sharing: Sharing) -> Extraction {
        state.rest(&self.layout, &self.spare);
        Disruption::prepare(&self.layout, &self.parameters, state, shocks);
        // Late enough that every ramp is over and every recovery done.
        let late = 1e9;
        Disruption::update(&self.layout, &self.parameters, state, shocks, late, late + 1.0);
        let problem = Problem { layout: &self.layout, parameters: &self.parameters, state, sharing };
        problem.solve()
    }
}

struct Problem<'a> {
    layout: &'a Layout,
    parameters: &'a Parameters,
    state: &'a State,
    sharing: Sharing,
}

impl Problem<'_> {
    fn solve(&self) -> Extraction {
        let layout = self.layout;
        let mut activity: Vec<f64> = (0..layout.output.len()).map(|i| self.capacity(i)).collect();
        let reach: Vec<f64> = (0..layout.slots).map(|slot| self.reach(slot)).collect();
        let mut phi = vec![1.0; layout.slots];
        loop {
            for (slot, phi) in phi.iter_mut().enumerate() {
                *phi = self.received(&activity, &reach, slot);
            }
            let mut fall: f64 = 0.0;
            for (i, activity) in activity.iter_mut().enumerate() {
                let groups = layout.group_start[i] as usize..layout.group_start[i + 1] as usize;
                let limits = layout.groups[groups].iter().map(|group| self.limit(group, &phi, i));
                let next = limits.fold(*activity, f64::min);
                fall = fall.max(*activity - next);
                *activity = next;
            }
            for tied in &layout.coproducts {
                let i = tied.supplier as usize;
                let running = |host: usize| match self.sharing {
                    Sharing::Kept => activity[host],
                    // A host that is wanted less caps nothing, so that only lost capacity counts for sure.
                    Sharing::Best => self.capacity(host),
                };
                let lacks = tied.hosts.iter().map(|&(host, weight)| weight * (1.0 - running(host as usize)));
                let next = (1.0 - lacks.sum::<f64>()).max(0.0).min(activity[i]);
                fall = fall.max(activity[i] - next);
                activity[i] = next;
            }
            if fall < CONVERGED {
                let received = phi.into_iter().map(|phi| phi.min(1.0)).collect();
                return Extraction { activity, received };
            }
        }
    }

    /// (1 − δ), with all overtime under [`Sharing::Best`].
    fn capacity(&self, i: usize) -> f64 {
        let most = if self.sharing == Sharing::Best { self.layout.overtime_max[i] } else { 1.0 };
        (1.0 - self.state.lost_capacity[i]) * most
    }

    /// Largest order of a slot, share of U.
    fn reach(&self, slot: usize) -> f64 {
        let owner = self.layout.owner[slot];
        let wanted = if owner == FINAL {
            self.state.demand[slot]
        } else {
            self.layout.overtime_max[owner as usize] * self.layout.stretch[slot].max(1.0)
        };
        let moved = if self.layout.switching_max[slot] > 0.0 { self.parameters.lane_growth } else { 0.0 };
        wanted + moved + self.parameters.restock_max
    }

    /// Receipts over U.
    fn received(&self, activity: &[f64], reach: &[f64], slot: usize) -> f64 {
        let layout = self.layout;
        if layout.usage[slot] <= 0.0 {
            return f64::INFINITY;
        }
        let flow = |edge: usize| {
            let (i, open) = (layout.edge_supplier[edge] as usize, self.state.open_flow[edge]);
            match self.sharing {
                Sharing::Kept => open * activity[i],
                Sharing::Best => (open * reach[slot]).min(layout.output[i] * activity[i]),
            }
        };
        layout.edges(slot).map(flow).sum::<f64>() / layout.usage[slot]
    }

    fn limit(&self, group: &GroupArrays, phi: &[f64], i: usize) -> f64 {
        if self.sharing == Sharing::Kept {
            let basket = inputs::combine(self.layout, group, phi, 1.0).min(1.0);
            return inputs::factor(group, self.parameters, basket, 0.0, 1.0);
        }
        let most = self.layout.overtime_max[i];
        let top = if group.scales { most } else { 1.0 };
        let each = |slot: usize| {
            let cap = if group.kind == GroupKind::Alternative { self.layout.stretch[slot] } else { top };
            self.layout.share[slot] * phi[slot].min(cap.max(1.0))
        };
        let basket = group.slots().map(each).sum::<f64>() + group.substitute_max;
        let floor = 1.0 - group.criticality;
        floor + (most - floor) * (basket / top).min(1.0)
    }
}
