//! Shards: part of a batch, simulated apart from the others and put together with them by `linchpin merge`.

use super::identity::Identity;
use crate::finding::{Finding, Findings};
use crate::montecarlo::YearLossTable;
use crate::report::{Column, OutputFolder, RunManifest, Table, write_json};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

const DESCRIPTION: &str = "part.json";
const TRIALS: &str = "trials.bin";

/// Which part of how many: `3/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    pub number: u64,
    /// How many parts there are.
    pub of: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) && of <= 1_000_000 => Ok(Self { number, of }),
            Some(_) => Err(format!("{text} is no shard: admissible are 1/N to N/N, N up to 1000000")),
            None => Err("write a shard as `3/64`".to_owned()),
        }
    }
}

impl Shard {
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

impl Part {
    /// Reads the description of the part in the folder `path`.
    pub fn open(path: &Path) -> Result<Self, Finding> {
        let file = path.join(DESCRIPTION);
        let refused = |why: String| Finding::error(why).in_file(&file.display().to_string());
        let help = "a part is a folder that `linchpin mc --shard K/N --out DIR` wrote to its end";
        let bytes =
            std::fs::read(&file).map_err(|error| refused(format!("cannot read this part: {error}")).help(help))?;
        let description: Description = serde_json::from_slice(&bytes)
            .map_err(|error| refused(format!("this does not describe a part of a batch: {error}")).help(help))?;
        if description.shard.trials(description.batch.all_trials()) != (description.first..description.end) {
            return Err(refused("the trials of this part are not those of its shard".to_owned()));
        }
        Ok(Self { path: path.to_owned(), description })
    }

    /// Reads its trials.
    pub fn table(&self) -> Result<YearLossTable, Finding> {
        let file = self.path.join(TRIALS);
        let refused = |why: String| Finding::error(format!("this part {why}")).in_file(&file.display().to_string());
        let again = |finding: Finding| {
            let Shard { number, of } = self.description.shard;
            finding.help(format!("simulate it again with --shard {number}/{of}"))
        };
        let opened = std::fs::File::open(&file).map_err(|error| again(refused(format!("cannot be read: {error}"))))?;
        let (table, sha256) = YearLossTable::read_file(opened).map_err(|error| again(refused(error.to_string())))?;
        let Description { first, end, sha256: ref stated, .. } = self.description;
        if *table.trials() != (first..end) || sha256 != *stated {
            let why = format!("holds other trials (SHA-256 {}) than part.json says ({})", &sha256[..12], short(stated));
            return Err(again(refused(why)));
        }
        Ok(table)
    }
}

fn short(text: &str) -> String {
    text.chars().take(12).collect()
}

/// Sorts the parts by their trials and finds out whether they are one whole batch.
pub fn whole(parts: &mut [Part]) -> Result<(), Findings> {
    let mut findings = Findings::new();
    let Some(first) = parts.first() else { return Ok(()) };
    for part in &parts[1..] {
        if let Some((what, here, there)) = first.description.batch.difference(&part.description.batch) {
            let (one, two) = (first.path.display(), part.path.display());
            let message = format!("these parts do not belong together: {what} is {here} in {one} and {there} in {two}");
            findings.push(Finding::error(message));
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
    let lost = |number: &u64| {
        let own = Shard { number: *number, ..shard }.trials(batch.all_trials());
        own.start < trials.end && trials.start < own.end
    };
    let shards: Vec<String> = (1..=shard.of).filter(lost).map(|number| format!("{number}/{}", shard.of)).collect();
    let message = format!("trials {} to {} are missing", trials.start, trials.end - 1);
    Finding::error(message).help(format!("the shards {} hold them", shards.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_a_number_of_how_many() {
        assert_eq!("3/64".parse(), Ok(Shard { number: 3, of: 64 }));
        for wrong in ["", "3", "0/4", "5/4", "a/b", "1/0", "-1/2", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn shards_tile_the_batch() {
        for (all, of) in [(1000, 7), (3, 7), (0, 2), (u64::MAX, 64), (64, 64)] {
            let mut reached = 0;
            for number in 1..=of {
                let trials = Shard { number, of }.trials(all);
                assert_eq!(trials.start, reached);
                reached = trials.end;
            }
            assert_eq!(reached, all);
        }
    }
}
