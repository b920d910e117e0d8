//! What the paper leaves to who computes.

/// Who can take the place of a failing supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replacement {
    /// Nobody: σ = 1.
    Nobody,
    /// Firms of the same sector.
    #[default]
    Sector,
    /// Firms of the same market, whatever their sector; where a firm has none, those of its sector that have none.
    Market,
    /// Firms of the same sector and market.
    SectorAndMarket,
}

/// What the paper leaves to who computes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conventions {
    /// Who replaces whom.
    pub replacement: Replacement,
    /// ε: a cascade ends with the first sweep in which no firm moves by as much. Positive.
    pub epsilon: f64,
    /// A firm's output is its revenue where that is known and not below its sales within the network.
    pub by_revenue: bool,
}

impl Default for Conventions {
    fn default() -> Self {
        Self { replacement: Replacement::default(), epsilon: 1e-2, by_revenue: false }
    }
}
