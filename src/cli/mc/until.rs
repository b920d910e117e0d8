//! `--until 1%`: how small a relative standard error ends a batch.

use crate::finding::Finding;
use crate::montecarlo::Tail;
use crate::montecarlo::estimates::{Estimate, mean};
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
/// Level of the expected shortfall.
const LEVEL: f64 = 0.95;

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
                    let at_risk = tail.value_at_risk(LEVEL, 0.95).value;
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
mod tests {
    use super::*;
    use crate::montecarlo::draws::{Channel, Use};
    use crate::montecarlo::{Cell, CellLoss};

    #[test]
    fn errors_are_shares_or_percentages() {
        assert_eq!("1%".parse(), Ok(RelativeError(0.01)));
        assert_eq!("0.05".parse(), Ok(RelativeError(0.05)));
        for wrong in ["", "1", "0", "-1%", "100%", "NaN", "few"] {
            assert!(wrong.parse::<RelativeError>().is_err(), "{wrong}");
        }
    }

    const OF_MEAN: Until = Until { error: RelativeError(0.08), of: Estimated::Mean };
    const OF_TAIL: Until = Until { error: RelativeError(0.08), of: Estimated::Es95 };

    #[test]
    fn looks_are_few_and_at_fixed_places() {
        let looks = |until: Until| until.looks().take_while(|trials| *trials < 1_000_000).collect::<Vec<u64>>();
        assert_eq!(looks(OF_MEAN)[..4], [200, 250, 300, 350]);
        assert_eq!(looks(OF_TAIL)[..4], [1000, 1200, 1400, 1650]);
        for looks in [looks(OF_MEAN), looks(OF_TAIL)] {
            assert!(looks.len() < 60 && looks.windows(2).all(|pair| pair[1] <= pair[0] + pair[0] / 4));
        }
        assert_eq!([0, 199, 200].map(|done| OF_MEAN.next_look(done)), [200, 200, 250]);
        assert_eq!([0, 999, 1000].map(|done| OF_TAIL.next_look(done)), [1000, 1000, 1200]);
    }

    fn table_of(sectors: &[&str]) -> YearLossTable {
        let cell = |sector: &&str| Cell { sector: (*sector).to_owned(), economy: "IND".to_owned() };
        YearLossTable::new(0, sectors.iter().map(cell).collect())
    }

    fn push(table: &mut YearLossTable, lost: &[f64]) {
        let loss = |lost_days: &f64| CellLoss { lost_days: *lost_days, ..CellLoss::default() };
        table.push([], &lost.iter().map(loss).collect::<Vec<_>>());
    }

    #[test]
    fn the_worst_cell_decides_at_two_looks_in_a_row() {
        let mut table = table_of(&["steady", "worst"]);
        let mut met = Vec::new();
        for trial in 0..400 {
            push(&mut table, &[1.0, if trial % 2 == 0 { 30.0 } else { 0.0 }]);
            if OF_MEAN.is_met(&table) {
                met.push(table.len());
            }
        }
        // 15 ± 15.04/√n: below 8 % from 157 on, so that the second look ends it, and any look from then on would.
        assert_eq!(met, [250, 300, 350, 400]);
        // 1/√399 is 5.006 %.
        let unmet = Until { error: RelativeError(0.01), ..OF_MEAN }.unmet(&table);
        let (message, help) = (unmet.message, unmet.help.unwrap_or_default());
        assert!(
            message.contains("of mean of worst IND is 5.01 % of it after 400 trials, not the 1 % asked"),
            "{message}"
        );
        assert!(help.starts_with("some 10025 trials would do"), "{help}");
        let smaller = Until { error: RelativeError(0.065), ..OF_MEAN };
        // At 250 it is 6.3 %, but at 200 it was 7.1 %.
        let of_first = |trials: u64| {
            let mut table = table_of(&["steady", "worst"]);
            (0..trials).for_each(|trial| push(&mut table, &[1.0, if trial % 2 == 0 { 30.0 } else { 0.0 }]));
            table
        };
        assert!(smaller.is_small(&of_first(250)) && !smaller.is_met(&of_first(250)) && smaller.is_met(&of_first(300)));
        assert!(!smaller.is_met(&of_first(301)), "301 is no number to look at");
    }

    #[test]
    fn nothing_is_ended_by_what_has_not_happened_yet() {
        // The same loss every year, none at all, and a rare one that came thirty times of late.
        let whole = |lost: &dyn Fn(u64) -> f64, trials: u64| {
            let mut table = table_of(&["worst"]);
            (0..trials).for_each(|trial| push(&mut table, &[lost(trial)]));
            table
        };
        for trials in [1000, 1200, 2950] {
            for until in [OF_MEAN, OF_TAIL] {
                for lost in
                    [&|_| 7.0, &|_| 0.0, &|trial| if trial < 30 { 50.0 } else { 0.0 }] as [&dyn Fn(u64) -> f64; 3]
                {
                    let table = whole(lost, trials);
                    assert!(!until.is_small(&table) && !until.is_met(&table), "{trials}: {until}");
                    let message = until.unmet(&table).message;
                    assert!(message.contains("too little is lost to tell"), "{message}");
                }
            }
        }
        // Once fifty trials differ it may end.
        let mixed = whole(&|trial| if trial % 20 == 0 { 50.0 + trial as f64 / 100.0 } else { 0.0 }, 1200);
        assert!(Until { error: RelativeError(0.2), ..OF_TAIL }.is_met(&mixed));
    }

    /// Bias of the expected shortfall, coverage of its 95 % interval and mean number of trials over so many batches that
    /// `until` ends, of years that lose `quantile` of a uniform number.
    fn ended(until: Until, batches: u64, truth: f64, quantile: &dyn Fn(f64) -> f64) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for batch in 0..batches {
            let channel = Channel::new(batch, Use::Figure, &["until"]);
            let mut table = table_of(&["worst"]);
            while !until.is_met(&table) {
                for trial in table.len()..until.next_look(table.len()) {
                    push(&mut table, &[quantile(channel.uniform(trial, 0))]);
                }
            }
            let found = table.tail(0, Measure::LostDays).expect("trials").expected_shortfall(LEVEL);
            let holds = f64::from(found.interval(0.95).contains(truth));
            for (sum, more) in sums.iter_mut().zip([found.value / truth - 1.0, holds, table.len() as f64]) {
                *sum += more / batches as f64;
            }
        }
        sums
    }

    /// Losses of a tail that falls by the power 2.5 in three years of ten, none in the others: v = 6^0.4 and 5/3 of it.
    fn heavy(uniform: f64) -> f64 {
        if uniform < 0.3 { libm::pow(uniform / 0.3, -0.4) } else { 0.0 }
    }

    #[test]
    fn batches_that_end_early_are_nearly_right() {
        let truth = libm::pow(6.0, 0.4) * 5.0 / 3.0;
        let until = Until { error: RelativeError(0.1), ..OF_TAIL };
        let [bias, covered, trials] = ended(until, 100, truth, &heavy);
        assert!(bias.abs() < 0.05 && covered > 0.8 && trials > 1200.0, "{bias} {covered} {trials}");
    }

    #[test]
    #[ignore = "minutes: the figures of docs/montecarlo.md"]
    #[expect(clippy::print_stdout, reason = "the figures are what it is for")]
    fn what_an_early_end_costs() {
        let heavy_truth = libm::pow(6.0, 0.4) * 5.0 / 3.0;
        let rare = |uniform: f64| if uniform < 0.02 { -100.0 * libm::log(uniform / 0.02) } else { 0.0 };
        for error in [0.1, 0.05] {
            let until = Until { error: RelativeError(error), of: Estimated::Es95 };
            for (name, truth, lost) in [("heavy", heavy_truth, &heavy as &dyn Fn(f64) -> f64), ("rare", 40.0, &rare)] {
                let [bias, covered, trials] = ended(until, 400, truth, lost);
                println!("{name} {error}: bias {bias:.4}, covered {covered:.3}, {trials:.0} trials");
                assert!(bias.abs() < 0.05 && covered > 0.85, "{name} {error}: {bias} {covered}");
            }
        }
    }
}
