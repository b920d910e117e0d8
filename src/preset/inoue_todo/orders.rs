//! Steps 1 and 2 in one pass over the flows: stocks, orders, and what stocks allow.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::parameters::{Orders, Parameters};
use super::{Firms, Run};
use crate::preset::rows::{Row, each, over};

impl Firms {
    /// S += yesterday's deliveries − use; what a firm used of a sector's products comes from all stocks of them, in
    /// proportion to what there was. Not in the lanes whose first day this is (`turn`). Then stocks that are lost.
    ///
    /// O = A D*/P0 + (n A D*/P0 − S)/τ with D* yesterday's output, at least 0; D = C + Σ O. What a closed lane keeps back
    /// never reaches the supplier.
    ///
    /// Stocks allow min over sectors of P0 S/A.
    ///
    /// Yesterday's orders are not kept: they follow from stocks and activity, which have not changed since.
    #[inline(always)]
    pub(super) fn order<const L: usize>(&self, parameters: &Parameters, run: &mut Run<'_, L>, turn: &[bool; L]) {
        let filled = parameters.rationing.fills();
        run.demand.copy_from_slice(&run.asked);
        for user in 0..self.len() {
            let (output, made) = (self.output[user], run.made[user]);
            let activity: Row<L> = each(|lane| over(made[lane], output, 0.0));
            let before = std::mem::replace(&mut run.activity[user], activity);
            let mut limit = [f64::INFINITY; L];
            self.fetch(run, user);
            for pool in self.pools(user) {
                let (pooled, endless) = (self.pooled[pool], self.endless[pool]);
                let had = self.held(run, pool);
                let used: Row<L> = each(|lane| over(pooled * activity[lane], had[lane], 0.0).min(1.0));
                let mut held = [0.0; L];
                for flow in self.flows(pool) {
                    let (supplier, normal) = (self.supplier[flow] as usize, self.flow[flow]);
                    let stock = run.stock[flow];
                    let mut ordered = wanted(parameters, endless, normal, &before, &stock);
                    if !run.open_before.is_empty() {
                        ordered = product(&ordered, &run.open_before[self.lane[flow] as usize]);
                    }
                    let mut delivered = product(&ordered, &run.share[supplier]);
                    if filled {
                        let level = &run.level[supplier];
                        delivered = each(|lane| delivered[lane].min(normal * level[lane]));
                    }
                    let mut stock: Row<L> = each(|lane| {
                        let next = stock[lane] + (delivered[lane] - stock[lane] * used[lane]);
                        if turn[lane] { next } else { stock[lane] }
                    });
                    if !run.kept.is_empty() {
                        stock = product(&stock, &run.kept[pool]);
                    }
                    held = each(|lane| held[lane] + stock[lane]);
                    run.stock[flow] = stock;
                    let mut order = wanted(parameters, endless, normal, &activity, &stock);
                    if !run.open.is_empty() {
                        order = product(&order, &run.open[self.lane[flow] as usize]);
                    }
                    if filled {
                        run.order[flow] = order;
                    }
                    let demand = &mut run.demand[supplier];
                    *demand = each(|lane| demand[lane] + order[lane]);
                }
                if !endless {
                    limit = each(|lane| limit[lane].min(output * (held[lane] / pooled)));
                }
            }
            run.limit[user] = limit;
        }
    }

    /// Looks at the rows of all suppliers of a user, so that they are brought from memory at the same time: one by one
    /// the work on a row would wait for each.
    #[inline(always)]
    fn fetch<const L: usize>(&self, run: &Run<'_, L>, user: usize) {
        if L > 1 {
            let mut seen = 0.0;
            for flow in self.purchases(user) {
                let supplier = self.supplier[flow] as usize;
                let (share, demand) = (&run.share[supplier], &run.demand[supplier]);
                seen += share[0] + share[L / 2] + demand[0] + demand[L / 2];
            }
            std::hint::black_box(seen);
        }
    }

    /// Stock in all of a pool.
    #[inline(always)]
    pub(super) fn held<const L: usize>(&self, run: &Run<'_, L>, pool: usize) -> Row<L> {
        let mut held = [0.0; L];
        for stock in &run.stock[self.flows(pool)] {
            held = each(|lane| held[lane] + stock[lane]);
        }
        held
    }
}

#[inline(always)]
fn product<const L: usize>(row: &Row<L>, factor: &Row<L>) -> Row<L> {
    each(|lane| row[lane] * factor[lane])
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
