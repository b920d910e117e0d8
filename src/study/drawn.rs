//! What the ranges of the figures leave open: scores of models whose figures are all drawn anew.

use super::band::quantiles;
use super::{Scores, SectorConcentration, Study, redraw};
use crate::engine::lanes::Precision;
use crate::network::BuildError;
use rayon::prelude::*;
use std::collections::BTreeMap;

impl Study {
    /// What `measure` says of each of `draws` studies with this one's weights and every figure drawn from its range.
    /// `progress` is called once a draw.
    ///
    /// # Errors
    /// When a drawn model cannot become a network.
    pub(super) fn of_draws<T: Send>(
        &self,
        draws: u32,
        seed: u64,
        progress: &(dyn Fn() + Sync),
        measure: impl Fn(&Self) -> T + Sync,
    ) -> Result<Vec<T>, BuildError> {
        let draw = |draw: u32| {
            let drawn = self.redrawn(redraw(&self.model, seed, u64::from(draw)))?;
            let found = measure(&drawn);
            progress();
            Ok(found)
        };
        (0..draws).into_par_iter().map(draw).collect()
    }

    /// Concentrations and losses without each economy, for [`with_ranges`]. Losses are of single precision, a tenth of a
    /// point at worst, which is far less than what figures leave open.
    pub(super) fn headlines(&self) -> Headlines {
        let concentration = self.concentration().0;
        let partners = self.partners();
        let settled = self.settled(&partners, &self.watched(), Precision::F32);
        let columns = partners.iter().zip(&settled).map(|(&partner, levels)| (partner, self.losses(partner, levels)));
        let mut losses = BTreeMap::new();
        for (partner, column) in columns {
            let on = &self.network.economies[partner as usize];
            for (portfolio, loss) in self.portfolios.iter().zip(column) {
                let home = &self.network.economies[portfolio.economy as usize];
                losses.insert([portfolio.sector.id().to_owned(), home.clone(), on.clone()], loss);
            }
        }
        Headlines { concentration, losses }
    }
}

/// Scores of one draw.
pub(super) struct Headlines {
    concentration: Vec<SectorConcentration>,
    /// By sector, home economy and foreign economy: what the mean and the weakest fifth lose, 0 to 100.
    losses: BTreeMap<[String; 3], [f64; 2]>,
}

/// Gives concentrations and dependences the 5th and 95th percentile of what they are in the draws. An economy that exports
/// nothing in a draw is no dependence there.
pub(super) fn with_ranges(scores: &mut Scores, draws: &[Headlines]) {
    let range = |values: Vec<f64>| {
        let [low, _, high] = quantiles(values);
        (Some(low), Some(high))
    };
    for (place, row) in scores.concentration.iter_mut().enumerate() {
        let values = draws.iter().map(|draw| draw.concentration[place].concentration).collect();
        (row.concentration_low, row.concentration_high) = range(values);
    }
    for row in &mut scores.dependence {
        let key = [row.sector.clone(), row.economy.clone(), row.on.clone()];
        let values =
            |which: usize| draws.iter().map(|draw| draw.losses.get(&key).map_or(0.0, |loss| loss[which])).collect();
        (row.availability_loss_low, row.availability_loss_high) = range(values(0));
        (row.weakest_fifth_loss_low, row.weakest_fifth_loss_high) = range(values(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, ModelSource};
    use crate::scenario::HazardFile;
    use crate::study::ScoreOptions;

    /// Ranges are percentiles of what each drawn model scores by itself.
    #[test]
    fn ranges_are_those_of_the_drawn_models() {
        let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core");
        let study = Study::new(Model::load(&ModelSource::Folder(core)).expect("a model").value).expect("a network");
        let (draws, seed) = (20, 7);
        let options = ScoreOptions { days: false, draws, seed };
        let found = study.scores(&HazardFile::default(), &options, &|| ()).expect("scores");
        let drawn: Vec<Study> = (0..u64::from(draws))
            .map(|draw| Study::new(redraw(&study.model, seed, draw)).expect("a network"))
            .collect();
        let all: Vec<_> = drawn.iter().map(|study| (study.concentration().0, study.dependence(&|| ()))).collect();
        let mut wide = 0;
        for (place, row) in found.concentration.iter().enumerate() {
            let [low, _, high] = quantiles(all.iter().map(|(rows, _)| rows[place].concentration).collect());
            assert_eq!((row.concentration_low, row.concentration_high), (Some(low), Some(high)));
            wide += usize::from(high > low);
        }
        for row in &found.dependence {
            let same = |other: &&crate::study::Dependence| {
                (&other.sector, &other.economy, &other.on) == (&row.sector, &row.economy, &row.on)
            };
            let loss =
                |rows: &Vec<crate::study::Dependence>| rows.iter().find(same).map_or(0.0, |r| r.availability_loss);
            let [low, _, high] = quantiles(all.iter().map(|(_, rows)| loss(rows)).collect());
            for (found, expected) in [(row.availability_loss_low, low), (row.availability_loss_high, high)] {
                assert!((found.expect("a range") - expected).abs() < 0.1, "{row:?} {expected}");
            }
            wide += usize::from(high > low + 0.5);
        }
        assert!(wide > 2, "{wide}");
        let plain = study.scores(&HazardFile::default(), &ScoreOptions::default(), &|| ()).expect("scores");
        assert!(plain.concentration.iter().all(|row| row.concentration_low.is_none()));
        assert!(plain.dependence.iter().all(|row| row.weakest_fifth_loss_high.is_none()));
    }
}
