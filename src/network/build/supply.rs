//! Who makes a product: stated shares, firms, the unnamed remainder, domestic makers the facts do not name, scrap.

use super::places::Places;
use crate::model::{Baseline, Goods, Product};

/// A maker of a product before balancing.
#[derive(Debug, Clone, PartialEq)]
pub struct Maker {
    /// Economy of the plants.
    pub economy: u32,
    /// Economy of the seat.
    pub seat: u32,
    /// Firm, if told apart.
    pub firm: Option<String>,
    /// From scrap.
    pub recycled: bool,
    /// The unnamed remainder.
    pub other: bool,
    /// Share of world output.
    pub share: f64,
}

impl Maker {
    fn economy(economy: u32, share: f64) -> Self {
        Self { economy, seat: economy, firm: None, recycled: false, other: false, share }
    }
}

/// A domestic supply that could not be carved out of `OTHER`.
#[derive(Debug, Clone, PartialEq)]
pub struct CarveShortfall {
    /// Product.
    pub product: String,
    /// Region.
    pub region: String,
    /// Share of world supply that import dependence implies.
    pub wanted: f64,
    /// Share that was carved out.
    pub carved: f64,
}

/// The makers of `product` from its stated rows: economies less their firms, firms, and the remainder.
#[must_use]
pub fn makers(product: &Product, places: &Places) -> Vec<Maker> {
    let mut makers: Vec<Maker> = Vec::new();
    for row in &product.supply {
        let Some(economy) = places.economy(&row.economy) else { continue };
        let rest = row.share.get() - product.share_of_firms(&row.economy);
        if rest > 1e-9 {
            makers.push(Maker::economy(economy, rest));
        }
    }
    for firm in &product.firms {
        if let (Some(economy), Some(seat)) = (places.economy(&firm.plant), places.economy(&firm.seat))
            && firm.share.get() > 0.0
        {
            let share = firm.share.get() * room(product, &firm.plant);
            makers.push(Maker { seat, firm: Some(firm.firm.clone()), ..Maker::economy(economy, share) });
        }
    }
    let named: f64 = makers.iter().map(|maker| maker.share).sum();
    if named > 1.0 {
        for maker in &mut makers {
            maker.share /= named;
        }
    } else if named < 1.0 - 1e-9 {
        makers.push(Maker { other: true, ..Maker::economy(places.other(), 1.0 - named) });
    }
    makers
}

/// What the shares of firms with plants in an economy are scaled by: together they have at most the economy's share. `check`
/// refuses more, but draws from the ranges of both may come to it.
fn room(product: &Product, economy: &str) -> f64 {
    let Some(row) = product.supply.iter().find(|row| row.economy == economy) else { return 1.0 };
    let firms = product.share_of_firms(economy);
    if firms > row.share.get() { row.share.get() / firms } else { 1.0 }
}

/// Gives a region its own maker where its import dependence is below 1 but the facts name none: out of `OTHER`, at
/// most the manifest's share of it (`docs/model.md`, convention 2).
pub fn carve(
    makers: &mut Vec<Maker>,
    product: &Product,
    demand: &[f64],
    places: &Places,
    baseline: &Baseline,
) -> Vec<CarveShortfall> {
    let mut shortfalls = Vec::new();
    let Some(other) = makers.iter().position(|maker| maker.other) else { return shortfalls };
    let mut left = makers[other].share * baseline.carve_other.value.get();
    for row in &product.import_dependence {
        // A member of a region has no demand of its own that its dependence could be about.
        let Some(region) = places.own_region(&row.economy) else { continue };
        let domestic = |maker: &Maker| !maker.other && places.region_of(maker.economy) == region;
        let wanted = (1.0 - row.share.get()) * demand[region];
        if wanted <= 1e-6 || makers.iter().any(domestic) {
            continue;
        }
        let carved = wanted.min(left);
        left -= carved;
        makers[other].share -= carved;
        if carved > 1e-9 {
            makers.push(Maker::economy(places.region_economy(region), carved));
        }
        if carved < wanted * 0.99 {
            shortfalls.push(CarveShortfall {
                product: product.id.clone(),
                region: row.economy.clone(),
                wanted,
                carved,
            });
        }
    }
    shortfalls
}

/// Splits every maker's output into what needs the inputs and what comes from scrap.
///
/// A product without inputs gains nothing from being told apart, and neither does the unnamed remainder.
#[must_use]
pub fn recycle(makers: Vec<Maker>, product: &Product, baseline: &Baseline) -> Vec<Maker> {
    let rate = product.recycling.as_ref().map_or(0.0, |rate| rate.value.get());
    let scrap = rate * baseline.scrap_per_recycling_rate.value.get();
    if product.goods != Goods::Material || product.inputs.is_empty() || scrap < 0.02 {
        return makers;
    }
    makers
        .into_iter()
        .flat_map(|maker| {
            let from_scrap =
                (!maker.other).then(|| Maker { recycled: true, share: maker.share * scrap, ..maker.clone() });
            let primary = Maker { share: maker.share * if maker.other { 1.0 } else { 1.0 - scrap }, ..maker };
            std::iter::once(primary).chain(from_scrap)
        })
        .collect()
}
