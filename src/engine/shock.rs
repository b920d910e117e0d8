//! Shocks as the kernel takes them: a time profile and the flat indices it acts on.

use crate::scenario::Recovery;

/// How strong a shock is over time: ramp, hold, way back.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Worst value (share lost; for demand, quantity added per unit of `extra`).
    pub severity: f64,
    /// Day it begins.
    pub start: f64,
    /// Days to its worst.
    pub onset: f64,
    /// Days at its worst; infinite for ever.
    pub hold: f64,
    /// Days back.
    pub recovery: f64,
    /// Shape of the way back.
    pub shape: Recovery,
}

/// What a shock acts on.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// δ of these suppliers.
    Capacity(Vec<u32>),
    /// κ of these lanes: lane, weight on the severity.
    Flow(Vec<(u32, f64)>),
    /// Lanes through a closed route: lane, share of it that passes, days the detour adds (`None`: no way round),
    /// share of what is turned back that can take the detour.
    Route(Vec<RouteLane>),
    /// Demand multiplier of these final slots: slot, relative growth per unit of severity.
    Demand(Vec<(u32, f64)>),
    /// Stock of these slots is lost on the first day.
    Stock(Vec<u32>),
    /// These strategic reserves are lost on the first day.
    Reserve(Vec<u32>),
}

/// A lane through a closed route.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteLane {
    /// Lane.
    pub lane: u32,
    /// Share of its traffic that passes the route.
    pub share: f64,
    /// Days the detour adds; `None` if there is none.
    pub detour_days: Option<f64>,
    /// Share of what is turned back that can take the detour.
    pub detour_share: f64,
}

/// A shock ready for the kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Strength over time.
    pub profile: Profile,
    /// What it acts on.
    pub effect: Effect,
}
