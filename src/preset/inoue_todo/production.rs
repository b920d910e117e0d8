//! Step 3: what firms make.

use super::{Firms, Run};

impl Firms {
    /// `P_cap` = P0 (1 − δ), consumption, and stocks that are lost today.
    pub(super) fn disturb(&self, run: &mut Run<'_>, day: f64) {
        let stock = &mut run.stock;
        run.disturbance.update(&self.flows, day, |pool, lost| {
            let own = self.numbered[pool];
            // A pool without flows is none of ours.
            if own != u32::MAX {
                stock[self.flows(own as usize)].iter_mut().for_each(|stock| *stock *= 1.0 - lost);
            }
        });
        for ((capacity, output), left) in run.capacity.iter_mut().zip(&self.output).zip(&run.disturbance.left) {
            *capacity = output * left;
        }
        if run.disturbance.at_final_use {
            run.disturbance.final_demand(&self.flows, &mut run.asked);
        }
    }

    /// P = min(`P_cap`, min over sectors of P0 S/A, D).
    pub(super) fn produce(&self, run: &mut Run<'_>) {
        for firm in 0..self.len() {
            let wanted = run.capacity[firm].min(run.demand[firm]);
            let mut made = wanted;
            for pool in self.pools(firm).filter(|&pool| !self.endless[pool]) {
                let held: f64 = run.stock[self.flows(pool)].iter().sum();
                let allowed = self.output[firm] * (held / self.pooled[pool]);
                made = made.min(allowed);
                let met = if allowed < wanted { (allowed / wanted).max(0.0) } else { 1.0 };
                run.met[self.pool_number[pool] as usize] = met;
            }
            run.made[firm] = made.max(0.0);
        }
    }
}
