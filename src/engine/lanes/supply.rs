//! Steps 4, 6, 7 and the suppliers' part of 10: what is asked of every supplier, what it makes, whom it serves, and what
//! the next step knows of it.

use super::plan::{NONE, Plan, SupplierPlan};
use super::routes::Routes;
use super::simd::{Columns, Real};
use super::state::{Bundles, FirmState, Firms, Served, State};
use std::ops::Range;

/// K, x and f of every supplier, and what its next step knows of it.
#[inline(always)]
pub(super) fn make<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    tie(plan, &mut state.firms);
    let State { bundles, firms, served, routes, .. } = state;
    let customers = Customers { bundles, routes };
    let served = served.chunks_exact_mut(plan.tiers);
    for (supplier, (fixed, served)) in plan.suppliers.iter().zip(served).enumerate() {
        let desk = &mut firms.desk[supplier];
        desk.activity = desk.next_activity;
        let limit = V::splat(fixed.output) * desk.limit;
        // Slots find what inputs allow in the next step while this one goes on.
        desk.limit = V::splat(fixed.overtime_max);
        if fixed.per_spare == V::Real::default() {
            continue;
        }
        let now = &mut firms.own[supplier];
        let able = Able::new(fixed, now, limit, &firms.cap);
        let asked = customers.ask(plan, supplier, now);
        if plan.water {
            firms.poured_spot[supplier] = now.spot;
        }
        let made = serve(plan, &customers, supplier, (now, able.capable), &asked, served);
        let running = of_normal(fixed, made);
        desk.running = running;
        desk.next_activity = remember(plan, fixed, now, &asked, [able.potential, running]);
    }
}

/// What a supplier can make.
#[derive(Debug, Clone, Copy)]
struct Able<V> {
    /// K.
    capacity: V,
    /// min(K, Y).
    capable: V,
    /// The same at full overtime.
    potential: V,
}

impl<V: Columns> Able<V> {
    /// From Y, `limit`; of a co-product no more than its `cap`.
    #[inline(always)]
    fn new(fixed: &SupplierPlan<V::Real>, now: &FirmState<V>, limit: V, cap: &[V]) -> Self {
        let working = V::splat(fixed.output) * now.left;
        let capacity = working * now.overtime;
        let potential = (working * V::splat(fixed.overtime_max)).min(limit);
        let able = Self { capacity, capable: capacity.min(limit), potential };
        if fixed.tied == NONE {
            return able;
        }
        let cap = cap[fixed.tied as usize];
        let Self { capacity, capable, potential } = able;
        Self { capacity: capacity.min(cap), capable: capable.min(cap), potential: potential.min(cap) }
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
struct Customers<'a, V: Columns> {
    bundles: &'a Bundles<V>,
    routes: &'a Routes<V>,
}

impl<V: Columns> Customers<'_, V> {
    /// N, Q and B of a supplier: one pass over its customers gathers Σ F κ o, Σ F κ e ρ and Σ F κ e c; g and h are its own
    /// and need no place in the sums.
    #[inline(always)]
    fn ask(&self, plan: &Plan<V::Real>, supplier: usize, now: &FirmState<V>) -> Asked<V> {
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
        let range = plan.customers_of(node);
        if self.routes.node_sought[node] > 0 {
            self.gather_by_gate::<true>(plan, range)
        } else if self.routes.node_closed[node] > 0 {
            self.gather_by_gate::<false>(plan, range)
        } else {
            let mut sums = [V::splat(V::Real::default()); 3];
            for customer in &plan.customers[range] {
                let (flow, ordered) = (V::splat(customer.weight), &self.bundles.ordered[customer.bundle as usize]);
                sums[0] += flow * ordered.need;
                sums[1] += flow * ordered.restock;
            }
            sums
        }
    }

    /// Where some gate is closed, or with `SOUGHT` some customer seeks other suppliers.
    #[inline(always)]
    fn gather_by_gate<const SOUGHT: bool>(&self, plan: &Plan<V::Real>, range: Range<usize>) -> [V; 3] {
        let mut sums = [V::splat(V::Real::default()); 3];
        for (customer, &number) in plan.customers[range.clone()].iter().zip(&self.routes.customer_gate[range]) {
            let (gate, ordered) =
                (&self.routes.gates[number as usize], &self.bundles.ordered[customer.bundle as usize]);
            let (weight, flow) = (V::splat(customer.weight), V::splat(customer.weight) * gate.open);
            let more = weight * gate.more;
            sums[0] += flow * ordered.need;
            sums[1] += more * ordered.restock;
            if SOUGHT {
                sums[2] += more * ordered.growth;
            }
        }
        sums
    }

    /// θ with Σ F κ min(z, θ) = x over the customers, column by column as `engine::rationing::level`.
    #[inline(always)]
    fn level(&self, plan: &Plan<V::Real>, supplier: usize, now: &FirmState<V>, made: V) -> V {
        let zero = V::splat(V::Real::default());
        let infinite = V::splat(V::Real::of(f64::INFINITY));
        let mut level = zero;
        let mut active = V::splat(V::Real::of(1.0));
        loop {
            let (mut content, mut wide) = (zero, zero);
            let range = plan.customers_of(supplier);
            for (customer, &number) in plan.customers[range.clone()].iter().zip(&self.routes.customer_gate[range]) {
                let (gate, bundle) = (&self.routes.gates[number as usize], customer.bundle as usize);
                let flow = V::splat(customer.weight) * gate.open;
                let ordered = &self.bundles.ordered[bundle];
                let asked = ordered.need + now.spot * (ordered.growth * gate.extra);
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
fn tie<V: Columns>(plan: &Plan<V::Real>, firms: &mut Firms<V>) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    for (place, tied) in plan.tied.iter().enumerate() {
        let mut part = one;
        for &(host, weight) in &tied.hosts {
            let (fixed, now) = (&plan.suppliers[host], &firms.own[host]);
            let output = V::splat(fixed.output);
            let limit = output * firms.desk[host].limit;
            let able = Able::new(fixed, now, limit, &firms.cap);
            let wanted = output * firms.desk[host].next_activity.min(one);
            let running = zero.pick(wanted, (able.capacity / output).min(limit / wanted), now.left);
            part = part - V::splat(weight) * (one - running);
        }
        firms.cap[place] = V::splat(plan.suppliers[tied.supplier].output) * part.max(zero);
    }
}

/// Serves what a supplier can; what it makes.
#[inline(always)]
fn serve<V: Columns>(
    plan: &Plan<V::Real>,
    customers: &Customers<'_, V>,
    supplier: usize,
    (now, capable): (&FirmState<V>, V),
    asked: &Asked<V>,
    served: &mut [Served<V>],
) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let need = asked.needs[0] + asked.needs[1];
    let rest = asked.moved + asked.restock;
    let all = need + rest;
    let made = capable.pick(all * V::splat(plan.constants.nearly), capable, all);
    let mut shares = [one; 2];
    let mut left = one;
    if made.below(all) != 0 {
        // Where all is made, all is served, whatever rounding would say.
        let (first, second) = (asked.needs[0], asked.needs[1]);
        left = made.pick(all, part((made - need).max(zero), rest), one);
        shares[0] = part(made, first);
        if plan.tiers > 1 {
            shares[1] = made.pick(all, part((made - first).max(zero), second), one);
        }
    }
    if plan.water {
        let infinite = V::splat(V::Real::of(f64::INFINITY));
        shares[0] = infinite;
        if made.below(need) != 0 {
            shares[0] = made.pick(need, customers.level(plan, supplier, now, made), infinite);
        }
    }
    for (served, needs) in served.iter_mut().zip(shares) {
        let moved = if plan.water { zero } else { now.spot * needs } + (now.spare - now.spot) * left;
        *served = Served { needs, rest: left, moved };
    }
    made
}

/// A quantity over X, exactly 1 where it is X. It is a product, since quotients take long.
#[inline(always)]
fn of_normal<V: Columns>(fixed: &SupplierPlan<V::Real>, quantity: V) -> V {
    let (one, output) = (V::splat(V::Real::of(1.0)), V::splat(fixed.output));
    let part = quantity * V::splat(fixed.per_output);
    quantity.pick(output, part, output.pick(quantity, part, one))
}

/// min(1, available/asked), 1 where nothing is asked.
#[inline(always)]
fn part<V: Columns>(available: V, asked: V) -> V {
    available.pick(asked, available / asked, V::splat(V::Real::of(1.0)))
}

/// h, g and a of the next step, as `engine::memory`; gives its ω.
#[inline(always)]
fn remember<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SupplierPlan<V::Real>,
    now: &mut FirmState<V>,
    asked: &Asked<V>,
    [potential, running]: [V; 2],
) -> V {
    let constants = &plan.constants;
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (output, most) = (V::splat(fixed.output), V::splat(fixed.overtime_max));
    let need = asked.needs[0] + asked.needs[1];
    let activity = of_normal(fixed, need + asked.moved).min(most);

    let free = (potential - need).max(zero) * V::splat(fixed.per_spare);
    let floor = V::splat(constants.spare_floor) * running.min(one);
    let rate = V::splat(constants.spare_rate);
    now.spare += ((free + floor).min(one) - now.spare) * rate;
    now.spot += (V::splat(constants.spot_share) * free.min(one) - now.spot) * rate;

    let working = output * now.left;
    let demand = need + (asked.moved + asked.restock);
    let reach = working * V::splat(plan.constants.beyond);
    let overtime = now.overtime;
    if reach.below(demand) == 0 && one.below(overtime) == 0 {
        return activity;
    }
    let called = reach.pick(demand, (demand / working).min(most), one);
    let rate = V::splat(fixed.overtime_rate);
    let at_once = overtime.max(called.min(one + V::splat(constants.overtime_at_once) * (most - one)));
    let up = (at_once + (most - at_once) * rate).min(called);
    let down = (overtime - (overtime - one + V::splat(constants.overtime_snap)) * rate).max(called);
    now.overtime = overtime.pick(called, up, down);
    activity
}
