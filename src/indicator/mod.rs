//! Named indicators of dependence and concentration as their authors define them, each with its version, its threshold
//! and the distance to it. `docs/indicators.md` has formulas, columns and limits.

mod concentration;
mod consistency;
mod criticality;
mod ranges;
mod sheet;
mod trade;

pub use ranges::{GroupValues, IndicatorRow, RangeShape, evaluate, redraw_groups};
pub use sheet::{Quantity, SheetGroup, SheetRow, read_sheet};

use std::collections::BTreeMap;

/// One row of an indicator's table, its figures as they stand or as drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Words by column.
    pub words: BTreeMap<&'static str, String>,
    /// Numbers by column.
    pub numbers: BTreeMap<&'static str, f64>,
}

impl Row {
    /// The words in a column, nothing if it is empty.
    #[must_use]
    pub fn word(&self, column: &str) -> &str {
        self.words.get(column).map_or("", String::as_str)
    }

    /// The number in a column.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<f64> {
        self.numbers.get(column).copied()
    }
}

/// The rows of one material, mineral or product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Group {
    /// A figure that holds for the whole group: the first row that states it.
    #[must_use]
    pub fn own(&self, column: &str) -> Option<f64> {
        self.rows.iter().find_map(|row| row.number(column))
    }
}

/// What an indicator says of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// Larger than any number, and so over any threshold, for this reason.
    Unbounded(&'static str),
    /// Not defined, for this reason.
    Undefined(&'static str),
}

impl Value {
    /// A number if it is finite, else undefined for `reason`.
    fn finite(number: f64, reason: &'static str) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Undefined(reason) }
    }
}

/// One number that an indicator gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its name.
    pub id: &'static str,
    /// What it is held against.
    pub threshold: Option<Threshold>,
}

/// A threshold of an indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// Exceeded above it.
    Above(f64),
    /// Exceeded at it and above.
    AtLeast(f64),
    /// Exceeded below it.
    Below(f64),
}

/// What sums of decimals may be off by: a value that ought to be exactly at its threshold is.
const ROUNDING: f64 = 1e-9;

impl Threshold {
    /// The number.
    #[must_use]
    pub const fn number(self) -> f64 {
        match self {
            Self::Above(number) | Self::AtLeast(number) | Self::Below(number) => number,
        }
    }

    /// How far `value` is on the wrong side of it, negative on the right side.
    #[must_use]
    pub fn distance(self, value: f64) -> f64 {
        match self {
            Self::Above(number) | Self::AtLeast(number) => value - number,
            Self::Below(number) => number - value,
        }
    }

    /// Whether `value` is over it.
    #[must_use]
    pub fn is_exceeded(self, value: f64) -> bool {
        match self {
            Self::Above(_) | Self::Below(_) => self.distance(value) > ROUNDING,
            Self::AtLeast(_) => self.distance(value) > -ROUNDING,
        }
    }
}

/// What a column of an indicator's table holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Words.
    Words,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An economy, by id or name.
    Economy,
    /// A number within these ends.
    Number(f64, f64),
    /// A part of a whole of one, 0 to 1: those of a group and its words sum to at most one.
    Share,
}

/// A column of an indicator's table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Every row must have it.
    pub required: bool,
    /// It holds for the whole group (and stage): rows that state it must agree.
    pub once: bool,
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true, once: false }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false, once: false }
}

const fn once(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false, once: true }
}

/// No upper end.
const ANY: f64 = 1e18;
/// Quantities, money.
const QUANTITY: Kind = Kind::Number(0.0, ANY);
/// 0 to 1, not parts of one whole.
const UNIT: Kind = Kind::Number(0.0, 1.0);

/// How an indicator is computed from a group, given all groups: a value for each part.
type Method = fn(&Group, &[Group]) -> Vec<Value>;

/// A named indicator.
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it measures.
    pub title: &'static str,
    /// Which definition: author and year.
    pub version: &'static str,
    /// The columns of its table.
    pub fields: &'static [Field],
    /// The numbers it gives.
    pub parts: &'static [Part],
    method: Method,
}

/// All indicators.
pub const INDICATORS: [Indicator; 9] = [
    concentration::HHI,
    concentration::GOVERNANCE_HHI,
    concentration::LARGEST,
    concentration::GEOPOLRISK,
    concentration::EARLY_WARNING,
    criticality::SUPPLY_RISK,
    criticality::ECONOMIC_IMPORTANCE,
    trade::CDI,
    trade::GEODEP,
];

impl Indicator {
    /// The indicator called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        INDICATORS.iter().find(|indicator| indicator.name == name)
    }

    /// Its values for `group`, one for each part.
    #[must_use]
    pub fn values(&self, group: &Group, all: &[Group]) -> Vec<Value> {
        (self.method)(group, all)
    }
}
