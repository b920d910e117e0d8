//! ARIO (Hallegatte 2008, 2014), step by step as `BoARIO` 0.7 (Juhel 2024) documents and runs it.
//!
//! Written from the papers, `BoARIO`'s documentation and its results. One file per step of the day, in the order in which
//! `step` calls them:
//!
//! | step | file | what |
//! |---|---|---|
//! | 1 | `damage` | events → Δ, rebuilding demand |
//! | 2-3 | `production` | demand, overproduction, capacity, output that stocks allow |
//! | 4 | `delivery` | proportional rationing, stocks, unmet final demand |
//! | 5 | `orders` | restocking and use, split over suppliers |
//!
//! An order is Z r c with r by supplier and c by (product, user), so that nothing needs to be stored on a flow: a step is
//! two sweeps over Z.

mod damage;
mod delivery;
pub mod event;
mod orders;
pub mod parameters;
mod production;
mod rebuilding;
mod series;
#[cfg(test)]
mod tests;

pub use event::{Curve, Event, EventError, Loss};
pub use parameters::{ByInput, Capital, Ordering, Parameters};
pub use series::Series;

use super::Table;
use damage::Damage;

/// A table made ready to run. Matrices are flat and row-major: by industry × industry, or sector × industry.
#[derive(Debug, Clone)]
pub struct Ario {
    parameters: Parameters,
    regions: usize,
    sectors: usize,
    industries: usize,
    /// Z a step.
    flow: Vec<f64>,
    /// Z a step with suppliers pooled by sector.
    pooled: Vec<f64>,
    /// x a step.
    output: Vec<f64>,
    /// Y a step, by industry × region of use, and in all.
    final_use: Vec<f64>,
    final_demand: Vec<f64>,
    /// a: use of a sector's product per unit of output.
    coefficient: Vec<f64>,
    /// Stock per unit of output below which output falls: ψ n a; 0 where nothing limits.
    floor: Vec<f64>,
    /// Target stock per unit of output: n a; 0 where stocks are infinite.
    target: Vec<f64>,
    capital: Vec<f64>,
}

/// All that changes from step to step.
#[derive(Debug, Clone)]
struct Run {
    damage: Damage,
    /// Stocks, sector × user.
    stock: Vec<f64>,
    /// c: what a user asks of a product, over the flow open to it.
    call: Vec<f64>,
    /// r: what suppliers could make when orders were placed, over normal output.
    ready: Vec<f64>,
    /// α.
    overproduction: Vec<f64>,
    /// Orders of industries, by supplier.
    orders: Vec<f64>,
    /// D.
    demand: Vec<f64>,
    /// `x_cap`.
    capacity: Vec<f64>,
    /// Output; that of the last step until [`Ario::produce`].
    made: Vec<f64>,
    /// x/D.
    served: Vec<f64>,
    /// Deliveries and use, sector × user.
    delivered: Vec<f64>,
    used: Vec<f64>,
    /// Flow open to a user's order: Σ Z r, sector × user.
    open: Vec<f64>,
    /// Unmet final demand, region of use × sector.
    unmet: Vec<f64>,
}

impl Ario {
    /// Lays out `table`.
    ///
    /// # Panics
    ///
    /// If figures stated by sector or industry in `parameters` are fewer than those of the table.
    #[must_use]
    pub fn new(table: &Table, parameters: Parameters) -> Self {
        let (industries, sectors, regions) = (table.industries(), table.sectors, table.regions);
        let years = parameters.steps_in_year;
        let flow: Vec<f64> = table.intermediate.iter().map(|flow| flow / years).collect();
        let output: Vec<f64> = table.output.iter().map(|output| output / years).collect();
        let final_use: Vec<f64> = table.final_use.iter().map(|flow| flow / years).collect();
        let capital = parameters.capital.of(table);
        assert_eq!(capital.len(), industries, "capital is stated for every industry");
        let mut yearly = vec![0.0; sectors * industries];
        for (supplier, row) in table.intermediate.rows().into_iter().enumerate() {
            let pool = &mut yearly[supplier % sectors * industries..][..industries];
            pool.iter_mut().zip(row).for_each(|(pool, flow)| *pool += flow);
        }
        let mut ario = Self {
            regions,
            sectors,
            industries,
            pooled: yearly.iter().map(|flow| flow / years).collect(),
            coefficient: vec![0.0; yearly.len()],
            floor: vec![0.0; yearly.len()],
            target: vec![0.0; yearly.len()],
            final_demand: final_use.chunks(regions).map(|row| row.iter().sum()).collect(),
            parameters,
            flow,
            output,
            final_use,
            capital,
        };
        for (cell, &bought) in yearly.iter().enumerate() {
            let (sector, user) = (cell / industries, cell % industries);
            let days = ario.parameters.inventory_days.of(sector);
            let output = ario.output[user];
            if output > 0.0 {
                ario.coefficient[cell] = ario.pooled[cell] / output;
            }
            if days.is_finite() {
                ario.target[cell] = days * ario.coefficient[cell];
                if bought > ario.parameters.negligible_input * output {
                    ario.floor[cell] = ario.parameters.psi * ario.target[cell];
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

    /// Productive capital by industry, in the table's unit.
    #[must_use]
    pub fn capital(&self) -> &[f64] {
        &self.capital
    }

    /// Runs `events` for so many steps and records every one; stocks (sectors × industries a step) only if asked for.
    ///
    /// # Errors
    ///
    /// If an event cannot be: see [`EventError`].
    pub fn run(&self, events: &[Event], steps: usize, stocks: bool) -> Result<Series, EventError> {
        for event in events {
            event.check(&self.capital, self.sectors)?;
        }
        let mut run = self.at_rest(events);
        let mut series = Series::new(self, steps, stocks);
        for step in 0..steps {
            self.step(&mut run, step);
            series.record(step, &run);
            self.rebuild(&mut run);
        }
        Ok(series)
    }

    /// Everything as in the table.
    fn at_rest(&self, events: &[Event]) -> Run {
        let cells = self.pooled.len();
        let stock = (0..cells).map(|cell| match self.parameters.inventory_days.of(cell / self.industries) {
            days if days.is_finite() => self.target[cell] * self.output[cell % self.industries],
            endless => endless,
        });
        Run {
            damage: Damage::new(self, events),
            stock: stock.collect(),
            call: vec![1.0; cells],
            ready: vec![1.0; self.industries],
            overproduction: vec![self.parameters.overproduction_base; self.industries],
            orders: vec![0.0; self.industries],
            demand: vec![0.0; self.industries],
            capacity: vec![0.0; self.industries],
            made: self.output.clone(),
            served: vec![1.0; self.industries],
            delivered: vec![0.0; cells],
            used: vec![0.0; cells],
            open: self.pooled.clone(),
            unmet: vec![0.0; self.industries],
        }
    }

    fn step(&self, run: &mut Run, step: usize) {
        self.strike(run, step);
        self.collect(run);
        // The peer compares with the last step from its third on; nothing is out of balance before.
        if step > 1 {
            self.stretch(run);
        }
        self.produce(run);
        self.deliver(run);
        self.place_orders(run);
    }
}

/// numpy's `allclose` with its own tolerances.
fn all_close(values: impl Iterator<Item = (f64, f64)>) -> bool {
    let mut values = values;
    values.all(|(value, other)| value == other || (value - other).abs() <= 1e-8 + 1e-5 * other.abs())
}
