//! Scores: concentration, dependence, resilience.

pub mod fifth;
pub mod portfolio;
pub mod resilience;

pub use portfolio::{Member, Portfolio, portfolios};
pub use resilience::{Outcome, Reading, SectorOutcome, outcome, sector_outcome};
