//! Networks of firms: who supplies whom, with what weight (a year's sales, say), in compressed rows.

mod folder;
mod place;
mod read;

pub use folder::{MANIFEST, files, load};
pub use place::place_of_sector;
pub use read::read;

/// Firms and the deliveries between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirmNetwork {
    /// Ids of the firms, in the order of their file.
    pub firms: Vec<String>,
    /// Names of the sectors.
    pub sectors: Vec<String>,
    /// Sector of every firm: index into `sectors`.
    pub sector_of: Vec<u32>,
    /// Names of the markets (regions, countries), if firms have one.
    pub markets: Vec<String>,
    /// Market of every firm: index into `markets`; none where it is not said.
    pub market_of: Vec<Option<u32>>,
    /// True if markets are places (regions, countries), in which firms of every sector sit; false if a market is what
    /// firms compete in.
    pub markets_are_places: bool,
    /// Revenue of every firm; none where it is not said.
    pub revenue: Vec<Option<f64>>,
    /// Deliveries of firm i are `starts[i]..starts[i + 1]` of `buyers` and `weights`.
    pub starts: Vec<usize>,
    /// Buyer of every delivery, ascending within a supplier.
    pub buyers: Vec<u32>,
    /// Weight of every delivery.
    pub weights: Vec<f64>,
}

impl FirmNetwork {
    /// Buyers of `supplier` with weights.
    pub fn deliveries(&self, supplier: usize) -> impl Iterator<Item = (u32, f64)> {
        let range = self.starts[supplier]..self.starts[supplier + 1];
        self.buyers[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// All deliveries: supplier, buyer, weight.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32, f64)> {
        (0..self.firms.len())
            .flat_map(|supplier| self.deliveries(supplier).map(move |(buyer, weight)| (supplier as u32, buyer, weight)))
    }
}
