//! The model and scenarios a command works on: loaded, checked, figures set by hand, built.

use super::{Failure, Session};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::{Hashes, nearest};
use crate::model::{Model, ModelNames, SetError, Weights, set};
use crate::scenario::{Library, Scenario, Shock, Target, adhoc};
use crate::study::Study;
use std::sync::Arc;

/// Options that choose and change the model.
#[derive(Debug, Clone, clap::Args)]
pub struct ModelArguments {
    /// Set a figure for this run, for example `lng.IND.cover=20` or `dynamics.lane_growth=0.3`; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// How products weigh within their sector [default: as the model says]
    #[arg(long, value_enum)]
    pub weights: Option<WeightsArgument>,
}

/// How products weigh within their sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum WeightsArgument {
    /// All products used in the economy the same
    Equal,
    /// By the market value of what the economy uses
    MarketValue,
}

impl From<WeightsArgument> for Weights {
    fn from(argument: WeightsArgument) -> Self {
        match argument {
            WeightsArgument::Equal => Self::Equal,
            WeightsArgument::MarketValue => Self::MarketValue,
        }
    }
}

/// A study with the scenarios that belong to its model.
#[derive(Debug)]
pub struct StudySource {
    /// The study.
    pub study: Study,
    /// The scenarios.
    pub library: Library,
    /// SHA-256 of every input.
    pub hashes: Hashes,
}

/// Loads the model of `--model`, sets what `--set` says, and builds the network.
pub fn load(arguments: &ModelArguments, session: &Session) -> Result<StudySource, Failure> {
    let loaded = session.model()?;
    let library = session.library(&loaded.value)?;
    let mut hashes = loaded.hashes;
    hashes.extend(library.hashes);
    let mut model = loaded.value;
    let mut findings = Findings::new();
    for assignment in &arguments.set {
        if let Err(error) = set(&mut model, assignment) {
            findings.push(cannot_set(assignment, &error));
        }
    }
    if findings.has_errors() {
        return Err(Failure::Input(findings));
    }
    let weights = arguments.weights.map_or(model.manifest.weights, Weights::from);
    let study =
        Study::weighted(model, weights).map_err(|error| Failure::Input(Finding::error(error.to_string()).into()))?;
    Ok(StudySource { study, library: library.value, hashes })
}

fn cannot_set(assignment: &str, error: &SetError) -> Finding {
    let text = Arc::new(SourceText::new("--set", assignment.to_owned()));
    let finding = Finding::error(error.to_string()).at(Place::new(&text, 0..assignment.len()));
    match error {
        SetError::NoFigure { path, paths } => match nearest(path, paths.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`linchpin show PRODUCT` prints the figures of a product"),
        },
        _ => finding,
    }
}

/// Reads the lines of `--shock`, with every problem of every line.
pub fn shocks(lines: &[String], model: &Model) -> Result<Vec<Shock>, Failure> {
    let names = ModelNames::of(model);
    let mut findings = Findings::new();
    let mut shocks = Vec::new();
    for line in lines {
        let text = Arc::new(SourceText::new("--shock", line.clone()));
        match adhoc::parse(line) {
            Ok(shock) => {
                for (kind, id) in ids(&shock.hits) {
                    let known = match kind {
                        Kind::Product => &names.products,
                        Kind::Economy => &names.economies,
                        Kind::Chokepoint => &names.chokepoints,
                        Kind::Asset => &names.assets,
                    };
                    if !known.contains(id) {
                        let at = line.find(id).unwrap_or_default();
                        findings.push(known.unknown(id).at(Place::new(&text, at..at + id.len())));
                    }
                }
                shocks.push(shock);
            }
            Err(errors) => {
                for error in errors {
                    findings.push(Finding::error(error.message).at(Place::new(&text, error.span)).help(error.help));
                }
            }
        }
    }
    if findings.has_errors() { Err(Failure::Input(findings)) } else { Ok(shocks) }
}

#[derive(Clone, Copy)]
enum Kind {
    Product,
    Economy,
    Chokepoint,
    Asset,
}

/// Every id in a target.
fn ids(target: &Target) -> Vec<(Kind, &str)> {
    let (products, economies, others): (&[String], [Option<&Vec<String>>; 2], Vec<(Kind, &str)>) = match target {
        Target::Capacity { products, economies, .. } | Target::Stock { products, economies, .. } => {
            (products.as_deref().unwrap_or_default(), [economies.as_ref(), None], Vec::new())
        }
        Target::Export { products, from, to, .. } => {
            (products.as_deref().unwrap_or_default(), [from.as_ref(), to.as_ref()], Vec::new())
        }
        Target::Trade { economies, products } => {
            (products.as_deref().unwrap_or_default(), [Some(economies), None], Vec::new())
        }
        Target::Demand { products, economies } => (products, [economies.as_ref(), None], Vec::new()),
        Target::Input { products, economies } => (products, [Some(economies), None], Vec::new()),
        Target::Route { chokepoints } => {
            (&[], [None, None], chokepoints.iter().map(|id| (Kind::Chokepoint, id.as_str())).collect())
        }
        Target::Asset { asset } => (&[], [None, None], vec![(Kind::Asset, asset.as_str())]),
    };
    let products = products.iter().map(|id| (Kind::Product, id.as_str()));
    let economies = economies.into_iter().flatten().flatten().map(|id| (Kind::Economy, id.as_str()));
    products.chain(economies).chain(others).collect()
}

/// The shocks of every scenario that is in force.
#[must_use]
pub fn in_force(library: &Library) -> Vec<Shock> {
    let ids: Vec<String> = library.scenarios().filter(|scenario| scenario.in_force).map(|s| s.id.clone()).collect();
    ids.iter().filter_map(|id| library.resolve(id).ok()).flat_map(|loaded| loaded.value.shock).collect()
}

/// A story made of `shocks` alone.
#[must_use]
pub fn story(shocks: Vec<Shock>) -> Scenario {
    Scenario {
        id: "ad-hoc".to_owned(),
        title: "Shocks given on the command line".to_owned(),
        category: "ad hoc".to_owned(),
        horizon_days: crate::units::Days::new(365.0).expect("a year is a number of days"),
        negative_control: false,
        in_force: false,
        precedent: None,
        likelihood: None,
        note: None,
        includes: Vec::new(),
        shock: shocks,
    }
}
