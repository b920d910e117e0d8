//! `linchpin sensitivity`: which figures a scenario's outcome depends on.

use super::changed;
use super::forecast::Forecast;
use super::in_force;
use super::preset::{prepare, shown, unread};
use super::study_source::{self, ModelArguments};
use super::watch::Watch;
use super::{Failure, Session};
use crate::finding::Findings;
use crate::input::Names;
use crate::report::{charts, sensitivity_table, write_json};
use crate::study::{Grouping, Outcome, Points, RunOptions, SensitivityOptions, Study};

/// Show which figures the outcome of a scenario depends on
///
/// All figures are drawn from their ranges, as by `linchpin run --band`, and the variance of the outcome is shared out between
/// groups of them: Sobol's first-order indices (what a group explains alone) and total indices (with all it does together
/// with others), by the design of Saltelli and the estimators of Jansen, with 95 % intervals. A design of N rows and d groups
/// takes N × (d + 2) runs.
#[derive(Debug, clap::Args)]
#[command(mut_arg("preset", shown))]
pub struct Arguments {
    /// The scenario, by id or path
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    /// How figures are put together
    #[arg(long, value_enum, default_value = "kind")]
    by: By,
    /// The outcome
    #[arg(long, value_enum, default_value = "lost-days")]
    outcome: OutcomeArgument,
    /// Only of this sector
    #[arg(long, value_name = "SECTOR")]
    sector: Option<String>,
    /// Only of this home economy
    #[arg(long, value_name = "ECONOMY")]
    economy: Option<String>,
    /// Rows of the design: intervals narrow with their square root
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = crate::cli::number::whole::<u64>(8..=100_000), allow_negative_numbers = true)]
    rows: u64,
    /// The numbers that figures are drawn with
    #[arg(long, value_enum, default_value = "random")]
    points: PointsArgument,
    /// Begin with the shocks that are in force in mid-2026
    #[arg(long)]
    in_force: bool,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    /// What they are: shares, imports, covers, substitution, …
    Kind,
    /// The sector of their product
    Sector,
    /// Their product
    Product,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum OutcomeArgument {
    /// Lost days of the mean of all products
    LostDays,
    /// Unmet final use, days
    FinalUse,
    /// Mean availability of the weakest fifth, 0 to 100
    Resilience,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum PointsArgument {
    /// Random numbers; intervals by a bootstrap of the rows
    Random,
    /// Scrambled Sobol points; intervals from eight scramblings. Best with 8 × 2^m rows, 512 or more
    Sobol,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut watch = Watch::new();
    let mut inputs = study_source::read(&arguments.model, session)?;
    let scenario = inputs.scenario(&arguments.scenario).map(|mut scenario| {
        prepare(&mut scenario, arguments.model.preset(), &inputs.model, &mut inputs.findings);
        scenario
    });
    let source = inputs.build()?;
    let Some(scenario) = scenario else { return Ok(()) };
    known(arguments, &source.study)?;
    session.tell(&unread(&arguments.model, &source.study, std::slice::from_ref(&scenario)));
    let results = session.results()?;
    let options = SensitivityOptions {
        grouping: match arguments.by {
            By::Kind => Grouping::Kind,
            By::Sector => Grouping::Sector,
            By::Product => Grouping::Product,
        },
        outcome: match arguments.outcome {
            OutcomeArgument::LostDays => Outcome::LostDays,
            OutcomeArgument::FinalUse => Outcome::FinalUseLostDays,
            OutcomeArgument::Resilience => Outcome::Resilience,
        },
        rows: arguments.rows,
        points: match arguments.points {
            PointsArgument::Random => Points::Random,
            PointsArgument::Sobol => Points::Sobol,
        },
        seed: session.options.seed,
        run: RunOptions { in_force: in_force::of(&source.library, arguments.in_force), ..RunOptions::default() },
    };
    session.tell(&in_force::repeated(&source.study, std::slice::from_ref(&scenario), &options.run.in_force));
    let groups = source.study.figure_groups(options.grouping).len() as u64;
    watch.done("model");
    let bytes = size_of::<f64>() * source.study.portfolios().len();
    let forecast = Forecast::new(session, arguments.rows * (groups + 2), bytes as u64);
    let runs = source.study.sensitivity_runs(&scenario, &options, &|| forecast.advance());
    let runs = runs.map_err(|error| Failure::input(&error))?;
    drop(forecast);
    watch.done("runs");
    let mut found = source.study.sensitivity_of(&runs);
    watch.done("indices and their intervals");
    let wanted = |wanted: Option<&String>, own: &String| wanted.is_none_or(|wanted| wanted == own);
    found.results.retain(|row| {
        wanted(arguments.sector.as_ref(), &row.sector) && wanted(arguments.economy.as_ref(), &row.economy)
    });
    let table = sensitivity_table::table(&found);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        manifest.parameters.insert("rows".to_owned(), arguments.rows.into());
        manifest.parameters.insert("points".to_owned(), serde_json::json!(found.points));
        manifest.done("runs");
        let besides = changed::by_force(Some(&scenario), &options.run.in_force);
        let of_model = changed::under(&arguments.model, source.study.preset(&scenario));
        let changed: Vec<String> = of_model.into_iter().chain(besides).collect();
        let chart = charts::sensitivity(&source.study, &scenario, &found);
        let drawn = [charts::named("sensitivity", &chart).changed_by(&changed)];
        let written = folder
            .write("sensitivity.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("sensitivity.json", |out| write_json(out, &found)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
        watch.done("files");
    }
    session.print_as(&found, &table)?;
    session.explain(&sensitivity_table::legend(&found))?;
    watch.tell(session);
    Ok(())
}

/// Refuses sectors and economies that the model does not score.
fn known(arguments: &Arguments, study: &Study) -> Result<(), Failure> {
    let mut findings = Findings::new();
    let sectors: Vec<String> = study.model().sectors().iter().map(|sector| sector.id().to_owned()).collect();
    for (what, wanted, all) in
        [("sector", &arguments.sector, &sectors), ("home economy", &arguments.economy, &study.model().manifest.home)]
    {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| !all.contains(wanted)) {
            findings.push(Names::new(what, "the model", all.iter().cloned()).unknown(wanted));
        }
    }
    if findings.has_errors() { Err(Failure::Input(findings)) } else { Ok(()) }
}
