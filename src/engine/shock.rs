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
    /// Productive capital of these suppliers. The kernel knows no capital: δ.
    Capital {
        /// Who loses it.
        suppliers: Vec<u32>,
        /// What it takes to rebuild it; it comes back by itself if absent. Only ARIO asks for it.
        rebuild: Option<Rebuild>,
    },
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

/// A demand for what rebuilds lost capital.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebuild {
    /// Days over which what is left is asked for.
    pub days: f64,
    /// Money spent per money lost.
    pub factor: f64,
    /// Products that rebuild, with their shares.
    pub products: Vec<(u32, f64)>,
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

impl RouteLane {
    /// Share of the lane's traffic that still arrives, on time or by the detour, if the route has lost so much.
    #[must_use]
    pub fn passing(&self, lost: f64) -> f64 {
        let blocked = (self.share * lost).clamp(0.0, 1.0);
        1.0 - blocked + self.detoured(blocked)
    }

    /// Share of the lane's traffic that takes the detour if `blocked` of it is turned back.
    pub(super) fn detoured(&self, blocked: f64) -> f64 {
        if self.detour_days.is_some() { blocked * self.detour_share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// A shock ready for the kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Strength over time.
    pub profile: Profile,
    /// What it acts on.
    pub effect: Effect,
}

impl Effect {
    /// Whether goods can take a long way round because of it.
    #[must_use]
    pub fn has_way_round(&self) -> bool {
        matches!(self, Self::Route(lanes) if lanes.iter().any(|lane| lane.detour_days.is_some()))
    }
}

impl Shock {
    /// Last day on which it does something.
    pub(crate) fn last_day(&self) -> f64 {
        match self.effect {
            Effect::Stock(_) | Effect::Reserve(_) => self.profile.start,
            _ => self.profile.end(),
        }
    }
}
