//! What two parts of a batch, or the state of a run and the run that goes on, must have in common.

use super::kernel::PrecisionName;
use super::program::executable;
use super::uncertainty::{self, Asked};
use super::{LEAST, MOST};
use crate::cli::study_source::{ModelArguments, StudySource};
use crate::cli::{Failure, Session};
use crate::input::{Folder, Hashes};
use crate::model::ModelSource;
use crate::montecarlo::year_loss_file::FORMAT;
use crate::report::manifest::{GIT, VERSION};
use crate::scenario::scenario_folder;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Everything that decides the year-loss table of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Number of the format of its files.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Commit the program was built from.
    pub git: Option<String>,
    /// SHA-256 of the program's file, where `git` does not say what it was built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executable: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Trials of the whole batch; the most, if it ends once an error is small enough; of each draw, if figures or rates
    /// are drawn.
    pub trials: u64,
    /// What is drawn anew, and how often.
    #[serde(default)]
    pub uncertainty: Option<Asked>,
    /// When it ends, if not after all trials.
    pub until: Option<String>,
    /// Years begin with the shocks in force.
    pub in_force: bool,
    /// Width of the numbers.
    pub precision: PrecisionName,
    /// Figures set by hand.
    pub set: Vec<String>,
    /// How products weigh.
    pub weights: Option<String>,
    /// Who is served first.
    pub rationing: Option<String>,
    /// SHA-256 of every file of the model and its scenarios.
    pub inputs: Hashes,
}

/// What the options of a batch decide.
#[derive(Debug)]
pub struct Decided {
    /// See [`Identity::trials`].
    pub trials: u64,
    /// See [`Identity::uncertainty`].
    pub uncertainty: Option<Asked>,
    /// See [`Identity::until`].
    pub until: Option<String>,
    /// See [`Identity::in_force`].
    pub in_force: bool,
    /// See [`Identity::precision`].
    pub precision: PrecisionName,
}

impl Identity {
    /// Of a batch on this source; fails where it takes the file of the program and that cannot be read.
    pub fn new(
        session: &Session,
        model: &ModelArguments,
        source: &StudySource,
        Decided { trials, uncertainty, until, in_force, precision }: Decided,
    ) -> Result<Self, Failure> {
        let name = |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_owned());
        Ok(Self {
            format: FORMAT,
            version: VERSION.to_owned(),
            git: GIT.map(str::to_owned),
            executable: executable()?,
            seed: session.options.seed,
            trials,
            uncertainty,
            until,
            in_force,
            precision,
            set: model.set.clone(),
            weights: name(model.weights.and_then(|w| w.to_possible_value())),
            rationing: name(model.rationing.and_then(|r| r.to_possible_value())),
            inputs: within_model(&source.hashes, &session.model_source()),
        })
    }

    /// Trials of all draws together.
    pub fn all_trials(&self) -> u64 {
        self.uncertainty.map_or(self.trials, |asked| asked.runs().saturating_mul(self.trials))
    }

    /// What keeps a batch like this from being one that `mc` runs: whoever wrote the file may have written any number.
    pub fn fault(&self) -> Option<String> {
        let least = if self.uncertainty.is_some() { uncertainty::LEAST } else { LEAST };
        let admissible = (least..=MOST).contains(&self.trials);
        (!admissible).then(|| format!("its `trials` are {}: admissible are {least} to {MOST}", self.trials))
    }

    /// The options that choose and change the model; none where this program does not know one of them.
    pub fn model_arguments(&self) -> Option<ModelArguments> {
        fn known<T: ValueEnum>(name: Option<&String>) -> Result<Option<T>, String> {
            name.map(|name| T::from_str(name, false)).transpose()
        }
        let (weights, rationing) = (known(self.weights.as_ref()).ok()?, known(self.rationing.as_ref()).ok()?);
        Some(ModelArguments { set: self.set.clone(), weights, rationing, preset: None })
    }

    /// The first thing in which the two differ, as it is in `self` and in `other`.
    pub fn difference(&self, other: &Self) -> Option<(String, String, String)> {
        let fields = |identity: &Self| match serde_json::to_value(identity) {
            Ok(Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        };
        let (one, two) = (fields(self), fields(other));
        let differs = |name: &&String| one.get(*name) != two.get(*name);
        let name = one.keys().chain(two.keys()).find(differs)?;
        if name == "executable" {
            let what = "`executable`, the SHA-256 of a program built with changes that are in no commit,".to_owned();
            return Some((what, shown(self.executable.as_ref()), shown(other.executable.as_ref())));
        }
        if name == "inputs" {
            let files: BTreeSet<&String> = self.inputs.keys().chain(other.inputs.keys()).collect();
            let file = files.into_iter().find(|file| self.inputs.get(*file) != other.inputs.get(*file))?;
            let hash = |hashes: &Hashes| shown(hashes.get(file));
            return Some((format!("the input `{file}`"), hash(&self.inputs), hash(&other.inputs)));
        }
        let value = |fields: &serde_json::Map<String, Value>| fields.get(name).unwrap_or(&Value::Null).to_string();
        Some((format!("`{name}`"), value(&one), value(&two)))
    }
}

/// A hash as messages show it.
fn shown(hash: Option<&String>) -> String {
    hash.map_or_else(|| "absent".to_owned(), |hash| short(hash))
}

/// As much of a hash as people compare. A file may state anything as one.
pub fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// The hashes by the names that files have within the model, wherever its folder is and however its path was written.
/// Scenarios may lie beside the model's folder: they are `scenarios/…` there too.
fn within_model(hashes: &Hashes, source: &ModelSource) -> Hashes {
    let model = match source {
        ModelSource::Embedded => "models".into(),
        ModelSource::Folder(path) => as_named(path),
    };
    let scenarios = match scenario_folder(source) {
        Folder::Disk(path) => Some(as_named(&path)),
        _ => None,
    };
    let name = |name: &String| {
        let path = Path::new(name);
        let story = scenarios.as_ref().and_then(|folder| path.strip_prefix(folder).ok());
        let within = story.map(|story| Path::new("scenarios").join(story));
        let within = within.or_else(|| path.strip_prefix(&model).ok().map(Path::to_owned));
        within.map_or_else(|| name.clone(), |within| within.display().to_string().replace('\\', "/"))
    };
    hashes.iter().map(|(file, hash)| (name(file), hash.clone())).collect()
}

/// A path as the names of files begin with it, which are text even where it is none.
fn as_named(path: &Path) -> PathBuf {
    path.display().to_string().into()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::input::sha256;

    /// An identity of a batch of `trials`.
    pub fn identity(trials: u64) -> Identity {
        Identity {
            format: FORMAT,
            version: VERSION.to_owned(),
            git: Some("0123456789ab".to_owned()),
            executable: None,
            seed: 1,
            trials,
            uncertainty: None,
            until: None,
            in_force: false,
            precision: PrecisionName::F32,
            set: Vec::new(),
            weights: None,
            rationing: None,
            inputs: Hashes::from([("model.toml".to_owned(), sha256(b"model"))]),
        }
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn builds_that_no_commit_tells_apart_differ_by_their_file() {
        let built = |hash: &str| Identity { executable: Some(hash.to_owned()), ..identity(10) };
        let (one, two) = (built("0123456789abcdef"), built("fedcba9876543210"));
        let what = text("`executable`, the SHA-256 of a program built with changes that are in no commit,");
        assert_eq!(one.difference(&two), Some((what.clone(), text("0123456789ab"), text("fedcba987654"))));
        assert_eq!(one.difference(&identity(10)), Some((what.clone(), text("0123456789ab"), text("absent"))));
        assert_eq!(identity(10).difference(&one), Some((what, text("absent"), text("0123456789ab"))));
        assert_eq!(one.difference(&one.clone()), None);
        let committed = serde_json::to_value(identity(10)).expect("JSON");
        assert!(committed.get("executable").is_none(), "a commit says it all");
        assert_eq!(serde_json::from_value::<Identity>(committed).expect("its own"), identity(10));
    }

    #[test]
    fn whatever_stands_for_a_hash_is_shown() {
        for odd in ["", "short", "zwölf Zeichen und mehr", "ééééééééééééé"] {
            let other = Identity { inputs: Hashes::from([("model.toml".to_owned(), odd.to_owned())]), ..identity(10) };
            let (what, here, there) = identity(10).difference(&other).expect("another hash");
            assert_eq!((what, here), (text("the input `model.toml`"), short(&sha256(b"model"))));
            assert_eq!(there, odd.chars().take(12).collect::<String>());
        }
        let (_, _, there) = identity(10).difference(&Identity { inputs: Hashes::new(), ..identity(10) }).expect("none");
        assert_eq!(there, "absent");
    }

    #[test]
    fn only_batches_that_can_be_run_are_without_fault() {
        let of = |trials, uncertainty: Option<&str>| {
            let uncertainty = uncertainty.map(|asked| asked.parse().expect("admissible"));
            Identity { uncertainty, ..identity(trials) }.fault()
        };
        for (trials, uncertainty) in
            [(1, None), (100_000_000, None), (3, Some("all")), (100_000_000, Some("rates=10000"))]
        {
            assert_eq!(of(trials, uncertainty), None);
        }
        assert_eq!(of(0, None), Some(text("its `trials` are 0: admissible are 1 to 100000000")));
        assert_eq!(of(2, Some("all")), Some(text("its `trials` are 2: admissible are 3 to 100000000")));
        assert!(of(100_000_001, None).is_some() && of(u64::MAX, Some("all")).is_some());
    }

    #[test]
    fn files_are_named_the_same_wherever_the_model_lies() {
        let root = tempfile::tempdir().expect("a folder");
        let (model, scenarios) = (root.path().join("my/models"), root.path().join("my/scenarios"));
        for folder in [&model, &scenarios] {
            std::fs::create_dir_all(folder).expect("made");
        }
        std::fs::write(scenarios.join("hazards.toml"), "").expect("written");
        let names = |model: PathBuf, files: [PathBuf; 2]| -> Vec<String> {
            let hashes = files.map(|file| (file.display().to_string(), String::new()));
            within_model(&Hashes::from(hashes), &ModelSource::Folder(model)).into_keys().collect()
        };
        let expected = ["model.toml", "scenarios/hazards.toml"];
        let beside = [model.join("model.toml"), scenarios.join("hazards.toml")];
        assert_eq!(names(model.clone(), beside), expected);
        // By a detour the scenarios have another path: that beside the folder as it was named.
        let detour = root.path().join("my/../my/models");
        let beside = [detour.join("model.toml"), root.path().join("my/../my/scenarios/hazards.toml")];
        assert_eq!(names(detour, beside), expected);
        // Those inside come before those beside.
        std::fs::create_dir(model.join("scenarios")).expect("made");
        std::fs::write(model.join("scenarios/hazards.toml"), "").expect("written");
        let inside = [model.join("model.toml"), model.join("scenarios/hazards.toml")];
        assert_eq!(names(model, inside), expected);
    }
}
