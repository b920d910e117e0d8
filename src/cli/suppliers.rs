//! `linchpin suppliers`: what a home economy loses without each supplier.

use super::changed;
use super::preset::{load_default_kernel, without_rationing};
use super::study_source::{ModelArguments, StudySource};
use super::{Failure, Format, Session};
use crate::cli::number;
use crate::finding::Findings;
use crate::input::Names;
use crate::model::Sector;
use crate::report::{charts, supplier_table, write_json};
use crate::study::{SupplierLoss, SupplierOptions};
use serde::Serialize;

/// Rows of a home economy that people are shown.
const SHOWN: usize = 20;
/// Draws unless others are asked for.
const DRAWS: u32 = 40;

/// Rank the suppliers a country cannot do without: what it loses when one of them stops
///
/// A supplier is a maker of one product in one country, or one named firm there. It is lost when its plants stop for good:
/// stocks spent, every customer keeping its share, no rerouting, substitutes or overtime, through all tiers. So this is
/// what hangs on it, an upper bound of what its loss would cost: `linchpin run --shock` says what others could do, and when.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A home economy [default: those of the model]; may be given again
    #[arg(long, value_name = "ECONOMY")]
    economy: Vec<String>,
    /// A sector [default: the mean of all]; may be given again
    #[arg(long, value_name = "SECTOR")]
    sector: Vec<String>,
    /// Leave out suppliers whose plants stand in the home economy
    #[arg(long)]
    foreign: bool,
    /// Only the first N of each home economy [default: 20 in the table, all in JSON and CSV]
    #[arg(long, value_name = "N", value_parser = number::whole::<usize>(1..=1_000_000), allow_negative_numbers = true)]
    top: Option<usize>,
    /// Draws of every figure from its range, for the ranges; 0 for none
    #[arg(long, value_name = "DRAWS", default_value_t = DRAWS, value_parser = number::draws(true), allow_negative_numbers = true)]
    draws: u32,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    threshold: f64,
    draws: u32,
    suppliers: Vec<SupplierLoss>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let source = load_default_kernel("suppliers are ranked", &arguments.model, session)?;
    without_rationing("suppliers are ranked", &arguments.model, session);
    let options = options(arguments, &source, session)?;
    let results = session.results()?;
    let progress = session.progress("draws", u64::from(options.draws));
    let suppliers = source.study.suppliers(source.library.hazards(), &options, &|| progress.advance(1));
    let mut suppliers = suppliers.map_err(|error| Failure::input(&error))?;
    drop(progress);
    let all = suppliers.len();
    suppliers.retain(|row| arguments.top.is_none_or(|top| row.rank <= top));
    let answer = Answer { threshold: options.threshold, draws: options.draws, suppliers };
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("suppliers");
        let drawn = charts::named("suppliers", &charts::suppliers(&source.study, &answer.suppliers, &options));
        let drawn = charts::changed_by(&changed::in_model(&arguments.model), vec![drawn]);
        let written = folder
            .write("suppliers.csv", |out| supplier_table::suppliers(&answer.suppliers).write_csv(out))
            .and_then(|()| folder.write("suppliers.json", |out| write_json(out, &answer)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    if session.options.format != Format::Table {
        return session.print_as(&answer, &supplier_table::suppliers(&answer.suppliers));
    }
    let most = arguments.top.unwrap_or(SHOWN);
    let shown: Vec<&SupplierLoss> = answer.suppliers.iter().filter(|row| row.rank <= most).collect();
    if shown.is_empty() {
        return session.print(|out| writeln!(out, "Nothing is lost without any one of these suppliers."));
    }
    session.print_table(&supplier_table::suppliers(shown.iter().copied()))?;
    if shown.len() < all {
        let words = format!("Shown: the first {most} of each home economy, {} of {all} rows.", shown.len());
        session.explain(&words)?;
    }
    session.explain(&supplier_table::legend(options.draws, options.threshold))
}

/// What to look for; all unknown names are told together.
fn options(arguments: &Arguments, source: &StudySource, session: &Session) -> Result<SupplierOptions, Failure> {
    let homes = &source.study.model().manifest.home;
    let mut findings = Findings::new();
    let known = Names::new("home economy", "`home` in model.toml", homes.iter().cloned());
    for id in arguments.economy.iter().filter(|id| !homes.contains(id)) {
        findings.push(known.unknown(id));
    }
    let mut used: Vec<Sector> = source.study.portfolios().iter().map(|portfolio| portfolio.sector).collect();
    used.sort_unstable();
    used.dedup();
    let known = Names::new("sector", "`linchpin list sectors`", used.iter().map(|sector| sector.id().to_owned()));
    let mut sectors = Vec::new();
    for id in &arguments.sector {
        match used.iter().find(|sector| sector.id() == id) {
            Some(&sector) => sectors.push(sector),
            None => findings.push(known.unknown(id)),
        }
    }
    if findings.has_errors() {
        return Err(findings.into());
    }
    Ok(SupplierOptions {
        economies: arguments.economy.clone(),
        sectors,
        foreign: arguments.foreign,
        draws: arguments.draws,
        seed: session.options.seed,
        ..SupplierOptions::default()
    })
}
