//! The files of a model folder: which there are, their texts, and the ids that stand in them.

use super::Sector;
use crate::finding::{Finding, Findings, SourceText};
use crate::input::{Folder, Hashes};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ModelSource {
    /// The model that comes with the program.
    #[default]
    Embedded,
    /// A folder like `models/`.
    Folder(PathBuf),
}

impl ModelSource {
    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> Folder {
        match self {
            Self::Embedded => Folder::EmbeddedModel,
            Self::Folder(path) => Folder::Disk(path.clone()),
        }
    }
}

/// A file of a model folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelFile {
    /// `model.toml`.
    Manifest,
    /// `economies.toml`.
    Economies,
    /// `routes.toml`.
    Routes,
    /// `sources.toml`.
    Sources,
    /// A sector's file.
    Sector(Sector),
}

impl ModelFile {
    /// All of them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let sectors = Sector::ALL.map(Self::Sector);
        [Self::Manifest, Self::Economies, Self::Routes, Self::Sources].into_iter().chain(sectors).collect()
    }

    /// Its name in the folder.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "model.toml",
            Self::Economies => "economies.toml",
            Self::Routes => "routes.toml",
            Self::Sources => "sources.toml",
            Self::Sector(Sector::Semiconductors) => "semiconductors.toml",
            Self::Sector(Sector::CriticalMinerals) => "critical-minerals.toml",
            Self::Sector(Sector::Ict) => "ict.toml",
            Self::Sector(Sector::CleanEnergy) => "clean-energy.toml",
            Self::Sector(Sector::Pharmaceuticals) => "pharmaceuticals.toml",
            Self::Sector(Sector::Industries) => "industries.toml",
        }
    }

    /// The file of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|file| file.name() == name)
    }
}

/// The texts of a model folder.
#[derive(Debug, Clone, Default)]
pub struct ModelTexts {
    /// The text of each file that could be read.
    pub texts: BTreeMap<ModelFile, Arc<SourceText>>,
    /// SHA-256 of each file.
    pub hashes: Hashes,
}

impl ModelTexts {
    /// Reads the folder of `source`.
    pub fn read(source: &ModelSource, findings: &mut Findings) -> Self {
        let folder = source.folder();
        if let Folder::Disk(path) = &folder
            && !path.is_dir()
        {
            findings.push(if path.exists() {
                Finding::error("this is a file where a model folder is expected").in_file(&folder.name())
            } else {
                crate::input::missing(path)
            });
            return Self::default();
        }
        let mut read = Self::default();
        let present = folder.toml_files();
        let names: Vec<_> = ModelFile::all().into_iter().map(ModelFile::name).collect();
        let any_sector = Sector::ALL.iter().any(|sector| is_present(&present, ModelFile::Sector(*sector).name()));
        let imported = crate::flows::TABLES.iter().any(|name| is_present(&present, name));
        for file in ModelFile::all() {
            let wanted = match file {
                // What was imported has industries and no other sector; no other model has them.
                ModelFile::Sector(sector) => imported == (sector == Sector::Industries),
                _ => true,
            };
            if !wanted && !is_present(&present, file.name()) {
                continue;
            }
            if matches!(file, ModelFile::Sector(_)) && any_sector && !is_present(&present, file.name()) {
                let absent = format!("{}/{}", folder.name(), file.name());
                findings.push(Finding::note("the model has no such file: the sector is empty").in_file(&absent));
            } else if let Some(text) = folder.text(file.name(), findings, &mut read.hashes) {
                read.texts.insert(file, text);
            }
        }
        let known: Vec<_> = names.into_iter().chain(crate::flows::TABLES).collect();
        folder.strangers(&known, findings);
        read
    }
}

fn is_present(present: &[String], file: &str) -> bool {
    present.iter().any(|name| name == file)
}
