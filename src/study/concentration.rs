//! Concentration of supply: per product, and per sector and home economy.

use super::Study;
use crate::network::Origin;
use crate::score::{Concentration, Portfolio, Shares};
use serde::Serialize;

/// Concentration of a sector's supply in one home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectorConcentration {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Weighted mean over the sector's products, 0 (all domestic) to 100 (one foreign origin each).
    pub concentration: f64,
    /// Product with the highest.
    pub worst_product: Option<String>,
    /// Its concentration.
    pub worst_product_concentration: Option<f64>,
    /// 5th percentile of `concentration` over draws of the figures, if there were any.
    pub concentration_low: Option<f64>,
    /// 95th percentile.
    pub concentration_high: Option<f64>,
}

/// Concentration of one product's supply in one home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductConcentration {
    /// Product id.
    pub product: String,
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// 100 × Σ (share of supply from each named foreign economy)².
    pub concentration: f64,
    /// Herfindahl-Hirschman index of all named origins, home included, 0 to 1.
    pub hhi: f64,
    /// The same if the unnamed remainder were atomistic.
    pub hhi_low: f64,
    /// The same if the unnamed remainder were as concentrated as it can be.
    pub hhi_high: f64,
    /// 1/hhi.
    pub effective_suppliers: Option<f64>,
    /// Share of the largest named origin.
    pub cr1: f64,
    /// Share of the three largest named origins.
    pub cr3: f64,
    /// The largest named origin.
    pub top_origin: Option<String>,
    /// Herfindahl-Hirschman index of world supply by economy, 0 to 1: of those that are named, which `OTHER` and the region
    /// `ROW` are not.
    pub world_hhi: f64,
}

impl Study {
    /// Concentration per sector and home economy, and per product.
    #[must_use]
    pub fn concentration(&self) -> (Vec<SectorConcentration>, Vec<ProductConcentration>) {
        let mut sectors = Vec::new();
        let mut products = Vec::new();
        for portfolio in &self.portfolios {
            let rows: Vec<ProductConcentration> =
                portfolio.members.iter().map(|member| self.product_concentration(portfolio, member.cell)).collect();
            // Of no products it is 0 and not the -0 of an empty sum.
            let parts = portfolio.members.iter().zip(&rows).map(|(member, row)| member.weight * row.concentration);
            let mean = parts.sum::<f64>() + 0.0;
            let worst = rows.iter().max_by(|a, b| a.concentration.total_cmp(&b.concentration));
            sectors.push(SectorConcentration {
                sector: portfolio.sector.id().to_owned(),
                economy: self.network.economies[portfolio.economy as usize].clone(),
                concentration: mean,
                worst_product: worst.map(|row| row.product.clone()),
                worst_product_concentration: worst.map(|row| row.concentration),
                concentration_low: None,
                concentration_high: None,
            });
            products.extend(rows);
        }
        (sectors, products)
    }

    fn product_concentration(&self, portfolio: &Portfolio, cell: u32) -> ProductConcentration {
        let origins = self.network.origins(cell);
        let product = self.network.cells[cell as usize].product;
        let all = self.named(&origins);
        let foreign: f64 = origins.iter().filter(|o| !o.domestic && !o.other).map(|o| o.share * o.share).sum();
        let world = self.named(&self.network.world_origins(product));
        ProductConcentration {
            product: self.network.products[product as usize].clone(),
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            // Of no foreign makers it is 0 and not the -0 of an empty sum.
            concentration: 100.0 * foreign + 0.0,
            hhi: all.hhi,
            hhi_low: all.hhi_low,
            hhi_high: all.hhi_high,
            effective_suppliers: all.effective_suppliers,
            cr1: all.cr1,
            cr3: all.cr3,
            top_origin: all.top_entity,
            world_hhi: world.hhi_low,
        }
    }

    /// Indicators of the named origins; the unnamed remainder is what is missing to one, and opens the bounds.
    fn named(&self, origins: &[Origin]) -> Concentration {
        let named = origins.iter().filter(|origin| !origin.other);
        Concentration::of(&Shares::trusted(
            named.map(|origin| (self.network.economies[origin.economy as usize].as_str(), origin.share)),
        ))
    }
}
