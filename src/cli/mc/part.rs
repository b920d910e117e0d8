//! Shards: part of a batch, simulated apart from the others and put together with them by `linchpin merge`.

use super::identity::{Identity, short};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::montecarlo::YearLossTable;
use crate::report::{Column, OutputFolder, RunManifest, Table, write_json};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

const DESCRIPTION: &str = "part.json";
const TRIALS: &str = "trials.bin";
/// Most parts of a batch.
const MOST: u64 = 1_000_000;
/// So many missing shards are named one by one.
const NAMED: u64 = 12;

/// Which part of how many: `3/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stated")]
pub struct Shard {
    /// From 1.
    pub number: u64,
    /// How many parts there are.
    pub of: u64,
}

/// A shard as a file states it, admissible or not.
#[derive(Deserialize)]
#[serde(expecting = "a shard as {\"number\": 3, \"of\": 64}")]
struct Stated {
    number: u64,
    of: u64,
}

impl TryFrom<Stated> for Shard {
    type Error = String;

    fn try_from(Stated { number, of }: Stated) -> Result<Self, String> {
        Self::new(number, of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) => Self::new(number, of),
            None => Err("write a shard as `3/64`".to_owned()),
        }
    }
}

impl Shard {
    /// The shard `number` of so many.
    fn new(number: u64, of: u64) -> Result<Self, String> {
        if (1..=of).contains(&number) && of <= MOST {
            return Ok(Self { number, of });
        }
        Err(format!("{number}/{of} is no shard: admissible are 1/N to N/N, N up to {MOST}"))
    }

    /// The one of so many that holds `trial` of a batch of `all`.
    fn holding(trial: u64, of: u64, all: u64) -> Self {
        // The first whose end, ⌊all × number/of⌋, lies behind the trial.
        let number = (u128::from(trial) + 1).saturating_mul(of.into()).div_ceil(u128::from(all.max(1))) as u64;
        Self { number, of }
    }

    /// Its trials, of a batch of `all`.
    pub fn trials(self, all: u64) -> Range<u64> {
        let first = |number: u64| (u128::from(all) * u128::from(number) / u128::from(self.of)) as u64;
        first(self.number - 1)..first(self.number)
    }
}

/// `part.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Which part.
    pub shard: Shard,
    /// Its first trial.
    pub first: u64,
    /// The trial after its last.
    pub end: u64,
    /// SHA-256 of what `trials.bin` holds.
    pub sha256: String,
    /// The batch.
    pub batch: Identity,
}

impl Description {
    /// As a table of one row.
    pub fn table(&self) -> Table {
        let columns = ["shard", "of", "first", "end", "seed", "sha256"].map(Column::new);
        let mut table = Table::new(columns);
        let counts = [self.shard.number, self.shard.of, self.first, self.end, self.batch.seed].map(|n| n as usize);
        table.push(counts.map(Into::into).into_iter().chain([self.sha256.clone().into()]));
        table
    }
}

/// Writes a part into `folder`.
pub fn write(
    mut folder: OutputFolder,
    manifest: RunManifest,
    (shard, batch): (Shard, Identity),
    table: &YearLossTable,
) -> io::Result<Description> {
    let Range { start: first, end } = table.trials().clone();
    let mut sha256 = String::new();
    // The state of the run is taken away next.
    folder.must_last();
    folder.write(TRIALS, |out| {
        sha256 = table.write_file(out)?;
        Ok(())
    })?;
    let description = Description { shard, first, end, sha256, batch };
    folder.write(DESCRIPTION, |out| write_json(out, &description))?;
    manifest.finish(folder)?;
    Ok(description)
}

/// A part that was written before.
#[derive(Debug)]
pub struct Part {
    /// Its folder.
    pub path: PathBuf,
    /// What it says of itself.
    pub description: Description,
}

/// Why a part is of no use.
#[derive(Debug)]
pub enum Fault {
    /// It could not be read.
    Unreadable(Finding),
    /// It is not what it should be.
    Wrong(Finding),
}

/// What `error` says of a file that holds other JSON than `what`, at its place.
pub fn misread(what: &str, file: &Path, bytes: &[u8], error: &serde_json::Error) -> Finding {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (before + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let source = Arc::new(SourceText::new(file.display().to_string(), text));
    Finding::error(format!("{what}: {said}")).at(Place::new(&source, at..at))
}

impl Part {
    /// Reads the description of the part in the folder `path`.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let file = path.join(DESCRIPTION);
        let refused = |why: String| Finding::error(why).in_file(&file.display().to_string());
        let help = "a part is a folder that `linchpin mc --shard K/N --out DIR` wrote to its end";
        let what = "this does not describe a part of a batch";
        let bytes = std::fs::read(&file)
            .map_err(|error| Fault::Unreadable(refused(format!("cannot read this part: {error}")).help(help)))?;
        let description: Description = serde_json::from_slice(&bytes)
            .map_err(|error| Fault::Wrong(misread(what, &file, &bytes, &error).help(help)))?;
        if let Some(fault) = description.batch.fault() {
            return Err(Fault::Wrong(refused(format!("{what}: {fault}")).help(help)));
        }
        let Description { shard, first, end, .. } = description;
        let own = shard.trials(description.batch.all_trials());
        if own != (first..end) {
            let (start, after) = (own.start, own.end);
            let why = format!(
                "this part says that it holds trials from {first} to before {end}: shard {shard} has those from {start} to before {after}"
            );
            return Err(Fault::Wrong(refused(why).help(format!("simulate it again with --shard {shard}"))));
        }
        Ok(Self { path: path.to_owned(), description })
    }

    /// Reads its trials.
    pub fn table(&self) -> Result<YearLossTable, Fault> {
        let file = self.path.join(TRIALS);
        let refused = |why: String| Finding::error(format!("this part {why}")).in_file(&file.display().to_string());
        let again =
            |finding: Finding| finding.help(format!("simulate it again with --shard {}", self.description.shard));
        let opened = std::fs::File::open(&file)
            .map_err(|error| Fault::Unreadable(again(refused(format!("cannot be read: {error}")))))?;
        let (table, sha256) =
            YearLossTable::read_file(opened).map_err(|error| Fault::Wrong(again(refused(error.to_string()))))?;
        let Description { first, end, sha256: ref stated, .. } = self.description;
        if *table.trials() != (first..end) || sha256 != *stated {
            let why =
                format!("holds other trials (SHA-256 {}) than part.json says ({})", short(&sha256), short(stated));
            return Err(Fault::Wrong(again(refused(why))));
        }
        Ok(table)
    }
}

/// Sorts the parts by their trials and finds out whether they are one whole batch.
pub fn whole(parts: &mut [Part]) -> Result<(), Findings> {
    let mut findings = Findings::new();
    let Some(first) = parts.first() else { return Ok(()) };
    for part in &parts[1..] {
        if let Some((what, here, there)) = first.description.batch.difference(&part.description.batch) {
            let (one, two) = (first.path.display(), part.path.display());
            let message = format!("these parts do not belong together: {what} is {here} in {one} and {there} in {two}");
            findings
                .push(Finding::error(message).help("merge parts of one batch: same program, model, options and seed"));
        }
    }
    if findings.has_errors() {
        return Err(findings);
    }
    parts.sort_by_key(|part| (part.description.first, part.description.end));
    let (mut reached, mut last) = (0, None::<&Part>);
    for part in parts.iter().filter(|part| part.description.first < part.description.end) {
        let (from, to) = (part.description.first, part.description.end);
        if let (true, Some(last)) = (from < reached, last) {
            let (one, two) = (last.path.display(), part.path.display());
            let shared = reached.min(to);
            findings.push(Finding::error(format!("{one} and {two} both hold trials {from} to {}", shared - 1)));
        } else if from > reached {
            findings.push(missing(part, reached..from));
        }
        if to > reached {
            (reached, last) = (to, Some(part));
        }
    }
    if let Some(part) = parts.first().filter(|part| reached < part.description.batch.all_trials()) {
        findings.push(missing(part, reached..part.description.batch.all_trials()));
    }
    if findings.has_errors() { Err(findings) } else { Ok(()) }
}

/// The trials that no part holds, with the shards that would, counted as `like` is.
fn missing(like: &Part, trials: Range<u64>) -> Finding {
    let Description { shard, ref batch, .. } = like.description;
    let last = trials.end - 1;
    let message = format!("trials {} to {last} are missing", trials.start);
    Finding::error(message)
        .help(format!("the shards {} hold them", holders(trials.start..=last, shard.of, batch.all_trials())))
}

/// The names of the shards, of so many, that hold these trials of a batch of `all`.
fn holders(trials: RangeInclusive<u64>, of: u64, all: u64) -> String {
    let [first, last] = [trials.start(), trials.end()].map(|trial| Shard::holding(*trial, of, all));
    if last.number - first.number >= NAMED {
        return format!("{first} to {last}");
    }
    // With more shards than trials some hold none.
    let shards = (first.number..=last.number).map(|number| Shard { number, of });
    let names: Vec<String> =
        shards.filter(|shard| !shard.trials(all).is_empty()).map(|shard| shard.to_string()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
