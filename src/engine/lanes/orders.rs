//! Steps 1 to 3 and 5: receipts, orders, re-sourcing, what inputs allow.
//!
//! The orders of a step follow from what the step before leaves behind, and are placed as soon as that is known
//! ([`settle`](super::settle)): a slot is passed over once in a step. Only where something comes between are they placed
//! at the beginning of the step itself: where reserves release, stock is lost or demand changes. What a slot orders is not
//! kept, only its bundle's sum: it follows from its state until it is settled.

use super::dispatch::detour_target;
use super::plan::{BundlePlan, GroupPlan, Limit, Plan, Role, SlotPlan};
use super::routes::{Routes, count};
use super::simd::{Columns, Real};
use super::slots::{Memory, Remembers, SlotState, Slots};
use super::state::{Desk, FirmState, Order, State};
use crate::network::GroupKind;

/// Places the orders that had to wait, and finds Y of the suppliers that have inputs.
#[inline(always)]
pub(super) fn place<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    for place in 0..state.bundles.changed.len() {
        let b = state.bundles.changed[place] as usize;
        state.bundles.track[b].changed = false;
        state.bundles.keep_detour(b, detour_target(plan, &state.routes, (b, state.bundles.track[b])));
        place_bundle(plan, state, b);
    }
    state.bundles.changed.clear();
    for (g, group) in plan.groups.iter().enumerate() {
        let phi = group_input(plan, &state.slots, group);
        state.group_phi[g] = phi;
        let factor = factor(plan, &group.limit, phi, state.group_substitute[g]);
        let limit = &mut state.firms.desk[group.owner as usize].limit;
        *limit = limit.min(factor);
        if group.kind == GroupKind::Alternative {
            for slot in group.slots.iter().map(|&slot| slot as usize) {
                state.slots.wanted[slot] = wish(&plan.slot[slot], slot, &state.firms.desk, &state.slots);
            }
        }
    }
    seek(plan, state);
}

/// Places the orders of a bundle. Where they had been placed before, what inputs allow can only fall by it.
#[inline(always)]
fn place_bundle<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>, b: usize) {
    let State { slots, bundles, firms, short, .. } = state;
    let bundle = &plan.bundles[b];
    let detour = bundles.detour_of(b);
    let mut ordered = Order::none();
    for s in bundle.slots() {
        let fixed = &plan.slot[s];
        if fixed.role == Role::Reserve {
            // Reserves order by themselves.
            ordered.restock = V::splat(fixed.scale) * state.refill[s - plan.slots];
            continue;
        }
        let held = slots.held(s);
        let wanted = wish(fixed, s, &firms.desk, slots);
        let asked = ([wanted, over(fixed, wanted)], detour);
        let now = (&slots.now[s], &slots.memory[s], &mut slots.remembers[s]);
        place_slot(plan, fixed, now, (held, asked), (&mut ordered, &mut firms.desk, short));
    }
    bundles.place(b, &ordered);
}

/// Adds the orders of a slot that will hold `held` to those of its bundle, and notes where it is short and how far it lets
/// its owner work. `asked` is as in [`order`].
#[inline(always)]
pub(super) fn place_slot<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SlotPlan<V::Real>,
    (slot, memory, remembers): (&SlotState<V>, &Memory<V>, &mut Remembers),
    (held, asked): (V, ([V; 2], Option<V>)),
    (ordered, desks, short): (&mut Order<V>, &mut [Desk<V>], &mut [u32]),
) {
    ordered.add(V::splat(fixed.scale), &order(plan, fixed, slot, asked));
    if fixed.role == Role::Single {
        let phi = share_of_usage(fixed, held);
        remembers.plenty = phi.below(V::splat(fixed.limit.plenty)) == 0;
        if remembers.plenty {
            // So it is with four in five.
            return;
        }
        let phi = snap(plan, phi).min(V::splat(fixed.limit.most));
        let limit = &mut desks[fixed.owner as usize].limit;
        *limit = limit.min(factor(plan, &fixed.limit, phi, substituted(memory, *remembers)));
    }
    short[fixed.cell as usize] |= lacks(plan, fixed, held, asked.0[0]);
}

/// What the slots of bundles that seek order from suppliers that can spare it.
#[inline(always)]
fn seek<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let State { slots, bundles, firms, routes, .. } = state;
    for (b, bundle) in plan.bundles.iter().enumerate() {
        let track = &mut bundles.track[b];
        if track.seeking != track.counted {
            track.counted = track.seeking;
            bundles.ordered[b].growth = zero;
            for edge in &plan.edges[bundle.edges()] {
                count(&mut routes.node_sought[edge.node as usize], track.seeking);
            }
        }
        if !track.seeking {
            continue;
        }
        let spare = spare(plan, &firms.own, routes, bundle) * V::splat(bundle.per_confirmed);
        let per_spare = zero.pick(spare, one / spare, zero);
        let mut sum = zero;
        for s in bundle.slots().filter(|&s| slots.remembers[s].seeks) {
            let sought = &mut slots.sought[s];
            *sought = resource(plan, *sought, per_spare);
            sum += V::splat(plan.slot[s].scale) * *sought;
        }
        bundles.ordered[b].growth = sum;
    }
}

impl<V: Columns> Order<V> {
    /// Nothing.
    #[inline(always)]
    pub fn none() -> Self {
        let zero = V::splat(V::Real::default());
        Self { need: zero, restock: zero, growth: zero }
    }

    /// Adds a slot's needs and what it restocks by.
    #[inline(always)]
    pub fn add(&mut self, scale: V, order: &Self) {
        self.need += scale * order.need;
        self.restock += scale * order.restock;
    }
}

/// w of a slot in the step that begins, before suppliers make anything in it.
#[inline(always)]
pub(super) fn wish<V: Columns>(fixed: &SlotPlan<V::Real>, slot: usize, desks: &[Desk<V>], slots: &Slots<V>) -> V {
    match fixed.role {
        Role::Single | Role::Several => desks[fixed.owner as usize].next_activity,
        Role::Alternative => desks[fixed.owner as usize].next_activity * slots.stretched[slot],
        Role::Final | Role::Reserve => slots.wanted[slot],
    }
}

/// Columns in which a slot that holds `held` is short of what it wants.
#[inline(always)]
fn lacks<V: Columns>(plan: &Plan<V::Real>, fixed: &SlotPlan<V::Real>, held: V, wanted: V) -> u32 {
    held.below(wanted * V::splat(fixed.usage) * V::splat(plan.constants.nearly))
}

/// What T* of a slot adds for growth of demand.
#[inline(always)]
pub(super) fn over<V: Columns>(fixed: &SlotPlan<V::Real>, wanted: V) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    if fixed.role == Role::Final { V::splat(fixed.pipeline) * (wanted - one).max(zero) } else { zero }
}

/// o and ρ of a slot that wants `wanted`, until it is settled; T* adds `over` and, times its scale, `detour` if there is any.
///
/// The position S + T is the same before and after receipts, so that r needs neither R nor H and is exactly 0 at rest.
#[inline(always)]
pub(super) fn order<V: Columns>(
    plan: &Plan<V::Real>,
    fixed: &SlotPlan<V::Real>,
    slot: &SlotState<V>,
    ([wanted, over], detour): ([V; 2], Option<V>),
) -> Order<V> {
    let zero = V::splat(V::Real::default());
    let mut missing = (V::splat(fixed.stock) - slot.stock) - slot.pipeline;
    if fixed.role == Role::Final {
        missing += over;
    }
    if let Some(detour) = detour {
        missing += V::splat(fixed.scale) * detour;
    }
    let gap = missing * V::splat(fixed.per_restock);
    let need = (wanted + gap).min(wanted).max(zero);
    let restock = gap.min(V::splat(plan.constants.restock_max)).max(zero);
    Order { need, restock, growth: zero }
}

/// c = min(γ, σ u U / Σ F κ e h), from σ u and 1 over what the suppliers can spare per unit of U (0 if they cannot).
#[inline(always)]
fn resource<V: Columns>(plan: &Plan<V::Real>, sought: V, per_spare: V) -> V {
    let zero = V::splat(V::Real::default());
    zero.pick(sought, V::splat(plan.constants.lane_growth).min(sought * per_spare), zero)
}

/// Σ F κ e h of a slot of scale 1.
#[inline(always)]
fn spare<V: Columns>(
    plan: &Plan<V::Real>,
    firms: &[FirmState<V>],
    routes: &Routes<V>,
    bundle: &BundlePlan<V::Real>,
) -> V {
    let mut spare = V::splat(V::Real::default());
    let edges = bundle.edges();
    for (edge, &number) in plan.edges[edges.clone()].iter().zip(&routes.edge_gate[edges]) {
        let gate = &routes.gates[number as usize];
        let flow = V::splat(edge.weight) * gate.more;
        spare += flow * firms[plan.supplier_of(edge.node)].spare;
    }
    spare
}

/// ζ of a single input.
#[inline(always)]
fn substituted<V: Columns>(memory: &Memory<V>, remembers: Remembers) -> V {
    if remembers.switched { memory.substitute } else { V::splat(V::Real::default()) }
}

/// Values within rounding of 1 are 1.
#[inline(always)]
pub(super) fn snap<V: Columns>(plan: &Plan<V::Real>, value: V) -> V {
    let one = V::splat(V::Real::of(1.0));
    let apart = (value - one).max(one - value);
    apart.pick(V::splat(plan.constants.rounding), one, value)
}

/// φ of a slot that holds `held`, as it comes.
#[inline(always)]
fn share_of_usage<V: Columns>(fixed: &SlotPlan<V::Real>, held: V) -> V {
    (held * V::splat(fixed.per_usage)).max(V::splat(fixed.floor))
}

/// φ of a slot that holds `held`, snapped.
#[inline(always)]
pub(super) fn input<V: Columns>(plan: &Plan<V::Real>, fixed: &SlotPlan<V::Real>, held: V) -> V {
    snap(plan, share_of_usage(fixed, held))
}

/// φ of a group before a substitute, snapped, as `engine::inputs::combine`.
#[inline(always)]
fn group_input<V: Columns>(plan: &Plan<V::Real>, slots: &Slots<V>, group: &GroupPlan<V::Real>) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let most = V::splat(group.limit.most);
    let (mut scarcest, mut sum) = (most, zero);
    for slot in group.slots.iter().map(|&slot| slot as usize) {
        let rates = &plan.rates[slot];
        let phi = input(plan, &plan.slot[slot], slots.held(slot));
        scarcest = phi.min(scarcest);
        let reach = if group.kind == GroupKind::Alternative { V::splat(rates.stretch) } else { one };
        sum += V::splat(rates.share) * phi.min(reach);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lanes::simd::{Plain, Row};
    use crate::engine::{Engine, Parameters};
    use crate::model::{Model, ModelSource};
    use crate::network::build;

    /// Slots that can be held in plenty, and that such a slot neither limits its owner nor lacks anything.
    fn plentiful<V: Columns>(capital_full: f64) -> usize {
        let model = Model::load(&ModelSource::Embedded).expect("it is sound").value;
        let network = build(&model).expect("it can be built").network;
        let plan: Plan<V::Real> =
            Plan::new(&Engine::new(&network, Parameters { capital_full, ..Parameters::weekly() }));
        let single = plan.slot.iter().filter(|slot| slot.role == Role::Single);
        let zero = V::splat(V::Real::default());
        single
            .filter(|fixed| fixed.limit.plenty.wide().is_finite())
            .map(|fixed| {
                let Limit { plenty, most, overtime_max, .. } = fixed.limit;
                let mut seen = 0;
                for more in (0..8).map(|k| 1.0 + f64::from(k) * f64::from(f32::EPSILON) / 2.0) {
                    let held = V::splat(V::Real::of(plenty.wide() * fixed.usage.wide() * more));
                    let phi = share_of_usage(fixed, held);
                    if phi.below(V::splat(plenty)) == 0 {
                        let phi = snap(&plan, phi).min(V::splat(most));
                        let limit = factor(&plan, &fixed.limit, phi, zero).get(0);
                        assert!(limit >= overtime_max, "{limit:?} of {overtime_max:?} with {most:?}");
                        assert_eq!(lacks(&plan, fixed, held, V::splat(overtime_max)), 0);
                        seen += 1;
                    }
                }
                assert!(seen > 0, "{plenty:?}");
            })
            .count()
    }

    #[test]
    fn who_has_plenty_is_not_limited() {
        for capital_full in [0.05, 0.001] {
            assert!(plentiful::<Row<Plain<f32, 4>, 2>>(capital_full) > 1000);
            assert!(plentiful::<Row<Plain<f64, 2>, 4>>(capital_full) > 1000);
        }
    }
}
