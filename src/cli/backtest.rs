//! `linchpin backtest`: documented disruptions, measured against simulated.

use super::changed;
use super::preset::default_kernel_only;
use super::run::indistinguishable;
use super::study_source::{self, ModelArguments, StudySource};
use super::{Failure, Format, Session};
use crate::backtest::{Backtested, Backtests, Event, backtest};
use crate::finding::{Finding, Findings};
use crate::input::Hashes;
use crate::report::{backtest_table, charts, write_json};
use crate::scenario::is_path;
use std::collections::BTreeMap;
use std::path::Path;

/// Compare documented disruptions with what the model makes of them
///
/// Each event is simulated from what was known at its onset, on the model of today, and reported measured against simulated:
/// onset lag, depth, time to recover, total loss, with tolerances that its file states beforehand. No figure is fitted to an
/// event. Negative controls, which cost nothing, count like the others. With `--out DIR` tables and a chart of each are written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Events, by id or path (which ends in `.toml`) [default: all]
    #[arg(value_name = "EVENT")]
    events: Vec<String>,
    /// Draws of every figure from its range, for the ranges of what is simulated; 0 for none
    #[arg(long, value_name = "DRAWS", default_value_t = 40, value_parser = crate::cli::number::draws(true), allow_negative_numbers = true)]
    draws: u32,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("backtests run", arguments.model.preset(), &inputs.model, session)?;
    let library = Backtests::load(&session.model_source(), &inputs.model)?;
    session.tell(&library.findings);
    let (events, hashes) = events(&arguments.events, &library.value, session)?;
    let mut source = inputs.build()?;
    source.hashes.extend(library.hashes);
    source.hashes.extend(hashes);
    let folder = session.results()?;
    let results = run(&source, &events, arguments.draws as usize, session)?;
    session.tell(&oddities(&events, &results));
    if let Some((mut folder, mut manifest)) = folder {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("backtest");
        let drawn = charts::backtests(&source.study, &events, &results);
        let drawn = charts::changed_by(&changed::in_model(&arguments.model), drawn);
        let written = folder
            .write("backtest.csv", |out| backtest_table::measures(&results).write_csv(out))
            .and_then(|()| folder.write("backtest_series.csv", |out| backtest_table::series(&results).write_csv(out)))
            .and_then(|()| folder.write("backtest.json", |out| write_json(out, &results)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| {
                manifest.done("charts");
                manifest.finish(folder)
            });
        written.map_err(|error| session.cannot_write(&error))?;
    }
    match session.options.format {
        Format::Table => session.print(|out| backtest_table::write_for_people(out, &results))?,
        _ => session.print_as(&results, &backtest_table::measures(&results))?,
    }
    session.explain(backtest_table::LEGEND)
}

/// The events as asked for; what is wrong with any of them is told together.
fn events(wanted: &[String], library: &Backtests, session: &Session) -> Result<(Vec<Event>, Hashes), Failure> {
    if wanted.is_empty() {
        return Ok((library.events().cloned().collect(), Hashes::new()));
    }
    let (mut events, mut hashes, mut findings) = (Vec::new(), Hashes::new(), Findings::new());
    let mut misused = false;
    let mut told: BTreeMap<String, &String> = BTreeMap::new();
    for wanted in wanted {
        match library.resolve(wanted) {
            Ok(loaded) => {
                findings.extend(loaded.findings);
                hashes.extend(loaded.hashes);
                if let Some(first) = told.insert(loaded.value.id.clone(), wanted) {
                    findings.push(indistinguishable(first, wanted, &loaded.value.id));
                    misused = true;
                }
                events.push(loaded.value);
            }
            Err(found) => {
                misused |= is_path(wanted) && !Path::new(wanted).is_file();
                findings.extend(found);
            }
        }
    }
    if findings.has_errors() {
        return Err(if misused { Failure::Usage(findings) } else { Failure::Input(findings) });
    }
    session.tell(&findings);
    Ok((events, hashes))
}

fn run(source: &StudySource, events: &[Event], draws: usize, session: &Session) -> Result<Backtested, Failure> {
    let progress = session.progress("draws", draws as u64);
    backtest(&source.study, events, draws, session.options.seed, &|| progress.advance(1))
        .map_err(|error| Failure::input(&error))
}

/// Warnings of events that watch nothing in the model, and of shocks that hit nothing.
fn oddities(events: &[Event], results: &Backtested) -> Findings {
    let mut findings = Findings::new();
    for event in events {
        let Some(outcome) = results.events.iter().find(|outcome| outcome.event == event.id) else {
            let message = format!("the backtest `{}` watches nothing in this model and is left out", event.id);
            findings.push(Finding::warning(message).help("check products, economies and importers of each `watch`"));
            continue;
        };
        for place in &outcome.without_target {
            let message = format!("shock {} of `{}` hits nothing in this model", place + 1, event.id);
            findings
                .push(Finding::warning(message).help("nothing flows where it strikes: check economies and products"));
        }
    }
    findings
}
