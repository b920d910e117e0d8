//! The pools of a product while it is delivered: from what reaches one to what it calls for, in one pass, so that nothing
//! of it is put down on the way.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::Ario;
use super::orders::{gap, ordered};
use crate::preset::rows::{Row, each, row_by_row};

/// Users that are served at a time where every maker sells to all of them.
const TILE: usize = 16;

/// Pools of a product, all by place within it.
pub(super) struct Shelf<'a, const L: usize> {
    pub(super) stock: &'a mut [Row<L>],
    pub(super) call: &'a mut [Row<L>],
    /// Normal use.
    pub(super) flow: &'a [f64],
    /// Target stock per unit of output.
    pub(super) target: &'a [f64],
    /// Activity and `x_opt` of the users.
    pub(super) activity: &'a [Row<L>],
    pub(super) demand: &'a [Row<L>],
    pub(super) restock_days: f64,
}

impl<const L: usize> Shelf<'_, L> {
    /// Stocks and orders of the pools from `first` on, to which makers `sent` so much per unit of call, and whose orders
    /// go by `open`.
    #[inline(always)]
    pub(super) fn serve(&mut self, first: usize, sent: &[Row<L>], open: &[Row<L>]) {
        let here = first..first + sent.len();
        let stocks = self.stock[here.clone()].iter_mut().zip(&mut self.call[here.clone()]);
        let normal = self.flow[here.clone()].iter().zip(&self.target[here.clone()]);
        let users = self.activity[here.clone()].iter().zip(&self.demand[here]);
        for (((stock, call), (flow, target)), ((activity, demand), (sent, open))) in
            stocks.zip(normal).zip(users.zip(sent.iter().zip(open)))
        {
            row_by_row::<L>();
            let used: Row<L> = each(|lane| flow * activity[lane]);
            let kept: Row<L> = each(|lane| stock[lane] + (sent[lane] * call[lane] - used[lane]));
            *stock = kept;
            *call = each(|lane| {
                let gap = gap(target * demand[lane], kept[lane], self.restock_days);
                ordered(gap, used[lane], open[lane])
            });
        }
    }
}

/// A maker of the product that is being delivered: what it sells to a tile of users, and its factors.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Maker<const L: usize> {
    flow: [f64; TILE],
    /// r x/D, and r.
    sent: Row<L>,
    ready: Row<L>,
}

impl Ario {
    /// Serves the pools of a product that every maker sells to all its users. Sums over makers, in their order, are
    /// taken for a few users at a time, so that they stay in registers.
    #[inline(always)]
    pub(super) fn serve_tiles<const L: usize>(
        &self,
        makers: &[u32],
        [sent, ready]: [&[Row<L>]; 2],
        space: &mut Vec<Maker<L>>,
        shelf: &mut Shelf<'_, L>,
    ) {
        space.clear();
        space.extend(makers.iter().map(|maker| Maker {
            flow: [0.0; TILE],
            sent: sent[*maker as usize],
            ready: ready[*maker as usize],
        }));
        let users = shelf.stock.len();
        for first in (0..users).step_by(TILE) {
            let count = TILE.min(users - first);
            for (space, maker) in space.iter_mut().zip(makers) {
                let flow = &self.flows.flow[self.flows.sales(*maker as usize)][first..];
                match flow.first_chunk() {
                    Some(flow) => space.flow = *flow,
                    None => space.flow[..count].copy_from_slice(flow),
                }
            }
            let (mut sums, mut opens) = ([[0.0; L]; TILE], [[0.0; L]; TILE]);
            for (user, (sum, open)) in sums.iter_mut().zip(&mut opens).enumerate().take(count) {
                sum_lanes(space, user, sum, open);
            }
            shelf.serve(first, &sums[..count], &opens[..count]);
        }
    }

    /// Σ Z r x/D and Σ Z r for all users of such a product where there is one lane, which is too little to serve them by
    /// the tile.
    #[inline(always)]
    pub(super) fn sum_tiles(&self, makers: &[u32], factors: [&[f64]; 2], [sums, opens]: [&mut [f64]; 2]) {
        let ((tiles, rest), (open_tiles, open_rest)) = (sums.as_chunks_mut(), opens.as_chunks_mut());
        let whole = TILE * tiles.len();
        for (number, (sums, opens)) in tiles.iter_mut().zip(open_tiles).enumerate() {
            [*sums, *opens] = self.sum_tile::<TILE>(makers, factors, TILE * number);
        }
        for (place, (sum, open)) in rest.iter_mut().zip(open_rest).enumerate() {
            [[*sum], [*open]] = self.sum_tile(makers, factors, whole + place);
        }
    }

    /// Those of N users from the `first` on.
    #[inline(always)]
    fn sum_tile<const N: usize>(&self, makers: &[u32], [sent, ready]: [&[f64]; 2], first: usize) -> [[f64; N]; 2] {
        let [mut sums, mut opens] = [[0.0; N]; 2];
        for maker in makers.iter().map(|maker| *maker as usize) {
            let flow = &self.flows.flow[self.flows.sales(maker)][first..];
            let flow = flow.first_chunk::<N>().expect("a flow to every user");
            let (sent, ready) = (sent[maker], ready[maker]);
            for ((sum, open), flow) in sums.iter_mut().zip(&mut opens).zip(flow) {
                *sum += flow * sent;
                *open += flow * ready;
            }
        }
        [sums, opens]
    }
}

/// Σ Z r x/D and Σ Z r for one user in all lanes.
#[inline(always)]
fn sum_lanes<const L: usize>(makers: &[Maker<L>], user: usize, sums: &mut Row<L>, opens: &mut Row<L>) {
    let (mut sum, mut open) = ([0.0; L], [0.0; L]);
    for maker in makers {
        let flow = maker.flow[user];
        for lane in 0..L {
            sum[lane] += flow * maker.sent[lane];
            open[lane] += flow * maker.ready[lane];
        }
    }
    (*sums, *opens) = (sum, open);
}

#[cfg(test)]
mod tests {
    use super::super::{Parameters, Run};
    use super::*;
    use crate::preset::{Table, sweep};
    use ndarray::Array2;

    #[test]
    fn tiles_give_the_bits_of_lists() {
        in_both_ways::<1>();
        in_both_ways::<16>();
    }

    /// Three makers and 21 users of every product: neither is a whole number of tiles.
    fn in_both_ways<const L: usize>() {
        let share = |place: usize| (37 * place % 101) as f64 / 101.0;
        let z = Array2::from_shape_fn((21, 21), |(i, j)| 1.0 + share(21 * i + j));
        let y = Array2::from_shape_fn((21, 3), |(i, place)| 40.0 + share(7 * i + place));
        let ario = Ario::new(&Table::new(3, 7, z, &y, &[0, 1, 2]).expect("a table"), Parameters::default());
        let mut tiles: Run<'_, L> = ario.at_rest(&[], false);
        for rows in [&mut tiles.sent, &mut tiles.ready, &mut tiles.activity, &mut tiles.demand] {
            rows.iter_mut().enumerate().for_each(|(i, row)| *row = each(|lane| 0.5 + share(5 * i + lane)));
        }
        let mut lists = tiles.clone();
        for block in &ario.blocks.all {
            assert!(ario.in_tiles(&tiles, block));
            ario.serve(&mut tiles, block, true);
            ario.serve(&mut lists, block, false);
            ario.add_up(&mut tiles, block);
        }
        assert!(tiles.call.iter().flatten().all(|call| *call != 1.0));
        assert_eq!((&tiles.stock, &tiles.call), (&lists.stock, &lists.call));
        for (seller, called) in tiles.called.iter().enumerate() {
            let sales = ario.flows.sales(seller);
            let flow = ario.flows.flow[sales.clone()].iter().zip(&ario.flows.flow_pool[sales]);
            // A weight that is a row of lanes takes another way through the sums.
            let (flow, pools): (Vec<Row<L>>, Vec<u32>) = flow.map(|(flow, pool)| ([*flow; L], *pool)).unzip();
            assert_eq!(*called, sweep::dot(&flow, &pools, &lists.call));
        }
    }
}
