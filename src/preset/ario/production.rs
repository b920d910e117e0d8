//! Steps 2 and 3: demand, overproduction, capacity, output.

use super::{Ario, Run};
use crate::preset::sweep;

impl Ario {
    /// D = orders + final demand + rebuilding demand.
    pub(super) fn collect(&self, run: &mut Run<'_>) {
        let flow = run.passage.as_ref().map_or(&self.flows.flow, |passage| &passage.pass);
        for i in 0..self.industries() {
            let sales = self.flows.sales(i);
            let called = sweep::dot(&flow[sales.clone()], &self.flows.flow_pool[sales], &run.call);
            run.orders[i] = run.ready[i] * called;
            run.demand[i] = run.orders[i] + run.final_demand[i] + run.damage.rebuilding[i];
            run.asked[i] = run.demand[i];
        }
    }

    /// α follows scarcity (D − x)/D, demand of this step against output of the last: up towards `α_max` while demand
    /// is the greater, down in proportion while it is the smaller, back to `α_b` only where the two are equal; never
    /// below 1.
    pub(super) fn stretch(&self, run: &mut Run<'_>) {
        let p = &self.parameters;
        for i in 0..self.industries() {
            let (demand, made, alpha) = (run.demand[i], run.made[i], &mut run.overproduction[i]);
            let scarcity = if demand > 0.0 { (demand - made) / demand } else { 0.0 };
            let rest = if scarcity == 0.0 { p.overproduction_base - *alpha } else { 0.0 };
            let rise = (p.overproduction_max - *alpha) * scarcity;
            *alpha = (*alpha + (rise + rest) / p.overproduction_days).max(1.0);
        }
    }

    /// x = min(D, `x_cap`) · min over inputs of min(1, stock / (ψ n a min(D, `x_cap`))).
    pub(super) fn produce(&self, run: &mut Run<'_>) {
        for i in 0..self.industries() {
            let left = (1.0 - run.damage.share(i, self.capital[i])) * run.disturbance.left[i];
            run.capacity[i] = run.overproduction[i] * left * self.flows.output[i];
            // Least stock over floor per unit of output, gathered below.
            run.made[i] = f64::INFINITY;
        }
        for (pool, &user) in self.flows.pools.user.iter().enumerate() {
            let allows = if self.floor[pool] > 0.0 { run.stock[pool] / self.floor[pool] } else { f64::INFINITY };
            let allowed = &mut run.made[user as usize];
            *allowed = allowed.min(allows);
            run.met[pool] = allows;
        }
        for i in 0..self.industries() {
            let (demand, wanted) = (run.demand[i], run.demand[i].min(run.capacity[i]));
            run.made[i] = if run.made[i] < wanted { run.made[i].max(0.0) } else { wanted };
            run.served[i] = if demand > 0.0 { run.made[i] / demand } else { 1.0 };
        }
        for (met, &user) in run.met.iter_mut().zip(&self.flows.pools.user) {
            let wanted = run.demand[user as usize].min(run.capacity[user as usize]);
            *met = if *met < wanted { (*met / wanted).max(0.0) } else { 1.0 };
        }
    }
}
