//! Runs the same years on models and catalogues drawn from their ranges, any years of any draw at a time.

use super::band::redraw;
use super::batch::Batch;
use super::uncertain::{Redrawn, redraw_rates};
use super::{BatchOptions, Study, StudyBatchError};
use crate::montecarlo::{Cell, YearLossTable};
use crate::network::BuildError;
use crate::scenario::HazardFile;
use std::ops::Range;

/// Why such a batch did not run.
#[derive(Debug, thiserror::Error)]
pub enum UncertainError {
    /// A drawn model cannot become a network.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A batch.
    #[error(transparent)]
    Batch(#[from] StudyBatchError),
}

/// A batch over what is not known, made ready to run. Its trials are numbered through: first the years on figures and
/// rates as they stand, then those of the first draw, and so on. Every draw meets the same years.
#[derive(Debug)]
pub struct UncertainTrials<'a> {
    study: &'a Study,
    hazards: &'a HazardFile,
    options: BatchOptions,
    redrawn: Redrawn,
    /// Of the figures as they stand: rates alone change nothing but its arrivals.
    plain: Batch<'a>,
    /// The network of the draw that was last at work.
    drawn: Option<(u64, Study)>,
}

impl Study {
    /// Makes a batch of `options.trials` years on `redrawn.draws` models and catalogues ready.
    ///
    /// # Errors
    /// When there are no trials or the catalogue does not hold together.
    pub fn uncertain_trials<'a>(
        &'a self,
        hazards: &'a HazardFile,
        options: &BatchOptions,
        redrawn: Redrawn,
    ) -> Result<UncertainTrials<'a>, StudyBatchError> {
        if options.trials == 0 {
            return Err(StudyBatchError::NoTrials);
        }
        let plain = self.prepare_batch(hazards, options)?;
        Ok(UncertainTrials { study: self, hazards, options: options.clone(), redrawn, plain, drawn: None })
    }
}

impl UncertainTrials<'_> {
    /// Trials of all draws, the figures as they stand included.
    #[must_use]
    pub const fn all(&self) -> u64 {
        (self.redrawn.draws + 1) * self.options.trials
    }

    /// The sectors and home economies whose losses it counts.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        self.plain.cells()
    }

    /// Runs these trials; `progress` is told how many more are done.
    ///
    /// # Errors
    /// When a drawn model cannot become a network or a batch does not run.
    ///
    /// # Panics
    /// Never: every draw has the same cells, and its trials follow those before.
    pub fn run(
        &mut self,
        trials: Range<u64>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<YearLossTable, UncertainError> {
        let years = self.options.trials;
        let mut table = YearLossTable::new(trials.start, self.cells().to_vec());
        while table.trials().end < trials.end {
            let first = table.trials().end;
            let (whose, year) = (first / years, first % years);
            let until = years.min(year + (trials.end - first));
            if let Some(draw) = whose.checked_sub(1) {
                self.draw(draw)?;
            }
            let drawn = self.drawn.as_ref().filter(|_| whose > 0).map(|(_, study)| study);
            let study = drawn.unwrap_or(self.study);
            let rates = whose
                .checked_sub(1)
                .filter(|_| self.redrawn.rates)
                .map(|draw| redraw_rates(self.hazards, study.firms().len(), self.options.seed, draw));
            let hazards = rates.as_ref().unwrap_or(self.hazards);
            let part = if let Some(study) = drawn {
                study.prepare_batch(hazards, &self.options)?.run(year..until, progress)?
            } else {
                self.plain.take_rates(hazards, &self.options)?;
                self.plain.run(year..until, progress)?
            };
            table.append(&part.renumbered(first)).expect("the same cells in every draw, and the trials that follow");
        }
        Ok(table)
    }

    /// Sees to it that the network of draw `draw` is there, if figures are drawn.
    fn draw(&mut self, draw: u64) -> Result<(), UncertainError> {
        if self.redrawn.figures && self.drawn.as_ref().is_none_or(|(own, _)| *own != draw) {
            let model = redraw(&self.study.model, self.options.seed, draw);
            self.drawn = Some((draw, self.study.redrawn(model)?));
        }
        Ok(())
    }
}
