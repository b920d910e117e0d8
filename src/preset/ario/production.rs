//! Steps 2 and 3: demand, overproduction, capacity, output.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::{Ario, Run};
use crate::preset::rows::{Row, each, met as met_by, over};
use crate::preset::sweep;

impl Ario {
    /// D = orders + final demand + rebuilding demand.
    #[inline(always)]
    pub(super) fn collect<const L: usize>(&self, run: &mut Run<'_, L>) {
        for &maker in &self.blocks.makers {
            let i = maker as usize;
            let sales = self.flows.sales(i);
            let pools = &self.flows.flow_pool[sales.clone()];
            let kept = run.passage.as_ref().and_then(|passage| Some((passage, passage.sales(&self.flows, i)?)));
            let called = match kept {
                Some((passage, kept)) => sweep::dot(&passage.pass[kept], pools, &run.call),
                None => sweep::dot(&self.flows.flow[sales], pools, &run.call),
            };
            run.orders[i] = each(|lane| run.ready[i][lane] * called[lane]);
            let (orders, last, rebuilding) = (&run.orders[i], &run.final_demand[i], &run.losses.rebuilding[i]);
            run.demand[i] = each(|lane| orders[lane] + last[lane] + rebuilding[lane]);
            run.asked[i] = run.demand[i];
        }
    }

    /// α follows scarcity (D − x)/D, demand of this step against output of the last: up towards `α_max` while demand
    /// is the greater, down in proportion while it is the smaller, back to `α_b` only where the two are equal; never
    /// below 1. Not `felt` in the lanes whose first step this is.
    #[inline(always)]
    pub(super) fn stretch<const L: usize>(&self, run: &mut Run<'_, L>, felt: &[bool; L]) {
        let p = &self.parameters;
        for ((alpha, demand), made) in run.overproduction.iter_mut().zip(&run.demand).zip(&run.made) {
            *alpha = each(|lane| {
                let (demand, made, alpha) = (demand[lane], made[lane], alpha[lane]);
                let scarcity = over(demand - made, demand, 0.0);
                let rest = if scarcity == 0.0 { p.overproduction_base - alpha } else { 0.0 };
                let rise = (p.overproduction_max - alpha) * scarcity;
                let next = (alpha + (rise + rest) / p.overproduction_days).max(1.0);
                if felt[lane] { next } else { alpha }
            });
        }
    }

    /// x = min(D, `x_cap`) · min over inputs of min(1, stock / (ψ n a min(D, `x_cap`))).
    #[inline(always)]
    pub(super) fn produce<const L: usize>(&self, run: &mut Run<'_, L>) {
        for i in 0..self.industries() {
            let lost = run.losses.share(i, self.capital[i]);
            let (alpha, left, output) = (&run.overproduction[i], &run.left[i], self.flows.output[i]);
            run.capacity[i] = each(|lane| {
                let left = (1.0 - lost[lane]) * left[lane];
                alpha[lane] * left * output
            });
            let (demand, capacity) = (&run.demand[i], &run.capacity[i]);
            run.wished[i] = each(|lane| demand[lane].min(capacity[lane]));
            // Least stock over floor per unit of output, gathered below.
            run.made[i] = [f64::INFINITY; L];
        }
        for block in &self.blocks.all {
            let (stock, floor) = (&run.stock[block.pools.clone()], &self.floor[block.pools.clone()]);
            let allowed = |place: usize| -> Row<L> {
                let (stock, floor) = (&stock[place], floor[place]);
                each(|lane| over(stock[lane], floor, f64::INFINITY))
            };
            block.lower(&self.flows, allowed, &mut run.made);
        }
        for i in 0..self.industries() {
            let (demand, wished, made) = (&run.demand[i], &run.wished[i], run.made[i]);
            run.made[i] = each(|lane| if made[lane] < wished[lane] { made[lane].max(0.0) } else { wished[lane] });
            let made = &run.made[i];
            run.served[i] = each(|lane| over(made[lane], demand[lane], 1.0));
        }
        if !run.met.is_empty() {
            self.show_met(run);
        }
    }

    /// Share of what its user wanted to make that a pool allowed.
    #[inline(always)]
    fn show_met<const L: usize>(&self, run: &mut Run<'_, L>) {
        for block in &self.blocks.all {
            let pools = block.pools.clone();
            let wished = block.by_pool(&self.flows, &run.wished, &mut run.space);
            let stocks = run.stock[pools.clone()].iter().zip(&self.floor[pools.clone()]);
            for ((met, wished), (stock, &floor)) in run.met[pools].iter_mut().zip(wished).zip(stocks) {
                *met = each(|lane| met_by(over(stock[lane], floor, f64::INFINITY), wished[lane]));
            }
        }
    }
}
