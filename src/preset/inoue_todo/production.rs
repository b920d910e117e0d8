//! Step 3: what firms make.

use super::{Damage, Firms, Run};

impl Firms {
    /// `P_cap` = P0 (1 − δ).
    pub(super) fn limit(&self, damages: &[Damage], run: &mut Run, day: f64) {
        run.capacity.copy_from_slice(&self.output);
        for damage in damages {
            let left = 1.0 - damage.profile.mean(day, day + 1.0);
            for &firm in &damage.firms {
                run.capacity[firm as usize] *= left;
            }
        }
    }

    /// P = min(`P_cap`, min over sectors of P0 S/A, D).
    pub(super) fn produce(&self, run: &mut Run) {
        for firm in 0..self.len() {
            let mut made = run.capacity[firm].min(run.demand[firm]);
            for pool in self.pools(firm) {
                let held: f64 = run.stock[self.flows(pool)].iter().sum();
                made = made.min(self.output[firm] * (held / self.pooled[pool]));
            }
            run.made[firm] = made.max(0.0);
        }
    }
}
