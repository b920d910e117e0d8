//! A model changed in code, checked as if it were read from files.

use super::ModelNames;
use crate::finding::{Finding, Findings, SourceText};
use crate::input::Names;
use crate::model::{EconomiesFile, Model, ModelFile, ModelFiles, ModelTexts, SET, Sector, SectorFile, SourcesFile};
use serde::Serialize;
use std::sync::Arc;

impl Model {
    /// What is wrong with the model, as [`Model::load`] says it of files: ids that do not exist, shares that sum to more
    /// than one, chains without an end. For models that were changed in code; places are those in the files that the model
    /// would be written to. Its exact flows, if it has any, are not looked at.
    ///
    /// It takes as long as loading does.
    #[must_use]
    pub fn check(&self) -> Findings {
        let mut findings = Findings::new();
        let mut texts = ModelTexts::default();
        let mut write = |file: ModelFile, value: Result<String, toml::ser::Error>| match value {
            Ok(text) => {
                texts.texts.insert(file, Arc::new(SourceText::new(file.name(), text)));
            }
            Err(error) => findings.push(Finding::error(format!("cannot be written: {error}")).in_file(file.name())),
        };
        write(ModelFile::Manifest, written(&self.manifest));
        write(ModelFile::Economies, written(&EconomiesFile { economy: self.economies.clone() }));
        write(ModelFile::Routes, written(&self.routes));
        write(ModelFile::Sources, written(&SourcesFile { source: self.sources.clone() }));
        for sector in Sector::ALL {
            let own = self.products.iter().filter(|(of, _)| *of == sector);
            let product: Vec<_> = own.map(|(_, product)| product.clone()).collect();
            if !product.is_empty() {
                write(ModelFile::Sector(sector), written(&SectorFile { sector, product }));
            }
        }
        let files = ModelFiles::parse(&texts, &mut findings);
        let names = ModelNames::of_texts(&texts);
        // Figures that were set by hand name no source of the model.
        let by_hand = Names::new("source", "", [SET.to_owned()]);
        files.check(&ModelNames { sources: names.sources.with(&by_hand), ..names }, &mut findings);
        findings.sorted()
    }
}

fn written<T: Serialize>(value: &T) -> Result<String, toml::ser::Error> {
    toml::to_string(value)
}
