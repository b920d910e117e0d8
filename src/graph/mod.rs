//! The structure of a network, without flows: who would have to go for it to fall apart, and who stands between whom.
//!
//! Everything here sees paths, not recipes: a firm that needs all of its inputs stops when any is missing, which no
//! measure of paths knows. Read it as where to look, and cascades ([`crate::systemic`]) as what follows.

mod betweenness;
mod node_measures;
mod percolation;
mod vertex_cut;

pub use betweenness::{betweenness, betweenness_with};
pub use node_measures::{articulation, core_numbers, dominated};
pub use percolation::{Attack, Survival, percolate};
pub use vertex_cut::VertexCuts;

use crate::firm::FirmNetwork;

/// Nodes and directed edges, each once and none from a node to itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// Ids of the nodes.
    pub names: Vec<String>,
    /// Who each node supplies, ascending.
    pub successors: Vec<Vec<u32>>,
}

impl Graph {
    /// The graph of these nodes and edges.
    ///
    /// # Panics
    /// When an edge names a node that is none.
    #[must_use]
    pub fn of(names: Vec<String>, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut successors = vec![Vec::new(); names.len()];
        for (from, to) in edges {
            assert!((to as usize) < names.len(), "an edge between nodes");
            if from != to {
                successors[from as usize].push(to);
            }
        }
        for row in &mut successors {
            row.sort_unstable();
            row.dedup();
        }
        Self { names, successors }
    }

    /// The graph of deliveries with a weight.
    #[must_use]
    pub fn of_firms(network: &FirmNetwork) -> Self {
        let deliveries = network.edges().filter(|&(.., weight)| weight > 0.0);
        Self::of(network.firms.clone(), deliveries.map(|(supplier, buyer, _)| (supplier, buyer)))
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True if there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All edges.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32)> {
        self.successors.iter().zip(0..).flat_map(|(row, from)| row.iter().map(move |&to| (from, to)))
    }

    /// Neighbours of every node in either direction, ascending, each once.
    #[must_use]
    pub fn neighbours(&self) -> Vec<Vec<u32>> {
        let mut neighbours = self.successors.clone();
        for (from, to) in self.edges() {
            neighbours[to as usize].push(from);
        }
        for row in &mut neighbours {
            row.sort_unstable();
            row.dedup();
        }
        neighbours
    }
}
