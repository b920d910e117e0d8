//! The fewest nodes whose loss cuts a node off from everybody who could begin a chain to it (Menger 1927).

use super::Graph;
use std::collections::VecDeque;

/// No state and no node.
const NONE: u32 = u32::MAX;
/// The node whose cut is sought, where chains end.
const END: u32 = u32::MAX - 1;

/// Finds minimum vertex cuts of one graph; keeps its arrays from one search to the next.
///
/// Chains are looked for from their end, where few nodes stand, towards those that nobody supplies.
#[derive(Debug, Clone)]
pub struct VertexCuts {
    /// Who supplies each node, ascending.
    suppliers: Vec<Vec<u32>>,
    /// Whether a chain leads through a node, and whom it serves next.
    used: Vec<bool>,
    after: Vec<u32>,
    /// By state (a node's exit: 2 v; its entry: 2 v + 1) the state it was reached from; [`END`] for those it begins with.
    reached: Vec<u32>,
    queue: VecDeque<u32>,
}

impl VertexCuts {
    /// Of `graph`.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let mut suppliers = vec![Vec::new(); graph.len()];
        for (from, to) in graph.edges() {
            suppliers[to as usize].push(from);
        }
        let nodes = graph.len();
        let (used, after, reached) = (vec![false; nodes], vec![NONE; nodes], vec![NONE; 2 * nodes]);
        Self { suppliers, used, after, reached, queue: VecDeque::new() }
    }

    /// The fewest nodes that every chain from the outset (nodes that nobody supplies) to `node` leads through, itself left
    /// out, ascending; of several such sets the one nearest to it. As many chains share no node (Menger), found by
    /// augmenting paths. None for nodes that nobody supplies and those that no chain reaches.
    ///
    /// # Panics
    /// When `node` is none of the graph.
    pub fn cut(&mut self, node: u32) -> Option<Vec<u32>> {
        self.used.fill(false);
        self.after.fill(NONE);
        let mut chains = 0;
        while let Some(start) = self.search(node) {
            self.augment(start);
            chains += 1;
        }
        let halfway = |&v: &u32| {
            let [exit, entry] = [2 * v as usize, 2 * v as usize + 1].map(|state| self.reached[state] != NONE);
            v != node && exit && !entry
        };
        let cut: Vec<u32> = (0..self.suppliers.len() as u32).filter(halfway).collect();
        debug_assert_eq!(cut.len(), chains);
        (chains > 0).then_some(cut)
    }

    /// The beginning of a further chain to `end`, if there is one, old ones led another way where need be.
    fn search(&mut self, end: u32) -> Option<u32> {
        self.reached.fill(NONE);
        self.queue.clear();
        let Self { suppliers, used, after, reached, queue } = self;
        let mut step = |queue: &mut VecDeque<u32>, from: u32, to: u32| {
            if reached[to as usize] == NONE {
                reached[to as usize] = from;
                queue.push_back(to);
            }
        };
        for &supplier in &suppliers[end as usize] {
            step(queue, END, 2 * supplier);
        }
        while let Some(state) = queue.pop_front() {
            let node = state / 2;
            let own = node as usize;
            if state.is_multiple_of(2) {
                if node == end {
                    // A chain that leads through its own end is none.
                } else if !used[own] {
                    step(queue, state, state + 1);
                } else if after[own] < END {
                    step(queue, state, 2 * after[own] + 1);
                }
                continue;
            }
            if suppliers[own].is_empty() {
                return Some(node);
            }
            if used[own] {
                step(queue, state, state - 1);
            }
            for &supplier in &suppliers[own] {
                step(queue, state, 2 * supplier);
            }
        }
        None
    }

    /// Leads one more chain from `start` along the way that [`Self::search`] found.
    fn augment(&mut self, start: u32) {
        let mut forward = Vec::new();
        let mut state = 2 * start + 1;
        while state < END {
            let from = self.reached[state as usize];
            let node = state / 2;
            match from {
                END => forward.push((node, END)),
                _ if from / 2 == node => self.used[node as usize] = state % 2 == 1,
                _ if state.is_multiple_of(2) => forward.push((node, from / 2)),
                // From an exit back to the entry after it: that delivery is given up.
                _ => self.after[(from / 2) as usize] = NONE,
            }
            state = from;
        }
        // What is given up first: an exit may change whom its chain serves.
        for (from, to) in forward {
            self.after[from as usize] = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::dominated;
    use rand::{RngExt, SeedableRng, rngs::SmallRng};

    fn graph(nodes: u32, edges: &[(u32, u32)]) -> Graph {
        Graph::of((0..nodes).map(|node| node.to_string()).collect(), edges.iter().copied())
    }

    /// Whether a chain from the outset reaches `target` without the nodes of the set `gone`.
    fn reaches(graph: &Graph, target: u32, gone: u32) -> bool {
        let supplied: Vec<u32> = graph.edges().map(|(_, to)| to).collect();
        let there = |node: u32| gone & (1 << node) == 0;
        let mut found: Vec<u32> = (0..graph.len() as u32).filter(|n| !supplied.contains(n) && there(*n)).collect();
        let mut at = 0;
        while let Some(&node) = found.get(at) {
            for &next in &graph.successors[node as usize] {
                if there(next) && !found.contains(&next) {
                    found.push(next);
                }
            }
            at += 1;
        }
        found.contains(&target)
    }

    #[test]
    fn the_cut_is_the_smallest_of_all_sets() {
        let mut rng = SmallRng::seed_from_u64(7);
        let mut sizes = std::collections::BTreeSet::new();
        for _ in 0..300 {
            let nodes = rng.random_range(3..10);
            let count = rng.random_range(2..30);
            let edges: Vec<(u32, u32)> =
                (0..count).map(|_| (rng.random_range(0..nodes), rng.random_range(0..nodes))).collect();
            let graph = graph(nodes, &edges);
            let mut cuts = VertexCuts::of(&graph);
            for target in 0..nodes {
                let own = 1 << target;
                let sets = (0_u32..1 << nodes).filter(|set| set & own == 0);
                let least = sets.filter(|set| !reaches(&graph, target, *set)).map(u32::count_ones).min();
                let starts = graph.edges().all(|(_, to)| to != target);
                match cuts.cut(target) {
                    None => assert!(starts || least == Some(0), "{edges:?} {target}"),
                    Some(cut) => {
                        let set = cut.iter().fold(0, |set, node| set | 1 << node);
                        assert!(!reaches(&graph, target, set), "{edges:?} {target} {cut:?}");
                        assert_eq!(Some(cut.len() as u32), least, "{edges:?} {target} {cut:?}");
                        sizes.insert(cut.len());
                    }
                }
            }
        }
        assert!(sizes.len() > 3, "{sizes:?}");
    }

    #[test]
    fn a_cut_of_one_is_a_dominator() {
        // Two ways to 3 and one neck before 5.
        let graph = graph(6, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5)]);
        let mut cuts = VertexCuts::of(&graph);
        assert_eq!((cuts.cut(3), cuts.cut(0)), (Some(vec![0]), None));
        assert_eq!(cuts.cut(5), Some(vec![4]), "nearest to it");
        let ruled = dominated(&graph);
        assert_eq!((ruled[0], ruled[4]), (5, 1));
    }
}
