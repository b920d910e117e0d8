//! `linchpin indicator`: a named indicator with its version, threshold and the distance to it.

use super::preset::load_default_kernel;
use super::study_source::ModelArguments;
use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::indicator::{Group, GroupValues, INDICATORS, Indicator, RangeShape, read_sheet, redraw_groups};
use crate::input::{Hashes, Names, sha256};
use crate::report::{Column, Table, indicator_table};
use crate::study::IndicatorResult;
use std::path::PathBuf;

/// Compute a named indicator of dependence: value, threshold, distance to it, and what ranges leave open
///
/// FILE is CSV with the columns that the indicator names (`linchpin indicator` lists them; docs/indicators.md says what they
/// mean); `-` reads standard input. A column `X_low` and `X_high` beside `X` states the range of a figure. Without FILE
/// the indicator is computed from the model, where the model has what it needs.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Name of the indicator; without it, all are listed with their columns
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The table; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Draws from the ranges of the figures [default: 200 of a file, none of a model]
    #[arg(long, value_name = "DRAWS", value_parser = crate::cli::number::draws(true), allow_negative_numbers = true)]
    draws: Option<u32>,
    /// How the figures of a file lie in their ranges
    #[arg(long, value_enum, default_value = "triangular", requires = "file")]
    range: Shape,
    #[command(flatten)]
    model: ModelArguments,
}

/// How figures lie in their ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// Most likely at their value
    Triangular,
    /// As likely anywhere
    Uniform,
}

impl From<Shape> for RangeShape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Triangular => Self::Triangular,
            Shape::Uniform => Self::Uniform,
        }
    }
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let Some(name) = &arguments.name else {
        return session.deliver(session.results()?, "indicators", (&list(), &list()), &Hashes::new());
    };
    let Some(indicator) = Indicator::named(name) else {
        let known = INDICATORS.iter().map(|indicator| indicator.name.to_owned());
        return Err(Findings::from(Names::new("indicator", "`linchpin indicator`", known).unknown(name)).into());
    };
    let results = session.results()?;
    let (answer, read) = match &arguments.file {
        Some(_) => of_file(arguments, indicator, session)?,
        None => of_model(arguments, indicator, session)?,
    };
    let table = indicator_table::indicator(&answer.results);
    if session.options.format == Format::Table && !session.options.quiet {
        session.print(|out| writeln!(out, "{}. {}\n", answer.title, answer.version))?;
    }
    session.deliver(results, "indicator", (&answer, &table), &read)?;
    session.explain(indicator_table::LEGEND)
}

fn of_file(
    arguments: &Arguments,
    indicator: &Indicator,
    session: &Session,
) -> Result<(IndicatorResult, Hashes), Failure> {
    let file = arguments.file.as_deref().unwrap_or_else(|| std::path::Path::new("-"));
    let model = &arguments.model;
    if !model.set.is_empty() || model.weights.is_some() || model.rationing.is_some() || model.preset.is_some() {
        let message =
            "`--set`, `--weights`, `--rationing` and `--preset` change nothing here: the figures are those of the file";
        session.tell(&Finding::warning(message).help("without FILE the indicator is computed from the model").into());
    }
    let input = session.read(file)?;
    let economies: Vec<String> = session.model()?.value.economies.iter().map(|economy| economy.id.clone()).collect();
    let (sheet, findings) = read_sheet(&input, indicator, &economies)?;
    session.tell(&findings);
    let (shape, seed) = (arguments.range.into(), session.options.seed);
    let draws = u64::from(arguments.draws.unwrap_or(200));
    let drawn: Vec<GroupValues> =
        (0..draws).map(|draw| indicator.of_all(&redraw_groups(&sheet, indicator, shape, (seed, draw)))).collect();
    let groups: Vec<Group> = sheet.iter().map(crate::indicator::SheetGroup::plain).collect();
    let read = Hashes::from([(input.name.clone(), sha256(&input.bytes))]);
    Ok((IndicatorResult::of(indicator, &groups, &drawn, seed), read))
}

fn of_model(
    arguments: &Arguments,
    indicator: &Indicator,
    session: &Session,
) -> Result<(IndicatorResult, Hashes), Failure> {
    let source = load_default_kernel("indicators are computed", &arguments.model, session)?;
    let draws = arguments.draws.unwrap_or(0);
    let progress = session.progress("draws", u64::from(draws));
    let found = source.study.indicators(&[indicator], draws, session.options.seed, &|| progress.advance(1));
    let found = found.map_err(|error| Failure::input(&error))?;
    let Some(found) = found.into_iter().next() else {
        let finding = Finding::error(format!("the model does not have what `{}` needs", indicator.name));
        let columns: Vec<&str> = indicator.fields.iter().map(|field| field.name).collect();
        let help = format!("give it a FILE with the columns {}", columns.join(", "));
        return Err(Failure::Input(finding.help(help).into()));
    };
    Ok((found, source.hashes))
}

fn list() -> Table {
    let mut table = Table::new(["indicator", "title", "version", "parts", "columns"].map(Column::new));
    for indicator in &INDICATORS {
        let field = |field: &crate::indicator::Field| {
            if field.required { field.name.to_owned() } else { format!("[{}]", field.name) }
        };
        let columns: Vec<String> = indicator.fields.iter().map(field).collect();
        let parts: Vec<&str> = indicator.parts.iter().map(|part| part.id).collect();
        table.push([
            indicator.name.into(),
            indicator.title.into(),
            indicator.version.into(),
            parts.join(" ").into(),
            columns.join(" ").into(),
        ]);
    }
    table
}
