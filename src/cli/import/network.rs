//! `linchpin import network`: networks of firms.

use super::{called, changes, homes, keep, undated, wanted_folder};
use crate::cli::firm_source::all_present;
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::firm::{files, read};
use crate::flows::{About, of_firms};
use crate::model::Loaded;
use crate::report::{Column, Table};
use crate::table::Unit;
use std::path::PathBuf;

/// Import a network of firms from two lists
///
/// The folder of --out holds `network.toml`, `firms.csv`, `edges.csv` and a model: every command with `--model DIR` takes it.
/// Revenue is in the unit of the weights: what a firm does not sell to firms, final users of its market buy. Deliveries of a firm to itself are left out and
/// those that stand twice are added up, both with a warning.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// List of firms: firm, sector and, if known, market and revenue
    #[arg(long, value_name = "FILE")]
    firms: PathBuf,
    /// List of deliveries: supplier, buyer (or customer), weight
    #[arg(long, value_name = "FILE")]
    edges: PathBuf,
    /// Home economies of the model, by market [default: IND and JPN where there are any, else the first two markets]
    #[arg(long, value_name = "MARKETS", value_delimiter = ',')]
    home: Vec<String>,
    /// Where the network comes from, to be kept with it
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Year that the network describes
    #[arg(long, value_name = "YEAR", value_parser = crate::cli::number::whole::<i32>(1950..=2060), allow_negative_numbers = true)]
    year: Option<i32>,
}

/// What amounts of a model of firms are in.
const WEIGHTS: &str = "unit of the weights";

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let out = wanted_folder(session)?;
    all_present(&[&arguments.firms, &arguments.edges])?;
    let Loaded { value: network, mut findings, hashes } = read(&arguments.firms, &arguments.edges)?;
    let sums = [network.weights.iter().sum::<f64>(), network.revenue.iter().flatten().sum()];
    if sums.iter().any(|sum| !sum.is_finite()) {
        let finding = Finding::error("weights or revenues are too large: their sum is no finite number");
        let finding = finding.in_file(&arguments.edges.display().to_string());
        return Err(Failure::Input(finding.help("give them in a larger unit, for example in millions").into()));
    }
    let (flows, changed) = of_firms(&network);
    if flows.makers.is_empty() {
        let finding = Finding::error("nothing flows in this network: no delivery has a weight, no firm a revenue");
        return Err(Failure::Input(finding.in_file(&arguments.edges.display().to_string()).into()));
    }
    let home = homes(&arguments.home, &flows)?;
    findings.extend(changes(changed, &arguments.firms));
    if arguments.year.is_none() {
        findings.push(undated(&arguments.firms));
    }
    session.tell_all(&findings);
    let title = called(&arguments.firms);
    let source = arguments.source.clone().unwrap_or_else(|| format!("Imported network `{title}`"));
    // All weights are in one unit, whichever it is: sums over sectors mean something.
    let unit = Some(Unit { exponent: 0, currency: WEIGHTS.to_owned() });
    let about = About { title, source, year: arguments.year, unit, home, ..About::default() };
    keep(session, out, files(&network), (&flows, &about), hashes)?;
    let mut table = Table::new(["firms", "sectors", "markets", "deliveries", "weight"].map(Column::new));
    table.push([
        network.firms.len().into(),
        network.sectors.len().into(),
        network.markets.len().into(),
        network.buyers.len().into(),
        network.weights.iter().sum::<f64>().into(),
    ]);
    session.print_table(&table)
}
