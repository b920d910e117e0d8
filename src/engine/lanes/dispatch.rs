//! Step 8: what is served goes on its way.
//!
//! What an edge brings is F κ [o `f^N` + e (ρ `f^R` + c p)] with p = g `f^N` + (h − g) `f^R`. What it brings of each is
//! gathered once for all slots of a bundle ([`bring`]); a slot takes it times its scale and orders ([`ship`]).

use super::plan::{Arrival, BundlePlan, Edge, Plan};
use super::simd::{Columns, Real};
use super::state::{Brought, Order, Passage, Served, State, SupplierState, Track, Way};

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

/// Fills `brought` for a bundle: an entry an arrival, or one a step where goods are on the long way round. Under
/// water-filling, where a bundle is one slot, for what it orders (`order`), as if that were one of each. Gives Σ F κ `f^N`
/// of a slot of scale 1.
#[inline(always)]
pub(super) fn bring<V: Columns>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    bundle: &BundlePlan<V::Real>,
    track: Track,
    brought: &mut [Brought<V>],
    order: Option<Order<V>>,
) -> V {
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
) -> V {
    let zero = V::splat(V::Real::default());
    let mut confirmed = zero;
    let (mut needs_later, mut rest_later) = (zero, zero);
    let mut from = bundle.first_edge as usize;
    for (arrival, brought) in plan.arrivals_of(bundle).iter().zip(brought) {
        let to = arrival.end as usize;
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
        *brought = Brought { needs, rest, moved: zero };
        from = to;
    }
    confirmed
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
) -> V {
    let zero = V::splat(V::Real::default());
    let none = Brought { needs: zero, rest: zero, moved: zero };
    if late {
        brought.fill(none);
    }
    let mut confirmed = zero;
    let mut carry = none;
    let mut from = bundle.first_edge as usize;
    for (k, arrival) in plan.arrivals_of(bundle).iter().enumerate() {
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
        if late {
            brought[steps - 1].add(V::splat(V::Real::of(1.0)), &sum);
        } else {
            brought[k] = sum;
        }
    }
    confirmed
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
    /// What a slot of scale 1 takes of it.
    #[inline(always)]
    fn taken(&self, order: &Order<V>, seeking: bool) -> V {
        let mut taken = order.need * self.needs + order.restock * self.rest;
        if seeking {
            taken += order.growth * self.moved;
        }
        taken
    }

    #[inline(always)]
    fn add(&mut self, flow: V, each: &Self) {
        self.needs += flow * each.needs;
        self.rest += flow * each.rest;
        self.moved += flow * each.moved;
    }
}

/// Puts what a slot of this scale and these orders is sent into its ring, in which the place of the present step is `now`;
/// how much that is. `arrivals` are those of its bundle; without them, `brought` is step by step.
#[inline(always)]
pub(super) fn ship<V: Columns>(
    ring: &mut [V],
    now: usize,
    brought: &[Brought<V>],
    arrivals: Option<&[Arrival]>,
    (scale, order, seeking): (V, &Order<V>, bool),
) -> V {
    let mut sent = V::splat(V::Real::default());
    if let Some(arrivals) = arrivals {
        for (arrival, brought) in arrivals.iter().zip(brought) {
            sent += put(ring, now + arrival.steps as usize, scale * brought.taken(order, seeking));
        }
    } else {
        for (place, brought) in (now + 1..).zip(brought) {
            sent += put(ring, place, scale * brought.taken(order, seeking));
        }
    }
    sent
}

/// Adds to a ring; the place just emptied is the farthest ahead.
#[inline(always)]
fn put<V: Columns>(ring: &mut [V], ahead: usize, quantity: V) -> V {
    let length = ring.len();
    ring[if ahead >= length { ahead - length } else { ahead }] += quantity;
    quantity
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
