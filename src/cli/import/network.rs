//! `linchpin import network`: networks of firms.

use super::{readable, wanted_folder};
use crate::cli::{Failure, Session};
use crate::firm::{files, read};
use crate::report::{Column, Table};
use std::path::PathBuf;

/// Import a network of firms from two lists
///
/// The folder of --out holds `network.toml`, `firms.csv` and `edges.csv`. Deliveries of a firm to itself are left out and
/// those that stand twice are added up, both with a warning.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// List of firms: firm, sector and, if known, market and revenue
    #[arg(long, value_name = "FILE")]
    firms: PathBuf,
    /// List of deliveries: supplier, buyer (or customer), weight
    #[arg(long, value_name = "FILE")]
    edges: PathBuf,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let out = wanted_folder(session)?;
    readable(&arguments.firms)?;
    readable(&arguments.edges)?;
    let (network, findings) = read(&arguments.firms, &arguments.edges)?;
    session.tell_all(&findings);
    let (mut folder, manifest) = session.results_in(out)?;
    let written = files(&network)
        .into_iter()
        .try_for_each(|(name, bytes)| folder.write(name, |file| file.write_all(&bytes)))
        .and_then(|()| manifest.finish(folder));
    written.map_err(|error| session.cannot_write(&error))?;
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
