//! Steps 1 to 3 and 5, slot by slot in the order of their owners: receipts, orders, re-sourcing, what inputs allow.

use super::dispatch::{detour_target, extra};
use super::plan::{Draw, GroupPlan, NONE, Plan, Use};
use super::simd::{Columns, Real};
use super::state::{Order, State};
use crate::network::GroupKind;

/// All slots but those of reserves, and Y of the suppliers that have inputs.
#[inline(always)]
pub(super) fn place<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for (supplier, fixed) in plan.suppliers.iter().enumerate() {
        state.input_limit[supplier] = V::splat(fixed.overtime_max);
    }
    // Reserves come last and order by themselves.
    let groups = plan.groups.iter().take_while(|group| group.kind != Use::Reserve);
    for (g, group) in groups.enumerate() {
        let mut combined = Combined::new(plan, group);
        for slot in group.slots.clone() {
            let wanted = wish(plan, state, slot);
            if plan.slot[slot].draw == Draw::Alternative {
                state.wanted[slot] = wanted;
            }
            let phi = order(plan, state, slot, wanted);
            combined.add(plan, group, slot, phi);
        }
        if let Use::Inputs(kind) = group.kind {
            let phi = snap(plan, combined.phi(kind));
            let owner = group.owner as usize;
            let most = V::splat(plan.suppliers[owner].overtime_max);
            state.input_limit[owner] = state.input_limit[owner].min(factor(plan, state, g, phi, most));
        }
    }
}

/// w of a slot in the step that begins.
#[inline(always)]
pub(super) fn wish<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, slot: usize) -> V {
    let fixed = &plan.slot[slot];
    match fixed.draw {
        Draw::Input => state.activity[fixed.owner as usize],
        Draw::Alternative => state.activity[fixed.owner as usize] * state.stretched[slot],
        Draw::Final | Draw::Reserve => state.demand[slot],
    }
}

/// R of a slot, until the slot is settled.
#[inline(always)]
pub(super) fn due<V: Columns>(state: &State<V>, slot: usize) -> V {
    state.ring[(state.ring_start[slot] + state.ring_now[slot]) as usize]
}

/// H of a slot, until the slot is settled.
#[inline(always)]
pub(super) fn held<V: Columns>(state: &State<V>, slot: usize) -> V {
    state.stock[slot] + due(state, slot)
}

/// Receives and orders for a slot that wants `wanted`; gives φ, snapped.
///
/// The position S + T is the same before and after receipts, so that r needs neither R nor H and is exactly 0 at rest.
#[inline(always)]
fn order<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, slot: usize, wanted: V) -> V {
    let (fixed, constants) = (&plan.slot[slot], &plan.constants);
    let zero = V::splat(V::Real::default());
    let (stock, pipeline) = (state.stock[slot], state.pipeline[slot]);
    let mut aim = V::splat(fixed.pipeline);
    if fixed.draw == Draw::Final {
        aim = aim * wanted.max(V::splat(V::Real::of(1.0)));
    }
    if state.slot_late[slot] > 0 {
        aim += detour_target(plan, state, slot);
    }
    let gap = ((V::splat(fixed.stock) - stock) + (aim - pipeline)) * V::splat(fixed.per_restock);
    let need = (wanted + gap).min(wanted).max(zero);
    let restock = gap.min(V::splat(constants.restock_max)).max(zero);
    state.orders[slot] = Order { need, restock };
    let held = stock + due(state, slot);
    let usage = V::splat(fixed.usage);
    let whole = wanted * usage * V::splat(constants.nearly);
    if held.below(whole) != 0 && fixed.cell != NONE && !state.short_cell[fixed.cell as usize] {
        state.short_cell[fixed.cell as usize] = true;
        state.short_cells.push(fixed.cell);
    }
    if state.seeking[slot] {
        state.growth[slot] = resource(plan, state, slot);
    }
    snap(plan, (held * V::splat(fixed.per_usage)).max(V::splat(fixed.floor)))
}

/// c = min(γ, σ u U / Σ F κ e h).
#[inline(always)]
fn resource<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, slot: usize) -> V {
    let zero = V::splat(V::Real::default());
    let seek = state.switching[slot] * state.unconfirmed[slot] * V::splat(plan.slot[slot].usage);
    let mut spare = zero;
    let entries = plan.entries_of(slot);
    for (entry, &passage) in plan.entries[entries.clone()].iter().zip(&state.entry_passage[entries]) {
        let mut flow = V::splat(entry.weight);
        if passage != 0 {
            let open = state.open[passage as usize];
            flow = flow * open * extra(plan, open);
        }
        spare += flow * state.spare[entry.node as usize / plan.tiers];
    }
    let growth = V::splat(plan.constants.lane_growth).min(seek / spare);
    zero.pick(seek, zero.pick(spare, growth, zero), zero)
}

/// Values within rounding of 1 are 1.
#[inline(always)]
pub(super) fn snap<V: Columns>(plan: &Plan<V::Real>, value: V) -> V {
    let one = V::splat(V::Real::of(1.0));
    let apart = (value - one).max(one - value);
    apart.pick(V::splat(plan.constants.rounding), one, value)
}

/// φ of a slot, from H.
#[inline(always)]
pub(super) fn input<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, slot: usize) -> V {
    let fixed = &plan.slot[slot];
    snap(plan, (held(state, slot) * V::splat(fixed.per_usage)).max(V::splat(fixed.floor)))
}

/// φ of a group in the making, before a substitute, as `engine::inputs::combine`.
#[derive(Debug, Clone, Copy)]
struct Combined<V> {
    most: V,
    scarcest: V,
    sum: V,
}

impl<V: Columns> Combined<V> {
    #[inline(always)]
    fn new(plan: &Plan<V::Real>, group: &GroupPlan<V::Real>) -> Self {
        let most = match plan.suppliers.get(group.owner as usize) {
            Some(owner) if group.scales => V::splat(owner.overtime_max),
            _ => V::splat(V::Real::of(1.0)) + V::splat(plan.constants.capital_full),
        };
        Self { most, scarcest: most, sum: V::splat(V::Real::default()) }
    }

    #[inline(always)]
    fn add(&mut self, plan: &Plan<V::Real>, group: &GroupPlan<V::Real>, slot: usize, phi: V) {
        self.scarcest = phi.min(self.scarcest);
        let most = match group.kind {
            Use::Inputs(GroupKind::Mix) => V::splat(V::Real::of(1.0)),
            Use::Inputs(GroupKind::Alternative) => V::splat(plan.slot[slot].stretch),
            _ => return,
        };
        self.sum += V::splat(plan.slot[slot].share) * phi.min(most);
    }

    #[inline(always)]
    fn phi(self, kind: GroupKind) -> V {
        match kind {
            GroupKind::Single => self.scarcest,
            GroupKind::Mix => self.scarcest.pick(V::splat(V::Real::of(1.0)), self.sum, self.scarcest),
            GroupKind::Alternative => self.sum.min(self.most),
        }
    }
}

/// φ of a group before a substitute, snapped.
#[inline(always)]
pub(super) fn group_input<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, g: usize, kind: GroupKind) -> V {
    let group = &plan.groups[g];
    let mut combined = Combined::new(plan, group);
    for slot in group.slots.clone() {
        combined.add(plan, group, slot, input(plan, state, slot));
    }
    snap(plan, combined.phi(kind))
}

/// `f_g`, as `engine::inputs::factor`.
#[inline(always)]
fn factor<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, g: usize, phi: V, most: V) -> V {
    let group = &plan.groups[g];
    let one = V::splat(V::Real::of(1.0));
    let above = if group.scales {
        phi
    } else {
        let (zero, per) = (V::splat(V::Real::default()), V::splat(plan.constants.per_capital));
        one + (most - one) * ((phi - one) * per).min(one).max(zero)
    };
    if phi.below(one) == 0 {
        return above;
    }
    let filled = if state.substituted[g] { (phi + state.substitute[g]).min(one) } else { phi.min(one) };
    phi.pick(one, one - V::splat(group.criticality) * (one - filled), above)
}
