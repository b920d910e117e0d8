//! The dependence matrix in days: how long stocks hide that one foreign economy's exports have stopped.

use super::{Study, parameters};
use crate::engine::{Effect, Engine, Parameters, Profile, Run, Shock, State};
use crate::score::{Portfolio, fifth::weakest_fifth};
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

impl Study {
    /// The matrix in days: every sector and home economy against every foreign supplier economy that does not belong
    /// to it. `progress` is called once a foreign economy, [`Self::partner_count`] times.
    #[must_use]
    pub fn dependence_days(&self, progress: &(dyn Fn() + Sync)) -> Vec<DependenceDays> {
        // Without lanes that can grow, orders go where they always went.
        let rigid = Parameters { lane_growth: 0.0, ..parameters(&self.model, &self.network) };
        let rigid = Engine::new(&self.network, rigid);
        let columns: Vec<Vec<Option<DependenceDays>>> = self
            .partners()
            .into_par_iter()
            .map_init(
                || (self.engine.state(), rigid.state()),
                |(state, rigid_state), partner| {
                    let rerouted = self.stopped(&self.engine, state, partner);
                    let kept = self.stopped(&rigid, rigid_state, partner);
                    progress();
                    let each = self.portfolios.iter().zip(rerouted.into_iter().zip(kept));
                    each.map(|(portfolio, (rerouted, kept))| self.days(portfolio, partner, rerouted, &kept)).collect()
                },
            )
            .collect();
        let rows = self.portfolios.len();
        (0..rows).flat_map(|row| columns.iter().filter_map(move |column| column[row].clone())).collect()
    }

    fn days(&self, portfolio: &Portfolio, partner: u32, rerouted: Effects, kept: &Effects) -> Option<DependenceDays> {
        let home = &self.network.economies[portfolio.economy as usize];
        let on = &self.network.economies[partner as usize];
        (self.model.region(on) != home && !portfolio.members.is_empty()).then(|| DependenceDays {
            sector: portfolio.sector.id().to_owned(),
            economy: home.clone(),
            on: on.clone(),
            rerouted,
            days_without_rerouting: kept.days,
            loss_without_rerouting: kept.loss,
        })
    }

    /// What a stop of `partner`'s exports does to each portfolio.
    fn stopped(&self, engine: &Engine, state: &mut State, partner: u32) -> Vec<Effects> {
        let lanes = (0_u32..).zip(&self.network.lanes);
        let lanes = lanes.filter(|(_, lane)| lane.economy == partner && !lane.domestic && !lane.other);
        let shock = Shock {
            profile: Profile::for_ever(1.0, 0.0),
            effect: Effect::Flow(lanes.map(|(lane, _)| (lane, 1.0)).collect()),
        };
        let run = Run { horizon_days: FOLLOWED, stop_when_whole: false, watched: self.watched(), ..Run::default() };
        let trajectory = engine.run_with(state, &[shock], &run);
        let threshold = self.model.manifest.dynamics.threshold.value.get();
        let mut first = 0;
        let each = self.portfolios.iter().map(|portfolio| {
            let columns = first..first + portfolio.members.len();
            first = columns.end;
            let mut effects = Effects::default();
            let rows = trajectory.availability.nrows();
            for row in 0..rows {
                let levels = columns.clone().zip(&portfolio.members);
                let mut levels: Vec<(f64, f64)> =
                    levels.map(|(column, member)| (trajectory.availability[[row, column]], member.weight)).collect();
                if row + 1 == rows {
                    let mean: f64 = levels.iter().map(|(value, weight)| value * weight).sum();
                    effects.loss = 100.0 * (1.0 - mean).clamp(0.0, 1.0);
                }
                if effects.days.is_none() && weakest_fifth(&mut levels) < threshold {
                    effects.days = Some(trajectory.day(row));
                }
            }
            let fallen = columns.zip(&portfolio.members).filter_map(|(column, member)| {
                trajectory.first_below(column, threshold).map(|day| (day, member.product))
            });
            if let Some((day, product)) = fallen.min_by(|a, b| a.0.total_cmp(&b.0)) {
                effects.first_product = Some(self.network.products[product as usize].clone());
                effects.first_product_days = Some(day);
            }
            effects
        });
        each.collect()
    }
}
