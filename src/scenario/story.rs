//! A scenario file: a named, dated story made of shocks.

use crate::model::ScenarioDynamics;
use crate::units::{Change, Days, Factor, Fraction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A scenario, `scenarios/ID.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Id, kebab-case, the same as the file's name.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// Title for people: says what happens.
    pub title: String,
    /// Category, for example `export restriction`.
    pub category: String,
    /// Days over which losses are counted, from the first onset.
    #[serde(default = "one_year")]
    pub horizon_days: Days,
    /// A documented event that cost nothing downstream: the model must find that too.
    #[serde(default)]
    pub negative_control: bool,
    /// In force in mid-2026: part of `--in-force`.
    #[serde(default)]
    pub in_force: bool,
    /// What it is modelled on and what was measured then.
    pub precedent: Option<Precedent>,
    /// How likely, in words.
    pub likelihood: Option<String>,
    /// What a reader must know.
    pub note: Option<String>,
    /// Scenarios whose shocks belong to this one too.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Scenarios whose shocks have been put before its own, those that they include among them; not part of its file.
    #[serde(skip)]
    pub expanded: Vec<String>,
    /// Which model runs it and with what parameters; as the model says if absent.
    #[serde(default)]
    pub dynamics: ScenarioDynamics,
    /// The shocks.
    #[serde(default)]
    pub shock: Vec<Shock>,
}

fn one_year() -> Days {
    Days::new(365.0).expect("a year is a number of days")
}

impl Scenario {
    /// A story of these shocks alone, with losses counted over a year.
    #[must_use]
    pub fn of(id: &str, title: &str, shock: Vec<Shock>) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            category: "ad hoc".to_owned(),
            horizon_days: one_year(),
            negative_control: false,
            in_force: false,
            precedent: None,
            likelihood: None,
            note: None,
            includes: Vec::new(),
            expanded: Vec::new(),
            dynamics: ScenarioDynamics::default(),
            shock,
        }
    }

    /// Whether the shocks of the scenario `id` are among its own: it is that, or includes it.
    #[must_use]
    pub fn tells(&self, id: &str) -> bool {
        self.id == id || self.includes.iter().chain(&self.expanded).any(|include| include == id)
    }
}

/// Shocks that are in force already when something else begins.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// Id of the scenario that says them.
    pub scenario: String,
    /// Its own shocks, without those of what it includes.
    pub shocks: Vec<Shock>,
}

/// The documented event behind a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Precedent {
    /// What happened.
    pub event: String,
    /// What was measured.
    pub figures: Option<String>,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: Option<String>,
    /// How it is known.
    pub confidence: crate::model::Confidence,
}

/// What a shock hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Target {
    /// Plants produce less: an economy's, a firm's, or everybody's.
    Capacity {
        /// Products; all of the economy's or firm's if absent.
        products: Option<Vec<String>>,
        /// Where the plants stand; everywhere if neither economy nor firm is given.
        economies: Option<Vec<String>>,
        /// The firm whose plants they are.
        firm: Option<String>,
    },
    /// Productive capital is destroyed on the first day: `severity` of it. The kernel takes it for lost capacity.
    Capital {
        /// Products; all of the economy's or firm's if absent.
        products: Option<Vec<String>>,
        /// Where the plants stand; everywhere if neither economy nor firm is given.
        economies: Option<Vec<String>>,
        /// The firm whose plants they are.
        firm: Option<String>,
        /// What it takes to rebuild it, in place of a recovery by itself. Needs market values of all products.
        rebuild: Option<Rebuild>,
    },
    /// Exports stop; domestic use is untouched.
    Export {
        /// Products; all if absent.
        products: Option<Vec<String>>,
        /// Exporting economies (seat of firms included).
        from: Option<Vec<String>>,
        /// A firm, by its seat.
        firm: Option<String>,
        /// Importers; all if absent.
        to: Option<Vec<String>>,
    },
    /// An economy's exports and imports stop; its plants are untouched.
    Trade {
        /// The economies.
        economies: Vec<String>,
        /// Products; all if absent.
        products: Option<Vec<String>>,
    },
    /// A strait or canal closes: what has a detour arrives late, the rest not at all. Several are one voyage's route.
    Route {
        /// The chokepoints.
        chokepoints: Vec<String>,
    },
    /// The world (or some economies) want more of a product; `severity` is the relative growth, negative for less.
    Demand {
        /// Products.
        products: Vec<String>,
        /// Economies; all if absent.
        economies: Option<Vec<String>>,
    },
    /// Stock is lost on the first day: `severity` of it.
    Stock {
        /// Products; all if absent.
        products: Option<Vec<String>>,
        /// Economies; all if absent.
        economies: Option<Vec<String>>,
        /// The strategic reserve instead of the users' stock.
        #[serde(default)]
        reserve: bool,
    },
    /// Deliveries of an input to the users of an economy stop, wherever they come from.
    Input {
        /// The input products.
        products: Vec<String>,
        /// The economies of the users.
        economies: Vec<String>,
    },
    /// A port, cable or hub stops: its share of its economy's trade.
    Asset {
        /// The asset of `routes.toml`.
        asset: String,
    },
}

/// Lost capital is a demand on those who rebuild it, and comes back as they deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rebuild {
    /// Days over which what is left is asked for; at least one. 60 is usual.
    pub days: Days,
    /// Money spent per money lost; at least 1.
    #[serde(default = "once")]
    pub factor: Factor,
    /// Products that rebuild, with their shares, which sum to 1.
    pub products: BTreeMap<String, Fraction>,
}

fn once() -> Factor {
    Factor::new(1.0).expect("one is a factor")
}

/// Shape of a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Recovery {
    /// All at once when the hold ends.
    Step,
    /// In a straight line.
    #[default]
    Linear,
    /// Fast first: 95 % of the way back at the end of the recovery, then all of it.
    Exponential,
    /// Slow, fast, slow (smoothstep).
    SCurve,
    /// `BoARIO`'s S-shaped curve for lost capital; an S-curve to the kernel.
    Concave,
    /// `BoARIO`'s curve that is fast first; exponential to the kernel.
    Convex,
}

/// One thing that breaks, with severity, onset, duration and recovery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "if" = { "properties": { "hits": { "properties": { "kind": { "const": "demand" } } } } },
    "else" = { "properties": { "severity": { "type": "number", "minimum": 0.0, "maximum": 1.0 } } }
))]
pub struct Shock {
    /// What it hits.
    pub hits: Target,
    /// Share lost at its worst, 0 to 1; for demand the relative growth.
    pub severity: Change,
    /// Day it begins.
    #[serde(default = "zero")]
    pub start_day: Days,
    /// Days from its beginning to its worst, in a straight line.
    #[serde(default = "zero")]
    pub onset_days: Days,
    /// Days at its worst; for ever if absent.
    pub duration_days: Option<Days>,
    /// Days from the end of the worst to normal.
    #[serde(default = "zero")]
    pub recovery_days: Days,
    /// Shape of the way back.
    #[serde(default)]
    pub recovery: Recovery,
    /// Where the figures come from, or that they are judgement.
    pub note: Option<String>,
}

fn zero() -> Days {
    Days::new(0.0).expect("zero is a number of days")
}

impl Shock {
    /// Whether it ends before it does anything: what is lost of stocks and capital stays lost.
    #[must_use]
    pub fn is_over_at_once(&self) -> bool {
        let none = |days: Days| days.get() == 0.0;
        let lasts = matches!(self.hits, Target::Stock { .. } | Target::Capital { .. });
        !lasts && self.duration_days.is_some_and(none) && none(self.onset_days) && none(self.recovery_days)
    }

    /// Severity as a share lost, 0 to 1 (not for demand).
    #[expect(clippy::missing_panics_doc, reason = "a clamped number is a fraction")]
    #[must_use]
    pub fn fraction(&self) -> Fraction {
        Fraction::new(self.severity.get().clamp(0.0, 1.0)).expect("clamped")
    }
}
