//! Step 3: what firms make.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::{Firms, Run};
use crate::preset::rows::{Row, each};

impl Firms {
    /// `P_cap` = P0 (1 − δ), consumption, and stocks that are lost today.
    pub(super) fn disturb<const L: usize>(&self, run: &mut Run<'_, L>, days: &[usize; L]) {
        let Run { disturbances, capacity, asked, open, open_before, growth, open_use, kept, .. } = run;
        kept.clear();
        open_before.copy_from_slice(open);
        for (lane, (disturbance, &day)) in disturbances.iter_mut().zip(days).enumerate() {
            let changed = disturbance.update(&self.flows, day as f64, |pool, lost| {
                let own = self.numbered[pool];
                // A pool without flows is none of ours.
                if own != u32::MAX {
                    kept.resize(self.pooled.len(), [1.0; L]);
                    kept[own as usize][lane] *= 1.0 - lost;
                }
            });
            if !changed {
                continue;
            }
            for ((capacity, output), left) in capacity.iter_mut().zip(&self.output).zip(&disturbance.left) {
                capacity[lane] = output * left;
            }
            open.iter_mut().zip(&disturbance.open).for_each(|(row, open)| row[lane] = *open);
            if disturbance.at_final_use {
                disturbance.final_demand(&self.flows, |seller, wanted| asked[seller][lane] = wanted);
                open_use.iter_mut().zip(&disturbance.open).for_each(|(row, open)| row[lane] = *open);
                growth.iter_mut().zip(&disturbance.demand).for_each(|(row, demand)| row[lane] = *demand);
            }
        }
    }

    /// P = min(`P_cap`, what stocks allow, D).
    #[inline(always)]
    pub(super) fn produce<const L: usize>(&self, run: &mut Run<'_, L>) {
        for firm in 0..self.len() {
            let (capacity, demand, limit) = (&run.capacity[firm], &run.demand[firm], &run.limit[firm]);
            let wished: Row<L> = each(|lane| capacity[lane].min(demand[lane]));
            run.made[firm] = each(|lane| wished[lane].min(limit[lane]).max(0.0));
        }
    }
}
