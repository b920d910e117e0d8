//! The model as an analyst writes it: products, suppliers, users, economies, routes, and a source behind every figure.
//!
//! These types are the files of `models/`; the JSON Schemas for editors are generated from them.
//! [`crate::network`] turns them into balanced flows.

pub mod check;
#[cfg(test)]
pub(crate) mod core;
pub mod figure;
mod files;
pub mod geography;
mod input_days;
mod load;
pub mod manifest;
pub mod preset;
pub mod product;
mod range;
mod revise;
mod set;
mod sheet;

pub use check::ModelNames;
pub use figure::{Confidence, Provenance, Sourced};
pub use files::{ModelFile, ModelSource, ModelTexts};
pub use geography::{Asset, Chokepoint, Direction, EconomiesFile, Economy, ROW, RoutesFile, rest_region};
pub use input_days::{InputDays, StatedStocks, StockDays};
pub use load::{Loaded, ModelFiles};
pub use manifest::{
    Baseline, DOLLARS, Dynamics, Manifest, RationingRule, SectorDefaults, Source, SourcesFile, Weights,
};
pub use preset::{ArioSettings, InoueTodoSettings, Preset, ScenarioDynamics};
pub use product::{Goods, Input, InputKind, Product, Sector, SectorFile, Transport};
pub use revise::{Measure, Site, revise};
pub use set::{SET, SetError, oversubscribed, set};
pub use sheet::{SheetRow, sheet};

use crate::flows::Flows;
use std::sync::Arc;

/// Id of the unnamed remainder of supply: a supplier of its own, never the target of a shock.
pub const OTHER: &str = "OTHER";

/// A whole model folder, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// `model.toml`.
    pub manifest: Manifest,
    /// `economies.toml`.
    pub economies: Vec<Economy>,
    /// `routes.toml`.
    pub routes: RoutesFile,
    /// `sources.toml`.
    pub sources: Vec<Source>,
    /// The sector files' products, in the order of the sectors and then of the files.
    pub products: Vec<(Sector, Product)>,
    /// Exact flows, if the folder is that of an imported table or network.
    pub flows: Option<Arc<Flows>>,
}

impl Model {
    /// The product called `id`.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<(Sector, &Product)> {
        self.products.iter().find(|(_, product)| product.id == id).map(|(sector, product)| (*sector, product))
    }

    /// The sectors of every output, in their order: the industries of what was imported, else the five.
    #[must_use]
    pub fn sectors(&self) -> &'static [Sector] {
        const INDUSTRIES: [Sector; 1] = [Sector::Industries];
        if self.flows.is_some() { &INDUSTRIES } else { &Sector::FIVE }
    }

    /// The economy called `id`.
    #[must_use]
    pub fn economy(&self, id: &str) -> Option<&Economy> {
        self.economies.iter().find(|economy| economy.id == id)
    }

    /// The demand region that `economy` belongs to.
    #[must_use]
    pub fn region<'a>(&'a self, economy: &'a str) -> &'a str {
        self.economy(economy).map_or(ROW, |economy| economy.region.as_str())
    }
}
