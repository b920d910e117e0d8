//! The ids that a model defines, read leniently so that an error in one row does not make its id unknown elsewhere.

use crate::input::{Names, Outline};
use crate::model::files::{ModelFile, ModelTexts};
use crate::model::{Model, Sector};
use std::collections::BTreeMap;

/// The ids of a model, by kind.
#[derive(Debug, Clone)]
pub struct ModelNames {
    /// Economies.
    pub economies: Names,
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
        let outlines: BTreeMap<ModelFile, Outline> =
            texts.texts.iter().map(|(file, text)| (*file, Outline::of(text))).collect();
        let sectors: Vec<_> = Sector::ALL.map(ModelFile::Sector).to_vec();
        let names = |what, place, files: &[ModelFile], path: &[&str]| {
            let mut all = Vec::new();
            let mut incomplete = false;
            for file in files {
                match outlines.get(file) {
                    Some(outline) => {
                        all.extend(outline.strings(path));
                        incomplete |= !outline.is_whole();
                    }
                    // A sector without a file is a sector without products.
                    None => incomplete |= !matches!(file, ModelFile::Sector(_)),
                }
            }
            Names::new(what, place, all).incomplete_if(incomplete)
        };
        let economies = [ModelFile::Economies];
        let routes = [ModelFile::Routes];
        // Rows whose ids or names are missing would shift the pairs: then nobody is known by name.
        let called = |files: &[ModelFile], table: &str| {
            let all = |key| {
                let outlines = files.iter().filter_map(|file| outlines.get(file));
                outlines.flat_map(|outline| outline.strings(&[table, key])).collect::<Vec<_>>()
            };
            let (names, ids) = (all("name"), all("id"));
            if names.len() == ids.len() { names.into_iter().zip(ids).collect() } else { Vec::new() }
        };
        Self {
            economies: names("economy", "economies.toml", &economies, &["economy", "id"])
                .called(called(&economies, "economy")),
            areas: names("area", "routes.toml", &routes, &["area", "id"]),
            chokepoints: names("chokepoint", "routes.toml", &routes, &["chokepoint", "id"]),
            assets: names("asset", "routes.toml", &routes, &["asset", "id"]),
            sources: names("source", "sources.toml", &[ModelFile::Sources], &["source", "id"]),
            products: names("product", "the sector files", &sectors, &["product", "id"])
                .called(called(&sectors, "product")),
            firms: names("firm", "the sector files", &sectors, &["product", "firms", "firm"]),
        }
    }

    /// These and the ids of `other`.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        Self {
            economies: self.economies.with(&other.economies),
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
        let products = || model.products.iter().map(|(_, product)| product);
        let routes = &model.routes;
        let sectors = "the sector files";
        // A model that is read may be that of the program, which has no files to look into.
        Self {
            economies: Names::new("economy", "`linchpin list economies`", economies().map(|row| row.id.clone()))
                .called(economies().map(|row| (row.name.clone(), row.id.clone()))),
            areas: Names::new("area", "routes.toml", routes.area.iter().map(|row| row.id.clone())),
            chokepoints: Names::new(
                "chokepoint",
                "`linchpin list chokepoints`",
                routes.chokepoint.iter().map(|row| row.id.clone()),
            ),
            assets: Names::new("asset", "`linchpin list assets`", routes.asset.iter().map(|row| row.id.clone())),
            sources: Names::new("source", "`linchpin list sources`", model.sources.iter().map(|row| row.id.clone())),
            products: Names::new("product", "`linchpin list products`", products().map(|row| row.id.clone()))
                .called(products().map(|row| (row.name.clone(), row.id.clone()))),
            firms: Names::new(
                "firm",
                sectors,
                products().flat_map(|row| row.firms.iter().map(|firm| firm.firm.clone())),
            ),
        }
    }
}
