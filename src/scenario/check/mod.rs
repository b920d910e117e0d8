//! What scenarios and hazards mean together with a model: ids that exist, shocks that can happen, no circles.

use super::library::LibraryFiles;
use crate::finding::Findings;
use crate::input::{Names, Parsed};
use crate::model::ModelNames;
use crate::scenario::Scenario;

/// Adds what is wrong with one scenario that belongs to no folder.
pub fn check_alone(
    stem: &str,
    parsed: &Parsed<Scenario>,
    names: &ModelNames,
    scenarios: &Names,
    findings: &mut Findings,
) {
    let _ = (stem, parsed, names, scenarios, findings);
}

/// Adds everything that is wrong with the meaning of `files` beside a model with these `names`.
pub fn check(files: &LibraryFiles, names: &ModelNames, findings: &mut Findings) {
    let _ = (files, names, findings);
}
