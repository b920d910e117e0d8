//! `linchpin import mrio`: multi-regional input-output tables.

use super::{readable, wanted_folder};
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::report::{Column, Table};
use crate::table::{Imported, Notes, Unit, files, import};
use std::path::PathBuf;

/// Import a multi-regional input-output table
///
/// PATH is a pymrio folder (Z and Y, tab- or comma-separated, two header rows), a long table (a row for each flow: origin
/// region, origin sector, destination region, destination sector or final use, value) or a wide one (columns called
/// REGION|SECTOR); files may be gzipped. The folder of --out holds `table.toml` and the numbers; `linchpin io` takes it.
///
/// Unbalanced tables are imported as they are, with a warning that says by how much and where, unless --balance is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder or file of the table
    path: PathBuf,
    /// Scale rows and columns until both sides of every industry agree (RAS; GRAS where stocks are drawn down)
    #[arg(long)]
    balance: bool,
    /// Unit of the cells, where the table says none: "million USD", "crore INR"
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Year that the table describes
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// Where the table comes from, to be kept with it
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let out = wanted_folder(session)?;
    readable(&arguments.path)?;
    let notes = Notes {
        unit: arguments.unit.as_deref().map(unit).transpose()?,
        source: arguments.source.clone(),
        year: arguments.year,
        balance: arguments.balance,
    };
    let imported = import(&arguments.path, &notes)?;
    session.tell_all(&imported.findings);
    let (mut folder, manifest) = session.results_in(out)?;
    let written = files(&imported.table, imported.balanced.as_ref())
        .into_iter()
        .try_for_each(|(name, bytes)| folder.write(name, |file| file.write_all(&bytes)))
        .and_then(|()| manifest.finish(folder));
    written.map_err(|error| session.cannot_write(&error))?;
    session.print_table(&summary(&imported))
}

fn unit(text: &str) -> Result<Unit, Failure> {
    Unit::parse(text).ok_or_else(|| {
        let finding = Finding::error(format!("unknown unit `{text}`"));
        let help = "write a currency and a magnitude, for example \"million USD\", \"M.EUR\", \"crore INR\"";
        Failure::Usage(finding.help(help).into())
    })
}

fn summary(imported: &Imported) -> Table {
    let table = &imported.table;
    let labels = table.labels();
    let mut summary = Table::new([
        Column::new("regions"),
        Column::new("sectors"),
        Column::new("industries"),
        Column::new("final_uses").titled("final uses"),
        Column::new("unit"),
        Column::new("output").decimals(0),
        Column::new("final_demand").titled("final demand").decimals(0),
        Column::new("value_added").titled("value added").decimals(0),
        Column::new("balancing_rounds").titled("RAS rounds"),
        Column::new("balancing_change").titled("cells changed by"),
    ]);
    summary.push([
        labels.regions.len().into(),
        labels.sectors.len().into(),
        labels.industries.len().into(),
        labels.final_uses.len().into(),
        table.unit.as_ref().map(ToString::to_string).into(),
        table.x().sum().into(),
        table.y().sum().into(),
        table.value_added().sum().into(),
        imported.balanced.map(|done| done.rounds).into(),
        imported.balanced.map(|done| done.change).into(),
    ]);
    summary
}
