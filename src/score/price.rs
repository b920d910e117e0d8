//! Price pressure: the rise in price at which demand would shrink to what a shortage leaves, and no forecast of a price.
//!
//! With a constant own-price elasticity −ε, a price 1 + r times as high makes demand (1 + r)^−ε of what it was. Where the
//! share A of need can be met, r = A^(−1/ε) − 1.

use crate::model::{Model, Sourced};

/// A shortage counts for the price by its worst mean over so many days.
pub const SUSTAINED_DAYS: f64 = 30.0;

/// A rise beyond this (a hundredfold price) is beyond measure: no elasticity is known so far from where it was estimated.
pub const MOST_RISE: f64 = 99.0;

/// Availability this close to whole is whole: rounding must not read as pressure.
const WHOLE: f64 = 1.0 - 1e-9;

/// A short-run own-price elasticity of demand without its sign, and its range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elasticity {
    /// As it stands.
    pub value: f64,
    /// Low end of its range.
    pub low: f64,
    /// High end of its range.
    pub high: f64,
}

/// Relative rise in price that a shortage implies; `None` where it is beyond measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PricePressure {
    /// With the elasticity as it stands.
    pub value: Option<f64>,
    /// With the high end of its range, which yields most.
    pub low: Option<f64>,
    /// With the low end of its range, which yields least.
    pub high: Option<f64>,
}

impl Elasticity {
    /// The elasticity of the `product`-th product of `model`, else of its sector; `None` where neither states one.
    #[must_use]
    pub fn of(model: &Model, product: usize) -> Option<Self> {
        let (sector, row) = &model.products[product];
        let default = || model.manifest.sector.iter().find(|row| row.id == *sector)?.demand_elasticity.as_ref();
        let figure = row.demand_elasticity.as_ref().or_else(default)?;
        let (low, high) = model.manifest.ranges.of(&figure.provenance(), 0.0, 1.0);
        Some(Self { value: figure.value.get(), low, high })
    }

    /// The pressure of a shortage that leaves `availability` (0 to 1) of need.
    #[must_use]
    pub fn pressure(&self, availability: f64) -> PricePressure {
        PricePressure {
            value: rise(availability, self.value),
            low: rise(availability, self.high),
            high: rise(availability, self.low),
        }
    }
}

impl PricePressure {
    /// The bound that is passed where any of the three is beyond measure.
    #[must_use]
    pub fn at_least(&self) -> Option<f64> {
        [self.value, self.low, self.high].contains(&None).then_some(MOST_RISE)
    }
}

/// A^(−1/ε) − 1; `None` beyond [`MOST_RISE`].
fn rise(availability: f64, elasticity: f64) -> Option<f64> {
    if availability >= WHOLE {
        return Some(0.0);
    }
    if availability <= 0.0 || elasticity <= 0.0 {
        return None;
    }
    Some(libm::pow(availability, -1.0 / elasticity) - 1.0).filter(|rise| *rise <= MOST_RISE)
}

/// The lowest mean of a series of availabilities over [`SUSTAINED_DAYS`]; what lies beyond its end counts as whole.
#[must_use]
pub fn worst_sustained(series: &[f64], step_days: f64) -> f64 {
    let window = ((SUSTAINED_DAYS / step_days).ceil() as usize).max(1);
    let (mut missing, mut worst) = (0.0, 0.0_f64);
    for (step, value) in series.iter().enumerate() {
        missing += 1.0 - value;
        if step >= window {
            missing -= 1.0 - series[step - window];
        }
        worst = worst.max(missing);
    }
    (1.0 - worst / window as f64).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELASTICITY: Elasticity = Elasticity { value: 0.5, low: 0.25, high: 1.0 };

    #[test]
    fn a_price_makes_demand_fit_what_is_left() {
        let found = ELASTICITY.pressure(0.8);
        // 0.8^-2, 0.8^-1 and 0.8^-4 by hand.
        let expected = [0.5625, 0.25, 1.441_406_25];
        for (found, expected) in [found.value, found.low, found.high].into_iter().zip(expected) {
            assert!((found.expect("within measure") - expected).abs() < 1e-12);
        }
        assert_eq!(found.at_least(), None);
        let demand = libm::pow(1.0 + found.value.expect("within measure"), -0.5);
        assert!((demand - 0.8).abs() < 1e-12);
    }

    #[test]
    fn what_no_elasticity_can_say_is_beyond_measure_and_never_infinite() {
        let nothing_left = ELASTICITY.pressure(0.0);
        assert_eq!(nothing_left, PricePressure { value: None, low: None, high: None });
        assert_eq!(nothing_left.at_least(), Some(MOST_RISE));
        let little_left = ELASTICITY.pressure(0.2);
        assert_eq!((little_left.value.map(f64::round), little_left.high), (Some(24.0), None));
        assert_eq!(little_left.at_least(), Some(MOST_RISE));
        let rigid = Elasticity { value: 0.0, ..ELASTICITY };
        assert_eq!((rigid.pressure(0.9).value, rigid.pressure(1.0).value), (None, Some(0.0)));
    }

    #[test]
    fn rounding_is_no_pressure() {
        assert_eq!(ELASTICITY.pressure(1.0 - 1e-12).high, Some(0.0));
    }

    #[test]
    fn only_a_sustained_shortage_counts() {
        let mut series = vec![1.0; 100];
        series[40] = 0.0;
        assert!((worst_sustained(&series, 1.0) - 29.0 / 30.0).abs() < 1e-12);
        series[40..70].fill(0.5);
        assert!((worst_sustained(&series, 1.0) - 0.5).abs() < 1e-12);
        // A series that ends early is whole from there on.
        assert!((worst_sustained(&[0.4; 15], 1.0) - 0.7).abs() < 1e-12);
        assert!((worst_sustained(&[0.5; 5], 7.0) - 0.5).abs() < 1e-12);
        // Thirty days are five weeks, begun ones counted.
        assert!((worst_sustained(&[0.5; 4], 7.0) - 0.6).abs() < 1e-12);
        assert!((worst_sustained(&[], 1.0) - 1.0).abs() < 1e-12);
    }
}
