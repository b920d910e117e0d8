//! `manifest.json`: what made the results it lies beside.

use super::clock::utc;
use super::folder::OutputFolder;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::time::{Instant, SystemTime};

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
    /// When the run began, UTC.
    pub started: String,
    /// When it ended, UTC.
    pub finished: Option<String>,
    /// Seconds it took, step by step.
    pub timings: Vec<Timing>,
    /// Seconds it took in all.
    pub seconds: f64,
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
        folder.write("manifest.json", |out| super::write_json(out, &self))?;
        folder.finish()
    }
}
