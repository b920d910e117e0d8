//! Step 9: how several inputs that are needed together, or stand in for each other, are used.

use super::orders::input;
use super::plan::{GroupPlan, Plan, Role, SlotPlan};
use super::simd::{Columns, Real};
use super::slots::Slots;
use super::state::{Desk, State};
use crate::network::GroupKind;

/// w of a slot in the step that was just simulated.
#[inline(always)]
pub(super) fn wanted<V: Columns>(fixed: &SlotPlan<V::Real>, slot: usize, desks: &[Desk<V>], wanted: &[V]) -> V {
    match fixed.role {
        Role::Single | Role::Several => desks[fixed.owner as usize].activity,
        Role::Alternative | Role::Final | Role::Reserve => wanted[slot],
    }
}

/// At which level the slots of a group of several are used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level<V> {
    /// y of the owner.
    running: V,
    /// ω of the owner.
    pub wanted: V,
    /// Σ share × u of the slots settled so far.
    pub lacking: V,
    /// Mix: max(1, y) min(1, y/φ̂). Alternatives: share of the headroom that is drawn.
    part: V,
    /// Alternatives: the same for current needs.
    need: V,
    kind: GroupKind,
}

impl<V: Columns> Level<V> {
    #[inline(always)]
    pub fn new(plan: &Plan<V::Real>, state: &State<V>, group: &GroupPlan<V::Real>, phi: V) -> Self {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let owner = group.owner as usize;
        let Desk { running, activity: wanted, .. } = state.firms.desk[owner];
        let mut level = Self { running, wanted, lacking: zero, part: one, need: one, kind: group.kind };
        match group.kind {
            GroupKind::Single => {}
            GroupKind::Mix => {
                let basket = phi.min(one);
                level.part = running.max(one) * zero.pick(basket, (running / basket).min(one), zero);
            }
            GroupKind::Alternative => {
                level.part = split(plan, &state.slots, group, running);
                level.need = split(plan, &state.slots, group, running.min(wanted));
            }
        }
        level
    }

    /// What a slot uses. Alternatives note their stretch.
    #[inline(always)]
    pub fn used(
        self,
        plan: &Plan<V::Real>,
        fixed: &SlotPlan<V::Real>,
        held: V,
        (stretch, stretched): (V::Real, &mut V),
    ) -> V {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let (usage, phi) = (V::splat(fixed.usage), input(plan, fixed, held));
        match self.kind {
            GroupKind::Single => usage * self.running,
            GroupKind::Mix => usage * (phi.min(one) * self.part),
            GroupKind::Alternative => {
                let stretch = V::splat(stretch);
                let reach = phi.min(stretch);
                let needs = self.running.min(self.wanted);
                let wanted = (draw(needs, self.need, reach) / needs).max(one).min(stretch.max(one));
                *stretched = zero.pick(needs, wanted, one);
                usage * draw(self.running, self.part, reach)
            }
        }
    }
}

/// Draws min(y, φ) of a member's share first, then its part of the gap up to its reach.
#[inline(always)]
fn draw<V: Columns>(level: V, part: V, reach: V) -> V {
    let first = level.min(reach);
    first + part * (reach - first)
}

/// Share of each member's headroom that is drawn at this level of activity.
#[inline(always)]
fn split<V: Columns>(plan: &Plan<V::Real>, slots: &Slots<V>, group: &GroupPlan<V::Real>, level: V) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let (mut gap, mut headroom) = (zero, zero);
    for slot in group.slots.iter().map(|&slot| slot as usize) {
        let rates = &plan.rates[slot];
        let share = V::splat(rates.share);
        let reach = input(plan, &plan.slot[slot], slots.held(slot)).min(V::splat(rates.stretch));
        let first = level.min(reach);
        gap += share * (level - first);
        headroom += share * (reach - first);
    }
    zero.pick(gap, zero.pick(headroom, (gap / headroom).min(one), zero), zero)
}
