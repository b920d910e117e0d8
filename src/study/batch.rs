//! A Monte Carlo batch on the study's network: hazards arrive over a year, each trial runs to the end of the third.

use super::final_use::final_use;
use super::{Study, parameters};
use crate::engine::lanes::{Kernel, Lanes, Losses, Span, Workspace};
use crate::engine::{Effect, Engine, Parameters, Shock};
use crate::montecarlo::arrivals::{Arrivals, Event};
use crate::montecarlo::batch::{self, BatchError, Options, Trial};
use crate::montecarlo::catalogue::CatalogueError;
use crate::montecarlo::estimates;
use crate::montecarlo::tails;
use crate::montecarlo::year_loss::{Cell, CellLoss, Measure, YearLossTable};
use crate::scenario::{Compiler, HazardFile};
use crate::score::sector_loss;
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
#[derive(Debug, Clone, Default)]
pub struct BatchOptions {
    /// Number of trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Threads; all if absent.
    pub threads: Option<usize>,
    /// Shocks already in force when the year begins.
    pub in_force: Vec<crate::scenario::Shock>,
    /// Which kernel runs it.
    pub kernel: Kernel,
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
        let (arrivals, trial, without_target) = self.trials(hazards, options)?;
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

    /// What draws trials, what runs them, and the hazards that hit nothing in this model.
    pub(super) fn trials(
        &self,
        hazards: &HazardFile,
        options: &BatchOptions,
    ) -> Result<(Arrivals, YearTrial<'_>, Vec<String>), StudyBatchError> {
        let firms: Vec<String> =
            self.network.suppliers.iter().filter_map(|s| s.firm.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let hazards = &without_in_force(hazards, options);
        let arrivals = Arrivals::new(hazards, &firms, options.seed)?;
        let (trial, without_target) = YearTrial::new(self, hazards, &firms, options);
        Ok((arrivals, trial, without_target))
    }

    /// The engine of batches: weekly steps.
    pub(super) fn weekly(&self) -> Engine {
        let weekly = Parameters { step_days: STEP, ..parameters(&self.model, &self.network) };
        Engine::new(&self.network, weekly)
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

/// What trials do: their events as shocks on weekly steps, as many at a time as the kernel has lanes.
pub(super) struct YearTrial<'a> {
    study: &'a Study,
    lanes: Lanes,
    /// What each hazard of the file acts on.
    effects: Vec<Vec<Effect>>,
    /// What each firm's plants are.
    firms: Vec<Effect>,
    in_force: Vec<Shock>,
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
            lanes: Lanes::new(&study.weekly(), options.kernel, &study.watched()),
            effects,
            firms: firms.iter().map(plants).collect(),
            in_force: options.in_force.iter().filter_map(|shock| compiler.compile(shock)).collect(),
        };
        (trial, without_target)
    }

    /// The shocks of a trial.
    pub(super) fn shocks(&self, events: &[Event]) -> Vec<Shock> {
        let mut shocks = self.in_force.clone();
        for event in events {
            let firm = event.firm.map(|firm| &self.firms[firm as usize]);
            let effects = self.effects[event.hazard as usize].iter().chain(firm);
            shocks.extend(effects.map(|effect| Shock { profile: event.profile(), effect: effect.clone() }));
        }
        shocks
    }
}

impl YearTrial<'_> {
    /// How long trials are followed.
    pub(super) fn span() -> Span {
        let steps = |days: f64| (days / STEP).round() as usize;
        Span { steps: steps(FOLLOWED), early: steps(YEAR) }
    }

    /// Losses of the sectors from those of their products.
    fn cells(&self, losses: &Losses) -> Vec<CellLoss> {
        let mut first = 0;
        let portfolios = self.study.portfolios.iter().map(|portfolio| {
            let range = first..first + portfolio.members.len();
            first = range.end;
            let weighted = |days: &[f64]| -> Vec<(f64, f64)> {
                portfolio
                    .members
                    .iter()
                    .zip(&days[range.clone()])
                    .map(|(member, &days)| (member.weight, days))
                    .collect()
            };
            let (lost_days, weakest_fifth_lost_days) = sector_loss(&weighted(&losses.lost));
            let last = final_use(self.study, portfolio, losses.unmet[range.clone()].iter().copied());
            CellLoss {
                lost_days,
                weakest_fifth_lost_days,
                final_use_lost_days: last.days,
                lost_value_usd: last.value,
                within_year_lost_days: Some(sector_loss(&weighted(&losses.early)).0),
            }
        });
        portfolios.collect()
    }
}

impl Trial for YearTrial<'_> {
    type Workspace = Workspace;

    fn workspace(&self) -> Workspace {
        self.lanes.workspace()
    }

    fn loses_without_events(&self) -> bool {
        !self.in_force.is_empty()
    }

    fn lanes(&self) -> usize {
        self.lanes.lanes()
    }

    fn run(&self, events: &[Event], workspace: &mut Workspace) -> Vec<CellLoss> {
        self.run_together(&[events], workspace).swap_remove(0)
    }

    fn run_together(&self, trials: &[&[Event]], workspace: &mut Workspace) -> Vec<Vec<CellLoss>> {
        let shocks: Vec<Vec<Shock>> = trials.iter().map(|events| self.shocks(events)).collect();
        let shocks: Vec<&[Shock]> = shocks.iter().map(Vec::as_slice).collect();
        let losses = self.lanes.run(workspace, &shocks, &Self::span());
        losses.iter().map(|losses| self.cells(losses)).collect()
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
