//! How fast this machine runs batches: the kernel of batches against the reference kernel and against the speed at which
//! memory can be read and written, on the same trials and in the same run.

use super::Study;
use super::batch::{BatchOptions, StudyBatchError};
use super::year_trial::YearTrial;
use crate::engine::lanes::{Isa, Kernel, Lanes, Losses, Span};
use crate::engine::{Engine, Run, Shock};
use crate::scenario::HazardFile;
use rayon::prelude::*;
use serde::Serialize;
use std::hint::black_box;
use std::time::Instant;

/// Times are medians of this many.
const REPEATS: usize = 5;
/// Trials that the reference runs.
const FEW: usize = 16;
/// Blocks of trials a thread.
const BLOCKS: usize = 2;
/// Largest difference to the reference, relative and in days, with which times are worth anything.
const NEAR: f64 = 1e-3;

/// What was measured (the output contract of `bench`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bench {
    /// Processors that threads can use.
    pub cores: usize,
    /// Suppliers of the network.
    pub suppliers: usize,
    /// Slots.
    pub slots: usize,
    /// Edges.
    pub edges: usize,
    /// Bytes that the state of a block takes.
    pub state_bytes: usize,
    /// Speed of copying as much, bytes read and written a second.
    pub copy_bytes_per_second: f64,
    /// One row a kernel, the reference first.
    pub kernels: Vec<BenchRow>,
}

/// A kernel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchRow {
    /// `reference`, or the instruction set.
    pub kernel: &'static str,
    /// Trials at a time.
    pub lanes: usize,
    /// Threads.
    pub threads: usize,
    /// Trials a second.
    pub trials_per_second: f64,
    /// Edges × steps × trials a second.
    pub edge_steps_per_second: f64,
    /// Trials a second over those of the reference on one thread.
    pub times_reference: f64,
    /// Bytes that the kernel must move, over those that copying moves in the same time, each thread against one copy.
    pub share_of_copy: Option<f64>,
    /// Largest difference of a product's lost days to the reference, in units of 0.001 of them and 0.001 days.
    pub difference: Option<f64>,
}

impl Study {
    /// Measures the kernels of this machine on trials of `options`.
    ///
    /// # Errors
    /// As [`Study::batch`].
    pub fn bench(&self, hazards: &HazardFile, options: &BatchOptions) -> Result<Bench, StudyBatchError> {
        let (arrivals, trial, _) = self.trials(hazards, options)?;
        let weekly = self.weekly();
        let most = Kernel::default().lanes * BLOCKS * rayon::current_num_threads();
        let trials: Vec<Vec<Shock>> = (0..most as u64).map(|number| trial.shocks(&arrivals.draw(number))).collect();
        let trials: Vec<&[Shock]> = trials.iter().map(Vec::as_slice).collect();
        let (layout, span, cells) = (weekly.layout(), YearTrial::span(), self.watched());
        let edges = layout.edge_flow.len();
        let (expected, steps, seconds) = reference(&weekly, &trials[..FEW], &span, &cells);
        let rate = FEW as f64 / seconds;
        let mut rows = vec![BenchRow {
            kernel: "reference",
            lanes: 1,
            threads: 1,
            trials_per_second: rate,
            edge_steps_per_second: (edges * steps) as f64 / seconds,
            times_reference: 1.0,
            share_of_copy: None,
            difference: None,
        }];
        let widest = Lanes::new(&weekly, Kernel::default(), &cells);
        let state_bytes = widest.state_bytes();
        let copy = copy_speed(state_bytes);
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_present()) {
            let lanes = Lanes::new(&weekly, Kernel { isa, ..Kernel::default() }, &cells);
            let found = lanes.run(&mut lanes.workspace(), &trials[..FEW], &span);
            let difference = Some(difference(&found, &expected));
            let threads = if isa == Isa::widest() { vec![1, rayon::current_num_threads()] } else { vec![1] };
            for threads in threads {
                let (seconds, steps, blocks) = batch(&lanes, &trials, &span, threads);
                let ran = lanes.lanes() * blocks;
                let bytes = (lanes.bytes_per_step() * steps) as f64;
                rows.push(BenchRow {
                    kernel: isa.name(),
                    lanes: lanes.lanes(),
                    threads,
                    trials_per_second: ran as f64 / seconds,
                    edge_steps_per_second: (edges * steps * lanes.lanes()) as f64 / seconds,
                    times_reference: ran as f64 / seconds / rate,
                    share_of_copy: Some(bytes / seconds / threads as f64 / copy),
                    difference,
                });
            }
        }
        Ok(Bench {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            suppliers: layout.output.len(),
            slots: layout.slots,
            edges,
            state_bytes,
            copy_bytes_per_second: copy,
            kernels: rows,
        })
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Losses, steps of all trials and median seconds of the reference kernel.
fn reference(engine: &Engine, trials: &[&[Shock]], span: &Span, cells: &[u32]) -> (Vec<Losses>, usize, f64) {
    let days = engine.step_days();
    let run = Run { horizon_days: span.steps as f64 * days, ..Run::default() };
    let mut state = engine.state();
    let (mut losses, mut steps, mut seconds) = (Vec::new(), 0, Vec::new());
    for _ in 0..REPEATS {
        losses.clear();
        steps = 0;
        let start = Instant::now();
        for shocks in trials {
            let none = || vec![0.0; cells.len()];
            let mut lost = Losses { lost: none(), early: none(), unmet: none(), short: Vec::new() };
            let outcome = engine.drive(&mut state, shocks, &run, |view| {
                for (place, &cell) in cells.iter().enumerate() {
                    let days_lost = (1.0 - view.availability(cell)) * days;
                    lost.lost[place] += days_lost;
                    lost.early[place] += if view.step < span.early { days_lost } else { 0.0 };
                    lost.unmet[place] += view.unmet_final(cell) * days;
                }
            });
            steps += outcome.end - outcome.first;
            losses.push(lost);
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    (losses, steps, median(seconds))
}

/// Median seconds of a pass over the blocks of so many threads, steps of its blocks, and their number.
fn batch(lanes: &Lanes, trials: &[&[Shock]], span: &Span, threads: usize) -> (f64, usize, usize) {
    let blocks: Vec<&[&[Shock]]> = trials.chunks(lanes.lanes()).take(BLOCKS * threads).collect();
    let mut steps = 0;
    let mut seconds = Vec::new();
    for _ in 0..REPEATS {
        let start = Instant::now();
        let run = |workspace: &mut crate::engine::lanes::Workspace, block: &&[&[Shock]]| {
            black_box(lanes.run(workspace, block, span));
            workspace.steps()
        };
        steps = if threads == 1 {
            let mut workspace = lanes.workspace();
            blocks.iter().map(|block| run(&mut workspace, block)).sum()
        } else {
            blocks.par_iter().with_max_len(1).map_init(|| lanes.workspace(), run).sum()
        };
        seconds.push(start.elapsed().as_secs_f64());
    }
    (median(seconds), steps, blocks.len())
}

/// Largest difference, in units of [`NEAR`] of the expected figure and of a day.
fn difference(found: &[Losses], expected: &[Losses]) -> f64 {
    let pairs = found.iter().zip(expected).flat_map(|(found, expected)| found.lost.iter().zip(&expected.lost));
    pairs.map(|(a, b)| (a - b).abs() / (NEAR + NEAR * b)).fold(0.0, f64::max)
}

/// Bytes read and written a second when half of `bytes` are copied to the other half.
fn copy_speed(bytes: usize) -> f64 {
    let words = (bytes / 16).max(1);
    let (from, mut to) = (vec![1_u64; words], vec![0_u64; words]);
    let passes = 20;
    let speeds = (0..REPEATS).map(|_| {
        let start = Instant::now();
        for _ in 0..passes {
            black_box(&mut to).copy_from_slice(black_box(&from));
        }
        (passes * words * 16) as f64 / start.elapsed().as_secs_f64()
    });
    median(speeds.collect())
}
