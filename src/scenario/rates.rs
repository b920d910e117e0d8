//! How often a hazard arrives: by itself, and with the common shocks it is a member of.

use super::hazard::{Cause, Hazard};
use crate::units::{Fraction, PerYear};

/// The arrivals a year of a hazard, told apart by how they come about: what the catalogue is checked by, drawn from and
/// redrawn by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArrivalRate {
    /// What it should have: stated rate × overlap × targets, where targets are the firms of the model if `per_firm`.
    pub marginal: f64,
    /// What its common shocks bring, each with the probability that it joins.
    pub shared: f64,
}

impl ArrivalRate {
    /// What rounding may add to a sum.
    const TOLERANCE: f64 = 1e-9;

    /// What comes besides the common shocks, never below 0.
    #[must_use]
    pub const fn own(&self) -> f64 {
        (self.marginal - self.shared).max(0.0)
    }

    /// Arrivals in all. Above the marginal rate where common shocks alone bring more than that.
    #[must_use]
    pub const fn drawn(&self) -> f64 {
        self.own() + self.shared
    }

    /// Whether common shocks alone bring more than the marginal rate: the catalogue contradicts itself there, and the
    /// common shocks win.
    #[must_use]
    pub const fn is_exceeded(&self) -> bool {
        self.shared > self.marginal * (1.0 + Self::TOLERANCE)
    }
}

impl Hazard {
    /// Its arrivals a year beside these causes, in a model of so many firms. A hazard that strikes a firm arrives nowhere
    /// in a model without firms, not even with its causes.
    #[must_use]
    pub fn arrival_rate(&self, causes: &[Cause], firms: usize) -> ArrivalRate {
        if self.per_firm && firms == 0 {
            return ArrivalRate { marginal: 0.0, shared: 0.0 };
        }
        let brought = |id: &str, probability: Fraction| {
            let shock = causes.iter().find(|cause| cause.id == id).and_then(|cause| cause.rate.as_ref());
            shock.map_or(0.0, |rate| probability.get() * rate.value.get())
        };
        let shocks = self.causes.iter().filter_map(|of| Some((of.cause.as_str(), of.probability?)));
        let mut shocks: Vec<(&str, f64)> = shocks.map(|(id, probability)| (id, brought(id, probability))).collect();
        // The order of the memberships must not show in the last bit.
        shocks.sort_by_key(|&(id, _)| id);
        ArrivalRate {
            marginal: self.rate.value.get() * self.targets_of_rate(firms),
            shared: shocks.into_iter().map(|(_, rate)| rate).sum(),
        }
    }

    /// The rate to state for it if so many arrivals a year are to come besides those that its causes bring. Where nothing
    /// arrives whatever is stated, the rate it has.
    #[must_use]
    pub fn rate_with_own(&self, own: f64, causes: &[Cause], firms: usize) -> PerYear {
        let targets = self.targets_of_rate(firms);
        let wanted = (own + self.arrival_rate(causes, firms).shared) / targets;
        let rate = PerYear::new(wanted.min(PerYear::MAX)).ok();
        rate.filter(|_| targets > 0.0).unwrap_or(self.rate.value)
    }

    /// Arrivals for each arrival of the stated rate.
    fn targets_of_rate(&self, firms: usize) -> f64 {
        self.overlap.map_or(1.0, Fraction::get) * if self.per_firm { firms as f64 } else { 1.0 }
    }
}
