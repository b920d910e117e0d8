//! Scenarios and hazards: what breaks, when, how badly, for how long.

pub mod adhoc;
mod check;
pub mod compile;
pub mod generic;
pub mod hazard;
mod library;
mod named;
pub mod rates;
mod siblings;
pub mod story;

pub(crate) use check::{NOT_THE_FILE, check_shock};
pub use compile::Compiler;
pub(crate) use compile::REBUILT;
pub use generic::{Generic, GenericHits};
pub use hazard::{Hazard, HazardFile};
pub use library::{HAZARDS, Library, LibraryFiles, is_path, scenario_folder};
pub(crate) use library::{beside, companions};
pub(crate) use named::Kind;
pub(crate) use siblings::siblings;
pub use story::{InForce, Rebuild, Recovery, Scenario, Shock, Target};
