//! Input groups: which slots are needed together, and what losing one costs.

use super::super::plan::{applies, defaults};
use super::{Assembly, NEGLIGIBLE};
use crate::model::{Goods, Input, InputKind};
use crate::network::{Group, GroupKind};

impl Assembly<'_> {
    pub(super) fn add_input_slots(&mut self) {
        for product in 0..self.plans.len() {
            for maker in 0..self.plans[product].makers.len() {
                let Some(supplier) = self.suppliers[product][maker] else { continue };
                let first = self.network.groups.len();
                if !self.plans[product].makers[maker].recycled {
                    self.add_groups(product, maker, supplier);
                }
                self.network.suppliers[supplier as usize].groups = first..self.network.groups.len();
            }
        }
    }

    /// The input groups of one supplier: a mix or alternative group collects its members, everything else is alone.
    fn add_groups(&mut self, product: usize, maker: usize, supplier: u32) {
        let inputs = &self.model.products[product].1.inputs;
        let mut done: Vec<(GroupKind, &str)> = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            match kind_of(input) {
                None => {}
                Some(GroupKind::Single) => self.add_group(product, maker, supplier, &[index]),
                Some(kind) => {
                    let name = input.group.as_deref().unwrap_or_default();
                    if !done.contains(&(kind, name)) {
                        done.push((kind, name));
                        let same = |other: &Input| {
                            kind_of(other) == Some(kind) && other.group.as_deref().unwrap_or_default() == name
                        };
                        let members: Vec<usize> = (0..inputs.len()).filter(|&other| same(&inputs[other])).collect();
                        self.add_group(product, maker, supplier, &members);
                    }
                }
            }
        }
    }

    fn add_group(&mut self, product: usize, maker: usize, supplier: u32, members: &[usize]) {
        let model = self.model;
        let row = &model.products[product].1;
        let economy = self.plans[product].makers[maker].economy;
        let region = self.places.region_of(economy);
        let first = self.network.slots.len();
        let (mut ranges, mut needs) = (Vec::new(), Vec::new());
        let mut used: Vec<&Input> = Vec::new();
        for &member in members {
            let input = &row.inputs[member];
            let Some(need) = self.need(product, maker, member) else { continue };
            let input_product = self.product_index(&input.product);
            let start = self.network.slots.len();
            if input.fungible {
                self.add_slot(supplier, input_product, region, need, Some(input));
            } else {
                self.add_variant_slots(supplier, input_product, region, need, input);
            }
            if self.network.slots.len() > start {
                ranges.push(start..self.network.slots.len());
                needs.push(need);
                used.push(input);
            }
        }
        if used.is_empty() {
            return;
        }
        for (slots, share) in ranges.into_iter().zip(self.member_shares(&used, &needs)) {
            let usage: f64 = self.network.slots[slots.clone()].iter().map(|slot| slot.usage).sum();
            for slot in &mut self.network.slots[slots] {
                slot.share = share * slot.usage / usage;
            }
        }
        let slots = first..self.network.slots.len();
        let kind = match kind_of(used[0]) {
            Some(GroupKind::Single) | None if slots.len() == 1 => GroupKind::Single,
            Some(GroupKind::Single) | None => GroupKind::Mix,
            Some(kind) => kind,
        };
        let inputs = || used.iter().copied();
        let dynamics = &model.manifest.dynamics;
        let criticality = inputs().map(|input| {
            input
                .criticality
                .map(crate::units::Fraction::get)
                .or_else(|| dynamics.criticality(input.kind))
                .unwrap_or(0.95)
        });
        let group = Group {
            kind,
            criticality: criticality.fold(0.0, f64::max),
            scales_with_overtime: inputs().all(|input| !is_installed(input.kind)),
            substitute_max: if inputs().all(|input| input.fungible) { self.substitute_max(inputs()) } else { 0.0 },
            substitute_days: dynamics.substitute_days.value.get(),
            slots,
        };
        self.network.groups.push(group);
    }

    /// Normal use of an input by one maker, if there is any.
    fn need(&self, product: usize, maker: usize, member: usize) -> Option<f64> {
        let input = &self.model.products[product].1.inputs[member];
        let plan = &self.plans[product];
        let ids = &self.network.economies;
        if !applies(input, &ids[plan.makers[maker].economy as usize]) {
            return None;
        }
        let input_plan = &self.plans[self.product_index_opt(&input.product)?];
        let link = input_plan.links.iter().position(|link| link.user == product && link.input == member)?;
        let active: f64 = plan
            .makers
            .iter()
            .filter(|other| !other.recycled && applies(input, &ids[other.economy as usize]))
            .map(|other| other.share)
            .sum();
        let need = input_plan.demand.uses[link] * plan.makers[maker].share / active;
        (need > NEGLIGIBLE).then_some(need)
    }

    /// Shares of the members of a group in what it needs, summing to 1, of members that use `needs`. Members that state
    /// none divide what the others leave by the market value of their use, or by use where one of them has no value.
    fn member_shares(&self, inputs: &[&Input], needs: &[f64]) -> Vec<f64> {
        let stated = |input: &Input| input.share.map(crate::units::Fraction::get);
        let value = |input: &Input| self.model.product(&input.product)?.1.market_value.as_ref().map(|v| v.value.get());
        let open = || inputs.iter().zip(needs).filter(|(input, _)| stated(input).is_none());
        let by_value = open().all(|(input, _)| value(input).is_some_and(|value| value > 0.0));
        let weight = |input: &Input, need: f64| if by_value { need * value(input).unwrap_or(1.0) } else { need };
        let open_weight: f64 = open().map(|(input, need)| weight(input, *need)).sum();
        let taken: f64 = inputs.iter().filter_map(|input| stated(input)).sum();
        let left = (1.0 - taken).max(0.0);
        let share = |(input, need): (&&Input, &f64)| stated(input).unwrap_or(left * weight(input, *need) / open_weight);
        let shares: Vec<f64> = inputs.iter().zip(needs).map(share).collect();
        let whole: f64 = shares.iter().sum();
        // Where all state nothing at all, which `check` refuses, use decides.
        let (shares, whole) = if whole > 0.0 { (shares, whole) } else { (needs.to_vec(), needs.iter().sum()) };
        shares.into_iter().map(|share| share / whole).collect()
    }

    fn substitute_max<'b>(&self, inputs: impl Iterator<Item = &'b Input>) -> f64 {
        let values: Vec<f64> = inputs
            .filter_map(|input| {
                let (sector, product) = self.model.product(&input.product)?;
                // Manufactured goods state one figure for both, and a part of it is another good.
                let both = product.switching.as_ref().filter(|_| product.goods != Goods::Material);
                let stated = product.substitute.as_ref().or(both);
                let stated = stated.or(defaults(self.model, sector).map(|d| &d.substitute))?;
                Some(self.model.manifest.dynamics.substitute_max(product.goods, stated.value.get()))
            })
            .collect();
        if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
    }
}

/// How an input combines with others; `None` for co-products, which hold no stock.
const fn kind_of(input: &Input) -> Option<GroupKind> {
    match input.kind {
        InputKind::CoProduct => None,
        InputKind::Mix => Some(GroupKind::Mix),
        InputKind::Alternative => Some(GroupKind::Alternative),
        _ => Some(GroupKind::Single),
    }
}

/// Equipment and installed base: growth and spares only.
pub(super) const fn is_installed(kind: InputKind) -> bool {
    matches!(kind, InputKind::Capital | InputKind::InstalledBase | InputKind::Maintenance)
}
