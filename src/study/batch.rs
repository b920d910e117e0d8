//! A Monte Carlo batch on the study's network: hazards arrive over a year, each trial runs to the end of the third.

use super::batch_result::BatchResult;
use super::by_source::BySource;
use super::final_use::final_use;
use super::{Place, Study, parameters};
use crate::engine::lanes::{Kernel, Lanes, Losses, Span, Workspace};
use crate::engine::{Effect, Engine, Parameters, Shock};
use crate::montecarlo::arrivals::{Arrivals, Event};
use crate::montecarlo::batch::{self, BatchError, Options, Trial};
use crate::montecarlo::catalogue::CatalogueError;
use crate::montecarlo::year_loss::{Cell, CellLoss, YearLossTable};
use crate::scenario::{Compiler, HazardFile};
use crate::score::{Fall, Portfolio, Reading, fall, sector_loss};
use std::collections::BTreeSet;
use std::ops::Range;

/// Days of a year, over which a trial's resilience is read.
pub(super) const YEAR: f64 = 365.0;
/// A trial's events arrive in the first year; losses are followed to the end of the third.
const FOLLOWED: f64 = 3.0 * YEAR;
/// Steps of a trial, days.
const STEP: f64 = 7.0;

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

/// A batch made ready to run, any trials of it at a time.
#[derive(Debug)]
pub struct Batch<'a> {
    trial: YearTrial<'a>,
    arrivals: Arrivals,
    cells: Vec<Cell>,
    seed: u64,
    threads: Option<usize>,
    without_target: Vec<String>,
}

impl Study {
    /// Runs a batch; `progress` is told how many more trials are done. Nothing in its result is told apart by event.
    ///
    /// # Errors
    /// When the catalogue does not hold together or threads cannot be started.
    pub fn batch(
        &self,
        hazards: &HazardFile,
        options: &BatchOptions,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<BatchResult, StudyBatchError> {
        let batch = self.prepare_batch(hazards, options)?;
        let table = batch.run(0..options.trials, progress)?;
        Ok(batch.result(table, None))
    }

    /// Makes a batch ready; how many trials the options name does not matter.
    ///
    /// # Errors
    /// When the catalogue does not hold together.
    pub fn prepare_batch(&self, hazards: &HazardFile, options: &BatchOptions) -> Result<Batch<'_>, StudyBatchError> {
        let (arrivals, trial, without_target) = self.trials(hazards, options)?;
        let cells: Vec<Cell> = self
            .portfolios
            .iter()
            .map(|portfolio| Cell {
                sector: portfolio.sector.id().to_owned(),
                economy: self.network.economies[portfolio.economy as usize].clone(),
            })
            .collect();
        Ok(Batch { trial, arrivals, cells, seed: options.seed, threads: options.threads, without_target })
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

impl Batch<'_> {
    /// Runs these trials, counted from 0 over all shards; `progress` is told how many more are done.
    ///
    /// # Errors
    /// When threads cannot be started.
    pub fn run(&self, trials: Range<u64>, progress: &(dyn Fn(u64) + Sync)) -> Result<YearLossTable, StudyBatchError> {
        let options = Options { trials, threads: self.threads };
        Ok(batch::run(&self.arrivals, &self.trial, self.cells.clone(), &options, progress)?)
    }

    /// What single events lose and where they strike, to tell a year's loss apart: see [`BySource`].
    #[must_use]
    pub fn by_source(&self, table: &YearLossTable) -> BySource {
        BySource::new(&self.trial, &self.arrivals, table)
    }

    /// The statistics of `table`, losses told apart by event if `sources` are given.
    #[must_use]
    pub fn result(&self, table: YearLossTable, sources: Option<&BySource>) -> BatchResult {
        let without_target = self.without_target.clone();
        BatchResult::new(self.seed, table, sources, without_target)
    }

    /// The sectors and home economies whose losses it counts.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Ids of the hazards that hit nothing in this model.
    #[must_use]
    pub fn without_target(&self) -> &[String] {
        &self.without_target
    }

    /// The arrivals that its trials draw.
    #[must_use]
    pub const fn arrivals(&self) -> &Arrivals {
        &self.arrivals
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
#[derive(Debug)]
pub(super) struct YearTrial<'a> {
    pub(super) study: &'a Study,
    lanes: Lanes,
    /// Of every cell.
    place: Vec<Place>,
    /// What each hazard of the file acts on.
    pub(super) effects: Vec<Vec<Effect>>,
    /// What each firm's plants are.
    pub(super) firms: Vec<Effect>,
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
            place: study.places(),
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
        let falls = self.falls(losses);
        let portfolios = self.study.portfolios.iter().zip(falls).map(|(portfolio, fall)| {
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
                time_to_survive_days: fall.time_to_survive,
                time_to_recover_days: fall.time_to_recover,
            }
        });
        portfolios.collect()
    }

    /// When the sectors fall and are back.
    fn falls(&self, losses: &Losses) -> Vec<Fall> {
        let portfolios = &self.study.portfolios;
        let mut lacking = vec![Vec::new(); portfolios.len()];
        for short in &losses.short {
            if let Some((portfolio, place)) = self.place[short.cell as usize] {
                lacking[portfolio as usize].push((short.step, place, short.lost));
            }
        }
        let threshold = self.study.model.manifest.dynamics.threshold.value.get();
        let reading = Reading { step_days: STEP, horizon_days: FOLLOWED, threshold };
        let read = |(portfolio, lacking): (&Portfolio, &Vec<(u32, u32, f64)>)| {
            let weights: Vec<f64> = portfolio.members.iter().map(|member| member.weight).collect();
            fall(&weights, lacking, Self::span().steps, &reading)
        };
        portfolios.iter().zip(&lacking).map(read).collect()
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
