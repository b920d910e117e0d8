//! `linchpin run`: scenarios by name or path, or a question without a file.

mod industries;
mod print;
mod values;

use super::changed;
use super::in_force;
use super::preset::{prepare, shown, unknown_to_preset, unread};
use super::study_source::{self, Inputs, ModelArguments, StudySource};
use super::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::model::Preset;
use crate::report::industry_table::{self, ScenarioLosses};
use crate::report::{OutputFolder, RunManifest, band_table, charts, scenario_table, write_json};
use crate::scenario::{InForce, Scenario, Shock};
use crate::study::{Band, RunOptions, ScenarioResult};
use crate::units::{Change, Days};
use std::io;

/// Run disruption scenarios: what stops, when, for how long
///
/// Scenarios are named by id (`linchpin list scenarios`) or given as the path of a file, which ends in `.toml`. Days count
/// from the first onset; losses count over the scenario's horizon, recovery is sought for five years (`--follow`). With `--out
/// DIR` every table, the results as JSON and a chart of each scenario are written too.
///
/// A question without a file is a shock in one line: `linchpin run --shock 'export CHN>ree_heavy_separated>JPN 90% 180d'`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("preset", shown))]
#[command(group = clap::ArgGroup::new("what").args(["scenarios", "all", "shock"]).required(true).multiple(true))]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Arguments {
    /// Scenarios, by id or path
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// Run every scenario of the library
    #[arg(long, conflicts_with = "scenarios")]
    all: bool,
    /// A shock in one line, added to each scenario or run on its own; may be given again
    #[arg(long, value_name = "SHOCK", long_help = shock_help())]
    shock: Vec<String>,
    /// Days that every shock of the scenarios stays at its worst, for example `180d`
    #[arg(long, value_name = "DAYS", value_parser = values::days, allow_hyphen_values = true)]
    duration: Option<Days>,
    /// Severity of every shock of the scenarios, for example `0.5` or `50%`: the share lost; of a demand shock the growth,
    /// so that `0.5` asks for half as much again
    #[arg(long, value_name = "SHARE", value_parser = values::severity, allow_hyphen_values = true)]
    severity: Option<f64>,
    /// Days over which losses count, for example `730d` [default: the scenario's own]
    #[arg(long, value_name = "DAYS", value_parser = values::horizon, allow_hyphen_values = true)]
    horizon: Option<Days>,
    /// Days over which recovery is followed, for example `365d`; as long as losses count if that is longer
    #[arg(long, value_name = "DAYS", default_value = "1825d", value_parser = values::horizon, allow_hyphen_values = true)]
    follow: Days,
    /// Begin with the shocks that are in force in mid-2026 (`linchpin run in-force-mid-2026` runs them alone, with this
    /// option too)
    #[arg(long)]
    in_force: bool,
    /// Add the course of availability to JSON, a value per step until all is whole again, at least over the horizon
    #[arg(long)]
    series: bool,
    /// Show what the ranges of the figures leave open, from 40 draws of them, or from as many as `--band=DRAWS` says
    #[arg(
        long, value_name = "DRAWS", num_args = 0..=1, require_equals = true, default_missing_value = "40",
        value_parser = crate::cli::number::draws(false), allow_negative_numbers = true
    )]
    band: Option<u32>,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    /// List the hardest-hit products too; with `--format csv` all products, in place of the sectors
    #[arg(long)]
    products: bool,
    /// Say who loses output, by economy; with `--out` write every industry day by day too
    #[arg(long, conflicts_with = "band")]
    industries: bool,
    /// Run each scenario under every preset and set the results side by side
    #[arg(long, conflicts_with_all = ["band", "preset"])]
    compare_presets: bool,
    #[command(flatten)]
    model: ModelArguments,
}

fn shock_help() -> String {
    format!(
        "A shock in one line, added to each scenario or run on its own; may be given again:\n\n{}",
        crate::scenario::adhoc::FORMS
    )
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut inputs = study_source::read_when_needed(&arguments.model, session)?;
    let scenarios = scenarios(arguments, &mut inputs);
    session.tell(&warnings(&inputs));
    let source = inputs.build()?;
    session.tell(&unknown_to_preset(&source.study, &scenarios));
    session.tell(&unread(&arguments.model, &source.study, &scenarios));
    let mut folder = session.results()?;
    let options = RunOptions {
        horizon_days: arguments.horizon.map(Days::get),
        follow_days: arguments.follow.get(),
        series: arguments.series || folder.is_some(),
        sector_series: false,
        in_force: in_force::of(&source.library, arguments.in_force),
    };
    session.tell(&in_force::repeated(&source.study, &scenarios, &options.in_force));
    let (mut full, losses) = if arguments.industries {
        industries::run(&source, &scenarios, &options, folder.as_mut().map(|(folder, _)| folder), session)?
    } else {
        (run(&source, &scenarios, &options, session)?, Vec::new())
    };
    for (scenario, result) in scenarios.iter().zip(&mut full) {
        result.changed = changes(arguments, (scenario, result.preset), &options.in_force);
    }
    session.tell(&untargeted(&scenarios, &full));
    let bands = bands(arguments, &source, &scenarios, &options, session)?;
    let plain = || full.iter().map(ScenarioResult::without_series).collect();
    let answer = Answer { results: if arguments.series { full.clone() } else { plain() }, bands, losses };
    if let Some((folder, manifest)) = folder {
        let charts = charts(arguments, &source, &scenarios, &full, &answer.bands);
        write(arguments, &source, &answer, &charts, (folder, manifest))
            .map_err(|error| session.cannot_write(&error))?;
    }
    print::print(arguments, session, &scenarios, &answer)
}

/// The scenarios as asked for: resolved, with duration and severity changed, the shocks of the command line added.
fn scenarios(arguments: &Arguments, inputs: &mut Inputs) -> Vec<Scenario> {
    let shocks = study_source::shocks(&arguments.shock, &inputs.model, &mut inputs.findings);
    let all = arguments.all.then(|| inputs.library.ids().map(str::to_owned).collect());
    let wanted: Vec<String> = all.unwrap_or_else(|| arguments.scenarios.clone());
    let told: Vec<(&String, Scenario)> =
        wanted.iter().filter_map(|wanted| Some((wanted, inputs.scenario(wanted)?))).collect();
    for (place, (wanted, scenario)) in told.iter().enumerate() {
        if let Some((first, _)) = told[..place].iter().find(|(_, other)| other.id == scenario.id) {
            inputs.findings.push(indistinguishable(first, wanted, &scenario.id));
            inputs.misused = true;
        }
    }
    if arguments.severity.is_some() || arguments.duration.is_some() {
        for (_, scenario) in told.iter().filter(|(_, scenario)| scenario.shock.is_empty()) {
            let message = format!("`{}` has no shocks that --severity and --duration could change", scenario.id);
            inputs.findings.push(Finding::warning(message));
        }
    }
    let mut scenarios: Vec<Scenario> = told.into_iter().map(|(_, scenario)| scenario).collect();
    for scenario in &mut scenarios {
        scenario.shock.iter_mut().for_each(|shock| change(arguments, shock));
        scenario.shock.extend(shocks.iter().cloned());
    }
    if arguments.band.is_some()
        && let Some(number) = wanted.iter().find(|wanted| wanted.parse::<u32>().is_ok())
    {
        let finding = Finding::error(format!("`{number}` is taken for a scenario"));
        inputs.findings.push(finding.help(format!("if it is the number of draws, write `--band={number}`")));
    }
    if wanted.is_empty() {
        let changed = arguments.duration.is_some() || arguments.severity.is_some();
        if changed {
            let finding = Finding::error("--duration and --severity change scenarios, and none is named");
            inputs.findings.push(finding.help("say how severe and how long in the --shock itself"));
        }
        scenarios.push(study_source::story(shocks, &arguments.shock));
    }
    for scenario in &mut scenarios {
        prepare(scenario, arguments.model.preset(), &inputs.model, &mut inputs.findings);
    }
    if arguments.compare_presets { scenarios.iter().flat_map(under_every_preset).collect() } else { scenarios }
}

/// The finding for two scenarios, or two events, of one id: one would take the place of the other's rows and charts.
pub(super) fn indistinguishable(first: &str, second: &str, id: &str) -> Finding {
    if first == second {
        return Finding::error(format!("`{first}` is asked for twice")).help("name it once");
    }
    Finding::error(format!("`{first}` and `{second}` are both called `{id}`: their results could not be told apart"))
        .help("give one of them another `id`, or run them one after the other")
}

fn under_every_preset(scenario: &Scenario) -> [Scenario; 3] {
    Preset::ALL.map(|preset| {
        let mut scenario = scenario.clone();
        scenario.dynamics.preset = Some(preset);
        scenario
    })
}

fn change(arguments: &Arguments, shock: &mut Shock) {
    if let Some(duration) = arguments.duration {
        shock.duration_days = Some(duration);
    }
    if let Some(severity) = arguments.severity.and_then(|severity| Change::new(severity).ok()) {
        shock.severity = severity;
    }
}

/// What the command line changes about `scenario` under `preset`. A story of its shocks alone is as it was asked for.
fn changes(arguments: &Arguments, (scenario, preset): (&Scenario, Preset), in_force: &[InForce]) -> Vec<String> {
    let mut changed = Vec::new();
    if arguments.all || !arguments.scenarios.is_empty() {
        let own = scenario.shock.len() > arguments.shock.len();
        changed.extend(arguments.severity.filter(|_| own).map(|severity| format!("severity {severity}")));
        changed.extend(arguments.duration.filter(|_| own).map(|days| format!("duration {} days", days.get())));
        changed.extend(arguments.shock.iter().map(|shock| format!("with `{}`", study_source::one_spaced(shock))));
    }
    changed.extend(changed::under(&arguments.model, preset));
    changed.extend(changed::by_force(Some(scenario), in_force));
    changed
}

/// What is odd about inputs that can be used; errors are told when nothing can be built from them.
fn warnings(inputs: &Inputs) -> Findings {
    let mut warnings = inputs.findings.clone();
    warnings.retain(|_| !inputs.findings.has_errors());
    warnings
}

fn run(
    source: &StudySource,
    scenarios: &[Scenario],
    options: &RunOptions,
    session: &Session,
) -> Result<Vec<ScenarioResult>, Failure> {
    let progress = session.progress("scenarios", scenarios.len() as u64);
    let results = source.study.run_all(scenarios, options, &|| progress.advance(1));
    results.map_err(|error| Failure::input(&error))
}

fn bands(
    arguments: &Arguments,
    source: &StudySource,
    scenarios: &[Scenario],
    options: &RunOptions,
    session: &Session,
) -> Result<Vec<Band>, Failure> {
    let Some(draws) = arguments.band.map(|draws| draws as usize) else { return Ok(Vec::new()) };
    let progress = session.progress("draws", (draws * scenarios.len()) as u64);
    scenarios
        .iter()
        .map(|scenario| {
            let band = source.study.band(scenario, options, draws, session.options.seed, &|| progress.advance(1));
            band.map_err(|error| Failure::input(&error))
        })
        .collect()
}

fn charts(
    arguments: &Arguments,
    source: &StudySource,
    scenarios: &[Scenario],
    results: &[ScenarioResult],
    bands: &[Band],
) -> Vec<charts::NamedChart> {
    if arguments.compare_presets {
        let told = scenarios.chunks(Preset::ALL.len()).zip(results.chunks(Preset::ALL.len()));
        let chart = |(scenarios, results): (&[Scenario], &[ScenarioResult])| {
            let drawn = charts::comparison(&source.study, &scenarios[0], results);
            charts::named(format!("presets-{}", scenarios[0].id), &drawn).changed_by(&results[0].changed)
        };
        return told.map(chart).collect();
    }
    let told = scenarios.iter().zip(results).enumerate();
    let drawn = told
        .flat_map(|(place, (scenario, result))| charts::of_scenario(&source.study, scenario, result, bands.get(place)));
    let alone = arguments.scenarios.is_empty() && !arguments.all;
    let lines: Vec<String> = arguments.shock.iter().map(|line| study_source::one_spaced(line)).collect();
    match scenarios {
        // The title has no room for all of them.
        [story] if alone && lines.iter().any(|line| !story.title.contains(line)) => {
            drawn.map(|chart| chart.footed(&format!("Shocks: {}", lines.join("; ")))).collect()
        }
        _ => drawn.collect(),
    }
}

fn write(
    arguments: &Arguments,
    source: &StudySource,
    answer: &Answer,
    drawn: &[charts::NamedChart],
    (mut folder, mut manifest): (OutputFolder, RunManifest),
) -> io::Result<()> {
    let Answer { results, bands, losses } = answer;
    manifest.inputs.extend(source.hashes.clone());
    manifest.inputs.extend(source.library.hashes());
    manifest.done("run");
    folder.write("scenarios.csv", |out| scenario_table::sectors(results).write_csv(out))?;
    folder.write("products.csv", |out| scenario_table::products(results).write_csv(out))?;
    folder.write("scenarios.json", |out| write_json(out, results))?;
    if !bands.is_empty() {
        folder.write("bands.csv", |out| band_table::table(bands).write_csv(out))?;
        folder.write("bands.json", |out| write_json(out, bands))?;
    }
    if arguments.industries {
        folder.write("losses.csv", |out| industry_table::losses(losses).write_csv(out))?;
    }
    charts::write(&mut folder, drawn, arguments.svg)?;
    manifest.done("charts");
    manifest.finish(folder)
}

/// What was asked for: results, and bands and losses if they were wanted, in the order of the scenarios.
struct Answer {
    results: Vec<ScenarioResult>,
    bands: Vec<Band>,
    losses: Vec<ScenarioLosses>,
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
