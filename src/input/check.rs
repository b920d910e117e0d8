//! Checks whatever paths a user names: model folders, files of models, folders of scenarios, single scenarios.

use super::{Folder, Hashes, Outline, file_names, parent, parse, read_text};
use crate::backtest::BacktestFiles;
use crate::finding::{Finding, Findings, SourceText};
use crate::model::{ModelFile, ModelFiles, ModelNames, ModelSource, ModelTexts, Sector};
use crate::scenario::{HAZARDS, LibraryFiles, NOT_THE_FILE, Scenario, beside, siblings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Findings over all paths, in the order of files, lines and columns.
    pub findings: Findings,
    /// SHA-256 of every file that was read.
    pub files: Hashes,
}

/// Checks all of `paths` and everything in them; nothing stops at the first error.
#[must_use]
pub fn check_paths(paths: &[PathBuf]) -> Checked {
    let mut checked = Checked::default();
    for path in paths {
        if path.is_dir() {
            folder(path, &mut checked);
        } else {
            single(path, &mut checked);
        }
    }
    checked.findings = std::mem::take(&mut checked.findings).sorted();
    checked
}

fn folder(path: &Path, checked: &mut Checked) {
    let names = file_names(path);
    let inner = |name: &str| Some(path.join(name)).filter(|inner| inner.is_dir());
    let table = |name: &String| crate::flows::TABLES.contains(&name.as_str());
    if names.iter().any(|name| ModelFile::named(name).is_some() || table(name)) {
        model(path, checked);
        if let Some(scenarios) = inner("scenarios") {
            library(&scenarios, checked);
        }
        if let Some(events) = inner("backtests") {
            backtests(&events, checked);
        }
    } else if names.iter().any(|name| is_toml(name)) {
        if path.file_name().is_some_and(|name| name == "backtests") || holds_backtests(path, &names) {
            backtests(path, checked);
        } else {
            library(path, checked);
        }
    } else {
        let inside: Vec<_> = ["models", "scenarios", "backtests"].into_iter().filter_map(inner).collect();
        if inside.is_empty() {
            let finding = Finding::error("there are no .toml files in this folder");
            checked.findings.push(finding.in_file(&path.display().to_string()));
        }
        for inner in &inside {
            folder(inner, checked);
        }
    }
}

/// Whether most of the files `names` in `folder` are events to test against, whatever the folder is called.
fn holds_backtests(folder: &Path, names: &[String]) -> bool {
    let texts = names.iter().filter(|name| is_toml(name)).filter_map(|name| {
        let (text, _) = read_text(&folder.join(name)).ok()?;
        Some(matches!(kind_of(name, &text), FileKind::Backtest))
    });
    let kinds: Vec<bool> = texts.collect();
    kinds.iter().filter(|is_event| **is_event).count() * 2 > kinds.len()
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

fn model(path: &Path, checked: &mut Checked) {
    let source = ModelSource::Folder(path.to_owned());
    let mut texts = ModelTexts::read(&source, &mut checked.findings);
    let files = ModelFiles::parse(&texts, &mut checked.findings);
    files.check(&ModelNames::of_texts(&texts), &mut checked.findings);
    files.flows(&source, &mut checked.findings, &mut texts.hashes);
    checked.files.extend(texts.hashes);
}

fn library(path: &Path, checked: &mut Checked) {
    let files = LibraryFiles::read(&Folder::Disk(path.to_owned()), &mut checked.findings);
    let mut findings = Findings::new();
    files.check(&names_for(path), &mut findings);
    let by_name = is_library(path);
    findings.retain(|finding| by_name || finding.label.as_deref() != Some(NOT_THE_FILE));
    checked.findings.extend(findings);
    checked.files.extend(files.hashes);
}

fn backtests(path: &Path, checked: &mut Checked) {
    let files = BacktestFiles::read(&Folder::Disk(path.to_owned()), &mut checked.findings);
    files.check(&names_for(path), &mut checked.findings);
    checked.files.extend(files.hashes);
}

fn single(path: &Path, checked: &mut Checked) {
    let (text, hash) = match read_text(path) {
        Ok(read) => read,
        Err(finding) => return checked.findings.push(finding),
    };
    checked.files.insert(text.name().to_owned(), hash);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if crate::flows::TABLES.contains(&name.as_str()) {
        // What it says is known only together with the numbers beside it.
        return model(parent(path), checked);
    }
    match kind_of(&name, &text) {
        FileKind::Model(file) => model_file(file, path, &text, &mut checked.findings),
        FileKind::Hazards => {
            // Its hazards may start scenarios of its folder; what is wrong with these is not asked.
            let around = LibraryFiles::read(&Folder::Disk(parent(path).to_owned()), &mut Findings::new());
            let files = LibraryFiles { hazards: parse(&text, &mut checked.findings), ..around };
            files.check_hazards(&names_for(parent(path)), &mut checked.findings);
        }
        FileKind::Scenario => scenario(path, &text, &mut checked.findings),
        FileKind::Backtest => {
            if let Some(parsed) = parse(&text, &mut checked.findings) {
                crate::backtest::check_event(&parsed, &names_for(parent(path)), &mut checked.findings);
            }
        }
    }
}

/// What a file is meant to be.
enum FileKind {
    Model(ModelFile),
    Hazards,
    Scenario,
    Backtest,
}

/// By its name, else by the keys only that kind of file has.
fn kind_of(name: &str, text: &Arc<SourceText>) -> FileKind {
    if let Some(file) = ModelFile::named(name) {
        return FileKind::Model(file);
    }
    if name == HAZARDS {
        return FileKind::Hazards;
    }
    let outline = Outline::of(text);
    let keys = outline.keys();
    let has = |key: &str| keys.contains(&key);
    if has("observation") {
        FileKind::Backtest
    } else if has("hazard") || has("cause") && !has("onset") {
        FileKind::Hazards
    } else if has("shock") || has("includes") {
        FileKind::Scenario
    } else if has("home") || has("dynamics") || has("baseline") {
        FileKind::Model(ModelFile::Manifest)
    } else if has("product") || has("sector") {
        let stated = outline.strings(&["sector"]);
        let sector = Sector::ALL.into_iter().find(|sector| stated.iter().any(|id| id == sector.id()));
        FileKind::Model(ModelFile::Sector(sector.unwrap_or(Sector::Semiconductors)))
    } else if has("economy") {
        FileKind::Model(ModelFile::Economies)
    } else if has("passage") || has("lane") || has("chokepoint") {
        FileKind::Model(ModelFile::Routes)
    } else if has("source") {
        FileKind::Model(ModelFile::Sources)
    } else {
        FileKind::Scenario
    }
}

/// Checks one file of a model within its folder, or within the model of the program if it stands alone.
fn model_file(file: ModelFile, path: &Path, text: &Arc<SourceText>, findings: &mut Findings) {
    let folder = parent(path);
    let own = is_model(folder);
    let source = if own { ModelSource::Folder(folder.to_owned()) } else { ModelSource::Embedded };
    let mut around = Findings::new();
    let mut texts = ModelTexts::read(&source, &mut around);
    let before = ModelNames::of_texts(&texts);
    texts.texts.insert(file, Arc::clone(text));
    let mut names = ModelNames::of_texts(&texts);
    if !own {
        // A sector file that stands alone adds to the model's products rather than taking their place.
        names = names.with(&before);
    }
    ModelFiles::parse(&texts, &mut around).check(&names, &mut around);
    around.retain(|finding| finding.place.as_ref().is_some_and(|place| place.name() == text.name()));
    findings.extend(around);
}

/// Checks one scenario beside those of its folder and of the program.
fn scenario(path: &Path, text: &Arc<SourceText>, findings: &mut Findings) {
    let Some(parsed) = parse::<Scenario>(text, findings) else { return };
    let folder = parent(path);
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // Scenarios around it matter only for what it includes, and have their own check.
    let mut around = Findings::new();
    let mut files = LibraryFiles::read(&Folder::EmbeddedScenarios, &mut around);
    for (id, sibling) in siblings(folder, &parsed.value, &mut around) {
        files.scenarios.retain(|(other, _)| *other != id);
        files.scenarios.push((id, sibling));
    }
    files.hazards = None;
    files.scenarios.retain(|(_, other)| other.value.id != parsed.value.id);
    files.scenarios.push((stem, parsed));
    files.check(&names_for(folder), &mut around);
    let in_library = is_library(folder);
    around.retain(|finding| {
        let here = finding.place.as_ref().is_some_and(|place| place.name() == text.name());
        here && (in_library || finding.label.as_deref() != Some(NOT_THE_FILE))
    });
    findings.extend(around);
}

/// The ids of the model that the scenarios in `folder` belong to: around it, beside it, else that of the program.
fn names_for(folder: &Path) -> ModelNames {
    let around = Some(parent(folder).to_owned());
    let found = [Some(folder.to_owned()), around, beside(folder, "models")].into_iter().flatten();
    let source = found.filter(|folder| is_model(folder)).map(ModelSource::Folder).next().unwrap_or_default();
    ModelNames::of_texts(&ModelTexts::read(&source, &mut Findings::new()))
}

fn is_model(folder: &Path) -> bool {
    folder.join(ModelFile::Manifest.name()).is_file()
}

/// Whether scenarios of `folder` are asked for by id, as those beside a model are; others are named by their paths.
fn is_library(folder: &Path) -> bool {
    let named = |folder: &Path| folder.file_name().is_some_and(|name| name == "scenarios");
    // `.` has no name of its own.
    let in_full = || folder.canonicalize().is_ok_and(|folder| named(&folder));
    named(folder) || in_full() || folder.join(HAZARDS).is_file()
}
