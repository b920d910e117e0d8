//! CEPII's BACI (Gaulier and Zignago 2010): bilateral trade by HS code, from which the import mix of a product in a
//! region follows.

mod concordance;
mod countries;
mod file;
mod flows;
mod header;
mod merge;
mod mixes;
mod parse;
mod read;
mod revision;
mod rows;

pub use concordance::{Concordance, Entry, Reading};
pub use flows::{Basis, Trade};
pub use mixes::{Mix, Pool};
pub use read::{Wanted, read};
pub use revision::Revision;
pub use rows::{Outcome, Overlay, Replaced, Terms, overlay};

/// Source id of the figures that come of it.
pub const SOURCE: &str = "cepii-baci";
