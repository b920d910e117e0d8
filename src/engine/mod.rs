//! The kernel: one step of the network, day by day.

pub mod shock;

pub use shock::{Effect, Profile, RouteLane, Shock};
