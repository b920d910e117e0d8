//! How fast this machine runs batches: the kernel of batches against the reference kernel and against the speed at which
//! memory can be read and written, on the same trials and in the same run.

use super::Study;
use super::batch::{BatchOptions, StudyBatchError};
use super::machine::machine;
use super::year_trial::YearTrial;
use crate::engine::lanes::{Isa, Kernel, Lanes, Losses, Span};
use crate::engine::{Engine, Run, Shock};
use crate::montecarlo::batch::{Trial, by_likeness};
use crate::montecarlo::{Arrivals, Event};
use crate::scenario::HazardFile;
use rayon::prelude::*;
use serde::Serialize;
use std::hint::black_box;
use std::time::Instant;

/// Times and ratios are medians of this many rounds.
const REPEATS: usize = 5;
/// Trials that the reference runs.
const FEW: usize = 16;
/// Blocks of trials that every thread runs.
const BLOCKS: usize = 4;
/// They are one block in so many of a batch: batches put like trials together, so that blocks are unlike.
const SPREAD: usize = 8;
/// Largest difference to the reference, relative and in days, with which times are worth anything.
const NEAR: f64 = 1e-3;

/// What was measured (the output contract of `bench`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bench {
    /// The processor and its caches, as far as the system says; else the architecture.
    pub machine: String,
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

/// A few trials of a batch, and what runs them.
#[derive(Debug)]
pub struct Sample {
    /// The engine of batches: weekly steps.
    pub engine: Engine,
    /// Shocks of each trial, block by block, evenly spread over a batch in the order in which it is run.
    pub trials: Vec<Vec<Shock>>,
    /// Cells whose losses batches read.
    pub cells: Vec<u32>,
    /// How long trials are followed.
    pub span: Span,
}

impl Study {
    /// The trials on which [`Study::bench`] measures.
    ///
    /// # Errors
    /// As [`Study::batch`].
    pub fn sample(&self, hazards: &HazardFile, options: &BatchOptions) -> Result<Sample, StudyBatchError> {
        let (arrivals, trial, _) = self.trials(hazards, options)?;
        let (trials, span) = (drawn(&arrivals, &trial), YearTrial::span());
        Ok(Sample { engine: self.weekly(), trials, cells: self.watched(), span })
    }

    /// Measures the kernels of this machine on trials of `options`.
    ///
    /// `progress` is called once a kernel and round, [`Bench::steps`] times.
    ///
    /// # Errors
    /// As [`Study::batch`].
    pub fn bench(
        &self,
        hazards: &HazardFile,
        options: &BatchOptions,
        progress: &dyn Fn(),
    ) -> Result<Bench, StudyBatchError> {
        let Sample { engine: weekly, trials, cells, span } = self.sample(hazards, options)?;
        let trials: Vec<&[Shock]> = trials.iter().map(Vec::as_slice).collect();
        let few: Vec<&[Shock]> = trials.iter().step_by(trials.len() / FEW).copied().collect();
        let layout = weekly.layout();
        let edges = layout.edge_flow.len();
        let lanes = |isa: Isa| Lanes::new(&weekly, Kernel { isa, ..Kernel::default() }, &cells);
        let mut cases: Vec<Case> = kernels().map(|(isa, threads)| Case::new(lanes(isa), threads)).collect();
        // The widest, as every kernel of so many lanes.
        let state_bytes = cases[0].lanes.state_bytes();
        let (mut expected, mut steps) = (Vec::new(), 0);
        let (mut seconds, mut copies) = (Vec::new(), Vec::new());
        // In rounds, so that each kernel is set against what the machine could do at that moment.
        for _ in 0..REPEATS {
            let start = Instant::now();
            (expected, steps) = reference(&weekly, &few, &span, &cells);
            seconds.push(start.elapsed().as_secs_f64());
            copies.push(copy_speed(state_bytes));
            progress();
            for case in &mut cases {
                case.time(&trials, &span);
                progress();
            }
        }
        let usual = median(seconds.clone());
        let mut rows = vec![BenchRow {
            kernel: "reference",
            lanes: 1,
            threads: 1,
            trials_per_second: FEW as f64 / usual,
            edge_steps_per_second: (edges * steps) as f64 / usual,
            times_reference: 1.0,
            share_of_copy: None,
            difference: None,
        }];
        for case in cases {
            let Case { lanes, threads, .. } = &case;
            let found: Vec<Losses> = lanes.run(&mut lanes.workspace(), &few, &span);
            let usual = median(case.seconds.clone());
            let bytes = (lanes.bytes_per_step() * case.steps) as f64;
            let rounds = |value: &dyn Fn(f64, usize) -> f64| {
                median(case.seconds.iter().enumerate().map(|(round, &took)| value(took, round)).collect())
            };
            rows.push(BenchRow {
                kernel: lanes.isa().name(),
                lanes: lanes.lanes(),
                threads: *threads,
                trials_per_second: case.trials as f64 / usual,
                edge_steps_per_second: (edges * case.steps * lanes.lanes()) as f64 / usual,
                times_reference: rounds(&|took, round| case.trials as f64 / took * seconds[round] / FEW as f64),
                share_of_copy: Some(rounds(&|took, round| bytes / took / *threads as f64 / copies[round])),
                difference: Some(difference(&found, &expected)),
            });
        }
        Ok(Bench {
            machine: machine(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            suppliers: layout.output.len(),
            slots: layout.slots,
            edges,
            state_bytes,
            copy_bytes_per_second: median(copies),
            kernels: rows,
        })
    }
}

impl Bench {
    /// Kernels and rounds that are measured on this machine, for progress.
    #[must_use]
    pub fn steps() -> usize {
        REPEATS * (1 + kernels().count())
    }
}

/// The instruction sets of this machine and how many threads run each; the widest runs on one and on all.
fn kernels() -> impl Iterator<Item = (Isa, usize)> {
    let present = Isa::ALL.into_iter().filter(|isa| isa.is_present());
    present.flat_map(|isa| {
        let all = (isa == Isa::widest()).then(rayon::current_num_threads);
        std::iter::once(1).chain(all).map(move |threads| (isa, threads))
    })
}

/// Shocks of a few trials, see [`Sample::trials`].
fn drawn(arrivals: &Arrivals, trial: &YearTrial<'_>) -> Vec<Vec<Shock>> {
    let lanes = trial.lanes();
    let events: Vec<Vec<Event>> = (0..(BLOCKS * SPREAD * lanes) as u64).map(|number| arrivals.draw(number)).collect();
    let order = by_likeness(trial, &events);
    let spread = order.chunks(lanes).skip(SPREAD / 2).step_by(SPREAD);
    spread.flatten().map(|&place| trial.shocks(&events[place])).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Losses and steps of all trials by the reference kernel.
fn reference(engine: &Engine, trials: &[&[Shock]], span: &Span, cells: &[u32]) -> (Vec<Losses>, usize) {
    let days = engine.step_days();
    let run = Run { horizon_days: span.steps as f64 * days, ..Run::default() };
    let mut state = engine.state();
    let (mut losses, mut steps) = (Vec::new(), 0);
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
    (losses, steps)
}

/// A kernel on so many threads, and its times.
#[derive(Debug)]
struct Case {
    lanes: Lanes,
    threads: usize,
    /// Of each round.
    seconds: Vec<f64>,
    /// Steps of the blocks of a round.
    steps: usize,
    /// Trials of a round.
    trials: usize,
}

impl Case {
    const fn new(lanes: Lanes, threads: usize) -> Self {
        Self { lanes, threads, seconds: Vec::new(), steps: 0, trials: 0 }
    }

    /// One pass of every thread over the trials.
    fn time(&mut self, trials: &[&[Shock]], span: &Span) {
        let lanes = &self.lanes;
        let pass = |_| -> usize {
            let mut workspace = lanes.workspace();
            let mut run = |block: &[&[Shock]]| {
                black_box(lanes.run(&mut workspace, block, span));
                workspace.steps()
            };
            trials.chunks(lanes.lanes()).map(&mut run).sum()
        };
        let start = Instant::now();
        self.steps = (0..self.threads).into_par_iter().with_max_len(1).map(pass).sum();
        self.seconds.push(start.elapsed().as_secs_f64());
        self.trials = self.threads * trials.len();
    }
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
    let passes = 50;
    to.copy_from_slice(&from);
    let start = Instant::now();
    for _ in 0..passes {
        black_box(&mut to).copy_from_slice(black_box(&from));
    }
    (passes * words * 16) as f64 / start.elapsed().as_secs_f64()
}
