//! Step 4: everybody gets the same share of what was asked of a supplier; stocks; unmet final demand.

use super::parameters::Ordering;
use super::{Ario, Run, all_close};
use crate::preset::disturbance::Disturbance;
use crate::preset::sweep;

impl Ario {
    /// Deliveries, use and stocks; with them, in the same sweep over sellers, the flows open to the orders of this step.
    pub(super) fn deliver(&self, run: &mut Run<'_>) {
        let reopen = self.parameters.ordering == Ordering::Capacity;
        run.delivered.fill(0.0);
        if reopen {
            run.open.fill(0.0);
        }
        let flow = &self.flows.flow;
        let (pass, weigh) = run.passage.as_ref().map_or((flow, flow), |passage| (&passage.pass, &passage.weigh));
        for i in 0..self.industries() {
            let sales = self.flows.sales(i);
            let pools = &self.flows.flow_pool[sales.clone()];
            let sent = run.ready[i] * run.served[i];
            sweep::add(&pass[sales.clone()], pools, sent, &mut run.delivered);
            if reopen {
                let output = self.flows.output[i];
                run.ready[i] = if output > 0.0 { run.capacity[i] / output } else { 0.0 };
                sweep::add(&weigh[sales], pools, run.ready[i], &mut run.open);
            }
        }
        for (pool, &user) in self.flows.pools.user.iter().enumerate() {
            run.delivered[pool] *= run.call[pool];
            // At rest this is the pool's flow to the bit.
            let (made, output) = (run.made[user as usize], self.flows.output[user as usize]);
            run.used[pool] = if output > 0.0 { self.flows.pools.flow[pool] * (made / output) } else { 0.0 };
        }
        let still = self.parameters.skip_restocking_near_balance
            && all_close(run.delivered.iter().copied().zip(run.used.iter().copied()));
        if !still {
            for ((stock, delivered), used) in run.stock.iter_mut().zip(&run.delivered).zip(&run.used) {
                *stock += delivered - used;
            }
        }
        self.leave_unmet(run);
    }

    /// Final demand that was not served, by place of use and product, and by seller.
    fn leave_unmet(&self, run: &mut Run<'_>) {
        run.wanted.fill(0.0);
        run.unmet.fill(0.0);
        let Disturbance { demand, open, .. } = &run.disturbance;
        for i in 0..self.industries() {
            let mut by_seller = 0.0;
            for used in self.flows.uses(i) {
                let cell = self.flows.cell(i, used);
                let wanted = self.flows.use_flow[used] * demand[cell];
                let lacking = wanted * (1.0 - open[self.flows.use_lane[used] as usize] * run.served[i]);
                run.wanted[cell] += wanted;
                run.unmet[cell] += lacking;
                by_seller += lacking;
            }
            run.unmet_by_seller[i] = by_seller;
        }
    }
}
