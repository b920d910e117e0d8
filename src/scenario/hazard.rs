//! The hazard catalogue: shocks with a frequency and distributions, for Monte Carlo.

use super::generic::Generic;
use super::story::{Recovery, Shock, Target};
use crate::model::{Confidence, Model};
use crate::units::{Days, Fraction, PerYear};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `scenarios/hazards.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HazardFile {
    /// Causes that hazards share.
    #[serde(default)]
    pub cause: Vec<Cause>,
    /// The hazards.
    pub hazard: Vec<Hazard>,
    /// Hazards that hold for every sector, or for every exporter of every sector.
    #[serde(default)]
    pub generic: Vec<Generic>,
}

impl HazardFile {
    /// The catalogue with the shocks of the scenarios that its hazards start, as `told` has them by id.
    #[must_use]
    pub fn with_scenarios(mut self, told: impl Fn(&str) -> Vec<Shock>) -> Self {
        for hazard in &mut self.hazard {
            hazard.shocks = hazard.scenario.as_deref().map(&told).unwrap_or_default();
        }
        self
    }

    /// The catalogue with its generic hazards written out beside `model`, after those that are written.
    #[must_use]
    pub fn expanded(mut self, model: &Model) -> Self {
        let written = self.hazard.clone();
        let rows = std::mem::take(&mut self.generic).into_iter().flat_map(|row| row.expand(model, &written));
        self.hazard.extend(rows);
        self
    }
}

/// A rate per year with its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Arrivals per year (Poisson).
    pub value: PerYear,
    /// Lower end of the range.
    pub low: PerYear,
    /// Upper end of the range.
    pub high: PerYear,
}

/// Something several hazards have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Id, kebab-case.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// What it is.
    pub title: String,
    /// A common shock's own rate (members arrive together); absent for a common factor (members lean together).
    pub rate: Option<Rate>,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}

/// How a hazard belongs to a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The cause.
    pub cause: String,
    /// Common shock: probability that the hazard arrives with it.
    pub probability: Option<Fraction>,
    /// Common factor: loading on the factor.
    pub loading: Option<Fraction>,
}

/// Distribution of a severity (for demand: of the relative growth).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "shape", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Severity {
    /// Always the same.
    Fixed {
        /// The severity.
        value: Fraction,
    },
    /// Beta distribution on 0 to 1.
    Beta {
        /// First shape parameter.
        #[schemars(range(min = 0.01, max = 1000.0))]
        a: f64,
        /// Second shape parameter.
        #[schemars(range(min = 0.01, max = 1000.0))]
        b: f64,
    },
    /// Triangular distribution.
    Triangular {
        /// Smallest.
        low: Fraction,
        /// Most likely.
        mode: Fraction,
        /// Largest.
        high: Fraction,
    },
}

/// Lognormal duration, stated the way people state it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Median, days.
    pub median_days: Days,
    /// 90th percentile, days.
    pub p90_days: Days,
}

/// A shock with a frequency.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a file")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "if" = { "required": ["scenario"] },
    "then" = { "properties": {
        "hits": false, "per_firm": false, "one_of_hits": false, "severity": false, "growth": false, "duration": false,
        "onset_days": false, "recovery": false, "recovery_days": false
    } },
    "else" = { "required": ["severity", "duration", "onset_days", "recovery", "recovery_days"] }
))]
pub struct Hazard {
    /// Id, kebab-case.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Class, for example `export restriction`.
    pub class: String,
    /// Off unless asked for.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Marginal rate per year, common shocks included.
    pub rate: Rate,
    /// Factor on the rate for what overlaps with other rows.
    pub overlap: Option<Fraction>,
    /// The rate holds for each firm of the model on its own; each arrival hits one of them.
    #[serde(default)]
    pub per_firm: bool,
    /// A scenario of the library: each arrival starts all of its shocks, in place of `hits`, `severity`, `duration`,
    /// `onset_days`, `recovery` and `recovery_days`.
    pub scenario: Option<String>,
    /// What it hits; empty if `per_firm` or a `scenario` says it.
    #[serde(default)]
    pub hits: Vec<Target>,
    /// Each arrival hits one of `hits`, every one as likely as the others, instead of all of them.
    #[serde(default)]
    pub one_of_hits: bool,
    /// Severity.
    pub severity: Option<Severity>,
    /// `severity` is growth of demand, not loss.
    #[serde(default)]
    pub growth: bool,
    /// Duration at its worst.
    pub duration: Option<Duration>,
    /// Days to its worst.
    pub onset_days: Option<Days>,
    /// Shape of the way back.
    pub recovery: Option<Recovery>,
    /// Days from the end of the worst to normal.
    pub recovery_days: Option<Days>,
    /// Causes it shares with others.
    #[serde(default)]
    pub causes: Vec<Membership>,
    /// In force in mid-2026 (the batch starts from a baseline before 2026).
    #[serde(default)]
    pub in_force: bool,
    /// How the rate was counted and what it rests on.
    pub evidence: Option<String>,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: Option<String>,
    /// How it is known.
    pub confidence: Confidence,
    /// Id of the generic hazard it was written out from.
    #[serde(skip)]
    pub generic: Option<String>,
    /// The shocks of its scenario, those of the scenarios that this includes put before its own.
    #[serde(skip)]
    pub shocks: Vec<Shock>,
}

impl Hazard {
    /// Everything that its arrivals may hit.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.hits.iter().chain(self.shocks.iter().map(|shock| &shock.hits))
    }

    /// Whether it can arrive at all.
    #[must_use]
    pub fn may_arrive(&self) -> bool {
        self.enabled && self.rate.value.get() > 0.0
    }
}

pub(super) const fn yes() -> bool {
    true
}
