//! One scenario against every sector and home economy.

use super::rows::{Seen, columns};
use super::run_error::days;
use super::{IndustryDay, RunError, Study};
use crate::engine::{Run, Shock as KernelShock, State, Trajectory};
use crate::finding::Findings;
use crate::model::{ModelNames, Preset};
use crate::scenario::{Compiler, InForce, Scenario};
use crate::score::Reading;
use serde::Serialize;
use std::sync::Arc;

/// Recovery is sought for five years.
pub const RECOVERY_DAYS: f64 = 5.0 * 365.0;

/// What to change about a scenario, and what to keep of the run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Days over which losses count, instead of the scenario's own: 1 to 36,500.
    pub horizon_days: Option<f64>,
    /// Days over which recovery is followed, 1 to 36,500; as long as losses count if that is longer.
    pub follow_days: f64,
    /// Keep the daily series.
    pub series: bool,
    /// Keep those of the sectors, which are few, whatever `series` says.
    pub sector_series: bool,
    /// Shocks already in force when it begins, from the first day on. A scenario that tells them itself has them once.
    pub in_force: Vec<InForce>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            horizon_days: None,
            follow_days: RECOVERY_DAYS,
            series: false,
            sector_series: false,
            in_force: Vec::new(),
        }
    }
}

/// A scenario's outcome for every sector and product (the output contract of `run`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioResult {
    /// Scenario id.
    pub scenario: String,
    /// Which model ran.
    pub preset: Preset,
    /// Days over which losses count.
    pub horizon_days: f64,
    /// Days per step.
    pub step_days: f64,
    /// Days over which recovery was sought: those that were asked for, at least those over which losses count.
    pub follow_days: f64,
    /// What was changed about the scenario or the model for this run, in words; empty unless whoever asked says so.
    pub changed: Vec<String>,
    /// Sectors.
    pub results: Vec<SectorRow>,
    /// Products in use, those that count and those that do not.
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
    /// Relative rise in price that the worst 30-day shortage implies; none beyond measure, or without an elasticity.
    pub price_pressure: Option<f64>,
    /// The same with the high end of the elasticity's range.
    pub price_pressure_low: Option<f64>,
    /// The same with the low end of the elasticity's range.
    pub price_pressure_high: Option<f64>,
    /// What one of the three exceeds where it is beyond measure.
    pub price_pressure_at_least: Option<f64>,
    /// Whether the product has a weight in its sector; not if the economy hardly uses it.
    pub counts: bool,
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

/// What is run of a scenario, and how the result is read.
pub(super) struct Plan {
    id: String,
    pub(super) preset: Preset,
    pub(super) shocks: Vec<KernelShock>,
    without_target: Vec<usize>,
    reading: Reading,
    pub(super) run: Run,
}

impl ScenarioResult {
    /// Days a year that the weakest fifth of each sector loses in `home`, mean of the sectors: what scenarios are ranked by.
    #[must_use]
    pub fn ranked_days(&self, home: &str) -> f64 {
        let rows = self.results.iter().filter(|row| row.economy == home);
        let lost: Vec<f64> = rows.map(|row| (100.0 - row.resilience) / 100.0 * 365.0).collect();
        lost.iter().sum::<f64>() / lost.len().max(1) as f64
    }

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
    /// Runs `scenario`, which holds the shocks of what it includes, as [`crate::scenario::Library::resolve`] gives it.
    ///
    /// # Errors
    /// When it includes what has not been put in, when shocks name what the model does not have, or when losses would count
    /// or recovery be followed over less than a day or more than a century.
    pub fn run(&self, scenario: &Scenario, options: &RunOptions) -> Result<ScenarioResult, RunError> {
        self.run_with(&mut self.engine.state(), scenario, options)
    }

    /// The same in a workspace that may be used again.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run_with(
        &self,
        state: &mut State,
        scenario: &Scenario,
        options: &RunOptions,
    ) -> Result<ScenarioResult, RunError> {
        self.run_observed(state, scenario, options, None)
    }

    /// The same, with every industry shown to `observe` day by day, until all is whole again.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run_observed(
        &self,
        state: &mut State,
        scenario: &Scenario,
        options: &RunOptions,
        observe: Option<&mut dyn FnMut(&IndustryDay)>,
    ) -> Result<ScenarioResult, RunError> {
        let plan = self.plan(scenario, options)?;
        let kernel = self.kernel(plan.preset, scenario);
        let trajectory = self.trajectory(state, kernel.as_ref(), &plan.shocks, &plan.run, observe);
        Ok(self.read(plan, &trajectory, options))
    }

    /// What is to be run of `scenario`, and how it is read.
    pub(super) fn plan(&self, scenario: &Scenario, options: &RunOptions) -> Result<Plan, RunError> {
        if !scenario.includes.is_empty() {
            let (scenario, includes) = (scenario.id.clone(), scenario.includes.clone());
            return Err(RunError::Includes { scenario, includes });
        }
        let unknown = self.unknown(scenario, &options.in_force);
        if unknown.has_errors() {
            return Err(RunError::Unknown(unknown));
        }
        let follow_days = days("follow_days", options.follow_days)?;
        let horizon_days = days("horizon_days", options.horizon_days.unwrap_or(scenario.horizon_days.get()))?;
        let (shocks, without_target) = self.compile(scenario, &options.in_force);
        let reading = Reading {
            step_days: self.engine.step_days(),
            horizon_days,
            threshold: self.model.manifest.dynamics.threshold.value.get(),
        };
        // There is nothing to recover from where nothing happens.
        let sought = if shocks.is_empty() { reading.horizon_days } else { follow_days };
        let run = Run {
            horizon_days: sought.max(reading.horizon_days),
            stop_when_whole: true,
            // Nothing changes once all is whole: a century need not be simulated for that.
            min_days: reading.horizon_days.min(RECOVERY_DAYS),
            skip_quiet_start: true,
            watched: self.watched_in_use(),
        };
        Ok(Plan { id: scenario.id.clone(), preset: self.preset(scenario), shocks, without_target, reading, run })
    }

    /// The ids in the shocks of `scenario`, and of those in force, that the model does not have: what they hit beside them
    /// would hide that they hit too little.
    fn unknown(&self, scenario: &Scenario, in_force: &[InForce]) -> Findings {
        let names = self.names.get_or_init(|| Arc::new(ModelNames::of(&self.model)));
        let shocks = scenario.shock.iter().chain(in_force.iter().flat_map(|story| &story.shocks));
        let ids = shocks.flat_map(|shock| shock.hits.ids());
        let mut findings = Findings::new();
        ids.filter_map(|(kind, id)| kind.unknown(id, names)).for_each(|finding| findings.push(finding));
        findings
    }

    /// The result of a plan.
    pub(super) fn read(&self, plan: Plan, trajectory: &Trajectory, options: &RunOptions) -> ScenarioResult {
        let Plan { id, preset, without_target, reading, run, .. } = plan;
        let (mut availability, unmet) = (columns(&trajectory.availability), columns(&trajectory.unmet_final));
        if options.series || options.sector_series {
            // What was whole before a long horizon ended is whole up to it.
            let steps = (reading.horizon_days / reading.step_days).round() as usize;
            for series in &mut availability {
                series.resize(steps.max(series.len()), 1.0);
            }
        }
        let mut result = ScenarioResult {
            scenario: id,
            preset,
            horizon_days: reading.horizon_days,
            step_days: reading.step_days,
            follow_days: run.horizon_days,
            changed: Vec::new(),
            results: Vec::new(),
            products: Vec::new(),
            without_target,
        };
        let (counted, mut hardly) = availability.split_at(self.portfolios.iter().map(|own| own.members.len()).sum());
        let mut first = 0;
        for portfolio in &self.portfolios {
            let range = first..first + portfolio.members.len();
            first = range.end;
            let own;
            (own, hardly) = hardly.split_at(portfolio.hardly_used.len());
            let seen =
                Seen { portfolio, availability: &counted[range.clone()], unmet: &unmet[range], hardly_used: own };
            result.results.push(self.sector_row(&seen, &reading, options.series || options.sector_series));
            result.products.extend(self.product_rows(&seen, &reading, options.series));
        }
        result
    }

    /// The kernel's shocks, days counted from the first onset, and the places of those that hit nothing.
    pub(super) fn compile(&self, scenario: &Scenario, in_force: &[InForce]) -> (Vec<KernelShock>, Vec<usize>) {
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
        let before = in_force.iter().filter(|story| !scenario.tells(&story.scenario)).flat_map(|story| &story.shocks);
        shocks.extend(before.filter_map(|shock| compiler.compile(shock)));
        (shocks, without_target)
    }
}
