//! Step 4: who is served.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::parameters::Rationing;
use super::{Firms, Run};
use crate::preset::rows::{Row, each};

impl Firms {
    /// Deliveries to firms and final consumers by `rule`. A supplier sends of every order `share`, and no more than
    /// `level` per unit of normal flow.
    #[inline(always)]
    pub(super) fn ration<const L: usize>(&self, rule: Rationing, run: &mut Run<'_, L>) {
        if rule == Rationing::Proportional {
            // As below, for all lanes at once.
            for firm in 0..self.len() {
                let (made, demand, asked) = (&run.made[firm], &run.demand[firm], &run.asked[firm]);
                let share: Row<L> = each(|lane| {
                    let share = made[lane] / demand[lane];
                    if made[lane] < demand[lane] { share } else { 1.0 }
                });
                run.consumed[firm] = each(|lane| asked[lane] * share[lane]);
                run.share[firm] = share;
            }
            return;
        }
        for firm in 0..self.len() {
            for lane in 0..L {
                let (made, consumption, demand) = (run.made[firm][lane], run.asked[firm][lane], run.demand[firm][lane]);
                let ordered = demand - consumption;
                let short = made < demand;
                // Of what is left when firms are served.
                let rest = || (made - ordered).clamp(0.0, consumption);
                let (share, level, consumed) = match rule {
                    _ if !short => (1.0, f64::INFINITY, consumption),
                    Rationing::Proportional => (made / demand, f64::INFINITY, consumption * (made / demand)),
                    Rationing::ConsumersLast => {
                        (if made < ordered { made / ordered } else { 1.0 }, f64::INFINITY, rest())
                    }
                    Rationing::LowestFirst => {
                        let level = self.level(run, firm, lane, consumption);
                        (1.0, level, consumption.min(self.consumption[firm] * level))
                    }
                    Rationing::LowestFirstConsumersLast => {
                        let level = if made < ordered { self.level(run, firm, lane, 0.0) } else { f64::INFINITY };
                        (1.0, level, rest())
                    }
                };
                run.share[firm][lane] = share;
                run.level[firm][lane] = level;
                run.consumed[firm][lane] = consumed;
            }
        }
    }

    /// θ with Σ min(O, θ A) = P over the orders of a supplier and `consumption`: orders
    /// are served in full from the lowest ratio O/A up, as long as all others could have as much.
    fn level<const L: usize>(&self, run: &mut Run<'_, L>, firm: usize, lane: usize, consumption: f64) -> f64 {
        let Run { queue, order, made, .. } = run;
        queue.clear();
        queue.extend(self.sales(firm).iter().map(|&flow| {
            let (order, normal) = (order[flow as usize][lane], self.flow[flow as usize]);
            (order / normal, order, normal)
        }));
        if consumption > 0.0 {
            let normal = self.consumption[firm];
            queue.push((consumption / normal, consumption, normal));
        }
        queue.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.total_cmp(&b.2)));
        let mut open: f64 = queue.iter().map(|entry| entry.2).sum();
        let mut left = made[firm][lane];
        for &(ratio, order, normal) in queue.iter() {
            if left < ratio * open {
                return left.max(0.0) / open;
            }
            left -= order;
            open -= normal;
        }
        f64::INFINITY
    }
}
