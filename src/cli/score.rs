//! `linchpin score`: concentration and dependence of the undisturbed model.

use super::exposure::LookThroughScores;
use super::preset::default_kernel_only;
use super::study_source::{self, ModelArguments};
use super::{Failure, Format, Session};
use crate::network::lookthrough::Basis;
use crate::report::{charts, exposure_table, score_table, write_json};
use crate::study::{Dependence, DependenceDays, ProductConcentration, SectorConcentration};
use serde::Serialize;

/// Score how concentrated supply is, and what is lost without one foreign economy
///
/// Concentration: 100 × the sum of squared shares of supply from each foreign economy. Dependence: availability lost,
/// 0 to 100, when one foreign economy's exports vanish for good, stocks spent, through all tiers, rerouting on.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// List every product too; with `--format csv` in place of the sectors
    #[arg(long)]
    products: bool,
    /// Say in days how long stocks hide that an economy's exports have stopped, with and without rerouting
    #[arg(long)]
    days: bool,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// All scores of the undisturbed model (the output contract of `score`).
#[derive(Debug, Serialize)]
pub struct Scores {
    /// Per sector and home economy.
    pub concentration: Vec<SectorConcentration>,
    /// The extraction matrix.
    pub dependence: Vec<Dependence>,
    /// Per product and home economy.
    pub products: Vec<ProductConcentration>,
    /// Whom each sector leans on through all tiers.
    pub look_through: LookThroughScores,
    /// The matrix in days, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependence_days: Option<Vec<DependenceDays>>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("scores are measured", arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    let results = session.results()?;
    let passes = if arguments.days { 2 } else { 1 };
    let progress = session.progress("economies", passes * source.study.partner_count() as u64);
    let (concentration, products) = source.study.concentration();
    let dependence = source.study.dependence(&|| progress.advance(1));
    let dependence_days = arguments.days.then(|| source.study.dependence_days(&|| progress.advance(1)));
    drop(progress);
    let (leans, exposure) = source.study.exposure(Basis::Criticality);
    let look_through = LookThroughScores { concentration: leans, exposure };
    let scores = Scores { concentration, dependence, products, look_through, dependence_days };
    let overview = score_table::overview(&scores.concentration, &scores.dependence);
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        manifest.done("score");
        let mut drawn = vec![
            charts::named("dependence", &charts::dependence_matrix(&source.study, &scores.dependence)),
            charts::named(
                "heat-map",
                &charts::heat_map(&source.study, &scores.concentration, &scores.dependence, &[], "(not run)"),
            ),
        ];
        let leans = &scores.look_through;
        drawn.extend(charts::look_through(&source.study, &leans.concentration, &leans.exposure));
        let written = folder
            .write("scores.csv", |out| overview.write_csv(out))
            .and_then(|()| {
                folder.write("dependence.csv", |out| score_table::dependence(&scores.dependence).write_csv(out))
            })
            .and_then(|()| {
                folder.write("concentration.csv", |out| score_table::products(&scores.products).write_csv(out))
            })
            .and_then(|()| {
                folder.write("look_through.csv", |out| exposure_table::exposure(&leans.exposure).write_csv(out))
            })
            .and_then(|()| match &scores.dependence_days {
                Some(days) => folder.write("dependence_days.csv", |out| exposure_table::days(days).write_csv(out)),
                None => Ok(()),
            })
            .and_then(|()| folder.write("scores.json", |out| write_json(out, &scores)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    let products = score_table::products(&scores.products);
    match session.options.format {
        Format::Csv if arguments.products => return session.print_table(&products),
        _ => session.print_as(&scores, &overview)?,
    }
    if arguments.products && session.options.format == Format::Table {
        session.print(|out| writeln!(out))?;
        session.print_table(&products)?;
    }
    if let Some(days) = scores.dependence_days.as_ref().filter(|_| session.options.format == Format::Table) {
        session.print(|out| writeln!(out))?;
        session.print_table(&exposure_table::days(days.iter().filter(|row| row.is_felt())))?;
    }
    session.explain(score_table::LEGEND)
}
