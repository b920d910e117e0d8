//! What firms buy: links by buyer and product, from which the rows of a cascade are made.

use super::essentiality::{Class, Essentiality};
use crate::firm::FirmNetwork;

/// A link while rows are made.
pub(super) struct Input {
    pub buyer: u32,
    pub class: Class,
    pub sector: u32,
    pub supplier: u32,
    pub weight: f64,
}

/// All links with a weight, by buyer, class, product and supplier.
pub(super) fn inputs_of(
    network: &FirmNetwork,
    essentiality: &Essentiality,
    firms: &[u32],
    positions: &[u32],
) -> Vec<Input> {
    let mut inputs = Vec::with_capacity(network.weights.len());
    for (position, &firm) in firms.iter().enumerate() {
        let sector = network.sector_of[firm as usize];
        for (buyer, weight) in network.deliveries(firm as usize).filter(|&(_, weight)| weight > 0.0) {
            let class = essentiality.class(sector, network.sector_of[buyer as usize]);
            // Within what is not essential, products do not part.
            let sector = if class == Class::Essential { sector } else { 0 };
            inputs.push(Input { buyer: positions[buyer as usize], class, sector, supplier: position as u32, weight });
        }
    }
    inputs.sort_unstable_by_key(|input| (input.buyer, input.class, input.sector, input.supplier));
    inputs
}

/// What firms buy, product by product.
#[derive(Default)]
pub(super) struct Products {
    /// Products that a buyer gets from one supplier: supplier, buyer, Λ.
    pub sole: Vec<(u32, u32, f64)>,
    /// From several: supplier, pool, Λ; and the buyer of each pool.
    pub pooled: Vec<(u32, u32, f64)>,
    pub pools: Vec<u32>,
    /// All: buyer, supplier, Λ; where each product ends; and which products are those of each buyer.
    pub inputs: Vec<(u32, u32, f64)>,
    pub ends: Vec<u32>,
    pub rows: Vec<u32>,
}

impl Products {
    /// Of `inputs` in their order.
    pub fn of(inputs: &[Input], purchases: &[f64]) -> Self {
        let mut all = Self { rows: vec![0; purchases.len() + 1], ..Self::default() };
        let same = |a: &Input, b: &Input| (a.buyer, a.class, a.sector) == (b.buyer, b.class, b.sector);
        for product in inputs.chunk_by(same).filter(|product| product[0].class != Class::Negligible) {
            let buyer = product[0].buyer;
            let bought = match product[0].class {
                Class::Essential => product.iter().map(|input| input.weight).sum(),
                _ => purchases[buyer as usize],
            };
            all.inputs.extend(product.iter().map(|input| (buyer, input.supplier, input.weight / bought)));
            all.ends.push(all.inputs.len() as u32);
            all.rows[buyer as usize + 1] = all.ends.len() as u32;
            if let [only] = product {
                all.sole.push((only.supplier, buyer, only.weight / bought));
            } else {
                let pool = all.pools.len() as u32;
                all.pooled.extend(product.iter().map(|input| (input.supplier, pool, input.weight / bought)));
                all.pools.push(buyer);
            }
        }
        for buyer in 0..purchases.len() {
            all.rows[buyer + 1] = all.rows[buyer + 1].max(all.rows[buyer]);
        }
        all
    }
}
