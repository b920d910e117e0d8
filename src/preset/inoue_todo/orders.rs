//! Step 2: orders.

use super::parameters::{Orders, Parameters};
use super::{Firms, Run};

impl Firms {
    /// O = A D*/P0 + (n A D*/P0 − S)/τ with D* yesterday's output, at least 0; D = C + Σ O. What a closed lane keeps back
    /// never reaches the supplier.
    pub(super) fn order(&self, parameters: &Parameters, run: &mut Run<'_>) {
        run.demand.copy_from_slice(&run.asked);
        for user in 0..self.len() {
            let activity = self.activity(user, run.made[user]);
            for pool in self.pools(user) {
                for flow in self.flows(pool) {
                    let used = self.flow[flow] * activity;
                    let gap = (parameters.inventory_days * used - run.stock[flow]) / parameters.restock_days;
                    let order = match parameters.orders {
                        Orders::Initial => self.flow[flow],
                        // What never runs out is never restocked.
                        _ if self.endless[pool] => used,
                        Orders::Normal => (used + gap).max(0.0),
                        Orders::NeverBelowUse => used + gap.max(0.0),
                    };
                    run.order[flow] = order * run.disturbance.open[self.lane[flow] as usize];
                    run.demand[self.supplier[flow] as usize] += run.order[flow];
                }
            }
        }
    }
}
