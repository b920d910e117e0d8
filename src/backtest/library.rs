//! The backtest events that are at hand: by id from a folder or the program, or by path.

use super::check::{check, misfits};
use super::event::Event;
use crate::finding::{Finding, Findings};
use crate::input::{Folder, Hashes, Names, Parsed, parse, read_text};
use crate::model::{Loaded, Model, ModelNames, ModelSource};
use crate::scenario::{companions, is_path};
use std::collections::BTreeMap;
use std::path::Path;

/// The parsed files of a folder of backtests.
#[derive(Debug, Clone, Default)]
pub struct BacktestFiles {
    /// Events with the name of their file (without `.toml`), in alphabetical order of it.
    pub events: Vec<(String, Parsed<Event>)>,
    /// SHA-256 of each file.
    pub hashes: Hashes,
}

impl BacktestFiles {
    /// Reads and parses the folder: syntax and shape.
    pub fn read(folder: &Folder, findings: &mut Findings) -> Self {
        let mut files = Self::default();
        for name in folder.toml_files() {
            let text = folder.text(&name, findings, &mut files.hashes);
            if let Some(parsed) = text.and_then(|text| parse(&text, findings)) {
                files.events.push((name.trim_end_matches(".toml").to_owned(), parsed));
            }
        }
        files
    }

    /// Adds everything that is wrong with their meaning, beside a model with these `names`.
    pub fn check(&self, names: &ModelNames, findings: &mut Findings) {
        check(self, names, findings);
    }
}

/// All events by id.
#[derive(Debug, Clone)]
pub struct Backtests {
    events: BTreeMap<String, Event>,
    names: ModelNames,
}

impl Backtests {
    /// Reads and checks the events that belong to the model of `source`: in `backtests/` inside its folder, else beside
    /// it, else those of the program as far as they fit the model.
    ///
    /// # Errors
    /// All findings, when any of them is an error.
    pub fn load(source: &ModelSource, model: &Model) -> Result<Loaded<Self>, Findings> {
        let mut findings = Findings::new();
        let names = ModelNames::of(model);
        let folder = companions(source, "backtests", Folder::EmbeddedBacktests);
        let mut files = BacktestFiles::read(&folder, &mut findings);
        if matches!((source, &folder), (ModelSource::Folder(_), Folder::EmbeddedBacktests)) {
            let left_out = misfits(&files, &names, &mut findings);
            files.events.retain(|(_, parsed)| !left_out.contains(&parsed.value.id));
        } else {
            files.check(&names, &mut findings);
        }
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        let events = files.events.into_iter().map(|(_, parsed)| (parsed.value.id.clone(), parsed.value)).collect();
        Ok(Loaded { value: Self { events, names }, findings, hashes: files.hashes })
    }

    /// The events, in alphabetical order of their ids.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.values()
    }

    /// The event called `wanted`, or in the file of that path (it ends in `.toml`).
    ///
    /// # Errors
    /// When there is no such event, or the file has errors.
    pub fn resolve(&self, wanted: &str) -> Result<Loaded<Event>, Findings> {
        if !is_path(wanted) {
            let found = self.events.get(wanted).cloned().ok_or_else(|| self.unknown(wanted))?;
            return Ok(Loaded { value: found, findings: Findings::new(), hashes: Hashes::new() });
        }
        let (text, hash) = read_text(Path::new(wanted))?;
        let hashes = Hashes::from([(text.name().to_owned(), hash)]);
        let mut findings = Findings::new();
        let Some(parsed) = parse::<Event>(&text, &mut findings) else { return Err(findings.sorted()) };
        super::check::event(&parsed, &self.names, &mut findings);
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings);
        }
        Ok(Loaded { value: parsed.value, findings, hashes })
    }

    fn unknown(&self, id: &str) -> Finding {
        Names::new("backtest", "`linchpin list backtests`", self.events.keys().cloned()).unknown(id)
    }
}
