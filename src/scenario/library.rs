//! The scenarios and hazards that are at hand: by id from a folder or the program, or by path.

use super::check::{check, check_alone, misfits};
use super::siblings::siblings;
use super::{HazardFile, Scenario};
use crate::finding::{Finding, Findings};
use crate::input::{Folder, Hashes, Names, Parsed, parent, parse, read_text};
use crate::model::{Loaded, Model, ModelNames, ModelSource, ModelTexts};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Name of the hazard catalogue in a folder of scenarios.
pub const HAZARDS: &str = "hazards.toml";

/// The parsed files of a folder of scenarios.
#[derive(Debug, Clone, Default)]
pub struct LibraryFiles {
    /// Scenarios with the name of their file (without `.toml`), in alphabetical order of it.
    pub scenarios: Vec<(String, Parsed<Scenario>)>,
    /// The hazard catalogue.
    pub hazards: Option<Parsed<HazardFile>>,
    /// Names of all scenario files, those that could not be read included.
    pub stems: Vec<String>,
    /// SHA-256 of each file.
    pub hashes: Hashes,
}

impl LibraryFiles {
    /// Reads and parses the folder: syntax and shape.
    pub fn read(folder: &Folder, findings: &mut Findings) -> Self {
        let mut files = Self::default();
        for name in folder.toml_files() {
            let text = folder.text(&name, findings, &mut files.hashes);
            if name == HAZARDS {
                files.hazards = text.and_then(|text| parse(&text, findings));
            } else {
                let stem = name.trim_end_matches(".toml").to_owned();
                files.stems.push(stem.clone());
                if let Some(parsed) = text.and_then(|text| parse(&text, findings)) {
                    files.scenarios.push((stem, parsed));
                }
            }
        }
        files
    }

    /// Adds everything that is wrong with their meaning, beside a model with these `names`.
    pub fn check(&self, names: &ModelNames, findings: &mut Findings) {
        check(self, names, findings);
    }
}

/// All scenarios by id, and the hazard catalogue.
#[derive(Debug, Clone)]
pub struct Library {
    scenarios: BTreeMap<String, Scenario>,
    hazards: HazardFile,
    names: ModelNames,
}

impl Library {
    /// Reads and checks the scenarios that belong to the model of `source`: in `scenarios/` inside its folder, else
    /// beside it, else those of the program as far as they fit the model.
    ///
    /// # Errors
    /// All findings, when any of them is an error.
    pub fn load(source: &ModelSource, model: &Model) -> Result<Loaded<Self>, Findings> {
        let mut findings = Findings::new();
        let names = ModelNames::of(model);
        let folder = scenario_folder(source);
        let files = LibraryFiles::read(&folder, &mut findings);
        let borrowed = matches!(source, ModelSource::Folder(_)) && matches!(folder, Folder::EmbeddedScenarios);
        let misfits = if borrowed { misfits(&files, &names, &mut findings) } else { BTreeSet::new() };
        if !borrowed {
            files.check(&names, &mut findings);
        }
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        let hashes = files.hashes;
        let scenarios = files.scenarios.into_iter().map(|(_, parsed)| (parsed.value.id.clone(), parsed.value));
        let scenarios = scenarios.filter(|(id, _)| !misfits.contains(id)).collect();
        let mut hazards = files.hazards.map_or_else(HazardFile::default, |file| file.value);
        // Hazards of the program are of its own products: how often a table's sectors are hit, they do not say.
        let foreign = borrowed && model.flows.is_some();
        hazards.hazard.retain(|hazard| !foreign && !misfits.contains(&hazard.id));
        hazards.generic.retain(|_| !foreign);
        let mut hazards = hazards.expanded(model);
        if hazards.hazard.is_empty() {
            hazards.cause.clear();
        }
        Ok(Loaded { value: Self { scenarios, hazards, names }, findings, hashes })
    }

    /// What is wrong with the scenarios on disk that belong to the model of `source`, for whom its own errors keep from
    /// being loaded.
    #[must_use]
    pub fn faults(source: &ModelSource) -> Findings {
        let mut findings = Findings::new();
        let folder = scenario_folder(source);
        if !matches!(folder, Folder::EmbeddedScenarios) {
            let names = ModelNames::of_texts(&ModelTexts::read(source, &mut Findings::new()));
            LibraryFiles::read(&folder, &mut findings).check(&names, &mut findings);
        }
        findings
    }

    /// Ids of the scenarios, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.scenarios.keys().map(String::as_str)
    }

    /// The scenarios as written, in alphabetical order of their ids.
    pub fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.scenarios.values()
    }

    /// The hazard catalogue, generic hazards written out; empty if there is none.
    #[must_use]
    pub const fn hazards(&self) -> &HazardFile {
        &self.hazards
    }

    /// The scenario `id` as written.
    ///
    /// # Errors
    /// With the nearest spelling, when there is no such scenario.
    pub fn get(&self, id: &str) -> Result<&Scenario, Finding> {
        self.scenarios.get(id).ok_or_else(|| self.scenario_names().unknown(id))
    }

    /// The scenario called `wanted`, or in the file of that path (it ends in `.toml`), the shocks of its `includes`
    /// put before its own.
    ///
    /// # Errors
    /// When there is no such scenario, or the file has errors.
    pub fn resolve(&self, wanted: &str) -> Result<Loaded<Scenario>, Findings> {
        if !is_path(wanted) {
            let scenario = self.get(wanted)?;
            return Ok(Loaded { value: self.expanded(scenario), findings: Findings::new(), hashes: Hashes::new() });
        }
        let (text, hash) = read_text(Path::new(wanted))?;
        let hashes = Hashes::from([(text.name().to_owned(), hash)]);
        let mut findings = Findings::new();
        let Some(parsed) = parse::<Scenario>(&text, &mut findings) else { return Err(findings.sorted()) };
        let mut around = self.clone();
        let siblings = siblings(parent(Path::new(wanted)), &parsed.value, &mut findings);
        for (id, sibling) in &siblings {
            around.scenarios.insert(id.clone(), sibling.value.clone());
        }
        // A file may name itself: that is a circle, not an unknown scenario.
        let known = around.scenario_names().with(&Names::new("scenario", "", [parsed.value.id.clone()]));
        check_alone(&parsed, &siblings, &self.names, &known, &mut findings);
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        Ok(Loaded { value: around.expanded(&parsed.value), findings, hashes })
    }

    fn scenario_names(&self) -> Names {
        Names::new("scenario", "`linchpin list scenarios`", self.scenarios.keys().cloned())
    }

    fn expanded(&self, scenario: &Scenario) -> Scenario {
        let mut shock = Vec::new();
        let mut seen = BTreeSet::from([scenario.id.as_str()]);
        for include in &scenario.includes {
            self.collect_shocks(include, &mut seen, &mut shock);
        }
        shock.extend(scenario.shock.iter().cloned());
        Scenario { shock, includes: Vec::new(), ..scenario.clone() }
    }

    fn collect_shocks<'a>(&'a self, id: &'a str, seen: &mut BTreeSet<&'a str>, shocks: &mut Vec<super::Shock>) {
        // A scenario that comes in by two ways happens once.
        let Some(scenario) = self.scenarios.get(id).filter(|_| seen.insert(id)) else { return };
        for include in &scenario.includes {
            self.collect_shocks(include, seen, shocks);
        }
        shocks.extend(scenario.shock.iter().cloned());
    }
}

/// True if `wanted` names a file rather than a scenario.
#[must_use]
pub fn is_path(wanted: &str) -> bool {
    matches!(wanted, "." | "..")
        || wanted.contains(['/', '\\'])
        || Path::new(wanted).extension().is_some_and(|extension| extension == "toml")
}

/// Where the scenarios of the model of `source` are.
#[must_use]
pub fn scenario_folder(source: &ModelSource) -> Folder {
    companions(source, "scenarios", Folder::EmbeddedScenarios)
}

/// The folder `name` that belongs to the model of `source`: inside its folder, else beside it, else `embedded`.
pub(crate) fn companions(source: &ModelSource, name: &str, embedded: Folder) -> Folder {
    let ModelSource::Folder(model) = source else { return embedded };
    let inside = model.join(name);
    let beside = beside(model, name);
    [Some(inside), beside]
        .into_iter()
        .flatten()
        .find(|folder| folder.is_dir() && !Folder::Disk(folder.clone()).toml_files().is_empty())
        .map_or(embedded, Folder::Disk)
}

/// The path `name` beside `folder`.
pub(crate) fn beside(folder: &Path, name: &str) -> Option<PathBuf> {
    match folder.file_name() {
        Some(_) => Some(folder.with_file_name(name)),
        // `.` and `..` have no name of their own.
        None => Some(folder.canonicalize().ok()?.with_file_name(name)),
    }
}
