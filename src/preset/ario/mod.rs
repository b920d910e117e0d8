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
//! | 4-5 | `shelf` | both for the pools of a product |
//! | 5 | `orders` | restocking and use, split over suppliers |
//!
//! An order is Z r c with r by supplier and c by pool (product, user), so that nothing needs to be stored on a flow: a step
//! is two sweeps over Z, product by product (`blocks`).
//!
//! The same code runs one story or sixteen side by side (`state`, [`Ario::drive_batch`]): Z is read once for all of them,
//! and each gives the same bits as alone.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

mod batch;
mod blocks;
mod damage;
mod delivery;
pub mod event;
mod orders;
pub mod parameters;
mod passage;
mod production;
mod rebuilding;
mod series;
mod shelf;
mod state;
#[cfg(test)]
mod tests;

pub use event::{Curve, Event, EventError, Loss};
pub use parameters::{ByInput, Capital, Ordering, Parameters};
pub use series::Series;

use super::day::near;
use super::sweep;
use super::{Day, Flows, Span, Table};
use crate::engine::{Outcome, Shock};
use blocks::Blocks;
use pulp::{Arch, Simd, WithSimd};
use state::Run;
use std::ops::Range;
use std::sync::Arc;

pub use batch::Story;

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
    /// What is sold to industries, by industry, added up as a run does.
    called: Vec<f64>,
    /// Final demand, by cell.
    wanted: Vec<f64>,
    /// Cell of every final use.
    use_cell: Vec<u32>,
    blocks: Blocks,
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
            called: sold(&flows),
            wanted: state::wanted(&flows),
            use_cell: (0..flows.len())
                .flat_map(|i| flows.uses(i).map(move |used| (i, used)))
                .map(|(i, used)| flows.cell(i, used) as u32)
                .collect(),
            blocks: Blocks::of(&flows, |product| parameters.restock_days.of(product)),
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
        let mut run: Run<'_, 1> = self.at_rest(&[(events, &[])], false);
        // The peer has no events on its first step and compares with the last step from its third on.
        run.first = 1;
        let mut series = Series::new(self, steps, stocks);
        for step in 0..steps {
            self.step(&mut run, &[step]);
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
        let mut run: Run<'_, 1> = self.at_rest(&[(events, shocks)], true);
        Ok(span.drive(|day| {
            self.step(&mut run, &[day]);
            observe(&self.day(&run, day));
            self.rebuild(&mut run);
            day as f64 + 1.0 > span.least && self.rests(&run, 0)
        }))
    }

    fn check(&self, events: &[Event]) -> Result<(), EventError> {
        events.iter().try_for_each(|event| event.check(&self.capital, self.flows.products))
    }

    fn step<const L: usize>(&self, run: &mut Run<'_, L>, days: &[usize; L]) {
        self.strike(run, days);
        self.disturb(run, days);
        let felt = days.map(|day| f64::from(u8::from(day > run.first)));
        Arch::new().dispatch(Step { ario: self, run, felt });
    }

    /// Whether output, demand and stocks are as at rest in a lane.
    fn rests<const L: usize>(&self, run: &Run<'_, L>, lane: usize) -> bool {
        let output = &self.flows.output;
        let made = run.made.iter().zip(output).all(|(made, normal)| near(made[lane], *normal));
        let asked = run.orders.iter().zip(&run.final_demand).zip(output);
        made && asked.clone().all(|((orders, last), normal)| near(orders[lane] + last[lane], *normal))
            && run.stock.iter().enumerate().all(|(pool, stock)| {
                let target = self.target[pool] * output[self.flows.pools.user[pool] as usize];
                stock[lane].is_infinite() || near(stock[lane], target)
            })
    }
}

/// What is the same work in every lane, by the widest instructions of the machine; nothing is fused.
struct Step<'a, 'b, const L: usize> {
    ario: &'a Ario,
    run: &'a mut Run<'b, L>,
    felt: [f64; L],
}

impl<const L: usize> WithSimd for Step<'_, '_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { ario, run, felt } = self;
        ario.collect(run);
        ario.stretch(run, &felt);
        ario.produce(run);
        ario.deliver(run);
    }
}

/// Sales to industries at rest.
fn sold(flows: &Flows) -> Vec<f64> {
    let whole = vec![[1.0]; flows.pools.len()];
    let sold = |sales: Range<usize>| sweep::dot(&flows.flow[sales.clone()], &flows.flow_pool[sales], &whole)[0];
    (0..flows.len()).map(|seller| sold(flows.sales(seller))).collect()
}

/// numpy's `isclose` with its own tolerances.
fn close(value: f64, other: f64) -> bool {
    value == other || (value - other).abs() <= 1e-8 + 1e-5 * other.abs()
}
