//! Step 4: everybody gets the same share of what was asked of a supplier; stocks; unmet final demand.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::blocks::Block;
use super::orders::settle_books;
use super::parameters::Ordering;
use super::shelf::Shelf;
use super::{Ario, Run, close};
use crate::preset::rows::{Row, each, over, row_by_row};
use crate::preset::sweep;
use std::ops::Range;

impl Ario {
    /// Deliveries, use, stocks and the orders of this step, product by product; with deliveries, in the same sweep over
    /// sellers, the flows open to orders. What is ordered of a product is added up by maker while its flows are at hand.
    #[inline(always)]
    pub(super) fn deliver<const L: usize>(&self, run: &mut Run<'_, L>) {
        let reopen = self.parameters.ordering == Ordering::Capacity;
        for ((sent, ready), served) in run.sent.iter_mut().zip(&run.ready).zip(&run.served) {
            *sent = each(|lane| ready[lane] * served[lane]);
        }
        if reopen {
            for ((ready, capacity), &output) in run.ready.iter_mut().zip(&run.capacity).zip(&self.flows.output) {
                row_by_row::<L>();
                *ready = each(|lane| over(capacity[lane], output, 0.0));
            }
        }
        for ((activity, made), &output) in run.activity.iter_mut().zip(&run.made).zip(&self.flows.output) {
            // At rest use is the pool's flow to the bit.
            row_by_row::<L>();
            *activity = each(|lane| over(made[lane], output, 0.0));
        }
        settle_books(run);
        if self.parameters.skip_restocking_near_balance {
            self.deliver_with_quirk(run);
        } else {
            for block in &self.blocks.all {
                let in_tiles = self.in_tiles(run, block);
                self.serve(run, block, in_tiles);
                self.add_up(run, block);
            }
        }
        self.leave_unmet(run);
    }

    /// Deliveries of a product into its stocks, and what is ordered of it.
    #[inline(always)]
    pub(super) fn serve<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block, in_tiles: bool) {
        let here = 0..block.pools.len();
        let makers = &self.blocks.makers[block.makers.clone()];
        if !in_tiles {
            self.send(run, block, here.clone());
        } else if L == 1 {
            let factors = [run.sent.as_flattened(), run.ready.as_flattened()];
            let (delivered, open) = (&mut run.delivered[here.clone()], &mut run.open_flow[here.clone()]);
            self.sum_tiles(makers, factors, [delivered.as_flattened_mut(), open.as_flattened_mut()]);
        }
        let [activity, demand] = &mut run.space;
        let mut shelf = Shelf {
            stock: &mut run.stock[block.pools.clone()],
            call: &mut run.call[block.pools.clone()],
            flow: &self.flows.pools.flow[block.pools.clone()],
            target: &self.target[block.pools.clone()],
            activity: block.by_pool(&self.flows, &run.activity, activity),
            demand: block.by_pool(&self.flows, &run.demand, demand),
            restock_days: block.restock_days,
        };
        if in_tiles && L > 1 {
            self.serve_tiles(makers, [&run.sent, &run.ready], &mut run.makers, &mut shelf);
        } else {
            shelf.serve(0, &run.delivered[here.clone()], &run.open_flow[here]);
        }
    }

    /// The same where stocks stay as they are near balance: in the lanes where all deliveries are near all use.
    fn deliver_with_quirk<const L: usize>(&self, run: &mut Run<'_, L>) {
        let mut still = [true; L];
        for block in &self.blocks.all {
            self.send(run, block, block.pools.clone());
            self.take(run, block);
            for (delivered, used) in run.delivered[block.pools.clone()].iter().zip(&run.used[block.pools.clone()]) {
                for lane in 0..L {
                    still[lane] &= close(delivered[lane], used[lane]);
                }
            }
        }
        for block in &self.blocks.all {
            keep(run, block, &still);
        }
        let still = self.near_target(run);
        for block in &self.blocks.all {
            self.call(run, block, &still);
            self.add_up(run, block);
        }
    }

    /// Whether a product is delivered in tiles: all its flows are there, and those open to orders change.
    pub(super) fn in_tiles<const L: usize>(&self, run: &Run<'_, L>, block: &Block) -> bool {
        self.parameters.ordering == Ordering::Capacity && block.full && !self.keeps_any(run, block)
    }

    /// What is sent of a product per unit of call into `here` of [`Run::delivered`], flows open to orders into
    /// [`Run::open_flow`].
    #[inline(always)]
    fn send<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block, here: Range<usize>) {
        let reopen = self.parameters.ordering == Ordering::Capacity;
        let (delivered, open) = (&mut run.delivered[here.clone()], &mut run.open_flow[here]);
        delivered.fill([0.0; L]);
        if reopen {
            open.fill([0.0; L]);
        } else {
            let normal = &self.flows.pools.flow[block.pools.clone()];
            open.iter_mut().zip(normal).for_each(|(open, flow)| *open = [*flow; L]);
        }
        for &maker in &self.blocks.makers[block.makers.clone()] {
            let i = maker as usize;
            let sales = self.flows.sales(i);
            let (flow, pools) = (&self.flows.flow[sales.clone()], &self.flows.flow_pool[sales]);
            let base = block.pools.start;
            if let Some((passage, sales)) = self.kept(run.passage.as_ref(), i) {
                sweep::add(&passage.pass[sales.clone()], pools, &run.sent[i], delivered, base);
                if reopen {
                    sweep::add(&passage.weigh[sales], pools, &run.ready[i], open, base);
                }
            } else if reopen {
                let factors = [&run.sent[i], &run.ready[i]];
                sweep::add_both(flow, pools, factors, [&mut *delivered, &mut *open], base);
            } else {
                sweep::add(flow, pools, &run.sent[i], delivered, base);
            }
        }
    }

    /// Deliveries and use of a product where all pools are needed.
    #[inline(always)]
    fn take<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block) {
        let pools = block.pools.clone();
        let activity = block.by_pool(&self.flows, &run.activity, &mut run.space[0]);
        let taken =
            run.used[pools.clone()].iter_mut().zip(&mut run.delivered[pools.clone()]).zip(&run.call[pools.clone()]);
        for (((used, delivered), call), (flow, activity)) in
            taken.zip(self.flows.pools.flow[pools].iter().zip(activity))
        {
            *used = each(|lane| flow * activity[lane]);
            *delivered = each(|lane| delivered[lane] * call[lane]);
        }
    }

    /// Final demand that was not served, by place of use and product, and by seller.
    #[inline(always)]
    fn leave_unmet<const L: usize>(&self, run: &mut Run<'_, L>) {
        run.unmet.fill([0.0; L]);
        if run.open.is_empty() {
            for i in 0..self.industries() {
                let (served, mut by_seller) = (&run.served[i], [0.0; L]);
                // Nothing lacks, and nothing added to a sum leaves it as it is.
                if served.iter().all(|served| *served == 1.0) {
                    run.unmet_by_seller[i] = by_seller;
                    continue;
                }
                let uses = self.flows.uses(i);
                for (cell, flow) in self.use_cell[uses.clone()].iter().zip(&self.flows.use_flow[uses]) {
                    let cell = *cell as usize;
                    let lacking: Row<L> = each(|lane| flow * (1.0 - served[lane]));
                    for ((unmet, by_seller), lacking) in run.unmet[cell].iter_mut().zip(&mut by_seller).zip(lacking) {
                        *unmet += lacking;
                        *by_seller += lacking;
                    }
                }
                run.unmet_by_seller[i] = by_seller;
            }
            return;
        }
        run.wanted.fill([0.0; L]);
        for i in 0..self.industries() {
            let (served, mut by_seller) = (&run.served[i], [0.0; L]);
            for used in self.flows.uses(i) {
                let cell = self.flows.cell(i, used);
                let (growth, open) = (&run.growth[cell], &run.open[self.flows.use_lane[used] as usize]);
                for lane in 0..L {
                    let wanted = self.flows.use_flow[used] * growth[lane];
                    let lacking = wanted * (1.0 - open[lane] * served[lane]);
                    run.wanted[cell][lane] += wanted;
                    run.unmet[cell][lane] += lacking;
                    by_seller[lane] += lacking;
                }
            }
            run.unmet_by_seller[i] = by_seller;
        }
    }
}

/// Stocks of a product, but where they stay `still`.
#[inline(always)]
fn keep<const L: usize>(run: &mut Run<'_, L>, block: &Block, still: &[bool; L]) {
    let pools = block.pools.clone();
    let moved = run.delivered[pools.clone()].iter().zip(&run.used[pools.clone()]);
    for (stock, (delivered, used)) in run.stock[pools].iter_mut().zip(moved) {
        *stock = each(|lane| {
            let next = stock[lane] + (delivered[lane] - used[lane]);
            if still[lane] { stock[lane] } else { next }
        });
    }
}
