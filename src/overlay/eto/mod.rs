//! The Advanced Semiconductor Supply Chain Dataset of CSET and ETO: who has which share of the market of tools, materials
//! and services of chip making, by country and firm.

mod mapping;
mod market;
mod read;
mod rows;

pub use mapping::{Basis, Mapping, Match};
pub use market::{Market, TOLERANCE};
pub use read::{Data, Provision, read};
pub use rows::{Outcome, Replaced, overlay};

/// Source id of the figures that come of it.
pub const SOURCE: &str = "eto-cset";
/// Terms of the data, which the figures that come of it carry on.
pub const LICENCE: &str = "CC BY-NC 4.0";
