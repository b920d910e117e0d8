//! Supplier shares: who makes each product that a home economy uses, with HHI and effective number of suppliers.

use super::axis::{Scale, number, place_in_order};
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::lettering::{fit_apart, width};
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
/// What a row takes more if names stand below its bar.
const BELOW: f64 = 9.0;
/// Suppliers with less are not named below a bar either: they would crowd out the others.
const LEAST_NAMED: f64 = 0.01;
/// How names of products are set.
const NAME: Type = Type::new(BODY);
/// How names below a bar are set.
const SMALLEST: Type = Type::new(7.0).muted().middle();
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
        let names: Vec<&str> = products.iter().map(|product| product.product.as_str()).collect();
        let names = fit_apart(&names, NAME, PRODUCT - 10.0);
        let rows: Vec<Row> = products.iter().zip(&names).map(|(product, name)| Row::new(bars, product, name)).collect();
        let bottom = top + rows.iter().map(Row::height).sum::<f64>();
        axis(&mut figure, bars, top, bottom);
        let mut y = top;
        for row in &rows {
            row.draw(&mut figure, bars, y, (&coloured, &colours));
            y += row.height();
        }
        let mut notes = Vec::new();
        if rows.iter().any(|row| !row.below.is_empty()) {
            notes.push(format!(
                "Below a bar: suppliers too small for a name in it; those under {:.0} % have none.",
                100.0 * LEAST_NAMED
            ));
        }
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

/// A product with its bar laid out.
struct Row<'a> {
    product: &'a ProductShares,
    /// Its name, as far as there is room.
    name: &'a str,
    /// Suppliers in their order with the ends of their segments.
    segments: Vec<(&'a SupplierShare, f64, f64)>,
    /// Suppliers that no label in their segment names, with the middle of it and where the name stands.
    below: Vec<(&'a str, f64, f64)>,
}

impl<'a> Row<'a> {
    fn new(bars: Scale, product: &'a ProductShares, name: &'a str) -> Self {
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
        let segments: Vec<(&SupplierShare, f64, f64)> = suppliers
            .into_iter()
            .map(|supplier| {
                let from = bars.at(done / whole);
                done += supplier.share;
                (supplier, from, bars.at(done / whole))
            })
            .collect();
        let below = names_below(bars, &segments);
        Self { product, name, segments, below }
    }

    fn height(&self) -> f64 {
        if self.below.is_empty() { ROW } else { ROW + BELOW }
    }

    fn draw(&self, figure: &mut Figure, bars: Scale, y: f64, (coloured, colours): (&[(String, String)], &Palette)) {
        let base = y + ROW / 2.0 + 3.5;
        figure.text((LEFT, base), NAME, self.name);
        let top = y + (ROW - BAR) / 2.0;
        for (supplier, from, to) in &self.segments {
            let own = has_colour(coloured, &supplier.economy);
            let colour = if own { colours.of(&supplier.economy.id) } else { style::OTHER };
            segment(figure, (*from, top), to - from, colour, supplier);
        }
        for (id, middle, place) in &self.below {
            figure.line(vec![(*middle, top + BAR), (*place, top + BAR + 3.0)], 0.6, style::MUTED);
            figure.text((*place, top + BAR + 9.5), SMALLEST, id);
        }
        if self.segments.is_empty() {
            figure.text((bars.pixels.0 + 4.0, base), Type::new(SMALL).muted(), "no data");
        }
        let look = Type::new(BODY).bold().end();
        let column = |value: Option<f64>, step| value.map_or_else(|| "–".to_owned(), |v| number(v, step));
        figure.text_within((WIDTH - RIGHT - 52.0, base), 44.0, look, &column(self.product.hhi, 0.01));
        figure.text_within((WIDTH - RIGHT, base), 44.0, look, &column(self.product.effective_suppliers, 0.1));
    }
}

/// The suppliers that colour alone would name, moved apart below the bar; the smallest go where there are too many.
fn names_below<'a>(bars: Scale, segments: &[(&'a SupplierShare, f64, f64)]) -> Vec<(&'a str, f64, f64)> {
    const APART: f64 = 4.0;
    let room = bars.pixels.1 - bars.pixels.0;
    let small = |(supplier, from, to): &(&'a SupplierShare, f64, f64)| {
        let id = supplier.economy.id.as_str();
        let named = id == "OTHER" || id.trim().is_empty() || label(supplier, to - from).is_some();
        let wide = width(id, SMALLEST);
        (!named && supplier.share >= LEAST_NAMED && wide < room / 4.0).then(|| (id, f64::midpoint(*from, *to), wide))
    };
    let mut names: Vec<(&str, f64, f64)> = segments.iter().filter_map(small).collect();
    // They run from the largest to the smallest.
    while names.iter().map(|(.., wide)| wide + APART).sum::<f64>() > room {
        names.pop();
    }
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return Vec::new() };
    let ends = (bars.pixels.0 + first.2 / 2.0, bars.pixels.1 - last.2 / 2.0);
    let wishes: Vec<f64> = names.iter().map(|(_, middle, _)| *middle).collect();
    let gap = |k: usize| if k == 0 { 0.0 } else { f64::midpoint(names[k - 1].2, names[k].2) + APART };
    let gaps: Vec<f64> = (0..names.len()).map(gap).collect();
    let places = place_in_order(&wishes, &gaps, ends.0, ends.1);
    names.into_iter().zip(places).map(|((id, middle, _), place)| (id, middle, place)).collect()
}

/// How labels in a segment are set.
const IN: Type = Type::new(SMALL).middle();

/// The longest label that a segment so wide has room for.
fn label(supplier: &SupplierShare, wide: f64) -> Option<String> {
    let percent = number((supplier.share * 100.0).round(), 1.0);
    let id = if supplier.economy.id == "OTHER" { "other" } else { &supplier.economy.id };
    let labels = [format!("{id} {percent} %"), format!("{id} {percent}"), id.to_owned()];
    labels.into_iter().find(|label| width(label, IN) + 6.0 < wide)
}

fn segment(figure: &mut Figure, (x, y): Point, wide: f64, colour: Colour, supplier: &SupplierShare) {
    let hair = if wide > 3.0 { 0.6 } else { 0.0 };
    figure.block((x, y), (wide - hair, BAR), colour);
    if let Some(label) = label(supplier, wide) {
        figure.text((x + (wide - hair) / 2.0, y + BAR / 2.0 + 3.2), IN.colour(colour.ink_on()), &label);
    }
}
