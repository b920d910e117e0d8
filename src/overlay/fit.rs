//! How well what a data set counts fits a product of the model.

use crate::model::Confidence;

/// How well it fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the product and nothing else.
    Exact,
    /// It holds little else, or misses little of it.
    Close,
    /// It holds other goods too.
    Broader,
    /// It holds other products of the model too.
    Shared,
}

impl Fit {
    /// All of them, best first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Close, Self::Broader, Self::Shared];

    /// The word used in files and outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Close => "close",
            Self::Broader => "broader",
            Self::Shared => "shared",
        }
    }

    /// The one called `id`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fit| fit.id() == id)
    }

    /// How a figure is known that was read of something that fits so well.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Exact => Confidence::Read,
            Self::Close => Confidence::Secondary,
            Self::Broader | Self::Shared => Confidence::Estimate,
        }
    }

    /// How many times the width of its confidence class the range of such a figure is.
    #[must_use]
    pub const fn widening(self) -> f64 {
        match self {
            Self::Shared => 1.5,
            _ => 1.0,
        }
    }
}
