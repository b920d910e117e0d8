//! `linchpin check`: what is wrong with model and scenario files.

use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings, Kind, Place};
use crate::input::{Checked, check_paths};
use crate::model::{Model, ModelFile, ModelSource};
use crate::network::build::MixDistance;
use crate::report::{Column, Table, write_json};
use crate::study::Study;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Check model folders, single model files, scenarios and backtests, and list everything that is wrong
///
/// Model files are checked within their folder. Findings go to standard error, or as JSON or CSV to standard output.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders and files to check [default: the folder of --model]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let paths = paths(arguments, session)?;
    let results = session.results()?;
    let Checked { mut findings, files } = check_paths(paths);
    if !findings.has_errors() {
        for path in paths {
            findings.extend(balance(&model_in(path)));
        }
    }
    let number = files.len();
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs = files;
        let written = folder
            .write("findings.json", |out| write_json(out, &findings))
            .and_then(|()| folder.write("findings.csv", |out| table(&findings).write_csv(out)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    let unreadable = paths.iter().any(|path| std::fs::metadata(path).is_err());
    if session.options.format == Format::Table {
        if !findings.has_errors() {
            session.tell_all(&findings);
            let noun = if number == 1 { "file" } else { "files" };
            return session.print(|out| writeln!(out, "checked {number} {noun}: {}", findings.summary()));
        }
        return Err(if unreadable { Failure::Usage(findings) } else { Failure::Input(findings) });
    }
    session.print_as(&findings, &table(&findings))?;
    match (unreadable, findings.has_errors()) {
        (true, _) => Err(Failure::Told(super::failure::USAGE)),
        (false, true) => Err(Failure::Told(super::failure::INPUT)),
        (false, false) => Ok(()),
    }
}

/// What to check.
fn paths<'a>(arguments: &'a Arguments, session: &'a Session) -> Result<&'a [PathBuf], Failure> {
    match (&session.options.model, arguments.paths.as_slice()) {
        (Some(model), []) => Ok(std::slice::from_ref(model)),
        (None, []) => {
            let finding = Finding::error("nothing to check: no file or folder is named");
            Err(Failure::Usage(finding.help("`linchpin check models scenarios`, or --model DIR").into()))
        }
        (_, named) => Ok(named),
    }
}

/// The model that a path stands for: of a folder that holds models, scenarios and backtests, the first of these.
fn model_in(path: &Path) -> Cow<'_, Path> {
    let inner = path.join("models");
    let holds = |folder: &Path| folder.join(ModelFile::Manifest.name()).is_file();
    if !holds(path) && holds(&inner) { Cow::Owned(inner) } else { Cow::Borrowed(path) }
}

/// Distance from a stated mix above which balancing is worth a note.
const FAR: f64 = 0.25;

/// What balancing had to do to the mixes that a model folder states.
fn balance(path: &Path) -> Findings {
    let mut findings = Findings::new();
    if !path.join(ModelFile::Manifest.name()).is_file() {
        return findings;
    }
    let folder = path.display().to_string();
    let Ok(loaded) = Model::load(&ModelSource::Folder(path.to_owned())) else { return findings };
    match Study::new(loaded.value) {
        Err(error) => findings.push(Finding::error(error.to_string()).in_file(&folder)),
        Ok(study) => {
            for message in moved(&study) {
                findings.push(
                    Finding::note(message)
                        .in_file(&folder)
                        .help("supply, demand and mix do not fit together; docs/model.md has the rules"),
                );
            }
            for row in &study.balance().shortfalls {
                let message = format!(
                    "`{}` names no maker in {}, whose import dependence implies {:.3} of the world's: {:.3} taken from OTHER",
                    row.product, row.region, row.wanted, row.carved
                );
                findings.push(Finding::note(message).in_file(&folder));
            }
        }
    }
    findings
}

/// What had to move far for supply and demand to balance: one by one where the model states how an economy is supplied, a
/// product at a time where it does not, so that only the rules for what is not stated gave way.
fn moved(study: &Study) -> Vec<String> {
    let model = study.model();
    let states = |product: &str, region: &str| {
        model.product(product).is_some_and(|(_, product)| {
            let mut stated = product.import_dependence.iter().map(|row| &row.economy);
            let mut imports = product.imports.iter().map(|row| &row.economy);
            let of_region = |economy: &String| model.region(economy) == region;
            stated.any(of_region) || imports.any(of_region)
        })
    };
    let far: Vec<_> = study.balance().distances.iter().filter(|row| row.distance > FAR).collect();
    let mut words = Vec::new();
    for rows in far.chunk_by(|a, b| a.product == b.product) {
        let (stated, others): (Vec<&&MixDistance>, Vec<&&MixDistance>) =
            rows.iter().partition(|row| states(&row.product, &row.region));
        words.extend(stated.iter().map(|row| {
            format!(
                "supply of `{}` in {} had to move by {:.2} from the stated mix to balance",
                row.product, row.region, row.distance
            )
        }));
        if let Some(most) = others.iter().map(|row| row.distance).reduce(f64::max) {
            let regions: Vec<&str> = others.iter().map(|row| row.region.as_str()).collect();
            words.push(format!(
                "supply of `{}` had to move by up to {most:.2} to balance where no mix is stated: {}",
                rows[0].product,
                regions.join(", ")
            ));
        }
    }
    words
}

fn table(findings: &Findings) -> Table {
    let mut table = Table::new(["file", "line", "column", "severity", "message", "help"].map(Column::new));
    for finding in findings.iter() {
        let place = finding.place.as_ref();
        let position = place.and_then(Place::line_column);
        table.push([
            place.map(Place::name).into(),
            position.map(|(line, _)| line).into(),
            position.map(|(_, column)| column).into(),
            Kind::word(finding.kind).into(),
            finding.message.as_str().into(),
            finding.help.as_deref().into(),
        ]);
    }
    table
}
