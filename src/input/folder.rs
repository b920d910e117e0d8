//! A folder of TOML files: on disk, or embedded in the program.

use super::decode::decode;
use super::file::{Bytes, file_names, missing, read};
use super::hash::{Hashes, sha256};
use super::nearest;
use crate::finding::{Finding, Findings, SourceText};
use include_dir::{Dir, include_dir};
use std::path::PathBuf;
use std::sync::Arc;

static MODELS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/models");
static SCENARIOS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static BACKTESTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/backtests");

/// Where a model or a library of scenarios is read from.
#[derive(Debug, Clone)]
pub enum Folder {
    /// The model that comes with the program.
    EmbeddedModel,
    /// The scenarios that come with the program.
    EmbeddedScenarios,
    /// The backtests that come with the program.
    EmbeddedBacktests,
    /// A folder on disk.
    Disk(PathBuf),
}

impl Folder {
    /// Name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::EmbeddedModel => "models".to_owned(),
            Self::EmbeddedScenarios => "scenarios".to_owned(),
            Self::EmbeddedBacktests => "backtests".to_owned(),
            Self::Disk(path) => path.display().to_string(),
        }
    }

    /// Names of the `.toml` files in it, in alphabetical order.
    #[must_use]
    pub fn toml_files(&self) -> Vec<String> {
        let mut names = match self.embedded() {
            Some(folder) => folder.files().map(|file| file.path().display().to_string()).collect(),
            None => match self {
                Self::Disk(path) => file_names(path),
                _ => Vec::new(),
            },
        };
        names.retain(|name| std::path::Path::new(name).extension().is_some_and(|extension| extension == "toml"));
        names.sort();
        names
    }

    /// Reads the text of the file `name`; what is wrong with it goes to `findings`, its fingerprint to `hashes`.
    pub fn text(&self, name: &str, findings: &mut Findings, hashes: &mut Hashes) -> Option<Arc<SourceText>> {
        let text = self.bytes(name).and_then(|bytes| {
            hashes.insert(bytes.name.clone(), sha256(&bytes.bytes));
            decode(&bytes)
        });
        text.map_err(|finding| findings.push(finding)).ok()
    }

    fn bytes(&self, name: &str) -> Result<Bytes, Finding> {
        match (self, self.embedded()) {
            (Self::Disk(path), _) => read(&path.join(name)),
            (_, Some(folder)) => {
                let shown = format!("{}/{name}", self.name());
                match folder.get_file(name) {
                    Some(file) => Ok(Bytes { name: shown, bytes: file.contents().to_vec() }),
                    None => Err(Finding::error("no such file in the program").in_file(&shown)),
                }
            }
            (_, None) => Err(missing(std::path::Path::new(name))),
        }
    }

    fn embedded(&self) -> Option<&'static Dir<'static>> {
        match self {
            Self::EmbeddedModel => Some(&MODELS),
            Self::EmbeddedScenarios => Some(&SCENARIOS),
            Self::EmbeddedBacktests => Some(&BACKTESTS),
            Self::Disk(_) => None,
        }
    }

    /// A warning for each `.toml` file that is none of `known`.
    pub(crate) fn strangers(&self, known: &[&str], findings: &mut Findings) {
        for name in self.toml_files().iter().filter(|name| !known.contains(&name.as_str())) {
            let file = format!("{}/{name}", self.name());
            findings.push(match nearest(name, known.iter().copied()) {
                Some(near) => Finding::error("this file is not read: it has no name of a model file")
                    .in_file(&file)
                    .help(format!("did you mean `{near}`?")),
                None => Finding::warning("this file is not read: it has no name of a model file")
                    .in_file(&file)
                    .help(format!("names of model files: {}", known.join(", "))),
            });
        }
    }
}
