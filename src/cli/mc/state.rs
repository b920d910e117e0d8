//! The state of an unfinished run: what has been simulated so far, in files that appear whole or not at all.

use super::identity::{Identity, short};
use super::part::{Shard, misread};
use crate::cli::{Failure, Session};
use crate::finding::Finding;
use crate::input::{parent, sha256};
use crate::montecarlo::{Cell, YearLossTable};
use crate::report::{sync_folder, write_json};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Folder of the state within that of `--out`.
const FOLDER: &str = "unfinished";
const RUN: &str = "batch.json";

/// `batch.json`: which run the state is of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Which part of the batch it simulates; none if all of it.
    pub shard: Option<Shard>,
    /// The batch.
    pub batch: Identity,
}

impl Run {
    /// The first thing in which the two differ, as it is in `self` and in `other`.
    fn difference(&self, other: &Self) -> Option<(String, String, String)> {
        let named = |shard: Option<Shard>| shard.map_or_else(|| "absent".to_owned(), |shard| shard.to_string());
        let shards = || ("`--shard`".to_owned(), named(self.shard), named(other.shard));
        let differ = self.shard != other.shard;
        self.batch.difference(&other.batch).or_else(|| differ.then(shards))
    }

    /// What the names of its files end with, so that those of another run cannot pass for its own.
    fn mark(&self) -> io::Result<String> {
        Ok(short(&sha256(&serde_json::to_vec(self)?)))
    }
}

/// The state of a run in the folder of its results.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    /// See [`Run::mark`].
    mark: String,
    /// Held as long as the run is at work, so that no other goes on with it at the same time.
    lock: Option<fs::File>,
}

impl State {
    /// Opens the state of `run` in the folder `out`: a new one, or with `resume` the one that is there.
    pub fn open(out: &Path, run: &Run, resume: bool) -> Result<Self, Failure> {
        let path = out.join(FOLDER);
        let stated = path.join(RUN);
        let mark = run.mark().map_err(|error| Failure::io("save the state of the run", &stated, &error))?;
        let mut state = Self { path, mark, lock: None };
        match fs::read(&stated) {
            Ok(_) if !resume => Err(refused(&state.path, "this folder holds the state of an unfinished run")
                .help("go on with it with --resume, or take the folder away")),
            Ok(bytes) => match serde_json::from_slice::<Run>(&bytes) {
                Ok(found) => found.difference(run).map_or(Ok(()), |(what, there, here)| {
                    let why = format!("this is the state of another run: {what} is {there} there and {here} here");
                    let help = "resume it with the program and the options it was begun with, or take the folder away";
                    Err(refused(&stated, &why).help(help))
                }),
                Err(error) => Err(misread("this is not the state of a run", &stated, &bytes, &error)
                    .help("resume it with the program that began it, or take the folder away to run all trials again")),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => state.begin(out, run),
            Err(error) => Err(refused(&stated, &format!("cannot read the state of the run: {error}"))),
        }
        .and_then(|()| state.hold())
        .map_err(|finding| Failure::Usage(finding.into()))?;
        Ok(state)
    }

    /// Keeps other processes from the state until this one ends, however it ends. A file system that knows no locks keeps
    /// nobody from it.
    fn hold(&mut self) -> Result<(), Finding> {
        let stated = self.path.join(RUN);
        let file = fs::File::open(&stated)
            .map_err(|error| refused(&stated, &format!("cannot read the state of the run: {error}")))?;
        if let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
            let help = "wait until it is done, or end it: only one can go on with a run at a time";
            return Err(refused(&self.path, "another process is at work on this run").help(help));
        }
        self.lock = Some(file);
        Ok(())
    }

    /// Makes a new state, unless there are trials of nobody knows which run.
    fn begin(&self, out: &Path, run: &Run) -> Result<(), Finding> {
        let cannot =
            |error: io::Error| refused(&self.path.join(RUN), &format!("cannot save the state of the run: {error}"));
        let orphans = match self.chunks() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            found => found.map_err(cannot)?,
        };
        if !orphans.is_empty() {
            let count = orphans.len();
            let why = format!("this folder holds saved trials ({count} files), but no {RUN} that says of which run");
            let help = format!("take the folder away to run all trials again, or put its {RUN} back and use --resume");
            return Err(refused(&self.path, &why).help(help));
        }
        let made = fs::create_dir_all(&self.path)
            .and_then(|()| self.put(RUN, |out| write_json(out, run)))
            .and_then(|()| sync_folder(out))
            .and_then(|()| sync_folder(parent(out)));
        made.map_err(cannot)
    }

    /// What has been simulated so far of the trials `own`; files behind a gap are of no use and go.
    pub fn load(&self, own: &Range<u64>, cells: &[Cell]) -> Result<YearLossTable, Failure> {
        let mut table = YearLossTable::new(own.start, cells.to_vec());
        let cannot = |error: &io::Error| Failure::io("read the state of the run", &self.path, error);
        let end = format!("-{}.bin", self.mark);
        for chunk in self.chunks().map_err(|error| cannot(&error))? {
            let damaged = |why: String| {
                let finding = refused(&chunk, &format!("this part of the state {why}"));
                Failure::Input(finding.help("take the file away: --resume runs its trials again").into())
            };
            let name = chunk.file_name().unwrap_or_default().to_string_lossy();
            if !name.ends_with(&end) {
                return Err(damaged(format!("is of another run: the names of this one's end with {end}")));
            }
            let file = fs::File::open(&chunk).map_err(|error| damaged(format!("cannot be read: {error}")))?;
            let (part, _) = YearLossTable::read_file(file).map_err(|error| damaged(error.to_string()))?;
            let found = part.trials();
            if found.start < own.start || own.end < found.end {
                let (found, own) = (shown(found), shown(own));
                return Err(damaged(format!("holds {found}: admissible are those of this run, {own}")));
            }
            if found.start == table.trials().end {
                table.append(&part).map_err(|error| damaged(format!("does not fit: {error}")))?;
            } else {
                fs::remove_file(&chunk).map_err(|error| cannot(&error))?;
            }
        }
        Ok(table)
    }

    /// Saves what has been simulated since the last time.
    pub fn save(&self, part: &YearLossTable) -> Result<(), Failure> {
        let Range { start, end } = part.trials();
        self.put(&format!("trials-{start:013}-{end:013}-{}.bin", self.mark), |out| part.write_file(out).map(|_| ()))
            .map_err(|error| Failure::io("save the state of the run", &self.path, &error))
    }

    /// Takes the state away: the run is finished.
    pub fn remove(&self) -> io::Result<()> {
        // What says which run they are of goes last: whenever this ends half-way, what is left can be resumed.
        for chunk in self.chunks()? {
            fs::remove_file(chunk)?;
        }
        sync_folder(&self.path)?;
        fs::remove_dir_all(&self.path)
    }

    /// The files of trials, in their order.
    fn chunks(&self) -> io::Result<Vec<PathBuf>> {
        let entries: Result<Vec<PathBuf>, io::Error> =
            fs::read_dir(&self.path)?.map(|entry| Ok(entry?.path())).collect();
        let mut chunks = entries?;
        chunks.retain(|path| path.extension().is_some_and(|extension| extension == "bin"));
        chunks.sort();
        Ok(chunks)
    }

    /// Writes the file `name` so that it is there as a whole or not at all, and outlasts a power cut once this returns.
    fn put(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.path)?;
        write(&mut file)?;
        file.as_file().sync_all()?;
        file.persist(self.path.join(name)).map_err(|error| error.error)?;
        sync_folder(&self.path)
    }
}

/// Takes the state away, if there is one: what it was for is done.
pub fn finished(state: Option<&State>, session: &Session) -> Result<(), Failure> {
    state.map_or(Ok(()), State::remove).map_err(|error| session.cannot_write(&error))
}

fn refused(path: &Path, why: &str) -> Finding {
    Finding::error(why).in_file(&path.display().to_string())
}

/// A range of trials in words.
fn shown(trials: &Range<u64>) -> String {
    if trials.is_empty() { "no trials".to_owned() } else { format!("trials {} to {}", trials.start, trials.end - 1) }
}

#[cfg(test)]
mod tests;
