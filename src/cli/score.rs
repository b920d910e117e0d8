//! `linchpin score`: concentration and dependence of the undisturbed model.

use super::changed;
use super::preset::default_kernel_only;
use super::study_source::{self, ModelArguments};
use super::{Failure, Format, Session};
use crate::finding::Finding;
use crate::report::{charts, exposure_table, score_table};
use crate::study::ScoreOptions;

/// Score how concentrated supply is, and what is lost without one foreign economy
///
/// Concentration: 100 × the sum of squared shares of supply from each foreign economy. Dependence: availability lost,
/// 0 to 100, when one foreign economy's exports vanish for good, stocks spent, through all tiers, rerouting on.
/// JSON and `--out` also hold look-through exposure, named indicators, cut sets, single points of failure, systemic
/// suppliers and the robustness of the network of suppliers.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// List every product too; with `--format csv` in place of the sectors
    #[arg(long)]
    products: bool,
    /// Say in days how long stocks hide that an economy's exports have stopped, with and without rerouting; with
    /// `--format csv` in place of the sectors
    #[arg(long)]
    days: bool,
    /// Draws of every figure from its range, for the ranges of concentration, dependence and the indicators
    #[arg(long, value_name = "DRAWS", default_value_t = 0, value_parser = crate::cli::number::draws(true), allow_negative_numbers = true)]
    draws: u32,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    if arguments.products && arguments.days && session.options.format == Format::Csv {
        let finding = Finding::error("--products and --days are two tables, and CSV is one");
        return Err(Failure::Usage(finding.help("ask for one of them; --out DIR writes both").into()));
    }
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("scores are measured", arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    let results = session.results()?;
    let options = ScoreOptions { days: arguments.days, draws: arguments.draws, seed: session.options.seed };
    let progress = session.progress("scores", source.study.score_steps(&options));
    let scores = source.study.scores(source.library.hazards(), &options, &|| progress.advance(1));
    let scores = scores.map_err(|error| Failure::input(&error))?;
    drop(progress);
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
        drawn.extend(charts::of_scores(&source.study, &scores));
        let drawn = charts::changed_by(&changed::in_model(&arguments.model), drawn);
        let written = score_table::write(&mut folder, &scores)
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    let products = score_table::products(&scores.products);
    match (session.options.format, &scores.dependence_days) {
        (Format::Csv, _) if arguments.products => return session.print_table(&products),
        (Format::Csv, Some(days)) => return session.print_table(&exposure_table::days(days)),
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
    session.explain(&legend(arguments))
}

/// What the columns of all that was asked for mean.
fn legend(arguments: &Arguments) -> String {
    let mut words = score_table::legend(arguments.draws);
    for (shown, more) in
        [(arguments.products, score_table::PRODUCT_LEGEND), (arguments.days, exposure_table::DAYS_LEGEND)]
    {
        if shown {
            words.push('\n');
            words.push_str(more);
        }
    }
    words
}
