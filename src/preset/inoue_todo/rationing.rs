//! Step 4: who is served.

use super::parameters::Rationing;
use super::{Firms, Run};

impl Firms {
    /// Deliveries to firms and final consumers by `rule`.
    pub(super) fn ration(&self, rule: Rationing, run: &mut Run<'_>) {
        for firm in 0..self.len() {
            let (made, consumption) = (run.made[firm], run.asked[firm]);
            if made >= run.demand[firm] {
                self.serve(run, firm, 1.0);
                run.consumed[firm] = consumption;
                continue;
            }
            let ordered = run.demand[firm] - consumption;
            match rule {
                Rationing::Proportional => {
                    let share = made / run.demand[firm];
                    self.serve(run, firm, share);
                    run.consumed[firm] = consumption * share;
                }
                Rationing::ConsumersLast => {
                    self.serve(run, firm, if made < ordered { made / ordered } else { 1.0 });
                    run.consumed[firm] = (made - ordered).clamp(0.0, consumption);
                }
                Rationing::LowestFirst => {
                    let level = self.level(run, firm, consumption);
                    self.fill(run, firm, level);
                    run.consumed[firm] = consumption.min(self.consumption[firm] * level);
                }
                Rationing::LowestFirstConsumersLast => {
                    let level = if made < ordered { self.level(run, firm, 0.0) } else { f64::INFINITY };
                    self.fill(run, firm, level);
                    run.consumed[firm] = (made - ordered).clamp(0.0, consumption);
                }
            }
        }
    }

    /// Every order of a supplier in this share.
    fn serve(&self, run: &mut Run<'_>, firm: usize, share: f64) {
        for &flow in self.sales(firm) {
            run.delivered[flow as usize] = run.order[flow as usize] * share;
        }
    }

    /// Every order of a supplier up to so much per unit of normal flow.
    fn fill(&self, run: &mut Run<'_>, firm: usize, level: f64) {
        for &flow in self.sales(firm) {
            let flow = flow as usize;
            run.delivered[flow] = run.order[flow].min(self.flow[flow] * level);
        }
    }

    /// θ with Σ min(O, θ A) = P over the orders of a supplier and `consumption`: orders
    /// are served in full from the lowest ratio O/A up, as long as all others could have as much.
    fn level(&self, run: &mut Run<'_>, firm: usize, consumption: f64) -> f64 {
        let Run { queue, order, made, .. } = run;
        queue.clear();
        queue.extend(self.sales(firm).iter().map(|&flow| {
            let (order, normal) = (order[flow as usize], self.flow[flow as usize]);
            (order / normal, order, normal)
        }));
        if consumption > 0.0 {
            let normal = self.consumption[firm];
            queue.push((consumption / normal, consumption, normal));
        }
        queue.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.total_cmp(&b.2)));
        let mut open: f64 = queue.iter().map(|entry| entry.2).sum();
        let mut left = made[firm];
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
