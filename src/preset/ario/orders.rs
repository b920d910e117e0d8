//! Step 5: orders = use of this step + gap in stock over `τ_inv`, split over suppliers.

use super::{Ario, Run, all_close};

impl Ario {
    /// c = (a x + (n a `x_opt` − stock)⁺ / τ) / Σ Z r.
    ///
    /// `x_opt` is what the industry would make with full stocks; the peer takes it after the rebuilding it delivered in
    /// this step has left its order book.
    pub(super) fn place_orders(&self, run: &mut Run<'_>) {
        for i in 0..self.industries() {
            let asked = run.demand[i] - run.damage.rebuilding[i] * run.served[i];
            run.demand[i] = asked.min(run.capacity[i]);
        }
        let still = self.parameters.skip_restocking_near_balance && self.near_target(run);
        for (pool, &user) in self.flows.pools.user.iter().enumerate() {
            let product = self.flows.pools.product[pool] as usize;
            let endless = run.stock[pool].is_infinite();
            let days = if endless || still { f64::INFINITY } else { self.parameters.restock_days.of(product) };
            let gap = if days.is_finite() {
                (self.target[pool] * run.demand[user as usize] - run.stock[pool]).max(0.0) / days
            } else {
                0.0
            };
            run.call[pool] = if run.open[pool] > 0.0 { (gap + run.used[pool]) / run.open[pool] } else { 0.0 };
        }
    }

    /// Whether numpy would find all finite stocks equal to their targets.
    fn near_target(&self, run: &Run<'_>) -> bool {
        all_close(
            (0..run.stock.len())
                .filter(|&pool| run.stock[pool].is_finite())
                .map(|pool| (run.stock[pool], self.target[pool] * run.demand[self.flows.pools.user[pool] as usize])),
        )
    }
}
