//! `mc --uncertainty`: a batch over what is not known.

use super::{BatchArguments, note};
use crate::cli::study_source::{self, StudySource};
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::report::{uncertain_table, write_json};
use crate::study::{BatchOptions, Redrawn};
use std::str::FromStr;

/// Draws where nothing else is said.
const DRAWS: u64 = 40;
/// Years of each draw where nothing else is said.
const TRIALS: u64 = 200;

/// What is drawn anew, and how often: `figures`, `rates=100`, `all`.
#[derive(Debug, Clone, Copy)]
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

/// Answers the command.
pub fn answer(
    Asked(redrawn): Asked,
    arguments: BatchArguments,
    source: &StudySource,
    session: &Session,
) -> Result<(), Failure> {
    let trials = arguments.trials.unwrap_or(TRIALS);
    if trials < 3 {
        return Err(Failure::Usage(Finding::error("chance and ignorance need at least three trials").into()));
    }
    let results = session.results()?;
    let options = BatchOptions {
        trials,
        seed: session.options.seed,
        threads: session.options.threads.map(usize::from),
        in_force: if arguments.in_force { study_source::in_force(&source.library) } else { Vec::new() },
        kernel: arguments.kernel.kernel()?,
    };
    let progress = session.progress("draws", redrawn.draws);
    let hazards = source.library.hazards();
    let found = source.study.uncertain_batch(hazards, &options, redrawn, &|| progress.advance(1));
    let found = found.map_err(|error| Failure::Input(Finding::error(error.to_string()).into()))?;
    drop(progress);
    let table = uncertain_table::table(&found);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        note(&mut manifest, trials);
        manifest.parameters.insert("draws".to_owned(), redrawn.draws.into());
        manifest.parameters.insert("uncertainty".to_owned(), found.uncertain.into());
        manifest.done("batches");
        let written = folder
            .write("uncertainty.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("uncertainty.json", |out| write_json(out, &found)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_as(&found, &table)?;
    session.explain(&uncertain_table::legend(&found))
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
        for wrong in ["", "figure", "rates=", "all=2", "all=-1", "figures=many"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
