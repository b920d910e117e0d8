//! A Monte Carlo batch on the study's network: hazards arrive over a year, each trial runs to the end of the third.

use super::batch_result::{BatchResult, Counted};

use super::by_source::BySource;
use super::year_trial::YearTrial;
use super::{Study, parameters};
use crate::engine::lanes::Kernel;
use crate::engine::{Engine, Parameters};
use crate::montecarlo::arrivals::Arrivals;
use crate::montecarlo::batch::{self, BatchError, Options};
use crate::montecarlo::catalogue::CatalogueError;
use crate::montecarlo::year_loss::{Cell, YearLossTable};
use crate::scenario::HazardFile;
use crate::score::{Member, Portfolio};
use std::collections::BTreeSet;
use std::ops::Range;

/// Days of a year, over which a trial's resilience is read.
pub(super) const YEAR: f64 = 365.0;
/// A trial's events arrive in the first year; losses are followed to the end of the third.
pub(super) const FOLLOWED: f64 = 3.0 * YEAR;
/// Steps of a trial, days.
pub(super) const STEP: f64 = 7.0;

/// Which batch to run.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// Number of trials, at least one.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Threads; as many as the machine offers if absent or 0. The result is the same for any number.
    pub threads: Option<usize>,
    /// Shocks already in force when the year begins.
    pub in_force: Vec<crate::scenario::Shock>,
    /// Which kernel runs it.
    pub kernel: Kernel,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self { trials: 500, seed: 0, threads: None, in_force: Vec::new(), kernel: Kernel::default() }
    }
}

/// Why a batch did not run.
#[derive(Debug, thiserror::Error)]
pub enum StudyBatchError {
    /// Nothing is asked for.
    #[error("a batch of 0 trials: admissible is at least 1")]
    NoTrials,
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
    /// When there are no trials, the catalogue does not hold together or threads cannot be started.
    pub fn batch(
        &self,
        hazards: &HazardFile,
        options: &BatchOptions,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<BatchResult, StudyBatchError> {
        if options.trials == 0 {
            return Err(StudyBatchError::NoTrials);
        }
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
        let firms = self.firms();
        let hazards = &without_in_force(hazards, options);
        let arrivals = Arrivals::new(hazards, &firms, options.seed)?;
        let (trial, without_target) = YearTrial::new(self, hazards, &firms, options);
        Ok((arrivals, trial, without_target))
    }

    /// Ids of the firms that hazards can hit, in their order.
    pub(super) fn firms(&self) -> Vec<String> {
        let named = self.network.suppliers.iter().filter_map(|supplier| supplier.firm.as_ref());
        named.collect::<BTreeSet<_>>().into_iter().cloned().collect()
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

    /// Draws its events at the rates of `hazards` from here on, which differ from those it was prepared for in nothing else.
    pub(super) fn take_rates(&mut self, hazards: &HazardFile, options: &BatchOptions) -> Result<(), StudyBatchError> {
        let firms = self.trial.study.firms();
        self.arrivals = Arrivals::new(&without_in_force(hazards, options), &firms, options.seed)?;
        Ok(())
    }

    /// What single events lose and where they strike, to tell a year's loss apart: see [`BySource`].
    #[must_use]
    pub fn by_source(&self, table: &YearLossTable) -> BySource {
        self.by_source_with(table, &|_, _| ())
    }

    /// The same; `progress` is told how many more of how many runs of single events are done.
    #[must_use]
    pub fn by_source_with(&self, table: &YearLossTable, progress: &(dyn Fn(u64, u64) + Sync)) -> BySource {
        BySource::new(&self.trial, &self.arrivals, table, progress)
    }

    /// The statistics of `table`, losses told apart by event if `sources` are given; of a table without trials they are not
    /// numbers.
    #[must_use]
    pub fn result(&self, table: YearLossTable, sources: Option<&BySource>) -> BatchResult {
        let study = self.trial.study;
        let counted: Vec<Counted> = study.portfolios.iter().map(|portfolio| counted(study, portfolio)).collect();
        BatchResult::new(self.seed, table, sources, &counted, self.without_target.clone())
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

/// What there is to lose in a sector.
fn counted(study: &Study, portfolio: &Portfolio) -> Counted {
    let priced = |member: &Member| {
        let used = study.network.cells[member.cell as usize].final_usage > 0.0;
        member.end_weight > 0.0 && used && member.value_per_day.is_some()
    };
    Counted {
        days: portfolio.members.iter().any(|member| member.weight > 0.0),
        money: portfolio.members.iter().any(priced),
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
