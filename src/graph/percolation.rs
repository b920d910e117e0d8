//! What is left of a network's largest part as nodes are removed (Schneider, Moreira, Andrade, Havlin and Herrmann 2011,
//! *Mitigation of malicious attacks on networks*, PNAS 108).

use super::Graph;
use crate::montecarlo::draws::philox4x32_10;
use std::collections::BTreeSet;

/// In which order nodes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// The node with the most neighbours left, counted anew after every removal; of equals the first of the list.
    Degree,
    /// By the number of neighbours in the whole network; of equals the first of the list.
    InitialDegree,
    /// By chance, from this seed.
    Random(u64),
}

/// How a network shrinks.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Nodes in the order of their removal.
    pub order: Vec<u32>,
    /// s(Q): the largest connected part as a share of all nodes, after 0, 1, … N removals.
    pub largest: Vec<f64>,
}

impl Survival {
    /// R = Σ over Q = 1 to N of s(Q) / N; 0 for a network without nodes, at most 1/2.
    #[must_use]
    pub fn robustness(&self) -> f64 {
        let removals = self.order.len().max(1) as f64;
        self.largest.iter().skip(1).sum::<f64>() / removals
    }
}

/// Removes the nodes of `graph`, directions aside.
#[must_use]
pub fn percolate(graph: &Graph, attack: Attack) -> Survival {
    let neighbours = graph.neighbours();
    let order = match attack {
        Attack::Degree => by_degree(&neighbours),
        Attack::InitialDegree => {
            let mut order: Vec<u32> = (0..graph.len() as u32).collect();
            order.sort_by_key(|&node| (std::cmp::Reverse(neighbours[node as usize].len()), node));
            order
        }
        Attack::Random(seed) => {
            let mut order: Vec<u32> = (0..graph.len() as u32).collect();
            let key = [seed as u32, (seed >> 32) as u32];
            order.sort_by_cached_key(|&node| (philox4x32_10([node, 0, 0, 0], key), node));
            order
        }
    };
    let largest = largest_parts(&neighbours, &order);
    Survival { order, largest }
}

/// The order in which the best connected of those left goes next.
fn by_degree(neighbours: &[Vec<u32>]) -> Vec<u32> {
    let mut degrees: Vec<usize> = neighbours.iter().map(Vec::len).collect();
    let key = |node: u32, degree: usize| (std::cmp::Reverse(degree), node);
    let mut left: BTreeSet<_> = degrees.iter().zip(0..).map(|(&degree, node)| key(node, degree)).collect();
    let mut order = Vec::with_capacity(neighbours.len());
    while let Some((_, node)) = left.pop_first() {
        order.push(node);
        for &other in &neighbours[node as usize] {
            let degree = &mut degrees[other as usize];
            if left.remove(&key(other, *degree)) {
                *degree -= 1;
                left.insert(key(other, *degree));
            }
        }
    }
    order
}

/// The largest part after every removal, by putting nodes back from the last to the first (Newman and Ziff 2001).
fn largest_parts(neighbours: &[Vec<u32>], order: &[u32]) -> Vec<f64> {
    let nodes = neighbours.len();
    let mut parts: Vec<u32> = (0..nodes as u32).collect();
    let (mut sizes, mut present) = (vec![1_u32; nodes], vec![false; nodes]);
    let (mut largest, mut shares) = (0, vec![0.0; nodes + 1]);
    for (removed, &node) in order.iter().enumerate().rev() {
        present[node as usize] = true;
        largest = largest.max(1);
        for &other in neighbours[node as usize].iter().filter(|&&other| present[other as usize]) {
            let (a, b) = (root(&mut parts, node), root(&mut parts, other));
            if a != b {
                let (small, large) = if sizes[a as usize] < sizes[b as usize] { (a, b) } else { (b, a) };
                parts[small as usize] = large;
                sizes[large as usize] += sizes[small as usize];
                largest = largest.max(sizes[large as usize]);
            }
        }
        shares[removed] = f64::from(largest) / nodes as f64;
    }
    shares
}

/// The node that stands for a node's part; paths are halved on the way.
fn root(parts: &mut [u32], mut node: u32) -> u32 {
    while parts[node as usize] != node {
        parts[node as usize] = parts[parts[node as usize] as usize];
        node = parts[node as usize];
    }
    node
}
