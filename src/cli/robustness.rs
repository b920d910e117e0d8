//! `linchpin robustness`: how a network falls apart as firms go.

use super::firm_source::{FirmSource, Members};
use super::{Failure, Session};
use crate::input::Hashes;
use crate::report::{charts, structure_table, write_json};
use crate::study::removals;

/// Show how a network of firms falls apart as firms are removed (percolation; Schneider's R)
///
/// Without a network of firms it is that of the model's named suppliers.
///
/// Removes firms by the number of their partners left (counted anew after every removal), by their number at first, and at
/// random, and follows the largest connected part, directions aside. R is the mean of that part over all removals, 0 to
/// 0.5 (Schneider et al. 2011): the higher, the longer the network hangs together. It sees who is linked, not who needs
/// whom: for what a failure takes along, see `linchpin systemic`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    source: FirmSource,
    /// Number of random orders, whose mean is shown
    #[arg(long, default_value_t = 20, value_parser = crate::cli::number::whole::<u64>(1..=10_000), allow_negative_numbers = true)]
    orders: u64,
    /// Draw the chart as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut hashes = Hashes::new();
    let Members { graph, noun, source } = arguments.source.members(session, &mut hashes)?;
    let results = session.results()?;
    let curves = removals(&graph, arguments.orders, session.options.seed);
    let summary = structure_table::robustness(&curves);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(hashes);
        let drawn = [charts::named("robustness", &charts::robustness(&graph, &curves, noun, &source))];
        let written = folder
            .write("robustness.csv", |out| summary.write_csv(out))
            .and_then(|()| folder.write("robustness.json", |out| write_json(out, &summary)))
            .and_then(|()| folder.write("removals.csv", |out| structure_table::removals(&curves).write_csv(out)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_table(&summary)?;
    session.explain(&format!(
        "R: mean share of {noun} in the largest connected part after 1 to N removals, at most 0.5. Below half after: share of \
         {noun} removed. Links count, not who needs whom."
    ))
}
