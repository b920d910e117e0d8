//! Results of `run` as people and scripts read them.

use super::{Answer, Arguments};
use crate::cli::{Failure, Format, Session, changed};
use crate::model::Preset;
use crate::report::{band_table, industry_table, scenario_table, write_json};
use crate::scenario::Scenario;
use crate::study::{Band, LossRow, ScenarioResult};
use std::io::{self, Write};

/// How many products `--products` lists of each scenario.
const MOST_PRODUCTS: usize = 30;
/// How many economies `--industries` lists of each scenario.
const MOST_LOSERS: usize = 15;

pub(super) fn print(
    arguments: &Arguments,
    session: &Session,
    scenarios: &[Scenario],
    answer: &Answer,
) -> Result<(), Failure> {
    let Answer { results, bands, losses } = answer;
    match session.options.format {
        Format::Json => session.print(|out| write_as_json(out, answer)),
        Format::Csv if !bands.is_empty() => session.print_table(&band_table::table(bands)),
        Format::Csv if arguments.industries => session.print_table(&industry_table::losses(losses)),
        Format::Csv if arguments.products => session.print_table(&scenario_table::products(results)),
        Format::Csv => session.print_table(&scenario_table::sectors(results)),
        Format::Table => session.print(|out| write_for_people(out, arguments, session, scenarios, answer)),
    }
}

/// One scenario is an object, several are an array of them.
fn write_as_json(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let rows = answer.results.iter().enumerate();
    let rows: Vec<Row> = rows
        .map(|(place, result)| Row {
            result,
            band: answer.bands.get(place),
            losses: answer.losses.get(place).map(|losses| losses.rows.as_slice()),
        })
        .collect();
    match rows.as_slice() {
        [one] => write_json(out, one),
        all => write_json(out, &all),
    }
}

/// A result with its band and losses, if there are some, under keys of their own.
#[derive(serde::Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    result: &'a ScenarioResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'a Band>,
    #[serde(skip_serializing_if = "Option::is_none")]
    losses: Option<&'a [LossRow]>,
}

fn write_for_people(
    out: &mut dyn Write,
    arguments: &Arguments,
    session: &Session,
    scenarios: &[Scenario],
    answer: &Answer,
) -> io::Result<()> {
    let group = if arguments.compare_presets { Preset::ALL.len() } else { 1 };
    for (place, (scenario, results)) in scenarios.iter().step_by(group).zip(answer.results.chunks(group)).enumerate() {
        let result = &results[0];
        let preset = match result.preset {
            _ if arguments.compare_presets => ", by preset",
            Preset::Linchpin => "",
            Preset::Ario => ", preset ario",
            Preset::InoueTodo => ", preset inoue-todo",
        };
        writeln!(out, "{}: {} (over {} days{preset})", scenario.id, scenario.title, result.horizon_days)?;
        if let Some(line) = changed::line(&result.changed) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
        if arguments.compare_presets {
            scenario_table::comparison(results).write_text(out)?;
        } else {
            scenario_table::of_one(result).write_text(out)?;
        }
        writeln!(out)?;
        for (result, of_preset) in results.iter().zip(place * group..) {
            write_details(out, arguments, result, answer, of_preset)?;
        }
    }
    if session.options.quiet {
        return Ok(());
    }
    writeln!(out, "{}", scenario_table::legend(arguments.products))?;
    if arguments.compare_presets {
        writeln!(out, "{}", scenario_table::PRESET_LEGEND)?;
    }
    if !answer.losses.is_empty() {
        writeln!(out, "{}", industry_table::LEGEND)?;
    }
    if !answer.bands.is_empty() {
        writeln!(out, "{}", band_table::LEGEND)?;
    }
    band_table::legend_of_outside(&answer.bands).map_or(Ok(()), |words| writeln!(out, "{words}"))
}

/// What was asked for beside the sectors: products, who loses, the band.
fn write_details(
    out: &mut dyn Write,
    arguments: &Arguments,
    result: &ScenarioResult,
    answer: &Answer,
    place: usize,
) -> io::Result<()> {
    let hit = scenario_table::hardest_hit(result, MOST_PRODUCTS);
    if arguments.products && arguments.compare_presets {
        writeln!(out, "Under `{}`:\n", result.preset.id())?;
    }
    if arguments.products {
        let apart = scenario_table::hit_without_counting(result);
        if hit.is_empty() && apart == 0 {
            writeln!(out, "No product loses a twentieth of a day.")?;
        } else if hit.is_empty() {
            writeln!(out, "No product that counts loses a twentieth of a day.")?;
        } else {
            hit.write_text(out)?;
        }
        write_apart(out, apart)?;
        writeln!(out)?;
    }
    if let Some(losses) = answer.losses.get(place) {
        let losers = industry_table::losers(losses, MOST_LOSERS);
        if losers.is_empty() {
            writeln!(out, "No economy loses a twentieth of a day's output ({}).\n", result.preset.id())?;
        } else {
            writeln!(out, "Economies that lose output over the horizon ({}):\n", result.preset.id())?;
            losers.write_text(out)?;
            writeln!(out)?;
        }
    }
    if let Some(band) = answer.bands.get(place) {
        writeln!(out, "The same over the ranges of the figures ({} draws):\n", band.draws)?;
        band_table::table(std::slice::from_ref(band)).write_text(out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// So many products that economies hardly use are hit, but do not count.
fn write_apart(out: &mut dyn Write, hit: usize) -> io::Result<()> {
    let (products, lose, count) = match hit {
        0 => return Ok(()),
        1 => ("1 product".to_owned(), "loses", "does"),
        more => (format!("{more} products"), "lose", "do"),
    };
    writeln!(
        out,
        "Not shown: {products} that a home economy hardly uses {lose} a twentieth of a day or more, but {count} not count \
         (`--format json` and `--format csv` have them)."
    )
}
