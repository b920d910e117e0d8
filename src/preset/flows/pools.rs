//! Pools: all that an industry buys of one product.

use std::ops::Range;

/// Pools, ordered by product, then user, so that what a maker sells to all users of its product is one run of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pools {
    pub(in super::super) product: Vec<u32>,
    pub(in super::super) user: Vec<u32>,
    /// Normal use a day.
    pub(in super::super) flow: Vec<f64>,
    /// Never runs out.
    pub(in super::super) endless: Vec<bool>,
}

impl Pools {
    /// The pools of flows (product, user, amount), in the order of the flows, and the pool of every flow. `endless`
    /// says what never runs out.
    pub(super) fn new(
        flows: impl Iterator<Item = (u32, u32, f64)> + Clone,
        endless: impl Fn(u32, u32) -> bool,
    ) -> (Self, Vec<u32>) {
        let mut keys: Vec<(u32, u32)> = flows.clone().map(|(product, user, _)| (product, user)).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut amount = vec![0.0; keys.len()];
        let of_flow = flows.map(|(product, user, flow)| {
            let pool = keys.partition_point(|key| *key < (product, user));
            amount[pool] += flow;
            pool as u32
        });
        let of_flow = of_flow.collect();
        let pools = Self {
            endless: keys.iter().map(|&(product, user)| endless(product, user)).collect(),
            product: keys.iter().map(|key| key.0).collect(),
            user: keys.iter().map(|key| key.1).collect(),
            flow: amount,
        };
        (pools, of_flow)
    }

    /// Number of pools.
    pub(in super::super) fn len(&self) -> usize {
        self.user.len()
    }

    /// Pools of `product`.
    pub(in super::super) fn of_product(&self, product: u32) -> Range<usize> {
        let first = self.product.partition_point(|&other| other < product);
        first..self.product.partition_point(|&other| other <= product)
    }

    /// Pool of `user`'s purchases of `product`.
    pub(in super::super) fn find(&self, product: u32, user: u32) -> Option<usize> {
        let pools = self.of_product(product);
        self.user[pools.clone()].binary_search(&user).ok().map(|place| pools.start + place)
    }
}
