//! `linchpin merge`: the parts of a batch put together.

use super::mc::part::{Fault, Part, whole};
use super::mc::{self, deliver, told_apart};
use super::watch::Watch;
use super::{Failure, Session, changed, in_force, study_source};
use crate::engine::lanes::Kernel;
use crate::finding::{Finding, Findings};
use crate::montecarlo::YearLossTable;
use crate::study::UncertainBatch;
use std::path::PathBuf;

/// Put the parts of a batch together that `mc --shard` left
///
/// The statistics and files are those of the batch run in one go, to the byte (`manifest.json` apart). Parts of another seed,
/// model, option or version are refused, as are damaged and overlapping ones; what is missing is named. Options that
/// change the model are those the parts were simulated with; a model of one's own is named with `--model` again.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders of the parts, in any order
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    /// Draw charts as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut watch = Watch::new();
    let results = session.results()?;
    let mut faults = Faults::default();
    let mut parts = Vec::new();
    for path in &arguments.parts {
        match Part::open(path) {
            Ok(part) => parts.push(part),
            Err(fault) => faults.push(fault),
        }
    }
    faults.end()?;
    whole(&mut parts)?;
    let Some(first) = parts.first() else { return Ok(()) };
    let stated = &first.description.batch;
    let unknown = || {
        let finding = Finding::error("these parts were simulated with an option that this program does not know");
        Failure::Input(finding.in_file(&first.path.display().to_string()).into())
    };
    if session.seed_is_given && session.options.seed != stated.seed {
        let message = format!("--seed is {}, and these parts are of seed {}", session.options.seed, stated.seed);
        let finding = Finding::error(message).in_file(&first.path.display().to_string());
        return Err(Failure::Usage(finding.help("leave --seed out: parts are merged with the seed they have").into()));
    }
    let model = stated.model_arguments().ok_or_else(unknown)?;
    let source = study_source::read(&model, session)?.build()?;
    let own = mc::identity_of(stated, &model, &source, session)?;
    if let Some((what, there, here)) = stated.difference(&own) {
        let message = format!("these parts are of another model or program: {what} is {there} in them and {here} here");
        let finding = Finding::error(message).in_file(&first.path.display().to_string());
        let help = "name their model with --model, and merge with the program that simulated them";
        return Err(Failure::Input(finding.help(help).into()));
    }
    let kernel = Kernel { precision: stated.precision.into(), ..Kernel::default() };
    let batch = mc::prepare(&source, (stated.seed, stated.in_force), kernel, session)?;
    let mut table = YearLossTable::new(0, batch.cells().to_vec());
    for part in &parts {
        match part.table() {
            Ok(trials) if faults.none() && trials.trials().start < trials.trials().end => {
                if let Err(error) = table.append(&trials) {
                    let finding = Finding::error(error.to_string()).in_file(&part.path.display().to_string());
                    faults.push(Fault::Wrong(finding));
                }
            }
            Ok(_) => (),
            Err(fault) => faults.push(fault),
        }
    }
    faults.end()?;
    let results = results.map(|(folder, mut manifest)| {
        manifest.inputs.extend(source.hashes.clone());
        manifest.seed = stated.seed;
        match stated.uncertainty {
            Some(asked) => mc::note_draws(&mut manifest, stated.trials, asked),
            None => mc::note(&mut manifest, table.len()),
        }
        manifest.done("parts");
        (folder, manifest)
    });
    watch.done("parts");
    if let Some(asked) = stated.uncertainty {
        let found = UncertainBatch::new(&table, asked.redrawn(), stated.seed);
        return mc::deliver_uncertain(&found, results, &mut watch, None, session);
    }
    let result = told_apart(&batch, table, &mut watch, session);
    let changed = changed::of_batch(&model, &in_force::of(&source.library, stated.in_force));
    deliver((&source, &changed), &result, results, (arguments.svg, &mut watch), None, session)
}

/// What is wrong with parts, all of it.
#[derive(Debug, Default)]
struct Faults {
    findings: Findings,
    unreadable: bool,
}

impl Faults {
    fn push(&mut self, fault: Fault) {
        self.unreadable |= matches!(fault, Fault::Unreadable(_));
        let (Fault::Unreadable(finding) | Fault::Wrong(finding)) = fault;
        self.findings.push(finding);
    }

    fn none(&self) -> bool {
        self.findings.is_empty()
    }

    /// Ends here if there are any: as what could not be read if one of them is that.
    fn end(&mut self) -> Result<(), Failure> {
        let findings = std::mem::take(&mut self.findings);
        match (findings.has_errors(), self.unreadable) {
            (false, _) => Ok(()),
            (true, true) => Err(Failure::Usage(findings)),
            (true, false) => Err(Failure::Input(findings)),
        }
    }
}
