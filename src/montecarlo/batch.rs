//! Runs the trials of a batch in parallel. What a trial is worth depends on its number alone, and the table is put
//! together in the order of the trials, so that neither the number of threads nor the order in which trials run leaves a
//! trace in it.

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

    /// Where a trial with these events stands among others: those that stand near each other run together, the last
    /// first. It changes how long a batch takes, not what it finds.
    fn likeness(&self, _events: &[Event]) -> [f64; 2] {
        [0.0; 2]
    }

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

/// Trials that are put in order together: enough for blocks of like ones, few enough to hold their events in memory.
const WINDOW: u64 = 4096;

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
    let mut table = YearLossTable::new(start, cells);
    let mut first = start;
    while first < end {
        let window = first..end.min(first.saturating_add(WINDOW));
        first = window.end;
        pool.install(|| run_window(arrivals, trial, window, &mut table, progress));
    }
    Ok(table)
}

fn run_window<T: Trial>(
    arrivals: &Arrivals,
    trial: &T,
    window: Range<u64>,
    table: &mut YearLossTable,
    progress: &(dyn Fn(u64) + Sync),
) {
    let drawn: Vec<Vec<Event>> = window.into_par_iter().map(|number| arrivals.draw(number)).collect();
    let runs = |events: &&Vec<Event>| !events.is_empty() || trial.loses_without_events();
    let to_run: Vec<&[Event]> = drawn.iter().filter(runs).map(Vec::as_slice).collect();
    progress((drawn.len() - to_run.len()) as u64);
    let mut losses = run_all(trial, &to_run, progress).into_iter();
    for events in &drawn {
        if !runs(&events) {
            table.push([], &[]);
            continue;
        }
        let losses = losses.next().expect("losses of every trial");
        assert_eq!(losses.len(), table.cells().len(), "one loss for each cell");
        table.push(events.iter().map(|event| arrivals.id_of(event)), &losses);
    }
}

/// Losses of trials with these events, in their order, on the threads of the pool at hand. Like ones run together, since
/// the kernel does for all trials of a block what one of them asks for.
pub fn run_all<T: Trial>(trial: &T, all: &[&[Event]], progress: &(dyn Fn(u64) + Sync)) -> Vec<Vec<CellLoss>> {
    let (order, lanes) = (by_likeness(trial, all), trial.lanes().max(1));
    let run = |workspace: &mut T::Workspace, block: &[usize]| {
        let events: Vec<&[Event]> = block.iter().map(|&place| all[place]).collect();
        let together = events.chunks(lanes).flat_map(|events| trial.run_together(events, workspace));
        let losses: Vec<Vec<CellLoss>> = together.collect();
        progress(block.len() as u64);
        losses
    };
    let blocks = order.par_chunks(lanes.max(BLOCK)).with_max_len(1).map_init(|| trial.workspace(), run);
    let ran: Vec<Vec<Vec<CellLoss>>> = blocks.collect();
    let mut losses = vec![Vec::new(); all.len()];
    for (place, found) in order.into_iter().zip(ran.into_iter().flatten()) {
        losses[place] = found;
    }
    losses
}

/// Places of trials with these events, like ones next to each other. Those that may take longest begin, so that threads
/// end together; trials that do not differ keep their order.
pub fn by_likeness<T: Trial>(trial: &T, all: &[impl AsRef<[Event]>]) -> Vec<usize> {
    let likeness: Vec<[f64; 2]> = all.iter().map(|events| trial.likeness(events.as_ref())).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (likeness[a], likeness[b]);
        b[0].total_cmp(&a[0]).then(b[1].total_cmp(&a[1]))
    });
    order
}
