//! Single points of failure gathered by sector, and suppliers by what is lost without them.

use super::Study;
use super::cuts::{CutRow, supplier_name};
use super::suppliers::Without;
use crate::model::Sector;
use serde::Serialize;
use std::collections::BTreeMap;

/// Something whose loss alone stops products of a sector in a home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinglePoint {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// `economies`, `suppliers` or `chokepoints`.
    pub kind: &'static str,
    /// Its id, as in a cut.
    pub id: String,
    /// How many products it stops.
    pub stops: usize,
    /// Which.
    pub products: Vec<String>,
}

/// What the sectors lose for good without one supplier's plants: no rerouting, substitutes or overtime, stocks spent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemicSupplier {
    /// Its id, as in a cut: `gallium_primary@CHN`.
    pub supplier: String,
    /// Mean availability lost over all sectors and home economies, 0 to 100.
    pub loss: f64,
    /// The sector that loses most.
    pub worst_sector: String,
    /// In which home economy.
    pub worst_economy: String,
    /// What it loses, 0 to 100.
    pub worst_loss: f64,
    /// Products of the home economies, each counted once an economy, of which less than the threshold is left.
    pub stops: usize,
}

/// The single points of failure among `rows`: by sector, home economy and kind, those that stop most first.
#[must_use]
pub fn single_points(rows: &[CutRow]) -> Vec<SinglePoint> {
    let mut homes: Vec<&str> = Vec::new();
    let mut found: BTreeMap<(usize, usize, &'static str, &str), Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.size == 1) {
        let home = homes.iter().position(|home| *home == row.economy).unwrap_or_else(|| {
            homes.push(&row.economy);
            homes.len() - 1
        });
        let sector = Sector::ALL.iter().position(|sector| sector.id() == row.sector).unwrap_or(Sector::ALL.len());
        found.entry((sector, home, row.kind, &row.members[0].id)).or_default().push(row.product.clone());
    }
    let mut points: Vec<((usize, usize, &str), SinglePoint)> = found
        .into_iter()
        .map(|((sector, home, kind, id), products)| {
            let point = SinglePoint {
                sector: Sector::ALL.get(sector).map_or("", |sector| sector.id()).to_owned(),
                economy: homes[home].to_owned(),
                kind,
                id: id.to_owned(),
                stops: products.len(),
                products,
            };
            ((sector, home, kind), point)
        })
        .collect();
    points.sort_by(|(a, one), (b, other)| a.cmp(b).then(other.stops.cmp(&one.stops)).then(one.id.cmp(&other.id)));
    points.into_iter().map(|(_, point)| point).collect()
}

impl Study {
    /// Every named supplier that anything is lost without, the largest loss first. A product has stopped when less than
    /// `threshold` of its need is met.
    #[must_use]
    pub fn systemic(&self, threshold: f64) -> Vec<SystemicSupplier> {
        let row = |without: Without| {
            // A sector of which an economy uses nothing has nothing to lose.
            let used = |(place, _): &(usize, &f64)| !self.portfolios[*place].members.is_empty();
            let losses: Vec<(usize, &f64)> = without.losses.iter().enumerate().filter(used).collect();
            let (worst, most) = losses.iter().copied().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
            (*most > 0.0).then(|| SystemicSupplier {
                supplier: supplier_name(&self.network, without.supplier),
                loss: 100.0 * losses.iter().map(|(_, loss)| **loss).sum::<f64>() / losses.len() as f64,
                worst_sector: self.portfolios[worst].sector.id().to_owned(),
                worst_economy: self.network.economies[self.portfolios[worst].economy as usize].clone(),
                worst_loss: 100.0 * most,
                stops: without.lost.iter().filter(|lost| **lost > 1.0 - threshold).count(),
            })
        };
        let mut found: Vec<SystemicSupplier> = self.without_each().into_iter().filter_map(row).collect();
        found.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| a.supplier.cmp(&b.supplier)));
        found
    }
}
