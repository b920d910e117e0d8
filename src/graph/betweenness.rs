//! Betweenness: on how many shortest paths between others a node lies (Brandes 2001, *A faster algorithm for betweenness
//! centrality*, Journal of Mathematical Sociology 25).

use rayon::prelude::*;

/// Sources whose paths one task counts.
const SOURCES: usize = 64;

/// Betweenness of every node of the graph with these successors, as a share of all ordered pairs of others. With neighbours
/// in both directions it is the usual one of undirected graphs.
#[must_use]
pub fn betweenness(successors: &[Vec<u32>]) -> Vec<f64> {
    betweenness_with(successors, &|_| ())
}

/// The same; `progress` is told of how many more nodes the paths are counted.
#[must_use]
pub fn betweenness_with(successors: &[Vec<u32>], progress: &(dyn Fn(usize) + Sync)) -> Vec<f64> {
    let nodes = successors.len();
    let sources: Vec<u32> = (0..nodes as u32).collect();
    let mut sums = vec![0.0; nodes];
    // A few tasks at a time, added up in order: memory stays small and the sum the same for any number of threads.
    for batch in sources.chunks(SOURCES * 16) {
        let part = |some: &[u32]| {
            let part = dependencies(successors, some);
            progress(some.len());
            part
        };
        let parts: Vec<Vec<f64>> = batch.par_chunks(SOURCES).map(part).collect();
        for part in parts {
            for (sum, value) in sums.iter_mut().zip(part) {
                *sum += value;
            }
        }
    }
    let pairs = (nodes as f64 - 1.0) * (nodes as f64 - 2.0);
    sums.into_iter().map(|sum| if pairs > 0.0 { sum / pairs } else { 0.0 }).collect()
}

/// What shortest paths from `sources` owe to every node.
fn dependencies(successors: &[Vec<u32>], sources: &[u32]) -> Vec<f64> {
    let nodes = successors.len();
    let mut sums = vec![0.0; nodes];
    let (mut distance, mut paths, mut owed) = (vec![u32::MAX; nodes], vec![0.0; nodes], vec![0.0; nodes]);
    let mut reached: Vec<u32> = Vec::new();
    for &source in sources {
        distance[source as usize] = 0;
        paths[source as usize] = 1.0;
        reached.push(source);
        let mut next = 0;
        while let Some(&node) = reached.get(next) {
            next += 1;
            for &to in &successors[node as usize] {
                if distance[to as usize] == u32::MAX {
                    distance[to as usize] = distance[node as usize] + 1;
                    reached.push(to);
                }
                if distance[to as usize] == distance[node as usize] + 1 {
                    paths[to as usize] += paths[node as usize];
                }
            }
        }
        for &node in reached.iter().rev() {
            let k = node as usize;
            for &to in &successors[k] {
                if distance[to as usize] == distance[k] + 1 {
                    owed[k] += paths[k] / paths[to as usize] * (1.0 + owed[to as usize]);
                }
            }
            if node != source {
                sums[k] += owed[k];
            }
        }
        for node in reached.drain(..) {
            let k = node as usize;
            (distance[k], paths[k], owed[k]) = (u32::MAX, 0.0, 0.0);
        }
    }
    sums
}
