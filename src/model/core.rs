//! The core model: a chain of four products in three economies, to be patched by tests.

use super::{ModelFile, ModelFiles, ModelNames, ModelTexts, Sector};
use crate::finding::{Findings, SourceText};
use std::sync::Arc;

/// Its files.
pub const FILES: [(ModelFile, &str); 6] = [
    (ModelFile::Manifest, include_str!("../../tests/data/core/model.toml")),
    (ModelFile::Economies, include_str!("../../tests/data/core/economies.toml")),
    (ModelFile::Routes, include_str!("../../tests/data/core/routes.toml")),
    (ModelFile::Sources, include_str!("../../tests/data/core/sources.toml")),
    (ModelFile::Sector(Sector::Semiconductors), include_str!("../../tests/data/core/semiconductors.toml")),
    (ModelFile::Sector(Sector::CriticalMinerals), include_str!("../../tests/data/core/critical-minerals.toml")),
];

/// Its texts after `patches` (file, what stands there, what shall stand there), each of which must fit.
pub fn patched(patches: &[(&str, &str, &str)]) -> ModelTexts {
    let mut texts = ModelTexts::default();
    for (file, text) in FILES {
        let mut text = text.to_owned();
        for (_, old, new) in patches.iter().filter(|(name, ..)| *name == file.name()) {
            assert!(text.contains(old), "the core model has no {old:?} in {}", file.name());
            text = text.replacen(old, new, 1);
        }
        texts.texts.insert(file, Arc::new(SourceText::new(file.name(), text)));
    }
    texts
}

/// What a check says of it after `patches`.
pub fn complaints(patches: &[(&str, &str, &str)]) -> String {
    let texts = patched(patches);
    let mut findings = Findings::new();
    let files = ModelFiles::parse(&texts, &mut findings);
    files.check(&ModelNames::of_texts(&texts), &mut findings);
    findings.sorted().render(false)
}
