//! Runs the trials of a batch in rounds, saves them as it goes, and ends when it may.

use super::state::State;
use super::until::Until;
use crate::cli::forecast::foretold;
use crate::cli::{Failure, Session, interrupt};
use crate::finding::{Finding, Findings};
use crate::montecarlo::{Cell, YearLossTable};
use crate::study::{Batch, StudyBatchError, UncertainTrials};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Trials of the first round, by which time and memory are foretold.
const FIRST_ROUND: u64 = 64;
/// A round is at most so many times as long as the one before.
const GROWTH: u64 = 4;
/// How long a round should take: what is lost if the program is killed, and how long Ctrl-C waits.
const ROUND: Duration = Duration::from_secs(4);

/// Which trials to run, and what to do on the way.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The trials; not all of them if `until` is met before.
    pub trials: Range<u64>,
    /// When to end before.
    pub until: Option<Until>,
    /// Where to save them.
    pub state: Option<&'a State>,
    /// What all trials take besides being run, of which the first round says nothing.
    pub besides: Duration,
}

/// What trials can be run of.
pub trait Trials {
    /// The sectors and home economies whose losses are counted.
    fn cells(&self) -> &[Cell];

    /// Runs these trials; `progress` is told how many more are done.
    fn run(&mut self, trials: Range<u64>, progress: &(dyn Fn(u64) + Sync)) -> Result<YearLossTable, Failure>;
}

impl Trials for &Batch<'_> {
    fn cells(&self) -> &[Cell] {
        Batch::cells(self)
    }

    fn run(&mut self, trials: Range<u64>, progress: &(dyn Fn(u64) + Sync)) -> Result<YearLossTable, Failure> {
        Ok(Batch::run(self, trials, progress)?)
    }
}

impl Trials for UncertainTrials<'_> {
    fn cells(&self) -> &[Cell] {
        UncertainTrials::cells(self)
    }

    fn run(&mut self, trials: Range<u64>, progress: &(dyn Fn(u64) + Sync)) -> Result<YearLossTable, Failure> {
        UncertainTrials::run(self, trials, progress).map_err(|error| Failure::input(&error))
    }
}

/// Runs the trials, those that were saved before excepted.
pub fn simulate(batch: &mut impl Trials, plan: &Plan<'_>, session: &Session) -> Result<YearLossTable, Failure> {
    let Range { start, end } = plan.trials;
    let mut table = match plan.state {
        Some(state) => {
            interrupt::listen();
            state.load(start, batch.cells())?
        }
        None => YearLossTable::new(start, batch.cells().to_vec()),
    };
    let progress = session.progress("trials", end - start);
    progress.advance(table.len());
    let mut pace = Pace::default();
    while table.trials().end < end {
        let done = table.trials().end;
        if plan.until.is_some_and(|until| !table.is_empty() && until.is_met(&table)) {
            return Ok(table);
        }
        let goal = if plan.until.is_some() { Until::next_look(done).min(end) } else { end };
        let began = Instant::now();
        let round = done..goal.min(done.saturating_add(pace.round()));
        let part = batch.run(round, &|more| progress.advance(more))?;
        if let Some(state) = plan.state {
            state.save(&part)?;
        }
        table.append(&part).map_err(|error| Failure::input(&error))?;
        let left = end - table.trials().end;
        let besides = plan.besides.mul_f64(left as f64 / (end - start) as f64);
        if let Some(foretold) = pace.note(&part, began.elapsed(), (left, besides)) {
            session.tell_all(&Findings::from(foretold));
        }
        if plan.state.is_some() && interrupt::is_asked() && table.trials().end < end {
            return Err(stopped(&table, end));
        }
    }
    if let Some(until) = plan.until.filter(|until| !until.is_small(&table)) {
        let error = until.relative_error(&table);
        let message = if error.is_finite() {
            format!("the relative standard error is still {:.1} % after {} trials", 100.0 * error, table.len())
        } else {
            format!("{} trials tell nothing of the error", table.len())
        };
        session.tell(&Findings::from(Finding::warning(message).help("--trials says how many to run at most")));
    }
    Ok(table)
}

impl From<StudyBatchError> for Failure {
    fn from(error: StudyBatchError) -> Self {
        Failure::input(&error)
    }
}

fn stopped(table: &YearLossTable, end: u64) -> Failure {
    let (done, all) = (table.len(), end - table.trials().start);
    let finding = Finding::error(format!("interrupted after {done} of {all} trials, which are saved"));
    Failure::Interrupted(finding.help("the same command with --resume goes on from there").into())
}

/// How fast it goes.
#[derive(Debug, Default)]
struct Pace {
    last: u64,
    per_second: f64,
    foretold: bool,
}

impl Pace {
    /// Trials of the next round.
    fn round(&self) -> u64 {
        if self.last == 0 {
            return FIRST_ROUND;
        }
        let most = (self.per_second * ROUND.as_secs_f64()) as u64;
        (most / FIRST_ROUND * FIRST_ROUND).clamp(FIRST_ROUND, self.last.saturating_mul(GROWTH))
    }

    /// Takes note of a round; the first time, says what the `left` trials will take if it is long.
    fn note(&mut self, part: &YearLossTable, took: Duration, (left, besides): (u64, Duration)) -> Option<Finding> {
        self.last = part.len();
        self.per_second = part.len() as f64 / took.as_secs_f64().max(1e-6);
        if std::mem::replace(&mut self.foretold, true) {
            return None;
        }
        let seconds = left as f64 / self.per_second + besides.as_secs_f64();
        let bytes = part.bytes() as f64 / part.len() as f64 * left as f64;
        let rate = format!("{:.0}", self.per_second);
        foretold(&format!("{left} trials"), seconds, &rate, "table", bytes)
    }
}
