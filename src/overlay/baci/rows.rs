//! Puts the import mixes that trade shows into a model: which products and regions, with what confidence and range.

use super::mixes::{Mix, Part, Pool};
use super::{Basis, Concordance, Entry, Reading, Revision, SOURCE, Trade};
use crate::finding::Finding;
use crate::model::manifest::Ranges;
use crate::model::{Confidence, Model, OTHER, Product, Sector, Source};
use crate::overlay::apportion::{ceiling, floor};
use crate::overlay::places::Places;
use crate::overlay::row::ShareRow;
use crate::overlay::{Fit, ModelCopy, distance};
use std::collections::BTreeMap;
use toml_edit::Item;

/// What became of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Rows were replaced.
    Replaced,
    /// Its codes fit worse than what was asked for.
    Fit,
    /// It has no code in the revision of the data.
    NoCode,
    /// None of its codes stands in the data.
    NoData,
    /// Nobody whose trade the data hold buys enough of it.
    TooLittle,
}

impl Outcome {
    /// The words used in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Fit => "fit",
            Self::NoCode => "no code",
            Self::NoData => "no data",
            Self::TooLittle => "too little trade",
        }
    }
}

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The worst fit to take.
    pub fit: Fit,
    /// Least imports of a region, thousand USD a year, for a mix of its own.
    pub least_value: f64,
}

/// A product and what became of it.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// The product.
    pub product: String,
    /// Its codes in the revision of the data.
    pub reading: Reading,
    /// Codes that do not stand in the data.
    pub absent: Vec<u32>,
    /// What became of it.
    pub outcome: Outcome,
    /// Regions whose rows were replaced, with the mix and its distance from the old one, if there was one.
    pub mixes: Vec<(String, Mix, Option<f64>)>,
    /// Rows before, of these regions.
    pub before: usize,
}

/// All products with a code, and what became of them.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// In the order of the concordance.
    pub products: Vec<Replaced>,
    /// Regions of which less than half of the members buy anything in the data, with how many do, of how many.
    pub uncovered: Vec<(String, usize, usize)>,
    /// Exporters that are no economy of the model, with their rows of the codes wanted.
    pub strangers: BTreeMap<String, usize>,
}

/// Replaces rows of `copy`, a copy of `model`.
///
/// # Errors
/// When a file of the model cannot be edited.
pub fn overlay(
    model: &Model,
    copy: &mut ModelCopy,
    trade: &Trade,
    (concordance, revision): (&Concordance, Revision),
    terms: Terms,
) -> Result<Overlay, Finding> {
    let places = Places::of(model);
    let (covered, uncovered) = coverage(&places, trade);
    let mut products = Vec::new();
    for entry in &concordance.entries {
        let Some((sector, product)) = model.product(&entry.product) else { continue };
        let mut done = judged(entry, revision, trade, terms);
        if done.outcome == Outcome::Replaced {
            mixes(&mut done, product, trade, &places, &covered, terms);
            put(&done, model, copy, sector, trade)?;
        }
        products.push(done);
    }
    copy.add_source(model, &source(revision))?;
    let mut strangers = BTreeMap::new();
    for flow in trade.flows.values().flatten().filter(|flow| places.economy(&flow.exporter).is_none()) {
        *strangers.entry(flow.exporter.clone()).or_default() += 1;
    }
    Ok(Overlay { products, uncovered, strangers })
}

/// What a product's codes allow, before any mix is looked at.
fn judged(entry: &Entry, revision: Revision, trade: &Trade, terms: Terms) -> Replaced {
    let mut reading = entry.reading(revision);
    let absent: Vec<u32> = reading.codes.iter().copied().filter(|code| !trade.flows.contains_key(code)).collect();
    if !absent.is_empty() {
        // The mix would be that of a part of the product.
        reading.fit = reading.fit.max(Fit::Broader);
    }
    let outcome = if reading.codes.is_empty() {
        Outcome::NoCode
    } else if absent.len() == reading.codes.len() {
        Outcome::NoData
    } else if reading.fit > terms.fit {
        Outcome::Fit
    } else {
        Outcome::Replaced
    };
    Replaced { product: entry.product.clone(), reading, absent, outcome, mixes: Vec::new(), before: 0 }
}

fn mixes(done: &mut Replaced, product: &Product, trade: &Trade, places: &Places<'_>, covered: &[&str], terms: Terms) {
    let pool = Pool { trade, product, reading: &done.reading, places };
    for region in covered {
        let Some(mix) = pool.mix(region).filter(|mix| mix.value >= terms.least_value) else { continue };
        let old: Vec<_> = product.imports.iter().filter(|row| row.economy == *region).collect();
        done.before += old.len();
        let mut old: Vec<_> = old.iter().map(|row| (row.from.clone(), row.share.get())).collect();
        let had_any = !old.is_empty();
        let unnamed = 1.0 - old.iter().map(|(_, share)| share).sum::<f64>();
        old.push((OTHER.to_owned(), unnamed.max(0.0)));
        let new: Vec<_> = mix.parts.iter().map(|part| (part.from.clone(), part.share)).collect();
        let moved = had_any.then(|| distance(&old, &new));
        done.mixes.push(((*region).to_owned(), mix, moved));
    }
    if done.mixes.is_empty() {
        done.outcome = Outcome::TooLittle;
    }
}

fn put(done: &Replaced, model: &Model, copy: &mut ModelCopy, sector: Sector, trade: &Trade) -> Result<(), Finding> {
    if done.mixes.is_empty() {
        return Ok(());
    }
    let fit = done.reading.fit;
    let rows: Vec<ShareRow> = done
        .mixes
        .iter()
        .flat_map(|(region, mix, _)| {
            mix.parts.iter().map(|part| row(region, part, mix, fit, &model.manifest.ranges, trade))
        })
        .collect();
    let replaced = |table: &dyn toml_edit::TableLike| {
        let importer = table.get("economy").and_then(Item::as_str);
        done.mixes.iter().any(|(region, ..)| importer == Some(region))
    };
    copy.replace(sector, &done.product, "imports", &replaced, &rows)
}

fn row(region: &str, part: &Part, mix: &Mix, fit: Fit, ranges: &Ranges, trade: &Trade) -> ShareRow {
    let confidence = fit.confidence();
    let class = match confidence {
        Confidence::Read => ranges.read,
        Confidence::Secondary => ranges.secondary,
        Confidence::Estimate => ranges.estimate,
    };
    let width = class.get() * fit.widening();
    let low = if part.hub { 0.0 } else { (part.share * (1.0 - width)).min(part.seen.0) };
    let high = (part.share * (1.0 + width)).max(part.seen.1);
    let (first, last) = (trade.years.first().copied().unwrap_or(0), trade.years.last().copied().unwrap_or(0));
    let years = if first == last { last.to_string() } else { format!("{first} to {last}") };
    let mut note = match (mix.basis, part.otherwise) {
        (Basis::Weight, Some(value)) => format!("By weight, {years}; {value:.2} by value."),
        (Basis::Weight, None) => format!("By weight, {years}."),
        (Basis::Value, _) => format!("By value, {years}: {:.0} % of it has no weight.", mix.without_weight * 100.0),
    };
    note.push_str(match fit {
        Fit::Exact => "",
        Fit::Close => " Codes close to the product.",
        Fit::Broader => " Codes hold other goods too, or only a part.",
        Fit::Shared => " Codes shared with other products.",
    });
    if part.hub {
        note.push_str(" Consigned from a hub that may only pass it on.");
    }
    ShareRow {
        names: vec![("economy", region.to_owned()), ("from", part.from.clone())],
        share: part.share,
        range: Some((floor(low).min(part.share), ceiling(high).max(part.share))),
        year: i32::from(last),
        source: SOURCE,
        confidence: if part.hub { Confidence::Estimate } else { confidence },
        note,
    }
}

/// Regions whose trade the data hold, and those of which they hold too little.
fn coverage<'a>(places: &Places<'a>, trade: &Trade) -> (Vec<&'a str>, Vec<(String, usize, usize)>) {
    let (mut covered, mut uncovered) = (Vec::new(), Vec::new());
    for region in &places.regions {
        let members = places.members(region);
        let there = members.iter().filter(|member| trade.importers.contains(**member)).count();
        if there * 2 >= members.len() && there > 0 {
            covered.push(*region);
        } else {
            uncovered.push(((*region).to_owned(), there, members.len()));
        }
    }
    (covered, uncovered)
}

fn source(revision: Revision) -> Source {
    Source {
        id: SOURCE.to_owned(),
        title: format!("CEPII, BACI bilateral trade, {} series, as imported", revision.id()),
        url: Some("https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37".to_owned()),
        licence: Some("Etalab Open Licence 2.0".to_owned()),
        attribution: Some("CEPII, BACI (Gaulier and Zignago, 2010)".to_owned()),
    }
}
