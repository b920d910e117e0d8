//! Dependence: what a home economy loses when one foreign economy's exports vanish for good, stocks spent.

use super::{Study, parameters};
use crate::cutset::{Element, Spread, Workspace};
use crate::engine::{Engine, Parameters, Run, State};
use crate::score::{Portfolio, fifth::weakest_fifth};
use rayon::prelude::*;
use serde::Serialize;

/// Stocks are shortened to this many days, so that they are spent while rerouting and substitutes come in.
const SPENT_COVER: f64 = 7.0;
/// Days until rerouting, substitutes and overtime have long settled.
const SETTLED: f64 = 1_092.0;
/// The last days, over which the settled level is averaged.
const LEVEL: f64 = 91.0;

/// Availability lost in one sector and home economy without one foreign economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The foreign economy whose exports vanish.
    pub on: String,
    /// Mean availability lost over the sector's products, 0 to 100.
    pub availability_loss: f64,
    /// The same for its weakest fifth.
    pub weakest_fifth_loss: f64,
    /// Mean availability lost when every customer keeps its share: no rerouting, substitutes or overtime.
    pub loss_without_rerouting: f64,
    /// The same for its weakest fifth.
    pub weakest_fifth_loss_without_rerouting: f64,
}

/// Availability of the members of all portfolios, in their order, when one foreign economy's exports are gone.
struct Levels {
    rerouted: Vec<f64>,
    kept: Vec<f64>,
}

impl Study {
    /// The extraction matrix: every home economy and sector against every foreign supplier economy, with and without
    /// rerouting.
    ///
    /// Each column is a run of the engine with that economy's exports gone for good, stocks cut to a week and
    /// strategic reserves emptied, read when everything has settled; without rerouting it is the static extraction of
    /// [`crate::cutset`]. `progress` is called once a column.
    #[must_use]
    pub fn dependence(&self, progress: &(dyn Fn() + Sync)) -> Vec<Dependence> {
        let mut network = self.network.clone();
        for slot in &mut network.slots {
            slot.cover = slot.cover.min(SPENT_COVER);
        }
        network.reserves.clear();
        let engine = Engine::new(&network, Parameters { step_days: 7.0, ..parameters(&self.model, &self.network) });
        let spread = Spread::new(&self.network);
        let watched = self.watched();
        let columns: Vec<Vec<Dependence>> = self
            .partners()
            .into_par_iter()
            .map_init(
                || (engine.state(), Workspace::default()),
                |(state, work), partner| {
                    let kept = spread.losses(work, &[Element::Exports(partner)], &watched);
                    let kept = kept.into_iter().map(|loss| 1.0 - loss).collect();
                    let levels = Levels { rerouted: self.settled(&engine, state, partner, &watched), kept };
                    progress();
                    self.column(partner, &levels)
                },
            )
            .collect();
        // Sector and economy outside, partners inside.
        let rows = self.portfolios.len();
        (0..rows).flat_map(|row| columns.iter().map(move |column| column[row].clone())).collect()
    }

    /// Number of columns of [`Self::dependence`], for progress.
    #[must_use]
    pub fn partner_count(&self) -> usize {
        self.partners().len()
    }

    /// Economies that export anything to a region other than their own.
    pub(super) fn partners(&self) -> Vec<u32> {
        (0..self.network.economies.len() as u32)
            .filter(|&economy| {
                self.network.lanes.iter().any(|lane| lane.economy == economy && !lane.domestic && !lane.other)
            })
            .collect()
    }

    /// Availability of the `watched` cells when all has settled without the exports of `partner`.
    fn settled(&self, engine: &Engine, state: &mut State, partner: u32, watched: &[u32]) -> Vec<f64> {
        let run = Run { horizon_days: SETTLED, stop_when_whole: false, watched: watched.to_vec(), ..Run::default() };
        let trajectory = engine.run_with(state, &[self.stop_of_exports(partner)], &run);
        let last = (LEVEL / engine.step_days()) as usize;
        let steps = trajectory.availability.nrows();
        let columns = trajectory.availability.columns().into_iter();
        columns.map(|column| column.iter().skip(steps - last).sum::<f64>() / last as f64).collect()
    }

    fn column(&self, partner: u32, levels: &Levels) -> Vec<Dependence> {
        let mut first = 0;
        let row = |portfolio: &Portfolio| {
            let members = first..first + portfolio.members.len();
            first = members.end;
            self.row(portfolio, partner, &levels.rerouted[members.clone()], &levels.kept[members])
        };
        self.portfolios.iter().map(row).collect()
    }

    fn row(&self, portfolio: &Portfolio, partner: u32, rerouted: &[f64], kept: &[f64]) -> Dependence {
        // An economy is not foreign to itself, nor to the region it belongs to.
        let home = self.model.region(&self.network.economies[partner as usize])
            == self.network.economies[portfolio.economy as usize];
        // Nor can a sector without products lose any.
        let nothing = home || portfolio.members.is_empty();
        let losses = |levels: &[f64]| {
            let mut levels: Vec<(f64, f64)> =
                levels.iter().copied().zip(portfolio.members.iter().map(|member| member.weight)).collect();
            let mean: f64 = levels.iter().map(|(value, weight)| value * weight).sum();
            [mean, weakest_fifth(&mut levels)].map(|level| if nothing { 0.0 } else { 100.0 * (1.0 - level).max(0.0) })
        };
        let ([availability_loss, weakest_fifth_loss], [kept, kept_fifth]) = (losses(rerouted), losses(kept));
        Dependence {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            on: self.network.economies[partner as usize].clone(),
            availability_loss,
            weakest_fifth_loss,
            loss_without_rerouting: kept,
            weakest_fifth_loss_without_rerouting: kept_fifth,
        }
    }
}
