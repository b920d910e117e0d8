//! Availability and unmet final use of cells, as the kernel's runs leave them.

use super::{Day, Flows, LaneDay};
use crate::engine::{Outcome, Trajectory};
use crate::network::Network;
use ndarray::Array2;

/// Rounding must never read as short.
const WHOLE: f64 = 1.0 - 1e-9;

/// A cell that is watched.
#[derive(Debug, Clone)]
struct Watched {
    /// Pools of its users.
    pools: Vec<u32>,
    /// Its final use.
    last: usize,
    /// Normal use of both, a day.
    usage: f64,
    final_usage: f64,
}

/// Collects a trajectory day by day.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    numbers: Vec<u32>,
    cells: Vec<Watched>,
    availability: Vec<f64>,
    unmet: Vec<f64>,
}

impl Watch {
    /// Of `cells` of `network`, on which `flows` stand.
    pub(super) fn new(network: &Network, flows: &Flows, cells: &[u32]) -> Self {
        let mut final_usage = vec![0.0; flows.places * flows.products];
        for seller in 0..flows.len() {
            for used in flows.uses(seller) {
                final_usage[flows.cell(seller, used)] += flows.use_flow[used];
            }
        }
        let watched = |cell: &u32| {
            let cell = &network.cells[*cell as usize];
            let pools = flows.pools.of_product(cell.product);
            let pools = pools.filter(|pool| flows.place[flows.pools.user[*pool] as usize] == cell.region);
            let pools: Vec<u32> = pools.map(|pool| pool as u32).collect();
            let last = cell.region as usize * flows.products + cell.product as usize;
            let bought: f64 = pools.iter().map(|pool| flows.pools.flow[*pool as usize]).sum();
            Watched { pools, last, usage: bought + final_usage[last], final_usage: final_usage[last] }
        };
        Self {
            numbers: cells.to_vec(),
            cells: cells.iter().map(watched).collect(),
            availability: Vec::new(),
            unmet: Vec::new(),
        }
    }

    /// Days before `day` at rest, then this one.
    pub(super) fn record(&mut self, day: &Day<'_>) {
        self.record_of(day.flows, day.day, |pool| day.met[pool], |cell| (day.wanted[cell], day.unmet[cell]));
    }

    /// The same of a run in a batch.
    pub(super) fn record_lane(&mut self, day: &LaneDay<'_>) {
        self.record_of(
            day.flows,
            day.day,
            |pool| day.met.get(pool),
            |cell| (day.wanted.get(cell), day.unmet.get(cell)),
        );
    }

    fn record_of(&mut self, flows: &Flows, day: usize, met: impl Fn(usize) -> f64, last: impl Fn(usize) -> (f64, f64)) {
        self.rest_until(day);
        for cell in &self.cells {
            let (wanted, unmet) = last(cell.last);
            let lacking = if wanted > 0.0 { unmet / wanted } else { 0.0 };
            let lacking = if 1.0 - lacking >= WHOLE { 0.0 } else { lacking.min(1.0) };
            let short = |pool: &u32| {
                let (met, flow) = (met(*pool as usize), flows.pools.flow[*pool as usize]);
                if met >= WHOLE { 0.0 } else { flow * (1.0 - met) }
            };
            let short = cell.pools.iter().map(short).sum::<f64>() + cell.final_usage * lacking;
            self.availability.push(if cell.usage > 0.0 { (1.0 - short / cell.usage).max(0.0) } else { 1.0 });
            self.unmet.push(lacking);
        }
    }

    fn rest_until(&mut self, day: usize) {
        let values = day * self.cells.len();
        if self.availability.len() < values {
            self.availability.resize(values, 1.0);
            self.unmet.resize(values, 0.0);
        }
    }

    pub(super) fn finish(mut self, outcome: Outcome) -> Trajectory {
        self.rest_until(outcome.end);
        let shape = (outcome.end, self.numbers.len());
        let table = |values| Array2::from_shape_vec(shape, values).expect("one value a day and cell");
        Trajectory {
            step_days: 1.0,
            cells: self.numbers,
            availability: table(self.availability),
            unmet_final: table(self.unmet),
            outcome,
        }
    }
}
