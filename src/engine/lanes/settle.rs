//! Steps 8 to 10 of the slots: goods sent, goods used, what is remembered, and with that the orders of the next step.

use super::dispatch::{Flows, bring, detour_target, ship};
use super::incoming::Incoming;
use super::memory::{remember, substitute};
use super::orders::{order, over, place_slot};
use super::plan::{Plan, Role, SlotPlan};
use super::simd::{Columns, Real};
use super::slots::{Remembers, Ring, SlotState};
use super::state::{Desk, Order, State};
use super::usage::{Level, wanted};

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
        let level = &state.levels[g];
        let zeta = &mut state.group_substitute[g];
        *zeta = substitute(plan, group.substitute, *zeta, [state.group_phi[g], level.wanted, level.lacking]);
    }
}

#[inline(always)]
fn settle_slots<V: Columns, const WATER: bool>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let zero = V::splat(V::Real::default());
    let State { slots, bundles, firms, served, routes, incoming, levels, refill, short, .. } = state;
    let flows = Flows { served, routes, spot: &firms.poured_spot };
    for (b, bundle) in plan.bundles.iter().enumerate() {
        let detour = bundles.detour_of(b);
        let next = if bundle.waits { None } else { detour_target(plan, routes, (b, bundles.track[b])) };
        let (track, ring) = (&mut bundles.track[b], &mut slots.rings[b]);
        let (now, ahead) = (*ring, ring.ahead(1));
        ring.now = ahead;
        let first = bundle.first_slot as usize;
        let orders = Orders { seeking: track.seeking, detour };
        let reserve = plan.slot[first].role == Role::Reserve;
        let mut poured = Order::none();
        if reserve {
            poured.restock = refill[first - plan.slots];
        } else if WATER {
            let (fixed, slot) = (&plan.slot[first], &slots.now[first]);
            let wanted = wanted(fixed, first, &firms.desk, &slots.wanted);
            poured = orders.of(
                plan,
                (first, fixed),
                slot,
                [wanted, over(fixed, wanted)],
                (slots.remembers[first], &slots.sought),
            );
        }
        let confirmed = bring::<V, WATER>(plan, &flows, bundle, (*track, now), incoming, &poured);
        if reserve {
            let (slot, own) = (&mut slots.now[first], &mut slots.ring[now.of(0)]);
            settle_reserve::<V, WATER>(&plan.slot[first], slot, (own, now), incoming, &poured);
            slots.due_at[first] = now.start + ahead;
            bundles.change(b as u32);
            continue;
        }
        let unserved = (V::splat(bundle.confirmed) - confirmed) * V::splat(bundle.per_confirmed);
        let mut seek = false;
        let mut ordered = Order::none();
        let range = bundle.slots();
        let rings = slots.ring[now.all(range.len())].chunks_exact_mut(now.length as usize);
        let states = slots.now[range.clone()].iter_mut().zip(rings);
        let remembered = slots.memory[range.clone()].iter_mut().zip(&mut slots.remembers[range.clone()]);
        let kept = states.zip(remembered).zip(&mut slots.due_at[range.clone()]);
        for ((s, fixed), (((slot, own), (memory, remembers)), due_at)) in range.clone().zip(&plan.slot[range]).zip(kept)
        {
            let received = own[now.now as usize];
            let held = slot.stock + received;
            let mut wishes =
                Wishes { wanted: &slots.wanted, unsteady: &slots.unsteady, stretched: &mut slots.stretched };
            let turn = Turn::of(plan, (s, fixed), held, &mut wishes, &firms.desk, levels);
            let placed = orders.of(plan, (s, fixed), slot, [turn.wanted, turn.over], (*remembers, &slots.sought));
            let taken = taken::<V, WATER>(placed);
            let quantity = ship((own, now), incoming, (V::splat(fixed.scale), &taken, orders.seeking));
            let due = own[ahead as usize];
            *due_at = *due_at + ahead - now.now;
            *slot = next_state(fixed, *slot, held, [quantity, received, turn.used]);
            let unconfirmed = (placed.need * unserved - V::splat(plan.constants.unconfirmed_floor)).max(zero);
            if matches!(fixed.role, Role::Several | Role::Alternative) {
                let rates = &plan.rates[s];
                levels[rates.group as usize].lacking += V::splat(rates.share) * unconfirmed;
            }
            remember(plan, (s, fixed), (memory, remembers, &mut slots.sought), [held, turn.wanted, unconfirmed]);
            seek |= remembers.seeks;
            if bundle.waits {
                continue;
            }
            let held = slot.stock + due;
            let asked = ([turn.next, turn.over], next);
            let now = (&*slot, &*memory, &mut *remembers);
            place_slot(plan, fixed, now, (held, asked), (&mut ordered, &mut firms.desk, short));
        }
        track.seeking = seek;
        if bundle.waits {
            bundles.change(b as u32);
        } else {
            bundles.place(b, &ordered);
            bundles.keep_detour(b, next);
        }
    }
}

/// What the orders of a bundle's slots have in common.
#[derive(Debug, Clone, Copy)]
struct Orders<V> {
    seeking: bool,
    /// What T* of a slot of scale 1 adds, if anything.
    detour: Option<V>,
}

impl<V: Columns> Orders<V> {
    /// What a slot ordered in this step.
    #[inline(always)]
    fn of(
        &self,
        plan: &Plan<V::Real>,
        (s, fixed): (usize, &SlotPlan<V::Real>),
        slot: &SlotState<V>,
        [wanted, over]: [V; 2],
        (remembers, sought): (Remembers, &[V]),
    ) -> Order<V> {
        let mut order = order(plan, fixed, slot, ([wanted, over], self.detour));
        if remembers.seeks {
            order.growth = sought[s];
        }
        order
    }
}

/// What final demand and alternatives want, as [`Slots`](super::slots::Slots) keep it.
struct Wishes<'a, V> {
    wanted: &'a [V],
    unsteady: &'a [bool],
    stretched: &'a mut [V],
}

/// What a slot wants and uses.
#[derive(Debug, Clone, Copy)]
struct Turn<V> {
    /// w.
    wanted: V,
    /// w of the next step, if demand stays as it is.
    next: V,
    /// What T* adds for growth of demand.
    over: V,
    /// What it would use.
    used: V,
}

impl<V: Columns> Turn<V> {
    /// Of a slot that holds `held`.
    #[inline(always)]
    fn of(
        plan: &Plan<V::Real>,
        (s, fixed): (usize, &SlotPlan<V::Real>),
        held: V,
        wishes: &mut Wishes<'_, V>,
        desks: &[Desk<V>],
        levels: &[Level<V>],
    ) -> Self {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let usage = V::splat(fixed.usage);
        match fixed.role {
            Role::Single => {
                let desk = &desks[fixed.owner as usize];
                let used = usage * desk.running;
                Self { wanted: desk.activity, next: desk.next_activity, over: zero, used }
            }
            Role::Several | Role::Alternative => {
                let (rates, desk) = (&plan.rates[s], &desks[fixed.owner as usize]);
                let stretch = &mut wishes.stretched[s];
                let used = levels[rates.group as usize].used(plan, fixed, held, (rates.stretch, stretch));
                if fixed.role == Role::Several {
                    Self { wanted: desk.activity, next: desk.next_activity, over: zero, used }
                } else {
                    let next = desk.next_activity * wishes.stretched[s];
                    Self { wanted: wishes.wanted[s], next, over: zero, used }
                }
            }
            Role::Final if !wishes.unsteady[s] => Self { wanted: one, next: one, over: zero, used: usage },
            Role::Final | Role::Reserve => {
                let wanted = wishes.wanted[s];
                Self { wanted, next: wanted, over: over(fixed, wanted), used: usage * wanted }
            }
        }
    }
}

/// What a slot takes of what is brought: under water-filling that is for its orders already.
#[inline(always)]
fn taken<V: Columns, const WATER: bool>(placed: Order<V>) -> Order<V> {
    if WATER { Order { need: V::splat(V::Real::of(1.0)), ..Order::none() } } else { placed }
}

/// A reserve is sent goods; it used what it released before.
#[inline(always)]
fn settle_reserve<V: Columns, const WATER: bool>(
    fixed: &SlotPlan<V::Real>,
    slot: &mut SlotState<V>,
    own: (&mut [V], Ring),
    incoming: &Incoming<V>,
    order: &Order<V>,
) {
    let quantity = ship(own, incoming, (V::splat(fixed.scale), &taken::<V, WATER>(*order), false));
    slot.pipeline += quantity;
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
    let turned = (quantity - V::splat(fixed.sent)) - (received - V::splat(fixed.usage));
    SlotState {
        stock: wish.pick(held, (slot.stock + (received - wish)).max(zero), zero),
        pipeline: (slot.pipeline + turned).max(zero - V::splat(fixed.pipeline)),
    }
}
