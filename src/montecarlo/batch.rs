//! Runs the trials of a batch in parallel. What a trial is worth depends on its number alone, and the table is put
//! together in the order of the trials, so that the number of threads leaves no trace in it.

use super::arrivals::{Arrivals, Event};
use super::year_loss::{Cell, CellLoss, YearLossTable};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::ops::Range;

/// What turns the events of a trial into losses.
pub trait Trial: Sync {
    /// Memory that is used again from trial to trial; nothing in it may outlive a trial's result.
    type Workspace: Send;

    /// A fresh workspace; there is one for each thread at work.
    fn workspace(&self) -> Self::Workspace;

    /// Whether a year without events can lose something too, as when shocks are in force at its start. If not, such
    /// years are not run.
    fn loses_without_events(&self) -> bool {
        false
    }

    /// The losses of the cells of the batch, in their order, of a trial with these events.
    fn run(&self, events: &[Event], workspace: &mut Self::Workspace) -> Vec<CellLoss>;

    /// How many trials [`Self::run_together`] takes at most.
    fn lanes(&self) -> usize {
        1
    }

    /// The same of several trials. What a trial loses must not depend on the others.
    fn run_together(&self, trials: &[&[Event]], workspace: &mut Self::Workspace) -> Vec<Vec<CellLoss>> {
        trials.iter().map(|events| self.run(events, workspace)).collect()
    }
}

/// Which trials to run, and on how many threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The trials, counted from 0 over all shards.
    pub trials: Range<u64>,
    /// Threads; as many as the machine offers if absent.
    pub threads: Option<usize>,
}

/// Why a batch did not run.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The threads could not be started.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Trials that one thread runs in a row, if they are not more that run together: enough to hide the cost of handing them
/// out, few enough to share them evenly.
const BLOCK: usize = 16;

/// Draws and runs the trials, telling `progress` each time how many more are done.
///
/// # Errors
/// When the threads cannot be started.
///
/// # Panics
/// When `trial` panics or returns losses of another number than there are cells.
pub fn run<T: Trial>(
    arrivals: &Arrivals,
    trial: &T,
    cells: Vec<Cell>,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<YearLossTable, BatchError> {
    let pool = ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build()?;
    let Range { start, end } = options.trials;
    let size = trial.lanes().max(BLOCK);
    let blocks: Vec<Range<u64>> =
        (start..end).step_by(size).map(|first| first..end.min(first.saturating_add(size as u64))).collect();
    let parts: Vec<YearLossTable> = pool.install(|| {
        let run = |workspace: &mut T::Workspace, block: Range<u64>| {
            let done = block.end - block.start;
            let part = run_block(arrivals, trial, &cells, block, workspace);
            progress(done);
            part
        };
        blocks.into_par_iter().map_init(|| trial.workspace(), run).collect()
    });
    let mut table = YearLossTable::new(start, cells);
    for part in parts {
        table.append(&part).expect("blocks follow each other and have the same cells");
    }
    Ok(table)
}

fn run_block<T: Trial>(
    arrivals: &Arrivals,
    trial: &T,
    cells: &[Cell],
    block: Range<u64>,
    workspace: &mut T::Workspace,
) -> YearLossTable {
    let drawn: Vec<Vec<Event>> = block.clone().map(|number| arrivals.draw(number)).collect();
    let runs = |events: &&Vec<Event>| !events.is_empty() || trial.loses_without_events();
    let to_run: Vec<&[Event]> = drawn.iter().filter(runs).map(Vec::as_slice).collect();
    let together = to_run.chunks(trial.lanes().max(1));
    let mut losses = together.flat_map(|trials| trial.run_together(trials, workspace));
    let mut part = YearLossTable::new(block.start, cells.to_vec());
    for events in &drawn {
        if !runs(&events) {
            part.push([], &[]);
            continue;
        }
        let losses = losses.next().expect("losses of every trial");
        assert_eq!(losses.len(), cells.len(), "one loss for each cell");
        part.push(events.iter().map(|event| arrivals.id_of(event)), &losses);
    }
    part
}
