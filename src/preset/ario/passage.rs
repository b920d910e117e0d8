//! Lanes that shocks close: an extension of ours, for the peer knows none.

use super::blocks::Block;
use super::parameters::Ordering;
use super::{Ario, Run};
use crate::preset::Flows;
use crate::preset::disturbance::Disturbance;
use crate::preset::rows::Row;
use std::ops::Range;

/// Flows with the lanes' κ in them, kept for sellers of whom a shock can close some.
#[derive(Debug, Clone)]
pub(super) struct Passage<const L: usize> {
    /// First flow of a seller below, if it is kept.
    first: Vec<Option<usize>>,
    /// What weighs an order as it is placed: Z κ, or Z where orders go by normal flow alone.
    pub(super) weigh: Vec<Row<L>>,
    /// The same as placed on the last step, times κ of now: what of the orders passes.
    pub(super) pass: Vec<Row<L>>,
    /// By lane: the flows that can be closed there, and where they are above.
    places: Vec<Vec<(u32, usize)>>,
}

impl<const L: usize> Passage<L> {
    pub(super) fn new(flows: &Flows, disturbances: &[&Disturbance<'_>]) -> Option<Self> {
        let mut first = vec![None; flows.len()];
        let closable = |disturbance: &&Disturbance<'_>| -> Vec<(u32, usize)> {
            disturbance.flows.iter().map(|flow| (*flow, flows.seller_of(*flow as usize))).collect()
        };
        let mut places: Vec<Vec<(u32, usize)>> = disturbances.iter().map(closable).collect();
        places.iter().flatten().for_each(|(_, seller)| first[*seller] = Some(0));
        let mut weigh: Vec<Row<L>> = Vec::new();
        for (seller, first) in first.iter_mut().enumerate().filter(|(_, first)| first.is_some()) {
            *first = Some(weigh.len());
            weigh.extend(flows.flow[flows.sales(seller)].iter().map(|flow| [*flow; L]));
        }
        for (flow, seller) in places.iter_mut().flatten() {
            let kept = first[*seller].expect("all sellers of closable flows are kept");
            *seller = kept + *flow as usize - flows.sales(*seller).start;
        }
        (!weigh.is_empty()).then(|| Self { first, pass: weigh.clone(), weigh, places })
    }

    /// Flows of a seller here, if they are kept.
    pub(super) fn sales(&self, flows: &Flows, seller: usize) -> Option<Range<usize>> {
        self.first[seller].map(|first| first..first + flows.sales(seller).len())
    }
}

impl Ario {
    /// Flows of a seller with κ in them, if they are kept.
    pub(super) fn kept<'a, const L: usize>(
        &self,
        passage: Option<&'a Passage<L>>,
        seller: usize,
    ) -> Option<(&'a Passage<L>, Range<usize>)> {
        passage.and_then(|passage| Some((passage, passage.sales(&self.flows, seller)?)))
    }

    /// Whether they are for any maker of a product.
    pub(super) fn keeps_any<const L: usize>(&self, run: &Run<'_, L>, block: &Block) -> bool {
        let makers = &self.blocks.makers[block.makers.clone()];
        makers.iter().any(|maker| self.kept(run.passage.as_ref(), *maker as usize).is_some())
    }

    /// Lanes, final demand and lost stocks of a step.
    pub(super) fn disturb<const L: usize>(&self, run: &mut Run<'_, L>, days: &[usize; L]) {
        let Run { lanes, stock, final_demand, left, open, growth, passage, .. } = run;
        for (lane, (state, &day)) in lanes.iter_mut().zip(days).enumerate() {
            let disturbance = &mut state.disturbance;
            let changed = disturbance.update(&self.flows, day as f64, |pool, lost| {
                // What never runs out cannot be lost.
                if stock[pool][lane].is_finite() {
                    stock[pool][lane] *= 1.0 - lost;
                }
            });
            if changed {
                left.iter_mut().zip(&disturbance.left).for_each(|(row, left)| row[lane] = *left);
            }
            if changed && disturbance.at_final_use {
                disturbance.final_demand(&self.flows, |seller, wanted| final_demand[seller][lane] = wanted);
                open.iter_mut().zip(&disturbance.open).for_each(|(row, open)| row[lane] = *open);
                growth.iter_mut().zip(&disturbance.demand).for_each(|(row, demand)| row[lane] = *demand);
            }
            let Some(passage) = passage else { continue };
            for &(flow, place) in &passage.places[lane] {
                let open = disturbance.open[self.flows.lane[flow as usize] as usize];
                passage.pass[place][lane] = passage.weigh[place][lane] * open;
                if self.parameters.ordering == Ordering::Capacity {
                    passage.weigh[place][lane] = self.flows.flow[flow as usize] * open;
                }
            }
        }
    }
}
