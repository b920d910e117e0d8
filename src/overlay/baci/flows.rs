//! Trade that was read, and what it is measured in.

use std::collections::{BTreeMap, BTreeSet};

/// What shares of imports are shares of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Tonnes.
    Weight,
    /// Thousand USD.
    Value,
}

impl Basis {
    /// The word used in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Value => "value",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Weight => Self::Value,
            Self::Value => Self::Weight,
        }
    }
}

/// Deliveries of one code from one country to another in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Year.
    pub year: u16,
    /// ISO code of who sells; empty if the list of countries has none.
    pub exporter: String,
    /// ISO code of who buys.
    pub importer: String,
    /// Millionths of a thousand USD.
    pub value: u64,
    /// Millionths of a tonne, if known.
    pub weight: Option<u64>,
}

impl Flow {
    /// Its amount on `basis`; nothing where the weight is not known.
    #[must_use]
    pub fn amount(&self, basis: Basis) -> u128 {
        match basis {
            Basis::Weight => u128::from(self.weight.unwrap_or(0)),
            Basis::Value => u128::from(self.value),
        }
    }
}

/// Trade in the codes of a concordance.
#[derive(Debug, Clone, Default)]
pub struct Trade {
    /// Deliveries by code.
    pub flows: BTreeMap<u32, Vec<Flow>>,
    /// Years that are averaged over.
    pub years: BTreeSet<u16>,
    /// ISO codes of all who buy anything, whatever its code.
    pub importers: BTreeSet<String>,
    /// Rows read, of all codes and years.
    pub rows: usize,
}
