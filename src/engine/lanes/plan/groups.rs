//! Suppliers, and how their inputs combine.

use super::{BundlePlan, Constants, NONE, Plan, ReservePlan, Role, Tied, per};
use crate::engine::lanes::simd::Real;
use crate::engine::layout::Layout;
use crate::engine::parameters::Parameters;
use crate::network::GroupKind;

/// How a group of inputs limits its owner.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Limit<T> {
    /// v.
    pub criticality: T,
    /// Largest φ that counts.
    pub most: T,
    /// `a_max` of the owner.
    pub overtime_max: T,
    /// Whether overtime draws on it.
    pub scales: bool,
    /// φ from which on a single input neither limits its owner, to the last bit, nor lacks anything.
    pub plenty: T,
}

impl<T: Real> Limit<T> {
    /// From what a group's input limits: its v, whether overtime draws on it, and `a_max`.
    fn new(constants: &Constants<T>, criticality: f64, scales: bool, overtime_max: T) -> Self {
        let (one, rounding) = (T::of(1.0), constants.rounding.wide());
        // A little more than all of it, so that rounding does not make it less.
        let capital = T::of(1.0 + constants.capital_full.wide() * (1.0 + 1e-5));
        let most = if scales { overtime_max } else { capital };
        let plenty = if most < overtime_max { overtime_max } else { most };
        // As the kernel reckons, the owner works as much as it ever does; what is within rounding of 1 is taken as 1; and
        // what is lacked is more than rounding.
        let less = |value: T| T::of(value.wide() - 1.0);
        let full =
            scales || one <= less(most).times(constants.per_capital) && one.plus(less(overtime_max)) == overtime_max;
        let apart = most == one || most.wide() > 1.0 + 2.0 * rounding;
        let plenty = if full && apart && rounding > 0.0 { plenty } else { T::of(f64::INFINITY) };
        Self { criticality: T::of(criticality), most, overtime_max, scales, plenty }
    }
}

/// A group of several inputs.
#[derive(Debug, Clone)]
pub(in super::super) struct GroupPlan<T> {
    /// How its slots combine.
    pub kind: GroupKind,
    /// Supplier that owns it.
    pub owner: u32,
    /// How it limits its owner.
    pub limit: Limit<T>,
    /// `ζ_max` with its rates up and down.
    pub substitute: [T; 3],
    /// Its slots.
    pub slots: Vec<u32>,
}

/// What does not change about a supplier.
#[derive(Debug, Clone)]
pub(in super::super) struct SupplierPlan<T> {
    /// X Δt.
    pub output: T,
    /// 1/(X Δt), 0 where X = 0.
    pub per_output: T,
    /// 1/(X Δt · spare scale), 0 where X = 0.
    pub per_spare: T,
    /// `a_max`.
    pub overtime_max: T,
    /// min(1, Δt/`τ_a`).
    pub overtime_rate: T,
    /// Its place among the co-products' suppliers, if it is one.
    pub tied: u32,
}

impl<T: Real> Plan<T> {
    pub(super) fn lay_suppliers(&mut self, layout: &Layout, parameters: &Parameters) {
        let ordered: Vec<T> = self.bundles.iter().map(|bundle| self.ordered_at_rest(bundle)).collect();
        for supplier in 0..layout.output.len() {
            let mut output = T::default();
            for node in supplier * self.tiers..(supplier + 1) * self.tiers {
                let mut needs = T::default();
                for customer in &self.customers[self.customers_of(node)] {
                    needs = needs.plus(customer.weight.times(ordered[customer.bundle as usize]));
                }
                output = output.plus(needs);
            }
            let scaled = output.wide() * parameters.spare_scale;
            self.suppliers.push(SupplierPlan {
                output,
                per_output: per(output.wide()),
                per_spare: per(scaled),
                overtime_max: T::of(layout.overtime_max[supplier]),
                overtime_rate: T::of(layout.overtime_rate[supplier]),
                tied: NONE,
            });
        }
        for (place, tied) in (0..).zip(&layout.coproducts) {
            self.suppliers[tied.supplier as usize].tied = place;
        }
        self.tied.extend(layout.coproducts.iter().map(|tied| Tied {
            supplier: tied.supplier as usize,
            hosts: tied.hosts.iter().map(|&(host, weight)| (host as usize, T::of(weight))).collect(),
        }));
        self.reserves.extend(layout.reserves.iter().map(|reserve| ReservePlan {
            cell: reserve.cell as usize,
            level: T::of(reserve.level),
            release: T::of(reserve.release),
        }));
    }

    /// What the slots of a bundle need at rest. Reserves buy from what is left over: X does not count them.
    fn ordered_at_rest(&self, bundle: &BundlePlan<T>) -> T {
        let regular = self.slot[bundle.slots()].iter().filter(|slot| slot.role != Role::Reserve);
        regular.fold(T::default(), |sum, slot| sum.plus(slot.scale))
    }

    pub(super) fn lay_groups(&mut self, layout: &Layout) {
        for supplier in 0..layout.output.len() {
            let groups = layout.group_start[supplier] as usize..layout.group_start[supplier + 1] as usize;
            for group in &layout.groups[groups] {
                let role = match group.kind {
                    GroupKind::Single if group.slots().len() == 1 => Role::Single,
                    GroupKind::Single | GroupKind::Mix => Role::Several,
                    GroupKind::Alternative => Role::Alternative,
                };
                let overtime_max = self.suppliers[supplier].overtime_max;
                let limit = Limit::new(&self.constants, group.criticality, group.scales, overtime_max);
                let substitute = [group.substitute_max, group.substitute_up, group.substitute_down].map(T::of);
                let slots: Vec<u32> = group.slots().map(|slot| self.slot_of[slot]).collect();
                for slot in slots.iter().map(|&slot| slot as usize) {
                    (self.slot[slot].role, self.slot[slot].limit) = (role, limit);
                    let rates = &mut self.rates[slot];
                    rates.substitute = substitute;
                    rates.group = if role == Role::Single { NONE } else { self.groups.len() as u32 };
                }
                if role != Role::Single {
                    self.groups.push(GroupPlan { kind: group.kind, owner: supplier as u32, limit, substitute, slots });
                }
            }
        }
    }
}
