//! What a run leaves, step by step and industry by industry.

use super::Ario;
use super::state::Run;
use crate::preset::Flows;
use ndarray::{Array2, Array3};

/// Result of a run. Rows are steps from 0; columns industries unless said otherwise; flows are the table's money a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Output.
    pub production: Array2<f64>,
    /// Largest output: α (1 − Δ) x.
    pub capacity: Array2<f64>,
    /// Orders of industries at each supplier.
    pub orders: Array2<f64>,
    /// α.
    pub overproduction: Array2<f64>,
    /// Final demand that was not served and is lost. Column place · products + product: a region's uses of the product,
    /// wherever it is made.
    pub unmet_final: Array2<f64>,
    /// Rebuilding demand a step at each supplier.
    pub rebuild_demand: Array2<f64>,
    /// What was delivered of it.
    pub rebuild_production: Array2<f64>,
    /// Capital still lost, money of the table.
    pub capital_lost: Array2<f64>,
    /// Stocks at the end of the step: step × product × user; only if asked for.
    pub stocks: Option<Array3<f64>>,
}

impl Series {
    pub(super) fn new(ario: &Ario, steps: usize, stocks: bool) -> Self {
        let (industries, products) = (ario.flows.len(), ario.flows.products);
        let rows = || Array2::zeros((steps, industries));
        Self {
            production: rows(),
            capacity: rows(),
            orders: rows(),
            overproduction: rows(),
            unmet_final: Array2::zeros((steps, ario.flows.places * products)),
            rebuild_demand: rows(),
            rebuild_production: rows(),
            capital_lost: rows(),
            stocks: stocks.then(|| Array3::zeros((steps, products, industries))),
        }
    }

    pub(super) fn record(&mut self, flows: &Flows, step: usize, run: &Run<'_, 1>) {
        let damage = &run.losses;
        let columns = [
            (&mut self.production, &run.made),
            (&mut self.capacity, &run.capacity),
            (&mut self.orders, &run.orders),
            (&mut self.overproduction, &run.overproduction),
            (&mut self.unmet_final, &run.unmet),
            (&mut self.rebuild_demand, &damage.rebuilding),
            (&mut self.capital_lost, &damage.capital),
        ];
        for (series, values) in columns {
            series.row_mut(step).iter_mut().zip(values).for_each(|(cell, value)| *cell = value[0]);
        }
        let rebuilt = damage.rebuilding.iter().zip(&run.served).map(|(asked, served)| asked[0] * served[0]);
        self.rebuild_production.row_mut(step).iter_mut().zip(rebuilt).for_each(|(cell, value)| *cell = value);
        if let Some(stocks) = &mut self.stocks {
            for ((product, user), stock) in flows.pools().zip(&run.stock) {
                stocks[[step, product as usize, user as usize]] = stock[0];
            }
        }
    }
}
