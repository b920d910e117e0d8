//! The dependence matrix in days: how long stocks hide that one foreign economy's exports have stopped.

use super::{Place, Study, parameters};
use crate::engine::lanes::{Kernel, Lanes, Losses, Short, Span};
use crate::engine::{Effect, Engine, Parameters, Profile, Shock};
use crate::score::{Portfolio, Reading, fall, is_down};
use rayon::prelude::*;
use serde::Serialize;

/// Days that are followed.
pub const FOLLOWED: f64 = 730.0;

/// When one sector and home economy feel that one foreign economy's exports stopped for good on day 0, stocks full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DependenceDays {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The foreign economy whose exports stop.
    pub on: String,
    /// With rerouting.
    #[serde(flatten)]
    pub rerouted: Effects,
    /// First day on which the weakest fifth is below the threshold without rerouting; none within two years.
    pub days_without_rerouting: Option<f64>,
    /// Mean availability lost on the last day without rerouting, 0 to 100.
    pub loss_without_rerouting: f64,
}

/// What a stop does, with all that the engine has against it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Effects {
    /// First day on which the weakest fifth of the sector is below the threshold; none within two years.
    pub days: Option<f64>,
    /// The product that falls below it first.
    pub first_product: Option<String>,
    /// On which day; none within two years.
    pub first_product_days: Option<f64>,
    /// Mean availability lost on the last day, 0 to 100.
    pub loss: f64,
}

impl DependenceDays {
    /// Whether the sector, or one of its products, falls below the threshold with or without rerouting.
    #[must_use]
    pub const fn is_felt(&self) -> bool {
        self.rerouted.first_product_days.is_some() || self.days_without_rerouting.is_some()
    }
}

/// With and without rerouting.
const FORMS: usize = 2;

impl Study {
    /// The matrix in days: every sector and home economy against every foreign supplier economy that does not belong
    /// to it. `progress` is called once a foreign economy, [`Self::partner_count`] times.
    ///
    /// Stops run side by side in the kernel for batches, in single precision and steps of a day; its figures are those
    /// of the reference engine to six digits.
    #[must_use]
    pub fn dependence_days(&self, progress: &(dyn Fn() + Sync)) -> Vec<DependenceDays> {
        let partners = self.partners();
        let stops = self.stops(&partners, progress);
        let rows = (0..self.portfolios.len()).flat_map(|row| stops.iter().map(move |stop| (row, stop)));
        rows.zip(partners.iter().cycle()).filter_map(|((row, stop), &partner)| self.days(row, partner, stop)).collect()
    }

    /// What the stop of each of `partners` does to the portfolios, by partner and form.
    fn stops(&self, partners: &[u32], progress: &(dyn Fn() + Sync)) -> Vec<[Vec<Effects>; FORMS]> {
        // Without lanes that can grow, orders go where they always went.
        let rigid = Parameters { lane_growth: 0.0, ..parameters(&self.model, &self.network) };
        let watched = self.watched();
        let lanes = |engine: &Engine| Lanes::new(engine, Kernel::default(), &watched);
        let forms: [Lanes; FORMS] = [lanes(&self.engine), lanes(&Engine::new(&self.network, rigid))];
        let blocks = blocks(partners, &forms[0]);
        let places = self.places();
        let run = |work: usize| {
            let (form, block) = (work % FORMS, blocks[work / FORMS]);
            let effects = self.block(&forms[form], block, &places);
            if form == 0 {
                for _ in block {
                    progress();
                }
            }
            effects
        };
        let mut done = (0..FORMS * blocks.len()).into_par_iter().map(run).collect::<Vec<_>>().into_iter();
        let mut stops = Vec::with_capacity(partners.len());
        while let (Some(rerouted), Some(kept)) = (done.next(), done.next()) {
            stops.extend(rerouted.into_iter().zip(kept).map(|(rerouted, kept)| [rerouted, kept]));
        }
        stops
    }

    fn days(&self, row: usize, partner: u32, stop: &[Vec<Effects>; FORMS]) -> Option<DependenceDays> {
        let portfolio = &self.portfolios[row];
        let home = &self.network.economies[portfolio.economy as usize];
        let on = &self.network.economies[partner as usize];
        let [rerouted, kept] = stop;
        (self.model.region(on) != home && !portfolio.members.is_empty()).then(|| DependenceDays {
            sector: portfolio.sector.id().to_owned(),
            economy: home.clone(),
            on: on.clone(),
            rerouted: rerouted[row].clone(),
            days_without_rerouting: kept[row].days,
            loss_without_rerouting: kept[row].loss,
        })
    }

    /// What a stop of the exports of each of `partners` does to each portfolio.
    fn block(&self, lanes: &Lanes, partners: &[u32], places: &[Place]) -> Vec<Vec<Effects>> {
        let losses = self.run_stops(lanes, partners, FOLLOWED as usize);
        losses.iter().map(|losses| self.effects(&losses.short, places)).collect()
    }

    /// What is lost over so many steps when the exports of one of `partners` stop, of a [block](blocks) of them.
    pub(super) fn run_stops(&self, lanes: &Lanes, partners: &[u32], steps: usize) -> Vec<Losses> {
        let shocks: Vec<[Shock; 1]> = partners.iter().map(|&partner| [self.stop_of_exports(partner)]).collect();
        let shocks: Vec<&[Shock]> = shocks.iter().map(<[Shock; 1]>::as_slice).collect();
        lanes.run(&mut lanes.workspace(), &shocks, &Span { steps, early: 0 })
    }

    /// The exports of an economy, of a region those of its members too, gone for good from day 0.
    pub(super) fn stop_of_exports(&self, partner: u32) -> Shock {
        let stopped = self.stands_for(partner);
        let lanes = (0_u32..).zip(&self.network.lanes);
        let lanes = lanes.filter(|(_, lane)| stopped.contains(&lane.economy) && !lane.domestic && !lane.other);
        Shock {
            profile: Profile::for_ever(1.0, 0.0),
            effect: Effect::Flow(lanes.map(|(lane, _)| (lane, 1.0)).collect()),
        }
    }

    /// Reads the days from what cells lack, step by step.
    fn effects(&self, short: &[Short], places: &[Place]) -> Vec<Effects> {
        let mut lacking = vec![Vec::new(); self.portfolios.len()];
        for short in short {
            if let Some((portfolio, place)) = places[short.cell as usize] {
                lacking[portfolio as usize].push((short.step, place, short.lost));
            }
        }
        self.portfolios.iter().zip(&lacking).map(|(portfolio, lacking)| self.effect(portfolio, lacking)).collect()
    }

    fn effect(&self, portfolio: &Portfolio, lacking: &[(u32, u32, f64)]) -> Effects {
        let threshold = self.model.manifest.dynamics.threshold.value.get();
        let steps = FOLLOWED as usize;
        let weights: Vec<f64> = portfolio.members.iter().map(|member| member.weight).collect();
        let reading = Reading { step_days: 1.0, horizon_days: FOLLOWED, threshold };
        let last = lacking.iter().filter(|(step, _, _)| *step as usize + 1 == steps);
        let lost: f64 = last.map(|&(_, place, lost)| lost * weights[place as usize]).sum();
        let fallen = lacking.iter().filter(|(_, _, lost)| is_down(1.0 - lost, threshold));
        let first = fallen.min_by_key(|(step, place, _)| (*step, *place));
        Effects {
            days: fall(&weights, lacking, steps, &reading).time_to_survive,
            first_product: first.map(|&(_, place, _)| {
                self.network.products[portfolio.members[place as usize].product as usize].clone()
            }),
            first_product_days: first.map(|(step, _, _)| f64::from(*step)),
            loss: 100.0 * lost.clamp(0.0, 1.0),
        }
    }
}

/// Partners whose stops run side by side: blocks of about the same size, since a lane that is left empty costs as much as
/// one that is not.
pub(super) fn blocks<'p>(partners: &'p [u32], lanes: &Lanes) -> Vec<&'p [u32]> {
    let blocks = partners.len().div_ceil(lanes.lanes()).max(1);
    partners.chunks(partners.len().div_ceil(blocks).max(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Run;
    use crate::model::{Model, ModelSource};
    use crate::scenario::{Compiler, adhoc};
    use crate::score::fifth::weakest_fifth;

    /// The days by the reference engine, read step by step.
    fn by_reference(study: &Study, engine: &Engine, partner: u32) -> Vec<Effects> {
        let run = Run { horizon_days: FOLLOWED, stop_when_whole: false, watched: study.watched(), ..Run::default() };
        let trajectory = engine.run(&[study.stop_of_exports(partner)], &run);
        let threshold = study.model.manifest.dynamics.threshold.value.get();
        let mut first = 0;
        let each = study.portfolios.iter().map(|portfolio| {
            let columns = first..first + portfolio.members.len();
            first = columns.end;
            let level = |row: usize| -> Vec<(f64, f64)> {
                let own = columns.clone().zip(&portfolio.members);
                own.map(|(column, member)| (trajectory.availability[[row, column]], member.weight)).collect()
            };
            let rows = trajectory.availability.nrows();
            let below = columns
                .clone()
                .zip(&portfolio.members)
                .filter_map(|(column, member)| Some((trajectory.first_below(column, threshold)?, member.product)));
            let earliest = below.min_by(|a, b| a.0.total_cmp(&b.0));
            let mean: f64 = level(rows - 1).iter().map(|(value, weight)| value * weight).sum();
            Effects {
                days: (0..rows).find(|&row| is_down(weakest_fifth(&mut level(row)), threshold)).map(|row| row as f64),
                first_product: earliest.map(|(_, product)| study.network.products[product as usize].clone()),
                first_product_days: earliest.map(|(day, _)| day),
                loss: 100.0 * (1.0 - mean).clamp(0.0, 1.0),
            }
        });
        each.collect()
    }

    #[test]
    fn a_region_stops_with_its_members_as_in_a_run() {
        let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core");
        let study = Study::new(Model::load(&ModelSource::Folder(core)).expect("a model").value).expect("a network");
        let shock = adhoc::parse("export EUU>* 100% forever").expect("a shock");
        let shock = Compiler::new(&study.model, &study.network).compile(&shock).expect("exports");
        let run = Run { horizon_days: FOLLOWED, stop_when_whole: false, watched: study.watched(), ..Run::default() };
        let trajectory = study.engine.run(&[shock], &run);
        let last = trajectory.availability.row(FOLLOWED as usize - 1).to_vec();
        let (mut levels, mut felt) = (last.iter(), 0);
        let days = study.dependence_days(&|| ());
        let matrix = study.dependence(&|| ());
        for portfolio in &study.portfolios {
            let own = portfolio.members.iter().zip(levels.by_ref());
            let loss = 100.0 * (1.0 - own.map(|(member, level)| member.weight * level).sum::<f64>());
            let home = &study.network.economies[portfolio.economy as usize];
            let key = |sector: &str, economy: &str| sector == portfolio.sector.id() && economy == home;
            let on = |id: &str| {
                let mut rows = days.iter().filter(|row| key(&row.sector, &row.economy));
                rows.find(|row| row.on == id).map(|row| row.rerouted.loss)
            };
            let Some(region) = on("EUU") else { continue };
            assert!((region - loss).abs() < 1e-3, "{region} {loss}");
            assert!(on("DEU").is_some_and(|member| member <= region + 1e-3));
            let mut rows = matrix.iter().filter(|row| key(&row.sector, &row.economy));
            let [member, whole] = ["DEU", "EUU"].map(|id| rows.clone().find(|row| row.on == id).expect("a row"));
            assert!(whole.loss_without_rerouting >= member.loss_without_rerouting - 1e-9);
            felt += usize::from(whole.loss_without_rerouting > 0.0);
            assert!(rows.all(|row| row.within.as_deref() == (row.on == "DEU").then_some("EUU")));
        }
        assert!(felt > 0, "nothing hangs on the region");
    }

    #[test]
    fn stops_side_by_side_are_those_of_the_reference_engine() {
        let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core");
        let study = Study::new(Model::load(&ModelSource::Folder(core)).expect("a model").value).expect("a network");
        let rigid = Parameters { lane_growth: 0.0, ..parameters(&study.model, &study.network) };
        let engines = [study.engine.clone(), Engine::new(&study.network, rigid)];
        let partners = study.partners();
        let stops = study.stops(&partners, &|| ());
        let mut felt = 0;
        for (partner, stop) in partners.iter().zip(&stops) {
            for (engine, effects) in engines.iter().zip(stop) {
                let expected = by_reference(&study, engine, *partner);
                for ((found, expected), portfolio) in effects.iter().zip(&expected).zip(&study.portfolios) {
                    if portfolio.members.is_empty() {
                        continue;
                    }
                    assert!((found.loss - expected.loss).abs() < 1e-3, "{found:?} {expected:?}");
                    assert_eq!(*found, Effects { loss: found.loss, ..expected.clone() });
                    felt += usize::from(found.days.is_some());
                }
            }
        }
        assert!(felt > 0 && partners.len() > 1);
    }
}
