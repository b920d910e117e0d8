//! Scores: concentration, dependence, resilience.

pub mod concentration;
pub mod fifth;
pub mod inequality;
pub mod portfolio;
pub mod price;
pub mod remainder;
pub mod resilience;
pub mod sum;

pub use concentration::{Concentration, Shares, SharesError};
pub use portfolio::{Member, Portfolio, portfolios};
pub use price::{Elasticity, PricePressure};
pub use resilience::{Fall, Outcome, Reading, SectorOutcome, fall, is_down, outcome, sector_loss, sector_outcome};
