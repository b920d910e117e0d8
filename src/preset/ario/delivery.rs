//! Step 4: everybody gets the same share of what was asked of a supplier; stocks; unmet final demand.

use super::parameters::Ordering;
use super::{Ario, Run, all_close};

impl Ario {
    /// Deliveries, use and stocks; with them, in the same sweep over Z, the flows open to the orders of this step.
    pub(super) fn deliver(&self, run: &mut Run) {
        let n = self.industries;
        let reopen = self.parameters.ordering == Ordering::Capacity;
        run.delivered.fill(0.0);
        if reopen {
            run.open.fill(0.0);
        }
        for i in 0..n {
            let pool = i % self.sectors * n;
            let sent = run.ready[i] * run.served[i];
            let row = &self.flow[i * n..][..n];
            let delivered = &mut run.delivered[pool..][..n];
            if reopen {
                let ready = if self.output[i] > 0.0 { run.capacity[i] / self.output[i] } else { 0.0 };
                run.ready[i] = ready;
                let open = &mut run.open[pool..][..n];
                for ((delivered, open), flow) in delivered.iter_mut().zip(open).zip(row) {
                    *delivered += sent * flow;
                    *open += ready * flow;
                }
            } else {
                delivered.iter_mut().zip(row).for_each(|(delivered, flow)| *delivered += sent * flow);
            }
        }
        for cell in 0..self.pooled.len() {
            run.delivered[cell] *= run.call[cell];
            run.used[cell] = self.coefficient[cell] * run.made[cell % n];
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

    /// Final demand that was not served, by region of use and sector.
    fn leave_unmet(&self, run: &mut Run) {
        run.unmet.fill(0.0);
        for (i, uses) in self.final_use.chunks(self.regions).enumerate() {
            let lacking = 1.0 - run.served[i];
            for (region, flow) in uses.iter().enumerate() {
                run.unmet[region * self.sectors + i % self.sectors] += flow * lacking;
            }
        }
    }
}
