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
mod stock;
#[cfg(test)]
mod tests;

pub use firms::{Firms, FirmsError};
pub use parameters::{Orders, Parameters, Rationing};
pub use series::{ByFirm, Series};

use crate::engine::Profile;

/// Firms that lose a share of their capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// Which firms.
    pub firms: Vec<u32>,
    /// δ over time. A `hold` without end is a firm that never comes back, as in the authors' examples. Damages to one
    /// firm combine as 1 − Π(1 − δ).
    pub profile: Profile,
}

/// All that changes from day to day.
#[derive(Debug, Clone)]
struct Run {
    /// S by flow: what the user has in stock from this supplier.
    stock: Vec<f64>,
    /// O by flow.
    order: Vec<f64>,
    /// What is delivered, by flow.
    delivered: Vec<f64>,
    /// D by firm.
    demand: Vec<f64>,
    /// P0 (1 − δ).
    capacity: Vec<f64>,
    /// Output; that of yesterday until [`Firms::produce`].
    made: Vec<f64>,
    /// Final consumption served, by firm.
    consumed: Vec<f64>,
    /// Orders in the order in which rule R2 serves them: ratio to normal, order, normal.
    queue: Vec<(f64, f64, f64)>,
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
        let mut run = self.at_rest(parameters);
        let mut series = Series::new(self, days, by_firm);
        for day in 0..days {
            self.step(parameters, damages, &mut run, day);
            series.record(self, day, &run);
        }
        Ok(series)
    }

    /// Everything as in normal times: output P0, stocks of n days.
    fn at_rest(&self, parameters: &Parameters) -> Run {
        let zero = vec![0.0; self.len()];
        Run {
            stock: self.flow.iter().map(|flow| parameters.inventory_days * flow).collect(),
            order: self.flow.clone(),
            delivered: self.flow.clone(),
            demand: zero.clone(),
            capacity: zero.clone(),
            made: self.output.clone(),
            consumed: zero,
            queue: Vec::new(),
        }
    }

    fn step(&self, parameters: &Parameters, damages: &[Damage], run: &mut Run, day: usize) {
        // On the first day nothing has been used or delivered yet.
        if day > 0 {
            self.turn_over(run);
        }
        self.order(parameters, run);
        self.limit(damages, run, day as f64);
        self.produce(run);
        self.ration(parameters.rationing, run);
    }
}
