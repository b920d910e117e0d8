//! The network in flat arrays, one per quantity, in the order in which the step reads them.
//!
//! Strategic reserves are appended to the slots as *reserve slots*: their U is the refill rate, their target the
//! full quantity, their edges those of the cell they serve. They order in class R only and use nothing, so that
//! arrivals, dispatch and mass balance need no special case for them.

use super::parameters::{Parameters, Rationing};
use crate::network::{Edge, FINAL, GroupKind, Network};
use std::ops::Range;

/// Owner of a reserve slot.
pub const RESERVE: u32 = u32::MAX - 1;

/// Flat arrays of an [`super::Engine`]; see the module's documentation.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Real slots; reserve slots follow.
    pub slots: usize,
    /// Number of lane classes.
    pub lanes: usize,

    /// Edges of slot s: `edge_start[s]..edge_start[s + 1]`.
    pub edge_start: Vec<u32>,
    /// Slot of each edge.
    pub edge_slot: Vec<u32>,
    /// Supplier of each edge.
    pub edge_supplier: Vec<u32>,
    /// F: normal flow a day.
    pub edge_flow: Vec<f64>,
    /// Whole steps on the way, at least 1.
    pub edge_steps: Vec<u32>,
    /// Share of the flow that takes one step more.
    pub edge_upper: Vec<f64>,
    /// Lane class of each edge.
    pub edge_lane: Vec<u32>,
    /// 0 if served in the first tier, 1 if in the second.
    pub edge_tier: Vec<u8>,
    /// Edges of lane l: `lane_edge[lane_start[l]..lane_start[l + 1]]`.
    pub lane_start: Vec<u32>,
    /// See [`Self::lane_start`].
    pub lane_edge: Vec<u32>,
    /// Edges of supplier i: `out_edge[out_start[i]..out_start[i + 1]]`.
    pub out_start: Vec<u32>,
    /// See [`Self::out_start`].
    pub out_edge: Vec<u32>,

    /// Owner of each slot: a supplier, [`FINAL`] or [`RESERVE`].
    pub owner: Vec<u32>,
    /// U: normal use a day.
    pub usage: Vec<f64>,
    /// S*: target stock.
    pub target: Vec<f64>,
    /// T* at rest: content of the filled ring.
    pub pipeline: Vec<f64>,
    /// 1/(max(τ, Δt) U), 0 where U = 0.
    pub per_restock: Vec<f64>,
    /// Share of its group's need.
    pub share: Vec<f64>,
    /// How far an alternative can be stretched over its share.
    pub stretch: Vec<f64>,
    /// `σ_max`.
    pub switching_max: Vec<f64>,
    /// Share of the way to `σ_max` in one step.
    pub switching_up: Vec<f64>,
    /// Share of the way back in one step.
    pub switching_down: Vec<f64>,
    /// Ring of slot s at rest: `ring_start[s]..ring_start[s + 1]`.
    pub ring_start: Vec<u32>,
    /// Content of the rings at rest.
    pub ring: Vec<f64>,

    /// X: normal output.
    pub output: Vec<f64>,
    /// `a_max`.
    pub overtime_max: Vec<f64>,
    /// min(1, Δt/τ_a).
    pub overtime_rate: Vec<f64>,
    /// Groups of supplier i: `group_start[i]..group_start[i + 1]`.
    pub group_start: Vec<u32>,
    /// The groups.
    pub groups: Vec<GroupArrays>,
    /// Co-products with their ties, hosts first.
    pub coproducts: Vec<Coproduct>,

    /// Cells.
    pub cells: Vec<CellArrays>,
    /// Reserves; reserve r lives in slot `slots + r`.
    pub reserves: Vec<ReserveArrays>,
}

/// A group of inputs.
#[derive(Debug, Clone)]
pub struct GroupArrays {
    /// How its slots combine.
    pub kind: GroupKind,
    /// v.
    pub criticality: f64,
    /// Whether overtime draws on it.
    pub scales: bool,
    /// `ζ_max`.
    pub substitute_max: f64,
    /// Share of the way to `ζ_max` in one step.
    pub substitute_up: f64,
    /// Share of the way back in one step.
    pub substitute_down: f64,
    /// First slot.
    pub first: u32,
    /// One past its last slot.
    pub last: u32,
}

impl GroupArrays {
    /// Its slots.
    #[must_use]
    pub fn slots(&self) -> Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// A supplier tied to its hosts.
#[derive(Debug, Clone)]
pub struct Coproduct {
    /// The co-product's supplier.
    pub supplier: u32,
    /// Hosts with share × v.
    pub hosts: Vec<(u32, f64)>,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct CellArrays {
    /// All its slots.
    pub slots: Vec<u32>,
    /// Those of final demand.
    pub finals: Vec<u32>,
}

/// A strategic reserve.
#[derive(Debug, Clone)]
pub struct ReserveArrays {
    /// Cell it serves.
    pub cell: u32,
    /// Share of the slots' targets up to which it fills them.
    pub level: f64,
    /// `r_max`: largest release in a step.
    pub release: f64,
}

impl Layout {
    /// Flattens `network`.
    pub(super) fn new(network: &Network, parameters: &Parameters) -> Self {
        let mut layout = Self { slots: network.slots.len(), lanes: network.lanes.len(), ..Self::default() };
        layout.output = vec![0.0; network.suppliers.len()];
        layout.edge_start.push(0);
        layout.ring_start.push(0);
        for slot in &network.slots {
            let first = network.edges.get(slot.edges.clone()).unwrap_or_default();
            let tier = |edge: &Edge| u8::from(!is_first(network, parameters, slot.owner, edge));
            layout.push_slot(first, slot.owner, slot.cover, parameters, tier);
            layout.share.push(slot.share);
            layout.stretch.push(slot.stretch);
            layout.switching_max.push(slot.switching_max * parameters.switching_factor);
            layout.switching_up.push(parameters.rate(slot.qualification_days));
            layout.switching_down.push(parameters.rate(2.0 * slot.qualification_days));
        }
        for (edge, &flow) in layout.edge_flow.iter().enumerate() {
            layout.output[layout.edge_supplier[edge] as usize] += flow;
        }
        layout.push_suppliers(network, parameters);
        layout.push_reserves(network, parameters);
        let (lanes, suppliers) = (layout.lanes, layout.output.len());
        (layout.lane_start, layout.lane_edge) = grouped(&layout.edge_lane, lanes);
        (layout.out_start, layout.out_edge) = grouped(&layout.edge_supplier, suppliers);
        layout
    }

    /// Edges of a slot.
    #[must_use]
    pub fn edges(&self, slot: usize) -> Range<usize> {
        self.edge_start[slot] as usize..self.edge_start[slot + 1] as usize
    }

    /// Edges of a lane.
    #[must_use]
    pub fn lane_edges(&self, lane: u32) -> &[u32] {
        &self.lane_edge[self.lane_start[lane as usize] as usize..self.lane_start[lane as usize + 1] as usize]
    }

    /// Edges of a supplier.
    #[must_use]
    pub fn out_edges(&self, supplier: usize) -> &[u32] {
        &self.out_edge[self.out_start[supplier] as usize..self.out_start[supplier + 1] as usize]
    }

    /// Appends a slot with its edges and its ring at rest.
    fn push_slot(
        &mut self,
        edges: &[Edge],
        owner: u32,
        cover: f64,
        parameters: &Parameters,
        tier: impl Fn(&Edge) -> u8,
    ) {
        let slot = self.owner.len() as u32;
        let usage: f64 = edges.iter().map(|edge| edge.flow).sum();
        let first = self.ring.len();
        for edge in edges {
            let steps = (edge.transit_days / parameters.step_days).max(1.0);
            let whole = steps.floor();
            let upper = steps - whole;
            self.edge_slot.push(slot);
            self.edge_supplier.push(edge.supplier);
            self.edge_flow.push(edge.flow);
            self.edge_steps.push(whole as u32);
            self.edge_upper.push(upper);
            self.edge_lane.push(edge.lane);
            self.edge_tier.push(tier(edge));
            if owner != RESERVE {
                let quantity = edge.flow * parameters.step_days;
                self.fill(first, whole as usize, quantity * (1.0 - upper));
                if upper > 0.0 {
                    self.fill(first, whole as usize + 1, quantity * upper);
                }
            } else {
                self.fill(first, whole as usize + 1, 0.0);
            }
        }
        if edges.is_empty() {
            self.fill(first, 1, 0.0);
        }
        self.edge_start.push(self.edge_supplier.len() as u32);
        self.ring_start.push(self.ring.len() as u32);
        self.pipeline.push(self.ring[first..].iter().sum());
        let per = usage * parameters.restock_days.max(parameters.step_days);
        self.per_restock.push(if per > 0.0 { 1.0 / per } else { 0.0 });
        self.owner.push(owner);
        self.usage.push(usage);
        self.target.push(cover * usage);
    }

    /// Adds `quantity` to the first `steps` places of the ring that starts at `first`.
    fn fill(&mut self, first: usize, steps: usize, quantity: f64) {
        if self.ring.len() < first + steps {
            self.ring.resize(first + steps, 0.0);
        }
        for place in &mut self.ring[first..first + steps] {
            *place += quantity;
        }
    }

    fn push_suppliers(&mut self, network: &Network, parameters: &Parameters) {
        self.group_start.push(0);
        for supplier in &network.suppliers {
            self.overtime_max.push(supplier.overtime_max.max(1.0));
            self.overtime_rate.push(parameters.rate(supplier.overtime_days));
            for group in network.groups.get(supplier.groups.clone()).unwrap_or_default() {
                self.groups.push(GroupArrays {
                    kind: group.kind,
                    criticality: group.criticality,
                    scales: group.scales_with_overtime,
                    substitute_max: group.substitute_max * parameters.substitute_factor,
                    substitute_up: parameters.rate(group.substitute_days),
                    substitute_down: parameters.rate(2.0 * group.substitute_days),
                    first: group.slots.start as u32,
                    last: group.slots.end as u32,
                });
            }
            self.group_start.push(self.groups.len() as u32);
        }
        for &i in &network.host_order {
            let hosts = &network.suppliers[i as usize].hosts;
            if !hosts.is_empty() {
                let hosts = hosts.iter().map(|host| (host.supplier, host.share * host.criticality)).collect();
                self.coproducts.push(Coproduct { supplier: i, hosts });
            }
        }
    }

    fn push_reserves(&mut self, network: &Network, parameters: &Parameters) {
        for cell in &network.cells {
            let finals = cell.slots.iter().copied().filter(|&s| network.slots[s as usize].owner == FINAL).collect();
            self.cells.push(CellArrays { slots: cell.slots.clone(), finals });
        }
        for reserve in &network.reserves {
            let slots = &network.cells[reserve.cell as usize].slots;
            let usage: f64 = slots.iter().map(|&s| self.usage[s as usize]).sum();
            let part = if usage > 0.0 { reserve.refill / usage } else { 0.0 };
            let mut edges: Vec<Edge> = Vec::new();
            if part > 0.0 {
                let all = slots.iter().flat_map(|&s| &network.edges[network.slots[s as usize].edges.clone()]);
                edges.extend(all.map(|edge| Edge { flow: edge.flow * part, ..*edge }));
                merge_alike(&mut edges);
            }
            self.push_slot(&edges, RESERVE, 0.0, parameters, |_| 1);
            *self.target.last_mut().expect("pushed above") = reserve.quantity;
            self.reserves.push(ReserveArrays {
                cell: reserve.cell,
                level: reserve.opens_below.min(1.0),
                release: reserve.release * parameters.step_days,
            });
        }
    }
}

/// Joins edges of one supplier, lane and transit time.
fn merge_alike(edges: &mut Vec<Edge>) {
    let alike = |a: &Edge, b: &Edge| {
        (a.supplier, a.lane).cmp(&(b.supplier, b.lane)).then(a.transit_days.total_cmp(&b.transit_days))
    };
    edges.sort_by(alike);
    edges.dedup_by(|b, a| {
        let same = alike(a, b).is_eq();
        if same {
            a.flow += b.flow;
        }
        same
    });
}

/// Whether the first tier of class N includes the edge.
fn is_first(network: &Network, parameters: &Parameters, owner: u32, edge: &Edge) -> bool {
    let lane = &network.lanes[edge.lane as usize];
    match &parameters.rationing {
        Rationing::Proportional | Rationing::WaterFilling => true,
        Rationing::DomesticFirst => lane.domestic,
        Rationing::PartnersFirst(partners) => lane.domestic || partners.contains(&lane.region),
        Rationing::FinalDemandLast => owner != FINAL,
    }
}

/// Indices of `keys` grouped by key: starts and members, in order.
fn grouped(keys: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0u32; count + 1];
    for &key in keys {
        start[key as usize + 1] += 1;
    }
    for k in 0..count {
        start[k + 1] += start[k];
    }
    let mut next = start.clone();
    let mut members = vec![0u32; keys.len()];
    for (index, &key) in keys.iter().enumerate() {
        members[next[key as usize] as usize] = index as u32;
        next[key as usize] += 1;
    }
    (start, members)
}
