//! What the presets run on: who sells how much a day to whom, in lists of what there is.

#![expect(clippy::inline_always, reason = "sweeps ask for ranges within their loops")]

mod firms;
mod network;
mod pools;
mod table;

pub(super) use pools::Pools;

/// Industries, what they sell each other in a day and to final users.
///
/// Every industry makes one product in one place and buys pools of products: a pool is all it buys of a product, whoever
/// makes it. Made from a [`super::Table`], a list of firms or a [`crate::network::Network`]. Amounts are in one money, or, for a
/// network without market values, in shares of a day's world output of each product.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    pub(super) products: usize,
    pub(super) places: usize,
    /// Product and place of every industry.
    pub(super) product: Vec<u32>,
    pub(super) place: Vec<u32>,
    /// First flow of every seller; one more than there are sellers.
    first_sale: Vec<usize>,
    pub(super) buyer: Vec<u32>,
    /// Z, a day.
    pub(super) flow: Vec<f64>,
    /// What a shock can close: a number by seller and place of the buyer.
    pub(super) lane: Vec<u32>,
    /// Pool of the buyer that a flow fills.
    pub(super) flow_pool: Vec<u32>,
    /// First final use of every seller.
    first_use: Vec<usize>,
    pub(super) use_place: Vec<u32>,
    /// Y, a day.
    pub(super) use_flow: Vec<f64>,
    pub(super) use_lane: Vec<u32>,
    /// x, a day.
    pub(super) output: Vec<f64>,
    /// Value added, a year. Not known where products have units of their own.
    pub(super) value_added: Option<Vec<f64>>,
    pub(super) pools: Pools,
    pub(super) lanes: usize,
    /// Where a network's slots have gone.
    pub(super) slots: Vec<Place>,
}

/// Where the stock or demand of a network's slot has gone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Into this pool, of whose use it is this share.
    Pool(u32, f64),
    /// Final use, of this cell; it keeps no stock here.
    Final(u32),
    /// Nothing flows into it.
    Nowhere,
}

/// A seller's flow or final use while flows are laid out: place or buyer, lane, amount a day.
#[derive(Debug, Clone, Copy)]
struct Sale {
    to: u32,
    lane: u32,
    amount: f64,
}

/// Lists under way: sales by seller in order.
#[derive(Debug, Default)]
struct Sales {
    first: Vec<usize>,
    to: Vec<u32>,
    lane: Vec<u32>,
    amount: Vec<f64>,
}

impl Sales {
    fn new() -> Self {
        Self { first: vec![0], ..Self::default() }
    }

    /// The sales of the next seller, in the order of `to`; several to one buyer become one.
    fn push(&mut self, sales: &[Sale]) {
        let begin = self.to.len();
        for sale in sales {
            if self.to.len() > begin && self.to.last() == Some(&sale.to) {
                *self.amount.last_mut().expect("as long as `to`") += sale.amount;
                continue;
            }
            self.to.push(sale.to);
            self.lane.push(sale.lane);
            self.amount.push(sale.amount);
        }
        self.first.push(self.to.len());
    }
}

impl Flows {
    /// Number of industries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.output.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.output.is_empty()
    }

    /// Number of products.
    #[must_use]
    pub fn products(&self) -> usize {
        self.products
    }

    /// Number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// Number of flows between industries.
    #[must_use]
    pub fn flows(&self) -> usize {
        self.flow.len()
    }

    /// Normal output a day, by industry.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Product and user of every pool, in the order in which stocks are given.
    pub fn pools(&self) -> impl Iterator<Item = (u32, u32)> {
        self.pools.product.iter().copied().zip(self.pools.user.iter().copied())
    }

    /// Whether amounts are money: value added, and with it capital, is known.
    #[must_use]
    pub fn priced(&self) -> bool {
        self.value_added.is_some()
    }

    /// Flows of a seller.
    #[inline(always)]
    pub(super) fn sales(&self, seller: usize) -> std::ops::Range<usize> {
        self.first_sale[seller]..self.first_sale[seller + 1]
    }

    /// Seller of a flow.
    pub(super) fn seller_of(&self, flow: usize) -> usize {
        self.first_sale.partition_point(|first| *first <= flow) - 1
    }

    /// Final uses that a seller serves.
    #[inline(always)]
    pub(super) fn uses(&self, seller: usize) -> std::ops::Range<usize> {
        self.first_use[seller]..self.first_use[seller + 1]
    }

    /// Cell of a final use: place · products + product.
    pub(super) fn cell(&self, seller: usize, used: usize) -> usize {
        self.use_place[used] as usize * self.products + self.product[seller] as usize
    }

    /// What `seller` sells to `user` in a day.
    pub(super) fn between(&self, seller: usize, user: usize) -> f64 {
        let sales = self.sales(seller);
        let found = self.buyer[sales.clone()].binary_search(&(user as u32));
        found.map_or(0.0, |place| self.flow[sales.start + place])
    }
}
