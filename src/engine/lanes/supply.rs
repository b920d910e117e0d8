//! Steps 4, 6, 7 and the suppliers' part of 10: what is asked of every supplier, what it makes, whom it serves, and what
//! the next step knows of it.

use super::dispatch::extra;
use super::plan::Plan;
use super::simd::{Columns, Real, prefetch};
use super::state::{Asked, Served, State};

/// N, Q and B of every supplier: one pass over its customers gathers Σ F κ o, Σ F κ e ρ and Σ F κ e c; g and h are its
/// own and need no place in the sums.
#[inline(always)]
pub(super) fn collect<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let zero = V::splat(V::Real::default());
    for supplier in 0..plan.suppliers.len() {
        let mut needs = [zero; 2];
        let (mut restock, mut growth) = (zero, zero);
        for (tier, needs) in needs.iter_mut().enumerate().take(plan.tiers) {
            let node = supplier * plan.tiers + tier;
            let [need, more, moved] = if state.node_restricted[node] > 0 {
                gather_restricted(plan, state, node)
            } else {
                gather(plan, state, node)
            };
            *needs = need + state.spot[supplier] * moved;
            restock += more;
            growth += moved;
        }
        let moved = (state.spare[supplier] - state.spot[supplier]) * growth;
        state.asked[supplier] = Asked { needs, moved, restock };
    }
}

/// Customers by which the reading of orders is ahead of their use.
const AHEAD: usize = 16;

/// Asks for the orders of a customer.
#[inline(always)]
fn fetch<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, place: usize) {
    if let Some(customer) = plan.customers.get(place) {
        prefetch(&state.orders[customer.slot as usize]);
        prefetch(&state.growth[customer.slot as usize]);
    }
}

#[inline(always)]
fn gather<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, node: usize) -> [V; 3] {
    let mut sums = [V::splat(V::Real::default()); 3];
    let range = plan.customers_of(node);
    for (place, customer) in range.clone().zip(&plan.customers[range]) {
        fetch(plan, state, place + AHEAD);
        let flow = V::splat(customer.weight);
        let order = &state.orders[customer.slot as usize];
        sums[0] += flow * order.need;
        sums[1] += flow * order.restock;
        sums[2] += flow * state.growth[customer.slot as usize];
    }
    sums
}

#[inline(always)]
fn gather_restricted<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, node: usize) -> [V; 3] {
    let mut sums = [V::splat(V::Real::default()); 3];
    let range = plan.customers_of(node);
    let customers = plan.customers[range.clone()].iter().zip(&state.customer_passage[range.clone()]);
    for (place, (customer, &passage)) in range.zip(customers) {
        fetch(plan, state, place + AHEAD);
        let open = state.open[passage as usize];
        let flow = V::splat(customer.weight) * open;
        let order = &state.orders[customer.slot as usize];
        let more = flow * extra(plan, open);
        sums[0] += flow * order.need;
        sums[1] += more * order.restock;
        sums[2] += more * state.growth[customer.slot as usize];
    }
    sums
}

/// K, x and f of every supplier.
#[inline(always)]
pub(super) fn make<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for (supplier, fixed) in plan.suppliers.iter().enumerate() {
        let working = V::splat(fixed.output) * state.left[supplier];
        let limit = V::splat(fixed.output) * state.input_limit[supplier];
        state.input_limit[supplier] = limit;
        state.capacity[supplier] = working * state.overtime[supplier];
        state.capable[supplier] = state.capacity[supplier].min(limit);
        state.potential[supplier] = (working * V::splat(fixed.overtime_max)).min(limit);
    }
    tie(plan, state);
    for supplier in 0..plan.suppliers.len() {
        serve(plan, state, supplier);
    }
}

/// Co-products: K ≤ X [1 − Σ share v (1 − q)], q = min(K/X, Y/(X min(1, ω))) of each host, hosts first.
#[inline(always)]
fn tie<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    for tied in &plan.tied {
        let mut part = one;
        for &(host, weight) in &tied.hosts {
            let output = V::splat(plan.suppliers[host].output);
            let wanted = output * state.activity[host].min(one);
            let able = (state.capacity[host] / output).min(state.input_limit[host] / wanted);
            let running = zero.pick(wanted, able, state.left[host]);
            part = part - V::splat(weight) * (one - running);
        }
        let i = tied.supplier;
        let cap = V::splat(plan.suppliers[i].output) * part.max(zero);
        state.capacity[i] = state.capacity[i].min(cap);
        state.capable[i] = state.capable[i].min(cap);
        state.potential[i] = state.potential[i].min(cap);
    }
}

#[inline(always)]
fn serve<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, supplier: usize) {
    let (fixed, constants) = (&plan.suppliers[supplier], &plan.constants);
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    if fixed.per_spare == V::Real::default() {
        return;
    }
    let asked = state.asked[supplier];
    let need = asked.needs[0] + asked.needs[1];
    let rest = asked.moved + asked.restock;
    let all = need + rest;
    let capable = state.capable[supplier];
    let made = capable.pick(all * V::splat(constants.nearly), capable, all);
    let mut shares = [one; 2];
    let mut left = one;
    if made.below(all) != 0 {
        // Where all is made, all is served, whatever rounding would say.
        let (first, second) = (asked.needs[0], asked.needs[1]);
        left = made.pick(all, part((made - need).max(zero), rest), one);
        shares = [part(made, first), made.pick(all, part((made - first).max(zero), second), one)];
    }
    if plan.water {
        let infinite = V::splat(V::Real::of(f64::INFINITY));
        state.poured_spot[supplier] = state.spot[supplier];
        shares[0] = infinite;
        if made.below(need) != 0 {
            shares[0] = made.pick(need, level(plan, state, supplier, made), infinite);
        }
    }
    let (spare, spot) = (state.spare[supplier], state.spot[supplier]);
    for (tier, &needs) in shares.iter().enumerate().take(plan.tiers) {
        let moved = if plan.water { zero } else { spot * needs } + (spare - spot) * left;
        state.served[supplier * plan.tiers + tier] = Served { needs, rest: left, moved };
    }
    let output = V::splat(fixed.output);
    state.running[supplier] = made / output;
    remember(plan, state, supplier, made);
}

/// min(1, available/asked), 1 where nothing is asked.
#[inline(always)]
fn part<V: Columns>(available: V, asked: V) -> V {
    available.pick(asked, available / asked, V::splat(V::Real::of(1.0)))
}

/// θ with Σ F κ min(z, θ) = x over the customers, column by column as `engine::rationing::level`.
#[inline(always)]
fn level<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, supplier: usize, made: V) -> V {
    let zero = V::splat(V::Real::default());
    let infinite = V::splat(V::Real::of(f64::INFINITY));
    let range = plan.customers_of(supplier);
    let mut level = zero;
    let mut active = V::splat(V::Real::of(1.0));
    loop {
        let (mut content, mut wide) = (zero, zero);
        for (customer, &passage) in plan.customers[range.clone()].iter().zip(&state.customer_passage[range.clone()]) {
            let slot = customer.slot as usize;
            let open = state.open[passage as usize];
            let flow = V::splat(customer.weight) * open;
            let more = extra(plan, open);
            let asked = state.orders[slot].need + state.spot[supplier] * (state.growth[slot] * more);
            content += level.pick(asked, zero, flow * asked);
            wide += level.pick(asked, flow, zero);
        }
        let next = zero.pick(wide, (made - content).max(zero) / wide, infinite);
        // A column is done when nobody is left open, or the level no longer rises.
        let done = zero.pick(wide, level, infinite);
        let rises = level.pick(next, zero.pick(wide, active, zero), zero);
        let settled = zero.pick(active, done, level);
        level = zero.pick(rises, next, settled);
        active = rises;
        if zero.below(active) == 0 {
            return level;
        }
    }
}

/// ω, h, g and a of the next step, as `engine::memory`.
#[inline(always)]
fn remember<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, supplier: usize, made: V) {
    let (fixed, constants) = (&plan.suppliers[supplier], &plan.constants);
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (output, most) = (V::splat(fixed.output), V::splat(fixed.overtime_max));
    let asked = state.asked[supplier];
    let need = asked.needs[0] + asked.needs[1];
    state.next_activity[supplier] = ((need + asked.moved) / output).min(most);

    let free = (state.potential[supplier] - need).max(zero) * V::splat(fixed.per_spare);
    let floor = V::splat(constants.spare_floor) * (made / output).min(one);
    let rate = V::splat(constants.spare_rate);
    let (spare, spot) = (state.spare[supplier], state.spot[supplier]);
    state.spare[supplier] = spare + ((free + floor).min(one) - spare) * rate;
    state.spot[supplier] = spot + (V::splat(constants.spot_share) * free.min(one) - spot) * rate;

    let working = output * state.left[supplier];
    let demand = need + (asked.moved + asked.restock);
    let reach = working * V::splat(plan.constants.beyond);
    let now = state.overtime[supplier];
    if reach.below(demand) == 0 && one.below(now) == 0 {
        return;
    }
    let called = reach.pick(demand, (demand / working).min(most), one);
    let rate = V::splat(fixed.overtime_rate);
    let at_once = now.max(called.min(one + V::splat(constants.overtime_at_once) * (most - one)));
    let up = (at_once + (most - at_once) * rate).min(called);
    let down = (now - (now - one + V::splat(constants.overtime_snap)) * rate).max(called);
    state.overtime[supplier] = now.pick(called, up, down);
}
