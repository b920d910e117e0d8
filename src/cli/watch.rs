//! Where the time of a long run went.

use super::Session;
use crate::report::{Column, Table};
use std::io::Write;
use std::time::Instant;

/// What takes longer is accounted for, seconds.
const LONG: f64 = 5.0;

/// Times the steps of a run.
#[derive(Debug)]
pub struct Watch {
    last: Instant,
    steps: Vec<(&'static str, f64)>,
}

impl Watch {
    /// Begins now.
    pub fn new() -> Self {
        Self { last: Instant::now(), steps: Vec::new() }
    }

    /// `step` is done: it took the time since the one before.
    pub fn done(&mut self, step: &'static str) {
        self.steps.push((step, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }

    /// Says on standard error where the time went, if it was long.
    pub fn tell(&self, session: &Session) {
        let whole: f64 = self.steps.iter().map(|step| step.1).sum();
        if whole < LONG || session.options.quiet {
            return;
        }
        let mut table = Table::new([
            Column::new("step"),
            Column::new("seconds").decimals(1),
            Column::new("share").titled("%").decimals(0),
        ]);
        for (step, seconds) in &self.steps {
            table.push([(*step).into(), (*seconds).into(), (100.0 * seconds / whole).into()]);
        }
        let mut err = std::io::stderr().lock();
        // Nobody is left to be told if standard error is closed.
        let _ = writeln!(err).and_then(|()| table.write_text(&mut err));
    }
}
