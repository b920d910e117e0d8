//! Where a region's imports of a product come from, by what trade says.

use super::Reading;
use super::flows::{Basis, Flow, Trade};
use crate::model::{OTHER, Product};
use crate::overlay::LEAST_IMPORT;
use crate::overlay::apportion::apportion;
use crate::overlay::places::Places;
use std::collections::BTreeMap;

/// Re-export hubs: what is consigned from there was often made elsewhere.
const HUBS: [&str; 5] = ["ARE", "BEL", "HKG", "NLD", "SGP"];
/// Values are taken where more than this share of them has no weight.
const MOST_WITHOUT_WEIGHT: f64 = 0.1;

/// What is needed to find a mix.
#[derive(Debug, Clone, Copy)]
pub struct Pool<'a> {
    /// The trade.
    pub trade: &'a Trade,
    /// The product, whose stated makers say how exporters are named.
    pub product: &'a Product,
    /// Its codes in the trade.
    pub reading: &'a Reading,
    /// The economies of the model.
    pub(in crate::overlay) places: &'a Places<'a>,
}

/// An exporter's part of a mix.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The economy, or `OTHER`.
    pub from: String,
    /// Its share of the region's imports.
    pub share: f64,
    /// The smallest and the largest of the shares by year and on the other basis.
    pub seen: (f64, f64),
    /// Its share on the other basis, if that says anything.
    pub otherwise: Option<f64>,
    /// Whether goods are often only passed on there.
    pub hub: bool,
}

/// Where a region's imports come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// Exporters, largest first, blocs after single economies, `OTHER` last; shares sum to 1.
    pub parts: Vec<Part>,
    /// What the shares are shares of.
    pub basis: Basis,
    /// Share of the value that has no weight.
    pub without_weight: f64,
    /// Thousand USD a year.
    pub value: f64,
}

/// Amounts by exporter and year.
type Sums<'a> = BTreeMap<&'a str, BTreeMap<u16, u128>>;

impl<'a> Pool<'a> {
    /// The mix of `region`; none where it buys nothing from beyond itself.
    #[must_use]
    pub fn mix(&self, region: &str) -> Option<Mix> {
        let flows: Vec<&Flow> = self.into(region).collect();
        let total = |basis: Basis| flows.iter().map(|flow| flow.amount(basis)).sum::<u128>();
        let value = total(Basis::Value);
        let unweighed: u128 =
            flows.iter().filter(|flow| flow.weight.is_none()).map(|flow| u128::from(flow.value)).sum();
        if value == 0 {
            return None;
        }
        let without_weight = unweighed as f64 / value as f64;
        let weighed = without_weight <= MOST_WITHOUT_WEIGHT && total(Basis::Weight) > 0;
        let basis = if weighed { Basis::Weight } else { Basis::Value };
        let sums = self.sums(&flows, basis);
        let others = self.sums(&flows, basis.other());
        let named = named(&sums);
        // What no row names is one part, on every basis and in every year.
        let amount = |sums: &Sums<'_>, from: &str, year: Option<u16>| -> u128 {
            let of = |name: &str| -> u128 {
                let by_year = sums.get(name).into_iter().flatten();
                by_year.filter(|(own, _)| year.is_none_or(|year| year == **own)).map(|(_, amount)| amount).sum()
            };
            if from != OTHER {
                return of(from);
            }
            sums.keys().filter(|name| !named.contains(name)).map(|name| of(name)).sum()
        };
        let names: Vec<&str> = named.iter().copied().chain([OTHER]).collect();
        let share = |sums: &Sums<'_>, from: &str, year: Option<u16>| {
            let total: u128 = names.iter().map(|name| amount(sums, name, year)).sum();
            (total > 0).then(|| amount(sums, from, year) as f64 / total as f64)
        };
        let amounts: Vec<f64> = names.iter().map(|name| amount(&sums, name, None) as f64).collect();
        let parts = names.iter().zip(apportion(&amounts)).filter(|(_, part)| *part > 0.0).map(|(from, part)| {
            let otherwise = share(&others, from, None);
            let by_year = self.trade.years.iter().filter_map(|year| share(&sums, from, Some(*year)));
            let seen = by_year.chain(otherwise).fold((part, part), |(a, b), share| (a.min(share), b.max(share)));
            Part { from: (*from).to_owned(), share: part, seen, otherwise, hub: HUBS.contains(from) }
        });
        let years = self.trade.years.len().max(1) as f64;
        let value = value as f64 / super::parse::MILLIONTHS / years;
        Some(Mix { parts: parts.collect(), basis, without_weight, value })
    }

    /// Deliveries into `region` from beyond it.
    fn into<'b>(&'b self, region: &'b str) -> impl Iterator<Item = &'a Flow> + 'b {
        let flows = self.reading.codes.iter().filter_map(|code| self.trade.flows.get(code)).flatten();
        flows.filter(move |flow| {
            self.places.region(&flow.importer) == Some(region) && self.places.region(&flow.exporter) != Some(region)
        })
    }

    fn sums(&self, flows: &[&Flow], basis: Basis) -> Sums<'a> {
        let mut sums = Sums::new();
        for flow in flows {
            let from = self.places.maker(&flow.exporter, self.product).unwrap_or(OTHER);
            *sums.entry(from).or_default().entry(flow.year).or_default() += flow.amount(basis);
        }
        sums
    }
}

/// Exporters with a share worth a row: largest first, blocs after single economies, for a bloc stands for whoever of it
/// has no row of its own.
fn named<'a>(sums: &Sums<'a>) -> Vec<&'a str> {
    let of = |name: &str| -> u128 { sums[name].values().sum() };
    let total: u128 = sums.keys().map(|name| of(name)).sum();
    let large = |name: &&str| of(name) as f64 >= LEAST_IMPORT * total as f64;
    let mut named: Vec<&str> = sums.keys().copied().filter(|name| *name != OTHER).filter(large).collect();
    named.sort_by_key(|name| (Places::is_bloc(name), std::cmp::Reverse(of(name)), *name));
    named
}
