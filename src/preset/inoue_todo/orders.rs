//! Step 2: orders.

use super::parameters::{Orders, Parameters};
use super::{Firms, Run};

impl Firms {
    /// O = A D*/P0 + (n A D*/P0 − S)/τ with D* yesterday's output, at least 0; D = C + Σ O.
    pub(super) fn order(&self, parameters: &Parameters, run: &mut Run) {
        run.demand.copy_from_slice(&self.consumption);
        for user in 0..self.len() {
            let activity = self.activity(user, run.made[user]);
            for flow in self.purchases(user) {
                let used = self.flow[flow] * activity;
                let gap = (parameters.inventory_days * used - run.stock[flow]) / parameters.restock_days;
                let order = match parameters.orders {
                    Orders::Normal => (used + gap).max(0.0),
                    Orders::Initial => self.flow[flow],
                    Orders::NeverBelowUse => used + gap.max(0.0),
                };
                run.order[flow] = order;
                run.demand[self.supplier[flow] as usize] += order;
            }
        }
    }
}
