//! Step 8: what is served goes on its way.
//!
//! What an edge brings is F κ [o `f^N` + e (ρ `f^R` + c p)] with p = g `f^N` + (h − g) `f^R`. What it brings of each is
//! gathered once for all slots of a bundle ([`bring`]); a slot takes it times its scale and orders ([`ship`]).

use super::plan::{BundlePlan, Edge, Plan};
use super::simd::{Columns, Real};
use super::state::{Brought, Order, Passage, Served, State, SupplierState, Track, Way};

/// What is on its way to a bundle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<V> {
    /// Steps to the last that arrives.
    pub reach: usize,
    /// Σ F κ `f^N` of a slot of scale 1.
    pub confirmed: V,
}

/// What is served, and what passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flows<'a, V: Columns> {
    pub served: &'a [Served<V>],
    pub suppliers: &'a [SupplierState<V>],
    pub passages: &'a [Passage<V>],
    pub edge_passage: &'a [u32],
    pub prompt: &'a [V],
    pub late_range: &'a [(u32, u32)],
    pub ways: &'a [Way<V::Real>],
    pub late: &'a [V],
}

/// Fills `brought` (what arrives after 1, 2, … steps; as long as the bundle's rings) for a bundle. Under water-filling,
/// where a bundle is one slot, for what it orders (`order`), as if that were one of each.
#[inline(always)]
pub(super) fn bring<V: Columns>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    bundle: &BundlePlan<V::Real>,
    track: Track,
    brought: &mut [Brought<V>],
    order: Option<Order<V>>,
) -> Sent<V> {
    if order.is_some() || track.restricted > 0 || track.seeking {
        bring_general(plan, flows, bundle, track.late > 0, brought, order)
    } else {
        bring_plain(plan, flows.served, bundle, brought)
    }
}

/// Where every lane is open and no slot seeks.
#[inline(always)]
fn bring_plain<V: Columns>(
    plan: &Plan<V::Real>,
    served: &[Served<V>],
    bundle: &BundlePlan<V::Real>,
    brought: &mut [Brought<V>],
) -> Sent<V> {
    let zero = V::splat(V::Real::default());
    let mut confirmed = zero;
    let (mut needs_later, mut rest_later) = (zero, zero);
    let (mut from, mut last) = (bundle.first_edge as usize, 0);
    for arrival in plan.arrivals_of(bundle) {
        let (to, steps) = (arrival.end as usize, arrival.steps as usize);
        let (mut needs, mut rest) = (needs_later, rest_later);
        (needs_later, rest_later) = (zero, zero);
        for edge in &plan.edges[from..to] {
            let served = &served[edge.node as usize];
            let (prompt, later) = (V::splat(edge.prompt), V::splat(edge.later));
            needs += prompt * served.needs;
            rest += prompt * served.rest;
            needs_later += later * served.needs;
            rest_later += later * served.rest;
            confirmed += V::splat(edge.weight) * served.needs;
        }
        brought[last..steps - 1].fill(Brought { needs: zero, rest: zero, moved: zero });
        brought[steps - 1] = Brought { needs, rest, moved: zero };
        (from, last) = (to, steps);
    }
    Sent { reach: last, confirmed }
}

/// The same columns in general.
#[inline(always)]
fn bring_general<V: Columns>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    bundle: &BundlePlan<V::Real>,
    late: bool,
    brought: &mut [Brought<V>],
    order: Option<Order<V>>,
) -> Sent<V> {
    let zero = V::splat(V::Real::default());
    let none = Brought { needs: zero, rest: zero, moved: zero };
    let reach = if late { brought.len() } else { bundle.length as usize };
    brought[..reach].fill(none);
    let mut confirmed = zero;
    let mut carry = none;
    let mut from = bundle.first_edge as usize;
    for arrival in plan.arrivals_of(bundle) {
        let (to, steps) = (arrival.end as usize, arrival.steps as usize);
        let mut sum = std::mem::replace(&mut carry, none);
        for (edge, &number) in plan.edges[from..to].iter().zip(&flows.edge_passage[from..to]) {
            let passage = &flows.passages[number as usize];
            let served = &flows.served[edge.node as usize];
            let (needs, each) = match order {
                None => {
                    let (rest, moved) = (passage.extra * served.rest, passage.extra * served.moved);
                    (served.needs, Brought { needs: served.needs, rest, moved })
                }
                Some(order) => {
                    let spot = flows.suppliers[plan.supplier_of(edge.node)].poured_spot;
                    let (share, quantity) = poured(served, spot, passage.extra, order);
                    (share, Brought { needs: quantity, ..none })
                }
            };
            let mut at_once = passage.open;
            confirmed += (V::splat(edge.weight) * passage.open) * needs;
            if late {
                let (first, end) = flows.late_range[number as usize];
                if first < end {
                    at_once = flows.prompt[number as usize];
                }
                for way in first as usize..end as usize {
                    if flows.ways[way].columns != 0 {
                        let steps = steps + flows.ways[way].steps as usize;
                        detour(brought, edge, steps, flows.late[way], &each);
                    }
                }
            }
            sum.add(V::splat(edge.prompt) * at_once, &each);
            carry.add(V::splat(edge.later) * at_once, &each);
        }
        from = to;
        brought[steps - 1].add(V::splat(V::Real::of(1.0)), &sum);
    }
    Sent { reach, confirmed }
}

/// Sends so much of what an edge brings on a long way round.
#[inline(always)]
fn detour<V: Columns>(brought: &mut [Brought<V>], edge: &Edge<V::Real>, steps: usize, open: V, each: &Brought<V>) {
    brought[steps - 1].add(V::splat(edge.prompt) * open, each);
    if V::Real::default() < edge.later {
        brought[steps].add(V::splat(edge.later) * open, each);
    }
}

impl<V: Columns> Brought<V> {
    #[inline(always)]
    fn add(&mut self, flow: V, each: &Self) {
        self.needs += flow * each.needs;
        self.rest += flow * each.rest;
        self.moved += flow * each.moved;
    }
}

/// Puts what a slot is sent into its ring, in which the place of the present step is `now`; how much that is. Whether its
/// bundle seeks.
#[inline(always)]
pub(super) fn ship<V: Columns>(
    ring: &mut [V],
    now: usize,
    brought: &[Brought<V>],
    scale: V,
    order: &Order<V>,
    seeking: bool,
) -> V {
    let (mut sent, mut place) = (V::splat(V::Real::default()), now);
    for brought in brought {
        // The place just emptied is the farthest ahead.
        place = if place + 1 == ring.len() { 0 } else { place + 1 };
        let mut each = order.need * brought.needs + order.restock * brought.rest;
        if seeking {
            each += order.growth * brought.moved;
        }
        let quantity = scale * each;
        sent += quantity;
        ring[place] += quantity;
    }
    sent
}

/// Share of current need that a node pours out, and what it serves on an edge with F κ = 1: min(z, θ) + e (ρ + c (h − g))
/// `f^R` with z = o + e c g.
#[inline(always)]
fn poured<V: Columns>(served: &Served<V>, spot: V, extra: V, order: Order<V>) -> (V, V) {
    let growth = order.growth * extra;
    let asked = order.need + growth * spot;
    let share = served.needs.pick(asked, served.needs / asked, V::splat(V::Real::of(1.0)));
    (share, asked * share + (order.restock * extra * served.rest + growth * served.moved))
}

/// What T* of a slot of scale 1 must add for goods on the long way round: F κ × their share × the steps it adds.
#[inline(always)]
pub(super) fn detour_target<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, bundle: usize) -> V {
    let mut target = V::splat(V::Real::default());
    let edges = plan.edges_of(bundle);
    for (edge, &passage) in plan.edges[edges.clone()].iter().zip(&state.edge_passage[edges]) {
        let (from, to) = state.late_range[passage as usize];
        let range = from as usize..to as usize;
        for (way, late) in state.ways[range.clone()].iter().zip(&state.late[range]) {
            if way.columns != 0 {
                target += V::splat(edge.weight) * *late * V::splat(way.content);
            }
        }
    }
    target
}
