//! A scenario over the ranges of the model's figures: what the answer is worth, given what is not known.

use super::{RunError, RunOptions, ScenarioResult, SectorRow, Study};
use crate::model::{Model, Site, revise};
use crate::montecarlo::dirichlet::Dirichlet;
use crate::montecarlo::distributions::{triangular_quantile, triangular_variance};
use crate::montecarlo::draws::{Channel, Use};
use crate::montecarlo::exceedance::clopper_pearson;
use crate::scenario::Scenario;
use serde::Serialize;
use std::collections::BTreeMap;

/// A value with the middle 90 % of what it becomes over the figures' ranges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// With the figures as they stand.
    pub value: f64,
    /// 5th percentile of the draws.
    pub low: f64,
    /// Median of the draws.
    pub median: f64,
    /// 95th percentile of the draws.
    pub high: f64,
    /// The value lies outside the middle 90 % of the draws: figures that stand at an end of their range are drawn to one
    /// side only.
    pub outside: bool,
}

/// What rounding may move an outcome by, relative to its size or to one.
const ROUNDING: f64 = 1e-9;

impl Spread {
    /// The middle 90 % of what became of `value` in the draws.
    #[must_use]
    pub fn new(value: f64, draws: Vec<f64>) -> Self {
        let [low, median, high] = quantiles(draws);
        let slack = ROUNDING * value.abs().max(1.0);
        Self { value, low, median, high, outside: value < low - slack || value > high + slack }
    }
}

/// A sector's outcome over the figures' ranges.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean availability of the weakest fifth, 0 to 100.
    pub resilience: Spread,
    /// Days of need lost by the mean of all products.
    pub lost_days: Spread,
    /// Days of unmet final use.
    pub final_use_lost_days: Spread,
    /// Share of the draws in which any fifth fell below the threshold.
    pub falls_below_threshold: f64,
    /// Lower end of its exact 95 % interval: what so few draws tell of all.
    pub falls_below_threshold_low: f64,
    /// Upper end.
    pub falls_below_threshold_high: f64,
    /// Availability of the weakest fifth per day, 0 to 100: low, median, high.
    pub weakest_fifth: [Vec<f64>; 3],
}

/// A scenario's band.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Scenario id.
    pub scenario: String,
    /// Number of draws.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Sectors, in the order of the scenario's result.
    pub results: Vec<BandRow>,
}

impl Study {
    /// Runs `scenario` on `draws` models whose figures are drawn from their ranges.
    ///
    /// Each figure is triangular over its range with its value as mode, independent of the others; shares of one whole are
    /// drawn together ([`redraw_by`]). `progress` is called once a draw.
    ///
    /// # Errors
    /// When there are no draws, the scenario cannot be run ([`Study::run`]), or a drawn model cannot become a network.
    pub fn band(
        &self,
        scenario: &Scenario,
        options: &RunOptions,
        draws: usize,
        seed: u64,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Band, RunError> {
        if draws == 0 {
            return Err(RunError::NoDraws);
        }
        let options = RunOptions { series: true, ..options.clone() };
        let plain = self.run(scenario, &options)?;
        let runs = self.of_draws(draws as u32, seed, progress, |drawn| drawn.run(scenario, &options))?;
        let runs: Result<Vec<ScenarioResult>, RunError> = runs.into_iter().collect();
        let runs = runs?;
        let days = (plain.horizon_days / plain.step_days).round() as usize;
        let results = plain.results.iter().map(|row| band_row(row, &runs, days)).collect();
        Ok(Band { scenario: scenario.id.clone(), draws, seed, results })
    }
}

/// The model with every figure drawn anew: draw `draw` of the stream that `seed` names.
#[must_use]
pub fn redraw(model: &Model, seed: u64, draw: u64) -> Model {
    redraw_by(model, &|site| Channel::new(seed, Use::Figure, &[site.path]).uniform(draw, 0))
}

/// The model with every figure at the quantile of its range that `uniform` gives, 0 to 1: triangular with its value as mode,
/// or, for shares of one whole, together by a Dirichlet distribution round their values (see [`Dirichlet`]).
#[must_use]
pub fn redraw_by(model: &Model, uniform: &dyn Fn(&Site) -> f64) -> Model {
    let mut drawn: BTreeMap<String, f64> = BTreeMap::new();
    let mut tables: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    let mut result = model.clone();
    let looked_at = revise(&mut result, &mut |site| {
        let (low, value, high) = (site.low, site.figure.value, site.high);
        let uniform = uniform(site);
        if let Some(table) = site.table {
            let variance = triangular_variance(low, value, high);
            let share = Share { path: site.path.to_owned(), value, variance, uniform };
            tables.entry(table.to_owned()).or_default().push(share);
        } else {
            drawn.insert(site.path.to_owned(), triangular_quantile(low, value, high, uniform));
        }
        None
    });
    debug_assert!(looked_at.is_ok(), "looking changes nothing");
    for shares in tables.into_values() {
        drawn.extend(draw_whole(shares));
    }
    // The threshold is a definition, not a figure that could be otherwise.
    drawn.remove("dynamics.threshold");
    let redrawn = revise(&mut result, &mut |site| drawn.get(site.path).copied());
    debug_assert!(redrawn.is_ok(), "drawn values lie within their units");
    result
}

/// One share of a whole: its place, what is stated of it, and the uniform number it is drawn with.
struct Share {
    path: String,
    value: f64,
    variance: f64,
    uniform: f64,
}

/// The shares of one whole, drawn together.
fn draw_whole(shares: Vec<Share>) -> Vec<(String, f64)> {
    let all = |part: fn(&Share) -> f64| shares.iter().map(part).collect::<Vec<f64>>();
    let values = all(|share| share.value);
    let drawn = Dirichlet::matching(&values, &all(|share| share.variance));
    let drawn = drawn.map_or(values, |drawn| drawn.at(&all(|share| share.uniform)));
    shares.into_iter().zip(drawn).map(|(share, drawn)| (share.path, drawn.clamp(0.0, 1.0))).collect()
}

fn band_row(plain: &SectorRow, runs: &[ScenarioResult], days: usize) -> BandRow {
    let rows: Vec<&SectorRow> = runs
        .iter()
        .flat_map(|run| &run.results)
        .filter(|row| row.sector == plain.sector && row.economy == plain.economy)
        .collect();
    let spread = |field: fn(&SectorRow) -> f64| Spread::new(field(plain), rows.iter().map(|row| field(row)).collect());
    let mut weakest_fifth = [Vec::new(), Vec::new(), Vec::new()];
    for day in 0..days {
        let at =
            |row: &&SectorRow| row.weakest_fifth.as_ref().and_then(|series| series.get(day)).copied().unwrap_or(100.0);
        let values = quantiles(rows.iter().map(at).collect());
        for (series, value) in weakest_fifth.iter_mut().zip(values) {
            series.push(value);
        }
    }
    let fell = rows.iter().filter(|row| row.time_to_survive_days.is_some()).count();
    let falls = clopper_pearson(fell as u64, rows.len() as u64, 0.95);
    BandRow {
        sector: plain.sector.clone(),
        economy: plain.economy.clone(),
        resilience: spread(|row| row.resilience),
        lost_days: spread(|row| row.lost_days),
        final_use_lost_days: spread(|row| row.final_use_lost_days),
        falls_below_threshold: fell as f64 / rows.len().max(1) as f64,
        falls_below_threshold_low: falls.low,
        falls_below_threshold_high: falls.high,
        weakest_fifth,
    }
}

/// 5th, 50th and 95th percentile (nearest rank); all NaN-free by construction, 0 of nothing.
pub(super) fn quantiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|p| {
        let rank = (p * values.len() as f64).ceil() as usize;
        values.get(rank.max(1) - 1).copied().unwrap_or(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn a_value_outside_its_draws_says_so_and_rounding_is_none() {
        let draws = || (0..=20).map(f64::from).collect::<Vec<f64>>();
        let outside = |value: f64| Spread::new(value, draws()).outside;
        let Spread { low, high, .. } = Spread::new(10.0, draws());
        assert!(!outside(low) && !outside(10.0) && !outside(high) && !outside(high + 1e-12));
        assert!(outside(low - 0.01) && outside(high + 0.01));
    }
}
