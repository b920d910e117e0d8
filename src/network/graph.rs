//! The network as a `petgraph` graph, for questions of structure: who feeds whom, through how many stages.

use super::{FINAL, Network};
use crate::model::{Model, Sector};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeMap;

/// A node of the supplier graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A supplier, by index.
    Supplier(u32),
    /// Final use of a cell, by index.
    FinalUse(u32),
}

/// Suppliers and final uses joined by flows a day; parallel flows into several slots of one user are added up.
#[must_use]
pub fn supplier_graph(network: &Network) -> DiGraph<Node, f64> {
    let mut graph = DiGraph::with_capacity(network.suppliers.len(), network.edges.len());
    let suppliers: Vec<NodeIndex> =
        (0..network.suppliers.len() as u32).map(|supplier| graph.add_node(Node::Supplier(supplier))).collect();
    let mut finals: BTreeMap<u32, NodeIndex> = BTreeMap::new();
    let mut flows: BTreeMap<(NodeIndex, NodeIndex), f64> = BTreeMap::new();
    for slot in &network.slots {
        let user = if slot.owner == FINAL {
            *finals.entry(slot.cell).or_insert_with(|| graph.add_node(Node::FinalUse(slot.cell)))
        } else {
            suppliers[slot.owner as usize]
        };
        for edge in &network.edges[slot.edges.clone()] {
            *flows.entry((suppliers[edge.supplier as usize], user)).or_default() += edge.flow;
        }
    }
    for ((from, to), flow) in flows {
        graph.add_edge(from, to, flow);
    }
    graph
}

/// Products of `sector` (and the products of others that feed it directly) joined by the links between them.
///
/// Node weights are product indices; edge weights are the share of the input's world use that goes into the user.
#[must_use]
pub fn product_graph(model: &Model, network: &Network, sector: Sector) -> DiGraph<u32, f64> {
    let mut flows: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for slot in network.slots.iter().filter(|slot| slot.owner != FINAL) {
        let user = network.suppliers[slot.owner as usize].product;
        if model.products[user as usize].0 == sector {
            *flows.entry((slot.product, user)).or_default() += slot.usage;
        }
    }
    let mut graph = DiGraph::new();
    let mut nodes: BTreeMap<u32, NodeIndex> = BTreeMap::new();
    for (index, (own, _)) in model.products.iter().enumerate() {
        let feeds = flows.keys().any(|(input, _)| *input as usize == index);
        if *own == sector || feeds {
            nodes.insert(index as u32, graph.add_node(index as u32));
        }
    }
    for ((input, user), flow) in flows {
        graph.add_edge(nodes[&input], nodes[&user], flow);
    }
    graph
}
