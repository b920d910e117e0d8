//! `linchpin exposure`: whom a sector leans on when all tiers are counted.

use super::changed;
use super::preset::{load_default_kernel, without_rationing};
use super::study_source::ModelArguments;
use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::input::Names;
use crate::model::Model;
use crate::network::lookthrough::Basis;
use crate::report::{charts, exposure_table, write_json};
use crate::study::LookThroughScores;

/// Rows of a sector and home economy that people are shown.
const SHOWN: usize = 8;

/// Show whom a sector leans on when all tiers of its chains are counted, against the first tier
///
/// Each supplier and each of its inputs count by the share of output that goes with them, so that every unit of need is
/// shared out among the economies that stand behind it, and the shares sum to one. docs/look-through.md says what the
/// shares mean and what they do not.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only this sector
    #[arg(long, value_name = "SECTOR")]
    sector: Option<String>,
    /// Only this home economy
    #[arg(long, value_name = "ECONOMY")]
    economy: Option<String>,
    /// What inputs count by
    #[arg(long, value_enum, default_value = "criticality")]
    by: By,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// What inputs count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The share of output that goes with them
    Criticality,
    /// What they cost at world market values where all of a supplier's are known, else their criticality
    Cost,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let source = load_default_kernel("exposure is measured", &arguments.model, session)?;
    without_rationing("exposure is measured", &arguments.model, session);
    check(arguments, source.study.model())?;
    let results = session.results()?;
    let basis = match arguments.by {
        By::Criticality => Basis::Criticality,
        By::Cost => Basis::Cost,
    };
    let (mut concentration, mut exposure) = source.study.exposure(basis);
    if basis == Basis::Cost && concentration.iter().all(|row| row.by_cost <= 0.0) {
        let message = "nothing is shared by cost: no supplier's product and inputs all have a world market value";
        let help = "state `market_value` of the products in the model, or leave out --by cost";
        session.tell(&Finding::warning(message).help(help).into());
    }
    let wanted = |sector: &str, economy: &str| {
        arguments.sector.as_deref().is_none_or(|wanted| wanted == sector)
            && arguments.economy.as_deref().is_none_or(|wanted| wanted == economy)
    };
    concentration.retain(|row| wanted(&row.sector, &row.economy));
    exposure.retain(|row| wanted(&row.sector, &row.economy));
    let answer = LookThroughScores { concentration, exposure };
    let table = exposure_table::exposure(&answer.exposure);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("exposure");
        let drawn = charts::look_through(&source.study, &answer.concentration, &answer.exposure);
        let drawn = charts::changed_by(&changed::in_model(&arguments.model), drawn);
        let written = folder
            .write("look_through.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("look_through.json", |out| write_json(out, &answer)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    if session.options.format != Format::Table {
        return session.print_as(&answer, &table);
    }
    session.print_table(&exposure_table::concentration(&answer.concentration))?;
    session.print(|out| writeln!(out))?;
    let leading = answer.concentration.iter().flat_map(|row| {
        let own = answer.exposure.iter().filter(|other| (&other.sector, &other.economy) == (&row.sector, &row.economy));
        own.take(SHOWN)
    });
    session.print_table(&exposure_table::exposure(leading))?;
    session.explain(match arguments.by {
        By::Criticality => exposure_table::LEGEND,
        By::Cost => exposure_table::COST_LEGEND,
    })
}

fn check(arguments: &Arguments, model: &Model) -> Result<(), Failure> {
    let (homes, sectors) = (&model.manifest.home, model.sectors());
    let mut findings = Findings::new();
    if let Some(sector) = arguments.sector.as_deref().filter(|id| !sectors.iter().any(|sector| sector.id() == *id)) {
        let known = sectors.iter().map(|sector| sector.id().to_owned());
        findings.push(Names::new("sector", "`linchpin list sectors`", known).unknown(sector));
    }
    if let Some(economy) = arguments.economy.as_ref().filter(|economy| !homes.contains(economy)) {
        findings.push(Names::new("home economy", "`model.toml`", homes.iter().cloned()).unknown(economy));
    }
    if findings.has_errors() { Err(findings.into()) } else { Ok(()) }
}
