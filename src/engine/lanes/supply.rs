//! Steps 4, 6, 7 and the suppliers' part of 10: what is asked of every supplier, what it makes, whom it serves, and what
//! the next step knows of it.

use super::plan::{Plan, SupplierPlan};
use super::simd::{Columns, Real};
use super::state::{BundleState, Passage, Served, State, SupplierState};

/// K, x and f of every supplier, and what its next step knows of it.
#[inline(always)]
pub(super) fn make<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for (now, fixed) in state.suppliers.iter_mut().zip(&plan.suppliers) {
        let working = V::splat(fixed.output) * now.left;
        let limit = V::splat(fixed.output) * now.input_limit;
        now.input_limit = limit;
        now.capacity = working * now.overtime;
        now.capable = now.capacity.min(limit);
        now.potential = (working * V::splat(fixed.overtime_max)).min(limit);
    }
    tie(plan, &mut state.suppliers);
    let State { suppliers, bundles, served, passages, customer_passage, node_restricted, .. } = state;
    let customers = Customers { bundles, passages, passage: customer_passage, restricted: node_restricted };
    let served = served.chunks_exact_mut(plan.tiers);
    for (supplier, ((now, fixed), served)) in suppliers.iter_mut().zip(&plan.suppliers).zip(served).enumerate() {
        if V::Real::default() < fixed.per_spare {
            let asked = customers.ask(plan, supplier, now);
            serve(plan, fixed, &customers, supplier, now, &asked, served);
        }
    }
}

/// What is asked of a supplier.
#[derive(Debug, Clone, Copy)]
struct Asked<V> {
    /// N, by tier.
    needs: [V; 2],
    /// Q.
    moved: V,
    /// B.
    restock: V,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
struct Customers<'a, V> {
    bundles: &'a [BundleState<V>],
    passages: &'a [Passage<V>],
    passage: &'a [u32],
    restricted: &'a [u32],
}

impl<V: Columns> Customers<'_, V> {
    /// N, Q and B of a supplier: one pass over its customers gathers Σ F κ o, Σ F κ e ρ and Σ F κ e c; g and h are its own
    /// and need no place in the sums.
    #[inline(always)]
    fn ask(&self, plan: &Plan<V::Real>, supplier: usize, now: &SupplierState<V>) -> Asked<V> {
        let zero = V::splat(V::Real::default());
        let mut needs = [zero; 2];
        let (mut restock, mut growth) = (zero, zero);
        for (tier, needs) in needs.iter_mut().enumerate().take(plan.tiers) {
            let [need, more, moved] = self.gather(plan, supplier * plan.tiers + tier);
            *needs = need + now.spot * moved;
            restock += more;
            growth += moved;
        }
        Asked { needs, moved: (now.spare - now.spot) * growth, restock }
    }

    #[inline(always)]
    fn gather(&self, plan: &Plan<V::Real>, node: usize) -> [V; 3] {
        let mut sums = [V::splat(V::Real::default()); 3];
        let range = plan.customers_of(node);
        let customers = &plan.customers[range.clone()];
        if self.restricted[node] > 0 {
            for (customer, &number) in customers.iter().zip(&self.passage[range]) {
                let (passage, bundle) = (&self.passages[number as usize], &self.bundles[customer.bundle as usize]);
                let flow = V::splat(customer.weight) * passage.open;
                let more = flow * passage.extra;
                sums[0] += flow * bundle.ordered.need;
                sums[1] += more * bundle.ordered.restock;
                sums[2] += more * bundle.ordered.growth;
            }
        } else {
            for customer in customers {
                let (flow, bundle) = (V::splat(customer.weight), &self.bundles[customer.bundle as usize]);
                sums[0] += flow * bundle.ordered.need;
                sums[1] += flow * bundle.ordered.restock;
                sums[2] += flow * bundle.ordered.growth;
            }
        }
        sums
    }

    /// θ with Σ F κ min(z, θ) = x over the customers, column by column as `engine::rationing::level`.
    #[inline(always)]
    fn level(&self, plan: &Plan<V::Real>, supplier: usize, now: &SupplierState<V>, made: V) -> V {
        let zero = V::splat(V::Real::default());
        let infinite = V::splat(V::Real::of(f64::INFINITY));
        let mut level = zero;
        let mut active = V::splat(V::Real::of(1.0));
        loop {
            let (mut content, mut wide) = (zero, zero);
            let range = plan.customers_of(supplier);
            for (customer, &number) in plan.customers[range.clone()].iter().zip(&self.passage[range]) {
                let (passage, bundle) = (&self.passages[number as usize], &self.bundles[customer.bundle as usize]);
                let flow = V::splat(customer.weight) * passage.open;
                let asked = bundle.ordered.need + now.spot * (bundle.ordered.growth * passage.extra);
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
}

/// Co-products: K ≤ X [1 − Σ share v (1 − q)], q = min(K/X, Y/(X min(1, ω))) of each host, hosts first.
#[inline(always)]
fn tie<V: Columns>(plan: &Plan<V::Real>, suppliers: &mut [SupplierState<V>]) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    for tied in &plan.tied {
        let mut part = one;
        for &(host, weight) in &tied.hosts {
            let (output, now) = (V::splat(plan.suppliers[host].output), &suppliers[host]);
            let wanted = output * now.activity.min(one);
            let able = (now.capacity / output).min(now.input_limit / wanted);
            let running = zero.pick(wanted, able, now.left);
            part = part - V::splat(weight) * (one - running);
        }
        let cap = V::splat(plan.suppliers[tied.supplier].output) * part.max(zero);
        let now = &mut suppliers[tied.supplier];
        now.capacity = now.capacity.min(cap);
        now.capable = now.capable.min(cap);
        now.potential = now.potential.min(cap);
    }
}

#[inline(always)]
fn serve<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SupplierPlan<V::Real>,
    customers: &Customers<'_, V>,
    supplier: usize,
    now: &mut SupplierState<V>,
    asked: &Asked<V>,
    served: &mut [Served<V>],
) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let need = asked.needs[0] + asked.needs[1];
    let rest = asked.moved + asked.restock;
    let all = need + rest;
    let made = now.capable.pick(all * V::splat(plan.constants.nearly), now.capable, all);
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
        now.poured_spot = now.spot;
        shares[0] = infinite;
        if made.below(need) != 0 {
            shares[0] = made.pick(need, customers.level(plan, supplier, now, made), infinite);
        }
    }
    for (served, needs) in served.iter_mut().zip(shares) {
        let moved = if plan.water { zero } else { now.spot * needs } + (now.spare - now.spot) * left;
        *served = Served { needs, rest: left, moved };
    }
    now.running = made / V::splat(fixed.output);
    remember(plan, fixed, now, asked);
}

/// min(1, available/asked), 1 where nothing is asked.
#[inline(always)]
fn part<V: Columns>(available: V, asked: V) -> V {
    available.pick(asked, available / asked, V::splat(V::Real::of(1.0)))
}

/// ω, h, g and a of the next step, as `engine::memory`.
#[inline(always)]
fn remember<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SupplierPlan<V::Real>,
    now: &mut SupplierState<V>,
    asked: &Asked<V>,
) {
    let constants = &plan.constants;
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (output, most) = (V::splat(fixed.output), V::splat(fixed.overtime_max));
    let need = asked.needs[0] + asked.needs[1];
    now.next_activity = ((need + asked.moved) / output).min(most);

    let free = (now.potential - need).max(zero) * V::splat(fixed.per_spare);
    let floor = V::splat(constants.spare_floor) * now.running.min(one);
    let rate = V::splat(constants.spare_rate);
    now.spare += ((free + floor).min(one) - now.spare) * rate;
    now.spot += (V::splat(constants.spot_share) * free.min(one) - now.spot) * rate;

    let working = output * now.left;
    let demand = need + (asked.moved + asked.restock);
    let reach = working * V::splat(plan.constants.beyond);
    let overtime = now.overtime;
    if reach.below(demand) == 0 && one.below(overtime) == 0 {
        return;
    }
    let called = reach.pick(demand, (demand / working).min(most), one);
    let rate = V::splat(fixed.overtime_rate);
    let at_once = overtime.max(called.min(one + V::splat(constants.overtime_at_once) * (most - one)));
    let up = (at_once + (most - at_once) * rate).min(called);
    let down = (overtime - (overtime - one + V::splat(constants.overtime_snap)) * rate).max(called);
    now.overtime = overtime.pick(called, up, down);
}
