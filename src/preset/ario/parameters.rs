//! What ARIO takes as given, with the defaults `BoARIO` 0.7 documents for its model with ψ.

use super::super::Flows;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How orders for a product are split over those who make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Ordering {
    /// In proportion to normal flow × what the supplier can make now (`alt`).
    #[default]
    #[serde(rename = "alt")]
    Capacity,
    /// In proportion to normal flow (`noalt`).
    #[serde(rename = "noalt")]
    Normal,
}

/// A figure for every input.
#[derive(Debug, Clone, PartialEq)]
pub enum ByInput {
    /// The same for all.
    All(f64),
    /// By product.
    Each(Vec<f64>),
}

impl ByInput {
    /// That of `product`.
    #[must_use]
    pub fn of(&self, product: usize) -> f64 {
        match self {
            Self::All(value) => *value,
            Self::Each(values) => values[product],
        }
    }
}

/// Productive capital of the industries.
#[derive(Debug, Clone, PartialEq)]
pub enum Capital {
    /// A multiple of yearly value added.
    PerValueAdded(f64),
    /// As stated, by industry, in the flows' unit.
    Stated(Vec<f64>),
}

impl Capital {
    /// By industry; a year's output where value added is not known.
    #[must_use]
    pub fn of(&self, flows: &Flows, steps_in_year: f64) -> Vec<f64> {
        match (self, &flows.value_added) {
            (Self::PerValueAdded(ratio), Some(added)) => added.iter().map(|added| ratio * added.max(0.0)).collect(),
            (Self::PerValueAdded(_), None) => flows.output.iter().map(|output| output * steps_in_year).collect(),
            (Self::Stated(capital), _) => capital.clone(),
        }
    }
}

/// Parameters of ARIO. Steps are days.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// How orders are split over suppliers.
    pub ordering: Ordering,
    /// Stock of every input in days of use; infinite for what never runs out. Hallegatte 2014: 90.
    pub inventory_days: ByInput,
    /// τ: days over which a gap in a stock is ordered back. 60.
    pub restock_days: ByInput,
    /// ψ: share of the target stock below which output falls in proportion. 0.8; with 1 any gap is felt.
    pub psi: f64,
    /// `α_b`: overproduction at rest. 1.
    pub overproduction_base: f64,
    /// `α_max`: largest overproduction. Hallegatte 2008: 1.25.
    pub overproduction_max: f64,
    /// `τ_α`, days. 365.
    pub overproduction_days: f64,
    /// Productive capital. Four times value added.
    pub capital: Capital,
    /// Steps in a year: a step's flows are the table's over this. 365.
    pub steps_in_year: f64,
    /// An input bought for no more than this share of a *step's* output in a *year* cannot stop its user. 1e-5.
    pub negligible_input: f64,
    /// Decimals in which lost capital and rebuilding demand are counted. `BoARIO` counts one more than its table's
    /// unit has: 7 for millions.
    pub capital_decimals: i32,
    /// Decimals in which shares of capacity lost are counted. 6.
    pub capacity_decimals: i32,
    /// `BoARIO` leaves all stocks as they are in a step in which all deliveries are within numpy's `allclose` of all
    /// use (1e-5 relative plus 1e-8), and orders nothing for restocking while all stocks are that near to their
    /// targets. An artefact that freezes gaps in long runs, so it is off unless its results are to be met.
    pub skip_restocking_near_balance: bool,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            ordering: Ordering::Capacity,
            inventory_days: ByInput::All(90.0),
            restock_days: ByInput::All(60.0),
            psi: 0.8,
            overproduction_base: 1.0,
            overproduction_max: 1.25,
            overproduction_days: 365.0,
            capital: Capital::PerValueAdded(4.0),
            steps_in_year: 365.0,
            negligible_input: 1e-5,
            capital_decimals: 7,
            capacity_decimals: 6,
            skip_restocking_near_balance: false,
        }
    }
}

/// `value` in so many decimals, halves to even.
pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round_ties_even() / scale
}
