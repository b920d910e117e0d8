//! Dependence: what a home economy loses when one foreign economy's exports vanish for good, stocks spent.

use super::dependence_days::blocks;
use super::{Study, parameters};
use crate::cutset::{Element, Spread, Workspace};
use crate::engine::lanes::{Kernel, Lanes, Losses, Precision};
use crate::engine::{Engine, Parameters};
use crate::model::ROW;
use crate::score::{Portfolio, fifth::weakest_fifth};
use rayon::prelude::*;
use serde::Serialize;

/// Stocks are shortened to this many days, so that they are spent while rerouting and substitutes come in.
const SPENT_COVER: f64 = 7.0;
/// Days until rerouting, substitutes and overtime have long settled.
const SETTLED: f64 = 1_092.0;
/// The last days, over which the settled level is averaged.
const LEVEL: f64 = 91.0;
/// Days a step.
const STEP: f64 = 7.0;

/// Availability lost in one sector and home economy without one foreign economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The foreign economy whose exports vanish; a region's vanish with those of its members.
    pub on: String,
    /// Mean availability lost over the sector's products, 0 to 100.
    pub availability_loss: f64,
    /// The same for its weakest fifth.
    pub weakest_fifth_loss: f64,
    /// Mean availability lost when every customer keeps its share: no rerouting, substitutes or overtime.
    pub loss_without_rerouting: f64,
    /// The same for its weakest fifth.
    pub weakest_fifth_loss_without_rerouting: f64,
    /// 5th percentile of `availability_loss` over draws of the figures, if there were any.
    pub availability_loss_low: Option<f64>,
    /// 95th percentile.
    pub availability_loss_high: Option<f64>,
    /// 5th percentile of `weakest_fifth_loss`.
    pub weakest_fifth_loss_low: Option<f64>,
    /// 95th percentile.
    pub weakest_fifth_loss_high: Option<f64>,
    /// The region that `on` belongs to, if that has a row of its own, which contains this one.
    pub within: Option<String>,
}

impl Study {
    /// The extraction matrix: every home economy and sector against every foreign supplier economy, with and without
    /// rerouting.
    ///
    /// Each column is a run with that economy's exports gone for good, stocks cut to a week and strategic reserves emptied,
    /// read when everything has settled; runs go side by side in the kernel for batches, in double precision: in single
    /// precision levels that hang on who gets the last of something are off by a tenth of a point. Without rerouting it is
    /// the static extraction of [`crate::cutset`]. `progress` is called once a column.
    #[must_use]
    pub fn dependence(&self, progress: &(dyn Fn() + Sync)) -> Vec<Dependence> {
        let partners = self.partners();
        let watched = self.watched();
        let settled = self.settled(&partners, &watched, Precision::F64);
        let spread = Spread::new(&self.network);
        let columns: Vec<Vec<Dependence>> = (&partners, &settled)
            .into_par_iter()
            .map_init(Workspace::default, |work, (&partner, rerouted)| {
                let stopped: Vec<Element> = self.stands_for(partner).into_iter().map(Element::Exports).collect();
                let kept = spread.losses(work, &stopped, &watched);
                let kept: Vec<f64> = kept.into_iter().map(|loss| 1.0 - loss).collect();
                progress();
                self.column(partner, rerouted, &kept)
            })
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

    /// Economies that export anything to a region other than their own, and regions whose members do.
    pub(super) fn partners(&self) -> Vec<u32> {
        let mut exports = vec![false; self.network.economies.len()];
        for lane in self.network.lanes.iter().filter(|lane| !lane.domestic && !lane.other) {
            exports[lane.economy as usize] = true;
        }
        let any = |economy: &u32| self.stands_for(*economy).iter().any(|&economy| exports[economy as usize]);
        (0..self.network.economies.len() as u32).filter(any).collect()
    }

    /// The economies whose exports stop with those of `partner`: itself and, where it is a region, its members. The rest of
    /// the world is what is left unnamed, and stands for itself alone.
    pub(super) fn stands_for(&self, partner: u32) -> Vec<u32> {
        let id = &self.network.economies[partner as usize];
        let member = |other: &String| id != ROW && self.model.region(other) == id;
        let all = (0_u32..).zip(&self.network.economies);
        all.filter(|(index, other)| *index == partner || member(other)).map(|(index, _)| index).collect()
    }

    /// The region whose row contains that of `economy`; none of a region.
    fn within(&self, economy: &str) -> Option<String> {
        let region = self.model.region(economy);
        let named = region != economy && region != ROW && self.network.economies.iter().any(|id| id == region);
        named.then(|| region.to_owned())
    }

    /// The engine in which stocks are soon spent and reserves are empty, in steps of a week.
    fn spent_engine(&self) -> Engine {
        let mut network = self.network.clone();
        for slot in &mut network.slots {
            slot.cover = slot.cover.min(SPENT_COVER);
        }
        network.reserves.clear();
        Engine::new(&network, Parameters { step_days: STEP, ..parameters(&self.model, &self.network) })
    }

    /// Availability of the `watched` cells when all has settled without the exports of each of `partners`.
    pub(super) fn settled(&self, partners: &[u32], watched: &[u32], precision: Precision) -> Vec<Vec<f64>> {
        let kernel = Kernel { precision, ..Kernel::default() };
        let lanes = Lanes::new(&self.spent_engine(), kernel, watched);
        let mut places = vec![None; self.network.cells.len()];
        for (place, &cell) in watched.iter().enumerate() {
            places[cell as usize] = Some(place);
        }
        let (steps, last) = ((SETTLED / STEP) as usize, (LEVEL / STEP) as usize);
        let level = |losses: &Losses| {
            let mut levels = vec![1.0; watched.len()];
            for short in losses.short.iter().filter(|short| short.step as usize >= steps - last) {
                if let Some(place) = places[short.cell as usize] {
                    levels[place] -= short.lost / last as f64;
                }
            }
            levels
        };
        let run = |block: &[u32]| self.run_stops(&lanes, block, steps).iter().map(level).collect::<Vec<_>>();
        blocks(partners, &lanes).into_par_iter().flat_map(run).collect()
    }

    /// What every portfolio loses at these levels of all members without `partner`: mean and weakest fifth, 0 to 100.
    pub(super) fn losses(&self, partner: u32, levels: &[f64]) -> Vec<[f64; 2]> {
        let partner = self.model.region(&self.network.economies[partner as usize]);
        let mut levels = levels.iter().copied();
        let loss = |portfolio: &Portfolio| {
            // Members come first, so that no level is taken for nobody.
            let own = portfolio.members.iter().zip(levels.by_ref());
            let mut own: Vec<(f64, f64)> = own.map(|(member, level)| (level, member.weight)).collect();
            // An economy is not foreign to itself, nor to the region it belongs to; and a sector without products loses none.
            let nothing = partner == self.network.economies[portfolio.economy as usize] || own.is_empty();
            let mean: f64 = own.iter().map(|(value, weight)| value * weight).sum();
            [mean, weakest_fifth(&mut own)].map(|level| if nothing { 0.0 } else { 100.0 * (1.0 - level).max(0.0) })
        };
        self.portfolios.iter().map(loss).collect()
    }

    fn column(&self, partner: u32, rerouted: &[f64], kept: &[f64]) -> Vec<Dependence> {
        let [rerouted, kept] = [rerouted, kept].map(|levels| self.losses(partner, levels));
        let row = |((portfolio, rerouted), kept): ((&Portfolio, [f64; 2]), [f64; 2])| Dependence {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            on: self.network.economies[partner as usize].clone(),
            availability_loss: rerouted[0],
            weakest_fifth_loss: rerouted[1],
            loss_without_rerouting: kept[0],
            weakest_fifth_loss_without_rerouting: kept[1],
            availability_loss_low: None,
            availability_loss_high: None,
            weakest_fifth_loss_low: None,
            weakest_fifth_loss_high: None,
            within: self.within(&self.network.economies[partner as usize]),
        };
        self.portfolios.iter().zip(rerouted).zip(kept).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Run;
    use crate::model::{Model, ModelSource};

    #[test]
    fn levels_side_by_side_are_those_of_the_reference_engine() {
        let model = Model::load(&ModelSource::Embedded).expect("the model").value;
        let study = Study::new(model).expect("a network");
        let watched = study.watched();
        let economy = |id: &str| study.network.economies.iter().position(|other| other == id).expect("there") as u32;
        let partners = ["CHN", "TWN", "QAT", "IND"].map(economy);
        let found = study.settled(&partners, &watched, Precision::F64);
        let (engine, mut deepest) = (study.spent_engine(), 0.0_f64);
        for (partner, levels) in partners.iter().zip(&found) {
            let run = Run { horizon_days: SETTLED, stop_when_whole: false, watched: watched.clone(), ..Run::default() };
            let trajectory = engine.run(&[study.stop_of_exports(*partner)], &run);
            let (steps, last) = (trajectory.availability.nrows(), (LEVEL / STEP) as usize);
            for (column, level) in trajectory.availability.columns().into_iter().zip(levels) {
                let expected = column.iter().skip(steps - last).sum::<f64>() / last as f64;
                assert!((level - expected).abs() < 1e-8, "{level} {expected}");
                deepest = deepest.max(1.0 - expected);
            }
        }
        assert!(deepest > 0.5, "{deepest}");
    }
}
