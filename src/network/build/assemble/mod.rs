//! Lays the plans out as suppliers, groups, slots, edges, lanes and cells.

mod exact;
mod groups;
mod slots;

use super::places::Places;
use super::plan::{Plan, applies, defaults};
use super::supply::Maker;
use crate::model::{InputKind, Model};
use crate::network::{FINAL, Host, Network, ReserveStock, Supplier};
use std::collections::BTreeMap;

pub use exact::lay_out;

/// Use below this share of a day's world output is no use at all.
const NEGLIGIBLE: f64 = 1e-12;

/// Why a model cannot become a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// No economy is its own region.
    #[error("the model has no demand region: at least one economy must have itself as region")]
    NoRegion,
    /// A home economy where nothing is ever lost.
    #[error("the home economy {0} is no demand region of the model: one that has itself as region")]
    Home(String),
    /// A row names what the model does not have.
    #[error("`{place}` names the {what} {id}, which the model does not have")]
    Unknown {
        /// The product and the list of its rows.
        place: String,
        /// What it should be.
        what: &'static str,
        /// What is named, in quotes, and what is near it.
        id: String,
    },
    /// Co-products in a circle.
    #[error("co-products depend on each other in a circle, {0} among them")]
    CoProductCircle(String),
    /// Exact flows of something that the model does not have.
    #[error("the model has flows of {0}, which stands in none of its files")]
    Unmatched(String),
}

/// Works through the plans, keeping the indices that later steps need.
struct Assembly<'a> {
    model: &'a Model,
    places: &'a Places<'a>,
    plans: &'a [Plan],
    network: Network,
    /// Supplier of (product, maker), `None` where a maker lost all its flows.
    suppliers: Vec<Vec<Option<u32>>>,
    /// Lane and transit days by supplier and region.
    lanes: Vec<BTreeMap<usize, (u32, f64)>>,
    cells: BTreeMap<(usize, usize), u32>,
}

/// Lays out the network.
pub fn assemble(model: &Model, places: &Places, plans: &[Plan]) -> Result<Network, BuildError> {
    let mut assembly = Assembly::new(model, places, plans);
    assembly.add_suppliers();
    assembly.add_input_slots();
    assembly.add_final_slots();
    assembly.add_hosts();
    assembly.add_reserves();
    finished(assembly)
}

/// The network, its derived indices in place.
fn finished(assembly: Assembly) -> Result<Network, BuildError> {
    let mut network = assembly.network;
    network.finish()?;
    Ok(network)
}

impl<'a> Assembly<'a> {
    fn new(model: &'a Model, places: &'a Places<'a>, plans: &'a [Plan]) -> Self {
        let chokepoints = &model.routes.chokepoint;
        let network = Network {
            products: model.products.iter().map(|(_, product)| product.id.clone()).collect(),
            economies: places.ids(),
            regions: places.regions().to_vec(),
            chokepoints: chokepoints.iter().map(|point| point.id.clone()).collect(),
            detours: chokepoints.iter().map(|p| p.detour_days.map(|days| (days.get(), p.detour_share.get()))).collect(),
            ..Network::default()
        };
        Self { model, places, plans, network, suppliers: Vec::new(), lanes: Vec::new(), cells: BTreeMap::new() }
    }

    fn add_suppliers(&mut self) {
        for (product, plan) in self.plans.iter().enumerate() {
            let mut places = Vec::with_capacity(plan.makers.len());
            for (maker, flows) in plan.makers.iter().zip(plan.flows.rows()) {
                places.push((flows.sum() > NEGLIGIBLE).then_some(self.network.suppliers.len() as u32));
                if flows.sum() > NEGLIGIBLE {
                    self.push_supplier(product, maker);
                }
            }
            self.suppliers.push(places);
        }
    }

    fn push_supplier(&mut self, product: usize, maker: &Maker) {
        let (sector, row) = &self.model.products[product];
        let sector = defaults(self.model, *sector);
        let overtime = row.overtime.as_ref().or(sector.map(|d| &d.overtime)).map_or(1.0, |figure| figure.value.get());
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
        self.lanes.push(BTreeMap::new());
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
