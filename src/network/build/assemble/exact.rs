//! Lays out the exact flows of a table or a network of firms: an edge for each, nothing balanced, nothing pruned.
//!
//! A maker has one slot for every product that it buys, filled by whoever sells it that product, and each such slot is a
//! need of its own; the final users of a region have one slot for every product, and no stock: those of ARIO and of Inoue and
//! Todo hold none, and half of what they buy are services. Overtime and switching are as for any other model.

use super::super::places::Places;
use super::super::plan::defaults;
use super::super::supply::Maker;
use super::{Assembly, BuildError, finished};
use crate::flows::Flows;
use crate::model::{Input, InputKind, Model};
use crate::network::{FINAL, Group, GroupKind, Network};

/// Lays out `flows`, whose products and economies `model` must have.
pub fn lay_out(model: &Model, places: &Places, flows: &Flows) -> Result<Network, BuildError> {
    let unknown = |what: &str, id: &str| BuildError::Unmatched(format!("the {what} `{id}`"));
    let product = |id: &str| model.products.iter().position(|(_, product)| product.id == id);
    let products: Result<Vec<usize>, _> =
        flows.products.iter().map(|named| product(&named.id).ok_or_else(|| unknown("product", &named.id))).collect();
    let economies: Result<Vec<u32>, _> = flows
        .economies
        .iter()
        .map(|named| places.economy(&named.id).ok_or_else(|| unknown("economy", &named.id)))
        .collect();
    let (products, economies) = (products?, economies?);
    let mut assembly = Assembly::new(model, places, &[]);
    assembly.suppliers = vec![Vec::new(); model.products.len()];
    // Place of every maker among those of its product, as slots are told.
    let mut place = Vec::with_capacity(flows.makers.len());
    for maker in &flows.makers {
        let (product, economy) = (products[maker.product as usize], economies[maker.economy as usize]);
        let firm = maker.firm.as_ref().map(|firm| firm.id.clone());
        let maker = Maker { economy, seat: economy, firm, recycled: false, other: false, share: 0.0 };
        place.push(assembly.suppliers[product].len());
        assembly.suppliers[product].push(Some(assembly.network.suppliers.len() as u32));
        assembly.push_supplier(product, &maker);
    }
    assembly.network.edges.reserve_exact(flows.flows.len());
    let mut slot = Vec::new();
    for buyer in 0..flows.makers.len() + flows.economies.len() {
        let maker = flows.makers.get(buyer);
        let economy = maker.map_or(buyer - flows.makers.len().min(buyer), |maker| maker.economy as usize);
        let region = places.region_of(economies[economy]);
        let groups = assembly.network.groups.len();
        let mut bought = flows.of(buyer).peekable();
        while let Some(&(first, _)) = bought.peek() {
            let index = flows.makers[first as usize].product;
            slot.clear();
            while let Some((seller, flow)) =
                bought.next_if(|(seller, _)| flows.makers[*seller as usize].product == index)
            {
                slot.push((place[seller as usize], flow));
            }
            let input = products[index as usize];
            match maker {
                Some(own) => assembly.add_need(buyer as u32, products[own.product as usize], region, input, &slot),
                None => assembly.add_final_use(region, input, &slot),
            }
        }
        if maker.is_some() {
            assembly.network.suppliers[buyer].groups = groups..assembly.network.groups.len();
        }
    }
    assembly.add_reserves();
    finished(assembly)
}

impl Assembly<'_> {
    fn add_final_use(&mut self, region: usize, input: usize, flows: &[(usize, f64)]) {
        let first = self.network.slots.len();
        self.push_slot(FINAL, input, region, flows, None);
        for slot in &mut self.network.slots[first..] {
            slot.cover = 0.0;
        }
    }

    /// The slot of one maker for one input, a group of its own. A row of `inputs` may say how much the input matters; it is
    /// essential if none does.
    fn add_need(&mut self, supplier: u32, product: usize, region: usize, input: usize, flows: &[(usize, f64)]) {
        let model = self.model;
        let (sector, bought) = &model.products[input];
        let row = model.products[product].1.inputs.iter().find(|row| row.product == bought.id);
        let first = self.network.slots.len();
        self.push_slot(supplier, input, region, flows, row);
        let slots = first..self.network.slots.len();
        if slots.is_empty() {
            return;
        }
        let dynamics = &model.manifest.dynamics;
        let kind = row.map_or(InputKind::Essential, |row| row.kind);
        let stated = row.and_then(|row: &Input| row.criticality).map(crate::units::Fraction::get);
        let substitute = bought.substitute.as_ref().or(defaults(model, *sector).map(|defaults| &defaults.substitute));
        self.network.groups.push(Group {
            kind: GroupKind::Single,
            criticality: stated.or_else(|| dynamics.criticality(kind)).unwrap_or(0.95),
            scales_with_overtime: !super::groups::is_installed(kind),
            substitute_max: substitute.map_or(0.0, |share| dynamics.substitute_max(bought.goods, share.value.get())),
            substitute_days: dynamics.substitute_days.value.get(),
            slots,
        });
    }
}
