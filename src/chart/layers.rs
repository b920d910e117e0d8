//! Layered layout of a directed network (Sugiyama, Tagawa and Toda 1981): order within the columns by barycentres,
//! heights by least squares, so that links run as straight and cross as little as simple means allow.

use super::axis::place_in_order;
use std::collections::{BTreeMap, BTreeSet};

/// A thing in a column: a node, or the place where a long link passes.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Its column.
    pub column: usize,
    /// How much room it takes in its column.
    pub height: f64,
}

/// The layout: the middle of every slot, and the height of the whole.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The middle of each slot, from the top.
    pub middles: Vec<f64>,
    /// Height that holds every column.
    pub height: f64,
}

/// Sweeps over the columns; orders settle within a dozen.
const SWEEPS: usize = 16;

/// Lays out `slots`, whose `links` join slots of neighbouring columns.
#[must_use]
pub fn lay_out(slots: &[Slot], links: &[(usize, usize)], gap: f64) -> Layout {
    let columns = slots.iter().map(|slot| slot.column + 1).max().unwrap_or(0);
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (k, slot) in slots.iter().enumerate() {
        order[slot.column].push(k);
    }
    let mut neighbours: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; slots.len()];
    for &(from, to) in links {
        neighbours[to][0].push(from);
        neighbours[from][1].push(to);
    }
    reduce_crossings(&mut order, &neighbours, links, slots);
    place(slots, &order, &neighbours, gap)
}

fn reduce_crossings(
    order: &mut Vec<Vec<usize>>,
    neighbours: &[[Vec<usize>; 2]],
    links: &[(usize, usize)],
    slots: &[Slot],
) {
    let mut best = (crossings(order, links, slots), order.clone());
    for sweep in 0..SWEEPS {
        let side = sweep % 2;
        let columns: Vec<usize> =
            if side == 0 { (1..order.len()).collect() } else { (0..order.len()).rev().skip(1).collect() };
        for column in columns {
            let rank = ranks(order, slots.len());
            let wish = |slot: usize| {
                let near = &neighbours[slot][side];
                if near.is_empty() {
                    rank[slot]
                } else {
                    near.iter().map(|n| rank[*n]).sum::<f64>() / near.len() as f64
                }
            };
            order[column].sort_by(|a, b| wish(*a).total_cmp(&wish(*b)));
        }
        let crossed = crossings(order, links, slots);
        if crossed < best.0 {
            best = (crossed, order.clone());
        }
    }
    *order = best.1;
}

/// Where each slot stands in its column, 0 at the top and 1 at the bottom.
fn ranks(order: &[Vec<usize>], slots: usize) -> Vec<f64> {
    let mut rank = vec![0.0; slots];
    for column in order {
        for (k, slot) in column.iter().enumerate() {
            rank[*slot] = (k as f64 + 0.5) / column.len() as f64;
        }
    }
    rank
}

fn crossings(order: &[Vec<usize>], links: &[(usize, usize)], slots: &[Slot]) -> usize {
    let rank = ranks(order, slots.len());
    let mut crossed = 0;
    for (k, a) in links.iter().enumerate() {
        for b in &links[..k] {
            let together = slots[a.0].column == slots[b.0].column && slots[a.1].column == slots[b.1].column;
            if together && (rank[a.0] - rank[b.0]) * (rank[a.1] - rank[b.1]) < 0.0 {
                crossed += 1;
            }
        }
    }
    crossed
}

fn place(slots: &[Slot], order: &[Vec<usize>], neighbours: &[[Vec<usize>; 2]], gap: f64) -> Layout {
    let tall = |column: &Vec<usize>| column.iter().map(|k| slots[*k].height + gap).sum::<f64>();
    let height = order.iter().map(tall).fold(0.0, f64::max);
    let mut middles = vec![0.0; slots.len()];
    for column in order {
        // Start with every column spread evenly over the full height.
        let slack = (height - tall(column)) / column.len().max(1) as f64;
        let mut y = 0.0;
        for k in column {
            let room = slots[*k].height + gap + slack;
            middles[*k] = y + room / 2.0;
            y += room;
        }
    }
    for sweep in 0..SWEEPS {
        let columns: Vec<usize> =
            if sweep % 2 == 0 { (0..order.len()).collect() } else { (0..order.len()).rev().collect() };
        for column in columns {
            let column = &order[column];
            let wishes: Vec<f64> = column
                .iter()
                .map(|k| {
                    let near = || neighbours[*k].iter().flatten();
                    let count = near().count();
                    // Half its own place, so that the columns settle instead of swinging.
                    let mean = near().map(|n| middles[*n]).sum::<f64>() / count.max(1) as f64;
                    if count == 0 { middles[*k] } else { f64::midpoint(middles[*k], mean) }
                })
                .collect();
            let half = |k: usize| f64::midpoint(slots[column[k]].height, gap);
            let gaps: Vec<f64> = (0..column.len()).map(|k| if k == 0 { 0.0 } else { half(k - 1) + half(k) }).collect();
            if column.is_empty() {
                continue;
            }
            let placed = place_in_order(&wishes, &gaps, half(0), height - half(column.len() - 1));
            for (k, middle) in column.iter().zip(placed) {
                middles[*k] = middle;
            }
        }
    }
    Layout { middles, height }
}

/// The left edges of `columns` columns, each `wide`, between `left` and `right`: a gutter holds a fixed part and a share
/// of the rest by the links that cross it.
#[must_use]
pub fn lefts(
    slots: &[Slot],
    links: &[(usize, usize)],
    (left, right): (f64, f64),
    columns: usize,
    wide: f64,
) -> Vec<f64> {
    const LEAST: f64 = 20.0;
    let gutters = columns.saturating_sub(1);
    let mut crossed = vec![1.0; gutters];
    for (from, _) in links {
        crossed[slots[*from].column] += 1.0;
    }
    // By the root, lest a dense gutter starve the others.
    let weights: Vec<f64> = crossed.into_iter().map(f64::sqrt).collect();
    let spare = right - left - wide * columns as f64 - LEAST * gutters as f64;
    let sum: f64 = weights.iter().sum();
    let mut x = left;
    let mut lefts = vec![x];
    for weight in weights {
        x += wide + LEAST + spare * weight / sum;
        lefts.push(x);
    }
    lefts
}

/// Where links pass the columns between their ends; those from one slot share their passages, which bundles them.
#[derive(Debug)]
pub struct Passages {
    height: f64,
    taken: BTreeMap<(usize, usize), usize>,
}

impl Passages {
    /// None yet; each will take `height` of its column, less the gap between slots.
    #[must_use]
    pub const fn new(height: f64) -> Self {
        Self { height, taken: BTreeMap::new() }
    }

    /// The slots from one to another, with new ones for the passages; adds its steps to `links`, unless it runs back.
    pub fn route(
        &mut self,
        slots: &mut Vec<Slot>,
        links: &mut BTreeSet<(usize, usize)>,
        from: usize,
        to: usize,
    ) -> Vec<usize> {
        let (first, last) = (slots[from].column, slots[to].column);
        let mut route = vec![from];
        for column in first + 1..last {
            let height = self.height;
            let passage = *self.taken.entry((from, column)).or_insert_with(|| {
                slots.push(Slot { column, height });
                slots.len() - 1
            });
            route.push(passage);
        }
        route.push(to);
        if last > first {
            links.extend(route.windows(2).map(|pair| (pair[0], pair[1])));
        }
        route
    }
}
