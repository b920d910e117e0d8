//! The ids that a shock names, and whether a model has them.

use super::check::check_scenario;
use super::{Scenario, Target};
use crate::finding::{Finding, Findings, SourceText};
use crate::input::{Names, parse};
use crate::model::{Model, ModelNames, OTHER};
use std::sync::Arc;

/// What an id stands for.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Product,
    Economy,
    Chokepoint,
    Asset,
    Firm,
}

impl Kind {
    /// The finding for an `id` that is none of its kind in a model with these `names`, without a place.
    pub fn unknown(self, id: &str, names: &ModelNames) -> Option<Finding> {
        let known: &Names = match self {
            Self::Product => &names.products,
            Self::Economy => &names.economies,
            Self::Chokepoint => &names.chokepoints,
            Self::Asset => &names.assets,
            Self::Firm => &names.firms,
        };
        if id == OTHER {
            let finding = Finding::error(format!("`{OTHER}` cannot be hit: it stands for suppliers nobody named"));
            return Some(finding.help("name an economy"));
        }
        (!known.contains(id)).then(|| known.unknown(id))
    }
}

impl Target {
    /// Every id in it.
    pub(crate) fn ids(&self) -> Vec<(Kind, &str)> {
        let one = std::slice::from_ref::<String>;
        let mut lists: Vec<(Kind, Option<&[String]>)> = match self {
            Self::Capacity { products, economies, firm } | Self::Capital { products, economies, firm, .. } => vec![
                (Kind::Economy, economies.as_deref()),
                (Kind::Product, products.as_deref()),
                (Kind::Firm, firm.as_ref().map(one)),
            ],
            Self::Stock { products, economies, .. } => {
                vec![(Kind::Economy, economies.as_deref()), (Kind::Product, products.as_deref())]
            }
            Self::Export { products, from, to, firm } => vec![
                (Kind::Economy, from.as_deref()),
                (Kind::Product, products.as_deref()),
                (Kind::Economy, to.as_deref()),
                (Kind::Firm, firm.as_ref().map(one)),
            ],
            Self::Trade { economies, products } => {
                vec![(Kind::Economy, Some(economies)), (Kind::Product, products.as_deref())]
            }
            Self::Demand { products, economies } => {
                vec![(Kind::Product, Some(products)), (Kind::Economy, economies.as_deref())]
            }
            Self::Input { products, economies } => {
                vec![(Kind::Economy, Some(economies)), (Kind::Product, Some(products))]
            }
            Self::Route { chokepoints } => vec![(Kind::Chokepoint, Some(chokepoints))],
            Self::Asset { asset } => vec![(Kind::Asset, Some(one(asset)))],
        };
        lists.retain(|(_, ids)| ids.is_some());
        let named = lists.into_iter().flat_map(|(kind, ids)| ids.unwrap_or_default().iter().map(move |id| (kind, id)));
        let mut named: Vec<(Kind, &str)> = named.map(|(kind, id)| (kind, id.as_str())).collect();
        if let Self::Capital { rebuild: Some(rebuild), .. } = self {
            named.extend(rebuild.products.keys().map(|id| (Kind::Product, id.as_str())));
        }
        named
    }
}

impl Scenario {
    /// What is wrong with the scenario beside `model`, as `linchpin check` says it of a file: ids that do not exist, with
    /// the nearest spelling, shocks that cannot be or do nothing. Places are those in the scenario written out as TOML.
    ///
    /// What it includes is not looked up: [`Library::resolve`](super::Library::resolve) does that.
    #[must_use]
    pub fn check(&self, model: &Model) -> Findings {
        let mut findings = Findings::new();
        match toml::to_string(self) {
            Ok(text) => {
                let text = Arc::new(SourceText::new(format!("scenario `{}`", self.id), text));
                if let Some(parsed) = parse::<Self>(&text, &mut findings) {
                    let included = Names::new("scenario", "", self.includes.iter().cloned());
                    check_scenario(&parsed, &ModelNames::of(model), &included, &mut findings);
                }
            }
            Err(error) => findings.push(Finding::error(format!("`{}` cannot be written as TOML: {error}", self.id))),
        }
        findings.sorted()
    }
}
