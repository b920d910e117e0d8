//! Steps 1 and 2 in one pass over the flows: stocks, orders, and what stocks allow.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::parameters::{Orders, Parameters};
use super::{Firms, Run};
use crate::preset::rows::{Row, each};

impl Firms {
    /// S += yesterday's deliveries − use; what a firm used of a sector's products comes from all stocks of them, in
    /// proportion to what there was. Not in the lanes whose first day this is (`turn`). Then stocks that are lost.
    ///
    /// O = A D*/P0 + (n A D*/P0 − S)/τ with D* yesterday's output, at least 0; D = C + Σ O. What a closed lane keeps back
    /// never reaches the supplier.
    ///
    /// Stocks allow min over sectors of P0 S/A.
    #[inline(always)]
    pub(super) fn order<const L: usize>(&self, parameters: &Parameters, run: &mut Run<'_, L>, turn: &[bool; L]) {
        let filled = parameters.rationing.fills();
        run.demand.copy_from_slice(&run.asked);
        for user in 0..self.len() {
            let (output, made) = (self.output[user], run.made[user]);
            let activity: Row<L> = each(|lane| if output > 0.0 { made[lane] / output } else { 0.0 });
            let mut limit = [f64::INFINITY; L];
            for pool in self.pools(user) {
                let number = self.pool_number[pool] as usize;
                let before = self.held(run, pool);
                let pooled = self.pooled[pool];
                let used: Row<L> = each(|lane| {
                    let held = before[lane];
                    if held > 0.0 { (pooled * activity[lane] / held).min(1.0) } else { 0.0 }
                });
                let mut held = [0.0; L];
                for flow in self.flows(pool) {
                    let (supplier, normal) = (self.supplier[flow] as usize, self.flow[flow]);
                    let (ordered, share) = (&run.order[flow], &run.share[supplier]);
                    let delivered: Row<L> = if filled {
                        let level = &run.level[supplier];
                        each(|lane| (ordered[lane] * share[lane]).min(normal * level[lane]))
                    } else {
                        each(|lane| ordered[lane] * share[lane])
                    };
                    let mut stock = run.stock[flow];
                    stock = each(|lane| {
                        let next = stock[lane] + (delivered[lane] - stock[lane] * used[lane]);
                        if turn[lane] { next } else { stock[lane] }
                    });
                    if !run.kept.is_empty() {
                        stock = each(|lane| stock[lane] * run.kept[pool][lane]);
                    }
                    held = each(|lane| held[lane] + stock[lane]);
                    run.stock[flow] = stock;
                    let mut order = wanted(parameters, self.endless[pool], normal, &activity, &stock);
                    if !run.open.is_empty() {
                        let open = &run.open[self.lane[flow] as usize];
                        order = each(|lane| order[lane] * open[lane]);
                    }
                    run.order[flow] = order;
                    let demand = &mut run.demand[supplier];
                    *demand = each(|lane| demand[lane] + order[lane]);
                }
                if !self.endless[pool] {
                    let allowed: Row<L> = each(|lane| output * (held[lane] / pooled));
                    limit = each(|lane| limit[lane].min(allowed[lane]));
                    run.met[number] = allowed;
                    run.held[number] = held;
                }
            }
            run.limit[user] = limit;
        }
    }

    /// Stock in all of a pool.
    #[inline(always)]
    fn held<const L: usize>(&self, run: &Run<'_, L>, pool: usize) -> Row<L> {
        let mut held = [0.0; L];
        for stock in &run.stock[self.flows(pool)] {
            held = each(|lane| held[lane] + stock[lane]);
        }
        held
    }
}

/// What a user orders.
#[inline(always)]
fn wanted<const L: usize>(
    parameters: &Parameters,
    endless: bool,
    normal: f64,
    activity: &Row<L>,
    stock: &Row<L>,
) -> Row<L> {
    let used: Row<L> = each(|lane| normal * activity[lane]);
    let gap: Row<L> = each(|lane| (parameters.inventory_days * used[lane] - stock[lane]) / parameters.restock_days);
    match parameters.orders {
        Orders::Initial => [normal; L],
        // What never runs out is never restocked.
        _ if endless => used,
        Orders::Normal => each(|lane| (used[lane] + gap[lane]).max(0.0)),
        Orders::NeverBelowUse => each(|lane| used[lane] + gap[lane].max(0.0)),
    }
}
