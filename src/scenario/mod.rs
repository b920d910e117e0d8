//! Scenarios and hazards: what breaks, when, how badly, for how long.

pub mod adhoc;
pub mod compile;
pub mod hazard;
pub mod story;

pub use compile::Compiler;
pub use hazard::{Hazard, HazardFile};
pub use story::{Recovery, Scenario, Shock, Target};
