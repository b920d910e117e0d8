//! `linchpin cuts`: minimal cut sets and single points of failure.

use super::changed;
use super::preset::{load_default_kernel, without_rationing};
use super::study_source::{ModelArguments, StudySource};
use super::{Failure, Format, Session};
use crate::cutset::CutKind;
use crate::finding::Findings;
use crate::input::Names;
use crate::report::{charts, cut_table, write_json};
use crate::study::{CutOptions, CutRow, STOPPED};
use serde::Serialize;

/// Rows of a product, economy and kind that people are shown.
const SHOWN: usize = 10;

/// Find the smallest sets of economies, suppliers or straits whose loss stops a product
///
/// A product has stopped in a home economy when less than `--threshold` of its need is met for good: stocks spent, every
/// customer keeping its share, no rerouting, substitutes or overtime (`linchpin score` has them in). An economy is lost when
/// its exports stop, a supplier when its plants do, a strait when it closes; what can take a detour still arrives. The
/// unnamed rest of world supply is never lost. All minimal sets up to `--size` are found: single points of failure first,
/// then by how plausible they are.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["products", "all"]).required(true).multiple(true))]
pub struct Arguments {
    /// Ids of products (`linchpin list products`)
    #[arg(value_name = "PRODUCT")]
    products: Vec<String>,
    /// Every product of the model
    #[arg(long, conflicts_with = "products")]
    all: bool,
    /// A home economy [default: those of the model]; may be given again
    #[arg(long, value_name = "ECONOMY")]
    economy: Vec<String>,
    /// What the sets are made of; may be given again [default: economies, suppliers and chokepoints, each alone]
    #[arg(long, value_enum)]
    kind: Vec<Kind>,
    /// Members of a set at most
    #[arg(long, default_value_t = 3, value_parser = crate::cli::number::whole::<u8>(1..=4), allow_negative_numbers = true)]
    size: u8,
    /// Share of need below which a product has stopped
    #[arg(long, default_value_t = STOPPED, value_parser = share, allow_negative_numbers = true)]
    threshold: f64,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// What sets are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Foreign economies, their exports stopped
    Economies,
    /// Suppliers of any economy, their plants stopped
    Suppliers,
    /// Straits and canals, closed
    Chokepoints,
    /// All of them together
    Mixed,
}

impl From<Kind> for CutKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Economies => Self::Economies,
            Kind::Suppliers => Self::Suppliers,
            Kind::Chokepoints => Self::Chokepoints,
            Kind::Mixed => Self::Mixed,
        }
    }
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    threshold: f64,
    size: u8,
    cuts: Vec<CutRow>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let source = load_default_kernel("cut sets are found", &arguments.model, session)?;
    without_rationing("cut sets are found", &arguments.model, session);
    let options = options(arguments, &source)?;
    let results = session.results()?;
    let progress = session.progress("sizes of sets", options.steps() as u64);
    let cuts = source.study.cuts(&options, source.library.hazards(), &|| progress.advance(1));
    let cuts = cuts.map_err(|error| Failure::input(&error))?;
    drop(progress);
    let answer = Answer { threshold: arguments.threshold, size: arguments.size, cuts };
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("cuts");
        let written = folder
            .write("cuts.csv", |out| cut_table::cuts(&answer.cuts).write_csv(out))
            .and_then(|()| folder.write("cuts.json", |out| write_json(out, &answer)))
            .and_then(|()| {
                let drawn = charts::cuts(&source.study, &answer.cuts, &question(arguments));
                let drawn = charts::changed_by(&changed::in_model(&arguments.model), drawn);
                charts::write(&mut folder, &drawn, arguments.svg)
            })
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    if session.options.format != Format::Table {
        return session.print_as(&answer, &cut_table::cuts(&answer.cuts));
    }
    let shown: Vec<CutRow> = answer.cuts.iter().filter(|row| row.rank <= SHOWN).cloned().collect();
    if shown.is_empty() {
        let words = format!("Nothing of up to {} members stops what was asked for.", arguments.size);
        return session.print(|out| writeln!(out, "{words}"));
    }
    session.print_table(&cut_table::cuts(&shown))?;
    if shown.len() < answer.cuts.len() {
        session.explain(&format!(
            "Shown: the first {SHOWN} of each list, {} of {} sets.",
            shown.len(),
            answer.cuts.len()
        ))?;
    }
    session.explain(cut_table::LEGEND)
}

/// What the charts say was looked for.
fn question(arguments: &Arguments) -> charts::CutQuestion<'_> {
    let products = (!arguments.all).then_some(arguments.products.as_slice());
    charts::CutQuestion { products, threshold: arguments.threshold, size: usize::from(arguments.size) }
}

/// What to look for; all unknown names are told together.
fn options(arguments: &Arguments, source: &StudySource) -> Result<CutOptions, Failure> {
    let (model, network) = (source.study.model(), source.study.network());
    let mut findings = Findings::new();
    let mut pick = |wanted: &[String], of: &[String], names: Names| -> Vec<u32> {
        let place = |id: &String| {
            let place = of.iter().position(|other| other == id);
            if place.is_none() {
                findings.push(names.unknown(id));
            }
            place.map(|place| place as u32)
        };
        wanted.iter().filter_map(place).collect()
    };
    let wanted = if arguments.all { &network.products } else { &arguments.products };
    let known = Names::new("product", "`linchpin list products`", network.products.iter().cloned());
    let products = pick(wanted, &network.products, known);
    let homes = if arguments.economy.is_empty() { &model.manifest.home } else { &arguments.economy };
    let regions: Vec<String> = network.regions.iter().map(|&e| network.economies[e as usize].clone()).collect();
    let known = Names::new("demand region", "`linchpin list economies`", regions.iter().cloned());
    let chosen = pick(homes, &regions, known);
    let economies = chosen.into_iter().map(|place| network.regions[place as usize]).collect();
    if findings.has_errors() {
        return Err(findings.into());
    }
    let mut kinds: Vec<CutKind> = arguments.kind.iter().copied().map(CutKind::from).collect();
    if kinds.is_empty() {
        kinds = vec![CutKind::Economies, CutKind::Suppliers, CutKind::Chokepoints];
    }
    kinds.sort_unstable();
    kinds.dedup();
    let (size, threshold) = (usize::from(arguments.size), arguments.threshold);
    Ok(CutOptions { products, economies, kinds, counting: arguments.all, size, threshold })
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "write a share as `0.5`".to_owned())?;
    if number > 0.0 && number <= 1.0 {
        Ok(number)
    } else {
        Err(format!("{number} is no threshold: admissible are above 0 up to 1"))
    }
}
