//! Steps 8 to 10 of the slots, in the order of their owners: goods sent, goods used, σ and ζ.

use super::dispatch::{Sent, ship};
use super::orders::{group_input, input};
use super::plan::{GroupPlan, Plan, Use};
use super::simd::{Columns, Real};
use super::state::State;
use crate::network::GroupKind;

/// All slots, reserves included.
#[inline(always)]
pub(super) fn settle<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for (g, group) in plan.groups.iter().enumerate() {
        let level = Level::new(plan, state, g);
        for slot in group.slots.clone() {
            let (wish, wanted) = level.of(plan, state, group.kind, slot);
            settle_slot(plan, state, slot, wish, wanted);
        }
        if V::Real::default() < group.substitute[0] {
            substitute(plan, state, g, level.wanted, level.phi);
        }
    }
}

/// At which level the slots of a group are used.
#[derive(Debug, Clone, Copy)]
struct Level<V> {
    /// y of the owner.
    running: V,
    /// ω of the owner.
    wanted: V,
    /// Mix: max(1, y) min(1, y/φ̂). Alternatives: share of the headroom that is drawn.
    part: V,
    /// Alternatives: the same for current needs.
    need: V,
    /// φ before a substitute, of groups that have one.
    phi: V,
}

impl<V: Columns> Level<V> {
    #[inline(always)]
    fn new(plan: &Plan<V::Real>, state: &State<V>, g: usize) -> Self {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let group = &plan.groups[g];
        let Use::Inputs(kind) = group.kind else {
            return Self { running: one, wanted: one, part: one, need: one, phi: one };
        };
        let (running, wanted) = (state.running[group.owner as usize], state.activity[group.owner as usize]);
        let mut level = Self { running, wanted, part: one, need: one, phi: one };
        if V::Real::default() < group.substitute[0] {
            level.phi = group_input(plan, state, g, kind);
        }
        match kind {
            GroupKind::Single => {}
            GroupKind::Mix => {
                let basket = group_input(plan, state, g, kind).min(one);
                level.part = running.max(one) * zero.pick(basket, (running / basket).min(one), zero);
            }
            GroupKind::Alternative => {
                level.part = split(plan, state, group, running);
                level.need = split(plan, state, group, running.min(wanted));
            }
        }
        level
    }

    /// What a slot would use, and w. Alternatives note their stretch.
    #[inline(always)]
    fn of(&self, plan: &Plan<V::Real>, state: &mut State<V>, kind: Use, slot: usize) -> (V, V) {
        let usage = V::splat(plan.slot[slot].usage);
        let one = V::splat(V::Real::of(1.0));
        match kind {
            Use::Final => (usage * state.demand[slot], state.demand[slot]),
            Use::Reserve => (V::splat(V::Real::default()), state.demand[slot]),
            Use::Inputs(GroupKind::Single) => (usage * self.running, self.wanted),
            Use::Inputs(GroupKind::Mix) => (usage * (input(plan, state, slot).min(one) * self.part), self.wanted),
            Use::Inputs(GroupKind::Alternative) => {
                let zero = V::splat(V::Real::default());
                let stretch = V::splat(plan.slot[slot].stretch);
                let reach = input(plan, state, slot).min(stretch);
                let needs = self.running.min(self.wanted);
                let stretched = (draw(needs, self.need, reach) / needs).max(one).min(stretch.max(one));
                state.stretched[slot] = zero.pick(needs, stretched, one);
                (usage * draw(self.running, self.part, reach), state.wanted[slot])
            }
        }
    }
}

/// Sends to a slot that would use `wish` and wants `wanted`, uses, and remembers.
#[inline(always)]
fn settle_slot<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, slot: usize, wish: V, wanted: V) {
    let (fixed, constants) = (&plan.slot[slot], &plan.constants);
    let zero = V::splat(V::Real::default());
    let now = state.ring_now[slot] as usize;
    let place = state.ring_start[slot] as usize + now;
    let received = std::mem::replace(&mut state.ring[place], zero);
    let Sent { quantity, confirmed } = ship(plan, state, slot, now);
    advance(state, slot, now);
    // Differences first: at rest they are exactly 0.
    state.pipeline[slot] = (state.pipeline[slot] + (quantity - received)).max(zero);
    let held = state.stock[slot] + received;
    let stock = state.stock[slot] + (received - wish);
    state.stock[slot] = wish.pick(held, stock.max(zero), zero);

    let usage = V::splat(fixed.usage);
    let gap = state.orders[slot].need * ((usage - confirmed) * V::splat(fixed.per_usage));
    let unconfirmed = (gap - V::splat(constants.unconfirmed_floor)).max(zero);
    // Most slots lack nothing, step after step: their rows are left alone.
    let lacks = zero.below(unconfirmed) != 0;
    if lacks || state.lacking[slot] {
        state.unconfirmed[slot] = unconfirmed;
        state.lacking[slot] = lacks;
    }
    let [most, up, down] = fixed.switching.map(V::splat);
    if V::Real::default() < fixed.switching[0] {
        let need = wanted * usage;
        // Well short of a lack that counts, the exact figure is not needed: σ stays 0.
        let sure = V::splat(constants.surely_whole);
        let maybe = held.below(need - need * sure) | sure.below(unconfirmed);
        if maybe != 0 || state.switched[slot] {
            let lack = zero.pick(need, V::splat(V::Real::of(1.0)) - held / need, zero);
            let sigma = drift(plan, state.switching[slot], lack.max(unconfirmed), [most, up, down]);
            state.switching[slot] = sigma;
            state.switched[slot] = zero.below(sigma) != 0;
        }
        let seeking = state.switched[slot] && zero.below(state.switching[slot] * unconfirmed) != 0;
        if state.seeking[slot] && !seeking {
            state.growth[slot] = zero;
        }
        state.seeking[slot] = seeking;
    }
}

#[inline(always)]
fn advance<V: Columns>(state: &mut State<V>, slot: usize, now: usize) {
    let length = state.ring_start[slot + 1] - state.ring_start[slot];
    let next = now as u32 + 1;
    state.ring_now[slot] = if next == length { 0 } else { next };
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
    for slot in group.slots.clone() {
        let share = V::splat(plan.slot[slot].share);
        let reach = input(plan, state, slot).min(V::splat(plan.slot[slot].stretch));
        let first = level.min(reach);
        gap += share * (level - first);
        headroom += share * (reach - first);
    }
    zero.pick(gap, zero.pick(headroom, (gap / headroom).min(one), zero), zero)
}

/// ζ of a group.
#[inline(always)]
fn substitute<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, g: usize, wanted: V, phi: V) {
    let (group, constants) = (&plan.groups[g], &plan.constants);
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let mut unconfirmed = zero;
    for slot in group.slots.clone() {
        unconfirmed += V::splat(plan.slot[slot].share) * state.unconfirmed[slot];
    }
    let need = wanted.min(one);
    let sure = V::splat(constants.surely_whole);
    let maybe = phi.below(need - need * sure) | sure.below(unconfirmed);
    if maybe != 0 || state.substituted[g] {
        let lack = zero.pick(wanted, one - phi / need, zero);
        let zeta = drift(plan, state.substitute[g], lack.max(unconfirmed), group.substitute.map(V::splat));
        state.substitute[g] = zeta;
        state.substituted[g] = zero.below(zeta) != 0;
    }
}
