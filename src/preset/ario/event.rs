//! What happens to the table, and how it comes back.

/// Way back of a loss over its `recovery_days` τ, e steps after it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Curve {
    /// 1 − e/τ.
    #[default]
    Linear,
    /// S-shaped, half at τ/2: τ/(τ + s eᵏ) with s = 1e-6 and k = ln(τ/s)/ln(τ/2). More than 95 % back at τ. At least
    /// two days.
    Concave,
    /// Fast first: (1 − 1/τ)^(4 e). About 98 % back at τ.
    Convex,
}

/// Slope of the concave curve.
const STEEPNESS: f64 = 1e-6;
/// Speed of the convex curve.
const SPEED: f64 = 4.0;

impl Curve {
    /// Share of the loss that is left.
    #[must_use]
    pub fn left(self, elapsed: f64, days: f64) -> f64 {
        match self {
            Self::Linear => (1.0 - elapsed / days).max(0.0),
            Self::Concave => {
                let power = libm::log(days / STEEPNESS) / libm::log(days / 2.0);
                days / (days + STEEPNESS * libm::pow(elapsed, power))
            }
            Self::Convex => libm::pow(1.0 - 1.0 / days, SPEED * elapsed),
        }
    }
}

/// What is lost, and what brings it back.
#[derive(Debug, Clone, PartialEq)]
pub enum Loss {
    /// Capital is lost and comes back by itself.
    Capital {
        /// Way back.
        curve: Curve,
        /// τ, steps.
        recovery_days: f64,
    },
    /// Capital is lost and comes back as it is rebuilt: a demand on the rebuilding sectors.
    Rebuilding {
        /// Days over which what is left is asked for. `BoARIO`'s model default is 60.
        rebuild_days: f64,
        /// Sectors that rebuild, with their shares (sum 1). Within a sector demand goes to those who sell to the
        /// industry hit, in proportion.
        sectors: Vec<(usize, f64)>,
        /// Money spent per money lost.
        factor: f64,
    },
    /// A share of capacity is lost, whatever the reason; felt one step later than a loss of capital, as in `BoARIO`.
    Capacity {
        /// Way back.
        curve: Curve,
        /// τ, steps.
        recovery_days: f64,
    },
}

/// Something that happens to industries.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Step on which it happens, from 0.
    pub start: usize,
    /// Steps before the way back or rebuilding begins.
    pub hold: usize,
    /// Industry and what it loses: money of the table, or for [`Loss::Capacity`] a share.
    pub lost: Vec<(usize, f64)>,
    /// Kind of loss.
    pub loss: Loss,
}

/// Why an event cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// No such industry.
    #[error("there is no industry {0}")]
    Industry(usize),
    /// No such sector.
    #[error("there is no sector {0}")]
    Sector(usize),
    /// More than there is, less than nothing or no number.
    #[error("industry {industry} cannot lose {lost} of {whole}")]
    Lost {
        /// Industry.
        industry: usize,
        /// What it would lose.
        lost: f64,
        /// What it has.
        whole: f64,
    },
    /// Shares of the rebuilding sectors.
    #[error("the shares of the rebuilding sectors sum to {0}, not 1")]
    Shares(f64),
    /// A time or factor out of range.
    #[error("{what} is {value}, but must be at least {least}")]
    Small {
        /// Which.
        what: &'static str,
        /// What was given.
        value: f64,
        /// Smallest value.
        least: f64,
    },
}

impl Event {
    /// Checks it against `capital` by industry.
    pub(super) fn check(&self, capital: &[f64], sectors: usize) -> Result<(), EventError> {
        for &(industry, lost) in &self.lost {
            let &owned = capital.get(industry).ok_or(EventError::Industry(industry))?;
            let whole = if matches!(self.loss, Loss::Capacity { .. }) { 1.0 } else { owned };
            if !(0.0..=whole).contains(&lost) {
                return Err(EventError::Lost { industry, lost, whole });
            }
        }
        match &self.loss {
            Loss::Capital { curve, recovery_days } | Loss::Capacity { curve, recovery_days } => {
                at_least("recovery_days", *recovery_days, if *curve == Curve::Concave { 2.0 } else { 1.0 })
            }
            Loss::Rebuilding { rebuild_days, sectors: shares, factor } => {
                if let Some(&(sector, _)) = shares.iter().find(|(sector, _)| *sector >= sectors) {
                    return Err(EventError::Sector(sector));
                }
                let sum: f64 = shares.iter().map(|(_, share)| share).sum();
                if (sum - 1.0).abs() > 1e-6 || !shares.iter().all(|(_, share)| *share >= 0.0) {
                    return Err(EventError::Shares(sum));
                }
                at_least("rebuild_days", *rebuild_days, 1.0)?;
                at_least("factor", *factor, 0.0)
            }
        }
    }
}

fn at_least(what: &'static str, value: f64, least: f64) -> Result<(), EventError> {
    if value >= least && value.is_finite() { Ok(()) } else { Err(EventError::Small { what, value, least }) }
}
