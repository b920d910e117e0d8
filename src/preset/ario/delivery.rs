//! Step 4: everybody gets the same share of what was asked of a supplier; stocks; unmet final demand.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::blocks::Block;
use super::orders::settle_books;
use super::parameters::Ordering;
use super::{Ario, Run, close};
use crate::preset::rows::{Row, each, over};
use crate::preset::sweep;
use std::ops::Range;

/// Users of a product that are served at a time where every maker sells to all of them.
const TILE: usize = 16;

impl Ario {
    /// Deliveries, use, stocks and the orders of this step, product by product; with deliveries, in the same sweep over
    /// sellers, the flows open to orders.
    #[inline(always)]
    pub(super) fn deliver<const L: usize>(&self, run: &mut Run<'_, L>) {
        let reopen = self.parameters.ordering == Ordering::Capacity;
        for ((sent, ready), served) in run.sent.iter_mut().zip(&run.ready).zip(&run.served) {
            *sent = each(|lane| ready[lane] * served[lane]);
        }
        if reopen {
            for ((ready, capacity), &output) in run.ready.iter_mut().zip(&run.capacity).zip(&self.flows.output) {
                *ready = each(|lane| over(capacity[lane], output, 0.0));
            }
        }
        for ((activity, made), &output) in run.activity.iter_mut().zip(&run.made).zip(&self.flows.output) {
            // At rest use is the pool's flow to the bit.
            *activity = each(|lane| over(made[lane], output, 0.0));
        }
        settle_books(run);
        if self.parameters.skip_restocking_near_balance {
            self.deliver_with_quirk(run);
        } else {
            for block in &self.blocks.all {
                let here = 0..block.pools.len();
                self.send(run, block, here.clone());
                keep(run, block, here.clone(), &[false; L]);
                self.call(run, block, here, &[false; L]);
            }
        }
        self.leave_unmet(run);
    }

    /// The same where stocks stay as they are near balance: in the lanes where all deliveries are near all use.
    fn deliver_with_quirk<const L: usize>(&self, run: &mut Run<'_, L>) {
        let mut still = [true; L];
        for block in &self.blocks.all {
            self.send(run, block, block.pools.clone());
            for (delivered, used) in run.delivered[block.pools.clone()].iter().zip(&run.used[block.pools.clone()]) {
                for lane in 0..L {
                    still[lane] &= close(delivered[lane], used[lane]);
                }
            }
        }
        for block in &self.blocks.all {
            keep(run, block, block.pools.clone(), &still);
        }
        let still = self.near_target(run);
        for block in &self.blocks.all {
            self.call(run, block, block.pools.clone(), &still);
        }
    }

    /// Deliveries and use of a product into `here` of [`Run::delivered`] and [`Run::used`], flows open to orders into
    /// [`Run::open_flow`].
    #[inline(always)]
    fn send<const L: usize>(&self, run: &mut Run<'_, L>, block: &Block, here: Range<usize>) {
        let reopen = self.parameters.ordering == Ordering::Capacity;
        let makers = &self.blocks.makers[block.makers.clone()];
        let (delivered, open) = (&mut run.delivered[here.clone()], &mut run.open_flow[here.clone()]);
        let kept = |i: usize| run.passage.as_ref().and_then(|passage| Some((passage, passage.sales(&self.flows, i)?)));
        if reopen && block.full && !makers.iter().any(|maker| kept(*maker as usize).is_some()) {
            self.send_tiles(makers, [&run.sent, &run.ready], delivered, open);
        } else {
            delivered.fill([0.0; L]);
            if reopen {
                open.fill([0.0; L]);
            } else {
                let normal = &self.flows.pools.flow[block.pools.clone()];
                open.iter_mut().zip(normal).for_each(|(open, flow)| *open = [*flow; L]);
            }
            for &maker in makers {
                let i = maker as usize;
                let sales = self.flows.sales(i);
                let (flow, pools) = (&self.flows.flow[sales.clone()], &self.flows.flow_pool[sales]);
                let base = block.pools.start;
                if let Some((passage, sales)) = kept(i) {
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
        let pools = block.pools.clone();
        let activity = block.by_pool(&self.flows, &run.activity, &mut run.space);
        let taken = run.used[here].iter_mut().zip(delivered).zip(&run.call[pools.clone()]);
        for (((used, delivered), call), (flow, activity)) in
            taken.zip(self.flows.pools.flow[pools].iter().zip(activity))
        {
            *used = each(|lane| flow * activity[lane]);
            *delivered = each(|lane| delivered[lane] * call[lane]);
        }
    }

    /// Sums over all makers for a few users at a time, so that sums stay in registers.
    #[inline(always)]
    fn send_tiles<const L: usize>(
        &self,
        makers: &[u32],
        [sent, ready]: [&[Row<L>]; 2],
        delivered: &mut [Row<L>],
        open: &mut [Row<L>],
    ) {
        if L == 1 {
            for (number, (delivered, open)) in delivered.chunks_mut(TILE).zip(open.chunks_mut(TILE)).enumerate() {
                let first = number * TILE;
                let (mut sum, mut open_sum) = ([0.0; TILE], [0.0; TILE]);
                for maker in makers.iter().map(|maker| *maker as usize) {
                    let from = self.flows.sales(maker).start + first;
                    let (sent, ready) = (sent[maker][0], ready[maker][0]);
                    if let Some(flows) = self.flows.flow[from..from + delivered.len()].first_chunk::<TILE>() {
                        for ((sum, open_sum), flow) in sum.iter_mut().zip(&mut open_sum).zip(flows) {
                            *sum += flow * sent;
                            *open_sum += flow * ready;
                        }
                    } else {
                        let flows = &self.flows.flow[from..from + delivered.len()];
                        for ((sum, open_sum), flow) in sum.iter_mut().zip(&mut open_sum).zip(flows) {
                            *sum += flow * sent;
                            *open_sum += flow * ready;
                        }
                    }
                }
                let users = delivered.len();
                delivered.as_flattened_mut().copy_from_slice(&sum[..users]);
                open.as_flattened_mut().copy_from_slice(&open_sum[..users]);
            }
            return;
        }
        // Flows are copied out in small squares.
        let factors: Vec<(Row<L>, Row<L>)> =
            makers.iter().map(|maker| (sent[*maker as usize], ready[*maker as usize])).collect();
        let rows: Vec<&[f64]> =
            makers.iter().map(|maker| &self.flows.flow[self.flows.sales(*maker as usize)]).collect();
        let mut tile = vec![[0.0; TILE]; makers.len()];
        for (number, (delivered, open)) in delivered.chunks_mut(TILE).zip(open.chunks_mut(TILE)).enumerate() {
            let first = number * TILE;
            for (tile, row) in tile.iter_mut().zip(&rows) {
                tile[..delivered.len()].copy_from_slice(&row[first..first + delivered.len()]);
            }
            for (user, (delivered, open)) in delivered.iter_mut().zip(open).enumerate() {
                let (mut sum, mut open_sum) = ([0.0; L], [0.0; L]);
                for (flows, (sent, ready)) in tile.iter().zip(&factors) {
                    let flow = flows[user];
                    for lane in 0..L {
                        sum[lane] += flow * sent[lane];
                        open_sum[lane] += flow * ready[lane];
                    }
                }
                (*delivered, *open) = (sum, open_sum);
            }
        }
    }

    /// Final demand that was not served, by place of use and product, and by seller.
    #[inline(always)]
    fn leave_unmet<const L: usize>(&self, run: &mut Run<'_, L>) {
        run.unmet.fill([0.0; L]);
        if run.open.is_empty() {
            for i in 0..self.industries() {
                let (served, mut by_seller) = (&run.served[i], [0.0; L]);
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
fn keep<const L: usize>(run: &mut Run<'_, L>, block: &Block, here: Range<usize>, still: &[bool; L]) {
    let moved = run.delivered[here.clone()].iter().zip(&run.used[here]);
    for (stock, (delivered, used)) in run.stock[block.pools.clone()].iter_mut().zip(moved) {
        *stock = each(|lane| {
            let next = stock[lane] + (delivered[lane] - used[lane]);
            if still[lane] { stock[lane] } else { next }
        });
    }
}
