//! What two parts of a batch, or the state of a run and the run that goes on, must have in common.

use super::kernel::PrecisionName;
use super::uncertainty::Asked;
use crate::cli::Session;
use crate::cli::study_source::{ModelArguments, StudySource};
use crate::input::Hashes;
use crate::model::ModelSource;
use crate::montecarlo::year_loss_file::FORMAT;
use crate::report::manifest::{GIT, VERSION};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// Of a batch on this source.
    pub fn new(
        session: &Session,
        model: &ModelArguments,
        source: &StudySource,
        Decided { trials, uncertainty, until, in_force, precision }: Decided,
    ) -> Self {
        let name = |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_owned());
        Self {
            format: FORMAT,
            version: VERSION.to_owned(),
            git: GIT.map(str::to_owned),
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
        }
    }

    /// Trials of all draws together.
    pub fn all_trials(&self) -> u64 {
        self.uncertainty.map_or(self.trials, |asked| asked.runs().saturating_mul(self.trials))
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
        let (name, mine) = one.iter().find(|(name, value)| two.get(*name) != Some(value))?;
        let theirs = two.get(name).unwrap_or(&Value::Null);
        let (Value::Object(mine), Value::Object(theirs)) = (mine, theirs) else {
            return Some((format!("`{name}`"), mine.to_string(), theirs.to_string()));
        };
        let file = mine.keys().chain(theirs.keys()).find(|file| mine.get(*file) != theirs.get(*file))?;
        let hash = |hashes: &serde_json::Map<String, Value>| {
            hashes.get(file).and_then(Value::as_str).map_or_else(|| "absent".to_owned(), |hash| hash[..12].to_owned())
        };
        Some((format!("the input `{file}`"), hash(mine), hash(theirs)))
    }
}

/// The hashes by the names that files have within the model, wherever its folder is.
fn within_model(hashes: &Hashes, source: &ModelSource) -> Hashes {
    let root = match source {
        ModelSource::Embedded => "models".into(),
        ModelSource::Folder(path) => path.clone(),
    };
    let name = |name: &String| {
        let within = std::path::Path::new(name).strip_prefix(&root).ok();
        within.map_or_else(|| name.clone(), |within| within.display().to_string().replace('\\', "/"))
    };
    hashes.iter().map(|(file, hash)| (name(file), hash.clone())).collect()
}
