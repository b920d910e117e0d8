//! Everything a model says of one product: each figure with its path, range, confidence, year and source.

use super::figure::{Confidence, Provenance};
use super::manifest::Ranges;
use super::product::{Input, Reserve};
use super::revise::{Site, revise};
use super::{Model, Product, Sector};
use crate::units::{Factor, Fraction};
use serde::Serialize;
use std::borrow::Cow;

/// A figure of a [`sheet`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetRow {
    /// Its path, as [`revise`] takes it; fields of links and reserves have paths of the same kind.
    pub path: String,
    /// The figure.
    pub value: f64,
    /// Low end of its range.
    pub low: f64,
    /// High end of its range.
    pub high: f64,
    /// Whether the model states the range; by the width of the confidence class if not.
    pub range_stated: bool,
    /// Unit.
    pub unit: Cow<'static, str>,
    /// Whether it is a default of the sector or of the kind of link, not the product's own.
    pub default: bool,
    /// Year it describes; for links, which state none, the year the model describes.
    pub year: Option<i32>,
    /// How it is known.
    pub confidence: Confidence,
    /// Source id.
    pub source: String,
    /// Title of the source.
    pub source_title: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// Every figure that decides how `product` behaves: its own, the links to what it is made of, and the defaults that
/// stand in for what it does not state.
#[must_use]
pub fn sheet(model: &Model, sector: Sector, product: &Product) -> Vec<SheetRow> {
    let mut rows = own(model, sector, product);
    rows.extend(product.reserves.iter().flat_map(|reserve| reserve_rows(model, product, reserve)));
    rows.extend(product.inputs.iter().flat_map(|input| input_rows(model, product, input)));
    let as_of = model.manifest.as_of.get(..4).and_then(|year| year.parse().ok());
    for row in &mut rows {
        if row.unit == MARKET_VALUE && !model.manifest.in_dollars() {
            row.unit = format!("billion a year ({})", model.manifest.currency()).into();
        }
        row.year = row.year.or(as_of);
        let source = model.sources.iter().find(|source| source.id == row.source);
        row.source_title = source.map(|source| source.title.clone());
    }
    rows
}

fn own(model: &Model, sector: Sector, product: &Product) -> Vec<SheetRow> {
    // A model of this product alone, so that the walk over all figures passes no others.
    let mut alone = Model { products: vec![(sector, product.clone())], ..model.clone() };
    let of_product = format!("{}.", product.id);
    let of_sector = format!("{}.", sector.id());
    let mut rows = Vec::new();
    let mut defaults = Vec::new();
    let mut collect = |site: &Site<'_>| {
        if site.path.starts_with(&of_product) {
            rows.push(row(site.path, &site.figure, (site.low, site.high)));
        } else if site.path.starts_with(&of_sector) {
            defaults.push(SheetRow { default: true, ..row(site.path, &site.figure, (site.low, site.high)) });
        }
        None
    };
    // Nothing is set, so nothing can be out of range.
    let _ = revise(&mut alone, &mut collect);
    let stated = |default: &SheetRow| {
        let field = default.path.rsplit('.').next().unwrap_or_default();
        rows.iter().any(|row| row.path == format!("{of_product}{field}"))
    };
    defaults.retain(|default| !stated(default));
    rows.extend(defaults);
    rows
}

fn row(path: &str, figure: &Provenance<'_>, (low, high): (f64, f64)) -> SheetRow {
    SheetRow {
        path: path.to_owned(),
        value: figure.value,
        low,
        high,
        range_stated: figure.low.is_some() && figure.high.is_some(),
        unit: unit(path).into(),
        default: false,
        year: Some(figure.year),
        confidence: figure.confidence,
        source: figure.source.to_owned(),
        source_title: None,
        note: figure.note.map(str::to_owned),
    }
}

/// Unit of market values in a model that counts in US dollars.
const MARKET_VALUE: &str = "USD billion a year";

fn unit(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "market_value" => MARKET_VALUE,
        "cover" | "lead_time" | "qualification" | "reserve" => "days",
        "release_per_day" | "refill_per_day" => "days a day",
        "overtime" | "stretch" => "factor",
        "demand_elasticity" => "elasticity",
        _ => "share",
    }
}

fn reserve_rows(model: &Model, product: &Product, reserve: &Reserve) -> Vec<SheetRow> {
    let fields = [
        ("opens_below", reserve.opens_below),
        ("release_per_day", reserve.release_per_day),
        ("refill_per_day", reserve.refill_per_day),
    ];
    let rows = fields.into_iter().map(|(field, value)| {
        let figure = Provenance {
            value: value.get(),
            low: None,
            high: None,
            year: reserve.year,
            source: &reserve.source,
            confidence: reserve.confidence,
            note: None,
        };
        let path = format!("{}.{}.reserve.{field}", product.id, reserve.economy);
        row(&path, &figure, model.manifest.ranges.of(&figure, Fraction::MIN, Fraction::MAX))
    });
    rows.collect()
}

fn input_rows(model: &Model, product: &Product, input: &Input) -> Vec<SheetRow> {
    let ranges = &model.manifest.ranges;
    let by_kind = || model.manifest.dynamics.criticality.iter().find(|row| row.kind == input.kind);
    let fraction = |value: Fraction| (value.get(), Fraction::MIN, Fraction::MAX);
    let fields = [
        ("criticality", input.criticality.map(fraction)),
        ("share", input.share.map(fraction)),
        ("stretch", input.stretch.map(|value| (value.get(), Factor::MIN, Factor::MAX))),
        ("use_share", input.use_share.map(fraction)),
        ("cost_share", input.cost_share.map(fraction)),
    ];
    let path = |field: &str| format!("{}.{}.{field}", product.id, input.product);
    let mut rows: Vec<SheetRow> =
        fields.into_iter().filter_map(|(field, value)| Some(link_row(ranges, input, &path(field), value?))).collect();
    if let (None, Some(default)) = (input.criticality, by_kind()) {
        let figure = &default.value;
        let provenance = super::Sourced::provenance(figure);
        let range = ranges.of(&provenance, Fraction::MIN, Fraction::MAX);
        let own = SheetRow { default: true, ..row(&path("criticality"), &provenance, range) };
        rows.insert(0, SheetRow { note: Some(link_note(input)), ..own });
    }
    rows
}

fn link_row(ranges: &Ranges, input: &Input, path: &str, (value, min, max): (f64, f64, f64)) -> SheetRow {
    let figure = Provenance {
        value,
        low: None,
        high: None,
        year: 0,
        source: &input.source,
        confidence: input.confidence,
        note: None,
    };
    let row = row(path, &figure, ranges.of(&figure, min, max));
    SheetRow { year: None, note: Some(link_note(input)), ..row }
}

fn link_note(input: &Input) -> String {
    let kind = format!("{} input", input.kind.id());
    input.note.as_ref().map_or_else(|| kind.clone(), |note| format!("{kind}: {note}"))
}
