//! Steps 1 to 3 and 5, bundle by bundle: receipts, orders, re-sourcing, what inputs allow. What a slot orders is not
//! kept: it follows from its state until it is settled.

use super::dispatch::detour_target;
use super::plan::{GroupPlan, Limit, Plan, Role, SlotPlan};
use super::simd::{Columns, Real, prefetch};
use super::state::{BundleState, Memory, Order, Passage, SlotState, State, SupplierState};
use crate::network::GroupKind;

/// Slots by which what is asked for from memory is ahead of the work.
pub(super) const AHEAD: usize = 6;

/// What all slots order, added up by bundle, and Y of the suppliers that have inputs.
#[inline(always)]
pub(super) fn place<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for (now, fixed) in state.suppliers.iter_mut().zip(&plan.suppliers) {
        now.input_limit = V::splat(fixed.overtime_max);
    }
    reroute(plan, state);
    let State { slots, memory, growth, wanted, stretched, ring, rings, bundles, track, suppliers, .. } = state;
    let State { passages, edge_passage, refill, short, .. } = state;
    for (b, ((bundle, now), track)) in plan.bundles.iter().zip(bundles).zip(track).enumerate() {
        let detour = (track.late > 0).then_some(now.detour);
        let spare = if track.seeking {
            spare(plan, suppliers, passages, edge_passage, b) * V::splat(bundle.per_confirmed)
        } else {
            V::splat(V::Real::default())
        };
        now.ordered = Order::none();
        let range = bundle.slots();
        let fixed = &plan.slot[range.clone()];
        if fixed[0].role == Role::Reserve {
            // Reserves order by themselves.
            now.ordered.restock = V::splat(fixed[0].scale) * refill[range.start - plan.slots];
            continue;
        }
        for (s, fixed) in range.zip(fixed) {
            let ahead = (s + AHEAD).min(slots.len() - 1);
            prefetch(&slots[ahead]);
            prefetch(&ring[rings[ahead].due()]);
            let (slot, memory) = (&slots[s], &memory[s]);
            let wanted = wish(fixed, s, suppliers, wanted, stretched);
            let mut order = order(plan, fixed, slot, wanted, detour);
            if track.seeking {
                order.growth = resource(plan, memory, spare);
                growth[s] = order.growth;
            }
            now.add(V::splat(fixed.scale), &order);
            let held = slot.stock + ring[rings[s].due()];
            let whole = wanted * V::splat(fixed.usage) * V::splat(plan.constants.nearly);
            short[fixed.cell as usize] |= held.below(whole);
            if fixed.role == Role::Single {
                let limit = &mut suppliers[fixed.owner as usize].input_limit;
                let phi = snap(plan, input(plan, fixed, held).min(V::splat(fixed.limit.most)));
                *limit = limit.min(factor(plan, &fixed.limit, phi, memory.substitute));
            }
        }
    }
    for (g, group) in plan.groups.iter().enumerate() {
        let factor = factor(plan, &group.limit, group_input(plan, state, group), state.group_substitute[g]);
        let limit = &mut state.suppliers[group.owner as usize].input_limit;
        *limit = limit.min(factor);
        if group.kind == GroupKind::Alternative {
            for slot in group.slots.iter().map(|&slot| slot as usize) {
                state.wanted[slot] = wish(&plan.slot[slot], slot, &state.suppliers, &state.wanted, &state.stretched);
            }
        }
    }
}

/// What T* adds, of the bundles for which that has changed.
#[inline(always)]
fn reroute<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for b in 0..plan.bundles.len() {
        if state.track[b].rerouted {
            state.track[b].rerouted = false;
            state.bundles[b].detour = detour_target(plan, state, b);
        }
    }
}

impl<V: Columns> Order<V> {
    /// Nothing.
    #[inline(always)]
    pub fn none() -> Self {
        let zero = V::splat(V::Real::default());
        Self { need: zero, restock: zero, growth: zero }
    }
}

impl<V: Columns> BundleState<V> {
    #[inline(always)]
    fn add(&mut self, scale: V, order: &Order<V>) {
        self.ordered.need += scale * order.need;
        self.ordered.restock += scale * order.restock;
        self.ordered.growth += scale * order.growth;
    }
}

/// w of a slot in the step that begins.
#[inline(always)]
pub(super) fn wish<V: Columns>(
    fixed: &SlotPlan<V::Real>,
    slot: usize,
    suppliers: &[SupplierState<V>],
    wanted: &[V],
    stretched: &[V],
) -> V {
    match fixed.role {
        Role::Single | Role::Several => suppliers[fixed.owner as usize].activity,
        Role::Alternative => suppliers[fixed.owner as usize].activity * stretched[slot],
        Role::Final | Role::Reserve => wanted[slot],
    }
}

/// o and ρ of a slot that wants `wanted`, until it is settled.
///
/// The position S + T is the same before and after receipts, so that r needs neither R nor H and is exactly 0 at rest.
#[inline(always)]
pub(super) fn order<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SlotPlan<V::Real>,
    slot: &SlotState<V>,
    wanted: V,
    detour: Option<V>,
) -> Order<V> {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let mut missing = (V::splat(fixed.stock) - slot.stock) - slot.pipeline;
    if fixed.role == Role::Final {
        missing += V::splat(fixed.pipeline) * (wanted - one).max(zero);
    }
    if let Some(detour) = detour {
        missing += V::splat(fixed.scale) * detour;
    }
    let gap = missing * V::splat(fixed.per_restock);
    let need = (wanted + gap).min(wanted).max(zero);
    let restock = gap.min(V::splat(plan.constants.restock_max)).max(zero);
    Order { need, restock, growth: zero }
}

/// c = min(γ, σ u U / Σ F κ e h), from what the suppliers can spare per unit of U.
#[inline(always)]
fn resource<V: Columns>(plan: &Plan<V::Real>, memory: &Memory<V>, spare: V) -> V {
    let zero = V::splat(V::Real::default());
    let seek = memory.switching * memory.unconfirmed;
    let growth = V::splat(plan.constants.lane_growth).min(seek / spare);
    zero.pick(seek, zero.pick(spare, growth, zero), zero)
}

/// Σ F κ e h of a slot of scale 1.
#[inline(always)]
fn spare<V: Columns>(
    plan: &Plan<V::Real>,
    suppliers: &[SupplierState<V>],
    passages: &[Passage<V>],
    edge_passage: &[u32],
    bundle: usize,
) -> V {
    let mut spare = V::splat(V::Real::default());
    let edges = plan.edges_of(bundle);
    for (edge, &number) in plan.edges[edges.clone()].iter().zip(&edge_passage[edges]) {
        let passage = &passages[number as usize];
        let flow = V::splat(edge.weight) * (passage.open * passage.extra);
        spare += flow * suppliers[plan.supplier_of(edge.node)].spare;
    }
    spare
}

/// Values within rounding of 1 are 1.
#[inline(always)]
pub(super) fn snap<V: Columns>(plan: &Plan<V::Real>, value: V) -> V {
    let one = V::splat(V::Real::of(1.0));
    let apart = (value - one).max(one - value);
    apart.pick(V::splat(plan.constants.rounding), one, value)
}

/// φ of a slot that holds `held`, snapped.
#[inline(always)]
pub(super) fn input<V: Columns>(plan: &Plan<V::Real>, fixed: &SlotPlan<V::Real>, held: V) -> V {
    snap(plan, (held * V::splat(fixed.per_usage)).max(V::splat(fixed.floor)))
}

/// φ of a group before a substitute, snapped, as `engine::inputs::combine`.
#[inline(always)]
pub(super) fn group_input<V: Columns>(plan: &Plan<V::Real>, state: &State<V>, group: &GroupPlan<V::Real>) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let most = V::splat(group.limit.most);
    let (mut scarcest, mut sum) = (most, zero);
    for &slot in &group.slots {
        let fixed = &plan.slot[slot as usize];
        let phi = input(plan, fixed, state.held(slot as usize));
        scarcest = phi.min(scarcest);
        let reach = if group.kind == GroupKind::Alternative { V::splat(fixed.stretch) } else { one };
        sum += V::splat(fixed.share) * phi.min(reach);
    }
    let phi = match group.kind {
        GroupKind::Single => scarcest,
        GroupKind::Mix => scarcest.pick(one, sum, scarcest),
        GroupKind::Alternative => sum.min(most),
    };
    snap(plan, phi)
}

/// `f_g`, as `engine::inputs::factor`.
#[inline(always)]
fn factor<V: Columns>(plan: &Plan<V::Real>, limit: &Limit<V::Real>, phi: V, zeta: V) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let above = if limit.scales {
        phi
    } else {
        let most = V::splat(limit.overtime_max);
        one + (most - one) * ((phi - one) * V::splat(plan.constants.per_capital)).min(one).max(zero)
    };
    phi.pick(one, one - V::splat(limit.criticality) * (one - (phi + zeta).min(one)), above)
}
