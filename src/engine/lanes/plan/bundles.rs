//! Bundles of slots that are supplied alike, with their edges and arrivals.

use super::{Crossing, Customer, Edge, NONE, Plan, per};
use crate::engine::lanes::simd::Real;
use crate::engine::layout::{self, Layout};
use std::collections::BTreeMap;
use std::ops::Range;

/// Shares that are nearer than this, relatively, are the same.
const SAME: f64 = 1e-12;

/// Slots that follow each other.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct BundlePlan<T> {
    pub first_slot: u32,
    pub end_slot: u32,
    pub first_edge: u32,
    pub end_edge: u32,
    pub first_arrival: u32,
    pub end_arrival: u32,
    /// Whether its orders wait for what reserves do in their step: it is a reserve's, or of a cell that has one.
    pub waits: bool,
    /// Σ F Δt of its edges, as the kernel adds it up: by arrival but under water-filling.
    pub confirmed: T,
    /// 1 over it, 0 where it is 0.
    pub per_confirmed: T,
}

impl<T> BundlePlan<T> {
    /// Its slots.
    #[inline(always)]
    pub const fn slots(&self) -> Range<usize> {
        self.first_slot as usize..self.end_slot as usize
    }

    /// Its edges.
    #[inline(always)]
    pub const fn edges(&self) -> Range<usize> {
        self.first_edge as usize..self.end_edge as usize
    }
}

/// Goods that arrive together.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Arrival {
    /// Steps on the way.
    pub steps: u32,
    /// One past the last of its edges; those before them arrive sooner.
    pub end: u32,
}

/// What slots of a bundle have in common, edge by edge: node, trade lane, steps, and the bits of the later share.
type Pattern = Vec<(u32, u32, u32, u64)>;

/// Slots of the layout that are supplied alike.
struct Alike {
    slots: Vec<usize>,
    /// Share of each edge in what is supplied.
    shares: Vec<f64>,
}

impl<T: Real> Plan<T> {
    /// Bundles, slots, edges and customers.
    pub(super) fn lay_bundles(&mut self, layout: &Layout, days: f64) {
        let mut found: BTreeMap<Pattern, Vec<Alike>> = BTreeMap::new();
        for slot in 0..layout.owner.len() {
            let (edges, shares) = (sorted_edges(layout, slot), shares(layout, slot));
            let pattern = edges.iter().map(|&edge| {
                let steps = layout.edge_steps[edge];
                (self.node(layout, edge), layout.edge_lane[edge], steps, layout.edge_upper[edge].to_bits())
            });
            let alike = found.entry(pattern.collect()).or_default();
            let near = |a: &f64, b: &f64| (a - b).abs() <= SAME * b.abs();
            let alone = self.water || layout.owner[slot] == layout::RESERVE;
            let same = alike.iter_mut().find(|alike| {
                !alone
                    && layout.owner[alike.slots[0]] != layout::RESERVE
                    && alike.shares.iter().zip(&shares).all(|(a, b)| near(a, b))
            });
            match same {
                Some(alike) => alike.slots.push(slot),
                None => alike.push(Alike { slots: vec![slot], shares }),
            }
        }
        // Those of one product are near each other: it has its own suppliers.
        let mut bundles: Vec<(u32, u32, Alike)> = Vec::new();
        for (pattern, alike) in found {
            let first = pattern.iter().map(|edge| edge.0).min().unwrap_or(NONE);
            let lane = pattern.iter().map(|edge| edge.1).min().unwrap_or(NONE);
            bundles.extend(alike.into_iter().map(|alike| (first, lane, alike)));
        }
        bundles.sort_by_key(|(first, lane, alike)| match alike.slots[0] {
            // Reserves keep their order.
            reserve if reserve >= layout.slots => (true, 0, 0, reserve),
            slot => (false, *first, *lane, slot),
        });
        let mut crossings = Vec::new();
        for (_, _, alike) in &bundles {
            self.push_bundle(layout, days, alike, &mut crossings);
        }
        self.lay_customers(layout, &mut crossings);
    }

    fn node(&self, layout: &Layout, edge: usize) -> u32 {
        let tier = if self.tiers == 1 { 0 } else { u32::from(layout.edge_tier[edge]) };
        layout.edge_supplier[edge] * self.tiers as u32 + tier
    }

    fn push_bundle(&mut self, layout: &Layout, days: f64, alike: &Alike, crossings: &mut Vec<(u32, Crossing)>) {
        let (first_edge, first_arrival) = (self.edges.len(), self.arrivals.len());
        let edges = sorted_edges(layout, alike.slots[0]);
        // Water-filling looks at every slot by itself.
        let scale = if self.water { 1.0 } else { total(layout, alike.slots[0]) * days };
        let mut by_edge = T::default();
        for &edge in &edges {
            let flow = if scale > 0.0 { layout.edge_flow[edge] * days / scale } else { 0.0 };
            let upper = layout.edge_upper[edge];
            let (prompt, later) = (T::of(flow * (1.0 - upper)), T::of(flow * upper));
            let (node, weight) = (self.node(layout, edge), prompt.plus(later));
            by_edge = by_edge.plus(weight);
            let (bundle, place) = (self.bundles.len() as u32, self.edges.len() as u32);
            let crossing = Crossing { bundle, edge: place, node, customer: NONE };
            crossings.push((layout.edge_lane[edge], crossing));
            self.edges.push(Edge { node, weight, prompt, later });
        }
        let mut steps: Vec<u32> = edges.iter().map(|&edge| layout.edge_steps[edge]).collect();
        let later = edges.iter().filter(|&&edge| layout.edge_upper[edge] > 0.0);
        steps.extend(later.map(|&edge| layout.edge_steps[edge] + 1));
        steps.sort_unstable();
        steps.dedup();
        for &steps in &steps {
            let end = first_edge + edges.partition_point(|&edge| layout.edge_steps[edge] <= steps);
            self.arrivals.push(Arrival { steps, end: end as u32 });
        }
        let mut bundle = BundlePlan {
            first_slot: self.slot.len() as u32,
            end_slot: (self.slot.len() + alike.slots.len()) as u32,
            first_edge: first_edge as u32,
            end_edge: self.edges.len() as u32,
            first_arrival: first_arrival as u32,
            end_arrival: self.arrivals.len() as u32,
            waits: false,
            confirmed: by_edge,
            per_confirmed: T::default(),
        };
        let sums = self.sums_at_rest(&bundle);
        if !self.water {
            bundle.confirmed = sums.iter().fold(T::default(), |sum, arrival| sum.plus(arrival.1));
        }
        bundle.per_confirmed = per(bundle.confirmed.wide());
        self.bundles.push(bundle);
        for &slot in &alike.slots {
            self.slot_of[slot] = self.slot.len() as u32;
            let scale = if self.water { 1.0 } else { total(layout, slot) * days };
            self.push_slot(layout, slot, T::of(scale), &sums);
        }
    }

    /// What a slot of scale 1 is sent at rest, arrival by arrival, as the kernel adds it up.
    fn sums_at_rest(&self, bundle: &BundlePlan<T>) -> Vec<(u32, T)> {
        let (zero, mut from) = (T::default(), bundle.first_edge as usize);
        let mut carry = zero;
        let arrivals = self.arrivals_of(bundle).iter().map(|arrival| {
            let mut sum = carry;
            carry = zero;
            for edge in &self.edges[from..arrival.end as usize] {
                sum = sum.plus(edge.prompt);
                carry = carry.plus(edge.later);
            }
            from = arrival.end as usize;
            (arrival.steps, sum)
        });
        arrivals.collect()
    }

    /// Customers of every node in the order of their bundles, and the edges of every trade lane.
    fn lay_customers(&mut self, layout: &Layout, crossings: &mut [(u32, Crossing)]) {
        let nodes = layout.output.len() * self.tiers;
        let mut order: Vec<usize> = (0..crossings.len()).collect();
        order.sort_by_key(|&place| (crossings[place].1.node, crossings[place].1.edge));
        for place in order {
            let crossing = &mut crossings[place].1;
            self.customer_start.resize(crossing.node as usize + 1, self.customers.len() as u32);
            crossing.customer = self.customers.len() as u32;
            let weight = self.edges[crossing.edge as usize].weight;
            self.customers.push(Customer { bundle: crossing.bundle, weight });
        }
        self.customer_start.resize(nodes + 1, self.customers.len() as u32);
        let mut passages = 0;
        for (lane, _) in &mut *crossings {
            let passage = &mut self.passage_of[*lane as usize];
            if *passage == 0 {
                passages += 1;
                *passage = passages;
            }
            *lane = *passage;
        }
        crossings.sort_by_key(|(passage, crossing)| (*passage, crossing.edge));
        for (passage, crossing) in &*crossings {
            self.crossing_start.resize(*passage as usize + 1, self.crossings.len() as u32);
            self.crossings.push(*crossing);
        }
        self.crossing_start.resize(passages as usize + 2, self.crossings.len() as u32);
    }
}

/// Edges of a slot by their steps, then in their order.
fn sorted_edges(layout: &Layout, slot: usize) -> Vec<usize> {
    let mut edges: Vec<usize> = layout.edges(slot).collect();
    edges.sort_by_key(|&edge| layout.edge_steps[edge]);
    edges
}

/// F of all edges of a slot.
fn total(layout: &Layout, slot: usize) -> f64 {
    layout.edges(slot).map(|edge| layout.edge_flow[edge]).sum()
}

/// Shares of a slot's edges, in the order of [`sorted_edges`].
fn shares(layout: &Layout, slot: usize) -> Vec<f64> {
    let total = total(layout, slot);
    let share = |edge: usize| if total > 0.0 { layout.edge_flow[edge] / total } else { 0.0 };
    sorted_edges(layout, slot).into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Parameters, Rationing};
    use crate::model::{Model, ModelSource};
    use crate::network::build;

    fn engine(parameters: Parameters) -> Engine {
        let model = Model::load(&ModelSource::Embedded).expect("it is sound").value;
        Engine::new(&build(&model).expect("it can be built").network, parameters)
    }

    #[test]
    fn users_of_a_product_in_an_economy_are_one_bundle() {
        let engine = engine(Parameters::weekly());
        let (layout, plan) = (engine.layout(), Plan::<f32>::new(&engine));
        assert!(2 * plan.edges.len() < layout.edge_flow.len(), "{} edges", plan.edges.len());
        for bundle in &plan.bundles {
            let cells: Vec<u32> = plan.slot[bundle.slots()].iter().map(|slot| slot.cell).collect();
            assert!(cells.iter().all(|&cell| cell == cells[0]), "{cells:?}");
        }
        // Reserves are found by their number.
        for reserve in layout.slots..layout.owner.len() {
            assert_eq!(plan.slot_of[reserve] as usize, reserve);
        }
        // Every slot of the layout has a place of its own, with its own stock.
        let mut places = plan.slot_of.clone();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..layout.owner.len() as u32));
        for (slot, &place) in plan.slot_of.iter().enumerate() {
            assert_eq!(plan.slot[place as usize].stock, f32::of(layout.target[slot]));
        }
    }

    #[test]
    fn water_filling_looks_at_every_slot() {
        let engine = engine(Parameters { rationing: Rationing::WaterFilling, ..Parameters::weekly() });
        let plan = Plan::<f64>::new(&engine);
        assert_eq!(plan.bundles.len(), plan.slot.len());
        assert_eq!(plan.edges.len(), engine.layout().edge_flow.len());
    }
}
