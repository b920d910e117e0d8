//! A Monte Carlo batch on the study's network: hazards arrive over a year, each trial runs to the end of the third.

use super::final_use::final_use;
use super::rows::columns;
use super::{Study, parameters};
use crate::engine::{Effect, Engine, Parameters, Run, Shock, State};
use crate::montecarlo::arrivals::{Arrivals, Event};
use crate::montecarlo::batch::{self, BatchError, Options, Trial};
use crate::montecarlo::catalogue::CatalogueError;
use crate::montecarlo::estimates;
use crate::montecarlo::tails;
use crate::montecarlo::year_loss::{Cell, CellLoss, Measure, YearLossTable};
use crate::scenario::{Compiler, HazardFile};
use crate::score::{Reading, sector_outcome};
use serde::Serialize;
use std::collections::BTreeSet;

/// Days of a year, over which a trial's resilience is read.
const YEAR: f64 = 365.0;
/// A trial's events arrive in the first year; losses are followed to the end of the third.
const FOLLOWED: f64 = 3.0 * YEAR;
/// Steps of a trial, days.
const STEP: f64 = 7.0;
/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;
/// Level of value at risk and expected shortfall.
const LEVEL: f64 = 0.95;

/// Which batch to run.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// Number of trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Threads; all if absent.
    pub threads: Option<usize>,
    /// Shocks already in force when the year begins.
    pub in_force: Vec<crate::scenario::Shock>,
}

/// Why a batch did not run.
#[derive(Debug, thiserror::Error)]
pub enum StudyBatchError {
    /// The hazard catalogue does not hold together.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The batch itself.
    #[error(transparent)]
    Batch(#[from] BatchError),
}

/// The statistics of a batch (the output contract of `mc`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchResult {
    /// Number of trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sectors and home economies.
    pub results: Vec<BatchRow>,
    /// The table they were computed from.
    #[serde(skip)]
    pub table: YearLossTable,
    /// Hazards that hit nothing in this model.
    #[serde(skip)]
    pub without_target: Vec<String>,
}

/// Losses of one sector and home economy, days a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Mean lost days a year of the sector's mean.
    pub mean_lost_days: f64,
    /// Its standard error.
    pub mean_lost_days_se: f64,
    /// Lost days that nineteen years of twenty do not exceed.
    pub var95_lost_days: f64,
    /// Lower end of its 95 % interval.
    pub var95_lost_days_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub var95_lost_days_high: Option<f64>,
    /// Mean of the worst 5 % of years.
    pub es95_lost_days: f64,
    /// Its standard error.
    pub es95_lost_days_se: f64,
    /// Mean lost days a year of final use.
    pub final_use_lost_days: f64,
    /// Its standard error.
    pub final_use_lost_days_se: f64,
    /// Availability of the weakest fifth in the worst 5 % of years, 0 to 100.
    pub resilience: f64,
    /// Its standard error.
    pub resilience_se: f64,
}

impl Study {
    /// Runs a batch; `progress` is told how many more trials are done.
    ///
    /// # Errors
    /// When the catalogue does not hold together or threads cannot be started.
    pub fn batch(
        &self,
        hazards: &HazardFile,
        options: &BatchOptions,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<BatchResult, StudyBatchError> {
        let firms: Vec<String> =
            self.network.suppliers.iter().filter_map(|s| s.firm.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let hazards = &without_in_force(hazards, options);
        let arrivals = Arrivals::new(hazards, &firms, options.seed)?;
        let (trial, without_target) = YearTrial::new(self, hazards, &firms, options);
        let cells: Vec<Cell> = self
            .portfolios
            .iter()
            .map(|portfolio| Cell {
                sector: portfolio.sector.id().to_owned(),
                economy: self.network.economies[portfolio.economy as usize].clone(),
            })
            .collect();
        let run = Options { trials: 0..options.trials, threads: options.threads };
        let table = batch::run(&arrivals, &trial, cells, &run, progress)?;
        let results = (0..self.portfolios.len()).map(|cell| row(&table, cell)).collect();
        Ok(BatchResult { trials: options.trials, seed: options.seed, results, table, without_target })
    }
}

/// The catalogue without what is in force already, if a year begins with that: it cannot arrive a second time.
fn without_in_force(hazards: &HazardFile, options: &BatchOptions) -> HazardFile {
    let mut hazards = hazards.clone();
    if !options.in_force.is_empty() {
        for hazard in &mut hazards.hazard {
            hazard.enabled &= !hazard.in_force;
        }
    }
    hazards
}

/// What one trial does: its events as shocks on a weekly engine.
struct YearTrial<'a> {
    study: &'a Study,
    engine: Engine,
    /// What each hazard of the file acts on.
    effects: Vec<Vec<Effect>>,
    /// What each firm's plants are.
    firms: Vec<Effect>,
    in_force: Vec<Shock>,
    run: Run,
}

impl<'a> YearTrial<'a> {
    fn new(study: &'a Study, hazards: &HazardFile, firms: &[String], options: &BatchOptions) -> (Self, Vec<String>) {
        let compiler = Compiler::new(&study.model, &study.network);
        let effects: Vec<Vec<Effect>> = hazards
            .hazard
            .iter()
            .map(|h| h.hits.iter().filter_map(|target| compiler.effect(target)).collect())
            .collect();
        let idle = hazards.hazard.iter().zip(&effects);
        let without_target =
            idle.filter(|(h, e)| h.enabled && !h.per_firm && e.is_empty()).map(|(h, _)| h.id.clone()).collect();
        let plants = |firm: &String| {
            let all = study.network.suppliers.iter().enumerate();
            let own = all.filter(|(_, supplier)| supplier.firm.as_ref() == Some(firm));
            Effect::Capacity(own.map(|(index, _)| index as u32).collect())
        };
        let trial = Self {
            study,
            engine: Engine::new(
                &study.network,
                Parameters { step_days: STEP, ..parameters(&study.model, &study.network) },
            ),
            effects,
            firms: firms.iter().map(plants).collect(),
            in_force: options.in_force.iter().filter_map(|shock| compiler.compile(shock)).collect(),
            run: Run { horizon_days: FOLLOWED, watched: study.watched(), ..Run::default() },
        };
        (trial, without_target)
    }

    fn shocks(&self, events: &[Event]) -> Vec<Shock> {
        let mut shocks = self.in_force.clone();
        for event in events {
            let firm = event.firm.map(|firm| &self.firms[firm as usize]);
            let effects = self.effects[event.hazard as usize].iter().chain(firm);
            shocks.extend(effects.map(|effect| Shock { profile: event.profile(), effect: effect.clone() }));
        }
        shocks
    }
}

impl Trial for YearTrial<'_> {
    type Workspace = State;

    fn workspace(&self) -> State {
        self.engine.state()
    }

    fn loses_without_events(&self) -> bool {
        !self.in_force.is_empty()
    }

    fn run(&self, events: &[Event], state: &mut State) -> Vec<CellLoss> {
        let trajectory = self.engine.run_with(state, &self.shocks(events), &self.run);
        let (availability, unmet) = (columns(&trajectory.availability), columns(&trajectory.unmet_final));
        let reading = Reading {
            step_days: STEP,
            horizon_days: FOLLOWED,
            threshold: self.study.model.manifest.dynamics.threshold.value.get(),
        };
        let mut first = 0;
        self.study
            .portfolios
            .iter()
            .map(|portfolio| {
                let range = first..first + portfolio.members.len();
                first = range.end;
                let series = portfolio.members.iter().zip(&availability[range.clone()]);
                let weighted: Vec<(f64, &[f64])> =
                    series.map(|(member, days)| (member.weight, days.as_slice())).collect();
                let sector = sector_outcome(&weighted, &reading);
                let last = final_use(self.study, portfolio, &unmet[range], &reading);
                let year = (YEAR / STEP).round() as usize;
                let within = sector.mean_series.iter().take(year).map(|value| 1.0 - value).sum::<f64>() * STEP;
                CellLoss {
                    lost_days: sector.lost_days,
                    weakest_fifth_lost_days: sector.fifth_lost_days,
                    final_use_lost_days: last.days,
                    lost_value_usd: last.value,
                    within_year_lost_days: Some(within),
                }
            })
            .collect()
    }
}

fn row(table: &YearLossTable, cell: usize) -> BatchRow {
    let losses = |measure| table.losses(cell, measure).unwrap_or_default();
    let mean = estimates::mean(&losses(Measure::LostDays));
    let tail = tails::Tail::new(losses(Measure::LostDays));
    let at_risk = tail.value_at_risk(LEVEL, CONFIDENCE);
    let shortfall = tail.expected_shortfall(LEVEL);
    let final_use = estimates::mean(&losses(Measure::FinalUseLostDays));
    let resilience = tails::resilience(&losses(Measure::WeakestFifthLostDays), YEAR, 1.0 - LEVEL);
    let Cell { sector, economy } = table.cells()[cell].clone();
    BatchRow {
        sector,
        economy,
        mean_lost_days: mean.value,
        mean_lost_days_se: mean.standard_error,
        var95_lost_days: at_risk.value,
        var95_lost_days_low: at_risk.low,
        var95_lost_days_high: at_risk.high,
        es95_lost_days: shortfall.value,
        es95_lost_days_se: shortfall.standard_error,
        final_use_lost_days: final_use.value,
        final_use_lost_days_se: final_use.standard_error,
        resilience: resilience.value,
        resilience_se: resilience.standard_error,
    }
}
