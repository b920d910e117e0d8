//! What the equations take as given, with the basis of every default.

/// How a supplier divides class N (current needs) when it cannot serve all; class R is always served afterwards and
/// in proportion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rationing {
    /// Everybody the same share of what they need.
    #[default]
    Proportional,
    /// Customers at home first, then the others, in proportion within each.
    DomesticFirst,
    /// Customers at home and in these demand regions (indices as in `Slot::region`) first.
    PartnersFirst(Vec<u32>),
    /// Producers first, final demand with what is left.
    FinalDemandLast,
    /// Raise all deliveries per unit of normal flow together until output is used up: who asks for little gets all
    /// of it (Inoue and Todo 2019, rule R2).
    WaterFilling,
}

/// Parameters of the kernel; `default()` is the preset `linchpin`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Δt: length of a step, days (1, or 7 for long batches).
    pub step_days: f64,
    /// τ: days over which a gap in stock is ordered back. Judgement between Inoue-Todo's 6 and ARIO's 60.
    pub restock_days: f64,
    /// `ρ_max`: largest restocking order as a share of normal use. Judgement.
    pub restock_max: f64,
    /// γ: growth an existing lane can take. Calibrated on the 2025 magnet case alone: the least certain, most
    /// influential number.
    pub lane_growth: f64,
    /// χ: share of moved orders that compete with the supplier's own customers (spot market). Totals move by less
    /// than 4 % between 0 and 1; healing is guaranteed as tested up to 0.3.
    pub spot_share: f64,
    /// Who is served first.
    pub rationing: Rationing,
    /// Factor on every `σ_max` (0 switches re-sourcing off).
    pub switching_factor: f64,
    /// Factor on every `ζ_max` (0 switches substitutes off).
    pub substitute_factor: f64,
    /// Spare capacity, as a share of normal output, that makes a supplier fully attractive (h = 1).
    pub spare_scale: f64,
    /// Attractiveness of a supplier that produces but has nothing to spare.
    pub spare_floor: f64,
    /// Days over which h is smoothed.
    pub spare_days: f64,
    /// Lack (share of need) at which a slot begins to count as short; from here to [`Self::short_full`] the weight
    /// rises in a straight line, so that neither rounding nor the width of a float decides.
    pub short_from: f64,
    /// Lack at which a slot is fully short.
    pub short_full: f64,
    /// Share of (`a_max` − 1) that is there at once.
    pub overtime_at_once: f64,
    /// Overtime fades towards 1 less this, so that it ends after a finite time and without a jump.
    pub overtime_snap: f64,
    /// Unconfirmed orders (share of normal use) below this count as none; it is taken off those above, so that there
    /// is no jump.
    pub unconfirmed_floor: f64,
    /// Capital and installed base: φ over 1 at which they allow all of `a_max`.
    pub capital_full: f64,
    /// κ of a lane below which it takes no orders beyond current need; from here to 1 the share rises in a straight
    /// line. An embargo or quota lets through a share of the normal flow: asking for more does not bring more.
    pub extra_from: f64,
    /// Relative differences below this are rounding.
    pub rounding: f64,
    /// Availability from which a cell counts as whole for the refilling of its reserve.
    pub whole: f64,
    /// Days a cell must have been whole before its reserve is refilled.
    pub refill_after_days: f64,
    /// A run may stop when every need, order and delivery is this near to rest (share of normal use).
    pub stop_tolerance: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            step_days: 1.0,
            restock_days: 30.0,
            restock_max: 0.5,
            lane_growth: 0.5,
            spot_share: 0.3,
            rationing: Rationing::Proportional,
            switching_factor: 1.0,
            substitute_factor: 1.0,
            spare_scale: 0.05,
            spare_floor: 0.1,
            spare_days: 7.0,
            short_from: 0.02,
            short_full: 0.04,
            overtime_at_once: 0.5,
            overtime_snap: 0.0005,
            unconfirmed_floor: 1e-9,
            capital_full: 0.05,
            extra_from: 0.9,
            rounding: 1e-12,
            whole: 0.999,
            refill_after_days: 30.0,
            stop_tolerance: 1e-5,
        }
    }
}

impl Parameters {
    /// The default preset with steps of a week.
    #[must_use]
    pub fn weekly() -> Self {
        Self { step_days: 7.0, ..Self::default() }
    }

    /// Share of a gap that closes in one step when it closes with time constant `days`: min(1, Δt/days).
    #[must_use]
    pub(super) fn rate(&self, days: f64) -> f64 {
        if days > self.step_days { self.step_days / days } else { 1.0 }
    }
}

/// Straight line from 0 at `from` to 1 at `full`.
pub(super) fn ramp(value: f64, from: f64, full: f64) -> f64 {
    ((value - from) / (full - from)).clamp(0.0, 1.0)
}
