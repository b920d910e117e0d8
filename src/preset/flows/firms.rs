//! From a list of firms.

use super::{Flows, Pools, Sale, Sales};

impl Flows {
    /// Firms with their sectors, flows (supplier, user, amount a day), final consumption and normal output. All stand in
    /// one place.
    pub(in super::super) fn of_firms(
        sector: &[u32],
        flows: &[(u32, u32, f64)],
        consumption: Vec<f64>,
        output: Vec<f64>,
    ) -> Self {
        let firms = sector.len();
        // Sectors may have any numbers; their order is kept.
        let mut names = sector.to_vec();
        names.sort_unstable();
        names.dedup();
        let product: Vec<u32> = sector.iter().map(|own| names.partition_point(|name| name < own) as u32).collect();
        let mut sold: Vec<Vec<Sale>> = vec![Vec::new(); firms];
        for &(seller, to, amount) in flows {
            sold[seller as usize].push(Sale { to, lane: seller, amount });
        }
        let (mut sales, mut uses) = (Sales::new(), Sales::new());
        for (seller, (sold, amount)) in sold.iter_mut().zip(consumption).enumerate() {
            sold.sort_by_key(|sale| sale.to);
            sales.push(sold);
            uses.push(&[Sale { to: 0, lane: seller as u32, amount }]);
        }
        let flows = Self::sold(&product, &sales);
        let (pools, flow_pool) = Pools::new(flows, |_, _| false);
        Self {
            products: names.len(),
            places: 1,
            place: vec![0; firms],
            first_sale: sales.first,
            buyer: sales.to,
            flow: sales.amount,
            lane: sales.lane,
            flow_pool,
            first_use: uses.first,
            use_place: uses.to,
            use_flow: uses.amount,
            use_lane: uses.lane,
            output,
            value_added: None,
            pools,
            lanes: firms,
            slots: Vec::new(),
            product,
        }
    }

    /// Product, buyer and amount of every sale.
    pub(super) fn sold(product: &[u32], sales: &Sales) -> impl Iterator<Item = (u32, u32, f64)> + Clone {
        let sellers = sales.first.windows(2).zip(product);
        let products = sellers.flat_map(|(range, product)| std::iter::repeat_n(*product, range[1] - range[0]));
        products.zip(&sales.to).zip(&sales.amount).map(|((product, &buyer), &amount)| (product, buyer, amount))
    }
}
