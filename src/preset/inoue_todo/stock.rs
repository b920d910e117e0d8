//! Step 1: stocks.

use super::{Firms, Run};

impl Firms {
    /// S += yesterday's deliveries − use; what a firm used of a sector's products comes from all stocks of them, in
    /// proportion to what there was.
    pub(super) fn turn_over(&self, run: &mut Run<'_>) {
        for user in 0..self.len() {
            let activity = self.activity(user, run.made[user]);
            for pool in self.pools(user) {
                let flows = self.flows(pool);
                let held: f64 = run.stock[flows.clone()].iter().sum();
                let used = if held > 0.0 { (self.pooled[pool] * activity / held).min(1.0) } else { 0.0 };
                for flow in flows {
                    run.stock[flow] += run.delivered[flow] - run.stock[flow] * used;
                }
            }
        }
    }
}
