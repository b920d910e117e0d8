//! A figure: a number with its source, year, confidence and range.

use crate::units::{Amount, Days, Factor, Fraction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Read in the publisher's data or page, or in a copy of it.
    Read,
    /// A page that restates the publisher.
    Secondary,
    /// Judgement, not confirmed by a source.
    Estimate,
}

impl Confidence {
    /// The word used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Secondary => "secondary",
            Self::Estimate => "estimate",
        }
    }
}

macro_rules! figure {
    ($(#[$doc:meta])* $name:ident, $unit:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The figure itself.
            pub value: $unit,
            /// Lower end of its range; by the width of its confidence class if absent.
            pub low: Option<$unit>,
            /// Upper end of its range; by the width of its confidence class if absent.
            pub high: Option<$unit>,
            /// Year the figure describes.
            #[schemars(range(min = 1950, max = 2060))]
            pub year: i32,
            /// Id of its source in `sources.toml`.
            pub source: String,
            /// How it is known.
            pub confidence: Confidence,
            /// Anything a reader must know: basis, conflict with another source, why this one was chosen.
            pub note: Option<String>,
        }
    };
}

figure!(
    /// A share, 0 to 1.
    FractionFigure, Fraction
);
figure!(
    /// A number of days.
    DaysFigure, Days
);
figure!(
    /// A factor of at least 1.
    FactorFigure, Factor
);
figure!(
    /// An amount in the unit its field states.
    AmountFigure, Amount
);

/// What every sourced row can say of itself, whatever its shape.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    /// The figure.
    pub value: f64,
    /// Stated lower end.
    pub low: Option<f64>,
    /// Stated upper end.
    pub high: Option<f64>,
    /// Year.
    pub year: i32,
    /// Source id.
    pub source: &'a str,
    /// Confidence.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<&'a str>,
}

/// A row of the model that carries a figure.
pub trait Sourced {
    /// The figure and where it came from.
    fn provenance(&self) -> Provenance<'_>;
}

/// Implements [`Sourced`] for a row whose figure stands in the named field.
#[macro_export]
macro_rules! sourced {
    ($row:ty, $field:ident) => {
        impl $crate::model::figure::Sourced for $row {
            fn provenance(&self) -> $crate::model::figure::Provenance<'_> {
                $crate::model::figure::Provenance {
                    value: self.$field.get(),
                    low: self.low.map(|low| low.get()),
                    high: self.high.map(|high| high.get()),
                    year: self.year,
                    source: &self.source,
                    confidence: self.confidence,
                    note: self.note.as_deref(),
                }
            }
        }
    };
}

sourced!(FractionFigure, value);
sourced!(DaysFigure, value);
sourced!(FactorFigure, value);
sourced!(AmountFigure, value);
