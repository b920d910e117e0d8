//! `linchpin io`: multipliers, hypothetical extraction and look-through exposure of an input-output table.

use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::input::Names;
use crate::report::io_table::{Analysis, Overview};
use crate::report::{Table, write_json};
use crate::table::{Imported, Inverse, Labels, open};
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Show multipliers, extraction losses and look-through exposure of an input-output table
///
/// TABLE is a folder that `linchpin import mrio` wrote, or anything that it reads.
///
/// Industries: column and row sums of the Leontief inverse (output multiplier; row) and of the Ghosh inverse, and the output
/// that all industries lose if this one sells to no industry (row), buys from none (column), or does neither and loses
/// its final demand (both). Losses: the same by region for the industries of --sector and --region, extracted together.
/// Exposure: shares of gross output behind a product by region of origin, all tiers counted (look-through), against the
/// first tier (face value); hidden is the difference; in value added nothing is counted twice. Without --sector or
/// --region it is of each region's final products together.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The table [default: that of --model DIR]
    #[arg(value_name = "TABLE")]
    path: Option<PathBuf>,
    /// Only this sector
    #[arg(long, value_name = "NAME")]
    sector: Option<String>,
    /// Only this region
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Show only the N largest rows, or sources of each user [default: 20, and 3 sources; all in JSON and CSV]
    #[arg(long, value_name = "N", value_parser = crate::cli::number::whole::<usize>(1..=1_000_000), allow_negative_numbers = true)]
    top: Option<usize>,
    /// Show only this; with --format csv industries unless said otherwise
    #[arg(long, value_enum)]
    show: Option<Section>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Multipliers and losses by industry
    Industries,
    /// Losses by region if the chosen industries are extracted together
    Losses,
    /// Look-through exposure
    Exposure,
}

#[derive(Serialize)]
struct Shown<'a> {
    table: &'a Overview,
    industries: &'a Table,
    losses: Option<&'a Table>,
    exposure: &'a Table,
}

/// Output multipliers above this are no property of an economy: those of national tables lie between 1 and 4.
const ABSURD: f64 = 1e6;
const MEND: &str = "add what is missing of their final use or value added, take out what is counted twice, or make one industry of \
                    these: --balance does not help here";

/// The warning that an inverse is made of rounding.
fn absurd(table: &crate::table::Table, inverse: &Inverse, file: &str) -> Findings {
    let multipliers = inverse.l().columns().into_iter().map(|column| column.sum());
    let largest = multipliers.enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    let mut findings = Findings::new();
    if let Some((industry, multiplier)) = largest.filter(|(_, multiplier)| multiplier.abs() > ABSURD) {
        let (region, sector) = table.labels().industry(industry);
        let message = format!(
            "the output multiplier of `{sector}` in `{region}` is {multiplier:.1e}: it and its suppliers buy nearly all that they sell \
             from each other, and figures of this table say nothing of them"
        );
        findings.push(Finding::warning(message).in_file(file).help(MEND));
    }
    findings
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let Some(path) = arguments.path.as_ref().or(session.options.model.as_ref()) else {
        let finding =
            Finding::error("no table is named").help("give its path, or the folder that holds it as --model DIR");
        return Err(Failure::Usage(finding.into()));
    };
    if let Err(error) = std::fs::metadata(path) {
        return Err(Failure::io("read this table", path, &error));
    }
    let Imported { table, findings, hashes, .. } = open(path)?;
    let chosen = choose(arguments, table.labels())?;
    let results = session.results()?;
    session.tell(&findings);
    let file = path.display().to_string();
    let singular = |industry: usize| {
        let (region, sector) = table.labels().industry(industry);
        let message = format!(
            "this table has no Leontief inverse: `{sector}` in `{region}` and its suppliers buy all that they sell from each other"
        );
        Failure::Input(Finding::error(message).in_file(&file).help(MEND).into())
    };
    let inverse = Inverse::of(&table).map_err(|error| singular(error.column))?;
    session.tell(&absurd(&table, &inverse, &file));
    let analysis = Analysis::of(&table, &inverse);
    let for_people = session.options.format == Format::Table;
    let top = |default: usize| arguments.top.unwrap_or(if for_people { default } else { usize::MAX });
    let all: Vec<usize> = (0..table.x().len()).collect();
    let overview = analysis.overview();
    let industries = analysis.industries(chosen.as_deref().unwrap_or(&all), top(20));
    let losses = chosen.as_deref().map(|chosen| {
        analysis
            .losses(chosen, top(20))
            .map_err(|error| singular(chosen.get(error.column).copied().unwrap_or_default()))
    });
    let losses = losses.transpose()?;
    let exposure = analysis.exposure(chosen.as_deref(), top(3));
    let shown = Shown { table: &overview, industries: &industries, losses: losses.as_ref(), exposure: &exposure };
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(hashes);
        let tables =
            [("industries.csv", Some(&industries)), ("losses.csv", losses.as_ref()), ("exposure.csv", Some(&exposure))];
        let written = tables
            .into_iter()
            .filter_map(|(name, table)| Some((name, table?)))
            .try_for_each(|(name, table)| folder.write(name, |out| table.write_csv(out)))
            .and_then(|()| folder.write("io.json", |out| write_json(out, &shown)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    print(arguments, session, &shown)
}

fn print(arguments: &Arguments, session: &Session, shown: &Shown<'_>) -> Result<(), Failure> {
    let section = match (arguments.show, session.options.format) {
        (None, Format::Json) => return session.print(|out| write_json(out, shown)),
        (None, Format::Table) => return session.print(|out| write_all(out, shown)),
        (None, Format::Csv) => Section::Industries,
        (Some(section), _) => section,
    };
    match section {
        Section::Industries => session.print_table(shown.industries),
        Section::Exposure => session.print_table(shown.exposure),
        Section::Losses => match shown.losses {
            Some(losses) => session.print_table(losses),
            None => Err(Failure::Usage(
                Finding::error("losses are of chosen industries")
                    .help("choose them with --sector, --region or both")
                    .into(),
            )),
        },
    }
}

fn write_all(out: &mut dyn Write, shown: &Shown<'_>) -> std::io::Result<()> {
    let Overview { regions, sectors, industries, output, leontief_sum, ghosh_sum, .. } = shown.table;
    let unit = shown.table.unit.as_deref().unwrap_or("unknown unit");
    writeln!(out, "{regions} regions, {sectors} sectors, {industries} industries; output {output:.0} ({unit})")?;
    writeln!(out, "sum of the Leontief inverse {leontief_sum:.4}, of the Ghosh inverse {ghosh_sum:.4}\n")?;
    shown.industries.write_text(out)?;
    if let Some(losses) = shown.losses {
        writeln!(out, "\nOutput lost if these industries are extracted together\n")?;
        losses.write_text(out)?;
    }
    writeln!(out, "\nLook-through exposure\n")?;
    shown.exposure.write_text(out)
}

/// The industries of --sector and --region; none if neither is given.
fn choose(arguments: &Arguments, labels: &Labels) -> Result<Option<Vec<usize>>, Failure> {
    let mut findings = Findings::new();
    let mut index = |what: &'static str, wanted: Option<&String>, all: &[String]| {
        let wanted = wanted?;
        let found = all.iter().position(|name| name == wanted);
        if found.is_none() {
            findings.push(Names::new(what, "the table", all.iter().cloned()).unknown(wanted));
        }
        found
    };
    let sector = index("sector", arguments.sector.as_ref(), &labels.sectors);
    let region = index("region", arguments.region.as_ref(), &labels.regions);
    if findings.has_errors() {
        return Err(Failure::Input(findings));
    }
    if sector.is_none() && region.is_none() {
        return Ok(None);
    }
    let fits = |wanted: Option<usize>, own: u32| wanted.is_none_or(|wanted| wanted == own as usize);
    let chosen: Vec<usize> = (0..labels.industries.len())
        .filter(|&at| fits(sector, labels.industries[at].sector) && fits(region, labels.industries[at].region))
        .collect();
    if chosen.is_empty() {
        return Err(Failure::Input(Finding::error("this sector has no industry in this region").into()));
    }
    Ok(Some(chosen))
}
