//! `linchpin compare`: does a change take a dependency away, or only move it?

use super::preset::load_default_kernel;
use super::study_source::ModelArguments;
use super::{Failure, Session};
use crate::finding::Finding;
use crate::report::{exposure_table, write_json};
use crate::study::{Change, Swap, changes, swaps};
use serde::Serialize;
use std::path::PathBuf;

/// Compare the dependence matrix before and after a change: what fell, what rose, where it went
///
/// Before is the model (`--model`, or the one that comes with the program) as it stands; after is the same with what
/// `--set` says, or the model in the folder AFTER, or both. De-risking that only replaces one dependency with another shows
/// as `moved` near 1.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder of the model after the change [default: the same model]
    #[arg(value_name = "AFTER", required_unless_present = "set")]
    after: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    swaps: Vec<Swap>,
    changes: Vec<Change>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let before = load_default_kernel(
        "matrices are compared",
        &ModelArguments { set: Vec::new(), ..arguments.model.clone() },
        session,
    )?;
    let mut options = session.options.clone();
    if let Some(path) = &arguments.after {
        std::fs::read_dir(path).map_err(|error| Failure::io("read the model in this folder", path, &error))?;
        options.model = Some(path.clone());
    }
    let after = load_default_kernel("matrices are compared", &arguments.model, &Session::new(options))?;
    let homes = [&before, &after].map(|source| &source.study.model().manifest.home);
    if homes[0] != homes[1] {
        let message = format!("home economies before are {}, after {}", homes[0].join(", "), homes[1].join(", "));
        return Err(Failure::Input(Finding::error(message).help("compare models of the same home economies").into()));
    }
    let results = session.results()?;
    let steps = before.study.partner_count() + after.study.partner_count();
    let progress = session.progress("economies", steps as u64);
    let matrices = [&before, &after].map(|source| source.study.dependence(&|| progress.advance(1)));
    drop(progress);
    let changes = changes(&matrices[0], &matrices[1]);
    let answer = Answer { swaps: swaps(&changes), changes };
    let table = exposure_table::swaps(&answer.swaps);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(before.hashes);
        manifest.inputs.extend(after.hashes.into_iter().map(|(name, hash)| (format!("after/{name}"), hash)));
        manifest.done("compare");
        let written = folder
            .write("swaps.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("changes.csv", |out| exposure_table::changes(&answer.changes).write_csv(out)))
            .and_then(|()| folder.write("compare.json", |out| write_json(out, &answer)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_as(&answer, &table)?;
    session.explain(exposure_table::SWAP_LEGEND)
}
