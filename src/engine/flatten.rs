//! From a [`Network`] to the flat arrays of [`Layout`].

use super::layout::{CellArrays, Coproduct, GroupArrays, Layout, RESERVE, ReserveArrays};
use super::parameters::{Parameters, Rationing};
use crate::network::{Edge, FINAL, Network};

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
            // A reserve has nothing on its way at rest.
            let quantity = if owner == RESERVE { 0.0 } else { edge.flow * parameters.step_days };
            self.fill(first, whole as usize, quantity * (1.0 - upper));
            if upper > 0.0 {
                self.fill(first, whole as usize + 1, quantity * upper);
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
