//! A backtest file: a documented disruption, what was known at its onset, what was measured, how close is close enough.

use crate::model::Confidence;
use crate::scenario::Shock;
use crate::units::{Amount, Days, Factor, Fraction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A documented disruption with measured outcomes, `backtests/ID.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Id, kebab-case, the same as the file's name.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// Title for people: says what happened.
    pub title: String,
    /// Day 0, `YYYY-MM-DD`.
    pub onset: String,
    /// Days simulated from day 0, over which marks without a series are read.
    #[serde(default = "one_year")]
    pub horizon_days: Days,
    /// Availability below which something counts as down.
    #[serde(default = "threshold")]
    pub threshold: Fraction,
    /// What was known when it began, and what of the shocks below is hindsight or judgement.
    pub known: String,
    /// In what the model of today differs from the time, where it matters.
    pub differs: Option<String>,
    /// An event that cost nothing downstream: the model must find that too.
    #[serde(default)]
    pub negative_control: bool,
    /// Why it is shown but does not count; it counts if this is absent.
    pub not_counted: Option<String>,
    /// Why the model misses what it misses, printed where an event is not reproduced.
    pub cause: Option<String>,
    /// The shocks, days from day 0.
    #[serde(default)]
    pub shock: Vec<Shock>,
    /// What is compared.
    #[serde(default)]
    pub observation: Vec<Observation>,
}

fn one_year() -> Days {
    Days::new(365.0).expect("a year is a number of days")
}

fn threshold() -> Fraction {
    Fraction::new(0.95).expect("a share")
}

impl Event {
    /// Whether it counts in the summary.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.not_counted.is_none()
    }
}

/// One thing that was measured, and its counterpart in the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Name for people.
    pub name: String,
    /// What of the simulation stands against it.
    pub watch: Watch,
    /// What is compared with what, and in what they differ.
    pub compared: String,
    /// The measured series, if there is one.
    pub series: Option<Series>,
    /// What is read off both, each with a tolerance.
    pub measure: Vec<Measure>,
}

/// What of the simulation is watched, in per cent of normal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Which quantity.
    pub quantity: Quantity,
    /// Products, each of the same weight; all if absent.
    pub products: Option<Vec<String>>,
    /// Users (availability, final use), makers (production) or exporters (exports); all if absent.
    pub economies: Option<Vec<String>>,
    /// Importers, for exports; all if absent.
    pub to: Option<Vec<String>>,
    /// The firm whose plants they are, for production.
    pub firm: Option<String>,
}

/// A quantity of the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Share of need that could be met.
    Availability,
    /// Share of final use that was met.
    FinalUse,
    /// Output of the named makers.
    Production,
    /// What leaves over the borders of the exporters.
    Exports,
}

/// A measured series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Unit of the values.
    pub unit: String,
    /// The value that counts as normal, 100 per cent.
    pub baseline: Amount,
    /// What the baseline is.
    pub baseline_note: String,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: Option<String>,
    /// Year of the source.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// How it is known.
    pub confidence: Confidence,
    /// The values, in order of time; gaps are allowed.
    pub points: Vec<Point>,
}

/// One measured value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub period: String,
    /// The value.
    pub value: Amount,
}

/// What is read off a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// Day on which it first falls below the threshold.
    Lag,
    /// Deepest fall, points of per cent.
    Depth,
    /// Day from which it stays at the threshold or above.
    Recovery,
    /// Sum of what is missing, in days of normal.
    Loss,
    /// Excess over normal in the last period before day 0, points of per cent.
    FrontLoading,
    /// Price, times what it was (of the simulation: implied by the worst 30 days of availability).
    Price,
}

impl MeasureKind {
    /// The word used in files and outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lag => "lag",
            Self::Depth => "depth",
            Self::Recovery => "recovery",
            Self::Loss => "loss",
            Self::FrontLoading => "front-loading",
            Self::Price => "price",
        }
    }

    /// Its unit.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Lag | Self::Recovery | Self::Loss => "days",
            Self::Depth | Self::FrontLoading => "points",
            Self::Price => "factor",
        }
    }

    /// The word in sentences.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lag => "onset lag",
            Self::Depth => "depth",
            Self::Recovery => "time to recover",
            Self::Loss => "total loss",
            Self::FrontLoading => "front-loading",
            Self::Price => "price",
        }
    }
}

/// A measure with its tolerance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What is read.
    pub of: MeasureKind,
    /// The measured mark; read off the series if absent.
    pub measured: Option<Measured>,
    /// How close is close enough, stated beforehand.
    pub tolerance: Tolerance,
    /// Why this tolerance.
    pub reason: String,
}

/// A measured mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The value, in the unit of the measure; it never fell (lag) or never was down (recovery) if absent.
    pub value: Option<Amount>,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: Option<String>,
    /// Year of the source.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// How it is known.
    pub confidence: Confidence,
    /// How it was reckoned.
    pub note: Option<String>,
}

/// How far the simulation may lie from the measurement: within any of those stated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Days more or less (lag, recovery, loss).
    pub days: Option<Amount>,
    /// Points more or less (depth, front-loading).
    pub points: Option<Amount>,
    /// Times as much, or one over it.
    pub factor: Option<Factor>,
}
