//! What the model takes as given, with the defaults of Inoue and Todo 2019.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a firm that cannot serve all divides its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rationing {
    /// R0: everybody, final consumers too, the same share of what they ordered (Hallegatte 2008).
    #[default]
    Proportional,
    /// R1: firms first, in proportion; consumers get what is left.
    ConsumersLast,
    /// R2: what is delivered per unit of normal flow is raised together for all until output is used up, so that who
    /// orders least, relative to normal, is served in full (Inoue and Todo 2017).
    LowestFirst,
    /// R3: R2 among firms; consumers get what is left.
    LowestFirstConsumersLast,
}

impl Rationing {
    /// Every rule with its number in the paper and its word in files.
    pub const NAMED: [(&'static str, &'static str, Self); 4] = [
        ("R0", "proportional", Self::Proportional),
        ("R1", "consumers-last", Self::ConsumersLast),
        ("R2", "lowest-first", Self::LowestFirst),
        ("R3", "lowest-first-consumers-last", Self::LowestFirstConsumersLast),
    ];

    /// The rule of this number or word.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let mut all = Self::NAMED.into_iter();
        all.find(|(number, word, _)| number.eq_ignore_ascii_case(text) || *word == text).map(|(_, _, rule)| rule)
    }

    /// Whether deliveries can be limited per unit of normal flow.
    pub(super) fn fills(self) -> bool {
        matches!(self, Self::LowestFirst | Self::LowestFirstConsumersLast)
    }
}

/// What firms order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Orders {
    /// Use and the gap in stock, of either sign, at least nothing.
    #[default]
    Normal,
    /// What they bought in normal times, whatever happens.
    Initial,
    /// Use and the gap in stock if there is one: too much in stock does not lower an order.
    NeverBelowUse,
}

/// Parameters of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// n: target stock, days of use. 15, as in Inoue and Todo 2019.
    pub inventory_days: f64,
    /// τ: days over which a gap is ordered. 6.
    pub restock_days: f64,
    /// How a firm divides its output.
    pub rationing: Rationing,
    /// What firms order.
    pub orders: Orders,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { inventory_days: 15.0, restock_days: 6.0, rationing: Rationing::default(), orders: Orders::default() }
    }
}
