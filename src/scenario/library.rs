//! The scenarios and hazards that are at hand: by id from a folder or the program, or by path.

use super::check::{Stories as Startable, check, check_alone, check_catalogue, check_hazards, misfits};
use super::siblings::siblings;
use super::{HazardFile, InForce, Scenario, Shock};
use crate::finding::{Finding, Findings};
use crate::input::{Folder, Hashes, Names, Parsed, parent, parse, read_text};
use crate::model::{Loaded, Model, ModelNames, ModelSource, ModelTexts};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

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

    /// The same of their hazards only.
    pub fn check_hazards(&self, names: &ModelNames, findings: &mut Findings) {
        check_hazards(self, names, findings);
    }
}

/// All scenarios by id, and the hazard catalogue.
#[derive(Debug, Clone)]
pub struct Library {
    /// Read when first asked for, where they are those of the program.
    stories: OnceLock<Stories>,
    names: ModelNames,
    /// Flows of the model are those of a table.
    exact: bool,
}

#[derive(Debug, Clone)]
struct Stories {
    scenarios: BTreeMap<String, Scenario>,
    hazards: HazardFile,
    hashes: Hashes,
}

impl Stories {
    fn of(files: LibraryFiles) -> Self {
        let scenarios = files.scenarios.into_iter().map(|(_, parsed)| (parsed.value.id.clone(), parsed.value));
        Self {
            scenarios: scenarios.collect(),
            hazards: files.hazards.map_or_else(HazardFile::default, |file| file.value),
            hashes: files.hashes,
        }
    }

    /// Those of the program as far as they fit a model with these `names`.
    fn borrowed(names: &ModelNames, exact: bool, findings: &mut Findings) -> Self {
        let files = LibraryFiles::read(&Folder::EmbeddedScenarios, findings);
        let misfits = misfits(&files, names, findings);
        let mut stories = Self::of(files);
        stories.scenarios.retain(|id, _| !misfits.contains(id));
        // Hazards of the program are of its own products: how often a table's sectors are hit, they do not say.
        stories.hazards.hazard.retain(|hazard| !exact && !misfits.contains(&hazard.id));
        stories.hazards.generic.retain(|_| !exact);
        stories.without_idle_causes()
    }

    fn without_idle_causes(mut self) -> Self {
        if self.hazards.hazard.is_empty() && self.hazards.generic.is_empty() {
            self.hazards.cause.clear();
        }
        self
    }

    /// The same with the scenarios that hazards start and generic hazards written out.
    fn expanded(mut self, model: &Model) -> Self {
        let hazards = std::mem::take(&mut self.hazards);
        self.hazards = self.written_out(hazards, model);
        self.without_idle_causes()
    }

    /// `hazards` with the shocks of the scenarios that they start, generic ones written out.
    fn written_out(&self, hazards: HazardFile, model: &Model) -> HazardFile {
        let told = |id: &str| self.scenarios.get(id).map(|scenario| self.told(scenario).1).unwrap_or_default();
        hazards.with_scenarios(told).expanded(model)
    }

    /// The scenarios that a scenario includes, and all shocks, those of its `includes` put before its own.
    fn told(&self, scenario: &Scenario) -> (Vec<String>, Vec<Shock>) {
        let mut told = Vec::new();
        let mut seen = BTreeSet::from([scenario.id.as_str()]);
        for include in &scenario.includes {
            self.collect(include, &mut seen, &mut told);
        }
        let included = told.iter().map(|part| part.id.clone()).collect();
        let shocks = told.iter().flat_map(|part| &part.shock).chain(&scenario.shock).cloned();
        (included, shocks.collect())
    }

    /// Adds the scenario `id` to `told`, what it includes before it.
    fn collect<'a>(&'a self, id: &'a str, seen: &mut BTreeSet<&'a str>, told: &mut Vec<&'a Scenario>) {
        // A scenario that comes in by two ways happens once.
        let Some(scenario) = self.scenarios.get(id).filter(|_| seen.insert(id)) else { return };
        for include in &scenario.includes {
            self.collect(include, seen, told);
        }
        told.push(scenario);
    }

    /// What is in force, by the scenario that says it; each scenario once, however many include it.
    fn in_force(&self) -> Vec<InForce> {
        let (mut told, mut seen) = (Vec::new(), BTreeSet::new());
        for scenario in self.scenarios.values().filter(|scenario| scenario.in_force) {
            self.collect(&scenario.id, &mut seen, &mut told);
        }
        told.retain(|part| !part.shock.is_empty());
        told.into_iter().map(|part| InForce { scenario: part.id.clone(), shocks: part.shock.clone() }).collect()
    }
}

fn is_borrowed(source: &ModelSource, folder: &Folder) -> bool {
    matches!(source, ModelSource::Folder(_)) && matches!(folder, Folder::EmbeddedScenarios)
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
        let stories = if is_borrowed(source, &folder) {
            Stories::borrowed(&names, model.flows.is_some(), &mut findings)
        } else {
            let files = LibraryFiles::read(&folder, &mut findings);
            files.check(&names, &mut findings);
            Stories::of(files)
        };
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        let hashes = stories.hashes.clone();
        let stories = stories.expanded(model);
        let value = Self { stories: OnceLock::from(stories), names, exact: model.flows.is_some() };
        Ok(Loaded { value, findings, hashes })
    }

    /// The same, but scenarios of the program that a table borrows are not read before one is asked for. What
    /// was read by then is in [`Library::hashes`].
    ///
    /// # Errors
    /// All findings, when any of them is an error.
    pub fn when_needed(source: &ModelSource, model: &Model) -> Result<Loaded<Self>, Findings> {
        // Generic hazards are written out beside their model; a table has none.
        if model.flows.is_none() || !is_borrowed(source, &scenario_folder(source)) {
            return Self::load(source, model);
        }
        let value = Self { stories: OnceLock::new(), names: ModelNames::of(model), exact: model.flows.is_some() };
        Ok(Loaded { value, findings: Findings::new(), hashes: Hashes::new() })
    }

    /// SHA-256 of every file that has been read.
    #[must_use]
    pub fn hashes(&self) -> Hashes {
        self.stories.get().map(|stories| stories.hashes.clone()).unwrap_or_default()
    }

    fn stories(&self) -> &Stories {
        // What does not fit is noted by `load`; nothing of the program's own can be an error.
        self.stories.get_or_init(|| Stories::borrowed(&self.names, self.exact, &mut Findings::new()))
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
        self.stories().scenarios.keys().map(String::as_str)
    }

    /// The scenarios as written, in alphabetical order of their ids.
    pub fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.stories().scenarios.values()
    }

    /// The hazard catalogue, generic hazards written out; empty if there is none.
    #[must_use]
    pub fn hazards(&self) -> &HazardFile {
        &self.stories().hazards
    }

    /// The shocks that are in force in mid-2026, by the scenario that says them.
    #[must_use]
    pub fn in_force(&self) -> Vec<InForce> {
        self.stories().in_force()
    }

    /// The scenario `id` as written: without the shocks of what it includes, so that it can only be run if it includes
    /// nothing.
    ///
    /// # Errors
    /// With the nearest spelling, when there is no such scenario.
    pub fn get(&self, id: &str) -> Result<&Scenario, Finding> {
        self.stories().scenarios.get(id).ok_or_else(|| self.scenario_names().unknown(id))
    }

    /// The scenario called `wanted`, or in the file of that path (it ends in `.toml`), the shocks of its `includes`
    /// put before its own: `includes` is empty then, and `expanded` names all whose shocks it holds, those that they include
    /// among them.
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
        if parsed.value.includes.is_empty() {
            let known = Names::new("scenario", "", [parsed.value.id.clone()]);
            check_alone(&parsed, &[], &self.names, &known, &mut findings);
            let findings = findings.sorted();
            return if findings.has_errors() {
                Err(findings)
            } else {
                Ok(Loaded { value: parsed.value, findings, hashes })
            };
        }
        let mut around = self.stories().clone();
        let siblings = siblings(parent(Path::new(wanted)), &parsed.value, &mut findings);
        for (id, sibling) in &siblings {
            around.scenarios.insert(id.clone(), sibling.value.clone());
        }
        let around = Self { stories: OnceLock::from(around), names: self.names.clone(), exact: self.exact };
        // A file may name itself: that is a circle, not an unknown scenario.
        let known = around.scenario_names().with(&Names::new("scenario", "", [parsed.value.id.clone()]));
        check_alone(&parsed, &siblings, &self.names, &known, &mut findings);
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        Ok(Loaded { value: around.expanded(&parsed.value), findings, hashes })
    }

    /// The hazard catalogue in the file at `path`, checked beside `model` and the scenarios of this library, with the shocks
    /// of the scenarios that its hazards start and its generic hazards written out: what
    /// [`Study::batch`](crate::study::Study::batch) draws from.
    ///
    /// # Errors
    /// When the file cannot be read or has errors.
    pub fn read_hazards(&self, path: &Path, model: &Model) -> Result<Loaded<HazardFile>, Findings> {
        let (text, hash) = read_text(path)?;
        let hashes = Hashes::from([(text.name().to_owned(), hash)]);
        let mut findings = Findings::new();
        let Some(parsed) = parse::<HazardFile>(&text, &mut findings) else { return Err(findings.sorted()) };
        let stories = self.stories();
        let startable = Startable::among(self.scenario_names(), &stories.scenarios);
        check_catalogue(&parsed, &startable, &ModelNames::of(model), &mut findings);
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        Ok(Loaded { value: stories.written_out(parsed.value, model), findings, hashes })
    }

    fn scenario_names(&self) -> Names {
        Names::new("scenario", "`linchpin list scenarios`", self.stories().scenarios.keys().cloned())
    }

    fn expanded(&self, scenario: &Scenario) -> Scenario {
        let (expanded, shock) = self.stories().told(scenario);
        // Written to a file and read again, it must not have them twice.
        Scenario { includes: Vec::new(), expanded, shock, ..scenario.clone() }
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
