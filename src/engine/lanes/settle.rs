//! Steps 8 to 10 of the slots: goods sent, goods used, what is remembered, and with that the orders of the next step.

use super::dispatch::{Flows, bring, ship};
use super::incoming::Incoming;
use super::memory::{remember, substitute};
use super::orders::{lacks, order, over, single_factor, substituted};
use super::plan::{Plan, Role, SlotPlan};
use super::simd::{Columns, Real, prefetch};
use super::slots::SlotState;
use super::state::{Order, Ordered, State};
use super::usage::{Level, wanted};

/// Slots by which what is asked for from memory is ahead of the work.
const AHEAD: usize = 6;

/// All slots, reserves included.
#[inline(always)]
pub(super) fn settle<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    state.levels.clear();
    for (group, &phi) in plan.groups.iter().zip(&state.group_phi) {
        let level = Level::new(plan, state, group, phi);
        state.levels.push(level);
    }
    if plan.water {
        settle_slots::<V, true>(plan, state);
    } else {
        settle_slots::<V, false>(plan, state);
    }
    for (g, group) in plan.groups.iter().enumerate() {
        let mut lacking = V::splat(V::Real::default());
        for slot in group.slots.iter().map(|&slot| slot as usize) {
            lacking += V::splat(plan.rates[slot].share) * state.slots.memory[slot].unconfirmed;
        }
        let wanted = state.firms.desk[group.owner as usize].activity;
        let zeta = &mut state.group_substitute[g];
        *zeta = substitute(plan, group.substitute, *zeta, [state.group_phi[g], wanted, lacking]);
    }
}

#[inline(always)]
fn settle_slots<V: Columns, const WATER: bool>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let State { slots, bundles, firms, served, routes, incoming, levels, refill, short, .. } = state;
    let flows = Flows { served, routes, spot: &firms.poured_spot };
    for (b, bundle) in plan.bundles.iter().enumerate() {
        let (track, ring) = (&mut bundles.track[b], &mut slots.rings[b]);
        let (now, ahead) = (*ring, ring.ahead(1));
        ring.now = ahead;
        let first = bundle.first_slot as usize;
        if plan.slot[first].role == Role::Reserve {
            let order = Order { restock: refill[first - plan.slots], ..Order::none() };
            bring(plan, &flows, bundle, (*track, now), incoming, WATER.then_some(order));
            settle_reserve::<V, WATER>(
                &plan.slot[first],
                &mut slots.now[first],
                &mut slots.ring[now.of(0)],
                incoming,
                &order,
            );
            continue;
        }
        let (seeking, detour) = (track.seeking, bundles.detour[b]);
        let order = |s: usize, slot: &SlotState<V>, wanted: V, over: V, growth: &[V]| {
            let mut order = order(plan, &plan.slot[s], slot, [wanted, over, detour]);
            if seeking {
                order.growth = growth[s];
            }
            order
        };
        let poured = WATER.then(|| {
            let (fixed, slot) = (&plan.slot[first], &slots.now[first]);
            let wanted = wanted(fixed, first, &firms.desk, &slots.wanted);
            order(first, slot, wanted, over(fixed, wanted), &slots.growth)
        });
        let confirmed = bring(plan, &flows, bundle, (*track, now), incoming, poured);
        let unserved = (V::splat(bundle.confirmed) - confirmed) * V::splat(bundle.per_confirmed);
        // Where goods go a long way round, that nearly always changes from step to step.
        let waits = bundle.waits || track.late > 0;
        let mut seek = false;
        let mut ordered = Ordered::none();
        for (number, s) in bundle.slots().enumerate() {
            prefetch(&slots.now[(s + AHEAD).min(slots.now.len() - 1)]);
            let (fixed, slot) = (&plan.slot[s], slots.now[s]);
            let own = &mut slots.ring[now.of(number)];
            let received = std::mem::replace(&mut own[now.now as usize], zero);
            let held = slot.stock + received;
            let usage = V::splat(fixed.usage);
            let (wanted, used, next_wanted, over) = match fixed.role {
                Role::Single => {
                    let desk = &firms.desk[fixed.owner as usize];
                    (desk.activity, usage * desk.running, desk.next_activity, zero)
                }
                Role::Final | Role::Reserve => {
                    let wanted = slots.wanted[s];
                    (wanted, usage * wanted, wanted, V::splat(fixed.pipeline) * (wanted - one).max(zero))
                }
                Role::Several | Role::Alternative => {
                    let (rates, desk) = (&plan.rates[s], &firms.desk[fixed.owner as usize]);
                    let stretched = (rates.stretch, &mut slots.stretched[s]);
                    let used = levels[rates.group as usize].used(plan, fixed, held, stretched);
                    if fixed.role == Role::Several {
                        (desk.activity, used, desk.next_activity, zero)
                    } else {
                        (slots.wanted[s], used, desk.next_activity * slots.stretched[s], zero)
                    }
                }
            };
            let placed = order(s, &slot, wanted, over, &slots.growth);
            let asked = if WATER { Order { need: one, ..Order::none() } } else { placed };
            let quantity = ship(own, incoming, (V::splat(fixed.scale), &asked, seeking));
            let due = own[ahead as usize];
            let next = next_state(fixed, slot, held, [quantity, received, used]);
            slots.now[s] = next;
            let unconfirmed = (placed.need * unserved - V::splat(plan.constants.unconfirmed_floor)).max(zero);
            seek |= remember(plan, s, slots, [held, wanted, unconfirmed]);
            if waits {
                continue;
            }
            let held = next.stock + due;
            ordered.add(V::splat(fixed.scale), &self::order(plan, fixed, &next, [next_wanted, over, detour]));
            short[fixed.cell as usize] |= lacks(plan, fixed, held, next_wanted);
            if fixed.role == Role::Single {
                let zeta = substituted(slots, s);
                let limit = &mut firms.desk[fixed.owner as usize].limit;
                *limit = limit.min(single_factor(plan, fixed, held, zeta));
            }
        }
        if !waits {
            bundles.ordered[b] = ordered;
        }
        track.seeking = seek;
        if track.late > 0 {
            bundles.change(b as u32);
        }
    }
}

/// A reserve is sent goods; it used what it released before.
#[inline(always)]
fn settle_reserve<V: Columns, const WATER: bool>(
    fixed: &SlotPlan<V::Real>,
    slot: &mut SlotState<V>,
    own: &mut [V],
    incoming: &Incoming<V>,
    order: &Order<V>,
) {
    let asked = if WATER { Order { need: V::splat(V::Real::of(1.0)), ..Order::none() } } else { *order };
    let quantity = ship(own, incoming, (V::splat(fixed.scale), &asked, false));
    let zero = V::splat(V::Real::default());
    *slot = next_state(fixed, *slot, slot.stock, [quantity, zero, zero]);
}

/// What becomes of S and T of a slot that holds `held`, was sent `quantity`, received `received` and would use `wish`.
#[inline(always)]
fn next_state<V: Columns>(
    fixed: &SlotPlan<V::Real>,
    slot: SlotState<V>,
    held: V,
    [quantity, received, wish]: [V; 3],
) -> SlotState<V> {
    let zero = V::splat(V::Real::default());
    // Differences first: at rest they are exactly 0.
    let turned = (quantity - V::splat(fixed.sent)) - (received - V::splat(fixed.arriving));
    SlotState {
        stock: wish.pick(held, (slot.stock + (received - wish)).max(zero), zero),
        pipeline: (slot.pipeline + turned).max(zero - V::splat(fixed.pipeline)),
    }
}
