//! Measures of single nodes: cores, cut vertices, and who cannot be reached without whom.

use super::Graph;
use petgraph::algo::articulation_points::articulation_points;
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};

/// The largest k for which a node belongs to a part in which everybody has k neighbours (Seidman 1983), directions aside.
#[must_use]
pub fn core_numbers(graph: &Graph) -> Vec<usize> {
    let neighbours = graph.neighbours();
    let mut degrees: Vec<usize> = neighbours.iter().map(Vec::len).collect();
    let mut left: std::collections::BTreeSet<(usize, u32)> = degrees.iter().copied().zip(0..).collect();
    let mut cores = vec![0; graph.len()];
    let mut core = 0;
    while let Some((degree, node)) = left.pop_first() {
        core = core.max(degree);
        cores[node as usize] = core;
        for &other in &neighbours[node as usize] {
            let degree = degrees[other as usize];
            if left.remove(&(degree, other)) {
                degrees[other as usize] = degree - 1;
                left.insert((degree - 1, other));
            }
        }
    }
    cores
}

/// True for nodes without which a connected part falls into several, directions aside.
#[must_use]
pub fn articulation(graph: &Graph) -> Vec<bool> {
    let edges = graph
        .neighbours()
        .into_iter()
        .zip(0_u32..)
        .flat_map(|(row, from)| row.into_iter().filter(move |&to| from < to).map(move |to| (from, to)));
    let mut plain = UnGraph::<(), ()>::with_capacity(graph.len(), 0);
    for _ in 0..graph.len() {
        plain.add_node(());
    }
    for (from, to) in edges {
        plain.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), ());
    }
    let mut cut = vec![false; graph.len()];
    for node in articulation_points(&plain) {
        cut[node.index()] = true;
    }
    cut
}

/// How many nodes every path from the outset to them leads through this one (strict dominance; Lengauer and Tarjan 1979).
/// The outset are the nodes that nobody supplies; what they do not reach counts for nobody.
#[must_use]
pub fn dominated(graph: &Graph) -> Vec<usize> {
    let mut supplied = vec![false; graph.len()];
    let mut paths = DiGraph::<(), ()>::with_capacity(graph.len() + 1, 0);
    let outset = paths.add_node(());
    let nodes: Vec<NodeIndex> = (0..graph.len()).map(|_| paths.add_node(())).collect();
    for (from, to) in graph.edges() {
        supplied[to as usize] = true;
        paths.add_edge(nodes[from as usize], nodes[to as usize], ());
    }
    for (node, _) in nodes.iter().zip(&supplied).filter(|(_, supplied)| !**supplied) {
        paths.add_edge(outset, *node, ());
    }
    let tree = simple_fast(&paths, outset);
    // A node counts for all of its ancestors in the tree: children before parents.
    let mut children = vec![Vec::new(); paths.node_count()];
    for node in paths.node_indices() {
        if let Some(parent) = tree.immediate_dominator(node) {
            children[parent.index()].push(node);
        }
    }
    let mut order = vec![outset];
    let mut at = 0;
    while let Some(&node) = order.get(at) {
        order.extend(&children[node.index()]);
        at += 1;
    }
    let mut counts = vec![0; graph.len() + 1];
    for &node in order.iter().rev() {
        if let Some(parent) = tree.immediate_dominator(node) {
            counts[parent.index()] += counts[node.index()] + 1;
        }
    }
    counts.split_off(1)
}
