//! `manifest.json`: what made the results it lies beside.

use super::clock::utc;
use super::folder::OutputFolder;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::{Instant, SystemTime};

const FILE: &str = "manifest.json";
/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Commit the program was built from, `-dirty` if the tree had changes; `None` outside a repository.
pub const GIT: Option<&str> = option_env!("LINCHPIN_GIT");

/// Everything needed to make the same results again, and what it took.
#[derive(Debug, Clone, Serialize)]
pub struct RunManifest {
    /// Version of the program.
    pub version: &'static str,
    /// Commit the program was built from.
    pub git: Option<&'static str>,
    /// The command line, without the program.
    pub arguments: Vec<String>,
    /// Seed of every random draw.
    pub seed: u64,
    /// N: trials of the batch, those without loss included.
    #[serde(rename = "N", skip_serializing_if = "Option::is_none")]
    pub trials: Option<u64>,
    /// What else decided the results, by name: number of trials, horizon.
    pub parameters: BTreeMap<String, Value>,
    /// SHA-256 of every input, by name of the file.
    pub inputs: BTreeMap<String, String>,
    /// The files that the run wrote, in alphabetical order.
    pub outputs: BTreeSet<String>,
    /// Files beside them that runs before this one wrote, as far as their manifests say.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub earlier_outputs: BTreeSet<String>,
    /// When the run began, UTC.
    pub started: String,
    /// When it ended, UTC.
    pub finished: Option<String>,
    /// Seconds it took, step by step.
    pub timings: Vec<Timing>,
    /// Seconds it took in all.
    pub seconds: f64,
    /// Who is told of files from earlier runs.
    #[serde(skip)]
    pub tell_earlier: Option<fn(&Path, &BTreeSet<String>)>,
    #[serde(skip)]
    began: Instant,
    #[serde(skip)]
    step: Instant,
}

/// How long one step of a run took.
#[derive(Debug, Clone, Serialize)]
pub struct Timing {
    /// The step.
    pub step: String,
    /// Seconds.
    pub seconds: f64,
}

impl RunManifest {
    /// Of a run that begins now.
    #[must_use]
    pub fn begin(arguments: Vec<String>, seed: u64) -> Self {
        let now = Instant::now();
        Self {
            version: VERSION,
            git: GIT,
            arguments,
            seed,
            trials: None,
            parameters: BTreeMap::new(),
            inputs: BTreeMap::new(),
            outputs: BTreeSet::new(),
            earlier_outputs: BTreeSet::new(),
            tell_earlier: None,
            started: utc(SystemTime::now()),
            finished: None,
            timings: Vec::new(),
            seconds: 0.0,
            began: now,
            step: now,
        }
    }

    /// Notes that `step` is done: it took the time since the one before.
    pub fn done(&mut self, step: &str) {
        self.timings.push(Timing { step: step.to_owned(), seconds: self.step.elapsed().as_secs_f64() });
        self.step = Instant::now();
    }

    /// Writes `manifest.json` as the last file of `folder` and gives all its files their names.
    ///
    /// # Errors
    /// When a file cannot be written or renamed.
    pub fn finish(mut self, mut folder: OutputFolder) -> io::Result<()> {
        self.finished = Some(utc(SystemTime::now()));
        self.seconds = self.began.elapsed().as_secs_f64();
        self.outputs = folder.written();
        self.earlier_outputs = earlier(folder.path(), &self.outputs);
        if let Some(tell) = self.tell_earlier.filter(|_| !self.earlier_outputs.is_empty()) {
            tell(folder.path(), &self.earlier_outputs);
        }
        folder.write(FILE, |out| super::write_json(out, &self))?;
        folder.finish()
    }
}

/// Files in `folder` that the manifest which lies there says earlier runs wrote, those `written` anew left out.
fn earlier(folder: &Path, written: &BTreeSet<String>) -> BTreeSet<String> {
    let text = std::fs::read(folder.join(FILE)).unwrap_or_default();
    let before: Value = serde_json::from_slice(&text).unwrap_or_default();
    let listed = ["outputs", "earlier_outputs"].into_iter().filter_map(|key| before[key].as_array()).flatten();
    let names = listed.filter_map(Value::as_str).filter(|name| !written.contains(*name));
    names.filter(|name| folder.join(name).is_file()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &Path, files: &[&str]) -> Value {
        let mut folder = OutputFolder::open(path).expect("open");
        for name in files {
            folder.write(name, |out| out.write_all(b"x")).expect("written");
        }
        RunManifest::begin(Vec::new(), 1).finish(folder).expect("finished");
        serde_json::from_slice(&std::fs::read(path.join(FILE)).expect("read")).expect("JSON")
    }

    #[test]
    fn what_earlier_runs_left_is_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("own.csv"), "x").expect("written");
        let first = run(folder.path(), &["b.csv", "a.csv"]);
        assert_eq!(first["outputs"], serde_json::json!(["a.csv", "b.csv"]));
        assert!(first.get("earlier_outputs").is_none());
        let second = run(folder.path(), &["a.csv", "charts/c.png"]);
        assert_eq!(second["earlier_outputs"], serde_json::json!(["b.csv"]));
        std::fs::remove_file(folder.path().join("a.csv")).expect("removed");
        let third = run(folder.path(), &["d.csv"]);
        assert_eq!(third["earlier_outputs"], serde_json::json!(["b.csv", "charts/c.png"]));
    }
}
