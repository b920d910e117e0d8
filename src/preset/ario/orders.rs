//! Step 5: orders = use of this step + gap in stock over `τ_inv`, split over suppliers.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::blocks::Block;
use super::{Ario, Run, close};
use crate::preset::rows::{each, over};
use std::ops::Range;

/// What industries would make with full stocks, `x_opt`; the peer takes it after the rebuilding it delivered in this
/// step has left its order book.
#[inline(always)]
pub(super) fn settle_books<const L: usize>(run: &mut Run<'_, L>) {
    let books = run.demand.iter_mut().zip(&run.losses.rebuilding).zip(&run.served).zip(&run.capacity);
    for (((demand, rebuilding), served), capacity) in books {
        *demand = each(|lane| (demand[lane] - rebuilding[lane] * served[lane]).min(capacity[lane]));
    }
}

impl Ario {
    /// c = (a x + (n a `x_opt` − stock)⁺ / τ) / Σ Z r for a product, whose use and open flows are `here`; where all is
    /// `still` no gap is ordered back.
    #[inline(always)]
    pub(super) fn call<const L: usize>(
        &self,
        run: &mut Run<'_, L>,
        block: &Block,
        here: Range<usize>,
        still: &[bool; L],
    ) {
        let pools = block.pools.clone();
        let demand = block.by_pool(&self.flows, &run.demand, &mut run.space);
        let bought = run.used[here.clone()].iter().zip(&run.open_flow[here]);
        let stocks = run.stock[pools.clone()].iter().zip(&self.target[pools.clone()]).zip(demand);
        for ((call, (used, open)), ((stock, &target), demand)) in run.call[pools].iter_mut().zip(bought).zip(stocks) {
            *call = each(|lane| {
                // An endless stock has no gap, and one that is never restocked none that is ordered.
                let gap = (target * demand[lane] - stock[lane]).max(0.0) / block.restock_days;
                let gap = if still[lane] { 0.0 } else { gap };
                over(gap + used[lane], open[lane], 0.0)
            });
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
