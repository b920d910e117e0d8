//! Statistics of a batch: computed, written and printed, the same for `mc` and `merge`.

use super::print;
use super::state::{State, finished};
use crate::cli::study_source::StudySource;
use crate::cli::watch::Watch;
use crate::cli::{Failure, Session};
use crate::montecarlo::YearLossTable;
use crate::report::{OutputFolder, RunManifest, batch_table, charts};
use crate::study::{Batch, BatchResult};
use std::sync::OnceLock;

/// The statistics of `table`, its losses told apart by event.
pub fn told_apart(batch: &Batch<'_>, table: YearLossTable, watch: &mut Watch, session: &Session) -> BatchResult {
    let progress = OnceLock::new();
    let sources = batch.by_source_with(&table, &|more, all| {
        progress.get_or_init(|| session.progress("events alone", all)).advance(more);
    });
    drop(progress);
    watch.done("events alone");
    batch.result(table, Some(&sources))
}

/// Writes every file of a batch, if there is a folder for them, and prints its statistics. Its charts say what was `changed`. The `state` of its run goes as
/// soon as the files stand, whoever reads what is printed.
pub fn deliver(
    (source, changed): (&StudySource, &[String]),
    result: &BatchResult,
    results: Option<(OutputFolder, RunManifest)>,
    (svg, watch): (bool, &mut Watch),
    state: Option<&State>,
    session: &Session,
) -> Result<(), Failure> {
    watch.done("statistics");
    if let Some((mut folder, mut manifest)) = results {
        manifest.done("statistics");
        // What the results come from, a saved state or parts, is soon taken away.
        folder.must_last();
        let drawn = charts::changed_by(changed, charts::of_batch(&source.study, source.library.hazards(), result));
        let written = batch_table::write(&mut folder, result)
            .and_then(|()| charts::write(&mut folder, &drawn, svg))
            .and_then(|()| {
                manifest.done("files");
                manifest.finish(folder)
            });
        written.map_err(|error| session.cannot_write(&error))?;
        watch.done("files");
    }
    finished(state, session)?;
    print(result, session)?;
    watch.tell(session);
    Ok(())
}
