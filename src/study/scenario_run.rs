//! One scenario against every sector and home economy.

use super::Study;
use crate::engine::{Run, Shock as KernelShock, State};
use crate::scenario::{Compiler, Scenario, Shock};
use crate::score::{Outcome, Portfolio, Reading, SectorOutcome, outcome, sector_outcome};
use ndarray::Array2;
use rayon::prelude::*;
use serde::Serialize;

/// Recovery is sought for five years.
pub const RECOVERY_DAYS: f64 = 5.0 * 365.0;

/// What to change about a scenario, and what to keep of the run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Days over which losses count, instead of the scenario's own.
    pub horizon_days: Option<f64>,
    /// Keep the daily series.
    pub series: bool,
    /// Shocks already in force when it begins, from the first day on.
    pub in_force: Vec<Shock>,
}

/// A scenario's outcome for every sector and product (the output contract of `run`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioResult {
    /// Scenario id.
    pub scenario: String,
    /// Days over which losses count.
    pub horizon_days: f64,
    /// Days per step.
    pub step_days: f64,
    /// Sectors.
    pub results: Vec<SectorRow>,
    /// Products.
    pub products: Vec<ProductRow>,
    /// Places (from 0) of shocks in the story that hit nothing in this model.
    #[serde(skip)]
    pub without_target: Vec<usize>,
}

/// A sector in one home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectorRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean availability of the weakest fifth over the horizon, 0 to 100.
    pub resilience: f64,
    /// Mean availability of all products over the horizon, 0 to 100.
    pub mean_availability: f64,
    /// Product that loses most; none if nothing is lost.
    pub worst_product: Option<String>,
    /// Days of need lost by the mean of all products.
    pub lost_days: f64,
    /// Days of final use of the sector's end products that went unmet.
    pub final_use_lost_days: f64,
    /// What that is worth at world market values, USD; none where no market value is known.
    pub lost_value_usd: Option<f64>,
    /// Deepest fall of the daily weakest fifth, 0 to 100.
    pub depth: f64,
    /// First day any fifth of the sector is below the threshold.
    pub time_to_survive_days: Option<f64>,
    /// Day after the last such day.
    pub time_to_recover_days: Option<f64>,
    /// No fifth is below the threshold at the end.
    pub recovered: bool,
    /// Mean availability of all products per step, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Vec<f64>>,
    /// Availability of the daily weakest fifth per step, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weakest_fifth: Option<Vec<f64>>,
}

/// A product in one home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductRow {
    /// Product id.
    pub product: String,
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean availability over the horizon, 0 to 100; with series kept, one value per step instead.
    pub availability: Series,
    /// Mean availability over the horizon, 0 to 100, whatever `availability` holds.
    pub mean_availability: f64,
    /// Days of need lost.
    pub lost_days: f64,
    /// Deepest fall, 0 to 100.
    pub depth: f64,
    /// First day below the threshold.
    pub time_to_survive_days: Option<f64>,
    /// Day after the last such day.
    pub time_to_recover_days: Option<f64>,
    /// Above the threshold at the end.
    pub recovered: bool,
}

/// A mean, or the values it was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Series {
    /// Mean over the horizon.
    Mean(f64),
    /// One value per step.
    Steps(Vec<f64>),
}

impl ScenarioResult {
    /// The same without its series.
    #[must_use]
    pub fn without_series(&self) -> Self {
        let mut result = self.clone();
        for row in &mut result.results {
            (row.availability, row.weakest_fifth) = (None, None);
        }
        for row in &mut result.products {
            row.availability = Series::Mean(row.mean_availability);
        }
        result
    }
}

impl Study {
    /// Runs `scenario` (its includes already expanded).
    #[must_use]
    pub fn run(&self, scenario: &Scenario, options: &RunOptions) -> ScenarioResult {
        self.run_with(&mut self.engine.state(), scenario, options)
    }

    /// The same in a workspace that may be used again.
    pub fn run_with(&self, state: &mut State, scenario: &Scenario, options: &RunOptions) -> ScenarioResult {
        let (shocks, without_target) = self.compile(scenario, &options.in_force);
        let reading = Reading {
            step_days: self.engine.step_days(),
            horizon_days: options.horizon_days.unwrap_or(scenario.horizon_days.get()),
            threshold: self.model.manifest.dynamics.threshold.value.get(),
        };
        // There is nothing to recover from where nothing happens.
        let sought = if shocks.is_empty() { reading.horizon_days } else { RECOVERY_DAYS };
        let run = Run {
            horizon_days: sought.max(reading.horizon_days),
            stop_when_whole: true,
            min_days: reading.horizon_days,
            skip_quiet_start: true,
            watched: self.watched(),
        };
        let trajectory = self.engine.run_with(state, &shocks, &run);
        let (availability, unmet) = (columns(&trajectory.availability), columns(&trajectory.unmet_final));
        let mut result = ScenarioResult {
            scenario: scenario.id.clone(),
            horizon_days: reading.horizon_days,
            step_days: reading.step_days,
            results: Vec::new(),
            products: Vec::new(),
            without_target,
        };
        let mut first = 0;
        for portfolio in &self.portfolios {
            let range = first..first + portfolio.members.len();
            first = range.end;
            let seen = Seen { portfolio, availability: &availability[range.clone()], unmet: &unmet[range] };
            result.results.push(self.sector_row(&seen, &reading, options.series));
            result.products.extend(self.product_rows(&seen, &reading, options.series));
        }
        result
    }

    /// Runs all of `scenarios`, in parallel, results in their order; `progress` is called once a scenario.
    #[must_use]
    pub fn run_all(
        &self,
        scenarios: &[Scenario],
        options: &RunOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Vec<ScenarioResult> {
        scenarios
            .par_iter()
            .map_init(
                || self.engine.state(),
                |state, scenario| {
                    let result = self.run_with(state, scenario, options);
                    progress();
                    result
                },
            )
            .collect()
    }

    /// The kernel's shocks, days counted from the first onset, and the places of those that hit nothing.
    pub(super) fn compile(&self, scenario: &Scenario, in_force: &[Shock]) -> (Vec<KernelShock>, Vec<usize>) {
        let compiler = Compiler::new(&self.model, &self.network);
        let onset = scenario.shock.iter().map(|shock| shock.start_day.get()).fold(f64::INFINITY, f64::min);
        let mut without_target = Vec::new();
        let mut shocks = Vec::new();
        for (place, shock) in scenario.shock.iter().enumerate() {
            match compiler.compile(shock) {
                Some(mut compiled) => {
                    compiled.profile.start -= onset;
                    shocks.push(compiled);
                }
                None => without_target.push(place),
            }
        }
        shocks.extend(in_force.iter().filter_map(|shock| compiler.compile(shock)));
        (shocks, without_target)
    }

    fn sector_row(&self, seen: &Seen, reading: &Reading, series: bool) -> SectorRow {
        let Seen { portfolio, availability, unmet } = *seen;
        let weighted: Vec<(f64, &[f64])> =
            portfolio.members.iter().zip(availability).map(|(member, days)| (member.weight, days.as_slice())).collect();
        let found: SectorOutcome = sector_outcome(&weighted, reading);
        let last = final_use(self, portfolio, unmet, reading);
        let name = |index: usize| self.network.products[portfolio.members[index].product as usize].clone();
        let percent = |values: &[f64]| values.iter().map(|value| 100.0 * value).collect();
        SectorRow {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            resilience: 100.0 * found.resilience,
            mean_availability: 100.0 * found.mean,
            worst_product: found.worst.map(name),
            lost_days: found.lost_days,
            final_use_lost_days: last.days,
            lost_value_usd: last.value,
            depth: 100.0 * found.depth,
            time_to_survive_days: found.time_to_survive,
            time_to_recover_days: found.time_to_recover,
            recovered: found.recovered,
            availability: series.then(|| percent(&found.mean_series)),
            weakest_fifth: series.then(|| percent(&found.fifth_series)),
        }
    }

    fn product_rows(&self, seen: &Seen, reading: &Reading, series: bool) -> Vec<ProductRow> {
        let rows = seen.portfolio.members.iter().zip(seen.availability);
        rows.map(|(member, days)| {
            let Outcome { mean, lost_days, depth, time_to_survive, time_to_recover, recovered } =
                outcome(days, reading);
            ProductRow {
                product: self.network.products[member.product as usize].clone(),
                sector: seen.portfolio.sector.id().to_owned(),
                economy: self.network.economies[seen.portfolio.economy as usize].clone(),
                availability: if series {
                    Series::Steps(days.iter().map(|value| 100.0 * value).collect())
                } else {
                    Series::Mean(100.0 * mean)
                },
                mean_availability: 100.0 * mean,
                lost_days,
                depth: 100.0 * depth,
                time_to_survive_days: time_to_survive,
                time_to_recover_days: time_to_recover,
                recovered,
            }
        })
        .collect()
    }
}

/// The columns of a trajectory's table: a series per watched cell.
pub(super) fn columns(table: &Array2<f64>) -> Vec<Vec<f64>> {
    table.columns().into_iter().map(|column| column.to_vec()).collect()
}

/// One portfolio's columns of a run.
#[derive(Clone, Copy)]
struct Seen<'a> {
    portfolio: &'a Portfolio,
    availability: &'a [Vec<f64>],
    unmet: &'a [Vec<f64>],
}

/// Unmet final use of a sector's end products over the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FinalUse {
    /// Days, by the end products' weights.
    pub days: f64,
    /// Worth at world market values, USD; `None` where no end product has a market value.
    pub value: Option<f64>,
}

/// Adds up unmet final use; `unmet` holds one series per member.
pub(super) fn final_use(study: &Study, portfolio: &Portfolio, unmet: &[Vec<f64>], reading: &Reading) -> FinalUse {
    let steps = (reading.horizon_days / reading.step_days).round() as usize;
    let mut found = FinalUse { days: 0.0, value: None };
    for (member, series) in portfolio.members.iter().zip(unmet) {
        if member.end_weight == 0.0 {
            continue;
        }
        let days = series.iter().take(steps).sum::<f64>() * reading.step_days;
        found.days += member.end_weight * days;
        if let Some(value) = member.value_per_day {
            let usage = study.network.cells[member.cell as usize].final_usage;
            found.value = Some(found.value.unwrap_or(0.0) + days * usage * value);
        }
    }
    found
}
