//! Lays the plans out as suppliers, groups, slots, edges, lanes and cells.

use super::places::Places;
use super::plan::{Plan, applies, defaults};
use crate::model::{Goods, Input, InputKind, Model, Product, Sector, Transport};
use crate::network::{Cell, Edge, FINAL, Group, GroupKind, Host, Lane, Network, ReserveStock, Slot, Supplier};
use std::collections::BTreeMap;

/// Use below this share of a day's world output is no use at all.
const NEGLIGIBLE: f64 = 1e-12;

/// Why a model cannot become a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// No economy is its own region.
    #[error("the model has no demand region: at least one economy must have itself as region")]
    NoRegion,
    /// Co-products in a circle.
    #[error("co-products depend on each other in a circle, {0} among them")]
    CoProductCircle(String),
}

/// Works through the plans, keeping the indices that later steps need.
struct Assembly<'a> {
    model: &'a Model,
    places: &'a Places<'a>,
    plans: &'a [Plan],
    network: Network,
    /// Supplier of (product, maker), `None` where a maker lost all its flows.
    suppliers: Vec<Vec<Option<u32>>>,
    lanes: BTreeMap<(u32, usize), (u32, f64)>,
    cells: BTreeMap<(usize, usize), u32>,
}

/// Lays out the network.
pub fn assemble(model: &Model, places: &Places, plans: &[Plan]) -> Result<Network, BuildError> {
    let chokepoints = &model.routes.chokepoint;
    let network = Network {
        products: model.products.iter().map(|(_, product)| product.id.clone()).collect(),
        economies: places.ids(),
        regions: places.regions().to_vec(),
        chokepoints: chokepoints.iter().map(|point| point.id.clone()).collect(),
        detours: chokepoints.iter().map(|p| p.detour_days.map(|days| (days.get(), p.detour_share.get()))).collect(),
        ..Network::default()
    };
    let mut assembly = Assembly {
        model,
        places,
        plans,
        network,
        suppliers: Vec::new(),
        lanes: BTreeMap::new(),
        cells: BTreeMap::new(),
    };
    assembly.add_suppliers();
    assembly.add_input_slots();
    assembly.add_final_slots();
    assembly.add_hosts();
    assembly.add_reserves();
    let mut network = assembly.network;
    network.finish()?;
    Ok(network)
}

impl Assembly<'_> {
    fn add_suppliers(&mut self) {
        for (product, plan) in self.plans.iter().enumerate() {
            let (sector, row) = &self.model.products[product];
            let sector = defaults(self.model, *sector);
            let overtime =
                row.overtime.as_ref().or(sector.map(|d| &d.overtime)).map_or(1.0, |figure| figure.value.get());
            let mut places = Vec::with_capacity(plan.makers.len());
            for (maker, flows) in plan.makers.iter().zip(plan.flows.rows()) {
                places.push((flows.sum() > NEGLIGIBLE).then_some(self.network.suppliers.len() as u32));
                if flows.sum() > NEGLIGIBLE {
                    self.network.suppliers.push(Supplier {
                        product: product as u32,
                        economy: maker.economy,
                        seat: maker.seat,
                        region: self.places.region_economy(self.places.region_of(maker.economy)),
                        firm: maker.firm.clone(),
                        recycled: maker.recycled,
                        other: maker.other,
                        output: 0.0, // the sum of its flows, when they are all there
                        overtime_max: overtime,
                        overtime_days: self.model.manifest.dynamics.overtime_days.value.get(),
                        hosts: Vec::new(),
                        groups: 0..0,
                    });
                }
            }
            self.suppliers.push(places);
        }
    }

    fn add_input_slots(&mut self) {
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
        let mut weights = Vec::new();
        let mut used: Vec<usize> = Vec::new();
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
                weights.push((start..self.network.slots.len(), self.member_weight(input, input_product, need)));
                used.push(member);
            }
        }
        if used.is_empty() {
            return;
        }
        let whole: f64 = weights.iter().map(|(_, weight)| weight).sum();
        for (slots, weight) in weights {
            let usage: f64 = self.network.slots[slots.clone()].iter().map(|slot| slot.usage).sum();
            for slot in &mut self.network.slots[slots] {
                slot.share = weight / whole * slot.usage / usage;
            }
        }
        let slots = first..self.network.slots.len();
        let kind = match kind_of(&row.inputs[used[0]]) {
            Some(GroupKind::Single) | None if slots.len() == 1 => GroupKind::Single,
            Some(GroupKind::Single) | None => GroupKind::Mix,
            Some(kind) => kind,
        };
        let inputs = || used.iter().map(|&member| &row.inputs[member]);
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

    /// Weight of a member in its group: as stated, else by the market value of its use, else by use.
    fn member_weight(&self, input: &Input, product: usize, need: f64) -> f64 {
        let value = self.model.products[product].1.market_value.as_ref().map_or(1.0, |value| value.value.get());
        input.share.map_or(need * value, crate::units::Fraction::get)
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

    fn add_final_slots(&mut self) {
        for product in 0..self.plans.len() {
            for region in 0..self.places.regions().len() {
                let need = self.plans[product].demand.final_use[region];
                if need > NEGLIGIBLE {
                    self.add_slot(FINAL, product, region, need, None);
                }
            }
        }
    }

    /// One slot with edges from every maker that serves the region.
    fn add_slot(&mut self, owner: u32, product: usize, region: usize, need: f64, input: Option<&Input>) {
        let column = self.plans[product].flows.column(region);
        let total: f64 = column.sum();
        if total <= NEGLIGIBLE {
            return;
        }
        let flows: Vec<(usize, f64)> = column
            .iter()
            .enumerate()
            .filter(|(_, flow)| **flow > 0.0)
            .map(|(maker, flow)| (maker, flow * need / total))
            .collect();
        self.push_slot(owner, product, region, &flows, input);
    }

    /// One slot per maker: none of their variants replaces another.
    fn add_variant_slots(&mut self, owner: u32, product: usize, region: usize, need: f64, input: &Input) {
        let column = self.plans[product].flows.column(region);
        let total: f64 = column.sum();
        let flows: Vec<(usize, f64)> = column
            .iter()
            .enumerate()
            .filter(|(_, flow)| **flow > 0.0)
            .map(|(maker, flow)| (maker, flow * need / total))
            .collect();
        for flow in flows {
            self.push_slot(owner, product, region, &[flow], Some(input));
        }
    }

    fn push_slot(&mut self, owner: u32, product: usize, region: usize, flows: &[(usize, f64)], input: Option<&Input>) {
        let first = self.network.edges.len();
        for &(maker, flow) in flows {
            let Some(supplier) = self.suppliers[product][maker] else { continue };
            let (lane, transit_days) = self.lane(supplier, product, region);
            self.network.edges.push(Edge { supplier, flow, transit_days, lane });
        }
        let edges = first..self.network.edges.len();
        let usage: f64 = self.network.edges[edges.clone()].iter().map(|edge| edge.flow).sum();
        if usage <= 0.0 {
            return;
        }
        let (sector, row) = &self.model.products[product];
        let defaults = defaults(self.model, *sector);
        let pick = |own: Option<f64>, default: Option<f64>| own.or(default).unwrap_or(0.0);
        let fungible = input.is_none_or(|input| input.fungible);
        let index = self.network.slots.len() as u32;
        let cell = self.cell(product, region);
        self.network.slots.push(Slot {
            owner,
            product: product as u32,
            region: self.places.region_economy(region),
            cell,
            usage,
            cover: self.cover(*sector, row, region, input),
            share: 1.0,
            stretch: input
                .and_then(|i| i.stretch)
                .map_or(self.model.manifest.dynamics.stretch.value.get(), crate::units::Factor::get),
            switching_max: if fungible {
                pick(row.switching.as_ref().map(|f| f.value.get()), defaults.map(|d| d.switching.value.get()))
            } else {
                0.0
            },
            qualification_days: pick(
                row.qualification.as_ref().map(|f| f.value.get()),
                defaults.map(|d| d.qualification.value.get()),
            ),
            edges,
        });
        let cell = &mut self.network.cells[cell as usize];
        cell.slots.push(index);
        cell.usage += usage;
        if owner == FINAL {
            cell.final_usage += usage;
        }
    }

    /// Stock that users in `region` hold, days of normal use (`docs/model.md`, conventions 13, 16, 23).
    fn cover(&self, sector: Sector, product: &Product, region: usize, input: Option<&Input>) -> f64 {
        let baseline = &self.model.manifest.baseline;
        if matches!(product.goods, Goods::EndUse | Goods::Service) {
            return 0.0;
        }
        let own = product
            .covers
            .iter()
            .find(|row| self.places.economy(&row.economy) == Some(self.places.region_economy(region)));
        let stated = own.map(|row| row.days.get()).or(product.cover.as_ref().map(|figure| figure.value.get()));
        let default = defaults(self.model, sector).map_or(0.0, |d| d.cover.value.get());
        let mut days = stated.unwrap_or_else(|| default.min(baseline.cover_cap.value.get()));
        if let Some(input) = input {
            if is_installed(input.kind) {
                days = days.max(baseline.capital_cover.value.get());
            } else if !input.fungible && sector == Sector::Semiconductors {
                days = days.min(baseline.variant_cover_cap.value.get());
            }
        }
        days
    }

    fn lane(&mut self, supplier: u32, product: usize, region: usize) -> (u32, f64) {
        if let Some(&found) = self.lanes.get(&(supplier, region)) {
            return found;
        }
        let maker = &self.network.suppliers[supplier as usize];
        let row = &self.model.products[product].1;
        let transport = if row.goods == Goods::EndUse { Transport::Digital } else { row.transport };
        let way = self.places.way(&row.id, transport, maker.economy, region);
        let importer = self.places.region_economy(region);
        let lane = Lane {
            product: maker.product,
            economy: maker.economy,
            seat: maker.seat,
            firm: maker.firm.as_ref().map(|_| supplier),
            region: importer,
            other: maker.other,
            domestic: maker.region == importer,
            sea: way.sea,
            via: way.via,
        };
        let found = (self.network.lanes.len() as u32, way.days);
        self.network.lanes.push(lane);
        self.lanes.insert((supplier, region), found);
        found
    }

    fn cell(&mut self, product: usize, region: usize) -> u32 {
        let cells = &mut self.network.cells;
        let region_economy = self.places.region_economy(region);
        *self.cells.entry((product, region)).or_insert_with(|| {
            cells.push(Cell {
                product: product as u32,
                region: region_economy,
                slots: Vec::new(),
                usage: 0.0,
                final_usage: 0.0,
            });
            cells.len() as u32 - 1
        })
    }

    /// Ties co-products to the makers of their host product in the same economy; scrap neither is nor has a host.
    fn add_hosts(&mut self) {
        for product in 0..self.plans.len() {
            for input in self.model.products[product].1.inputs.iter().filter(|input| input.kind == InputKind::CoProduct)
            {
                let Some(host_product) = self.product_index_opt(&input.product) else { continue };
                let criticality = input
                    .criticality
                    .map(crate::units::Fraction::get)
                    .or_else(|| self.model.manifest.dynamics.criticality(InputKind::CoProduct))
                    .unwrap_or(0.95);
                for supplier in self.suppliers[product].clone().into_iter().flatten() {
                    let (economy, recycled) = {
                        let supplier = &self.network.suppliers[supplier as usize];
                        (supplier.economy, supplier.recycled)
                    };
                    if recycled || !applies(input, &self.network.economies[economy as usize]) {
                        continue;
                    }
                    let hosts: Vec<(u32, f64)> = self.suppliers[host_product]
                        .iter()
                        .zip(&self.plans[host_product].makers)
                        .filter(|(_, maker)| maker.economy == economy && !maker.other && !maker.recycled)
                        .filter_map(|(host, maker)| host.map(|host| (host, maker.share)))
                        .collect();
                    let total: f64 = hosts.iter().map(|(_, share)| share).sum();
                    self.network.suppliers[supplier as usize].hosts.extend(
                        hosts.iter().map(|&(supplier, share)| Host { supplier, share: share / total, criticality }),
                    );
                }
            }
        }
    }

    fn add_reserves(&mut self) {
        for (product, (_, row)) in self.model.products.iter().enumerate() {
            for reserve in &row.reserves {
                let region = self.places.region(&reserve.economy);
                let cell = region.and_then(|region| self.cells.get(&(product, region)));
                let Some(&cell) = cell else { continue };
                let usage = self.network.cells[cell as usize].usage;
                self.network.reserves.push(ReserveStock {
                    cell,
                    quantity: reserve.days.get() * usage,
                    opens_below: reserve.opens_below.get(),
                    release: reserve.release_per_day.get() * usage,
                    refill: reserve.refill_per_day.get() * usage,
                });
            }
        }
    }

    fn product_index_opt(&self, id: &str) -> Option<usize> {
        self.network.products.iter().position(|product| product == id)
    }

    fn product_index(&self, id: &str) -> usize {
        self.product_index_opt(id).expect("inputs without a product have no need")
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
const fn is_installed(kind: InputKind) -> bool {
    matches!(kind, InputKind::Capital | InputKind::InstalledBase | InputKind::Maintenance)
}
