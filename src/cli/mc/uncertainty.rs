//! `mc --uncertainty`: a batch over what is not known.

use super::identity::Decided;
use super::simulate::{Plan, simulate};
use super::state::{State, finished};
use super::{Arguments, identity, leave_part, note, open_state};
use crate::cli::in_force;
use crate::cli::study_source::StudySource;
use crate::cli::watch::Watch;
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::report::{OutputFolder, RunManifest, uncertain_table, write_json};
use crate::study::{BatchOptions, Redrawn, UncertainBatch};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Draws where nothing else is said.
const DRAWS: u64 = 40;
/// Years of each draw where nothing else is said.
const TRIALS: u64 = 200;
/// Fewest years of each draw.
pub const LEAST: u64 = 3;

/// What is drawn anew, and how often: `figures`, `rates=100`, `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Asked(Redrawn);

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, draws) = text.split_once('=').map_or((text, None), |(what, draws)| (what, Some(draws)));
        let (figures, rates) = match what {
            "figures" => (true, false),
            "rates" => (false, true),
            "all" => (true, true),
            _ => return Err("admissible are `figures`, `rates` and `all`, with `=DRAWS` behind".to_owned()),
        };
        let draws = match draws.map(str::parse) {
            None => DRAWS,
            Some(Ok(draws)) if (3..=10_000).contains(&draws) => draws,
            Some(_) => return Err("admissible are 3 to 10000 draws".to_owned()),
        };
        Ok(Self(Redrawn { figures, rates, draws }))
    }
}

impl Asked {
    /// What is drawn anew.
    pub const fn redrawn(self) -> Redrawn {
        self.0
    }

    /// Runs of every year: one with figures and rates as they stand, and one for each draw.
    pub const fn runs(self) -> u64 {
        self.0.draws + 1
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.0.what(), self.0.draws)
    }
}

impl TryFrom<String> for Asked {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Asked> for String {
    fn from(asked: Asked) -> Self {
        asked.to_string()
    }
}

/// Answers the command.
pub fn answer(
    asked: Asked,
    arguments: &Arguments,
    source: &StudySource,
    mut watch: Watch,
    session: &Session,
) -> Result<(), Failure> {
    let batch = arguments.batch;
    let trials = batch.trials.unwrap_or(TRIALS);
    if trials < LEAST {
        return Err(Failure::Usage(Finding::error("chance and ignorance need at least three trials").into()));
    }
    let results = session.results()?;
    let (in_force, precision) = (batch.in_force, batch.kernel.precision);
    let decided = Decided { trials, uncertainty: Some(asked), until: None, in_force, precision };
    let identity = identity(arguments, source, decided, session)?;
    let options = BatchOptions {
        trials,
        seed: session.options.seed,
        threads: session.options.threads.map(usize::from),
        in_force: in_force::shocks(&source.library, in_force),
        kernel: batch.kernel.kernel()?,
    };
    let state = open_state(arguments, identity.as_ref(), session)?;
    watch.done("model");
    let mut prepared = source.study.uncertain_trials(source.library.hazards(), &options, asked.redrawn())?;
    let all = prepared.all();
    let own = arguments.shard.map_or(0..all, |shard| shard.trials(all));
    let plan = Plan { trials: own, until: None, state: state.as_ref() };
    let table = simulate(&mut prepared, &plan, session)?;
    watch.done("draws and their trials");
    let simulated = results.map(|(folder, mut manifest)| {
        manifest.inputs.extend(source.hashes.clone());
        note_draws(&mut manifest, trials, asked);
        manifest.done("batches");
        (folder, manifest)
    });
    match (arguments.shard.zip(identity), simulated) {
        (Some(part), Some(results)) => leave_part(results, part, &table, state.as_ref(), session),
        (_, results) => {
            let found = UncertainBatch::new(&table, asked.redrawn(), session.options.seed);
            deliver(&found, results, &mut watch, state.as_ref(), session)
        }
    }
}

/// Notes in the manifest what decided the batch.
pub fn note_draws(manifest: &mut RunManifest, trials: u64, asked: Asked) {
    note(manifest, trials);
    manifest.parameters.insert("draws".to_owned(), asked.redrawn().draws.into());
    manifest.parameters.insert("uncertainty".to_owned(), asked.redrawn().what().into());
}

/// Writes every file of a batch over what is not known, if there is a folder for them, and prints it; its `state` goes once
/// the files stand.
pub fn deliver(
    found: &UncertainBatch,
    results: Option<(OutputFolder, RunManifest)>,
    watch: &mut Watch,
    state: Option<&State>,
    session: &Session,
) -> Result<(), Failure> {
    watch.done("statistics");
    let table = uncertain_table::table(found);
    if let Some((mut folder, mut manifest)) = results {
        manifest.done("statistics");
        folder.must_last();
        let written = folder
            .write("uncertainty.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("uncertainty.json", |out| write_json(out, found)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
        watch.done("files");
    }
    finished(state, session)?;
    session.print_as(found, &table)?;
    session.explain(&uncertain_table::legend(found))?;
    watch.tell(session);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_has_a_name_and_perhaps_a_number() {
        let asked = |text: &str| text.parse::<Asked>().map(|asked| asked.0);
        assert_eq!(asked("figures"), Ok(Redrawn { figures: true, rates: false, draws: 40 }));
        assert_eq!(asked("rates=7"), Ok(Redrawn { figures: false, rates: true, draws: 7 }));
        assert_eq!(asked("all=100"), Ok(Redrawn { figures: true, rates: true, draws: 100 }));
        assert_eq!("rates".parse::<Asked>().map(|asked| asked.to_string()), Ok("rates=40".to_owned()));
        for wrong in ["", "figure", "rates=", "all=2", "all=-1", "figures=many"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
