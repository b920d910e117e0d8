//! Where an economy's supply of a product comes from, in the balanced flows.

use super::Network;
use std::collections::BTreeMap;

/// Shares that differ by less are the same: balanced flows meet stated ones to rounding, which must not choose a leader.
const ALIKE: f64 = 1e-12;

/// A share of supply by origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// Economy of the plants (`OTHER`'s index for the unnamed remainder).
    pub economy: u32,
    /// Share of supply.
    pub share: f64,
    /// Made within the importing region.
    pub domestic: bool,
    /// Unnamed remainder.
    pub other: bool,
}

impl Network {
    /// Supply of a cell by economy of origin, largest first, of equal ones the first economy; the shares sum to 1.
    #[must_use]
    pub fn origins(&self, cell: u32) -> Vec<Origin> {
        let cell = &self.cells[cell as usize];
        let mut flows: BTreeMap<u32, f64> = BTreeMap::new();
        for &slot in &cell.slots {
            for edge in &self.edges[self.slots[slot as usize].edges.clone()] {
                *flows.entry(self.suppliers[edge.supplier as usize].economy).or_default() += edge.flow;
            }
        }
        self.as_origins(&flows, Some(cell.region))
    }

    /// World supply of a product by economy of origin, largest first; the shares sum to 1.
    #[must_use]
    pub fn world_origins(&self, product: u32) -> Vec<Origin> {
        let mut flows: BTreeMap<u32, f64> = BTreeMap::new();
        for supplier in self.suppliers.iter().filter(|supplier| supplier.product == product) {
            *flows.entry(supplier.economy).or_default() += supplier.output;
        }
        self.as_origins(&flows, None)
    }

    fn as_origins(&self, flows: &BTreeMap<u32, f64>, importer: Option<u32>) -> Vec<Origin> {
        let total: f64 = flows.values().sum();
        let maker = |economy: u32| self.suppliers.iter().find(|supplier| supplier.economy == economy);
        let mut origins: Vec<Origin> = flows
            .iter()
            .map(|(&economy, &flow)| {
                let other = maker(economy).is_some_and(|maker| maker.other);
                let region = maker(economy).map(|maker| maker.region);
                Origin {
                    economy,
                    share: flow / total,
                    domestic: !other && importer.is_some() && importer == region,
                    other,
                }
            })
            .collect();
        let rank = |origin: &Origin| (origin.share / ALIKE).round();
        origins.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.economy.cmp(&b.economy)));
        origins
    }
}
