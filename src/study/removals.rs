//! How a network falls apart as its members go: percolation of networks of firms and of a model's suppliers.

use super::Study;
use super::cuts::supplier_name;
use crate::graph::{Attack, Graph, Survival, percolate};
use crate::network::FINAL;
use rayon::prelude::*;
use serde::Serialize;

/// Members taken away in one order, and what hangs together after each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Removals {
    /// `degree`, `initial-degree` or `random`.
    pub attack: &'static str,
    /// Mean share of the members in the largest connected part after 1 to N removals, 0 to 0.5 (Schneider et al. 2011).
    pub robustness: f64,
    /// Share of the members after whose removal that part is below half of all.
    pub half_at: f64,
    /// The part after every removal, 0 to 1.
    #[serde(skip)]
    pub largest: Vec<f64>,
}

impl Removals {
    fn of(attack: &'static str, survivals: &[Survival]) -> Self {
        let count = survivals.len().max(1) as f64;
        let mean = |of: &dyn Fn(&Survival) -> f64| survivals.iter().map(of).sum::<f64>() / count;
        let steps = survivals.first().map_or(0, |survival| survival.largest.len());
        let largest: Vec<f64> = (0..steps).map(|step| mean(&|survival| survival.largest[step])).collect();
        let half = largest.iter().position(|share| *share < 0.5).unwrap_or(0);
        Self {
            attack,
            robustness: mean(&Survival::robustness),
            half_at: half as f64 / steps.saturating_sub(1).max(1) as f64,
            largest,
        }
    }

    /// The attack in words.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self.attack {
            "degree" => "most partners left",
            "initial-degree" => "most partners at first",
            _ => "at random",
        }
    }
}

/// `graph` without its best-connected members, and without those of `orders` random orders, whose mean is told.
#[must_use]
pub fn removals(graph: &Graph, orders: u64, seed: u64) -> Vec<Removals> {
    let random = |order: u64| percolate(graph, Attack::Random(seed.wrapping_add(order << 32)));
    vec![
        Removals::of("degree", &[percolate(graph, Attack::Degree)]),
        Removals::of("initial-degree", &[percolate(graph, Attack::InitialDegree)]),
        Removals::of("random", &(0..orders).into_par_iter().map(random).collect::<Vec<_>>()),
    ]
}

impl Study {
    /// Who delivers to whom: the model's named suppliers and the flows between them, without final demand.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let network = &self.network;
        let named: Vec<u32> =
            (0..network.suppliers.len() as u32).filter(|&s| !network.suppliers[s as usize].other).collect();
        let mut place = vec![None; network.suppliers.len()];
        for (index, &supplier) in (0_u32..).zip(&named) {
            place[supplier as usize] = Some(index);
        }
        let slots = network.slots.iter().filter(|slot| slot.owner != FINAL);
        let edges = slots.flat_map(|slot| {
            let flows = network.edges[slot.edges.clone()].iter().filter(|edge| edge.flow > 0.0);
            flows.map(|edge| (edge.supplier, slot.owner))
        });
        let edges = edges.filter_map(|(from, to)| place[from as usize].zip(place[to as usize]));
        Graph::of(named.iter().map(|&supplier| supplier_name(network, supplier)).collect(), edges)
    }
}
