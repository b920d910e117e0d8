//! `linchpin bench`: how fast this machine runs batches.

use super::preset::default_kernel_only;
use super::study_source::{self, ModelArguments};
use super::{Failure, Session};
use crate::report::bench_table;
use crate::study::{BatchOptions, Bench};

/// Measure how fast this machine runs batches
///
/// Runs trials, spread over a batch of 1,024 in the order in which a batch runs them, by the kernel of batches with each
/// instruction set of this machine, and some of them by the reference kernel (one at a time, double precision). Compares
/// what they lose, and prints trials and edge-steps (edges × steps × trials) a second, the ratio to the reference, and the
/// bytes moved over what plain copying of as much memory moves. Medians of five; figures of a busy machine mean little.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelArguments,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let results = session.results()?;
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("a batch runs", arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    let options = BatchOptions { trials: 0, seed: session.options.seed, ..BatchOptions::default() };
    let progress = session.progress("measurements", Bench::steps() as u64);
    let bench = source.study.bench(source.library.hazards(), &options, &|| progress.advance(1));
    drop(progress);
    let bench = bench.map_err(|error| Failure::input(&error))?;
    session.deliver(results, "bench", (&bench, &bench_table::bench(&bench)), &source.hashes)?;
    session.explain(&bench_table::legend(&bench))
}
