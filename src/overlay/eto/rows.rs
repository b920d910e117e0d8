//! Puts the market shares of the data set into a model: supply by economy, and shares of firms that the model has.

use super::mapping::{Basis, Mapping, Match};
use super::market::Market;
use super::read::Data;
use super::{LICENCE, SOURCE};
use crate::finding::Findings;
use crate::model::manifest::Ranges;
use crate::model::product::Firm;
use crate::model::{Confidence, Model, Product, Source};
use crate::overlay::apportion::{ceiling, floor};
use crate::overlay::places::Places;
use crate::overlay::row::ShareRow;
use crate::overlay::{Fit, ModelCopy, distance};
use crate::score::concentration::{Concentration, Shares};
use toml_edit::{Item, TableLike};

/// What became of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its supply was replaced.
    Replaced,
    /// The input fits worse than what was asked for.
    Fit,
    /// No country has a share of the input.
    NoShares,
    /// Firms of the model would have more than the economy of their plants.
    Firms,
}

impl Outcome {
    /// The words used in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Fit => "fit",
            Self::NoShares => "no shares",
            Self::Firms => "firms",
        }
    }
}

/// A product and what became of it.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Its input.
    pub matched: Match,
    /// The market of the input.
    pub market: Market,
    /// What became of it.
    pub outcome: Outcome,
    /// Rows of `supply` before.
    pub before: usize,
    /// Firms of the model whose share was replaced.
    pub firms: usize,
    /// Herfindahl-Hirschman index of the stated supply before and after.
    pub hhi: (f64, f64),
    /// Distance of the new shares from the old.
    pub distance: f64,
}

/// Replaces rows of `copy`, a copy of `model`, for all that fits as well as `worst` or better.
///
/// # Errors
/// When inputs of the mapping do not exist, or shares sum to more than rounding explains.
pub fn overlay(
    model: &Model,
    copy: &mut ModelCopy,
    data: &Data,
    mapping: &Mapping,
    worst: Fit,
) -> Result<Vec<Replaced>, Findings> {
    let places = Places::of(model);
    let mut findings = Findings::new();
    let mut all = Vec::new();
    for matched in &mapping.matches {
        let Some((sector, product)) = model.product(&matched.product) else { continue };
        if !data.inputs.contains(&matched.input) {
            findings.push(data.inputs.unknown(&matched.input).at(matched.place.clone()));
            continue;
        }
        let market = Market::of(data, &matched.input, &places, &mut findings);
        let firms = firms(product, &market);
        let outcome = if market.shares.is_empty() {
            Outcome::NoShares
        } else if matched.fit > worst {
            Outcome::Fit
        } else if crowded(product, &market, &firms) {
            Outcome::Firms
        } else {
            Outcome::Replaced
        };
        if outcome == Outcome::Replaced {
            let rows: Vec<_> = market.shares.iter().map(|share| supply(share, &market, matched, model)).collect();
            copy.replace(sector, &product.id, "supply", &|_| true, &rows)?;
            let new: Vec<ShareRow> =
                firms.iter().map(|(firm, share)| row(firm, *share, &market, matched, model)).collect();
            let is_new = |table: &dyn TableLike| {
                let of = |key: &str| table.get(key).and_then(Item::as_str);
                firms.iter().any(|(firm, _)| of("firm") == Some(&firm.firm) && of("plant") == Some(&firm.plant))
            };
            if !new.is_empty() {
                copy.replace(sector, &product.id, "firms", &is_new, &new)?;
            }
        }
        all.push(judged(matched, product, market, outcome, firms.len()));
    }
    if findings.has_errors() {
        return Err(findings.sorted());
    }
    copy.add_source(model, &source())?;
    Ok(all)
}

fn judged(matched: &Match, product: &Product, market: Market, outcome: Outcome, firms: usize) -> Replaced {
    let old: Vec<_> = product.supply.iter().map(|row| (row.economy.clone(), row.share.get())).collect();
    let hhi = |rows: &[(String, f64)]| {
        Concentration::of(&Shares::trusted(rows.iter().map(|(economy, share)| (economy.as_str(), *share)))).hhi
    };
    let replaced = outcome == Outcome::Replaced;
    Replaced {
        matched: matched.clone(),
        before: old.len(),
        firms: if replaced { firms } else { 0 },
        hhi: (hhi(&old), hhi(&market.shares)),
        distance: distance(&with_rest(old), &with_rest(market.shares.clone())),
        market,
        outcome,
    }
}

fn with_rest(mut rows: Vec<(String, f64)>) -> Vec<(String, f64)> {
    let rest = 1.0 - rows.iter().map(|(_, share)| share).sum::<f64>();
    rows.push((crate::model::OTHER.to_owned(), rest.max(0.0)));
    rows
}

/// Firms of the model whose only plants for the product stand at their seat, and which the data set has with that seat:
/// the only ones of which a share by seat is a share by plant.
fn firms<'a>(product: &'a Product, market: &Market) -> Vec<(&'a Firm, f64)> {
    let at_home = |firm: &Firm| {
        let plants = product.firms.iter().filter(|other| other.firm == firm.firm).count();
        plants == 1 && firm.seat == firm.plant
    };
    let share = |firm: &Firm| {
        let mut same = market.firms.iter().filter(|(name, seat, _)| slug(name) == firm.firm && *seat == firm.seat);
        same.next().map(|(.., share)| *share)
    };
    product.firms.iter().filter(|firm| at_home(firm)).filter_map(|firm| Some((firm, share(firm)?))).collect()
}

/// Whether firms would have more of the product than the economy of their plants.
fn crowded(product: &Product, market: &Market, new: &[(&Firm, f64)]) -> bool {
    product.firms.iter().any(|firm| {
        let there = product.firms.iter().filter(|other| other.plant == firm.plant);
        let share =
            |firm: &Firm| new.iter().find(|(own, _)| *own == firm).map_or(firm.share.get(), |(_, share)| *share);
        let all: f64 = there.map(share).sum();
        let limit = market.shares.iter().find(|(economy, _)| *economy == firm.plant).map_or(0.0, |(_, share)| *share);
        all > limit + 1e-9
    })
}

/// The id that a firm of this name has in the model.
fn slug(name: &str) -> String {
    let words = name.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn supply((economy, share): &(String, f64), market: &Market, matched: &Match, model: &Model) -> ShareRow {
    figure(vec![("economy", economy.clone())], *share, market, matched, model)
}

fn row(firm: &Firm, share: f64, market: &Market, matched: &Match, model: &Model) -> ShareRow {
    let names = vec![("firm", firm.firm.clone()), ("seat", firm.seat.clone()), ("plant", firm.plant.clone())];
    figure(names, share, market, matched, model)
}

fn figure(names: Vec<(&'static str, String)>, share: f64, market: &Market, matched: &Match, model: &Model) -> ShareRow {
    let basis = match matched.basis {
        Basis::Seat => "By seat of the makers, not by plant.",
        Basis::Plant => "By plant.",
    };
    let scaled =
        if market.total > 100.0 { format!(" Scaled from a sum of {:.1} %.", market.total) } else { String::new() };
    let said = if market.source.is_empty() { String::new() } else { format!(" {}.", market.source) };
    ShareRow {
        names,
        share,
        range: range(share, matched.fit, &model.manifest.ranges),
        year: market.year,
        source: SOURCE,
        confidence: matched.fit.confidence(),
        note: format!("{basis}{scaled}{said}"),
    }
}

/// A range of its own only where it is wider than that of the confidence class.
fn range(share: f64, fit: Fit, ranges: &Ranges) -> Option<(f64, f64)> {
    let class = match fit.confidence() {
        Confidence::Read => ranges.read,
        Confidence::Secondary => ranges.secondary,
        Confidence::Estimate => ranges.estimate,
    };
    let width = class.get() * fit.widening();
    (fit.widening() > 1.0).then(|| (floor(share * (1.0 - width)), ceiling(share * (1.0 + width))))
}

fn source() -> Source {
    Source {
        id: SOURCE.to_owned(),
        title: "CSET and ETO, Advanced Semiconductor Supply Chain Dataset, as imported".to_owned(),
        url: Some("https://eto.tech/dataset-docs/chipexplorer".to_owned()),
        licence: Some(LICENCE.to_owned()),
        attribution: Some(
            "Center for Security and Emerging Technology and Emerging Technology Observatory, Georgetown University; \
             shares by economy, scaled to one and put into the products of the model."
                .to_owned(),
        ),
    }
}
