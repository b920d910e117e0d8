//! Step 5: orders = use of this step + gap in stock over `τ_inv`, split over suppliers.

use super::{Ario, Run, all_close};

impl Ario {
    /// c = (a x + (n a `x_opt` − stock)⁺ / τ) / Σ Z r.
    ///
    /// `x_opt` is what the industry would make with full stocks; the peer takes it after the rebuilding it delivered in
    /// this step has left its order book.
    pub(super) fn place_orders(&self, run: &mut Run) {
        let n = self.industries;
        // D is not read again before the next step collects it.
        for i in 0..n {
            let asked = run.demand[i] - run.damage.rebuilding[i] * run.served[i];
            run.demand[i] = asked.min(run.capacity[i]);
        }
        let still = self.parameters.skip_restocking_near_balance && self.near_target(run);
        for sector in 0..self.sectors {
            let endless = self.parameters.inventory_days.of(sector).is_infinite();
            let days = if endless || still { f64::INFINITY } else { self.parameters.restock_days.of(sector) };
            for user in 0..n {
                let cell = sector * n + user;
                let gap = if days.is_finite() {
                    (self.target[cell] * run.demand[user] - run.stock[cell]).max(0.0) / days
                } else {
                    0.0
                };
                run.call[cell] = if run.open[cell] > 0.0 { (gap + run.used[cell]) / run.open[cell] } else { 0.0 };
            }
        }
    }

    /// Whether numpy would find all finite stocks equal to their targets.
    fn near_target(&self, run: &Run) -> bool {
        all_close(
            (0..run.stock.len())
                .filter(|&cell| run.stock[cell].is_finite())
                .map(|cell| (run.stock[cell], self.target[cell] * run.demand[cell % self.industries])),
        )
    }
}
