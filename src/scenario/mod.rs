//! Scenarios and hazards: what breaks, when, how badly, for how long.

pub mod adhoc;
pub mod check;
pub mod compile;
pub mod hazard;
mod library;
pub mod story;

pub use compile::Compiler;
pub use hazard::{Hazard, HazardFile};
pub use library::{Library, LibraryFiles, scenario_folder};
pub use story::{Recovery, Scenario, Shock, Target};
