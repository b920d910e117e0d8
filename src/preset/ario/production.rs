//! Steps 2 and 3: demand, overproduction, capacity, output.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::damage::Losses;
use super::{Ario, Run};
use crate::preset::rows::{Row, each, met as met_by, over, row_by_row};
use crate::preset::sweep;

impl Ario {
    /// D = orders + final demand + rebuilding demand.
    #[inline(always)]
    pub(super) fn collect<const L: usize>(&self, run: &mut Run<'_, L>) {
        if let Some(passage) = &run.passage {
            for (i, called) in run.called.iter_mut().enumerate() {
                if let Some(kept) = passage.sales(&self.flows, i) {
                    let pools = &self.flows.flow_pool[self.flows.sales(i)];
                    *called = sweep::dot(&passage.pass[kept], pools, &run.call);
                }
            }
        }
        for ((orders, ready), called) in run.orders.iter_mut().zip(&run.ready).zip(&run.called) {
            *orders = each(|lane| ready[lane] * called[lane]);
        }
        let asked = run.orders.iter().zip(&run.final_demand).zip(&run.losses.rebuilding);
        for (demand, ((orders, last), rebuilding)) in run.demand.iter_mut().zip(asked) {
            *demand = each(|lane| orders[lane] + last[lane] + rebuilding[lane]);
        }
        run.asked.copy_from_slice(&run.demand);
    }

    /// α follows scarcity (D − x)/D, demand of this step against output of the last: up towards `α_max` while demand
    /// is the greater, down in proportion while it is the smaller, back to `α_b` only where the two are equal; never
    /// below 1. Not `felt` in the lanes whose first step this is.
    #[inline(always)]
    pub(super) fn stretch<const L: usize>(&self, run: &mut Run<'_, L>, felt: &[f64; L]) {
        let p = &self.parameters;
        for ((alpha, demand), made) in run.overproduction.iter_mut().zip(&run.demand).zip(&run.made) {
            row_by_row::<L>();
            *alpha = each(|lane| {
                let (demand, made, alpha) = (demand[lane], made[lane], alpha[lane]);
                let scarcity = over(demand - made, demand, 0.0);
                let back = p.overproduction_base - alpha;
                let rest = if scarcity == 0.0 { back } else { 0.0 };
                let rise = (p.overproduction_max - alpha) * scarcity;
                let next = (alpha + (rise + rest) / p.overproduction_days).max(1.0);
                if felt[lane] > 0.0 { next } else { alpha }
            });
        }
    }

    /// x = min(D, `x_cap`) · min over inputs of min(1, stock / (ψ n a min(D, `x_cap`))).
    #[inline(always)]
    pub(super) fn produce<const L: usize>(&self, run: &mut Run<'_, L>) {
        let limits = run.overproduction.iter().zip(&run.left).zip(self.flows.output.iter().zip(&self.capital));
        let lost = run.losses.capital.iter().zip(&run.losses.capacity);
        for ((capacity, ((alpha, left), (output, capital))), lost) in run.capacity.iter_mut().zip(limits).zip(lost) {
            row_by_row::<L>();
            let lost: Row<L> = Losses::share(lost, *capital);
            *capacity = each(|lane| {
                let left = (1.0 - lost[lane]) * left[lane];
                alpha[lane] * left * output
            });
        }
        for ((wished, demand), capacity) in run.wished.iter_mut().zip(&run.demand).zip(&run.capacity) {
            *wished = each(|lane| demand[lane].min(capacity[lane]));
        }
        // What stocks allow, where any allows less than is wished.
        run.made.fill([f64::INFINITY; L]);
        for block in &self.blocks.all {
            let (stock, floor) = (&run.stock[block.pools.clone()], &self.floor[block.pools.clone()]);
            let wished = block.by_pool(&self.flows, &run.wished, &mut run.space[0]);
            if is_short(stock, floor, wished) {
                let allowed = |place: usize| -> Row<L> {
                    let (stock, floor) = (&stock[place], floor[place]);
                    each(|lane| over(stock[lane], floor, f64::INFINITY))
                };
                block.lower(&self.flows, allowed, &mut run.made);
            }
        }
        for ((made, served), (wished, demand)) in
            run.made.iter_mut().zip(&mut run.served).zip(run.wished.iter().zip(&run.demand))
        {
            row_by_row::<L>();
            *made = each(|lane| {
                let least = made[lane].max(0.0);
                if made[lane] < wished[lane] { least } else { wished[lane] }
            });
            *served = each(|lane| over(made[lane], demand[lane], 1.0));
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
            let wished = block.by_pool(&self.flows, &run.wished, &mut run.space[0]);
            let stocks = run.stock[pools.clone()].iter().zip(&self.floor[pools.clone()]);
            for ((met, wished), (stock, &floor)) in run.met[pools].iter_mut().zip(wished).zip(stocks) {
                *met = each(|lane| met_by(over(stock[lane], floor, f64::INFINITY), wished[lane]));
            }
        }
    }
}

/// Whether any stock may be below its floor at the wished output: without a division, and so with a margin for
/// rounding.
#[inline(always)]
fn is_short<const L: usize>(stock: &[Row<L>], floor: &[f64], wished: &[Row<L>]) -> bool {
    let mut short = 0;
    for ((stock, floor), wished) in stock.iter().zip(floor).zip(wished) {
        row_by_row::<L>();
        let enough = floor * (1.0 + 1e-9);
        for (stock, wished) in stock.iter().zip(wished) {
            short |= u64::from(enough * wished > *stock);
        }
    }
    short > 0
}
