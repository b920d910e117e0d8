//! `linchpin mc`: a Monte Carlo batch over the hazard catalogue.

mod deliver;
mod identity;
mod kernel;
pub mod part;
mod program;
mod simulate;
mod state;
mod uncertainty;
mod until;

pub use deliver::{deliver, told_apart};
pub use uncertainty::{deliver as deliver_uncertain, note_draws};

use super::changed;
use super::in_force;
use super::preset::default_kernel_only;
use super::study_source::{self, ModelArguments, StudySource};
use super::watch::Watch;
use super::{Failure, Format, Session};
use crate::engine::lanes::Kernel;
use crate::finding::{Finding, Findings};
use crate::montecarlo::YearLossTable;
use crate::report::{OutputFolder, RunManifest, batch_table, group_table};
use crate::scenario::Hazard;
use crate::study::{Batch, BatchOptions, BatchResult};
use identity::{Decided, Identity};
use kernel::KernelArguments;
use part::Shard;
use simulate::{Plan, simulate};
use state::{Run, State, finished};
use until::{Estimated, RelativeError, Until};

/// Most trials of a batch that ends once an error is small enough.
const MOST_UNTIL: u64 = 100_000;
/// Fewest trials of a batch.
const LEAST: u64 = 1;
/// Most trials of a batch, of each draw if figures or rates are drawn.
const MOST: u64 = 100_000_000;

/// Draw years of hazards and report what they cost
///
/// Each trial is one year of arrivals, simulated in weekly steps to the end of the third year, so that long shocks and
/// deep stocks are not cut off: a loss is booked to the year of its event. The same seed gives the same bytes for any
/// number of threads. Every estimate has its standard error or a 95 % interval. With `--out DIR` the year-loss table is
/// written too: a row per trial, sector and economy that lost anything, and the number of trials in `manifest.json`.
///
/// A long batch with `--out` is saved every few seconds: killed or stopped by Ctrl-C, it goes on with `--resume` and ends
/// with the same bytes. It can also be simulated in parts, anywhere: `--shard 3/64 --out part-03` on each machine, then
/// `linchpin merge part-*`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    batch: BatchArguments,
    /// End once the relative standard error of --until-of is this small at two looks in a row, for example `5%`; --trials
    /// says after how many trials at the latest [default: 100000]. The result is that of a batch of so many trials
    #[arg(long, value_name = "ERROR", conflicts_with = "shard", allow_hyphen_values = true)]
    until: Option<RelativeError>,
    /// Which estimate --until looks at
    #[arg(long, value_enum, default_value = "es95", requires = "until")]
    until_of: Estimated,
    /// Run the same years over what is not known: `figures` of the model, `rates` of the hazards, or `all`, drawn 40 times
    /// from their ranges, or as often as `figures=DRAWS` says. Tells chance and ignorance apart
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["until", "svg"])]
    uncertainty: Option<uncertainty::Asked>,
    /// Simulate only this part of the batch, `K/N`, into the folder of --out, for `linchpin merge`
    #[arg(long, value_name = "K/N", allow_hyphen_values = true)]
    shard: Option<Shard>,
    /// Go on with the unfinished run in the folder of --out, if there is one
    #[arg(long)]
    resume: bool,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Which batch to run.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct BatchArguments {
    /// Number of trials, each one year; a standard error needs two, a tail many more [default: 500]
    #[arg(long, value_parser = crate::cli::number::whole::<u64>(LEAST..=MOST), allow_negative_numbers = true)]
    trials: Option<u64>,
    /// Begin with the shocks that are in force in mid-2026
    #[arg(long)]
    pub in_force: bool,
    #[command(flatten)]
    kernel: KernelArguments,
}

impl BatchArguments {
    /// How many trials to run.
    pub fn trials(self) -> u64 {
        self.trials.unwrap_or_else(|| BatchOptions::default().trials)
    }
}

/// What is said where nothing can happen: years without hazards lose nothing, which says nothing of the model.
pub fn without_hazards(source: &StudySource, in_force: bool) -> Option<Finding> {
    let hazards = source.library.hazards();
    if in_force || hazards.hazard.iter().any(Hazard::may_arrive) {
        return None;
    }
    let finding = if hazards.hazard.is_empty() {
        Finding::error("this model has no hazards: there is nothing to draw").help(
            "write them into scenarios/hazards.toml in its folder (`linchpin schema hazards`), or ask what one shock does: \
             linchpin run --shock",
        )
    } else {
        Finding::error("no hazard of this model is enabled and has a rate above 0: there is nothing to draw")
            .help("set `enabled = true` in its scenarios/hazards.toml")
    };
    Some(finding)
}

/// What a batch like `stated` would be called here, with this model and program.
pub fn identity_of(
    stated: &Identity,
    model: &ModelArguments,
    source: &StudySource,
    session: &Session,
) -> Result<Identity, Failure> {
    let Identity { trials, uncertainty, until, in_force, precision, .. } = stated.clone();
    let decided = Decided { trials, uncertainty, until, in_force, precision };
    Ok(Identity { seed: stated.seed, ..Identity::new(session, model, source, decided)? })
}

/// Notes in the manifest what decided the batch.
pub fn note(manifest: &mut RunManifest, trials: u64) {
    manifest.parameters.insert("trials".to_owned(), trials.into());
    manifest.trials = Some(trials);
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    needs_folder(arguments, session)?;
    let mut watch = Watch::new();
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("a batch runs", arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    if let Some(finding) = without_hazards(&source, arguments.batch.in_force) {
        return Err(Failure::Input(finding.into()));
    }
    if let Some(asked) = arguments.uncertainty {
        return uncertainty::answer(asked, arguments, &source, watch, session);
    }
    let results = session.results()?;
    let until = arguments.until.map(|error| Until { error, of: arguments.until_of });
    let most = if until.is_some() { MOST_UNTIL } else { BatchOptions::default().trials };
    let trials = arguments.batch.trials.unwrap_or(most);
    let in_force = arguments.batch.in_force;
    let precision = arguments.batch.kernel.precision;
    let ends = until.map(|until| until.to_string());
    let decided = Decided { trials, uncertainty: None, until: ends, in_force, precision };
    let identity = identity(arguments, &source, decided, session)?;
    let batch = prepare(&source, (session.options.seed, in_force), arguments.batch.kernel.kernel()?, session)?;
    let state = open_state(arguments, identity.as_ref(), session)?;
    watch.done("model");
    let own = arguments.shard.map_or(0..trials, |shard| shard.trials(trials));
    let plan = Plan { trials: own, until, state: state.as_ref() };
    let table = simulate(&mut &batch, &plan, session)?;
    watch.done("trials");
    let simulated = results.map(|(folder, mut manifest)| {
        manifest.inputs.extend(source.hashes.clone());
        note(&mut manifest, table.len());
        manifest.done("batch");
        (folder, manifest)
    });
    match (arguments.shard.zip(identity), simulated) {
        (Some(part), Some(results)) => leave_part(results, part, &table, state.as_ref(), session),
        (_, results) => {
            let result = told_apart(&batch, table, &mut watch, session);
            let changed = changed::of_batch(&arguments.model, &in_force::of(&source.library, in_force));
            deliver((&source, &changed), &result, results, (arguments.svg, &mut watch), state.as_ref(), session)
        }
    }
}

/// What decides the batch, where something of it is left that must be told from others.
fn identity(
    arguments: &Arguments,
    source: &StudySource,
    decided: Decided,
    session: &Session,
) -> Result<Option<Identity>, Failure> {
    let identity = || Identity::new(session, &arguments.model, source, decided);
    session.options.out.is_some().then(identity).transpose()
}

/// Opens the state of the run in the folder of its results, if there is one.
fn open_state(arguments: &Arguments, identity: Option<&Identity>, session: &Session) -> Result<Option<State>, Failure> {
    let (Some(out), Some(identity)) = (session.options.out.as_deref(), identity) else { return Ok(None) };
    let run = Run { shard: arguments.shard, batch: identity.clone() };
    State::open(out, &run, arguments.resume).map(Some)
}

/// Writes a shard and says what to do with it.
fn leave_part(
    (folder, manifest): (OutputFolder, RunManifest),
    part: (Shard, Identity),
    table: &YearLossTable,
    state: Option<&State>,
    session: &Session,
) -> Result<(), Failure> {
    let part = part::write(folder, manifest, part, table).map_err(|error| session.cannot_write(&error))?;
    finished(state, session)?;
    session.print_as(&part, &part.table())?;
    session.explain("Simulate the other shards, then put them together with `linchpin merge`.")
}

/// What is saved, or left for others, needs a place.
fn needs_folder(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let option = match (arguments.shard, arguments.resume) {
        _ if session.options.out.is_some() => return Ok(()),
        (Some(_), _) => "--shard",
        (None, true) => "--resume",
        (None, false) => return Ok(()),
    };
    let finding = Finding::error(format!("{option} needs a folder"));
    Err(Failure::Usage(finding.help("name it with --out DIR").into()))
}

/// Makes the batch ready and warns of hazards without a target.
pub fn prepare<'a>(
    source: &'a StudySource,
    (seed, in_force): (u64, bool),
    kernel: Kernel,
    session: &Session,
) -> Result<Batch<'a>, Failure> {
    let options = BatchOptions {
        trials: 0,
        seed,
        threads: session.options.threads.map(usize::from),
        in_force: in_force::shocks(&source.library, in_force),
        kernel,
    };
    let batch = source.study.prepare_batch(source.library.hazards(), &options)?;
    let mut findings = Findings::new();
    for hazard in batch.without_target() {
        findings.push(Finding::warning(format!("hazard `{hazard}` hits nothing in this model")));
    }
    // Of rows that are written `check` has said it, with the place.
    let written_out = |place: u32| source.library.hazards().hazard[place as usize].generic.is_some();
    for entry in batch.arrivals().catalogue().exceeding().filter(|entry| written_out(entry.hazard)) {
        let (id, rate) = (&entry.id, entry.rate);
        let message =
            format!("the rate of `{id}` is {}, but its causes alone bring {} a year", rate.marginal, rate.shared);
        findings.push(Finding::warning(message).help("raise the rate of its family or lower a `probability`"));
    }
    session.tell(&findings);
    Ok(batch)
}

/// The losses of so many years, with a progress bar.
pub fn years(source: &StudySource, trials: u64, session: &Session) -> Result<YearLossTable, Failure> {
    let batch = prepare(source, (session.options.seed, false), Kernel::default(), session)?;
    simulate(&mut &batch, &Plan { trials: 0..trials, until: None, state: None }, session)
}

/// Runs the batch of a report with a progress bar.
pub fn run(source: &StudySource, arguments: BatchArguments, session: &Session) -> Result<BatchResult, Failure> {
    let batch = prepare(source, (session.options.seed, arguments.in_force), arguments.kernel.kernel()?, session)?;
    let plan = Plan { trials: 0..arguments.trials(), until: None, state: None };
    let table = simulate(&mut &batch, &plan, session)?;
    Ok(told_apart(&batch, table, &mut Watch::new(), session))
}

/// What is printed of a batch.
fn print(result: &BatchResult, session: &Session) -> Result<(), Failure> {
    session.print_as(result, &batch_table::batch(result))?;
    session.explain(&batch_table::legend(result))?;
    if result.groups.is_empty() || session.options.format != Format::Table {
        return Ok(());
    }
    session.print(|out| writeln!(out))?;
    session.print_table(&group_table::table(&result.groups))?;
    session.explain(&group_table::legend(&result.groups))
}
