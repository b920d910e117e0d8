//! A day as observers see it: by pool and by cell of final use, in the order of the flows.

use super::{Firms, Run};
use crate::preset::Day;

/// What a run does not keep itself.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    orders: Vec<f64>,
    stock: Vec<f64>,
    wanted: Vec<f64>,
    unmet: Vec<f64>,
    unmet_by_seller: Vec<f64>,
}

impl Shown {
    pub(super) fn new(firms: &Firms) -> Self {
        let cells = firms.flows.places * firms.flows.products;
        Self {
            orders: vec![0.0; firms.len()],
            stock: vec![0.0; firms.flows.pools.len()],
            wanted: vec![0.0; cells],
            unmet: vec![0.0; cells],
            unmet_by_seller: vec![0.0; firms.len()],
        }
    }

    pub(super) fn fill(&mut self, firms: &Firms, run: &Run<'_>) {
        let flows = &firms.flows;
        for (own, &pool) in firms.pool_number.iter().enumerate() {
            let held = || run.stock[firms.flows(own)].iter().sum();
            self.stock[pool as usize] = if firms.endless[own] { f64::INFINITY } else { held() };
        }
        self.wanted.fill(0.0);
        self.unmet.fill(0.0);
        for seller in 0..firms.len() {
            self.orders[seller] = run.demand[seller] - run.asked[seller];
            let served = if run.asked[seller] > 0.0 { run.consumed[seller] / run.asked[seller] } else { 1.0 };
            let mut by_seller = 0.0;
            for used in flows.uses(seller) {
                let cell = flows.cell(seller, used);
                let wanted = flows.use_flow[used] * run.disturbance.demand[cell];
                let lacking = wanted * (1.0 - run.disturbance.open[flows.use_lane[used] as usize] * served);
                self.wanted[cell] += wanted;
                self.unmet[cell] += lacking;
                by_seller += lacking;
            }
            self.unmet_by_seller[seller] = by_seller;
        }
    }

    pub(super) fn day<'a>(&'a self, firms: &'a Firms, run: &'a Run<'_>, day: usize) -> Day<'a> {
        Day {
            flows: &firms.flows,
            day,
            production: &run.made,
            capacity: &run.capacity,
            orders: &self.orders,
            demand: &run.demand,
            overproduction: None,
            wanted: &self.wanted,
            unmet: &self.unmet,
            unmet_by_seller: &self.unmet_by_seller,
            stock: &self.stock,
            met: &run.met,
        }
    }
}
