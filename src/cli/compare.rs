//! `linchpin compare`: does a change take a dependency away, or only move it?

use super::preset::load_default_kernel;
use super::study_source::{ModelArguments, StudySource};
use super::{Failure, Format, Session, mc};
use crate::finding::{Finding, Findings};
use crate::model::Model;
use crate::report::{exposure_table, write_json, year_change_table};
use crate::study::{Change, DayChange, Swap, YearChanges, changes, day_changes, swaps};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Compare the dependence matrix before and after a change: what fell, what rose, where it went
///
/// Before is the model (`--model`, or the one that comes with the program) as it stands; after is the same with what
/// `--set` says, or the model in the folder AFTER, or both. De-risking that only replaces one dependency with another shows
/// as `moved` near 1.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["after", "set"]).required(true).multiple(true))]
pub struct Arguments {
    /// Folder of the model after the change [default: the same model]
    #[arg(value_name = "AFTER")]
    after: Option<PathBuf>,
    /// Say what moved when every customer keeps its share, in place of rerouting
    #[arg(long)]
    no_rerouting: bool,
    /// Compare the matrices in days too: how long stocks hide that an economy's exports have stopped
    #[arg(long)]
    days: bool,
    /// Run so many years of hazards before and after too, the same ones, and say what the change does to their losses and
    /// how sure that is
    #[arg(long, value_name = "N", value_parser = crate::cli::number::whole::<u64>(2..=10_000_000), allow_negative_numbers = true)]
    years: Option<u64>,
    #[command(flatten)]
    model: ModelArguments,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    swaps: Vec<Swap>,
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Vec<DayChange>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    years: Option<YearChanges>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let before = load_default_kernel(
        "matrices are compared",
        &ModelArguments { set: Vec::new(), ..arguments.model.clone() },
        session,
    )?;
    let mut options = session.options.clone();
    if let Some(path) = &arguments.after {
        std::fs::read_dir(path).map_err(|error| Failure::io("read the model in this folder", path, &error))?;
        options.model = Some(path.clone());
    }
    let after = load_default_kernel("matrices are compared", &arguments.model, &Session::new(options))?;
    comparable([&before, &after].map(|source| source.study.model()))?;
    let results = session.results()?;
    let steps = before.study.partner_count() + after.study.partner_count();
    let passes = if arguments.days { 2 } else { 1 };
    let progress = session.progress("economies", passes * steps as u64);
    let matrices = [&before, &after].map(|source| source.study.dependence(&|| progress.advance(1)));
    let days = arguments.days.then(|| {
        let matrices = [&before, &after].map(|source| source.study.dependence_days(&|| progress.advance(1)));
        day_changes(&matrices[0], &matrices[1])
    });
    drop(progress);
    let years = arguments.years.map(|trials| changed_years([&before, &after], trials, session)).transpose()?;
    let changes = changes(&matrices[0], &matrices[1]);
    let answer = Answer { swaps: swaps(&changes, !arguments.no_rerouting), changes, days, years };
    let table = exposure_table::swaps(&answer.swaps);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(before.hashes);
        manifest.inputs.extend(after.hashes.into_iter().map(|(name, hash)| (format!("after/{name}"), hash)));
        if let Some(years) = &answer.years {
            mc::note(&mut manifest, years.trials);
        }
        manifest.done("compare");
        let written = folder
            .write("swaps.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("changes.csv", |out| exposure_table::changes(&answer.changes).write_csv(out)))
            .and_then(|()| match &answer.days {
                Some(days) => folder.write("days.csv", |out| exposure_table::day_changes(days).write_csv(out)),
                None => Ok(()),
            })
            .and_then(|()| match &answer.years {
                Some(years) => folder.write("years.csv", |out| year_change_table::table(years).write_csv(out)),
                None => Ok(()),
            })
            .and_then(|()| folder.write("compare.json", |out| write_json(out, &answer)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_as(&answer, &table)?;
    if let Some(days) = answer.days.as_ref().filter(|_| session.options.format == Format::Table) {
        let moved = days.iter().filter(|row| row.before_days != row.after_days);
        session.print(|out| writeln!(out))?;
        session.print_table(&exposure_table::day_changes(moved))?;
    }
    session.explain(exposure_table::SWAP_LEGEND)?;
    if answer.days.is_some() {
        session.explain(exposure_table::DAY_CHANGES_LEGEND)?;
    }
    let Some(years) = answer.years.as_ref().filter(|_| session.options.format == Format::Table) else { return Ok(()) };
    session.print(|out| writeln!(out))?;
    session.print_table(&year_change_table::table(years))?;
    session.explain(&year_change_table::legend(years))
}

/// Refuses models of other home economies or other sectors: what only one of them has would pass for gone.
fn comparable(models: [&Model; 2]) -> Result<(), Failure> {
    const HELP: &str = "before is the model of --model, or the one that comes with the program: compare a model with \
                        its own revision, for example --model BEFORE AFTER";
    let [before, after] = models;
    let mut findings = Findings::new();
    let homes = models.map(|model| &model.manifest.home);
    if homes[0] != homes[1] {
        let message = format!("home economies before are {}, after {}", homes[0].join(", "), homes[1].join(", "));
        findings.push(Finding::error(message).help(format!("compare models of the same home economies; {HELP}")));
    }
    let sectors = models.map(|model| model.products.iter().map(|(sector, _)| sector.id()).collect::<BTreeSet<_>>());
    let only = |which: usize| sectors[which].difference(&sectors[1 - which]).copied().collect::<Vec<_>>().join(", ");
    if sectors[0] != sectors[1] {
        let told = [("before", only(0)), ("after", only(1))].into_iter().filter(|(_, only)| !only.is_empty());
        let told: Vec<String> = told.map(|(when, only)| format!("only {when} has {only}")).collect();
        findings.push(Finding::error(format!("the sectors differ: {}", told.join("; "))).help(HELP));
    } else if !before.products.iter().any(|(_, product)| after.product(&product.id).is_some()) {
        findings.push(Finding::error("no product is in both models").help(HELP));
    }
    if findings.has_errors() { Err(Failure::Input(findings)) } else { Ok(()) }
}

/// The same years on both.
fn changed_years(sources: [&StudySource; 2], trials: u64, session: &Session) -> Result<YearChanges, Failure> {
    let run = |source: &StudySource| match mc::without_hazards(source, false) {
        Some(finding) => Err(Failure::Input(finding.into())),
        None => mc::years(source, trials, session),
    };
    let [before, after] = sources;
    Ok(YearChanges::of(&run(before)?, &run(after)?, session.options.seed))
}
