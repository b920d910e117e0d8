//! `linchpin check`: what is wrong with model and scenario files.

use super::{Failure, Format, Session};
use crate::finding::{Findings, Kind, Place};
use crate::input::{Checked, check_paths};
use crate::report::{Column, Table, write_json};
use std::path::PathBuf;

/// Check model folders, single model files and scenario files, and list everything that is wrong
///
/// Model files are checked within their folder. Findings go to standard error, or as JSON or CSV to standard output.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders and files to check
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let results = session.results()?;
    let Checked { findings, files } = check_paths(&arguments.paths);
    let number = files.len();
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs = files;
        let written = folder
            .write("findings.json", |out| write_json(out, &findings))
            .and_then(|()| folder.write("findings.csv", |out| table(&findings).write_csv(out)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    let unreadable = arguments.paths.iter().any(|path| std::fs::metadata(path).is_err());
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
