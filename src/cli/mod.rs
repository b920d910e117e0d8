//! The command line: one command a file, each with the struct of its arguments (their doc comments are the help) and
//! the function that answers it.

#![expect(clippy::missing_errors_doc, reason = "every command fails the way `Failure` says")]

mod backtest;
mod bench;
mod changed;
mod check;
mod compare;
mod completions;
mod concentration;
mod cuts;
mod export;
mod exposure;
mod failure;
mod firm_source;
mod forecast;
mod import;
mod in_force;
mod indicator;
mod interrupt;
mod io;
mod list;
mod man;
mod mc;
mod merge;
mod number;
mod options;
mod preset;
mod progress;
mod report;
mod robustness;
mod run;
mod schema;
mod score;
mod sensitivity;
mod session;
mod show;
mod show_entry;
mod structure;
mod study_source;
mod suppliers;
mod systemic;
mod watch;

pub use failure::Failure;
pub use options::{Format, Options};
pub use progress::Progress;
pub use session::Session;

use crate::report::manifest::{GIT, VERSION};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;
use std::sync::LazyLock;

/// Finds the suppliers a country cannot do without, and shows what happens when they stop.
///
/// Data go to standard output, messages to standard error. Exit status: 0 done; 1 the input has errors, all of them
/// listed; 2 wrong usage, or something could not be read or written; 130 interrupted, to go on with `--resume`.
#[derive(Debug, Parser)]
#[command(name = "linchpin", version = VERSION_LINE.as_str(), propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(report::Arguments),
    Run(run::Arguments),
    Mc(mc::Arguments),
    Bench(bench::Arguments),
    Merge(merge::Arguments),
    Score(score::Arguments),
    Backtest(backtest::Arguments),
    Sensitivity(sensitivity::Arguments),
    Concentration(concentration::Arguments),
    Suppliers(suppliers::Arguments),
    Cuts(cuts::Arguments),
    Exposure(exposure::Arguments),
    Compare(compare::Arguments),
    Indicator(indicator::Arguments),
    Import(import::Arguments),
    Io(io::Arguments),
    Systemic(systemic::Arguments),
    Robustness(robustness::Arguments),
    Structure(structure::Arguments),
    Export(export::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Check(check::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Command {
    fn answer(&self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Report(arguments) => report::answer(arguments, session),
            Self::Run(arguments) => run::answer(arguments, session),
            Self::Mc(arguments) => mc::answer(arguments, session),
            Self::Bench(arguments) => bench::answer(arguments, session),
            Self::Merge(arguments) => merge::answer(arguments, session),
            Self::Score(arguments) => score::answer(arguments, session),
            Self::Backtest(arguments) => backtest::answer(arguments, session),
            Self::Sensitivity(arguments) => sensitivity::answer(arguments, session),
            Self::Concentration(arguments) => concentration::answer(arguments, session),
            Self::Suppliers(arguments) => suppliers::answer(arguments, session),
            Self::Cuts(arguments) => cuts::answer(arguments, session),
            Self::Exposure(arguments) => exposure::answer(arguments, session),
            Self::Compare(arguments) => compare::answer(arguments, session),
            Self::Indicator(arguments) => indicator::answer(arguments, session),
            Self::Import(arguments) => import::answer(arguments, session),
            Self::Io(arguments) => io::answer(arguments, session),
            Self::Systemic(arguments) => systemic::answer(arguments, session),
            Self::Robustness(arguments) => robustness::answer(arguments, session),
            Self::Structure(arguments) => structure::answer(arguments, session),
            Self::Export(arguments) => export::answer(arguments, session),
            Self::List(arguments) => list::answer(arguments, session),
            Self::Show(arguments) => show::answer(arguments, session),
            Self::Check(arguments) => check::answer(arguments, session),
            Self::Schema(arguments) => schema::answer(arguments, session),
            Self::Completions(arguments) => completions::answer(arguments, session),
            Self::Man(arguments) => man::answer(arguments, session),
        }
    }
}

/// Reads the command line, answers it, and says with which status to exit.
#[must_use]
pub fn main() -> ExitCode {
    crate::engine::lanes::map_large_arrays();
    let parsed = Cli::command().try_get_matches().and_then(|matches| {
        let own = matches.subcommand();
        let given = own.is_some_and(|(_, own)| given(own, "seed"));
        let svg = own.is_some_and(|(_, own)| matches!(own.try_get_one::<bool>("svg"), Ok(Some(true))));
        Cli::from_arg_matches(&matches).map(|cli| (cli, given, svg))
    });
    let (cli, seed_is_given, svg) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help asked for goes to standard output, everything else to standard error; a closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::USAGE));
        }
    };
    let mut session = Session::new(cli.options);
    session.seed_is_given = seed_is_given;
    // A report always has a folder.
    if svg && session.options.out.is_none() && !matches!(cli.command, Command::Report(_)) {
        let finding = crate::finding::Finding::warning("`--svg` changes nothing without `--out`: no charts are drawn");
        session.tell(&finding.help("say with `--out DIR` where charts should go").into());
    }
    match session.prepare().and_then(|()| cli.command.answer(&session)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => session.report(&failure),
    }
}

/// Whether the command line, and not a default, says what the option `id` is.
fn given(matches: &clap::ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(clap::parser::ValueSource::CommandLine)
}

static VERSION_LINE: LazyLock<String> = LazyLock::new(|| match GIT {
    Some(commit) => format!("{VERSION} ({commit})"),
    None => VERSION.to_owned(),
});

/// The whole command line as clap sees it, for completions and manual pages.
fn definition() -> clap::Command {
    let mut definition = Cli::command();
    definition.build();
    definition
}
