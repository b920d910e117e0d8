//! Slots with their edges, covers, lanes and cells.

use super::super::plan::defaults;
use super::groups::is_installed;
use super::{Assembly, NEGLIGIBLE};
use crate::model::{Goods, Input, Product, Sector, Transport};
use crate::network::{Cell, Edge, FINAL, Lane, Slot};

impl Assembly<'_> {
    /// One slot with edges from every maker that serves the region.
    pub(super) fn add_slot(&mut self, owner: u32, product: usize, region: usize, need: f64, input: Option<&Input>) {
        let flows = self.flows(product, region, need);
        self.push_slot(owner, product, region, &flows, input);
    }

    /// One slot per maker: none of their variants replaces another.
    pub(super) fn add_variant_slots(&mut self, owner: u32, product: usize, region: usize, need: f64, input: &Input) {
        for flow in self.flows(product, region, need) {
            self.push_slot(owner, product, region, &[flow], Some(input));
        }
    }

    /// What each maker sends to meet `need` in a region; nothing where nobody serves it.
    fn flows(&self, product: usize, region: usize, need: f64) -> Vec<(usize, f64)> {
        let column = self.plans[product].flows.column(region);
        let total: f64 = column.sum();
        let serving = column.iter().enumerate().filter(|(_, flow)| **flow > 0.0 && total > NEGLIGIBLE);
        serving.map(|(maker, flow)| (maker, flow * need / total)).collect()
    }

    /// A slot with an edge from each maker (by its place among those of the product) and flow.
    pub(super) fn push_slot(
        &mut self,
        owner: u32,
        product: usize,
        region: usize,
        flows: &[(usize, f64)],
        input: Option<&Input>,
    ) {
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
        if product.goods == Goods::EndUse {
            return 0.0;
        }
        let own = product
            .covers
            .iter()
            .find(|row| self.places.economy(&row.economy) == Some(self.places.region_economy(region)));
        let stated = own.map(|row| row.days.get()).or(product.cover.as_ref().map(|figure| figure.value.get()));
        // What is served at once cannot be stored; a service that states a cover means licences that run on.
        let default = if product.goods == Goods::Service { None } else { defaults(self.model, sector) };
        let default = default.map_or(0.0, |d| d.cover.value.get());
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
        if let Some(&found) = self.lanes[supplier as usize].get(&region) {
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
        self.lanes[supplier as usize].insert(region, found);
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
}
