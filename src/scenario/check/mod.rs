//! What scenarios and hazards mean together with a model: ids that exist, shocks that can happen, no circles.

mod circle;
mod hazards;
mod story;
mod target;

pub use hazards::Stories;
pub use story::{check as check_scenario, shock as check_shock};

use super::library::LibraryFiles;
use super::{Hazard, HazardFile, Scenario};
use crate::finding::{Finding, Findings};
use crate::input::{Names, Parsed, Unique};
use crate::model::ModelNames;
use std::collections::BTreeSet;

/// Label of the finding that a scenario is not called like its file: of no matter outside a folder of scenarios.
pub(crate) const NOT_THE_FILE: &str = "not the name of the file";

/// Adds everything that is wrong with the meaning of `files` beside a model with these `names`.
pub fn check(files: &LibraryFiles, names: &ModelNames, findings: &mut Findings) {
    let scenarios = scenario_names(files);
    let mut ids = Unique::new("scenario");
    for (stem, parsed) in &files.scenarios {
        named_by_file(stem, parsed, findings);
        let id = parsed.value.id.as_str();
        ids.see(id, id, parsed.document.root().key("id"), findings);
        story::check(parsed, names, &scenarios, findings);
    }
    let all: Vec<_> = files.scenarios.iter().map(|(_, parsed)| parsed).collect();
    circle::check(&all, findings);
    check_hazards(files, names, findings);
}

/// Adds what is wrong with the hazards of `files`, beside their scenarios and a model with these `names`.
pub fn check_hazards(files: &LibraryFiles, names: &ModelNames, findings: &mut Findings) {
    if let Some(parsed) = &files.hazards {
        check_catalogue(parsed, &hazards::Stories::of(files), names, findings);
    }
}

/// Adds what is wrong with a hazard catalogue, beside these scenarios and a model with these `names`.
pub fn check_catalogue(
    parsed: &Parsed<HazardFile>,
    stories: &Stories<'_>,
    names: &ModelNames,
    findings: &mut Findings,
) {
    hazards::check_causes(parsed, findings);
    for index in 0..parsed.value.hazard.len() {
        hazards::check(parsed, index, (names, stories), findings);
    }
    for index in 0..parsed.value.generic.len() {
        hazards::check_generic(parsed, index, names, findings);
    }
}

/// Adds what is wrong with one scenario with these `siblings`, beside others called `scenarios`.
pub fn check_alone(
    parsed: &Parsed<Scenario>,
    siblings: &[(String, Parsed<Scenario>)],
    names: &ModelNames,
    scenarios: &Names,
    findings: &mut Findings,
) {
    story::check(parsed, names, scenarios, findings);
    let all: Vec<_> = siblings.iter().map(|(_, sibling)| sibling).chain([parsed]).collect();
    circle::check(&all, findings);
}

/// The ids of scenarios and hazards that do not fit a model with these `names`; the first reason of each is noted.
pub(super) fn misfits(files: &LibraryFiles, names: &ModelNames, findings: &mut Findings) -> BTreeSet<String> {
    let scenarios = scenario_names(files);
    let mut left_out = BTreeSet::new();
    let mut judge = |what: &str, id: &str, found: Findings, findings: &mut Findings| {
        if let Some(reason) = found.iter().find(|finding| finding.kind == crate::finding::Kind::Error) {
            let note = format!("the {what} `{id}` does not fit this model and is left out: {}", reason.message);
            findings.push(Finding { place: reason.place.clone(), ..Finding::note(note) });
            left_out.insert(id.to_owned());
        }
    };
    for (_, parsed) in &files.scenarios {
        let mut found = Findings::new();
        story::check(parsed, names, &scenarios, &mut found);
        judge("scenario", &parsed.value.id, found, findings);
    }
    let stories = hazards::Stories::of(files);
    for (index, hazard) in files.hazards.iter().flat_map(|file| file.value.hazard.iter().enumerate()) {
        let mut found = Findings::new();
        files.hazards.iter().for_each(|file| hazards::check(file, index, (names, &stories), &mut found));
        judge("hazard", &hazard.id, found, findings);
    }
    // What includes a scenario that is left out would lack a part of its story.
    loop {
        let lacking = files.scenarios.iter().map(|(_, parsed)| &parsed.value).filter(|scenario| {
            !left_out.contains(&scenario.id) && scenario.includes.iter().any(|include| left_out.contains(include))
        });
        let lacking: Vec<_> = lacking.map(|scenario| scenario.id.clone()).collect();
        if lacking.is_empty() {
            break;
        }
        left_out.extend(lacking);
    }
    let starts = |hazard: &&Hazard| hazard.scenario.as_ref().is_some_and(|scenario| left_out.contains(scenario));
    let idle = files.hazards.iter().flat_map(|file| &file.value.hazard).filter(starts);
    let idle: Vec<_> = idle.map(|hazard| hazard.id.clone()).collect();
    left_out.extend(idle);
    left_out
}

/// Adds an error if a scenario in a folder of scenarios is not called like its file.
pub fn named_by_file(stem: &str, parsed: &Parsed<Scenario>, findings: &mut Findings) {
    let id = &parsed.value.id;
    if id != stem {
        let finding = Finding::error(format!("the id is `{id}`, but the file is `{stem}.toml`"));
        let finding = finding.label(NOT_THE_FILE);
        let help = format!("scenarios are found by name: write id = \"{stem}\", or call the file `{id}.toml`");
        parsed.document.root().key("id").report(finding.help(help), findings);
    }
}

/// Ids that scenarios of the folder may include: by file, so that one with errors is not unknown to the others.
fn scenario_names(files: &LibraryFiles) -> Names {
    let ids = files.scenarios.iter().map(|(_, parsed)| parsed.value.id.clone());
    Names::new("scenario", "this folder", ids.chain(files.stems.iter().cloned()))
}

#[cfg(test)]
mod tests;
