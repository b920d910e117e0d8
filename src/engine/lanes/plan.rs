//! The network as blocks of trials read it: numbers of one width, edges ordered by slot and arrival, and by supplier.
//!
//! Quantities are *per step*: F Δt, U Δt, X Δt. X and U are defined anew as the sums that the kernel forms, in its order
//! and width, so that rest is a fixed point to the last bit: a column may begin at any step before its first shock.
//!
//! An edge whose goods arrive after L or L + 1 steps is two *entries*. The entries of a slot are ordered by arrival, latest
//! first: that is the order in which a ring collects what arrives together, so that at rest what is received has the
//! same bits as what is sent. Where a rationing rule serves in two
//! tiers, a supplier is two *nodes*, one a tier.

use super::simd::Real;
use crate::engine::layout::{CellArrays, Layout};
use crate::engine::parameters::{Parameters, Rationing};
use crate::engine::{Engine, layout};
use crate::network::{FINAL, GroupKind};
use std::ops::Range;

/// No cell.
pub(super) const NONE: u32 = u32::MAX;

/// Who draws on a slot, and what that asks of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    /// A supplier.
    Input,
    /// A supplier, with stand-ins.
    Alternative,
    /// Final demand.
    Final,
    /// Nobody: it is a strategic reserve.
    Reserve,
}

/// What does not change about a slot.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotPlan<T> {
    /// S*.
    pub stock: T,
    /// T* at rest.
    pub pipeline: T,
    /// U Δt.
    pub usage: T,
    /// 1/(U Δt), 0 where U = 0.
    pub per_usage: T,
    /// Least φ: infinite where U = 0, else 0.
    pub floor: T,
    /// 1/(max(τ, Δt) U), 0 where U = 0.
    pub per_restock: T,
    /// Share of its group's need.
    pub share: T,
    /// How far it can be stretched over its share.
    pub stretch: T,
    /// `σ_max` with its rates up and down.
    pub switching: [T; 3],
    /// Supplier that owns it (none for final demand and reserves).
    pub owner: u32,
    /// Cell it is counted in.
    pub cell: u32,
    /// Who draws on it.
    pub draw: Draw,
}

/// How the slots of a group are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Inputs that combine this way.
    Inputs(GroupKind),
    /// Final demand.
    Final,
    /// Strategic reserves.
    Reserve,
}

/// Slots that follow each other: a group of inputs, or final demand.
#[derive(Debug, Clone)]
pub(super) struct GroupPlan<T> {
    /// How they are used.
    pub kind: Use,
    /// Supplier that owns it; none for final demand.
    pub owner: u32,
    /// v.
    pub criticality: T,
    /// Whether overtime draws on it.
    pub scales: bool,
    /// `ζ_max` with its rates up and down.
    pub substitute: [T; 3],
    /// Its slots.
    pub slots: Range<usize>,
}

/// What does not change about a supplier.
#[derive(Debug, Clone)]
pub(super) struct SupplierPlan<T> {
    /// X Δt.
    pub output: T,
    /// 1/(X Δt · spare scale), 0 where X = 0.
    pub per_spare: T,
    /// `a_max`.
    pub overtime_max: T,
    /// min(1, Δt/`τ_a`).
    pub overtime_rate: T,
}

/// Goods from a node that arrive in a slot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<T> {
    /// Node they come from.
    pub node: u32,
    /// Steps on the way.
    pub steps: u32,
    /// F Δt, or the part of it that arrives then.
    pub weight: T,
}

/// A slot that orders from a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer<T> {
    /// The slot.
    pub slot: u32,
    /// F Δt.
    pub weight: T,
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

/// Parameters, in the kernel's width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants<T> {
    pub step_days: T,
    pub restock_max: T,
    pub lane_growth: T,
    pub spot_share: T,
    pub spare_floor: T,
    pub spare_rate: T,
    pub short_from: T,
    /// 1/(full − from).
    pub per_short: T,
    /// Lack below which no rounding makes a slot short.
    pub surely_whole: T,
    pub overtime_at_once: T,
    pub overtime_snap: T,
    pub unconfirmed_floor: T,
    pub capital_full: T,
    pub per_capital: T,
    pub rounding: T,
    /// 1 less rounding.
    pub nearly: T,
    /// 1 and rounding.
    pub beyond: T,
    pub whole: T,
    pub refill_after: T,
    pub stop: T,
    /// κ from which a trade lane takes orders beyond current need.
    pub extra_from: T,
    /// 1/(1 − that), rounded so that an open lane takes all of them.
    pub per_extra: T,
}

impl<T: Real> Constants<T> {
    fn new(parameters: &Parameters) -> Self {
        let rounding = parameters.rounding.max(T::ROUNDING);
        let of = T::of;
        Self {
            step_days: of(parameters.step_days),
            restock_max: of(parameters.restock_max),
            lane_growth: of(parameters.lane_growth),
            spot_share: of(parameters.spot_share),
            spare_floor: of(parameters.spare_floor),
            spare_rate: of(parameters.rate(parameters.spare_days)),
            short_from: of(parameters.short_from),
            per_short: of(1.0 / (parameters.short_full - parameters.short_from)),
            surely_whole: of(parameters.short_from / 2.0),
            overtime_at_once: of(parameters.overtime_at_once),
            overtime_snap: of(parameters.overtime_snap),
            unconfirmed_floor: of(parameters.unconfirmed_floor.max(T::ROUNDING)),
            capital_full: of(parameters.capital_full),
            per_capital: of(1.0 / parameters.capital_full),
            rounding: of(rounding),
            nearly: of(1.0 - rounding),
            beyond: of(1.0 + rounding),
            whole: of(parameters.whole),
            refill_after: of(parameters.refill_after_days),
            stop: of(parameters.stop_tolerance),
            extra_from: of(parameters.extra_from),
            per_extra: of((1.0 + 4.0 * T::ROUNDING.max(1e-16)) / (1.0 - parameters.extra_from)),
        }
    }
}

/// Everything that trials share.
#[derive(Debug, Clone)]
pub(super) struct Plan<T> {
    pub constants: Constants<T>,
    /// Real slots; reserves follow.
    pub slots: usize,
    /// Slots, reserves included.
    pub slot: Vec<SlotPlan<T>>,
    /// Entries of slot s: `entry_start[s]..entry_start[s + 1]`.
    pub entry_start: Vec<u32>,
    pub entries: Vec<Entry<T>>,
    /// Ring of slot s at rest: `ring_start[s]..ring_start[s + 1]`.
    pub ring_start: Vec<u32>,
    pub ring: Vec<T>,
    /// Nodes of a supplier: 1, or 2 where a rule serves in tiers.
    pub tiers: usize,
    /// Whether needs are rationed by water-filling.
    pub water: bool,
    /// Customers of node n: `customer_start[n]..customer_start[n + 1]`.
    pub customer_start: Vec<u32>,
    pub customers: Vec<Customer<T>>,
    pub suppliers: Vec<SupplierPlan<T>>,
    pub groups: Vec<GroupPlan<T>>,
    pub tied: Vec<Tied<T>>,
    pub reserves: Vec<ReservePlan<T>>,
    pub cells: Vec<CellArrays>,
    /// Edges in the order of the layout, for what acts on trade lanes.
    pub edges: Vec<EdgePlan<T>>,
    pub lanes: usize,
    pub lane_start: Vec<u32>,
    pub lane_edge: Vec<u32>,
}

/// Where an edge is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct EdgePlan<T> {
    pub slot: u32,
    pub node: u32,
    /// Its entries; the second may be missing.
    pub entries: [u32; 2],
    /// Its place among the customers.
    pub customer: u32,
    /// F Δt.
    pub weight: T,
}

impl<T: Real> Plan<T> {
    /// Lays out the network of `engine`.
    pub fn new(engine: &Engine) -> Self {
        let (layout, parameters) = (engine.layout(), engine.parameters());
        let tiers = match parameters.rationing {
            Rationing::Proportional | Rationing::WaterFilling => 1,
            _ => 2,
        };
        let days = parameters.step_days;
        let node = |edge: usize| layout.edge_supplier[edge] * tiers as u32 + u32::from(layout.edge_tier[edge]);
        let edges = (0..layout.edge_flow.len()).map(|edge| EdgePlan {
            slot: layout.edge_slot[edge],
            node: if tiers == 1 { layout.edge_supplier[edge] } else { node(edge) },
            entries: [NONE; 2],
            customer: 0,
            weight: T::of(layout.edge_flow[edge] * days),
        });
        let mut plan = Self {
            constants: Constants::new(parameters),
            slots: layout.slots,
            slot: Vec::new(),
            entry_start: vec![0],
            entries: Vec::new(),
            ring_start: vec![0],
            ring: Vec::new(),
            tiers,
            water: parameters.rationing == Rationing::WaterFilling,
            customer_start: vec![0],
            customers: Vec::new(),
            suppliers: Vec::new(),
            groups: Vec::new(),
            tied: Vec::new(),
            reserves: Vec::new(),
            cells: layout.cells.clone(),
            edges: edges.collect(),
            lanes: layout.lanes,
            lane_start: layout.lane_start.clone(),
            lane_edge: layout.lane_edge.clone(),
        };
        for slot in 0..layout.owner.len() {
            plan.push_slot(layout, parameters, slot);
        }
        plan.push_customers(layout);
        plan.push_suppliers(layout, parameters);
        plan.count_cells();
        plan
    }

    /// Entries and ring of a slot, and what follows from them.
    fn push_slot(&mut self, layout: &Layout, parameters: &Parameters, slot: usize) {
        let days = parameters.step_days;
        let mut parts: Vec<(u32, usize, usize, f64)> = Vec::new();
        for edge in layout.edges(slot) {
            let (steps, upper, flow) =
                (layout.edge_steps[edge], layout.edge_upper[edge], layout.edge_flow[edge] * days);
            parts.push((steps, 0, edge, flow * (1.0 - upper)));
            if upper > 0.0 {
                parts.push((steps + 1, 1, edge, flow * upper));
            }
        }
        parts.sort_by_key(|part| (std::cmp::Reverse(part.0), part.2));
        let length = parts.first().map_or(1, |part| part.0) as usize;
        let first = self.ring.len();
        self.ring.resize(first + length, T::default());
        let (mut usage, mut pipeline) = (T::default(), T::default());
        for (steps, part, edge, weight) in parts {
            let weight = T::of(weight);
            self.edges[edge].entries[part] = self.entries.len() as u32;
            self.entries.push(Entry { node: self.edges[edge].node, steps, weight });
            usage = usage.plus(weight);
            if layout.owner[slot] != layout::RESERVE {
                for place in &mut self.ring[first..first + steps as usize] {
                    *place = place.plus(weight);
                }
            }
        }
        for &place in &self.ring[first..] {
            pipeline = pipeline.plus(place);
        }
        self.entry_start.push(self.entries.len() as u32);
        self.ring_start.push(self.ring.len() as u32);
        self.describe_slot(layout, slot, usage, pipeline);
    }

    fn describe_slot(&mut self, layout: &Layout, slot: usize, usage: T, pipeline: T) {
        let (wide, zero) = (usage.wide(), T::default());
        let of = |values: &[f64]| values.get(slot).map_or(zero, |&value| T::of(value));
        let draw = match layout.owner[slot] {
            layout::RESERVE => Draw::Reserve,
            FINAL => Draw::Final,
            _ => Draw::Input,
        };
        self.slot.push(SlotPlan {
            stock: T::of(layout.target[slot]),
            pipeline,
            usage,
            per_usage: if wide > 0.0 { T::of(1.0 / wide) } else { zero },
            floor: if wide > 0.0 { zero } else { T::of(f64::INFINITY) },
            per_restock: T::of(layout.per_restock[slot]),
            share: of(&layout.share),
            stretch: of(&layout.stretch),
            switching: [of(&layout.switching_max), of(&layout.switching_up), of(&layout.switching_down)],
            owner: layout.owner[slot],
            cell: NONE,
            draw,
        });
    }

    /// Customers of every node, in the order of their slots.
    fn push_customers(&mut self, layout: &Layout) {
        for supplier in 0..layout.output.len() {
            for tier in 0..self.tiers {
                let node = (supplier * self.tiers + tier) as u32;
                for &edge in layout.out_edges(supplier) {
                    let plan = &mut self.edges[edge as usize];
                    if plan.node == node {
                        plan.customer = self.customers.len() as u32;
                        self.customers.push(Customer { slot: plan.slot, weight: plan.weight });
                    }
                }
                self.customer_start.push(self.customers.len() as u32);
            }
        }
    }

    fn push_suppliers(&mut self, layout: &Layout, parameters: &Parameters) {
        for supplier in 0..layout.output.len() {
            let needs = (0..self.tiers).map(|tier| {
                // Reserves buy from what is left over: X does not count them.
                let customers = self.customers[self.customers_of(supplier * self.tiers + tier)].iter();
                let regular = customers.filter(|customer| (customer.slot as usize) < self.slots);
                regular.fold(T::default(), |sum, customer| sum.plus(customer.weight))
            });
            let output = needs.fold(T::default(), T::plus);
            let scaled = output.wide() * parameters.spare_scale;
            self.suppliers.push(SupplierPlan {
                output,
                per_spare: if scaled > 0.0 { T::of(1.0 / scaled) } else { T::default() },
                overtime_max: T::of(layout.overtime_max[supplier]),
                overtime_rate: T::of(layout.overtime_rate[supplier]),
            });
        }
        self.push_groups(layout);
        self.tied.extend(layout.coproducts.iter().map(|tied| Tied {
            supplier: tied.supplier as usize,
            hosts: tied.hosts.iter().map(|&(host, weight)| (host as usize, T::of(weight))).collect(),
        }));
        self.reserves.extend(layout.reserves.iter().map(|reserve| ReservePlan {
            cell: reserve.cell as usize,
            level: T::of(reserve.level),
            release: T::of(reserve.release),
        }));
    }

    /// The groups of inputs by owner; final demand and reserves after them.
    fn push_groups(&mut self, layout: &Layout) {
        for supplier in 0..layout.output.len() {
            for group in
                &layout.groups[layout.group_start[supplier] as usize..layout.group_start[supplier + 1] as usize]
            {
                if group.kind == GroupKind::Alternative {
                    for slot in group.slots() {
                        self.slot[slot].draw = Draw::Alternative;
                    }
                }
                self.groups.push(GroupPlan {
                    kind: Use::Inputs(group.kind),
                    owner: supplier as u32,
                    criticality: T::of(group.criticality),
                    scales: group.scales,
                    substitute: [group.substitute_max, group.substitute_up, group.substitute_down].map(T::of),
                    slots: group.slots(),
                });
            }
        }
        for kind in [Draw::Final, Draw::Reserve] {
            let slots: Vec<usize> = (0..self.slot.len()).filter(|&slot| self.slot[slot].draw == kind).collect();
            for slots in slots.chunk_by(|a, b| a + 1 == *b) {
                self.groups.push(GroupPlan {
                    kind: if kind == Draw::Final { Use::Final } else { Use::Reserve },
                    owner: NONE,
                    criticality: T::default(),
                    scales: false,
                    substitute: [T::default(); 3],
                    slots: slots[0]..slots[slots.len() - 1] + 1,
                });
            }
        }
    }

    fn count_cells(&mut self) {
        for (index, cell) in (0..).zip(&self.cells) {
            for &slot in &cell.slots {
                self.slot[slot as usize].cell = index;
            }
        }
    }

    /// Entries of a slot.
    #[inline(always)]
    pub fn entries_of(&self, slot: usize) -> Range<usize> {
        self.entry_start[slot] as usize..self.entry_start[slot + 1] as usize
    }

    /// Customers of a node.
    #[inline(always)]
    pub fn customers_of(&self, node: usize) -> Range<usize> {
        self.customer_start[node] as usize..self.customer_start[node + 1] as usize
    }

    /// Rows of a block's state that every step works on.
    pub fn state_rows(&self) -> usize {
        // S, T, o, ρ, c, u of a slot, and its ring; 1 − δ, ω twice, a, h, g, N, N, Q, B, Y, K, min(K, Y), potential, y of
        // a supplier; three of a node.
        6 * self.slot.len() + self.ring.len() + (15 + 3 * self.tiers) * self.suppliers.len()
    }

    /// Rows that a step reads and writes.
    pub fn moved_rows(&self) -> usize {
        // Orders read S, T, R and write o, ρ; suppliers read o, ρ, c once; the rest reads S, T, R, o, ρ and writes S, T, R, u.
        let arrivals = |slot| {
            let entries = &self.entries[self.entries_of(slot)];
            entries.chunk_by(|a, b| a.steps == b.steps).count()
        };
        let rings: usize = (0..self.slot.len()).map(arrivals).sum();
        17 * self.slot.len() + 2 * rings + 2 * (15 + 3 * self.tiers) * self.suppliers.len()
    }

    /// Bytes of the network's own arrays that a step reads.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.slot[..])
            + size_of_val(&self.entries[..])
            + size_of_val(&self.customers[..])
            + size_of_val(&self.suppliers[..])
            + size_of_val(&self.groups[..])
    }

    /// Edges of a trade lane.
    pub fn lane_edges(&self, lane: u32) -> &[u32] {
        &self.lane_edge[self.lane_start[lane as usize] as usize..self.lane_start[lane as usize + 1] as usize]
    }
}
