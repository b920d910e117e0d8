//! What imports into a model share: the model to start from, and the folder that the new one is written to.

use crate::cli::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::input::{Folder, Hashes, file_names};
use crate::model::{Model, ModelFile, ModelTexts};
use crate::overlay::ModelCopy;
use crate::report::{Table, write_json};
use crate::scenario::scenario_folder;
use std::path::Path;

/// The model that data are laid over.
pub struct Base {
    /// The model, checked.
    pub model: Model,
    /// Its files, to be changed.
    pub copy: ModelCopy,
    /// SHA-256 of each file.
    hashes: Hashes,
    /// Scenarios of its own, by name of the file.
    scenarios: Vec<(String, String)>,
}

impl Base {
    /// The model that `--model` asks for.
    pub fn read(session: &Session) -> Result<Self, Failure> {
        let loaded = session.model()?;
        let mut findings = Findings::new();
        let texts = ModelTexts::read(&session.model_source(), &mut findings);
        let folder = scenario_folder(&session.model_source());
        let mut hashes = loaded.hashes;
        let mut scenarios = Vec::new();
        // Those of the program come with the program.
        if matches!(folder, Folder::Disk(_)) {
            for name in folder.toml_files() {
                let text = folder.text(&name, &mut findings, &mut hashes);
                scenarios.extend(text.map(|text| (format!("scenarios/{name}"), text.text().to_owned())));
            }
        }
        if findings.has_errors() {
            return Err(Failure::Input(findings));
        }
        Ok(Self { model: loaded.value, copy: ModelCopy::of(&texts), hashes, scenarios })
    }

    /// Writes the changed model into the folder `out`, with the table of what was done (`import.csv`, `import.json`)
    /// and a manifest that names what was `read`.
    pub fn write(self, session: &Session, out: &Path, table: &Table, read: Hashes) -> Result<(), Failure> {
        let files = self.copy.finish()?;
        strangers(out, &files)?;
        let (mut folder, mut manifest) = session.results_in(out)?;
        manifest.inputs.extend(self.hashes);
        manifest.inputs.extend(read);
        let texts = files.into_iter().map(|(name, text)| (name.to_owned(), text)).chain(self.scenarios);
        let written = texts
            .into_iter()
            .try_for_each(|(name, text)| folder.write(&name, |file| file.write_all(text.as_bytes())))
            .and_then(|()| folder.write("import.csv", |file| table.write_csv(file)))
            .and_then(|()| folder.write("import.json", |file| write_json(file, table)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))
    }
}

/// A model file that is there and would not be replaced would become part of the new model.
fn strangers(out: &Path, files: &[(&'static str, String)]) -> Result<(), Failure> {
    let mut findings = Findings::new();
    for name in file_names(out) {
        if ModelFile::named(&name).is_some() && !files.iter().any(|(own, _)| *own == name) {
            let finding = Finding::error("this file of another model lies where the new one is to be written");
            findings
                .push(finding.in_file(&out.join(name).display().to_string()).help("name an empty folder with --out"));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Usage(findings)) }
}
