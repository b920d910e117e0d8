//! Dependence: what a home economy loses when one foreign economy's exports vanish for good, stocks spent.

use super::{Study, parameters};
use crate::engine::{Effect, Engine, Parameters, Profile, Run, Shock, State};
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
}

impl Study {
    /// The extraction matrix: every home economy and sector against every foreign supplier economy, rerouting on.
    ///
    /// Each column is a run of the engine with that economy's exports gone for good, stocks cut to a week and
    /// strategic reserves emptied, read when everything has settled. `progress` is called once a column.
    #[must_use]
    pub fn dependence(&self, progress: &(dyn Fn() + Sync)) -> Vec<Dependence> {
        let mut network = self.network.clone();
        for slot in &mut network.slots {
            slot.cover = slot.cover.min(SPENT_COVER);
        }
        network.reserves.clear();
        let engine = Engine::new(&network, Parameters { step_days: 7.0, ..parameters(&self.model, &self.network) });
        let columns: Vec<Vec<Dependence>> = self
            .partners()
            .into_par_iter()
            .map_init(
                || engine.state(),
                |state, partner| {
                    let rows = self.without(&engine, state, partner);
                    progress();
                    rows
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

    fn without(&self, engine: &Engine, state: &mut State, partner: u32) -> Vec<Dependence> {
        let lanes = self.network.lanes.iter().enumerate();
        let lanes = lanes.filter(|(_, lane)| lane.economy == partner && !lane.domestic && !lane.other);
        let shock = Shock {
            profile: Profile::for_ever(1.0, 0.0),
            effect: Effect::Flow(lanes.map(|(lane, _)| (lane as u32, 1.0)).collect()),
        };
        let run = Run { horizon_days: SETTLED, stop_when_whole: false, watched: self.watched(), ..Run::default() };
        let trajectory = engine.run_with(state, &[shock], &run);
        let last = (LEVEL / engine.step_days()) as usize;
        let steps = trajectory.availability.nrows();
        let level = |column: usize| {
            let column = trajectory.availability.column(column);
            column.iter().skip(steps - last).sum::<f64>() / last as f64
        };
        let mut first = 0;
        self.portfolios
            .iter()
            .map(|portfolio| {
                let levels: Vec<(f64, f64)> = portfolio
                    .members
                    .iter()
                    .enumerate()
                    .map(|(index, member)| (level(first + index), member.weight))
                    .collect();
                first += portfolio.members.len();
                self.row(portfolio, partner, levels)
            })
            .collect()
    }

    fn row(&self, portfolio: &Portfolio, partner: u32, mut levels: Vec<(f64, f64)>) -> Dependence {
        // An economy is not foreign to itself, nor to the region it belongs to.
        let home = self.model.region(&self.network.economies[partner as usize])
            == self.network.economies[portfolio.economy as usize];
        let mean: f64 = levels.iter().map(|(value, weight)| value * weight).sum();
        // Nor can a sector without products lose any.
        let nothing = home || portfolio.members.is_empty();
        let loss = |level: f64| if nothing { 0.0 } else { 100.0 * (1.0 - level).max(0.0) };
        Dependence {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            on: self.network.economies[partner as usize].clone(),
            availability_loss: loss(mean),
            weakest_fifth_loss: loss(weakest_fifth(&mut levels)),
        }
    }
}
