//! A batch over the ranges of the figures and of the hazards' rates: what chance leaves open, and what is not known.

use super::band::{Spread, quantiles};
use crate::montecarlo::distributions::triangular_quantile;
use crate::montecarlo::draws::{Channel, Use};
use crate::montecarlo::estimates::mean;
use crate::montecarlo::variance::{Components, components};
use crate::montecarlo::{Cell, Measure, Tail, YearLossTable};
use crate::scenario::hazard::{Hazard, HazardFile, Membership, Rate};
use crate::units::{Fraction, PerYear};
use serde::Serialize;

/// Level of the expected shortfall.
const LEVEL: f64 = 0.95;

/// What is drawn anew, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redrawn {
    /// The figures of the model.
    pub figures: bool,
    /// The rates of hazards and causes.
    pub rates: bool,
    /// Draws; at least three.
    pub draws: u64,
}

impl Redrawn {
    /// `figures`, `rates` or `all`.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match (self.figures, self.rates) {
            (true, true) => "all",
            (false, true) => "rates",
            _ => "figures",
        }
    }
}

/// A batch over what is not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncertainBatch {
    /// What was drawn anew: `figures`, `rates` or `all`.
    pub uncertain: &'static str,
    /// Draws.
    pub draws: u64,
    /// Years of each draw; every draw meets the same.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sectors and home economies.
    pub results: Vec<UncertainRow>,
}

/// One sector and home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncertainRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean lost days a year: with the figures as they stand, and over the draws.
    pub mean_lost_days: Spread,
    /// Standard error of the value from the number of years.
    pub mean_lost_days_se: f64,
    /// Mean of the worst 5 % of years, likewise.
    pub es95_lost_days: Spread,
    /// Standard error of the value from the number of years; none where fewer than two make up the tail.
    pub es95_lost_days_se: Option<f64>,
    /// Variance of a year's lost days, days².
    pub variance: Components,
    /// Share of what is not known in it.
    pub ignorance_share: f64,
    /// Variance of the expected shortfall between draws, days².
    pub es95_variance: f64,
}

impl UncertainBatch {
    /// Of the table of all draws, the years of the figures and rates as they stand first, then those of each draw.
    #[must_use]
    pub fn new(table: &YearLossTable, redrawn: Redrawn, seed: u64) -> Self {
        let years = (table.len() / (redrawn.draws + 1)) as usize;
        let row_of = |(place, cell): (usize, &Cell)| {
            let losses = table.losses(place, Measure::LostDays).unwrap_or_default();
            let mut draws = losses.chunks(years.max(1)).map(<[f64]>::to_vec);
            let plain = draws.next().unwrap_or_default();
            row(cell.clone(), plain, &draws.collect::<Vec<_>>())
        };
        Self {
            uncertain: redrawn.what(),
            draws: redrawn.draws,
            trials: years as u64,
            seed,
            results: table.cells().iter().enumerate().map(row_of).collect(),
        }
    }
}

fn row(Cell { sector, economy }: Cell, plain: Vec<f64>, draws: &[Vec<f64>]) -> UncertainRow {
    let average = mean(&plain);
    let shortfall = Tail::new(plain).expected_shortfall(LEVEL);
    let spread = |value: f64, values: Vec<f64>| {
        let [low, median, high] = quantiles(values);
        Spread { value, low, median, high }
    };
    let means = draws.iter().map(|years| mean(years).value).collect();
    let tails: Vec<f64> = draws.iter().map(|years| Tail::new(years.clone()).expected_shortfall(LEVEL).value).collect();
    // n standard errors squared are the variance between the draws.
    let error = mean(&tails).standard_error;
    let variance = components(draws);
    let whole = variance.ignorance.value + variance.chance.value + variance.together.value;
    UncertainRow {
        sector,
        economy,
        mean_lost_days: spread(average.value, means),
        mean_lost_days_se: average.standard_error,
        es95_variance: error * error * tails.len() as f64,
        es95_lost_days: spread(shortfall.value, tails),
        es95_lost_days_se: Some(shortfall.standard_error).filter(|error| error.is_finite()),
        variance,
        ignorance_share: if whole > 0.0 { variance.ignorance.value / whole } else { 0.0 },
    }
}

/// The catalogue with every rate drawn anew from its range: draw `draw` of the stream that `seed` names.
///
/// The logarithm of a rate is triangular between those of its ends with the value as mode, since ranges of rates span
/// factors. Hazards that lean on a common factor take one draw, that of the factor they lean on most: whether its times
/// are the new normal is one question for all of them.
#[must_use]
pub fn redraw_rates(hazards: &HazardFile, seed: u64, draw: u64) -> HazardFile {
    let mut drawn = hazards.clone();
    let uniform = |id: &str| Channel::new(seed, Use::Figure, &["rate", id]).uniform(draw, 0);
    for cause in &mut drawn.cause {
        let own = uniform(&cause.id);
        if let Some(rate) = &mut cause.rate {
            *rate = drawn_rate(rate, own);
        }
    }
    for hazard in &mut drawn.hazard {
        let own = uniform(question(hazard));
        hazard.rate = drawn_rate(&hazard.rate, own);
    }
    drawn
}

/// The id under which the rate of a hazard is drawn: one draw for all that were written out from one generic hazard.
fn question(hazard: &Hazard) -> &str {
    let loading = |membership: &&Membership| membership.loading.map_or(0.0, Fraction::get);
    let leans = hazard.causes.iter().filter(|membership| membership.loading.is_some());
    let most = leans.max_by(|a, b| loading(a).total_cmp(&loading(b)));
    most.map_or_else(|| hazard.generic.as_ref().unwrap_or(&hazard.id), |membership| &membership.cause)
}

fn drawn_rate(rate: &Rate, uniform: f64) -> Rate {
    let (low, value, high) = (rate.low.get(), rate.value.get(), rate.high.get());
    let drawn = if low > 0.0 {
        let [low, value, high] = [low, value, high].map(libm::log);
        libm::exp(triangular_quantile(low, value, high, uniform))
    } else {
        triangular_quantile(low, value, high, uniform)
    };
    let value = PerYear::new(drawn.clamp(low, high)).unwrap_or(rate.value);
    Rate { value, ..rate.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::montecarlo::checks::{cause, hazard, leans, shares};

    fn wide(mut hazard: Hazard) -> Hazard {
        let rate = |value| PerYear::new(value).expect("a rate");
        hazard.rate = Rate { value: rate(0.1), low: rate(0.01), high: rate(0.5) };
        hazard
    }

    #[test]
    fn rates_are_drawn_within_their_ranges_and_once_a_question() {
        let mut hazards: Vec<Hazard> = ["ban", "curb", "quake", "flood"].map(|id| wide(hazard(id, 0.1))).to_vec();
        hazards[0].causes = vec![leans("mood", 0.7), leans("weather", 0.2)];
        hazards[1].causes = vec![leans("mood", 0.5), shares("war", 0.1)];
        let file = HazardFile {
            cause: vec![cause("mood", None), cause("weather", None), cause("war", Some(0.2))],
            hazard: hazards,
            generic: Vec::new(),
        };
        let drawn: Vec<HazardFile> = (0..400).map(|draw| redraw_rates(&file, 3, draw)).collect();
        let rate = |file: &HazardFile, at: usize| file.hazard[at].rate.value.get();
        assert!(drawn.iter().all(|file| (0..4).all(|at| (0.01..=0.5).contains(&rate(file, at)))));
        assert!(drawn.iter().all(|file| rate(file, 0) == rate(file, 1)), "one question, one draw");
        assert!(drawn.iter().any(|file| rate(file, 2) != rate(file, 3)), "two questions, two draws");
        assert!(drawn.iter().all(|file| file.cause[2].rate.as_ref().map(|r| r.value.get()) == Some(0.2)), "no range");
        // The mean of a triangular distribution is that of its three corners, here of the logarithms.
        let mean = drawn.iter().map(|file| libm::log(rate(file, 2))).sum::<f64>() / 400.0;
        let expected = (libm::log(0.01) + libm::log(0.1) + libm::log(0.5)) / 3.0;
        assert!((mean - expected).abs() < 0.15, "{mean} for {expected}");
        assert_eq!(redraw_rates(&file, 3, 7), drawn[7]);
    }
}
