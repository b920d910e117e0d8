//! Scenarios and hazards: what breaks, when, how badly, for how long.

pub mod hazard;
pub mod story;

pub use hazard::{Hazard, HazardFile};
pub use story::{Recovery, Scenario, Shock, Target};
