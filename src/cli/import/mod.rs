//! `linchpin import`: other people's tables and networks, checked and kept in a folder.

mod baci;
mod eto;
mod model_folder;
mod mrio;
mod network;

use super::firm_source::present;
use super::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::flows::{About, Flows, TABLES, UNDATED, files};
use crate::input::{Hashes, Names};
use std::path::Path;

/// Import a table or a network: check it and keep it in a folder (--out DIR) that every command takes as --model DIR
///
/// Everything that is wrong is listed with file, line and column, and nothing is written. What is only doubtful (an
/// unbalanced table) is told and kept as it is. Beside the flows, which are used as they are, the folder gets the files of a
/// model (`model.toml`, `industries.toml`, …) with what the flows do not say: stocks, overtime, who can be replaced. Sectors are
/// its products, regions or markets its economies.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Mrio(mrio::Arguments),
    Network(network::Arguments),
    Baci(baci::Arguments),
    Eto(eto::Arguments),
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    match &arguments.what {
        What::Mrio(arguments) => mrio::answer(arguments, session),
        What::Network(arguments) => network::answer(arguments, session),
        What::Baci(arguments) => baci::answer(arguments, session),
        What::Eto(arguments) => eto::answer(arguments, session),
    }
}

/// The folder to import into.
fn wanted_folder(session: &Session) -> Result<&Path, Failure> {
    session.options.out.as_deref().ok_or_else(|| {
        let finding = Finding::error("nowhere to put what is imported");
        Failure::Usage(finding.help("name a folder with --out DIR").into())
    })
}

/// Ids of the home economies: those of `wanted` by id or name, else India and Japan, else the first two.
fn homes(wanted: &[String], flows: &Flows) -> Result<Vec<String>, Failure> {
    let economies = &flows.economies;
    if wanted.is_empty() {
        let usual = ["IND", "JPN"].into_iter().filter(|id| economies.iter().any(|economy| economy.id == *id));
        let usual: Vec<String> = usual.map(str::to_owned).collect();
        let first = economies.iter().take(2).map(|economy| economy.id.clone()).collect();
        return Ok(if usual.is_empty() { first } else { usual });
    }
    let mut findings = Findings::new();
    let mut homes: Vec<String> = Vec::new();
    for wanted in wanted {
        match economies.iter().find(|economy| economy.id == *wanted || economy.name == *wanted) {
            Some(economy) if !homes.contains(&economy.id) => homes.push(economy.id.clone()),
            Some(_) => {}
            None => {
                let names = economies.iter().flat_map(|economy| [economy.id.clone(), economy.name.clone()]);
                findings.push(Names::new("home economy", "what is imported", names).unknown(wanted));
            }
        }
    }
    if findings.has_errors() { Err(Failure::Input(findings)) } else { Ok(homes) }
}

/// Writes `own` files, those of the model and the manifest into the folder `out`.
fn keep(
    session: &Session,
    out: &Path,
    own: Vec<(&'static str, Vec<u8>)>,
    (flows, about): (&Flows, &About),
    inputs: Hashes,
) -> Result<(), Failure> {
    let other = |name: &&&str| own.iter().all(|(own, _)| own != *name) && out.join(name).is_file();
    if let Some(name) = TABLES.iter().find(other) {
        let finding = Finding::error("this folder holds another import, of the other kind");
        let finding = finding.in_file(&out.join(name).display().to_string());
        return Err(Failure::Usage(finding.help("import into a folder of its own").into()));
    }
    let (mut folder, mut manifest) = session.results_in(out)?;
    manifest.inputs.extend(inputs);
    let model = files(flows, about).into_iter().map(|(name, text)| (name, text.into_bytes()));
    own.into_iter()
        .chain(model)
        .try_for_each(|(name, bytes)| folder.write(name, |file| file.write_all(&bytes)))
        .and_then(|()| manifest.finish(folder))
        .map_err(|error| session.cannot_write(&error))
}

/// `changed` as findings about the file or folder at `path`.
fn changes(changed: Vec<Finding>, path: &Path) -> Findings {
    let mut findings = Findings::new();
    for finding in changed {
        findings.push(finding.in_file(&path.display().to_string()));
    }
    findings
}

/// The warning that nobody said which year the data at `path` are of.
fn undated(path: &Path) -> Finding {
    Finding::warning(format!("no year is given: all figures are taken to be of {UNDATED}"))
        .in_file(&path.display().to_string())
        .help("say which year it is of, for example --year 2011")
}

/// What a source is called where nobody says: its file, without endings.
fn called(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').next().filter(|name| !name.is_empty()).unwrap_or("imported").to_owned()
}

/// What cannot be read is no fault of the input.
fn readable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() { Ok(()) } else { present(path) }
}
