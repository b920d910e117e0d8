//! Runs the trials of a batch in rounds, saves them as it goes, and ends when it may.

use super::state::State;
use super::until::Until;
use crate::cli::forecast::{foretold, memory, resident};
use crate::cli::{Failure, Session, interrupt};
use crate::finding::{Finding, Findings};
use crate::montecarlo::{Cell, YearLossTable};
use crate::study::{Batch, StudyBatchError, UncertainTrials};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Trials of the first round.
const FIRST_ROUND: u64 = 64;
/// A round is at most so many times as long as the one before.
const GROWTH: u64 = 4;
/// While statistics are made of it, a table takes so many times its own memory (measured over a million trials).
const STATISTICS: f64 = 1.4;
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
            state.load(&plan.trials, batch.cells())?
        }
        None => YearLossTable::new(start, batch.cells().to_vec()),
    };
    let progress = session.progress("trials", end - start);
    progress.begin_at(table.len());
    let mut pace = Pace::default();
    while table.trials().end < end {
        let done = table.trials().end;
        if plan.until.is_some_and(|until| until.is_met(&table)) {
            return Ok(table);
        }
        let goal = plan.until.map_or(end, |until| until.next_look(done).min(end));
        let began = Instant::now();
        let round = done..goal.min(done.saturating_add(pace.round()));
        let part = batch.run(round, &|more| progress.advance(more))?;
        if let Some(state) = plan.state {
            state.save(&part)?;
        }
        table.append(&part).map_err(|error| Failure::input(&error))?;
        let left = Left { trials: end - table.trials().end, may_end_before: plan.until.is_some() };
        if let Some(foretold) = pace.note(&part, began.elapsed(), left) {
            session.tell_all(&Findings::from(foretold));
        }
        if plan.state.is_some() && interrupt::is_asked() && table.trials().end < end {
            return Err(stopped(&table, end));
        }
    }
    if let Some(until) = plan.until.filter(|until| !until.is_small(&table)) {
        session.tell(&Findings::from(until.unmet(&table)));
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

/// What is left to do.
#[derive(Debug, Clone, Copy)]
struct Left {
    trials: u64,
    may_end_before: bool,
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
        (most / FIRST_ROUND * FIRST_ROUND).min(self.last.saturating_mul(GROWTH)).max(FIRST_ROUND)
    }

    /// Takes note of a round; says once what is left will take, if that is long.
    ///
    /// The rounds before the next would hardly be longer tell too little: they are few trials, which leave threads idle
    /// and are put in order among few, and in the first of them all memory is new.
    fn note(&mut self, part: &YearLossTable, took: Duration, left: Left) -> Option<Finding> {
        self.last = part.len();
        self.per_second = part.len() as f64 / took.as_secs_f64().max(1e-6);
        let steady = self.round() < 2 * self.last;
        if self.foretold || !steady {
            return None;
        }
        self.foretold = true;
        let Left { trials, may_end_before } = left;
        let what = format!("{}{trials} more trials", if may_end_before { "at most " } else { "" });
        let bytes = part.bytes() as f64 / part.len() as f64 * trials as f64;
        let rate = format!("{:.0}", self.per_second);
        foretold(&what, trials as f64 / self.per_second, &rate, &memory(STATISTICS * bytes, resident()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::montecarlo::CellLoss;

    fn trials(count: u64) -> YearLossTable {
        let cell = Cell { sector: "ict".to_owned(), economy: "IND".to_owned() };
        let mut table = YearLossTable::new(0, vec![cell]);
        for _ in 0..count {
            table.push([], &[CellLoss { lost_days: 1.0, ..CellLoss::default() }]);
        }
        table
    }

    /// What is said, and after how many trials, where a second does `per_second` of them but the first `slow` do half.
    fn said(all: u64, per_second: f64, slow: u64, until: bool) -> Option<(u64, String)> {
        let (mut pace, mut done) = (Pace::default(), 0);
        while done < all {
            let round = pace.round().min(all - done);
            let seconds = round as f64 / per_second * if done < slow { 2.0 } else { 1.0 };
            done += round;
            let left = Left { trials: all - done, may_end_before: until };
            if let Some(finding) = pace.note(&trials(round), Duration::from_secs_f64(seconds), left) {
                return Some((done, finding.message));
            }
        }
        None
    }

    #[test]
    fn time_is_foretold_once_rounds_are_as_long_as_those_to_come() {
        let (done, message) = said(1_000_000, 400.0, 320, false).expect("a forecast");
        assert!((1000..4000).contains(&done) && message.contains("about 42 min at 400 a second"), "{done}: {message}");
        assert!(message.contains(" of memory in all") || message.contains(" more memory"), "{message}");
        // Where a trial takes long, rounds stay small, and the first says it.
        let (done, message) = said(1000, 2.0, 0, true).expect("a forecast");
        assert_eq!(done, FIRST_ROUND);
        assert!(message.starts_with("at most 936 more trials will take about 8 min"), "{message}");
        assert_eq!(said(2000, 400.0, 64, false), None, "what is nearly over is not foretold");
        assert_eq!(said(5, 400.0, 0, false), None);
    }
}
