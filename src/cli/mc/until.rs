//! `--until 1%`: how small a relative standard error ends a batch.

use crate::finding::Finding;
use crate::montecarlo::Tail;
use crate::montecarlo::estimates::{Estimate, mean};
use crate::montecarlo::tails::LEVEL;
use crate::montecarlo::year_loss::{Measure, YearLossTable};
use std::fmt;
use std::str::FromStr;

/// The first time to look at the error of a mean.
const FIRST_OF_MEAN: u64 = 200;
/// The first time to look at that of an expected shortfall: fifty trials are in the tail.
const FIRST_OF_TAIL: u64 = 1000;
/// Trials whose terms must differ from the commonest one: where nearly all are alike, the error is small because
/// nothing has happened yet.
const DIFFERENT: usize = 50;

/// A relative standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelativeError(f64);

impl FromStr for RelativeError {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
            None => text.parse(),
        };
        match number {
            Ok(share) if share > 0.0 && share < 1.0 => Ok(Self(share)),
            Ok(share) if (1.0..100.0).contains(&share) && !text.ends_with('%') => Err(format!(
                "{share} is no relative error: admissible are above 0 and below 1; did you mean `{share}%`?"
            )),
            Ok(share) => Err(format!("{share} is no relative error: admissible are above 0 and below 1")),
            Err(_) => Err("write a relative error as `1%` or `0.01`".to_owned()),
        }
    }
}

/// Which estimate ends a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Estimated {
    /// Expected shortfall at 95 % of the sector and economy where it is largest
    Es95,
    /// Mean of the sector and economy where it is largest
    Mean,
}

impl Estimated {
    const fn name(self) -> &'static str {
        match self {
            Self::Es95 => "es95",
            Self::Mean => "mean",
        }
    }
}

/// When a batch ends before its last trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Until {
    /// How small the error must be.
    pub error: RelativeError,
    /// Of what.
    pub of: Estimated,
}

/// What the first trials say of the estimate that ends a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    /// Place of the cell where it is largest.
    cell: usize,
    estimate: Estimate,
    /// Trials whose terms differ from the commonest one.
    different: usize,
}

impl Until {
    /// The numbers of trials after which to look, which nothing may move: 1,000 for an expected shortfall and 200 for a
    /// mean, and a fifth more each time from then on, in steps of 50, at least one.
    fn looks(&self) -> impl Iterator<Item = u64> {
        let first = match self.of {
            Estimated::Es95 => FIRST_OF_TAIL,
            Estimated::Mean => FIRST_OF_MEAN,
        };
        std::iter::successors(Some(first), |trials| trials.checked_add((trials / 250 * 50).max(50)))
    }

    /// The next number of trials after which to look.
    pub fn next_look(&self, done: u64) -> u64 {
        self.looks().find(|trials| *trials > done).unwrap_or(u64::MAX)
    }

    /// Whether to look after so many trials, and the error is small enough now and was the last time. Both are read from
    /// the table, so that a run that was stopped and goes on ends where it would have.
    pub fn is_met(&self, table: &YearLossTable) -> bool {
        let mut before = None;
        for trials in self.looks().take_while(|trials| *trials <= table.len()) {
            if trials == table.len() {
                let is_small = |trials: u64| self.is_small_after(table, trials);
                return before.is_some_and(is_small) && is_small(trials);
            }
            before = Some(trials);
        }
        false
    }

    /// Whether the error is small enough, and trials enough tell of it.
    pub fn is_small(&self, table: &YearLossTable) -> bool {
        self.is_small_after(table, table.len())
    }

    fn is_small_after(&self, table: &YearLossTable, trials: u64) -> bool {
        let is_small = |look: Look| {
            let error = look.estimate.relative_error();
            // Not that of a number that is not one, and not 0: what varies has an error.
            look.different >= DIFFERENT && error > 0.0 && error <= self.error.0
        };
        self.look(table, trials).is_some_and(is_small)
    }

    /// What is said of a batch that ends with another error than was asked for.
    pub fn unmet(&self, table: &YearLossTable) -> Finding {
        let trials = table.len();
        let told = self.look(table, trials).filter(|look| look.different >= DIFFERENT);
        let told = told.map(|look| (look.estimate.relative_error(), &table.cells()[look.cell]));
        match told {
            Some((error, cell)) if error.is_finite() && error > self.error.0 => {
                let (wanted, asked) = (trials as f64 * (error / self.error.0).powi(2), 100.0 * self.error.0);
                let whose = format!("{} of {} {}", self.of.name(), cell.sector, cell.economy);
                Finding::warning(format!(
                    "the standard error of {whose} is {:.2} % of it after {trials} trials, not the {asked} % asked for",
                    100.0 * error
                ))
                .help(format!("some {wanted:.0} trials would do: --trials says how many to run at most"))
            }
            _ => {
                let first = self.looks().next().unwrap_or(0);
                let what = self.of.name();
                Finding::warning(format!("after {trials} trials too little is lost to tell of the error of {what}"))
                    .help(format!("it is looked at from {first} trials on: --trials says how many to run at most"))
            }
        }
    }

    /// What the first `trials` say, of the cell where the estimate is largest.
    fn look(&self, table: &YearLossTable, trials: u64) -> Option<Look> {
        let look = |cell: usize| -> Option<Look> {
            let mut losses = table.losses(cell, Measure::LostDays)?;
            losses.truncate(trials as usize);
            Some(match self.of {
                Estimated::Mean => Look { cell, estimate: mean(&losses), different: different(losses) },
                Estimated::Es95 => {
                    let tail = Tail::new(losses);
                    let at_risk = tail.at_risk(LEVEL);
                    // Those at or below the value at risk all bring nothing to the mean of what is beyond it.
                    Look { cell, estimate: tail.expected_shortfall(LEVEL), different: tail.above(at_risk) as usize }
                }
            })
        };
        let cells = (0..table.cells().len()).filter_map(look);
        cells.max_by(|a, b| a.estimate.value.total_cmp(&b.estimate.value))
    }
}

/// How many values differ from the commonest one.
fn different(mut values: Vec<f64>) -> usize {
    values.sort_by(f64::total_cmp);
    let commonest = values.chunk_by(|a, b| a == b).map(<[f64]>::len).max();
    values.len() - commonest.unwrap_or(0)
}

impl fmt::Display for Until {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}% of {}", 100.0 * self.error.0, self.of.name())
    }
}

#[cfg(test)]
mod tests;
