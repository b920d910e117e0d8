//! Generic hazards: one row of the catalogue that stands for many, so that no sector and no supplier looks safe for want
//! of a story. They are written out beside a model, since it says who makes what.

use super::hazard::{Duration, Hazard, Membership, Rate, Severity, yes};
use super::story::{Recovery, Target};
use crate::model::{Confidence, Model, OTHER, Product, Sector};
use crate::units::{Days, Fraction, PerYear};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A hazard that holds for every sector, or for every exporter of every sector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generic {
    /// Id, kebab-case. The hazards it stands for are called `ID-SECTOR`, or `ID-SECTOR-ECONOMY` in small letters.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// Title for people; `{sector}` and `{economy}` stand for the names.
    pub title: String,
    /// Class, for example `export restriction`.
    pub class: String,
    /// Off unless asked for.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What each arrival hits: one product of the sector, at one maker.
    pub hits: GenericHits,
    /// Share of world supply from which on a maker counts.
    pub share: Fraction,
    /// Sectors it holds for; all of the model if absent.
    pub sectors: Option<Vec<Sector>>,
    /// Economies it holds for; all if absent.
    pub economies: Option<Vec<String>>,
    /// Economies it does not hold for.
    #[serde(default)]
    pub except_economies: Vec<String>,
    /// A product is left out where an enabled hazard of one of these classes hits the same maker in the same way, for
    /// every home economy: it has a row of its own.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Arrivals a year of each hazard it stands for.
    pub rate: Rate,
    /// `rate` is that of one product; a hazard has as many times that as it has products.
    #[serde(default)]
    pub per_product: bool,
    /// `rate` is that of an economy whose `export_restriction_propensity` is 1; others have it in proportion, and those
    /// for which the model states none have no hazard.
    #[serde(default)]
    pub by_propensity: bool,
    /// Severity.
    pub severity: Severity,
    /// Duration at its worst.
    pub duration: Duration,
    /// Days to its worst.
    pub onset_days: Days,
    /// Shape of the way back.
    pub recovery: Recovery,
    /// Days from the end of the worst to normal.
    pub recovery_days: Days,
    /// Causes it shares with others.
    #[serde(default)]
    pub causes: Vec<Membership>,
    /// How the rate was counted and what it rests on.
    pub evidence: Option<String>,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: Option<String>,
    /// How it is known.
    pub confidence: Confidence,
}

/// What an arrival of a generic hazard hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GenericHits {
    /// The exports of one product by an economy whose plants make at least `share` of it: a hazard per exporter.
    Exports,
    /// Of the economy that makes most of one product, the plants of its largest firm, where one with at least `share` of the
    /// world is told apart there: a hazard per sector.
    LargestFirm,
    /// The plants of the economy that makes most of one product, where no such firm is told apart: a hazard per sector.
    LargestEconomy,
}

/// A product and who is hit.
#[derive(Debug, Clone, PartialEq)]
struct Hit<'a> {
    product: &'a Product,
    economy: &'a str,
    firm: Option<&'a str>,
}

impl Generic {
    /// What all hazards it stands for have in common; it hits nothing yet.
    #[must_use]
    pub fn template(&self) -> Hazard {
        Hazard {
            id: self.id.clone(),
            title: self.title.clone(),
            class: self.class.clone(),
            enabled: self.enabled,
            rate: self.rate.clone(),
            overlap: None,
            per_firm: false,
            scenario: None,
            hits: Vec::new(),
            one_of_hits: true,
            severity: Some(self.severity.clone()),
            growth: false,
            duration: Some(self.duration.clone()),
            onset_days: Some(self.onset_days),
            recovery: Some(self.recovery),
            recovery_days: Some(self.recovery_days),
            causes: self.causes.clone(),
            in_force: false,
            evidence: self.evidence.clone(),
            source: self.source.clone(),
            url: self.url.clone(),
            confidence: self.confidence,
            generic: Some(self.id.clone()),
            shocks: Vec::new(),
        }
    }

    /// The hazards it stands for beside `model`, sector by sector and then by economy, where `written` are the rows that
    /// are written out.
    #[must_use]
    pub fn expand(&self, model: &Model, written: &[Hazard]) -> Vec<Hazard> {
        let mut hazards = Vec::new();
        for &sector in model.sectors() {
            if self.sectors.as_ref().is_some_and(|sectors| !sectors.contains(&sector)) {
                continue;
            }
            let products = model.products.iter().filter(|(own, _)| *own == sector).map(|(_, product)| product);
            let hits = products.flat_map(|product| self.hits_of(product));
            let hits = hits.filter(|hit| self.holds_for(hit.economy) && !self.has_own_row(hit, model, written));
            let mut by_economy: BTreeMap<&str, Vec<Hit<'_>>> = BTreeMap::new();
            for hit in hits {
                by_economy.entry(if self.is_per_economy() { hit.economy } else { "" }).or_default().push(hit);
            }
            hazards
                .extend(by_economy.into_iter().filter_map(|(economy, hits)| self.row(model, sector, economy, &hits)));
        }
        hazards
    }

    const fn is_per_economy(&self) -> bool {
        matches!(self.hits, GenericHits::Exports)
    }

    fn holds_for(&self, economy: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|id| id == economy);
        self.economies.as_deref().is_none_or(named) && !named(&self.except_economies)
    }

    /// Whom it hits of the makers of `product`.
    fn hits_of<'a>(&self, product: &'a Product) -> Vec<Hit<'a>> {
        let share = self.share.get();
        let counts: Vec<_> =
            product.supply.iter().filter(|row| row.economy != OTHER && row.share.get() >= share).collect();
        let at = |economy: &'a String, firm| Hit { product, economy, firm };
        if self.is_per_economy() {
            return counts.into_iter().map(|row| at(&row.economy, None)).collect();
        }
        // Of two that are equally large the first in the file.
        let most = counts.into_iter().rev().max_by(|a, b| a.share.get().total_cmp(&b.share.get()));
        let Some(most) = most else { return Vec::new() };
        let firms = product.firms.iter().rev().filter(|firm| firm.plant == most.economy && firm.share.get() >= share);
        let firm = firms.max_by(|a, b| a.share.get().total_cmp(&b.share.get()));
        match (self.hits, firm) {
            (GenericHits::LargestFirm, Some(firm)) => vec![at(&firm.plant, Some(&firm.firm))],
            (GenericHits::LargestEconomy, None) => vec![at(&most.economy, None)],
            _ => Vec::new(),
        }
    }

    fn has_own_row(&self, hit: &Hit<'_>, model: &Model, written: &[Hazard]) -> bool {
        let named = |list: Option<&Vec<String>>, id: &str| list.is_none_or(|list| list.iter().any(|own| own == id));
        let place = |list: Option<&Vec<String>>| named(list, hit.economy) || named(list, model.region(hit.economy));
        let reaches_home = |to: Option<&Vec<String>>| model.manifest.home.iter().all(|home| named(to, home));
        let same = |target: &Target| match target {
            Target::Export { products, from, firm: None, to } => {
                self.is_per_economy()
                    && named(products.as_ref(), &hit.product.id)
                    && place(from.as_ref())
                    && reaches_home(to.as_ref())
            }
            Target::Capacity { products, economies, firm } => {
                !self.is_per_economy()
                    && named(products.as_ref(), &hit.product.id)
                    && place(economies.as_ref())
                    && firm.as_deref().is_none_or(|firm| hit.firm == Some(firm))
            }
            _ => false,
        };
        written.iter().filter(|row| row.enabled && self.unless.contains(&row.class)).any(|row| row.targets().any(same))
    }

    /// One hazard of the family; none if it would never arrive.
    fn row(&self, model: &Model, sector: Sector, economy: &str, hits: &[Hit<'_>]) -> Option<Hazard> {
        let of = model.economy(economy);
        let mut factor = if self.per_product { hits.len() as f64 } else { 1.0 };
        if self.by_propensity {
            factor *= of.and_then(|of| of.export_restriction_propensity.as_ref())?.value.get();
        }
        let times = |rate: PerYear| PerYear::new((rate.get() * factor).min(PerYear::MAX)).ok();
        let rate = Rate { value: times(self.rate.value)?, low: times(self.rate.low)?, high: times(self.rate.high)? };
        let target = |hit: &Hit<'_>| {
            let products = Some(vec![hit.product.id.clone()]);
            match (self.hits, hit.firm) {
                (GenericHits::Exports, _) => {
                    Target::Export { products, from: Some(vec![hit.economy.to_owned()]), firm: None, to: None }
                }
                (_, firm) => {
                    let economies = Some(vec![hit.economy.to_owned()]);
                    Target::Capacity { products, economies, firm: firm.map(str::to_owned) }
                }
            }
        };
        let mut id = format!("{}-{}", self.id, sector.id());
        if self.is_per_economy() {
            id = format!("{id}-{}", economy.to_lowercase());
        }
        let name = of.map_or(economy, |of| of.name.as_str());
        Some(Hazard {
            id,
            title: self.title.replace("{sector}", &sector.name().to_lowercase()).replace("{economy}", name),
            rate,
            hits: hits.iter().map(target).collect(),
            ..self.template()
        })
    }
}
