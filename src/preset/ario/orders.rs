//! Step 5: orders = use of this step + gap in stock over `τ_inv`, split over suppliers.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::blocks::Block;
use super::{Ario, Run, close};
use crate::preset::rows::{each, over};
use crate::preset::sweep;

/// Makers whose orders are added up at a time.
const MAKERS: usize = 2;

/// What industries would make with full stocks, `x_opt`; the peer takes it after the rebuilding it delivered in this
/// step has left its order book.
#[inline(always)]
pub(super) fn settle_books<const L: usize>(run: &mut Run<'_, L>) {
    let books = run.demand.iter_mut().zip(&run.losses.rebuilding).zip(&run.served).zip(&run.capacity);
    for (((demand, rebuilding), served), capacity) in books {
        *demand = each(|lane| (demand[lane] - rebuilding[lane] * served[lane]).min(capacity[lane]));
    }
}

/// What is ordered back of a gap in a stock. An endless stock has no gap, and one that is never restocked none that is
/// ordered.
#[inline(always)]
pub(super) fn gap(target: f64, stock: f64, restock_days: f64) -> f64 {
    (target - stock).max(0.0) / restock_days
}

/// c: what is asked of makers of a product, over the flow `open` to it.
#[inline(always)]
pub(super) fn ordered(gap: f64, used: f64, open: f64) -> f64 {
    over(gap + used, open, 0.0)
}

impl Ario {
    /// c = (a x + (n a `x_opt` − stock)⁺ / τ) / Σ Z r for a product of which use and open flows are known by pool;
    /// where all is `still` no gap is ordered back.
    #[inline(always)]
    pub(super) fn call<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block, still: &[bool; L]) {
        let pools = block.pools.clone();
        let demand = block.by_pool(&self.flows, &run.demand, &mut run.space[0]);
        let bought = run.used[pools.clone()].iter().zip(&run.open_flow[pools.clone()]);
        let stocks = run.stock[pools.clone()].iter().zip(&self.target[pools.clone()]).zip(demand);
        for ((call, (used, open)), ((stock, &target), demand)) in run.call[pools].iter_mut().zip(bought).zip(stocks) {
            *call = each(|lane| {
                let gap = gap(target * demand[lane], stock[lane], block.restock_days);
                ordered(if still[lane] { 0.0 } else { gap }, used[lane], open[lane])
            });
        }
    }

    /// Σ Z c by maker of a product, for the orders of the next step.
    #[inline(always)]
    pub(super) fn add_up<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block) {
        let sales = |maker: u32| &self.flows.flow[self.flows.sales(maker as usize)];
        let mut makers = &self.blocks.makers[block.makers.clone()];
        if block.full && !self.keeps_any(run, block) {
            let call = &run.call[block.pools.clone()];
            while let Some((some, rest)) = makers.split_first_chunk::<MAKERS>() {
                let mut flows: [&[f64]; MAKERS] = [&[]; MAKERS];
                flows.iter_mut().zip(some).for_each(|(flow, maker)| *flow = sales(*maker));
                let sums = sweep::dots(flows, call);
                some.iter().zip(sums).for_each(|(maker, sum)| run.called[*maker as usize] = sum);
                makers = rest;
            }
        }
        for &maker in makers {
            let i = maker as usize;
            if self.kept(run.passage.as_ref(), i).is_none() {
                run.called[i] = sweep::dot(sales(maker), &self.flows.flow_pool[self.flows.sales(i)], &run.call);
            }
        }
    }

    /// In which lanes numpy would find all finite stocks equal to their targets.
    pub(super) fn near_target<const L: usize>(&self, run: &Run<'_, L>) -> [bool; L] {
        let near = |lane: usize| {
            let finite = (0..run.stock.len()).filter(|&pool| run.stock[pool][lane].is_finite());
            let wanted = |pool: usize| self.target[pool] * run.demand[self.flows.pools.user[pool] as usize][lane];
            finite.map(|pool| (run.stock[pool][lane], wanted(pool))).all(|(stock, target)| close(stock, target))
        };
        std::array::from_fn(near)
    }
}
