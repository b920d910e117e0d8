//! Firms that buy from firms, day by day (Henriet and Hallegatte 2008; Inoue and Todo 2019).
//!
//! Written from the papers and held to the output of the authors' simulator. One file per step of the day, in the order
//! in which `step` calls them:
//!
//! | step | file | what |
//! |---|---|---|
//! | 1 | `stock` | yesterday's deliveries in, yesterday's use out |
//! | 2 | `orders` | use at yesterday's output and the gap in stock |
//! | 3 | `production` | capacity, stocks, demand |
//! | 4 | `rationing` | who is served, by one of four rules |
//!
//! State lies on flows, which are few: a day costs a handful of passes over them. Damage takes the kernel's
//! [`Profile`].

mod firms;
mod orders;
mod parameters;
mod production;
mod rationing;
mod series;
mod shown;
mod stock;
#[cfg(test)]
mod tests;

pub use firms::{Firms, FirmsError};
pub use parameters::{Orders, Parameters, Rationing};
pub use series::{ByFirm, Series};

use super::day::near;
use super::disturbance::Disturbance;
use super::{Day, Span};
use crate::engine::{Effect, Outcome, Profile, Shock};
use shown::Shown;

/// Firms that lose a share of their capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// Which firms.
    pub firms: Vec<u32>,
    /// δ over time. A `hold` without end is a firm that never comes back, as in the authors' examples. Damages to one
    /// firm combine as 1 − Π(1 − δ).
    pub profile: Profile,
}

impl Damage {
    fn shock(&self) -> Shock {
        Shock { profile: self.profile.clone(), effect: Effect::Capacity(self.firms.clone()) }
    }
}

/// All that changes from day to day.
#[derive(Debug, Clone)]
struct Run<'a> {
    disturbance: Disturbance<'a>,
    /// S by flow: what the user has in stock from this supplier.
    stock: Vec<f64>,
    /// O by flow: what of it passes.
    order: Vec<f64>,
    /// What is delivered, by flow.
    delivered: Vec<f64>,
    /// D by firm.
    demand: Vec<f64>,
    /// P0 (1 − δ).
    capacity: Vec<f64>,
    /// Output; that of yesterday until [`Firms::produce`].
    made: Vec<f64>,
    /// Final consumption asked of a firm, and served, by firm.
    asked: Vec<f64>,
    consumed: Vec<f64>,
    /// Orders in the order in which rule R2 serves them: ratio to normal, order, normal.
    queue: Vec<(f64, f64, f64)>,
    /// Share of what its user wanted to make that a pool allowed, by the pool's number in the flows.
    met: Vec<f64>,
}

impl Firms {
    /// Runs `damages` for so many days. Series by firm are recorded only if asked for.
    ///
    /// # Errors
    ///
    /// If a damage names a firm that does not exist.
    pub fn run(
        &self,
        parameters: &Parameters,
        damages: &[Damage],
        days: usize,
        by_firm: bool,
    ) -> Result<Series, FirmsError> {
        let mut named = damages.iter().flat_map(|damage| &damage.firms);
        if let Some(&firm) = named.find(|&&firm| firm as usize >= self.len()) {
            return Err(FirmsError::Firm { firm, firms: self.len() });
        }
        let shocks: Vec<Shock> = damages.iter().map(Damage::shock).collect();
        let mut run = self.at_rest(parameters, &shocks);
        let mut series = Series::new(self, days, by_firm);
        for day in 0..days {
            self.step(parameters, &mut run, day);
            series.record(self, day, &run);
        }
        Ok(series)
    }

    /// Runs the kernel's shocks and shows every simulated day to `observe`. Stocks shown are those at the start of the
    /// day. Lost capital counts as lost capacity.
    pub fn drive(
        &self,
        parameters: &Parameters,
        shocks: &[Shock],
        span: &Span,
        mut observe: impl FnMut(&Day<'_>),
    ) -> Outcome {
        let mut run = self.at_rest(parameters, shocks);
        let mut shown = Shown::new(self);
        span.drive(|day| {
            self.step(parameters, &mut run, day);
            shown.fill(self, &run);
            observe(&shown.day(self, &run, day));
            self.rests(parameters, &run)
        })
    }

    /// Everything as in normal times: output P0, stocks of n days.
    fn at_rest<'a>(&self, parameters: &Parameters, shocks: &'a [Shock]) -> Run<'a> {
        let zero = vec![0.0; self.len()];
        Run {
            disturbance: Disturbance::new(&self.flows, shocks, true),
            stock: self.flow.iter().map(|flow| parameters.inventory_days * flow).collect(),
            order: self.flow.clone(),
            delivered: self.flow.clone(),
            demand: zero.clone(),
            capacity: zero.clone(),
            made: self.output.clone(),
            asked: self.consumption.clone(),
            consumed: zero,
            queue: Vec::new(),
            met: vec![1.0; self.flows.pools.len()],
        }
    }

    fn step(&self, parameters: &Parameters, run: &mut Run<'_>, day: usize) {
        // On the first day nothing has been used or delivered yet.
        if day > 0 {
            self.turn_over(run);
        }
        self.disturb(run, day as f64);
        self.order(parameters, run);
        self.produce(run);
        self.ration(parameters.rationing, run);
    }

    /// Whether output, demand and stocks are as at rest.
    fn rests(&self, parameters: &Parameters, run: &Run<'_>) -> bool {
        let made = (0..self.len())
            .all(|i| near(run.made[i], self.output[i]) && near(run.demand[i].max(run.made[i]), self.output[i]));
        made && run.stock.iter().zip(&self.flow).all(|(stock, flow)| near(*stock, parameters.inventory_days * flow))
    }
}
