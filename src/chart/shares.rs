//! Supplier shares: who makes each product that a home economy uses, with HHI and effective number of suppliers.

use super::axis::{Scale, number};
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::lettering::width;
use super::palette::Palette;
use super::style::{self, BODY, Colour, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, key};
use std::collections::BTreeMap;

/// Shares of supply, one bar a product, in the order given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SupplierShares {
    /// The words around it.
    pub caption: Caption,
    /// The products.
    pub products: Vec<ProductShares>,
}

/// Who supplies a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProductShares {
    /// Name of the product.
    pub product: String,
    /// Suppliers by economy, in any order; `OTHER` for those not told apart.
    pub suppliers: Vec<SupplierShare>,
    /// Herfindahl-Hirschman index, 0 to 1.
    pub hhi: Option<f64>,
    /// Effective number of suppliers.
    pub effective_suppliers: Option<f64>,
}

/// One economy's part in a product's supply.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SupplierShare {
    /// The economy.
    pub economy: Economy,
    /// Its fraction, 0 to 1.
    pub share: f64,
}

const PRODUCT: f64 = 180.0;
const COLUMNS: f64 = 96.0;
const ROW: f64 = 22.0;
const BAR: f64 = 16.0;
const MOST_PRODUCTS: usize = 40;
/// Economies with a colour of their own; the rest are grey.
const MOST_COLOURS: usize = 11;

impl Chart for SupplierShares {
    fn figure(&self) -> Figure {
        if self.products.is_empty() {
            return self.caption.without_data("No products to show");
        }
        let (mut figure, y) = self.caption.begin();
        let products = &self.products[..self.products.len().min(MOST_PRODUCTS)];
        let coloured = coloured(products);
        let colours = Palette::new(coloured.iter().map(|(id, _)| id.as_str()));
        let mut entries: Vec<(Colour, String)> =
            coloured.iter().map(|(id, name)| (colours.of(id), name.clone())).collect();
        let others =
            products.iter().flat_map(|p| &p.suppliers).any(|s| s.share > 0.0 && !has_colour(&coloured, &s.economy));
        if others {
            entries.push((style::OTHER, "other or not named".to_owned()));
        }
        let y = key::swatches(&mut figure, (LEFT, y), WIDTH - LEFT - RIGHT, &entries) + 4.0;

        let bars = Scale { values: (0.0, 1.0), pixels: (LEFT + PRODUCT, WIDTH - RIGHT - COLUMNS) };
        headings(&mut figure, y);
        let top = y + 14.0;
        let bottom = top + ROW * products.len() as f64;
        axis(&mut figure, bars, top, bottom);
        for (k, product) in products.iter().enumerate() {
            row(&mut figure, bars, top + ROW * k as f64, product, (&coloured, &colours));
        }
        let mut notes = Vec::new();
        let known = |p: &ProductShares| p.suppliers.iter().map(|s| s.share).filter(|s| *s > 0.0).sum::<f64>();
        if products.iter().any(|p| (1e-9..0.995).contains(&known(p))) {
            notes.push("Where a bar ends early, the origin of the rest is not known.".to_owned());
        }
        if self.products.len() > products.len() {
            notes.push(format!("Shown: the first {} of {} products.", products.len(), self.products.len()));
        }
        self.caption.end(figure, bottom + 28.0, &notes)
    }
}

/// The economies with the largest shares over all products, with their names; `OTHER` never among them.
fn coloured(products: &[ProductShares]) -> Vec<(String, String)> {
    let mut totals: BTreeMap<&Economy, f64> = BTreeMap::new();
    for supplier in products.iter().flat_map(|p| &p.suppliers) {
        if supplier.share > 0.0 && supplier.share.is_finite() && supplier.economy.id != "OTHER" {
            *totals.entry(&supplier.economy).or_default() += supplier.share;
        }
    }
    let mut ranked: Vec<(&Economy, f64)> = totals.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    ranked.iter().take(MOST_COLOURS).map(|(e, _)| (e.id.clone(), e.label().to_owned())).collect()
}

fn has_colour(coloured: &[(String, String)], economy: &Economy) -> bool {
    coloured.iter().any(|(id, _)| *id == economy.id)
}

fn headings(figure: &mut Figure, y: f64) {
    let look = Type::new(SMALL).muted().end();
    figure.text((WIDTH - RIGHT - 52.0, y + 8.0), look, "HHI (0–1)");
    figure.text((WIDTH - RIGHT, y + 8.0), look, "effective n");
}

fn axis(figure: &mut Figure, bars: Scale, top: f64, bottom: f64) {
    for quarter in 0..=4 {
        let x = bars.at(f64::from(quarter) / 4.0);
        figure.line(vec![(x, top), (x, bottom + 3.0)], 0.75, style::GRID);
        let look = Type::new(SMALL).muted().middle();
        figure.text((x, bottom + 13.0), look, &format!("{}", quarter * 25));
    }
    let look = Type::new(SMALL).muted().middle();
    figure.text((f64::midpoint(bars.pixels.0, bars.pixels.1), bottom + 25.0), look, "share of supply, per cent");
}

fn row(
    figure: &mut Figure,
    bars: Scale,
    y: f64,
    product: &ProductShares,
    (coloured, colours): (&[(String, String)], &Palette),
) {
    let base = y + ROW / 2.0 + 3.5;
    figure.text_within((LEFT, base), PRODUCT - 10.0, Type::new(BODY), &product.product);
    let mut suppliers: Vec<&SupplierShare> =
        product.suppliers.iter().filter(|s| s.share > 0.0 && s.share.is_finite()).collect();
    suppliers.sort_by(|a, b| {
        let unnamed = |s: &SupplierShare| s.economy.id == "OTHER";
        unnamed(a).cmp(&unnamed(b)).then(b.share.total_cmp(&a.share)).then(a.economy.cmp(&b.economy))
    });
    // Shares may sum to more than one by rounding; a bar never leaves its axis.
    let sum: f64 = suppliers.iter().map(|s| s.share).sum();
    let whole = if sum > 1.0 { sum } else { 1.0 };
    let mut done = 0.0;
    for supplier in &suppliers {
        let (from, to) = (bars.at(done / whole), bars.at((done + supplier.share) / whole));
        done += supplier.share;
        let colour =
            if has_colour(coloured, &supplier.economy) { colours.of(&supplier.economy.id) } else { style::OTHER };
        segment(figure, (from, y + (ROW - BAR) / 2.0), to - from, colour, supplier);
    }
    if suppliers.is_empty() {
        figure.text((bars.pixels.0 + 4.0, base), Type::new(SMALL).muted(), "no data");
    }
    let look = Type::new(BODY).bold().end();
    let column = |value: Option<f64>, step| value.map_or_else(|| "–".to_owned(), |v| number(v, step));
    figure.text_within((WIDTH - RIGHT - 52.0, base), 44.0, look, &column(product.hhi, 0.01));
    figure.text_within((WIDTH - RIGHT, base), 44.0, look, &column(product.effective_suppliers, 0.1));
}

fn segment(figure: &mut Figure, (x, y): Point, wide: f64, colour: Colour, supplier: &SupplierShare) {
    let hair = if wide > 3.0 { 0.6 } else { 0.0 };
    figure.block((x, y), (wide - hair, BAR), colour);
    let look = Type::new(SMALL).middle().colour(colour.ink_on());
    let percent = number((supplier.share * 100.0).round(), 1.0);
    let id = if supplier.economy.id == "OTHER" { "other" } else { &supplier.economy.id };
    let labels = [format!("{id} {percent} %"), format!("{id} {percent}"), id.to_owned()];
    if let Some(label) = labels.iter().find(|label| width(label, look) + 6.0 < wide) {
        figure.text((x + (wide - hair) / 2.0, y + BAR / 2.0 + 3.2), look, label);
    }
}
