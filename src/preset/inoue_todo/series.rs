//! What a run leaves, day by day.

use super::{Firms, Run};
use ndarray::Array2;

/// Result of a run: a value, or a row by firm, for every day from 0. Normal times, the authors' day −1, are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Σ P.
    pub production: Vec<f64>,
    /// Σ (P − inputs used).
    pub value_added: Vec<f64>,
    /// Final consumption served.
    pub final_consumption: Vec<f64>,
    /// By firm, if asked for.
    pub by_firm: Option<ByFirm>,
}

/// Days × firms.
#[derive(Debug, Clone, PartialEq)]
pub struct ByFirm {
    /// P.
    pub production: Array2<f64>,
    /// P0 (1 − δ).
    pub capacity: Array2<f64>,
    /// Orders of other firms.
    pub orders: Array2<f64>,
    /// Final demand that was not served.
    pub unmet_final: Array2<f64>,
    /// Stocks of all inputs at the start of the day.
    pub stocks: Array2<f64>,
}

impl Series {
    pub(super) fn new(firms: &Firms, days: usize, by_firm: bool) -> Self {
        let rows = || Array2::zeros((days, firms.len()));
        let by_firm = by_firm.then(|| ByFirm {
            production: rows(),
            capacity: rows(),
            orders: rows(),
            unmet_final: rows(),
            stocks: rows(),
        });
        let totals = || Vec::with_capacity(days);
        Self { production: totals(), value_added: totals(), final_consumption: totals(), by_firm }
    }

    pub(super) fn record(&mut self, firms: &Firms, day: usize, run: &Run<'_, 1>) {
        self.production.push(run.made.as_flattened().iter().sum());
        self.value_added.push(run.made.as_flattened().iter().zip(&firms.added).map(|(made, added)| made * added).sum());
        self.final_consumption.push(run.consumed.as_flattened().iter().sum());
        let Some(by_firm) = &mut self.by_firm else { return };
        for firm in 0..firms.len() {
            by_firm.production[[day, firm]] = run.made[firm][0];
            by_firm.capacity[[day, firm]] = run.capacity[firm][0];
            by_firm.orders[[day, firm]] = run.demand[firm][0] - run.asked[firm][0];
            by_firm.unmet_final[[day, firm]] = run.asked[firm][0] - run.consumed[firm][0];
            by_firm.stocks[[day, firm]] = run.stock[firms.purchases(firm)].as_flattened().iter().sum();
        }
    }
}
