//! `linchpin mc`: a Monte Carlo batch over the hazard catalogue.

use super::preset::default_kernel_only;
use super::study_source::{self, ModelArguments, StudySource};
use super::{Failure, Session};
use crate::engine::lanes::{Isa, Kernel, Precision};
use crate::finding::{Finding, Findings};
use crate::report::{RunManifest, batch_table, charts, write_json};
use crate::study::{BatchOptions, BatchResult};
use clap::ValueEnum;

/// Draw years of hazards and report what they cost
///
/// Each trial is one year of arrivals, simulated in weekly steps to the end of the third year, so that long shocks and
/// deep stocks are not cut off: a loss is booked to the year of its event. The same seed gives the same bytes for any
/// number of threads. Every estimate has its standard error or a 95 % interval. With `--out DIR` the year-loss table is
/// written too: a row per trial, sector and economy that lost anything, and the number of trials in `manifest.json`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    batch: BatchArguments,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Which batch to run.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct BatchArguments {
    /// Number of trials, each one year; a standard error needs two, a tail many more
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    trials: u64,
    /// Begin with the shocks that are in force in mid-2026
    #[arg(long)]
    pub in_force: bool,
    #[command(flatten)]
    kernel: KernelArguments,
}

/// Which kernel runs the batch. Results of one precision are the same to the bit for all of them.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct KernelArguments {
    /// Width of the numbers: single precision is fast, double is there to check it
    #[arg(long, value_enum, default_value_t = PrecisionName::F32, hide_short_help = true)]
    precision: PrecisionName,
    /// Trials that run at a time, 8 or 16 (double precision: always 8); results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = eight_or_sixteen, hide_short_help = true)]
    lanes: u8,
    /// Instructions to use; results do not depend on them
    #[arg(long, value_enum, default_value_t = IsaName::Auto, hide_short_help = true)]
    isa: IsaName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PrecisionName {
    F32,
    F64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IsaName {
    Auto,
    Avx512,
    Avx2,
    Portable,
}

fn eight_or_sixteen(text: &str) -> Result<u8, String> {
    match text {
        "8" => Ok(8),
        "16" => Ok(16),
        _ => Err("must be 8 or 16".to_owned()),
    }
}

impl KernelArguments {
    /// The kernel that is asked for, if this machine has it.
    fn kernel(self) -> Result<Kernel, Failure> {
        let isa = match self.isa {
            IsaName::Auto => Isa::widest(),
            IsaName::Avx512 => Isa::Avx512,
            IsaName::Avx2 => Isa::Avx2,
            IsaName::Portable => Isa::Portable,
        };
        if !isa.is_present() {
            let finding = Finding::error(format!("this machine has no {} instructions", isa.name()))
                .help(format!("leave out `--isa`, or choose `--isa {}`", Isa::widest().name()));
            return Err(Failure::Input(finding.into()));
        }
        let precision = match self.precision {
            PrecisionName::F32 => Precision::F32,
            PrecisionName::F64 => Precision::F64,
        };
        Ok(Kernel { precision, lanes: usize::from(self.lanes), isa })
    }
}

impl BatchArguments {
    /// Notes in the manifest what decided the batch.
    pub fn note(self, manifest: &mut RunManifest) {
        manifest.parameters.insert("trials".to_owned(), self.trials.into());
        manifest.trials = Some(self.trials);
    }
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let inputs = study_source::read(&arguments.model, session)?;
    default_kernel_only("a batch runs", arguments.model.preset(), &inputs.model, session)?;
    let source = inputs.build()?;
    if let Some(finding) = without_hazards(&source, arguments.batch) {
        return Err(Failure::Input(finding.into()));
    }
    let results = session.results()?;
    let batch = run(&source, arguments.batch, session)?;
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(source.hashes.clone());
        arguments.batch.note(&mut manifest);
        manifest.done("batch");
        let drawn = [charts::named("exceedance", &charts::exceedance(&source.study, &batch))];
        let written = folder
            .write("year_loss.csv", |out| batch.table.write_csv(out).map_err(std::io::Error::other))
            .and_then(|()| folder.write("mc.csv", |out| batch_table::batch(&batch).write_csv(out)))
            .and_then(|()| folder.write("mc.json", |out| write_json(out, &batch)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_as(&batch, &batch_table::batch(&batch))?;
    session.explain(&batch_table::legend(&batch))
}

/// What is said where nothing can happen: years without hazards lose nothing, which says nothing of the model.
pub fn without_hazards(source: &StudySource, arguments: BatchArguments) -> Option<Finding> {
    let nothing = source.library.hazards().hazard.is_empty() && !arguments.in_force;
    nothing.then(|| {
        Finding::error("this model has no hazards: there is nothing to draw").help(
            "write them into scenarios/hazards.toml in its folder (`linchpin schema hazards`), or ask what one shock does: \
             linchpin run --shock",
        )
    })
}

/// Runs the batch with a progress bar and warns of hazards without a target.
pub fn run(source: &StudySource, arguments: BatchArguments, session: &Session) -> Result<BatchResult, Failure> {
    let options = BatchOptions {
        trials: arguments.trials,
        seed: session.options.seed,
        threads: session.options.threads.map(usize::from),
        kernel: arguments.kernel.kernel()?,
        in_force: if arguments.in_force { study_source::in_force(&source.library) } else { Vec::new() },
    };
    let progress = session.progress("trials", arguments.trials);
    let batch = source
        .study
        .batch(source.library.hazards(), &options, &|done| progress.advance(done))
        .map_err(|error| Failure::Input(Finding::error(error.to_string()).into()))?;
    drop(progress);
    let mut findings = Findings::new();
    for hazard in &batch.without_target {
        findings.push(Finding::warning(format!("hazard `{hazard}` hits nothing in this model")));
    }
    session.tell(&findings);
    Ok(batch)
}
