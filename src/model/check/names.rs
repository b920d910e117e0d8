//! The ids that a model defines, read leniently so that an error in one row does not make its id unknown elsewhere.

use crate::input::{Names, strings_at};
use crate::model::files::{ModelFile, ModelTexts};
use crate::model::{Model, Sector};

/// The ids of a model, by kind.
#[derive(Debug, Clone)]
pub struct ModelNames {
    /// Economies.
    pub economies: Names,
    /// Regions: economies that are the region of some economy.
    pub regions: Names,
    /// Areas of the transit table.
    pub areas: Names,
    /// Straits and canals.
    pub chokepoints: Names,
    /// Ports and cables.
    pub assets: Names,
    /// Sources.
    pub sources: Names,
    /// Products of all sectors.
    pub products: Names,
    /// Firms of all products.
    pub firms: Names,
}

impl ModelNames {
    /// The ids in `texts`.
    #[must_use]
    pub fn of_texts(texts: &ModelTexts) -> Self {
        let sectors: Vec<_> = Sector::ALL.map(ModelFile::Sector).to_vec();
        let names = |what, place, files: &[ModelFile], path: &[&str]| {
            let mut all = Vec::new();
            let mut incomplete = false;
            for file in files {
                match texts.texts.get(file).map(|text| strings_at(text, path)) {
                    Some((found, whole)) => {
                        all.extend(found);
                        incomplete |= !whole;
                    }
                    // A sector without a file is a sector without products.
                    None => incomplete |= !matches!(file, ModelFile::Sector(_)),
                }
            }
            Names::new(what, place, all).incomplete_if(incomplete)
        };
        let economies = [ModelFile::Economies];
        let routes = [ModelFile::Routes];
        Self {
            economies: names("economy", "economies.toml", &economies, &["economy", "id"]),
            regions: names("region", "economies.toml", &economies, &["economy", "region"]),
            areas: names("area", "routes.toml", &routes, &["area", "id"]),
            chokepoints: names("chokepoint", "routes.toml", &routes, &["chokepoint", "id"]),
            assets: names("asset", "routes.toml", &routes, &["asset", "id"]),
            sources: names("source", "sources.toml", &[ModelFile::Sources], &["source", "id"]),
            products: names("product", "the sector files", &sectors, &["product", "id"]),
            firms: names("firm", "the sector files", &sectors, &["product", "firms", "firm"]),
        }
    }

    /// These and the ids of `other`.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        Self {
            economies: self.economies.with(&other.economies),
            regions: self.regions.with(&other.regions),
            areas: self.areas.with(&other.areas),
            chokepoints: self.chokepoints.with(&other.chokepoints),
            assets: self.assets.with(&other.assets),
            sources: self.sources.with(&other.sources),
            products: self.products.with(&other.products),
            firms: self.firms.with(&other.firms),
        }
    }

    /// The ids of `model`.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let economies = || model.economies.iter();
        let firms = model.products.iter().flat_map(|(_, product)| product.firms.iter().map(|firm| firm.firm.clone()));
        let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>();
        Self {
            economies: Names::new("economy", "economies.toml", ids(economies().map(|row| &row.id).collect())),
            regions: Names::new("region", "economies.toml", ids(economies().map(|row| &row.region).collect())),
            areas: Names::new("area", "routes.toml", ids(model.routes.area.iter().map(|row| &row.id).collect())),
            chokepoints: Names::new(
                "chokepoint",
                "routes.toml",
                ids(model.routes.chokepoint.iter().map(|row| &row.id).collect()),
            ),
            assets: Names::new("asset", "routes.toml", ids(model.routes.asset.iter().map(|row| &row.id).collect())),
            sources: Names::new("source", "sources.toml", ids(model.sources.iter().map(|row| &row.id).collect())),
            products: Names::new(
                "product",
                "the sector files",
                ids(model.products.iter().map(|(_, p)| &p.id).collect()),
            ),
            firms: Names::new("firm", "the sector files", firms),
        }
    }
}
