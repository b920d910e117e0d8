//! `linchpin import mrio`: multi-regional input-output tables.

use super::{called, changes, homes, keep, readable, undated, wanted_folder};
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::flows::{About, of_table, sector_names};
use crate::report::{Column, Table};
use crate::table::{Imported, Notes, Unit, files, import};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Import a multi-regional input-output table
///
/// PATH is a pymrio folder (Z and Y, tab- or comma-separated, two header rows), a long table (a row for each flow: origin
/// region, origin sector, destination region, destination sector or final use, value) or a wide one (columns called
/// REGION|SECTOR, or `REGION_SECTOR` as the OECD has them); files may be gzipped. The folder of --out holds `table.toml`, the numbers
/// and a model: `linchpin io DIR` and every command with `--model DIR` take it.
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
    #[arg(long, value_name = "YEAR", value_parser = crate::cli::number::whole::<i32>(1950..=2060), allow_negative_numbers = true)]
    year: Option<i32>,
    /// Where the table comes from, to be kept with it
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Home economies of the model, by region [default: IND and JPN where there are any, else the first two regions]
    #[arg(long, value_name = "REGIONS", value_delimiter = ',')]
    home: Vec<String>,
    /// Names of the sectors, where the table has codes: a list with the columns code and name
    #[arg(long, value_name = "FILE")]
    sectors: Option<PathBuf>,
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
    if let Some(sectors) = &arguments.sectors {
        readable(sectors)?;
    }
    let mut imported = import(&arguments.path, &notes)?;
    let table = &imported.table;
    let (flows, changed) = of_table(table);
    let home = homes(&arguments.home, &flows)?;
    let mut names = BTreeMap::new();
    if let Some(path) = &arguments.sectors {
        let (found, findings) = sector_names(path, &table.labels().sectors, &mut imported.hashes)?;
        names = found;
        imported.findings.extend(findings);
    }
    imported.findings.extend(changes(changed, &arguments.path));
    if arguments.year.is_none() {
        imported.findings.push(undated(&arguments.path));
    }
    session.tell_all(&imported.findings);
    let title = called(&arguments.path);
    let source = arguments.source.clone().unwrap_or_else(|| format!("Imported table `{title}`"));
    let about = About { title, source, year: arguments.year, unit: table.unit.clone(), home, names };
    let own = files(table, imported.balanced.as_ref());
    keep(session, out, own, (&flows, &about), imported.hashes.clone())?;
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
