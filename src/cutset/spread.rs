//! How a loss spreads: the least fixed point of losses, which is one minus the greatest fixed point of activities.
//!
//! The kernel's extraction sweeps the whole network until nothing falls any more; here only what a loss reaches is
//! touched, which is what makes a hundred thousand sets cheap. Both give the same numbers (`tests/cut_sets.rs`).

use super::Element;
use crate::network::{FINAL, GroupKind, Network};
use std::collections::VecDeque;

/// Losses rise by at least this to be passed on.
const PASSED_ON: f64 = 1e-13;
/// Group of a slot of final use.
const NO_GROUP: u32 = u32::MAX;

/// A flow as the loss passes along it.
#[derive(Debug, Clone, Copy)]
struct Link {
    slot: u32,
    lane: u32,
    /// Share of the slot's use.
    share: f64,
}

#[derive(Debug, Clone, Copy)]
struct SlotPlace {
    group: u32,
    /// Share of its group.
    share: f64,
}

#[derive(Debug, Clone, Copy)]
struct GroupPlace {
    owner: u32,
    criticality: f64,
    /// The scarcest slot counts, not the sum.
    scarcest: bool,
}

/// The AND-OR graph of a network: groups are AND (the worst counts), suppliers of a slot are OR (shares add up).
#[derive(Debug, Clone)]
pub struct Spread {
    /// By supplier.
    links: Vec<Vec<Link>>,
    lane_links: Vec<Vec<Link>>,
    slots: Vec<SlotPlace>,
    groups: Vec<GroupPlace>,
    /// By host: co-products with share × v.
    coproducts: Vec<Vec<(u32, f64)>>,
    /// By cell: slots with their share of its use.
    cells: Vec<Vec<(u32, f64)>>,
    /// By economy: lanes of its exports.
    exports: Vec<Vec<u32>>,
    /// By strait: lanes with the share that is lost when it closes.
    straits: Vec<Vec<(u32, f64)>>,
}

/// What one evaluation needs; made once a thread.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    loss: Vec<f64>,
    aim: Vec<f64>,
    tied: Vec<f64>,
    slot: Vec<f64>,
    group: Vec<f64>,
    open: Vec<f64>,
    narrowed: Vec<u32>,
    queue: VecDeque<u32>,
    queued: Vec<bool>,
}

impl Spread {
    /// Of `network`. X and U are the sums of its flows.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let mut spread = Self {
            links: vec![Vec::new(); network.suppliers.len()],
            lane_links: vec![Vec::new(); network.lanes.len()],
            slots: vec![SlotPlace { group: NO_GROUP, share: 0.0 }; network.slots.len()],
            groups: Vec::new(),
            coproducts: vec![Vec::new(); network.suppliers.len()],
            cells: Vec::new(),
            exports: vec![Vec::new(); network.economies.len()],
            straits: vec![Vec::new(); network.chokepoints.len()],
        };
        let usage: Vec<f64> = network
            .slots
            .iter()
            .map(|slot| network.edges[slot.edges.clone()].iter().map(|edge| edge.flow).sum())
            .collect();
        for (index, slot) in network.slots.iter().enumerate().filter(|(index, _)| usage[*index] > 0.0) {
            for edge in &network.edges[slot.edges.clone()] {
                let link = Link { slot: index as u32, lane: edge.lane, share: edge.flow / usage[index] };
                spread.links[edge.supplier as usize].push(link);
                spread.lane_links[edge.lane as usize].push(link);
            }
        }
        for (owner, supplier) in network.suppliers.iter().enumerate() {
            for group in &network.groups[supplier.groups.clone()] {
                for slot in group.slots.clone().filter(|&slot| network.slots[slot].owner != FINAL) {
                    spread.slots[slot] =
                        SlotPlace { group: spread.groups.len() as u32, share: network.slots[slot].share };
                }
                spread.groups.push(GroupPlace {
                    owner: owner as u32,
                    criticality: group.criticality,
                    scarcest: group.kind == GroupKind::Single,
                });
            }
            for host in &supplier.hosts {
                spread.coproducts[host.supplier as usize].push((owner as u32, host.share * host.criticality));
            }
        }
        for cell in &network.cells {
            let whole: f64 = cell.slots.iter().map(|&slot| usage[slot as usize]).sum();
            let used = cell.slots.iter().filter(|_| whole > 0.0);
            spread.cells.push(used.map(|&slot| (slot, usage[slot as usize] / whole)).collect());
        }
        spread.add_lanes(network);
        spread
    }

    fn add_lanes(&mut self, network: &Network) {
        for (index, lane) in (0_u32..).zip(&network.lanes).filter(|(_, lane)| !lane.other) {
            if !lane.domestic {
                self.exports[lane.economy as usize].push(index);
            }
            for &(point, share) in &lane.via {
                let round = network.detours[point as usize].map_or(0.0, |(_, share)| share.clamp(0.0, 1.0));
                let lost = share.clamp(0.0, 1.0) * (1.0 - round);
                if lost > 0.0 {
                    self.straits[point as usize].push((index, lost));
                }
            }
        }
    }

    /// Share of each of `cells`' needs that is lost for good without `removed`, in `work`.
    pub fn losses(&self, work: &mut Workspace, removed: &[Element], cells: &[u32]) -> Vec<f64> {
        work.clear(self);
        for element in removed {
            self.remove(work, *element);
        }
        work.narrowed.sort_unstable();
        work.narrowed.dedup();
        for lane in std::mem::take(&mut work.narrowed) {
            let closed = 1.0 - work.open[lane as usize];
            for link in &self.lane_links[lane as usize] {
                self.starve(work, link.slot, link.share * closed);
            }
        }
        while let Some(supplier) = work.queue.pop_front() {
            let i = supplier as usize;
            work.queued[i] = false;
            let more = work.aim[i] - work.loss[i];
            work.loss[i] = work.aim[i];
            for link in &self.links[i] {
                self.starve(work, link.slot, link.share * work.open[link.lane as usize] * more);
            }
            for &(coproduct, weight) in &self.coproducts[i] {
                work.tied[coproduct as usize] += weight * more;
                let loss = work.tied[coproduct as usize];
                work.aim_at(coproduct, loss);
            }
        }
        let lost = |cell: &u32| {
            let slots = self.cells[*cell as usize].iter();
            slots.map(|&(slot, share)| share * work.slot[slot as usize].min(1.0)).sum::<f64>()
        };
        cells.iter().map(lost).collect()
    }

    fn remove(&self, work: &mut Workspace, element: Element) {
        match element {
            Element::Plants(supplier) => work.aim_at(supplier, 1.0),
            Element::Exports(economy) => {
                for &lane in &self.exports[economy as usize] {
                    work.open[lane as usize] = 0.0;
                    work.narrowed.push(lane);
                }
            }
            Element::Strait(point) => {
                for &(lane, lost) in &self.straits[point as usize] {
                    work.open[lane as usize] *= 1.0 - lost;
                    work.narrowed.push(lane);
                }
            }
        }
    }

    /// A slot gets less by `share` of its use.
    fn starve(&self, work: &mut Workspace, slot: u32, share: f64) {
        let loss = &mut work.slot[slot as usize];
        *loss += share;
        let (loss, place) = (*loss, self.slots[slot as usize]);
        if place.group == NO_GROUP {
            return;
        }
        let group = self.groups[place.group as usize];
        let lack = &mut work.group[place.group as usize];
        *lack = if group.scarcest { lack.max(loss) } else { *lack + place.share * share };
        let fall = group.criticality * *lack;
        work.aim_at(group.owner, fall);
    }

    /// Suppliers that feed `cell`, through however many stages.
    #[must_use]
    pub fn ancestors(&self, network: &Network, cell: u32) -> Vec<bool> {
        let mut found = vec![false; self.links.len()];
        let mut slots: Vec<u32> = network.cells[cell as usize].slots.clone();
        while let Some(slot) = slots.pop() {
            for edge in &network.edges[network.slots[slot as usize].edges.clone()] {
                let mut fresh = vec![edge.supplier];
                while let Some(supplier) = fresh.pop() {
                    if std::mem::replace(&mut found[supplier as usize], true) {
                        continue;
                    }
                    let supplier = &network.suppliers[supplier as usize];
                    fresh.extend(supplier.hosts.iter().map(|host| host.supplier));
                    let groups = &network.groups[supplier.groups.clone()];
                    slots.extend(groups.iter().flat_map(|group| group.slots.clone()).map(|slot| slot as u32));
                }
            }
        }
        found
    }
}

impl Workspace {
    fn clear(&mut self, spread: &Spread) {
        let renew = |values: &mut Vec<f64>, count: usize, value: f64| {
            values.clear();
            values.resize(count, value);
        };
        let suppliers = spread.links.len();
        for values in [&mut self.loss, &mut self.aim, &mut self.tied] {
            renew(values, suppliers, 0.0);
        }
        renew(&mut self.slot, spread.slots.len(), 0.0);
        renew(&mut self.group, spread.groups.len(), 0.0);
        renew(&mut self.open, spread.lane_links.len(), 1.0);
        self.narrowed.clear();
        self.queue.clear();
        self.queued.clear();
        self.queued.resize(suppliers, false);
    }

    /// `supplier` is to lose at least `loss`.
    fn aim_at(&mut self, supplier: u32, loss: f64) {
        let i = supplier as usize;
        let loss = loss.min(1.0);
        if loss > self.aim[i] + PASSED_ON {
            self.aim[i] = loss;
            if !std::mem::replace(&mut self.queued[i], true) {
                self.queue.push_back(supplier);
            }
        }
    }
}
