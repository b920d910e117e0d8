//! A batch over the ranges of the figures and of the hazards' rates: what chance leaves open, and what is not known.

use super::band::quantiles;
use crate::montecarlo::distributions::triangular_quantile;
use crate::montecarlo::draws::{Channel, Use};
use crate::montecarlo::estimates::mean;
use crate::montecarlo::tails::{LEVEL, quantile_ranks};
use crate::montecarlo::variance::{Components, components, shortfall_variance};
use crate::montecarlo::{Cell, Measure, Tail, YearLossTable};
use crate::scenario::hazard::{Hazard, HazardFile, Membership, Rate};
use crate::scenario::rates::ArrivalRate;
use crate::units::{Fraction, PerYear};
use serde::Serialize;

/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;

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

/// A value, and percentiles of what it becomes over the draws with what so few draws leave open: 95 % intervals of order
/// statistics, ends absent where the draws do not bound them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DrawnSpread {
    /// With the figures as they stand.
    pub value: f64,
    /// 5th percentile of the draws.
    pub low: f64,
    /// Median of the draws.
    pub median: f64,
    /// 95th percentile of the draws.
    pub high: f64,
    /// Lower end of the interval of the 5th percentile.
    pub low_low: Option<f64>,
    /// Upper end.
    pub low_high: Option<f64>,
    /// Lower end of the interval of the median.
    pub median_low: Option<f64>,
    /// Upper end.
    pub median_high: Option<f64>,
    /// Lower end of the interval of the 95th percentile.
    pub high_low: Option<f64>,
    /// Upper end.
    pub high_high: Option<f64>,
}

impl DrawnSpread {
    fn new(value: f64, mut drawn: Vec<f64>) -> Self {
        drawn.sort_by(f64::total_cmp);
        let at = |rank: Option<u64>| rank.map(|rank| drawn[rank as usize - 1]);
        let [low_within, median_within, high_within] = [0.05, 0.5, 0.95].map(|level| {
            let (low, high) = quantile_ranks(drawn.len() as u64, level, CONFIDENCE);
            (at(low), at(high))
        });
        let [low, median, high] = quantiles(drawn);
        Self {
            value,
            low,
            median,
            high,
            low_low: low_within.0,
            low_high: low_within.1,
            median_low: median_within.0,
            median_high: median_within.1,
            high_low: high_within.0,
            high_high: high_within.1,
        }
    }
}

/// One sector and home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncertainRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean lost days a year: with the figures as they stand, and over the draws.
    pub mean_lost_days: DrawnSpread,
    /// Standard error of the value from the number of years.
    pub mean_lost_days_se: f64,
    /// Mean of the worst 5 % of years, likewise.
    pub es95_lost_days: DrawnSpread,
    /// Standard error of the value from the number of years; none where fewer than two make up the tail.
    pub es95_lost_days_se: Option<f64>,
    /// Variance of a year's lost days, days².
    pub variance: Components,
    /// Share of what is not known in it.
    pub ignorance_share: f64,
    /// Its standard error.
    pub ignorance_share_se: f64,
    /// Variance of the expected shortfall between draws, days².
    pub es95_variance: f64,
    /// Its standard error; none where fewer than two years make up the tail without one of them.
    pub es95_variance_se: Option<f64>,
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
    let means = draws.iter().map(|years| mean(years).value).collect();
    let tails: Vec<f64> = draws.iter().map(|years| Tail::new(years.clone()).expected_shortfall(LEVEL).value).collect();
    let between = shortfall_variance(draws, LEVEL);
    let variance = components(draws);
    UncertainRow {
        sector,
        economy,
        mean_lost_days: DrawnSpread::new(average.value, means),
        mean_lost_days_se: average.standard_error,
        es95_variance: between.value,
        es95_variance_se: between.known_error(),
        es95_lost_days: DrawnSpread::new(shortfall.value, tails),
        es95_lost_days_se: shortfall.known_error(),
        variance,
        ignorance_share: variance.ignorance_share.value,
        ignorance_share_se: variance.ignorance_share.standard_error,
    }
}

/// The catalogue with every rate drawn anew from its range: draw `draw` of the stream that `seed` names, for a model of so
/// many firms.
///
/// The logarithm of a rate is triangular between those of its ends with the value as mode, since ranges of rates span
/// factors. Hazards that lean on a common factor take one draw, that of the factor they lean on most: whether its times
/// are the new normal is one question for all of them.
///
/// What a hazard shares with common shocks follows their rates, and only what it has besides follows its own range: a
/// member drawn by itself would have the larger of two independent draws wherever its causes bring all of it, which is
/// more than either on average.
#[must_use]
pub fn redraw_rates(hazards: &HazardFile, firms: usize, seed: u64, draw: u64) -> HazardFile {
    let mut drawn = hazards.clone();
    // A hazard may be called like a cause: they are two questions all the same.
    let uniform = |kind: &str, id: &str| Channel::new(seed, Use::Figure, &["rate", kind, id]).uniform(draw, 0);
    let HazardFile { cause: causes, hazard: rows, .. } = &mut drawn;
    for cause in &mut *causes {
        if let Some(rate) = &mut cause.rate {
            *rate = drawn_rate(rate, uniform("cause", &cause.id));
        }
    }
    for hazard in rows {
        let stated = hazard.arrival_rate(&hazards.cause, firms);
        let (kind, id) = question(hazard);
        hazard.rate = drawn_rate(&hazard.rate, uniform(kind, id));
        if hazard.causes.iter().any(|membership| membership.probability.is_some()) {
            let own = own_share(stated) * hazard.arrival_rate(causes, firms).marginal;
            hazard.rate.value = hazard.rate_with_own(own, causes, firms);
        }
    }
    drawn
}

/// The share of a hazard's arrivals that no common shock brings.
fn own_share(rate: ArrivalRate) -> f64 {
    match rate {
        ArrivalRate { marginal, .. } if marginal > 0.0 => rate.own() / marginal,
        ArrivalRate { shared, .. } => f64::from(shared <= 0.0),
    }
}

/// Under what the rate of a hazard is drawn: the factor that it leans on most, else one draw for all that were written out
/// from one generic hazard.
fn question(hazard: &Hazard) -> (&'static str, &str) {
    let loading = |membership: &&Membership| membership.loading.map_or(0.0, Fraction::get);
    let leans = hazard.causes.iter().filter(|membership| membership.loading.is_some());
    let most = leans.max_by(|a, b| loading(a).total_cmp(&loading(b)));
    let own = ("hazard", hazard.generic.as_ref().unwrap_or(&hazard.id).as_str());
    most.map_or(own, |membership| ("cause", &membership.cause))
}

fn drawn_rate(rate: &Rate, uniform: f64) -> Rate {
    // Of a range the wrong way round, or beside its value, what lies between all three.
    let (low, value, high) =
        (rate.low.get().min(rate.high.get()), rate.value.get(), rate.high.get().max(rate.low.get()));
    let (low, high) = (low.min(value), high.max(value));
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
mod tests;
