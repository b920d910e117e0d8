//! Parameters, in the kernel's width.

use crate::engine::lanes::simd::Real;
use crate::engine::parameters::Parameters;

/// See `engine::Parameters`.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Constants<T> {
    pub step_days: T,
    pub restock_max: T,
    pub lane_growth: T,
    pub spot_share: T,
    pub spare_floor: T,
    pub spare_rate: T,
    pub short_from: T,
    /// 1/(full − from).
    pub per_short: T,
    /// Lack below which no rounding makes a slot short.
    pub surely_whole: T,
    pub overtime_at_once: T,
    pub overtime_snap: T,
    pub unconfirmed_floor: T,
    pub capital_full: T,
    pub per_capital: T,
    pub rounding: T,
    /// 1 less rounding.
    pub nearly: T,
    /// 1 and rounding.
    pub beyond: T,
    pub whole: T,
    pub refill_after: T,
    pub stop: T,
    /// 1/(1 − κ from which a trade lane takes orders beyond current need).
    pub per_extra: f64,
}

impl<T: Real> Constants<T> {
    pub fn new(parameters: &Parameters) -> Self {
        let rounding = parameters.rounding.max(T::ROUNDING);
        let of = T::of;
        Self {
            step_days: of(parameters.step_days),
            restock_max: of(parameters.restock_max),
            lane_growth: of(parameters.lane_growth),
            spot_share: of(parameters.spot_share),
            spare_floor: of(parameters.spare_floor),
            spare_rate: of(parameters.rate(parameters.spare_days)),
            short_from: of(parameters.short_from),
            per_short: of(1.0 / (parameters.short_full - parameters.short_from)),
            surely_whole: of(parameters.short_from / 2.0),
            overtime_at_once: of(parameters.overtime_at_once),
            overtime_snap: of(parameters.overtime_snap),
            unconfirmed_floor: of(parameters.unconfirmed_floor.max(T::ROUNDING)),
            capital_full: of(parameters.capital_full),
            per_capital: of(1.0 / parameters.capital_full),
            rounding: of(rounding),
            nearly: of(1.0 - rounding),
            beyond: of(1.0 + rounding),
            whole: of(parameters.whole),
            refill_after: of(parameters.refill_after_days),
            stop: of(parameters.stop_tolerance),
            per_extra: 1.0 / (1.0 - parameters.extra_from),
        }
    }
}
