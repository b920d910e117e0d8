//! The order of a step: product by product, so that what is bought of one stays in the cache while its makers are swept.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::Flows;
use crate::preset::rows::{Row, each};
use std::ops::Range;

/// All that is bought and made of a product.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Its pools.
    pub(super) pools: Range<usize>,
    /// Who makes it: places in [`Blocks::makers`].
    pub(super) makers: Range<usize>,
    /// First of its users, if they are one run.
    users: Option<usize>,
    /// Whether every maker sells to every user.
    pub(super) full: bool,
    /// Days over which gaps in its stocks are ordered back.
    pub(super) restock_days: f64,
}

/// Products in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    pub(super) all: Vec<Block>,
    /// Industries by product, then number.
    pub(super) makers: Vec<u32>,
    /// Most pools of a product.
    pub(super) most_pools: usize,
}

impl Blocks {
    pub(super) fn of(flows: &Flows, restock_days: impl Fn(usize) -> f64) -> Self {
        let mut makers: Vec<u32> = (0..flows.len() as u32).collect();
        makers.sort_by_key(|maker| flows.product[*maker as usize]);
        let all: Vec<Block> = (0..flows.products)
            .map(|product| {
                let pools = flows.pools.of_product(product as u32);
                let made = |maker: &u32| (flows.product[*maker as usize] as usize).cmp(&product);
                let first = makers.partition_point(|maker| made(maker).is_lt());
                let own = first..makers.partition_point(|maker| made(maker).is_le());
                let users = &flows.pools.user[pools.clone()];
                let run = users.last().is_none_or(|last| *last as usize + 1 == users[0] as usize + users.len());
                Block {
                    full: makers[own.clone()].iter().all(|maker| flows.sales(*maker as usize).len() == pools.len()),
                    users: run.then(|| users.first().map_or(0, |user| *user as usize)),
                    restock_days: restock_days(product),
                    makers: own,
                    pools,
                }
            })
            .collect();
        Self { most_pools: all.iter().map(|block| block.pools.len()).max().unwrap_or(0), all, makers }
    }
}

impl Block {
    /// Pools whose users are no run.
    pub(super) fn scattered(&self) -> usize {
        if self.users.is_some() { 0 } else { self.pools.len() }
    }

    /// What `values`, by industry, are for the users of the pools; copied to `space` unless users are one run.
    #[inline(always)]
    pub(super) fn by_pool<'a, const L: usize>(
        &self,
        flows: &Flows,
        values: &'a [Row<L>],
        space: &'a mut Vec<Row<L>>,
    ) -> &'a [Row<L>] {
        if let Some(first) = self.users {
            return &values[first..first + self.pools.len()];
        }
        space.clear();
        space.extend(flows.pools.user[self.pools.clone()].iter().map(|user| values[*user as usize]));
        space
    }

    /// Lowers `values`, by industry, to `allowed` of the pools, by place within the product.
    #[inline(always)]
    pub(super) fn lower<const L: usize>(
        &self,
        flows: &Flows,
        allowed: impl Fn(usize) -> Row<L>,
        values: &mut [Row<L>],
    ) {
        let lower = |value: &mut Row<L>, pool: Row<L>| {
            *value = each(|lane| if pool[lane] < value[lane] { pool[lane] } else { value[lane] });
        };
        if let Some(first) = self.users {
            let values = &mut values[first..first + self.pools.len()];
            values.iter_mut().enumerate().for_each(|(place, value)| lower(value, allowed(place)));
        } else {
            let users = flows.pools.user[self.pools.clone()].iter().enumerate();
            users.for_each(|(place, user)| lower(&mut values[*user as usize], allowed(place)));
        }
    }
}
