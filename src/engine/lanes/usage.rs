//! Steps 8 to 10 of the slots: goods sent, goods used, σ and ζ.

use super::dispatch::{Flows, bring, ship};
use super::orders::{AHEAD, group_input, input, order, snap};
use super::plan::{GroupPlan, Plan, Role, SlotPlan};
use super::simd::{Columns, Real, prefetch};
use super::state::{Memory, Order, SlotState, State, SupplierState};
use crate::network::GroupKind;

/// All slots, reserves included.
#[inline(always)]
pub(super) fn settle<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    state.levels.clear();
    for group in &plan.groups {
        let level = Level::new(plan, state, group);
        state.levels.push(level);
    }
    let State {
        slots,
        memory,
        growth,
        wanted,
        stretched,
        switched,
        ring,
        rings,
        bundles,
        track,
        brought,
        levels,
        suppliers,
        served,
        passages,
        prompt,
        edge_passage,
        late_range,
        ways,
        late,
        refill,
        ..
    } = state;
    let flows = Flows { served, suppliers, passages, edge_passage, prompt, late_range, ways, late };
    let mut ring = &mut ring[..];
    for ((bundle, now), track) in plan.bundles.iter().zip(bundles).zip(track) {
        let range = bundle.slots();
        let fixed = &plan.slot[range.clone()];
        let reserve = fixed[0].role == Role::Reserve;
        let orders = Orders {
            seeking: track.seeking,
            detour: if track.late > 0 { Some(now.detour) } else { None },
            refill: if reserve { Some(refill[range.start - plan.slots]) } else { None },
        };
        let first = (range.start, &slots[range.start]);
        let length = rings[range.start].length as usize;
        let poured = if plan.water { Some(orders.of(plan, &fixed[0], first, suppliers, wanted, growth)) } else { None };
        let brought = &mut brought[..length];
        let confirmed = bring(plan, &flows, bundle, *track, brought, poured);
        let arrivals = if track.late > 0 { None } else { Some(plan.arrivals_of(bundle)) };
        track.seeking = false;
        for (s, fixed) in range.zip(fixed) {
            let ahead = (s + AHEAD).min(slots.len() - 1);
            prefetch(&slots[ahead]);
            prefetch(&memory[ahead].unconfirmed);
            let (own, rest) = std::mem::take(&mut ring).split_at_mut(length);
            ring = rest;
            let (slot, place) = (&mut slots[s], &mut rings[s]);
            let due = place.now as usize;
            place.now = if place.now + 1 == place.length { 0 } else { place.now + 1 };
            let received = std::mem::replace(&mut own[due], V::splat(V::Real::default()));
            let order = orders.of(plan, fixed, (s, slot), suppliers, wanted, growth);
            let asked = if plan.water { Order { need: V::splat(V::Real::of(1.0)), ..Order::none() } } else { order };
            let taken = (V::splat(fixed.scale), &asked, orders.seeking);
            let quantity = ship(own, due, brought, arrivals, taken);
            let held = slot.stock + received;
            let used = match fixed.role {
                Role::Single => V::splat(fixed.usage) * suppliers[fixed.owner as usize].running,
                Role::Final => V::splat(fixed.usage) * wanted[s],
                Role::Reserve => V::splat(V::Real::default()),
                Role::Several | Role::Alternative => {
                    levels[fixed.group as usize].used(plan, fixed, held, &mut stretched[s])
                }
            };
            let lack = order.need * ((V::splat(bundle.confirmed) - confirmed) * V::splat(bundle.per_confirmed));
            let unconfirmed = (lack - V::splat(plan.constants.unconfirmed_floor)).max(V::splat(V::Real::default()));
            memory[s].unconfirmed = unconfirmed;
            settle_slot(fixed, slot, held, [quantity, received, used]);
            if !reserve {
                let wanted = self::wanted(fixed, s, suppliers, wanted);
                track.seeking |= remember(plan, fixed, &mut memory[s], &mut switched[s], [held, wanted]);
            }
        }
    }
    for (g, group) in plan.groups.iter().enumerate() {
        let mut lacking = V::splat(V::Real::default());
        for &slot in &group.slots {
            lacking += V::splat(plan.slot[slot as usize].share) * state.memory[slot as usize].unconfirmed;
        }
        let Level { phi, wanted, .. } = state.levels[g];
        let substitutes = group.substitute;
        state.group_substitute[g] = substitute(plan, substitutes, state.group_substitute[g], [phi, wanted, lacking]);
    }
}

/// What the orders of a bundle's slots depend on.
#[derive(Debug, Clone, Copy)]
struct Orders<V> {
    seeking: bool,
    /// What T* of a slot of scale 1 adds.
    detour: Option<V>,
    /// ρ of a reserve.
    refill: Option<V>,
}

impl<V: Columns> Orders<V> {
    /// What a slot ordered in this step.
    #[inline(always)]
    fn of(
        &self,
        plan: &Plan<V::Real>,
        fixed: &SlotPlan<V::Real>,
        (s, slot): (usize, &SlotState<V>),
        suppliers: &[SupplierState<V>],
        wanted: &[V],
        growth: &[V],
    ) -> Order<V> {
        if let Some(restock) = self.refill {
            return Order { restock, ..Order::none() };
        }
        let mut order = order(plan, fixed, slot, self::wanted(fixed, s, suppliers, wanted), self.detour);
        if self.seeking {
            order.growth = growth[s];
        }
        order
    }
}

/// w of a slot in the step that was just simulated.
#[inline(always)]
pub(super) fn wanted<V: Columns>(
    fixed: &SlotPlan<V::Real>,
    slot: usize,
    suppliers: &[SupplierState<V>],
    wanted: &[V],
) -> V {
    match fixed.role {
        Role::Single | Role::Several => suppliers[fixed.owner as usize].activity,
        Role::Alternative | Role::Final | Role::Reserve => wanted[slot],
    }
}

/// At which level the slots of a group of several are used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level<V> {
    /// y of the owner.
    running: V,
    /// ω of the owner.
    wanted: V,
    /// Mix: max(1, y) min(1, y/φ̂). Alternatives: share of the headroom that is drawn.
    part: V,
    /// Alternatives: the same for current needs.
    need: V,
    /// φ before a substitute.
    phi: V,
    kind: GroupKind,
}

impl<V: Columns> Level<V> {
    #[inline(always)]
    fn new(plan: &Plan<V::Real>, state: &State<V>, group: &GroupPlan<V::Real>) -> Self {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let SupplierState { running, activity: wanted, .. } = state.suppliers[group.owner as usize];
        let phi = group_input(plan, state, group);
        let mut level = Self { running, wanted, part: one, need: one, phi, kind: group.kind };
        match group.kind {
            GroupKind::Single => {}
            GroupKind::Mix => {
                let basket = phi.min(one);
                level.part = running.max(one) * zero.pick(basket, (running / basket).min(one), zero);
            }
            GroupKind::Alternative => {
                level.part = split(plan, state, group, running);
                level.need = split(plan, state, group, running.min(wanted));
            }
        }
        level
    }

    /// What a slot uses. Alternatives note their stretch.
    #[inline(always)]
    fn used(self, plan: &Plan<V::Real>, fixed: &SlotPlan<V::Real>, held: V, stretched: &mut V) -> V {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let (usage, phi) = (V::splat(fixed.usage), input(plan, fixed, held));
        match self.kind {
            GroupKind::Single => usage * self.running,
            GroupKind::Mix => usage * (phi.min(one) * self.part),
            GroupKind::Alternative => {
                let stretch = V::splat(fixed.stretch);
                let reach = phi.min(stretch);
                let needs = self.running.min(self.wanted);
                let wanted = (draw(needs, self.need, reach) / needs).max(one).min(stretch.max(one));
                *stretched = zero.pick(needs, wanted, one);
                usage * draw(self.running, self.part, reach)
            }
        }
    }
}

/// What becomes of S and T of a slot that holds `held`, was sent `quantity`, received `received` and would use `wish`.
#[inline(always)]
fn settle_slot<V: Columns>(
    fixed: &SlotPlan<V::Real>,
    slot: &mut SlotState<V>,
    held: V,
    [quantity, received, wish]: [V; 3],
) {
    let zero = V::splat(V::Real::default());
    // Differences first: at rest they are exactly 0.
    let turned = (quantity - V::splat(fixed.sent)) - (received - V::splat(fixed.arriving));
    slot.pipeline = (slot.pipeline + turned).max(zero - V::splat(fixed.pipeline));
    slot.stock = wish.pick(held, (slot.stock + (received - wish)).max(zero), zero);
}

/// σ of a slot and ζ of a single input; whether the slot seeks other suppliers.
#[inline(always)]
fn remember<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SlotPlan<V::Real>,
    memory: &mut Memory<V>,
    switched: &mut bool,
    [held, wanted]: [V; 2],
) -> bool {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (need, unconfirmed) = (wanted * V::splat(fixed.usage), memory.unconfirmed);
    // Well short of a lack that counts, the exact figure is not needed: what is 0 stays 0.
    let sure = V::splat(plan.constants.surely_whole);
    let maybe = held.below(need - need * sure) | sure.below(unconfirmed);
    if maybe == 0 && !*switched {
        return false;
    }
    let lack = zero.pick(need, one - held / need, zero);
    let sigma = drift(plan, memory.switching, lack.max(unconfirmed), fixed.switching.map(V::splat));
    memory.switching = sigma;
    let mut found = zero.below(sigma);
    if fixed.role == Role::Single {
        let phi = snap(plan, input(plan, fixed, held).min(V::splat(fixed.limit.most)));
        let lacking = V::splat(fixed.share) * unconfirmed;
        memory.substitute = substitute(plan, fixed.substitute, memory.substitute, [phi, wanted, lacking]);
        found |= zero.below(memory.substitute);
    }
    *switched = found != 0;
    zero.below(sigma * unconfirmed) != 0
}

/// σ or ζ one step on: up to the most while short by `lack`, down at half the speed while not.
#[inline(always)]
fn drift<V: Columns>(plan: &Plan<V::Real>, now: V, lack: V, [most, up, down]: [V; 3]) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let constants = &plan.constants;
    let short = ((lack - V::splat(constants.short_from)) * V::splat(constants.per_short)).min(one).max(zero);
    now + short * (most - now) * up - (one - short) * now * down
}

/// Draws min(y, φ) of a member's share first, then its part of the gap up to its reach.
#[inline(always)]
fn draw<V: Columns>(level: V, part: V, reach: V) -> V {
    let first = level.min(reach);
    first + part * (reach - first)
}

/// Share of each member's headroom that is drawn at this level of activity.
#[inline(always)]
fn split<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, group: &GroupPlan<V::Real>, level: V) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (mut gap, mut headroom) = (zero, zero);
    for &slot in &group.slots {
        let fixed = &plan.slot[slot as usize];
        let share = V::splat(fixed.share);
        let reach = input(plan, fixed, state.held(slot as usize)).min(V::splat(fixed.stretch));
        let first = level.min(reach);
        gap += share * (level - first);
        headroom += share * (reach - first);
    }
    zero.pick(gap, zero.pick(headroom, (gap / headroom).min(one), zero), zero)
}

/// ζ of a group one step on, from its φ, ω of its owner and what it lacks.
#[inline(always)]
fn substitute<V: Columns>(plan: &Plan<V::Real>, rates: [V::Real; 3], zeta: V, [phi, wanted, lacking]: [V; 3]) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let lack = zero.pick(wanted, one - phi / wanted.min(one), zero);
    drift(plan, zeta, lack.max(lacking), rates.map(V::splat))
}
