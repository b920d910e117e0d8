//! ARIO (Hallegatte 2008, 2014), step by step as `BoARIO` 0.7 (Juhel 2024) documents and runs it.
//!
//! Written from the papers, `BoARIO`'s documentation and its results. One file per step of the day, in the order in which
//! `step` calls them:
//!
//! | step | file | what |
//! |---|---|---|
//! | 1 | `damage`, `passage` | events → Δ, rebuilding demand; closed lanes |
//! | 2-3 | `production` | demand, overproduction, capacity, output that stocks allow |
//! | 4 | `delivery` | proportional rationing, stocks, unmet final demand |
//! | 5 | `orders` | restocking and use, split over suppliers |
//!
//! An order is Z r c with r by supplier and c by pool (product, user), so that nothing needs to be stored on a flow: a step
//! is two sweeps over Z.

mod damage;
mod delivery;
pub mod event;
mod orders;
pub mod parameters;
mod passage;
mod production;
mod rebuilding;
mod series;
#[cfg(test)]
mod tests;

pub use event::{Curve, Event, EventError, Loss};
pub use parameters::{ByInput, Capital, Ordering, Parameters};
pub use series::Series;

use super::day::near;
use super::disturbance::Disturbance;
use super::{Day, Flows, Span, Table};
use crate::engine::{Outcome, Shock};
use damage::Damage;
use passage::Passage;
use std::sync::Arc;

/// Flows made ready to run. Figures about inputs are by pool.
#[derive(Debug, Clone)]
pub struct Ario {
    parameters: Parameters,
    flows: Arc<Flows>,
    /// Y in all, by industry.
    final_demand: Vec<f64>,
    /// Stock per unit of output below which output falls: ψ n a; 0 where nothing limits.
    floor: Vec<f64>,
    /// Target stock per unit of output: n a; 0 where stocks are infinite.
    target: Vec<f64>,
    capital: Vec<f64>,
}

/// All that changes from step to step.
#[derive(Debug, Clone)]
struct Run<'a> {
    /// First step on which an event can strike: scarcity is felt from the next on.
    first: usize,
    damage: Damage,
    disturbance: Disturbance<'a>,
    passage: Option<Passage>,
    /// Final demand that reaches every seller.
    final_demand: Vec<f64>,
    /// Stocks, by pool.
    stock: Vec<f64>,
    /// Share of what its user wanted to make that a pool allowed.
    met: Vec<f64>,
    /// c: what a user asks of a product, over the flow open to it.
    call: Vec<f64>,
    /// r: what suppliers could make when orders were placed, over normal output.
    ready: Vec<f64>,
    /// α.
    overproduction: Vec<f64>,
    /// Orders of industries, by supplier.
    orders: Vec<f64>,
    /// D, and what is left of it once stocks have their say: min(D − rebuilt, `x_cap`).
    asked: Vec<f64>,
    demand: Vec<f64>,
    /// `x_cap`.
    capacity: Vec<f64>,
    /// Output; that of the last step until [`Ario::produce`].
    made: Vec<f64>,
    /// x/D.
    served: Vec<f64>,
    /// Deliveries and use, by pool.
    delivered: Vec<f64>,
    used: Vec<f64>,
    /// Flow open to a user's order: Σ Z r, by pool.
    open: Vec<f64>,
    /// Final demand and what of it was not met, place · products + product; the latter by seller too.
    wanted: Vec<f64>,
    unmet: Vec<f64>,
    unmet_by_seller: Vec<f64>,
}

impl Ario {
    /// Lays out `table`.
    ///
    /// # Panics
    ///
    /// If figures stated by sector or industry in `parameters` are fewer than those of the table.
    #[must_use]
    pub fn new(table: &Table, parameters: Parameters) -> Self {
        Self::on(Arc::new(Flows::yearly(table, parameters.steps_in_year)), parameters)
    }

    /// Lays out `flows`. Without prices capital is a year's output, which is right where events state shares of it and
    /// nothing is rebuilt, and no input is negligible.
    ///
    /// # Panics
    ///
    /// If figures stated by product or industry in `parameters` are fewer than those of the flows.
    #[must_use]
    pub fn on(flows: Arc<Flows>, parameters: Parameters) -> Self {
        let pools = flows.pools.len();
        let capital = parameters.capital.of(&flows, parameters.steps_in_year);
        assert_eq!(capital.len(), flows.len(), "capital is stated for every industry");
        let mut ario = Self {
            floor: vec![0.0; pools],
            target: vec![0.0; pools],
            final_demand: (0..flows.len()).map(|i| flows.use_flow[flows.uses(i)].iter().sum()).collect(),
            parameters,
            capital,
            flows,
        };
        let negligible = if ario.flows.priced() { ario.parameters.negligible_input } else { 0.0 };
        for pool in 0..pools {
            let bought = ario.flows.pools.flow[pool];
            let output = ario.flows.output[ario.flows.pools.user[pool] as usize];
            let days = ario.days(pool);
            if days.is_finite() && output > 0.0 {
                ario.target[pool] = days * (bought / output);
                if bought * ario.parameters.steps_in_year > negligible * output {
                    ario.floor[pool] = ario.parameters.psi * ario.target[pool];
                }
            }
        }
        ario
    }

    /// The parameters it was made with.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Productive capital by industry, in the unit of the flows.
    #[must_use]
    pub fn capital(&self) -> &[f64] {
        &self.capital
    }

    /// Whether amounts are money.
    pub(super) fn priced(&self) -> bool {
        self.flows.priced()
    }

    /// Number of industries.
    fn industries(&self) -> usize {
        self.flows.len()
    }

    /// Days that the stock in a pool lasts.
    fn days(&self, pool: usize) -> f64 {
        if self.flows.pools.endless[pool] {
            return f64::INFINITY;
        }
        self.parameters.inventory_days.of(self.flows.pools.product[pool] as usize)
    }

    /// Runs `events` for so many steps and records every one; stocks (products × industries a step) only if asked for.
    ///
    /// # Errors
    ///
    /// If an event cannot be: see [`EventError`].
    pub fn run(&self, events: &[Event], steps: usize, stocks: bool) -> Result<Series, EventError> {
        self.check(events)?;
        let mut run = self.at_rest(events, &[]);
        // The peer has no events on its first step and compares with the last step from its third on.
        run.first = 1;
        let mut series = Series::new(self, steps, stocks);
        for step in 0..steps {
            self.step(&mut run, step);
            series.record(&self.flows, step, &run);
            self.rebuild(&mut run);
        }
        Ok(series)
    }

    /// Runs `events` and the kernel's shocks together and shows every simulated day to `observe`. Of `shocks` those to
    /// capital are left out: they are to be among the events.
    ///
    /// # Errors
    ///
    /// If an event cannot be: see [`EventError`].
    pub fn drive(
        &self,
        events: &[Event],
        shocks: &[Shock],
        span: &Span,
        mut observe: impl FnMut(&Day<'_>),
    ) -> Result<Outcome, EventError> {
        self.check(events)?;
        let mut run = self.at_rest(events, shocks);
        Ok(span.drive(|day| {
            self.step(&mut run, day);
            observe(&run.day(&self.flows, day));
            self.rebuild(&mut run);
            self.rests(&run)
        }))
    }

    fn check(&self, events: &[Event]) -> Result<(), EventError> {
        events.iter().try_for_each(|event| event.check(&self.capital, self.flows.products))
    }

    /// Everything as in the table.
    fn at_rest<'a>(&self, events: &[Event], shocks: &'a [Shock]) -> Run<'a> {
        let (pools, industries) = (self.flows.pools.len(), self.industries());
        let cells = self.flows.places * self.flows.products;
        let stock = (0..pools).map(|pool| match self.days(pool) {
            days if days.is_finite() => self.target[pool] * self.flows.output[self.flows.pools.user[pool] as usize],
            endless => endless,
        });
        let disturbance = Disturbance::new(&self.flows, shocks, false);
        Run {
            first: 0,
            damage: Damage::new(self, events),
            passage: Passage::new(&self.flows, &disturbance),
            disturbance,
            final_demand: self.final_demand.clone(),
            stock: stock.collect(),
            met: vec![1.0; pools],
            call: vec![1.0; pools],
            ready: vec![1.0; industries],
            overproduction: vec![self.parameters.overproduction_base; industries],
            orders: vec![0.0; industries],
            asked: vec![0.0; industries],
            demand: vec![0.0; industries],
            capacity: vec![0.0; industries],
            made: self.flows.output.clone(),
            served: vec![1.0; industries],
            delivered: vec![0.0; pools],
            used: vec![0.0; pools],
            open: self.flows.pools.flow.clone(),
            wanted: vec![0.0; cells],
            unmet: vec![0.0; cells],
            unmet_by_seller: vec![0.0; industries],
        }
    }

    fn step(&self, run: &mut Run<'_>, step: usize) {
        self.strike(run, step);
        self.disturb(run, step);
        self.collect(run);
        if step > run.first {
            self.stretch(run);
        }
        self.produce(run);
        self.deliver(run);
        self.place_orders(run);
    }

    /// Whether output, demand and stocks are as at rest.
    fn rests(&self, run: &Run<'_>) -> bool {
        let output = &self.flows.output;
        let made = run.made.iter().zip(output).all(|(made, normal)| near(*made, *normal));
        let asked = run.orders.iter().zip(&run.final_demand).zip(output);
        made && asked.clone().all(|((orders, last), normal)| near(orders + last, *normal))
            && run.stock.iter().enumerate().all(|(pool, stock)| {
                stock.is_infinite() || near(*stock, self.target[pool] * output[self.flows.pools.user[pool] as usize])
            })
    }
}

impl Run<'_> {
    fn day<'a>(&'a self, flows: &'a Flows, day: usize) -> Day<'a> {
        Day {
            flows,
            day,
            production: &self.made,
            capacity: &self.capacity,
            orders: &self.orders,
            demand: &self.asked,
            overproduction: Some(&self.overproduction),
            wanted: &self.wanted,
            unmet: &self.unmet,
            unmet_by_seller: &self.unmet_by_seller,
            stock: &self.stock,
            met: &self.met,
        }
    }
}

/// numpy's `allclose` with its own tolerances.
fn all_close(values: impl Iterator<Item = (f64, f64)>) -> bool {
    let mut values = values;
    values.all(|(value, other)| value == other || (value - other).abs() <= 1e-8 + 1e-5 * other.abs())
}
