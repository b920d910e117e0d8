//! `linchpin import`: other people's tables and networks, checked and kept in a folder.

mod mrio;
mod network;

use super::{Failure, Session};
use crate::finding::Finding;
use std::path::Path;

/// Import a table or a network: check it and keep it in a folder (--out DIR) that other commands take
///
/// Everything that is wrong is listed with file, line and column, and nothing is written. What is only doubtful (an
/// unbalanced table) is told and kept as it is.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Mrio(mrio::Arguments),
    Network(network::Arguments),
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    match &arguments.what {
        What::Mrio(arguments) => mrio::answer(arguments, session),
        What::Network(arguments) => network::answer(arguments, session),
    }
}

/// The folder to import into.
fn wanted_folder(session: &Session) -> Result<&Path, Failure> {
    session.options.out.as_deref().ok_or_else(|| {
        let finding = Finding::error("nowhere to put what is imported");
        Failure::Usage(finding.help("name a folder with --out DIR").into())
    })
}

/// What cannot be read is no fault of the input.
fn readable(path: &Path) -> Result<(), Failure> {
    std::fs::metadata(path).map(|_| ()).map_err(|_| Failure::Usage(crate::input::missing(path).into()))
}
