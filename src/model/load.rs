//! Reads a model folder, checks all of it, and gives it back whole or says everything that is wrong.

use super::check::{ModelNames, check};
use super::files::{ModelFile, ModelSource, ModelTexts};
use super::{EconomiesFile, Manifest, Model, RoutesFile, Sector, SectorFile, SourcesFile};
use crate::finding::Findings;
use crate::flows::Flows;
use crate::input::{Hashes, Parsed, parse};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Something read and found usable.
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    /// The thing.
    pub value: T,
    /// Warnings and notes.
    pub findings: Findings,
    /// SHA-256 of each input file.
    pub hashes: Hashes,
}

/// The parsed files of a model folder; a file that could not be read is absent.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    /// `model.toml`.
    pub manifest: Option<Parsed<Manifest>>,
    /// `economies.toml`.
    pub economies: Option<Parsed<EconomiesFile>>,
    /// `routes.toml`.
    pub routes: Option<Parsed<RoutesFile>>,
    /// `sources.toml`.
    pub sources: Option<Parsed<SourcesFile>>,
    /// The sector files.
    pub sectors: Vec<(Sector, Parsed<SectorFile>)>,
}

impl ModelFiles {
    /// Parses `texts`: syntax and shape.
    pub fn parse(texts: &ModelTexts, findings: &mut Findings) -> Self {
        Self {
            manifest: file(texts, ModelFile::Manifest, findings),
            economies: file(texts, ModelFile::Economies, findings),
            routes: file(texts, ModelFile::Routes, findings),
            sources: file(texts, ModelFile::Sources, findings),
            sectors: Sector::ALL
                .into_iter()
                .filter_map(|sector| Some((sector, file(texts, ModelFile::Sector(sector), findings)?)))
                .collect(),
        }
    }

    /// Adds everything that is wrong with their meaning, with the ids `names`.
    pub fn check(&self, names: &ModelNames, findings: &mut Findings) {
        check(self, names, findings);
    }

    /// The exact flows of the folder, if it is one that was imported; what is wrong with them goes to `findings`.
    pub fn flows(&self, source: &ModelSource, findings: &mut Findings, hashes: &mut Hashes) -> Option<Flows> {
        match source {
            ModelSource::Embedded => None,
            ModelSource::Folder(path) => crate::flows::load(path, self, findings, hashes),
        }
    }

    /// The model they make up but for its flows, if all that must be there is.
    #[must_use]
    pub fn model(self) -> Option<Model> {
        let products = self.sectors.into_iter().flat_map(|(sector, file)| {
            let products = file.value.product.into_iter();
            products.map(move |product| (sector, product)).collect::<Vec<_>>()
        });
        Some(Model {
            products: products.collect(),
            manifest: self.manifest?.value,
            economies: self.economies?.value.economy,
            routes: self.routes?.value,
            sources: self.sources?.value.source,
            flows: None,
        })
    }
}

fn file<T: DeserializeOwned + JsonSchema + 'static>(
    texts: &ModelTexts,
    file: ModelFile,
    findings: &mut Findings,
) -> Option<Parsed<T>> {
    texts.texts.get(&file).and_then(|text| parse(text, findings))
}

impl Model {
    /// Reads and checks the model of `source`.
    ///
    /// # Errors
    /// All findings, when any of them is an error.
    pub fn load(source: &ModelSource) -> Result<Loaded<Self>, Findings> {
        let mut findings = Findings::new();
        let mut texts = ModelTexts::read(source, &mut findings);
        let files = ModelFiles::parse(&texts, &mut findings);
        files.check(&ModelNames::of_texts(&texts), &mut findings);
        let flows = files.flows(source, &mut findings, &mut texts.hashes);
        let findings = findings.sorted();
        match files.model() {
            Some(model) if !findings.has_errors() => {
                Ok(Loaded { value: Model { flows: flows.map(Arc::new), ..model }, findings, hashes: texts.hashes })
            }
            _ => Err(findings),
        }
    }
}
