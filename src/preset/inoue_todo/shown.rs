//! A day as observers see it: by pool and by cell of final use, in the order of the flows.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::{Firms, Run};
use crate::preset::Day;
use crate::preset::rows::{Column, LaneDay, Row, each, met, over};

impl Firms {
    /// Stock in all and share of what its user wanted to make that a pool allowed.
    #[inline(always)]
    pub(super) fn show_pools<const L: usize>(&self, run: &mut Run<'_, L>) {
        for firm in 0..self.len() {
            let (capacity, demand, output) = (&run.capacity[firm], &run.demand[firm], self.output[firm]);
            let wished: Row<L> = each(|lane| capacity[lane].min(demand[lane]));
            for pool in self.pools(firm).filter(|&pool| !self.endless[pool]) {
                let (held, pooled) = (self.held(run, pool), self.pooled[pool]);
                let number = self.pool_number[pool] as usize;
                run.held[number] = held;
                run.met[number] = each(|lane| met(output * (held[lane] / pooled), wished[lane]));
            }
        }
    }

    /// Final demand that was not served, by cell and by seller.
    #[inline(always)]
    pub(super) fn leave_unmet<const L: usize>(&self, run: &mut Run<'_, L>) {
        let flows = &self.flows;
        run.unmet.fill([0.0; L]);
        run.wanted.fill([0.0; L]);
        for seller in 0..self.len() {
            let (asked, consumed) = (&run.asked[seller], &run.consumed[seller]);
            let served: Row<L> = each(|lane| over(consumed[lane], asked[lane], 1.0));
            let mut by_seller = [0.0; L];
            for used in flows.uses(seller) {
                let (cell, flow) = (flows.cell(seller, used), flows.use_flow[used]);
                let (mut wanted, mut passing) = ([flow; L], served);
                if !run.growth.is_empty() {
                    let (growth, open) = (&run.growth[cell], &run.open_use[flows.use_lane[used] as usize]);
                    wanted = each(|lane| flow * growth[lane]);
                    passing = each(|lane| open[lane] * served[lane]);
                }
                let lacking: Row<L> = each(|lane| wanted[lane] * (1.0 - passing[lane]));
                let (all, unmet) = (&mut run.wanted[cell], &mut run.unmet[cell]);
                *all = each(|lane| all[lane] + wanted[lane]);
                *unmet = each(|lane| unmet[lane] + lacking[lane]);
                by_seller = each(|lane| by_seller[lane] + lacking[lane]);
            }
            run.unmet_by_seller[seller] = by_seller;
        }
    }

    pub(super) fn lane_day<'a, const L: usize>(&'a self, run: &'a Run<'_, L>, lane: usize, day: usize) -> LaneDay<'a> {
        LaneDay {
            flows: &self.flows,
            day,
            production: Column::of(&run.made, lane),
            met: Column::of(&run.met, lane),
            wanted: Column::of(&run.wanted, lane),
            unmet: Column::of(&run.unmet, lane),
        }
    }

    /// With `orders` of firms, which a run does not keep.
    pub(super) fn day<'a>(&'a self, run: &'a Run<'_, 1>, orders: &'a mut Vec<f64>, day: usize) -> Day<'a> {
        orders.clear();
        orders.extend(run.demand.iter().zip(&run.asked).map(|(demand, asked)| demand[0] - asked[0]));
        Day {
            flows: &self.flows,
            day,
            production: run.made.as_flattened(),
            capacity: run.capacity.as_flattened(),
            orders,
            demand: run.demand.as_flattened(),
            overproduction: None,
            wanted: run.wanted.as_flattened(),
            unmet: run.unmet.as_flattened(),
            unmet_by_seller: run.unmet_by_seller.as_flattened(),
            stock: run.held.as_flattened(),
            met: run.met.as_flattened(),
        }
    }
}
