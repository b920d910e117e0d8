//! Exact flows: who sells how much to whom in a table or a network of firms that was imported, as a model folder.
//!
//! A folder that `linchpin import` wrote holds the table or network itself and, beside it, a model whose products are
//! the table's sectors and whose economies are its regions. Such a model is not balanced from shares:
//! [`crate::network::build()`] lays out these flows, one edge for each.

mod files;
mod firms;
mod ids;
mod load;
mod sector_names;
mod tables;

pub use files::{About, UNDATED, UNDATED_VERSION, files};
pub use firms::of_firms;
pub(crate) use load::{TABLES, load};
pub use sector_names::read as sector_names;
pub use tables::of_table;

/// A thing of the source with the id that the model gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Id in the model.
    pub id: String,
    /// As the source calls it.
    pub name: String,
}

/// An industry, or a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// What it makes: index into [`Flows::products`].
    pub product: u32,
    /// Where: index into [`Flows::economies`].
    pub economy: u32,
    /// The firm, if it is one.
    pub firm: Option<Named>,
}

/// Flows between sellers and to final uses, each a share of a day's world output of what is sold.
///
/// Columns are compressed: buyer b takes `flows[starts[b]..starts[b + 1]]` from the `sellers` beside them. Buyers are the
/// sellers themselves in their order, then the final users of every economy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// Sectors.
    pub products: Vec<Named>,
    /// Regions or markets.
    pub economies: Vec<Named>,
    /// Who sells, ordered by product.
    pub makers: Vec<Seller>,
    /// See the type.
    pub starts: Vec<usize>,
    /// Seller of every flow, ascending within a buyer.
    pub sellers: Vec<u32>,
    /// The flows; those of one product sum to 1.
    pub flows: Vec<f64>,
    /// World output of every product in the unit of the source, a year.
    pub output: Vec<f64>,
}

/// Flows below this share of world output are none: what a machine cannot divide by.
const NOTHING: f64 = 1e-30;

impl Flows {
    /// What `buyer` buys: sellers and flows.
    pub fn of(&self, buyer: usize) -> impl Iterator<Item = (u32, f64)> {
        let range = self.starts[buyer]..self.starts[buyer + 1];
        self.sellers[range.clone()].iter().copied().zip(self.flows[range].iter().copied())
    }

    /// Share of world output that each seller makes.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.makers.len()];
        for (&seller, flow) in self.sellers.iter().zip(&self.flows) {
            shares[seller as usize] += flow;
        }
        shares
    }

    /// From what every buyer buys, in the unit of the source: `columns` yields the sellers with what they sell, in
    /// ascending order.
    fn build<C: Iterator<Item = (u32, f64)>>(
        products: Vec<Named>,
        economies: Vec<Named>,
        makers: Vec<Seller>,
        output: Vec<f64>,
        columns: impl Iterator<Item = C>,
    ) -> Self {
        let (mut starts, mut sellers, mut flows) = (vec![0], Vec::new(), Vec::new());
        for column in columns {
            for (seller, value) in column {
                let flow = value / output[makers[seller as usize].product as usize];
                if flow > NOTHING {
                    sellers.push(seller);
                    flows.push(flow);
                }
            }
            starts.push(sellers.len());
        }
        Self { products, economies, makers, starts, sellers, flows, output }
    }
}
