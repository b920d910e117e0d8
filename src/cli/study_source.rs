//! The model and scenarios a command works on: loaded, checked, figures set by hand, built.

use super::preset::PresetArgument;
use super::{Failure, Session};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::{Hashes, nearest};
use crate::model::{Loaded, Model, ModelNames, Preset, RationingRule, SetError, Weights, oversubscribed, set};
use crate::scenario::{Kind, Library, Scenario, Shock, Target, adhoc, is_path};
use crate::study::Study;
use std::ops::Range;
use std::sync::Arc;

/// Options that choose and change the model.
#[derive(Debug, Clone, clap::Args)]
pub struct ModelArguments {
    /// Set a figure for this run, for example `lng.IND.cover=20` or `dynamics.lane_growth=0.3`; may be given again
    ///
    /// Paths are those of `linchpin show PRODUCT`. `PRODUCT.ECONOMY.supply=0.1` makes an economy a maker that was none (a plant
    /// at home): lower the shares of others, so that all sum to at most 1, and its `import_dependence`, or it sells abroad. New
    /// firms, inputs and economies are rows in a copy of the model (README, "Change the model").
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// How products weigh within their sector [default: as the model says]
    #[arg(long, value_enum)]
    pub weights: Option<WeightsArgument>,
    /// Who is served first when a supplier cannot serve all [default: as the model says]
    #[arg(long, value_enum)]
    pub rationing: Option<RationingArgument>,
    /// Which model of the family runs the scenarios [default: as the scenario says, else the model]
    // Shown by the commands that take it (`shown`); the others say where it can be used.
    #[arg(long, value_enum, hide = true)]
    pub preset: Option<PresetArgument>,
}

impl ModelArguments {
    /// The preset that was asked for.
    #[must_use]
    pub fn preset(&self) -> Option<Preset> {
        self.preset.map(Preset::from)
    }
}

/// Who is served first when a supplier cannot serve all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RationingArgument {
    /// Everybody the same share of what they need
    Proportional,
    /// Customers at home first
    DomesticFirst,
    /// Customers at home and in partner regions (alignment 0 in economies.toml) first
    PartnersFirst,
    /// Producers first, final demand with what is left
    FinalDemandLast,
    /// Raise all deliveries together until output is used up
    WaterFilling,
}

impl From<RationingArgument> for RationingRule {
    fn from(argument: RationingArgument) -> Self {
        match argument {
            RationingArgument::Proportional => Self::Proportional,
            RationingArgument::DomesticFirst => Self::DomesticFirst,
            RationingArgument::PartnersFirst => Self::PartnersFirst,
            RationingArgument::FinalDemandLast => Self::FinalDemandLast,
            RationingArgument::WaterFilling => Self::WaterFilling,
        }
    }
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

/// The model and the scenarios, read and changed as the command line says, and what is wrong with the command line.
#[derive(Debug)]
pub struct Inputs {
    /// The model.
    pub model: Model,
    /// The scenarios.
    pub library: Library,
    /// SHA-256 of every input.
    pub hashes: Hashes,
    /// What is wrong with `--set` and, once they are read, with shocks and scenarios.
    pub findings: Findings,
    /// Something that was named could not be read, or cannot be asked for together with the rest.
    pub misused: bool,
    weights: Weights,
}

/// Reads the model of `--model` and its scenarios, and sets what `--set` says.
pub fn read(arguments: &ModelArguments, session: &Session) -> Result<Inputs, Failure> {
    Ok(inputs(arguments, session.model_and_library()?))
}

/// The same, but scenarios that a model borrows of the program are read when one is asked for: they are in the
/// library's hashes then, not in these.
pub fn read_when_needed(arguments: &ModelArguments, session: &Session) -> Result<Inputs, Failure> {
    Ok(inputs(arguments, session.model_and_library_when_needed()?))
}

fn inputs(arguments: &ModelArguments, (loaded, library): (Loaded<Model>, Loaded<Library>)) -> Inputs {
    let mut hashes = loaded.hashes;
    hashes.extend(library.hashes);
    let mut model = loaded.value;
    let mut findings = Findings::new();
    for (place, assignment) in arguments.set.iter().enumerate() {
        let path = figure(assignment);
        if let Some(before) = arguments.set[..place].iter().find(|other| figure(other) == path) {
            findings.push(set_twice(path, before, assignment));
        } else if let Some(finding) = without_effect(assignment, &model) {
            findings.push(finding);
        } else if let Err(error) = set(&mut model, assignment) {
            findings.push(cannot_set(assignment, &error, &model));
        }
    }
    if !arguments.set.is_empty() {
        for (table, sum) in oversubscribed(&model) {
            let finding =
                Finding::error(format!("with --set the shares of `{table}` sum to {sum:.3}: admissible are up to 1"));
            findings.push(finding.help("lower other shares of the same whole with --set too"));
        }
    }
    if let Some(rule) = arguments.rationing {
        model.manifest.dynamics.rationing = rule.into();
    }
    let weights = arguments.weights.map_or(model.manifest.weights, Weights::from);
    Inputs { model, library: library.value, hashes, findings, misused: false, weights }
}

impl Inputs {
    /// Builds the network, unless something is wrong with the command line.
    pub fn build(self) -> Result<StudySource, Failure> {
        if self.findings.has_errors() {
            let fail = if self.misused { Failure::Usage } else { Failure::Input };
            return Err(fail(self.findings));
        }
        let study = Study::weighted(self.model, self.weights).map_err(|error| Failure::input(&error))?;
        Ok(StudySource { study, library: self.library, hashes: self.hashes })
    }

    /// The scenario called `wanted`, or in the file of that path; what is wrong with it goes to the findings.
    pub fn scenario(&mut self, wanted: &str) -> Option<Scenario> {
        match self.library.resolve(wanted) {
            Ok(loaded) => {
                self.findings.extend(loaded.findings);
                self.hashes.extend(loaded.hashes);
                Some(loaded.value)
            }
            Err(found) => {
                self.misused |= is_path(wanted) && !std::path::Path::new(wanted).is_file();
                self.findings.extend(found);
                None
            }
        }
    }
}

/// The figure that an assignment sets.
pub fn figure(assignment: &str) -> &str {
    assignment.split('=').next().unwrap_or_default().trim()
}

/// The finding for a figure that is set a second time: only one of the two could count.
fn set_twice(path: &str, before: &str, assignment: &str) -> Finding {
    let text = Arc::new(SourceText::new("--set", assignment.to_owned()));
    let finding = Finding::error(format!("`{path}` is set twice: first by `--set {before}`"));
    finding.at(Place::new(&text, 0..assignment.len())).help("set it once")
}

/// What decides flows where they are balanced from shares: exact flows are as they are.
const OF_FLOWS: [&str; 7] =
    [".supply", ".firms", ".demand", ".imports", ".import_dependence", ".recycling", ".other_use"];

/// The finding for an assignment that a model with exact flows has no use for.
fn without_effect(assignment: &str, model: &Model) -> Option<Finding> {
    let path = figure(assignment);
    let of_flows = OF_FLOWS.iter().any(|field| path.ends_with(field));
    if model.flows.is_none() || !of_flows {
        return None;
    }
    let text = Arc::new(SourceText::new("--set", assignment.to_owned()));
    let finding = Finding::error(format!("`{path}` changes nothing: flows of this model are those of the table"));
    let help = "stocks, overtime, switching and criticality can be set; for other flows import another table";
    Some(finding.at(Place::new(&text, 0..path.len().min(assignment.len()))).help(help))
}

fn cannot_set(assignment: &str, error: &SetError, model: &Model) -> Finding {
    let text = Arc::new(SourceText::new("--set", assignment.to_owned()));
    let (path_end, value) =
        assignment.split_once('=').map_or((assignment.len(), ""), |(path, value)| (path.len(), value));
    let value = assignment.len() - value.trim_start().len()..assignment.trim_end().len();
    let place = match error {
        SetError::NoValue(_) => 0..assignment.len(),
        SetError::NoFigure { .. } => 0..path_end,
        SetError::NoNumber(_) | SetError::NoChoice { .. } | SetError::Unit { .. } | SetError::Range(_) => {
            value.start.min(value.end)..value.end
        }
    };
    let finding = Finding::error(error.to_string()).at(Place::new(&text, place));
    if let SetError::NoNumber(_) = error {
        return finding.help("write a number, days also as `20d`, shares also as `30%`");
    }
    if let SetError::Unit { unit, .. } = error {
        return finding.help(match unit.suffix {
            Some('d') => "write days, as `20` or `20d`",
            Some(_) => "write a share, as `0.3` or `30%`",
            None => "write a number without a unit",
        });
    }
    let SetError::NoFigure { path, paths } = error else { return finding };
    if let Some(near) = nearest(path, paths.iter().map(String::as_str)) {
        return finding.help(format!("did you mean `{near}`?"));
    }
    let first = path.split('.').next().unwrap_or_default();
    if model.product(first).is_some() {
        return finding.help(format!("`linchpin show {first} --format csv` prints the paths of its figures"));
    }
    let rooms = paths.iter().filter_map(|path| path.split('.').next());
    match nearest(first, rooms) {
        Some(near) => finding.help(format!("did you mean `{near}` instead of `{first}`?")),
        None => {
            finding.help("a path begins with a product, a sector, `dynamics` or `baseline`: `linchpin list products`")
        }
    }
}

/// Reads the lines of `--shock`; every problem of every line goes to `findings`.
pub fn shocks(lines: &[String], model: &Model, findings: &mut Findings) -> Vec<Shock> {
    let names = ModelNames::of(model);
    let mut shocks = Vec::new();
    for line in lines {
        let text = Arc::new(SourceText::new("--shock", line.clone()));
        let parsed = adhoc::parse(line);
        let hits = parsed.as_ref().map_or_else(|_| adhoc::target_of(line), |shock| Some(shock.hits.clone()));
        for (kind, id) in hits.iter().flat_map(Target::ids) {
            let Some(unknown) = kind.unknown(id, &names) else { continue };
            let at = Place::new(&text, place_of(line, id));
            if matches!(kind, Kind::Economy) && names.firms.contains(id) {
                let finding = Finding::error(format!("`{id}` is a firm: a shock in one line names economies"));
                findings.push(finding.at(at).label("no economy").help(of_firm(id)));
            } else {
                findings.push(unknown.at(at));
            }
        }
        match parsed {
            Ok(shock) => {
                if shock.severity.get() == 0.0 || shock.is_over_at_once() {
                    let what = if shock.severity.get() == 0.0 { "severity" } else { "duration" };
                    let finding = Finding::warning(format!("a {what} of 0: this shock does nothing"));
                    findings.push(finding.at(Place::new(&text, 0..line.len())));
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
    shocks
}

/// How to hit the plants of a firm.
fn of_firm(id: &str) -> String {
    format!(
        "hit its plants with a scenario file, for example `hits = {{ kind = \"capacity\", firm = \"{id}\" }}` under \
         `[[shock]]`, or name the economy they stand in"
    )
}

/// A line of `--shock` with one space between its words.
#[must_use]
pub fn one_spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where `id` stands in the target of a shock, its second word.
fn place_of(line: &str, id: &str) -> Range<usize> {
    let place = line.split_whitespace().nth(1).unwrap_or(line);
    let found = place.split(adhoc::SEPARATORS).find(|part| *part == id).unwrap_or(place);
    let start = found.as_ptr() as usize - line.as_ptr() as usize;
    start..start + found.len()
}

/// Letters of a title made of shocks: longer ones leave no room for what came of it.
const LONGEST_TITLE: usize = 100;

/// A story made of `shocks` alone, called as their `lines` say, or the first of them if they are long.
#[must_use]
pub fn story(shocks: Vec<Shock>, lines: &[String]) -> Scenario {
    let all = lines.iter().map(|line| one_spaced(line)).collect::<Vec<_>>();
    let title = match all.join("; ") {
        whole if lines.len() == 1 || whole.chars().count() <= LONGEST_TITLE => whole,
        _ if lines.len() == 2 => format!("{} and another shock", all[0]),
        _ => format!("{} and {} more shocks", all[0], lines.len() - 1),
    };
    Scenario::of("ad-hoc", &title, shocks)
}
