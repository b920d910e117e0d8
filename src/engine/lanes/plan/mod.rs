//! The network as blocks of trials read it: numbers of one width, slots that are supplied alike together.
//!
//! Slots with the same suppliers, trade lanes, times and shares of them are a *bundle* (in a model of products and
//! economies: all users of a product in an economy). What an edge of a bundle brings is gathered once for all its slots,
//! each of which takes it times its own scale, and what they order is added up before their suppliers read it. Bundles
//! of one product follow each other, so that what a pass over them reads is near.
//!
//! Quantities are *per step*: F Δt, U Δt, X Δt. X, U and what is sent at rest are defined anew as the sums that the
//! kernel forms, in its order and width, so that rest is a fixed point to the last bit: a column may begin at any step
//! before its first shock.
//!
//! Where a rationing rule serves in two tiers, a supplier is two *nodes*, one a tier.

mod bundles;
mod constants;
mod groups;
mod slots;

pub(super) use bundles::{Arrival, BundlePlan};
pub(super) use constants::Constants;
pub(super) use groups::{GroupPlan, Limit, SupplierPlan};
pub(super) use slots::{Role, SlotPlan, SlotRates};

use super::simd::Real;
use crate::engine::Engine;
use crate::engine::layout::CellArrays;
use crate::engine::parameters::Rationing;
use std::ops::Range;

/// No cell or group.
pub(super) const NONE: u32 = u32::MAX;

/// 1 over a quantity, 0 where it is 0.
fn per<T: Real>(quantity: f64) -> T {
    if quantity > 0.0 { T::of(1.0 / quantity) } else { T::default() }
}

/// Goods from a node to a bundle: quantities for a slot of scale 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<T> {
    /// Node they come from.
    pub node: u32,
    /// F Δt.
    pub weight: T,
    /// The part of it that arrives with the other goods of its arrival.
    pub prompt: T,
    /// The part that takes a step more.
    pub later: T,
}

/// A bundle that orders from a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer<T> {
    /// The bundle.
    pub bundle: u32,
    /// F Δt for a slot of scale 1.
    pub weight: T,
}

/// Where an edge is found from its trade lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub bundle: u32,
    pub edge: u32,
    pub node: u32,
    pub customer: u32,
}

/// A co-product's supplier with its hosts and share × v of each.
#[derive(Debug, Clone)]
pub(super) struct Tied<T> {
    pub supplier: usize,
    pub hosts: Vec<(usize, T)>,
}

/// A reserve.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReservePlan<T> {
    pub cell: usize,
    pub level: T,
    pub release: T,
}

/// Everything that trials share.
#[derive(Debug, Clone)]
pub(super) struct Plan<T> {
    pub constants: Constants<T>,
    /// Real slots; reserves follow.
    pub slots: usize,
    /// Slots, reserves included, bundle by bundle.
    pub slot: Vec<SlotPlan<T>>,
    pub rates: Vec<SlotRates<T>>,
    /// Place of each slot of the layout.
    pub slot_of: Vec<u32>,
    /// Bundles; those of reserves last.
    pub bundles: Vec<BundlePlan<T>>,
    /// Arrivals of all bundles.
    pub arrivals: Vec<Arrival>,
    /// Edges of all bundles, by arrival.
    pub edges: Vec<Edge<T>>,
    /// Ring of slot s at rest: `ring_start[s]..ring_start[s + 1]`.
    pub ring_start: Vec<u32>,
    pub ring: Vec<T>,
    /// Nodes of a supplier: 1, or 2 where a rule serves in tiers.
    pub tiers: usize,
    /// Whether needs are rationed by water-filling; then every slot is a bundle of its own, of scale 1.
    pub water: bool,
    /// Customers of node n: `customer_start[n]..customer_start[n + 1]`.
    pub customer_start: Vec<u32>,
    pub customers: Vec<Customer<T>>,
    pub suppliers: Vec<SupplierPlan<T>>,
    /// Groups of several inputs.
    pub groups: Vec<GroupPlan<T>>,
    pub tied: Vec<Tied<T>>,
    pub reserves: Vec<ReservePlan<T>>,
    pub cells: Vec<CellArrays>,
    /// Edges of passage p: `crossings[crossing_start[p]..crossing_start[p + 1]]`.
    pub crossing_start: Vec<u32>,
    pub crossings: Vec<Crossing>,
    /// Place of each trade lane among the passages, which are numbered as bundles read them. 0 is an open lane, and one
    /// without goods.
    pub passage_of: Vec<u32>,
}

impl<T: Real> Plan<T> {
    /// Lays out the network of `engine`.
    pub fn new(engine: &Engine) -> Self {
        let (layout, parameters) = (engine.layout(), engine.parameters());
        let mut plan = Self {
            constants: Constants::new(parameters),
            slots: layout.slots,
            slot: Vec::new(),
            rates: Vec::new(),
            slot_of: vec![0; layout.owner.len()],
            bundles: Vec::new(),
            arrivals: Vec::new(),
            edges: Vec::new(),
            ring_start: vec![0],
            ring: Vec::new(),
            tiers: match parameters.rationing {
                Rationing::Proportional | Rationing::WaterFilling => 1,
                _ => 2,
            },
            water: parameters.rationing == Rationing::WaterFilling,
            customer_start: vec![0],
            customers: Vec::new(),
            suppliers: Vec::new(),
            groups: Vec::new(),
            tied: Vec::new(),
            reserves: Vec::new(),
            cells: layout.cells.clone(),
            crossing_start: Vec::new(),
            crossings: Vec::new(),
            passage_of: vec![0; layout.lanes],
        };
        plan.lay_bundles(layout, parameters.step_days);
        plan.number_cells();
        plan.lay_suppliers(layout, parameters);
        plan.lay_groups(layout);
        plan.note_waiting();
        plan
    }

    /// Arrivals of a bundle, soonest first.
    #[inline(always)]
    pub fn arrivals_of(&self, bundle: &BundlePlan<T>) -> &[Arrival] {
        &self.arrivals[bundle.first_arrival as usize..bundle.end_arrival as usize]
    }

    /// Ring of a slot at rest.
    pub fn ring_of(&self, slot: usize) -> &[T] {
        &self.ring[self.ring_start[slot] as usize..self.ring_start[slot + 1] as usize]
    }

    /// Customers of a node, in the order of their slots.
    #[inline(always)]
    pub fn customers_of(&self, node: usize) -> Range<usize> {
        self.customer_start[node] as usize..self.customer_start[node + 1] as usize
    }

    /// Passages, the open one included.
    pub const fn passages(&self) -> usize {
        self.crossing_start.len() - 1
    }

    /// Edges that are on a trade lane, by its passage.
    pub fn crossings_of(&self, passage: u32) -> &[Crossing] {
        let passage = passage as usize;
        &self.crossings[self.crossing_start[passage] as usize..self.crossing_start[passage + 1] as usize]
    }

    /// Supplier of a node.
    #[inline(always)]
    pub const fn supplier_of(&self, node: u32) -> usize {
        (if self.tiers == 1 { node } else { node >> 1 }) as usize
    }

    /// Rows of a block's state that every step works on.
    pub fn state_rows(&self) -> usize {
        // S, T, σ, ζ of a slot, its ring; need, restocking, growth and detours of a bundle; four that a supplier tells
        // its slots, four of its own; three of a node.
        4 * self.slot.len() + self.ring.len() + 4 * self.bundles.len() + (8 + 3 * self.tiers) * self.suppliers.len()
    }

    /// Rows that a step reads and writes.
    pub fn moved_rows(&self) -> usize {
        // S and T are read and written, R is taken out, the next one looked at, and every arrival added to a place of the
        // ring; suppliers read what bundles order; all of a supplier is read and written.
        let arriving: usize = self.bundles.iter().map(|b| b.slots().len() * self.arrivals_of(b).len()).sum();
        7 * self.slot.len() + 2 * arriving + 5 * self.bundles.len() + 2 * (8 + 3 * self.tiers) * self.suppliers.len()
    }

    /// Bytes of the network's own arrays that a step reads.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.slot[..])
            + size_of_val(&self.bundles[..])
            + size_of_val(&self.edges[..])
            + size_of_val(&self.arrivals[..])
            + size_of_val(&self.customers[..])
            + size_of_val(&self.suppliers[..])
    }
}
