//! `linchpin report`: scores, all scenarios, a Monte Carlo batch and charts in one folder.

use super::changed;
use super::in_force;
use super::preset::{prepare, scenarios_alone, shown, unknown_to_preset, unread};
use super::study_source::{self, ModelArguments, StudySource};
use super::{Failure, Session, mc};
use crate::finding::{Finding, Findings, Kind};
use crate::model::Preset;
use crate::report::{
    Changes, OutputFolder, ReportData, RunManifest, batch_table, charts, scenario_table, score_table, summary,
    write_json,
};
use crate::scenario::{InForce, Scenario};
use crate::study::{RunOptions, ScenarioResult, ScoreOptions, Study};
use std::io;
use std::path::PathBuf;

/// Draws of the model's figures behind the ranges of scores and indicators.
const INDICATOR_DRAWS: u32 = 40;

/// Do the main job: scores, every scenario, a Monte Carlo batch, and charts, into `report/`
///
/// The folder is `report` unless `--out` says otherwise. It holds `summary.md`, `scores.csv` and `.json`,
/// `scenarios.csv` and `.json`, `year_loss.csv`, `manifest.json` and every chart under `charts/`, besides tables by product
/// and by partner. The scores are printed too, as `linchpin score` prints them.
#[derive(Debug, clap::Args)]
#[command(mut_arg("preset", shown))]
pub struct Arguments {
    #[command(flatten)]
    batch: mc::BatchArguments,
    /// Draw charts as SVG too
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let path = session.options.out.clone().unwrap_or_else(|| PathBuf::from("report"));
    let (mut folder, mut manifest) = session.results_in(&path)?;
    let inputs = study_source::read(&arguments.model, session)?;
    scenarios_alone(arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    manifest.inputs.extend(source.hashes.clone());
    mc::note(&mut manifest, arguments.batch.trials());
    manifest.done("build");
    let data = gather(arguments, &source, session, &mut manifest)?;
    let drawn = charts::of_report(&source.study, source.library.hazards(), &data);
    let progress = session.progress("charts", drawn.len() as u64);
    let written = write(&mut folder, &source, &data, arguments, (&drawn, &|| progress.advance(1)));
    drop(progress);
    written
        .and_then(|()| {
            manifest.done("charts");
            manifest.finish(folder)
        })
        .map_err(|error| Failure::io("write the results", &path, &error))?;
    let overview = score_table::overview(&data.scores.concentration, &data.scores.dependence);
    session.print_as(&data.scores, &overview)?;
    session.explain(&score_table::legend(INDICATOR_DRAWS))?;
    session.explain(&format!("{} holds the report: begin with summary.md", path.display()))
}

/// Runs everything the report is made of.
fn gather(
    arguments: &Arguments,
    source: &StudySource,
    session: &Session,
    manifest: &mut RunManifest,
) -> Result<ReportData, Failure> {
    let study = &source.study;
    // An imported table is too large to follow day by day for every economy; `score --days` does it for who wants it.
    let options =
        ScoreOptions { days: study.model().flows.is_none(), draws: INDICATOR_DRAWS, seed: session.options.seed };
    let progress = session.progress("scores", study.score_steps(&options));
    let scores = study.scores(source.library.hazards(), &options, &|| progress.advance(1));
    let mut scores = scores.map_err(|error| Failure::input(&error))?;
    drop(progress);
    scores.dependence_days.get_or_insert_default();
    manifest.done("scores");
    let scenarios = scenarios(arguments, source)?;
    session.tell(&unknown_to_preset(study, &scenarios));
    session.tell(&unread(&arguments.model, study, &scenarios));
    let in_force = in_force::of(&source.library, arguments.batch.in_force);
    session.tell(&in_force::repeated(study, &scenarios, &in_force));
    let mut results = run(source, &scenarios, &in_force, session)?;
    for (scenario, result) in scenarios.iter().zip(&mut results) {
        let of_model = changed::under(&arguments.model, result.preset);
        result.changed = of_model.into_iter().chain(changed::by_force(Some(scenario), &in_force)).collect();
    }
    let changed = changes(arguments, study, &in_force);
    manifest.done("scenarios");
    let batch = match mc::without_hazards(source, arguments.batch.in_force) {
        Some(finding) => {
            session.tell(&Finding { kind: Kind::Warning, ..finding }.into());
            None
        }
        None => Some(mc::run(source, arguments.batch, session)?),
    };
    manifest.done("batch");
    Ok(ReportData { scores, scenarios, results, batch, changed })
}

/// What the command line changes, by what it bears on.
fn changes(arguments: &Arguments, study: &Study, in_force: &[InForce]) -> Changes {
    let asked = arguments.model.preset();
    let preset = asked.unwrap_or(study.model().manifest.dynamics.preset);
    let asked = asked.filter(|asked| *asked != study.model().manifest.dynamics.preset);
    let words = asked.map(|asked| match asked {
        Preset::Linchpin => "preset linchpin".to_owned(),
        other => format!("preset {} (scenarios only; scores and batch: default kernel)", other.id()),
    });
    let of_model = changed::under(&arguments.model, preset).into_iter();
    Changes {
        scores: changed::in_model(&arguments.model),
        batch: changed::of_batch(&arguments.model, in_force),
        scenarios: of_model.chain(changed::by_force(None, in_force)).chain(words).collect(),
    }
}

/// All scenarios of the library, run by the preset that was asked for.
fn scenarios(arguments: &Arguments, source: &StudySource) -> Result<Vec<Scenario>, Failure> {
    let ids: Vec<String> = source.library.ids().map(str::to_owned).collect();
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut findings = Findings::new();
    for id in ids {
        let mut scenario = source.library.resolve(&id)?.value;
        prepare(&mut scenario, arguments.model.preset(), source.study.model(), &mut findings);
        scenarios.push(scenario);
    }
    if findings.has_errors() { Err(findings.into()) } else { Ok(scenarios) }
}

fn run(
    source: &StudySource,
    scenarios: &[Scenario],
    in_force: &[InForce],
    session: &Session,
) -> Result<Vec<ScenarioResult>, Failure> {
    let options = RunOptions {
        // Charts show sectors; the series of all products of all scenarios would take half of the memory.
        sector_series: true,
        in_force: in_force.to_vec(),
        ..RunOptions::default()
    };
    let progress = session.progress("scenarios", scenarios.len() as u64);
    let results = source.study.run_all(scenarios, &options, &|| progress.advance(1));
    results.map_err(|error| Failure::input(&error))
}

fn write(
    folder: &mut OutputFolder,
    source: &StudySource,
    data: &ReportData,
    arguments: &Arguments,
    (drawn, progress): (&[charts::NamedChart], &(dyn Fn() + Sync)),
) -> io::Result<()> {
    let results: Vec<ScenarioResult> = data.results.iter().map(ScenarioResult::without_series).collect();
    score_table::write(folder, &data.scores)?;
    folder.write("scenarios.csv", |out| scenario_table::sectors(&results).write_csv(out))?;
    folder.write("scenarios.json", |out| write_json(out, &results))?;
    folder.write("products.csv", |out| scenario_table::products(&results).write_csv(out))?;
    if let Some(batch) = &data.batch {
        batch_table::write(folder, batch)?;
    }
    folder.write("summary.md", |out| summary::write(out, &source.study, data))?;
    charts::write_with(folder, drawn, arguments.svg, progress)
}
