//! Who stands behind a supply, all tiers counted.
//!
//! Inputs are AND inputs: no physical share says which of them "is" the product. What is passed up the chain is
//! responsibility. A supplier and each of its input groups count by the share of output that goes with them: 1 for its
//! own plants, v for a group. So it keeps 1/(1 + Σ v) of what it is responsible for and passes v/(1 + Σ v) to each group,
//! there to the slots by their share and to the suppliers by their flows. Nothing is lost or counted twice: the shares
//! of all suppliers sum to one. With [`Basis::Cost`] what inputs cost takes the place of v where it is known.

use super::{Network, SupplierIx};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// What is left to pass when the tracing ends, as a share of the whole.
const TRACED: f64 = 1e-10;
/// Tiers at most: cycles pass less and less on.
const TIERS: usize = 10_000;
/// Inputs that cost more than this share of the output's value are not believed.
const COST_AT_MOST: f64 = 0.95;

/// How responsibility is shared between a supplier and its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// By criticality.
    Criticality,
    /// By what inputs cost at world market values where all of a supplier's are known, else by criticality.
    Cost,
}

/// Passing rules of a network.
#[derive(Debug, Clone)]
pub struct LookThrough {
    /// Share that a supplier keeps.
    keeps: Vec<f64>,
    /// Shares that it passes, to whom.
    passes: Vec<Vec<(SupplierIx, f64)>>,
    /// Suppliers whose shares are by cost.
    by_cost: Vec<bool>,
}

/// Where responsibility ends up.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// What each supplier keeps, over all tiers; sums to what was put in.
    pub kept: Vec<f64>,
    /// What reaches each supplier in the first tiers, from tier 1.
    pub tiers: Vec<Vec<f64>>,
}

/// The strongest way from the users to a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Suppliers, the first tier first.
    pub suppliers: Vec<SupplierIx>,
    /// Share of the whole that goes this way and stays at its end.
    pub share: f64,
}

impl LookThrough {
    /// Of `network`; `values` are the world market values of its products a year, in one currency, where known.
    #[must_use]
    pub fn new(network: &Network, basis: Basis, values: &[Option<f64>]) -> Self {
        let mut rules = Self { keeps: Vec::new(), passes: Vec::new(), by_cost: Vec::new() };
        for supplier in &network.suppliers {
            let own =
                values[supplier.product as usize].map(|value| value * supplier.output).filter(|worth| *worth > 0.0);
            let groups = &network.groups[supplier.groups.clone()];
            let costs: Option<Vec<f64>> = own.filter(|_| basis == Basis::Cost).and_then(|own| {
                let cost =
                    |slot: usize| values[network.slots[slot].product as usize].map(|v| v * flow(network, slot) / own);
                groups.iter().map(|group| group.slots.clone().map(cost).sum()).collect()
            });
            let costs = costs.filter(|costs| supplier.hosts.is_empty() && costs.iter().sum::<f64>() <= COST_AT_MOST);
            rules.by_cost.push(costs.is_some());
            let weights = costs.clone().unwrap_or_else(|| groups.iter().map(|group| group.criticality).collect());
            let tied: f64 = supplier.hosts.iter().map(|host| host.share * host.criticality).sum();
            let whole = if costs.is_some() { 1.0 } else { 1.0 + weights.iter().sum::<f64>() + tied };
            let mut passes: Vec<(SupplierIx, f64)> =
                supplier.hosts.iter().map(|host| (host.supplier, host.share * host.criticality / whole)).collect();
            for (group, weight) in groups.iter().zip(&weights) {
                let shares: f64 = group.slots.clone().map(|slot| network.slots[slot].share).sum();
                for slot in group.slots.clone() {
                    let all = flow(network, slot);
                    let part = network.slots[slot].share / shares * weight / whole;
                    let edges = network.edges[network.slots[slot].edges.clone()].iter().filter(|_| all > 0.0);
                    passes.extend(edges.map(|edge| (edge.supplier, part * edge.flow / all)));
                }
            }
            passes.retain(|(_, share)| *share > 0.0 && share.is_finite());
            rules.keeps.push((1.0 - passes.iter().map(|(_, share)| share).sum::<f64>()).max(0.0));
            rules.passes.push(passes);
        }
        rules
    }

    /// Whether the shares of a supplier are by cost.
    #[must_use]
    pub fn is_by_cost(&self, supplier: SupplierIx) -> bool {
        self.by_cost[supplier as usize]
    }

    /// Traces `first`, what each supplier delivers to the users themselves, through all tiers; `tiers` of them are kept.
    #[must_use]
    pub fn trace(&self, first: &[f64], tiers: usize) -> Trace {
        let mut trace = Trace { kept: vec![0.0; first.len()], tiers: Vec::new() };
        let mut reached = first.to_vec();
        let traced = TRACED * first.iter().sum::<f64>();
        for tier in 0..TIERS {
            if tier < tiers {
                trace.tiers.push(reached.clone());
            }
            let mut next = vec![0.0; reached.len()];
            for (supplier, amount) in reached.iter().enumerate().filter(|(_, amount)| **amount > 0.0) {
                trace.kept[supplier] += amount * self.keeps[supplier];
                for &(to, share) in &self.passes[supplier] {
                    next[to as usize] += amount * share;
                }
            }
            reached = next;
            if reached.iter().sum::<f64>() <= traced {
                break;
            }
        }
        trace
    }

    /// The strongest way of two tiers or more from `first` to each supplier; none where there is none.
    #[must_use]
    pub fn ways(&self, first: &[f64]) -> Vec<Option<Way>> {
        let count = first.len();
        // Places below `count` are reached directly, those above through others.
        let mut best = vec![0.0_f64; 2 * count];
        let mut before: Vec<usize> = (0..2 * count).collect();
        let mut queue = BinaryHeap::new();
        for (supplier, &amount) in first.iter().enumerate().filter(|(_, amount)| **amount > 0.0) {
            best[supplier] = amount;
            queue.push(Reached { share: amount, place: supplier });
        }
        while let Some(Reached { share, place }) = queue.pop() {
            if share < best[place] {
                continue;
            }
            for &(to, part) in &self.passes[place % count] {
                let (to, share) = (count + to as usize, share * part);
                if share > best[to] {
                    best[to] = share;
                    before[to] = place;
                    queue.push(Reached { share, place: to });
                }
            }
        }
        let way = |supplier: usize| {
            let mut place = count + supplier;
            let share = best[place] * self.keeps[supplier];
            let mut suppliers = vec![supplier as SupplierIx];
            while before[place] != place {
                place = before[place];
                suppliers.push((place % count) as SupplierIx);
            }
            suppliers.reverse();
            (share > 0.0).then_some(Way { suppliers, share })
        };
        (0..count).map(way).collect()
    }
}

fn flow(network: &Network, slot: usize) -> f64 {
    network.edges[network.slots[slot].edges.clone()].iter().map(|edge| edge.flow).sum()
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Reached {
    share: f64,
    place: usize,
}

impl Eq for Reached {}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        self.share.total_cmp(&other.share).then(other.place.cmp(&self.place))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
