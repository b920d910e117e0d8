//! Step 8: what is served goes on its way.
//!
//! What an edge brings is F κ [o `f^N` + e (ρ `f^R` + c p)] with p = g `f^N` + (h − g) `f^R`. What it brings of each is
//! gathered once for all slots of a bundle ([`bring`]); a slot takes it times its scale and orders ([`ship`]).

use super::incoming::{Brought, Incoming};
use super::plan::{BundlePlan, Edge, Plan};
use super::routes::{Routes, Way};
use super::simd::{Columns, Real};
use super::slots::Ring;
use super::state::{Order, Served, Track};

/// What is served, and what passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flows<'a, V: Columns> {
    pub served: &'a [Served<V>],
    pub routes: &'a Routes<V>,
    /// g as it was when orders were made; only under water-filling.
    pub spot: &'a [V],
}

/// Fills `incoming` for a bundle; under water-filling, where a bundle is one slot, for what it orders (`order`), as if that
/// were one of each. Gives Σ F κ `f^N` of a slot of scale 1.
#[inline(always)]
pub(super) fn bring<V: Columns, const WATER: bool>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    bundle: &BundlePlan<V::Real>,
    (track, ring): (Track, Ring),
    incoming: &mut Incoming<V>,
    order: &Order<V>,
) -> V {
    let late = track.late > 0;
    let confirmed = match (late, track.seeking) {
        _ if WATER => bring_poured(plan, flows, (bundle, ring), late, incoming, order),
        (true, true) => bring_general::<V, true, true>(plan, flows, (bundle, ring), incoming),
        (true, false) => bring_general::<V, true, false>(plan, flows, (bundle, ring), incoming),
        (false, true) => bring_general::<V, false, true>(plan, flows, (bundle, ring), incoming),
        (false, false) if track.restricted > 0 => {
            bring_general::<V, false, false>(plan, flows, (bundle, ring), incoming)
        }
        (false, false) => bring_plain(plan, flows.served, (bundle, ring), incoming),
    };
    if !late {
        incoming.count = plan.arrivals_of(bundle).len();
        return confirmed;
    }
    incoming.gather(ring);
    if WATER { confirmed } else { incoming.needs() }
}

/// Where every lane is open and no slot seeks.
#[inline(always)]
fn bring_plain<V: Columns>(
    plan: &Plan<V::Real>,
    served: &[Served<V>],
    (bundle, ring): (&BundlePlan<V::Real>, Ring),
    incoming: &mut Incoming<V>,
) -> V {
    let zero = V::splat(V::Real::default());
    let mut confirmed = zero;
    let (mut needs_later, mut rest_later) = (zero, zero);
    let mut from = bundle.first_edge as usize;
    for (arrival, into) in plan.arrivals_of(bundle).iter().zip(&mut incoming.arrivals) {
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
        }
        confirmed += needs;
        into.put(ring.ahead(arrival.steps), Brought { needs, rest, moved: zero });
        from = to;
    }
    confirmed
}

/// Where lanes are restricted: with or without goods on the long way round, and those who seek.
#[inline(always)]
fn bring_general<V: Columns, const LATE: bool, const SEEKING: bool>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    (bundle, ring): (&BundlePlan<V::Real>, Ring),
    incoming: &mut Incoming<V>,
) -> V {
    let zero = V::splat(V::Real::default());
    let mut confirmed = zero;
    // Sums by themselves stay in registers.
    let (mut needs_later, mut rest_later, mut moved_later) = (zero, zero, zero);
    let mut from = bundle.first_edge as usize;
    for (k, arrival) in plan.arrivals_of(bundle).iter().enumerate() {
        let to = arrival.end as usize;
        let (mut needs, mut rest, mut moved) = (needs_later, rest_later, moved_later);
        (needs_later, rest_later, moved_later) = (zero, zero, zero);
        for (edge, &number) in plan.edges[from..to].iter().zip(&flows.routes.edge_gate[from..to]) {
            let gate = &flows.routes.gates[number as usize];
            let served = &flows.served[edge.node as usize];
            let at_once = if LATE { gate.prompt } else { gate.open };
            let (now, later) = (V::splat(edge.prompt) * at_once, V::splat(edge.later) * at_once);
            let more = gate.extra * served.rest;
            needs += now * served.needs;
            needs_later += later * served.needs;
            rest += now * more;
            rest_later += later * more;
            let mut spot = zero;
            if SEEKING {
                spot = gate.extra * served.moved;
                moved += now * spot;
                moved_later += later * spot;
            }
            if LATE {
                let each = Brought { needs: served.needs, rest: more, moved: spot };
                flows.go_round::<SEEKING>(incoming, edge, (number, arrival.steps), &each);
            }
        }
        from = to;
        let brought = Brought { needs, rest, moved };
        confirmed += needs;
        if LATE {
            incoming.add::<SEEKING>(arrival.steps as usize, V::splat(V::Real::of(1.0)), &brought);
        } else {
            incoming.arrivals[k].put(ring.ahead(arrival.steps), brought);
        }
    }
    confirmed
}

/// Under water-filling.
#[inline(always)]
fn bring_poured<V: Columns>(
    plan: &Plan<V::Real>,
    flows: &Flows<'_, V>,
    (bundle, ring): (&BundlePlan<V::Real>, Ring),
    late: bool,
    incoming: &mut Incoming<V>,
    order: &Order<V>,
) -> V {
    let zero = V::splat(V::Real::default());
    let none = Brought { needs: zero, rest: zero, moved: zero };
    let mut confirmed = zero;
    let mut carry = none;
    let mut from = bundle.first_edge as usize;
    for (k, arrival) in plan.arrivals_of(bundle).iter().enumerate() {
        let to = arrival.end as usize;
        let mut sum = std::mem::replace(&mut carry, none);
        for (edge, &number) in plan.edges[from..to].iter().zip(&flows.routes.edge_gate[from..to]) {
            let gate = &flows.routes.gates[number as usize];
            let prompt = if late { gate.prompt } else { gate.open };
            let served = &flows.served[edge.node as usize];
            let spot = flows.spot[plan.supplier_of(edge.node)];
            let (share, quantity) = poured(served, spot, gate.extra, *order);
            let each = Brought { needs: quantity, ..none };
            confirmed += (V::splat(edge.weight) * gate.open) * share;
            if late {
                flows.go_round::<false>(incoming, edge, (number, arrival.steps), &each);
            }
            sum.add::<false>(V::splat(edge.prompt) * prompt, &each);
            carry.add::<false>(V::splat(edge.later) * prompt, &each);
        }
        from = to;
        if late {
            incoming.add::<false>(arrival.steps as usize, V::splat(V::Real::of(1.0)), &sum);
        } else {
            incoming.arrivals[k].put(ring.ahead(arrival.steps), sum);
        }
    }
    confirmed
}

impl<V: Columns> Flows<'_, V> {
    /// Sends what an edge through this gate brings on long ways round.
    #[inline(always)]
    fn go_round<const SEEKING: bool>(
        &self,
        incoming: &mut Incoming<V>,
        edge: &Edge<V::Real>,
        (gate, steps): (u32, u32),
        each: &Brought<V>,
    ) {
        let (first, end) = self.routes.ways_of[gate as usize];
        for way in first as usize..end as usize {
            let (Way { steps: longer, columns }, open) = (self.routes.ways[way], self.routes.late[way]);
            if columns != 0 {
                let steps = (steps + longer) as usize;
                incoming.add::<SEEKING>(steps, V::splat(edge.prompt) * open, each);
                if V::Real::default() < edge.later {
                    incoming.add::<SEEKING>(steps + 1, V::splat(edge.later) * open, each);
                }
            }
        }
    }
}

/// Puts what a slot of this scale and these orders is sent into its ring, whose receipts of this step have been read; how
/// much that is.
#[inline(always)]
pub(super) fn ship<V: Columns>(
    (own, ring): (&mut [V], Ring),
    incoming: &Incoming<V>,
    (scale, order, seeking): (V, &Order<V>, bool),
) -> V {
    let zero = V::splat(V::Real::default());
    let mut sent = zero;
    let order = Order { need: scale * order.need, restock: scale * order.restock, growth: scale * order.growth };
    let Some((last, sooner)) = incoming.arrivals[..incoming.count].split_last() else {
        own[ring.now as usize] = zero;
        return sent;
    };
    for arrival in sooner {
        let quantity = arrival.brought.taken(&order, seeking);
        own[arrival.place as usize] += quantity;
        sent += quantity;
    }
    let quantity = last.brought.taken(&order, seeking);
    if last.place == ring.now {
        // What is longest on its way takes the place of what has just arrived.
        own[last.place as usize] = quantity;
    } else {
        own[ring.now as usize] = zero;
        own[last.place as usize] += quantity;
    }
    sent + quantity
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

/// What T* of a slot of scale 1 must add in the step to come for goods on the long way round, if there are any: F κ ×
/// their share × the steps it adds.
#[inline(always)]
pub(super) fn detour_target<V: Columns>(
    plan: &Plan<V::Real>,
    routes: &Routes<V>,
    (bundle, track): (usize, Track),
) -> Option<V> {
    if track.later == 0 {
        return None;
    }
    let mut target = V::splat(V::Real::default());
    let edges = plan.bundles[bundle].edges();
    for (edge, &gate) in plan.edges[edges.clone()].iter().zip(&routes.edge_gate[edges]) {
        target += V::splat(edge.weight) * routes.detour[gate as usize];
    }
    Some(target)
}
