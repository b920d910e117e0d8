//! Who supplies each product of a sector to a home economy.

use super::{economy, source};
use crate::chart::{Caption, Economy, ProductShares, SupplierShare, SupplierShares};
use crate::model::Goods;
use crate::score::Portfolio;
use crate::study::{ProductConcentration, Study};

/// Foreign concentration, 0 to 100, above which supply is narrow: what the HHI of a market is with two and a half equal
/// suppliers.
const NARROW: f64 = 40.0;

/// The traded products of one portfolio, the most concentrated first.
#[must_use]
pub fn supplier_shares(study: &Study, portfolio: &Portfolio, products: &[ProductConcentration]) -> SupplierShares {
    let (model, network) = (study.model(), study.network());
    let home = economy(model, &network.economies[portfolio.economy as usize]);
    let mut rows: Vec<(f64, ProductShares)> = portfolio
        .members
        .iter()
        .filter_map(|member| {
            let id = &network.products[member.product as usize];
            let (_, product) = model.product(id).filter(|(_, product)| product.goods != Goods::EndUse)?;
            let scores = products.iter().find(|row| row.product == *id && row.economy == home.id)?;
            let suppliers = network
                .origins(member.cell)
                .iter()
                .map(|origin| SupplierShare {
                    economy: if origin.other {
                        Economy::new("OTHER", "not named")
                    } else {
                        economy(model, &network.economies[origin.economy as usize])
                    },
                    share: origin.share,
                })
                .collect();
            let shares = ProductShares {
                product: product.name.clone(),
                suppliers,
                hhi: Some(scores.hhi),
                effective_suppliers: scores.effective_suppliers,
            };
            Some((scores.concentration, shares))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let narrow = rows.iter().filter(|(concentration, _)| *concentration > NARROW).count();
    let title = format!(
        "{}: foreign concentration is above {NARROW:.0} for {narrow} of {} products that {} uses",
        portfolio.sector.name(),
        rows.len(),
        home.label()
    );
    let subtitle = "Share of the economy's supply by origin, balanced flows. Products in order of foreign concentration: 100 × sum of squared shares of foreign economies; HHI and effective n count home production too";
    SupplierShares {
        caption: Caption::new(title, subtitle, source(study)),
        products: rows.into_iter().map(|row| row.1).collect(),
    }
}
