//! `linchpin run`: scenarios by name or path, or a question without a file.

use super::study_source::{self, ModelArguments, StudySource};
use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::report::{Table, charts, scenario_table, write_json};
use crate::scenario::{Scenario, Shock};
use crate::study::{Band, RunOptions, ScenarioResult};
use crate::units::{Change, Days};
use rayon::prelude::*;

/// Run disruption scenarios: what stops, when, for how long
///
/// Scenarios are named by id (`linchpin list scenarios`) or given as the path of a file. Days count from the first
/// onset. `--shock` asks a question without a file: `--shock 'export CHN>ree_heavy_separated>JPN 90% 180d'`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenarios, by id or path
    #[arg(required_unless_present = "shock", value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// A shock in one line, added to the scenarios or run on its own; may be given again
    #[arg(long, value_name = "SHOCK", long_help = shock_help())]
    shock: Vec<String>,
    /// Days at its worst of every shock of the scenarios, for example `180d`
    #[arg(long, value_name = "DAYS", value_parser = days)]
    duration: Option<Days>,
    /// Severity of every shock of the scenarios, for example `0.5` or `50%`
    #[arg(long, value_name = "SHARE", value_parser = severity)]
    severity: Option<f64>,
    /// Days over which losses count [default: the scenario's own]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    horizon: Option<Days>,
    /// Begin with the shocks that are in force in mid-2026
    #[arg(long)]
    in_force: bool,
    /// Add the course of availability, a value per step
    #[arg(long)]
    series: bool,
    /// Show what the ranges of the figures leave open, from this many draws
    #[arg(long, value_name = "DRAWS", num_args = 0..=1, default_missing_value = "40")]
    band: Option<usize>,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    /// List the hardest-hit products too
    #[arg(long)]
    products: bool,
    #[command(flatten)]
    model: ModelArguments,
}

fn shock_help() -> String {
    format!(
        "A shock in one line, added to the scenarios or run on its own; may be given again:\n\n{}",
        crate::scenario::adhoc::FORMS
    )
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let source = study_source::load(&arguments.model, session)?;
    let scenarios = scenarios(arguments, &source)?;
    let results_folder = session.results()?;
    let options = RunOptions {
        horizon_days: arguments.horizon.map(Days::get),
        series: arguments.series,
        in_force: if arguments.in_force { study_source::in_force(&source.library) } else { Vec::new() },
    };
    let results = run(&source, &scenarios, &options, session);
    session.tell(&untargeted(&scenarios, &results));
    let bands = bands(arguments, &source, &scenarios, &options, session)?;
    if let Some((mut folder, mut manifest)) = results_folder {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("run");
        let written = folder
            .write("scenarios.csv", |out| scenario_table::sectors(&results).write_csv(out))
            .and_then(|()| folder.write("products.csv", |out| scenario_table::products(&results, None).write_csv(out)))
            .and_then(|()| folder.write("scenarios.json", |out| write_json(out, &results)))
            .and_then(|()| {
                if bands.is_empty() { Ok(()) } else { folder.write("bands.json", |out| write_json(out, &bands)) }
            });
        written.map_err(|error| session.cannot_write(&error))?;
        let charts = scenarios
            .iter()
            .flat_map(|scenario| charts::of_scenario(&source.study, scenario, &options, &bands))
            .collect::<Vec<_>>();
        charts::write(&mut folder, &charts, arguments.svg).map_err(|error| session.cannot_write(&error))?;
        manifest.done("charts");
        manifest.finish(folder).map_err(|error| session.cannot_write(&error))?;
    }
    print(arguments, session, &results, &bands)
}

/// The scenarios as asked for: resolved, with duration and severity changed, the shocks of the command line added.
fn scenarios(arguments: &Arguments, source: &StudySource) -> Result<Vec<Scenario>, Failure> {
    let shocks = study_source::shocks(&arguments.shock, source.study.model())?;
    let mut findings = Findings::new();
    let mut scenarios = Vec::new();
    for wanted in &arguments.scenarios {
        match source.library.resolve(wanted) {
            Ok(loaded) => scenarios.push(loaded.value),
            Err(found) => findings.extend(found),
        }
    }
    if findings.has_errors() {
        return Err(Failure::Input(findings));
    }
    for scenario in &mut scenarios {
        scenario.shock.iter_mut().for_each(|shock| change(arguments, shock));
        scenario.shock.extend(shocks.iter().cloned());
    }
    if scenarios.is_empty() {
        scenarios.push(study_source::story(shocks));
    }
    Ok(scenarios)
}

fn change(arguments: &Arguments, shock: &mut Shock) {
    if let Some(duration) = arguments.duration {
        shock.duration_days = Some(duration);
    }
    if let Some(severity) = arguments.severity.and_then(|severity| Change::new(severity).ok()) {
        shock.severity = severity;
    }
}

fn run(source: &StudySource, scenarios: &[Scenario], options: &RunOptions, session: &Session) -> Vec<ScenarioResult> {
    let progress = session.progress("scenarios", scenarios.len() as u64);
    scenarios
        .par_iter()
        .map_init(
            || source.study.engine().state(),
            |state, scenario| {
                let result = source.study.run_with(state, scenario, options);
                progress.advance(1);
                result
            },
        )
        .collect()
}

fn bands(
    arguments: &Arguments,
    source: &StudySource,
    scenarios: &[Scenario],
    options: &RunOptions,
    session: &Session,
) -> Result<Vec<Band>, Failure> {
    let Some(draws) = arguments.band else { return Ok(Vec::new()) };
    let progress = session.progress("draws", (draws * scenarios.len()) as u64);
    scenarios
        .iter()
        .map(|scenario| {
            let band = source.study.band(scenario, options, draws, session.options.seed, &|| progress.advance(1));
            band.map_err(|error| Failure::Input(Finding::error(error.to_string()).into()))
        })
        .collect()
}

/// Warnings of shocks that hit nothing in the model.
fn untargeted(scenarios: &[Scenario], results: &[ScenarioResult]) -> Findings {
    let mut findings = Findings::new();
    for (scenario, result) in scenarios.iter().zip(results) {
        for place in &result.without_target {
            let message = format!("shock {} of `{}` hits nothing in this model", place + 1, scenario.id);
            findings.push(
                Finding::warning(message)
                    .help("nothing flows where it strikes: check economies, products and importers"),
            );
        }
    }
    findings
}

fn print(arguments: &Arguments, session: &Session, results: &[ScenarioResult], bands: &[Band]) -> Result<(), Failure> {
    let sectors = scenario_table::sectors(results);
    if session.options.format == Format::Json && bands.is_empty() {
        return match results {
            [one] => session.print_as(one, &sectors),
            all => session.print_as(&all, &sectors),
        };
    }
    if !bands.is_empty() {
        let table = scenario_table::bands(bands);
        return match bands {
            [one] => session.print_as(&WithBand { result: &results[0], band: one }, &table),
            all => {
                let pairs: Vec<WithBand> =
                    results.iter().zip(all).map(|(result, band)| WithBand { result, band }).collect();
                session.print_as(&pairs, &table)
            }
        };
    }
    session.print_table(&sectors)?;
    if arguments.products && session.options.format == Format::Table {
        let products: Table = scenario_table::products(results, Some(30));
        session.print(|out| writeln!(out))?;
        session.print_table(&products)?;
    }
    Ok(())
}

/// A result with its band under a key of its own.
#[derive(serde::Serialize)]
struct WithBand<'a> {
    #[serde(flatten)]
    result: &'a ScenarioResult,
    band: &'a Band,
}

fn days(text: &str) -> Result<Days, String> {
    let number: f64 = text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| "write days as `180d`".to_owned())?;
    Days::new(number).map_err(|error| error.to_string())
}

fn severity(text: &str) -> Result<f64, String> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse(),
    };
    let number = number.map_err(|_| "write a share as `0.5` or `50%`".to_owned())?;
    if (0.0..=1.0).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{number} is not a share: admissible are 0 to 1"))
    }
}
