//! `--until 1%`: how small a relative standard error ends a batch.

use crate::montecarlo::estimates::{Estimate, mean};
use crate::montecarlo::year_loss::{Measure, YearLossTable};
use std::fmt;
use std::str::FromStr;

/// The first time to look at the error.
const FIRST: u64 = 200;
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

/// When a batch ends before its last trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Until {
    /// How small the error must be.
    pub error: RelativeError,
    /// Of what.
    pub of: Estimated,
}

impl Until {
    /// The numbers of trials after which to look, which nothing may move: 200, 250, 300, … and a fifth more each time
    /// from then on, in steps of 50.
    fn looks() -> impl Iterator<Item = u64> {
        std::iter::successors(Some(FIRST), |trials| trials.checked_add((trials / 250 * 50).max(50)))
    }

    /// The next number of trials after which to look.
    pub fn next_look(done: u64) -> u64 {
        Self::looks().find(|trials| *trials > done).unwrap_or(u64::MAX)
    }

    /// Whether to look after so many trials, and the error is small enough.
    pub fn is_met(&self, table: &YearLossTable) -> bool {
        Self::next_look(table.len() - 1) == table.len() && self.is_small(table)
    }

    /// Whether the error is small enough.
    pub fn is_small(&self, table: &YearLossTable) -> bool {
        self.relative_error(table) <= self.error.0
    }

    /// The relative standard error now; not a number where nothing is lost or too few trials tell.
    pub fn relative_error(&self, table: &YearLossTable) -> f64 {
        let estimate = |cell: usize| -> Option<Estimate> {
            match self.of {
                Estimated::Es95 => Some(table.tail(cell, Measure::LostDays)?.expected_shortfall(LEVEL)),
                Estimated::Mean => Some(mean(&table.losses(cell, Measure::LostDays)?)),
            }
        };
        let worst = (0..table.cells().len()).filter_map(estimate).max_by(|a, b| a.value.total_cmp(&b.value));
        worst.map_or(f64::NAN, |worst| worst.relative_error())
    }
}

impl fmt::Display for Until {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.of {
            Estimated::Es95 => "es95",
            Estimated::Mean => "mean",
        };
        write!(formatter, "{}% of {of}", 100.0 * self.error.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::montecarlo::{Cell, CellLoss};

    #[test]
    fn errors_are_shares_or_percentages() {
        assert_eq!("1%".parse(), Ok(RelativeError(0.01)));
        assert_eq!("0.05".parse(), Ok(RelativeError(0.05)));
        for wrong in ["", "1", "0", "-1%", "100%", "NaN", "few"] {
            assert!(wrong.parse::<RelativeError>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn looks_are_few_and_at_fixed_places() {
        let looks: Vec<u64> = Until::looks().take_while(|trials| *trials < 1_000_000).collect();
        assert_eq!(looks[..4], [200, 250, 300, 350]);
        assert!(looks.len() < 60 && looks.windows(2).all(|pair| pair[1] <= pair[0] + pair[0] / 4));
        assert_eq!((Until::next_look(0), Until::next_look(199), Until::next_look(200)), (200, 200, 250));
    }

    #[test]
    fn the_worst_cell_decides() {
        let cell = |sector: &str| Cell { sector: sector.to_owned(), economy: "IND".to_owned() };
        let mut table = YearLossTable::new(0, vec![cell("steady"), cell("worst")]);
        for trial in 0..200 {
            let loss = |lost_days| CellLoss { lost_days, ..CellLoss::default() };
            table.push([], &[loss(1.0), loss(if trial % 2 == 0 { 30.0 } else { 0.0 })]);
        }
        let mean = |error| Until { error: RelativeError(error), of: Estimated::Mean };
        // 15 ± 15.04/√200.
        let error = mean(0.1).relative_error(&table);
        assert!((error - 1.0 / 199.0_f64.sqrt()).abs() < 1e-12, "{error}");
        assert!(mean(0.08).is_met(&table) && !mean(0.07).is_met(&table));
        table.push([], &[]);
        assert!(!mean(0.08).is_met(&table), "201 is no number to look at");
    }
}
