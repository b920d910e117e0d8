//! Economies and regions by index, and how far apart they are.

use crate::model::{Direction, Model, OTHER, Transport, rest_region};
use std::collections::BTreeMap;

/// Transit days of what stays within a region where the routes say nothing.
const HOME_DAYS: f64 = 2.0;
/// Transit days by air, door to door.
const AIR_DAYS: f64 = 2.0;
/// Transit days over a wire: one step of the engine.
const WIRE_DAYS: f64 = 1.0;
/// Transit days between areas that no passage joins: a long sea voyage.
const FAR_DAYS: f64 = 30.0;

/// The way from an exporter to an importing region.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Days.
    pub days: f64,
    /// By sea.
    pub sea: bool,
    /// Chokepoints (index) and the share of the traffic that passes them.
    pub via: Vec<(u32, f64)>,
}

/// Index of the model's economies, regions and chokepoints.
#[derive(Debug)]
pub struct Places<'m> {
    model: &'m Model,
    economies: BTreeMap<&'m str, u32>,
    /// Demand regions as economy indices, in the order of the file.
    regions: Vec<u32>,
    /// Region (place in `regions`) of every economy, `OTHER` last.
    region_of: Vec<usize>,
}

impl<'m> Places<'m> {
    /// Indexes the places of `model`.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let economies: BTreeMap<&str, u32> =
            model.economies.iter().enumerate().map(|(index, economy)| (economy.id.as_str(), index as u32)).collect();
        let regions: Vec<u32> = model
            .economies
            .iter()
            .filter(|economy| economy.region == economy.id)
            .map(|e| economies[e.id.as_str()])
            .collect();
        let place = |id: &str| regions.iter().position(|&region| model.economies[region as usize].id == id);
        let rest = rest_region(&model.economies, model.manifest.rest.as_deref(), &model.manifest.home);
        let rest = rest.and_then(place).unwrap_or(0);
        let mut region_of: Vec<usize> =
            model.economies.iter().map(|economy| place(&economy.region).unwrap_or(rest)).collect();
        region_of.push(rest);
        Self { model, economies, regions, region_of }
    }

    /// Index of the economy `id`.
    #[must_use]
    pub fn economy(&self, id: &str) -> Option<u32> {
        self.economies.get(id).copied()
    }

    /// Index that stands for the unnamed remainder.
    #[must_use]
    pub fn other(&self) -> u32 {
        self.model.economies.len() as u32
    }

    /// Ids of all economies, `OTHER` last.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.model.economies.iter().map(|economy| economy.id.clone()).chain([OTHER.to_owned()]).collect()
    }

    /// Demand regions, as economy indices.
    #[must_use]
    pub fn regions(&self) -> &[u32] {
        &self.regions
    }

    /// Place in [`Self::regions`] of the economy `id`'s region.
    #[must_use]
    pub fn region(&self, id: &str) -> Option<usize> {
        self.economy(id).map(|economy| self.region_of(economy))
    }

    /// Place in [`Self::regions`] of the economy `id` if it is a region itself.
    #[must_use]
    pub fn own_region(&self, id: &str) -> Option<usize> {
        let economy = self.economy(id)?;
        self.regions.iter().position(|&region| region == economy)
    }

    /// Place in [`Self::regions`] of an economy's region.
    #[must_use]
    pub fn region_of(&self, economy: u32) -> usize {
        self.region_of[economy as usize]
    }

    /// The economy that stands for a region.
    #[must_use]
    pub fn region_economy(&self, region: usize) -> u32 {
        self.regions[region]
    }

    /// Gross domestic product of every region, as shares.
    #[must_use]
    pub fn sizes(&self) -> Vec<f64> {
        let gdp = |index: &u32| self.model.economies[*index as usize].gdp.as_ref().map_or(0.0, |gdp| gdp.value.get());
        let sizes: Vec<f64> = self.regions.iter().map(gdp).collect();
        let total: f64 = sizes.iter().sum();
        let even = 1.0 / sizes.len().max(1) as f64;
        sizes.iter().map(|size| if total > 0.0 { size / total } else { even }).collect()
    }

    /// The way of `product` from `economy` to `region`.
    #[must_use]
    pub fn way(&self, product: &str, transport: Transport, economy: u32, region: usize) -> Way {
        let land = |days| Way { days, sea: false, via: Vec::new() };
        match transport {
            Transport::Digital => return land(WIRE_DAYS),
            Transport::Air => return land(if self.region_of(economy) == region { 1.0 } else { AIR_DAYS }),
            Transport::Sea => {}
        }
        if economy == self.other() {
            return land(HOME_DAYS.max(FAR_DAYS / 2.0));
        }
        let exporter = &self.model.economies[economy as usize];
        let importer = &self.model.economies[self.regions[region] as usize];
        if exporter.id == importer.id {
            return land(HOME_DAYS);
        }
        let routes = &self.model.routes;
        let carries =
            |products: &Option<Vec<String>>| products.as_ref().is_none_or(|ids| ids.iter().any(|id| id == product));
        let lane = routes
            .lane
            .iter()
            .filter(|lane| lane.from == exporter.id && lane.to == importer.id && carries(&lane.products))
            .max_by_key(|lane| lane.products.is_some());
        let (days, via) = if let Some(lane) = lane {
            (lane.days.get(), lane.via.as_slice())
        } else if exporter.area == importer.area {
            let area = routes.area.iter().find(|area| area.id == exporter.area);
            // Neighbours trade by sea too, through no chokepoint: ports and their loss count.
            return Way { sea: true, ..land(area.map_or(HOME_DAYS, |area| area.within_days.get())) };
        } else {
            let joins = |a: &str, b: &str| a == exporter.area && b == importer.area;
            let found = routes.passage.iter().find(|p| joins(&p.from, &p.to) || joins(&p.to, &p.from));
            found.map_or((FAR_DAYS, [].as_slice()), |passage| (passage.days.get(), passage.via.as_slice()))
        };
        let via = via
            .iter()
            .filter_map(|via| {
                let bypass: f64 = routes
                    .bypass
                    .iter()
                    .filter(|way| way.chokepoint == via.chokepoint && way.from == exporter.id)
                    .filter(|way| way.products.iter().any(|id| id == product))
                    .map(|way| way.share.get())
                    .sum();
                let index = routes.chokepoint.iter().position(|point| point.id == via.chokepoint)?;
                Some((index as u32, via.share.get() * (1.0 - bypass).max(0.0)))
            })
            .collect();
        Way { days, sea: true, via }
    }
}

impl Direction {
    /// Whether trade into the asset's economy (`true`) or out of it (`false`) is meant.
    #[must_use]
    pub const fn covers(self, imports: bool) -> bool {
        matches!((self, imports), (Self::Both, _) | (Self::Imports, true) | (Self::Exports, false))
    }
}
