//! Why a scenario cannot be run.

use crate::finding::Findings;
use crate::network::BuildError;
use crate::units::{Days, Shown};

/// Fewest days over which losses count or recovery is followed.
const LEAST_DAYS: f64 = 1.0;

/// Why a scenario was not run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RunError {
    /// It lacks the shocks of what it includes.
    #[error(
        "the scenario `{scenario}` lacks the shocks of what it includes ({}): `Library::resolve` puts them in",
        .includes.join(", ")
    )]
    Includes {
        /// The scenario.
        scenario: String,
        /// What it includes.
        includes: Vec<String>,
    },
    /// Its shocks, or those in force, name what the model does not have. [`crate::scenario::Scenario::check`] says where.
    #[error("{0}")]
    Unknown(Findings),
    /// Losses would count, or recovery be followed, over no days, or more than a century.
    #[error("{} is no number of days for `{what}`: admissible are {LEAST_DAYS} to {}", Shown(*.days), Days::MAX)]
    Days {
        /// `horizon_days` or `follow_days`.
        what: &'static str,
        /// What it is.
        days: f64,
    },
    /// Nothing is drawn.
    #[error("a band of 0 draws: admissible is at least 1, and 10 for percentiles that mean something")]
    NoDraws,
    /// A drawn model cannot become a network.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// `days`, or why `what` cannot be that.
pub(super) fn days(what: &'static str, days: f64) -> Result<f64, RunError> {
    if (LEAST_DAYS..=Days::MAX).contains(&days) { Ok(days) } else { Err(RunError::Days { what, days }) }
}
