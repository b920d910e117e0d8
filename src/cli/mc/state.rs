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
mod tests {
    use super::super::identity::tests::identity;
    use super::*;
    use tempfile::TempDir;

    fn cells() -> Vec<Cell> {
        vec![Cell { sector: "ict".to_owned(), economy: "IND".to_owned() }]
    }

    fn trials(range: Range<u64>) -> YearLossTable {
        let mut table = YearLossTable::new(range.start, cells());
        for _ in range {
            table.push([], &[crate::montecarlo::CellLoss { lost_days: 1.0, ..Default::default() }]);
        }
        table
    }

    fn run(shard: Option<&str>) -> Run {
        Run { shard: shard.map(|shard| shard.parse().expect("a shard")), batch: identity(100) }
    }

    fn said(failure: &Failure) -> String {
        format!("{:?}", failure.findings().expect("something is said"))
    }

    /// A state of `run` with these trials in it, that is gone on with.
    fn state_with(run: &Run, ranges: &[(u64, u64)]) -> (TempDir, State) {
        let out = tempfile::tempdir().expect("a folder");
        let state = State::open(out.path(), run, false).expect("a new one");
        for (start, end) in ranges {
            state.save(&trials(*start..*end)).expect("saved");
        }
        drop(state);
        let state = State::open(out.path(), run, true).expect("its own");
        (out, state)
    }

    #[test]
    fn a_state_is_that_of_its_shard() {
        for (begun, resumed, there, here) in [
            (Some("1/2"), Some("2/2"), "1/2", "2/2"),
            (Some("1/2"), Some("1/4"), "1/2", "1/4"),
            (Some("1/1"), None, "1/1", "absent"),
            (None, Some("1/2"), "absent", "1/2"),
        ] {
            let (out, state) = state_with(&run(begun), &[(0, 10)]);
            let failure = State::open(out.path(), &run(resumed), true).expect_err("another run");
            let message = format!("this is the state of another run: `--shard` is {there} there and {here} here");
            assert!(said(&failure).contains(&message), "{}", said(&failure));
            assert_eq!(state.load(&(0..50), &cells()).expect("untouched"), trials(0..10));
        }
    }

    #[test]
    fn trials_outside_the_run_are_refused_and_stay() {
        for (saved, own, message) in [
            (0..10, 50..100, "holds trials 0 to 9: admissible are those of this run, trials 50 to 99"),
            (45..55, 50..100, "holds trials 45 to 54: admissible are those of this run, trials 50 to 99"),
            (0..10, 0..5, "holds trials 0 to 9: admissible are those of this run, trials 0 to 4"),
            (90..101, 50..100, "holds trials 90 to 100: admissible are those of this run, trials 50 to 99"),
            (0..10, 5..5, "holds trials 0 to 9: admissible are those of this run, no trials"),
        ] {
            let (_out, state) = state_with(&run(None), &[(saved.start, saved.end)]);
            let failure = state.load(&own, &cells()).expect_err("not its own");
            assert!(said(&failure).contains(message), "{}", said(&failure));
            assert!(said(&failure).contains("take the file away"));
            assert_eq!(state.load(&saved, &cells()).expect("still there"), trials(saved));
        }
    }

    #[test]
    fn trials_behind_a_gap_or_twice_there_go() {
        let (_out, state) = state_with(&run(None), &[(0, 10), (10, 30), (10, 20), (40, 50)]);
        assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..20));
        assert_eq!(state.chunks().expect("files").len(), 2);
        state.save(&trials(20..60)).expect("saved");
        assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..60));
    }

    #[test]
    fn trials_of_more_than_twelve_figures_stay_in_order() {
        let border = 1_000_000_000_000;
        let (_out, state) = state_with(&run(None), &[(border - 2, border), (border, border + 2)]);
        let own = border - 2..border + 2;
        assert_eq!(state.load(&own, &cells()).expect("loaded"), trials(own.clone()));
    }

    #[test]
    fn files_of_another_run_are_refused_and_stay() {
        let (_other, stale) =
            state_with(&Run { batch: Identity { seed: 2, ..identity(100) }, ..run(None) }, &[(10, 20)]);
        let (_out, state) = state_with(&run(None), &[(0, 10)]);
        let chunk = &stale.chunks().expect("files")[0];
        let stray = state.path.join(chunk.file_name().expect("a name"));
        fs::copy(chunk, &stray).expect("copied");
        let failure = state.load(&(0..100), &cells()).expect_err("of another seed");
        assert!(said(&failure).contains("this part of the state is of another run"), "{}", said(&failure));
        fs::remove_file(&stray).expect("still there");
        assert_eq!(state.load(&(0..100), &cells()).expect("its own"), trials(0..10));
    }

    #[test]
    fn trials_of_an_unknown_run_are_neither_used_nor_lost() {
        let (out, state) = state_with(&run(None), &[(0, 10), (10, 20)]);
        fs::rename(state.path.join(RUN), out.path().join(RUN)).expect("moved");
        for resume in [false, true] {
            let failure = State::open(out.path(), &run(None), resume).expect_err("of which run?");
            assert!(matches!(failure, Failure::Usage(_)));
            let message = "this folder holds saved trials (2 files), but no batch.json that says of which run";
            assert!(said(&failure).contains(message) && said(&failure).contains("take the folder away"));
            assert_eq!(state.chunks().expect("files").len(), 2);
        }
        fs::rename(out.path().join(RUN), state.path.join(RUN)).expect("moved back");
        drop(state);
        let state = State::open(out.path(), &run(None), true).expect("known again");
        assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..20));
    }

    #[test]
    fn a_removal_that_ends_half_way_can_be_gone_on_with() {
        let (out, state) = state_with(&run(None), &[(0, 10), (10, 20)]);
        // A folder cannot be removed as a file is: here the removal ends.
        fs::create_dir(state.path.join("trials-1.bin")).expect("made");
        assert!(state.remove().is_err() && state.path.join(RUN).exists());
        fs::remove_dir(state.path.join("trials-1.bin")).expect("removed");
        drop(state);
        let state = State::open(out.path(), &run(None), true).expect("still a state");
        assert!(state.load(&(0..100), &cells()).is_ok());
        state.remove().expect("removed");
        assert!(!state.path.exists());
        State::open(out.path(), &run(None), false).expect("a new one");
    }

    #[test]
    fn one_process_at_a_time_goes_on_with_a_run() {
        let (out, state) = state_with(&run(None), &[(0, 10)]);
        let failure = State::open(out.path(), &run(None), true).expect_err("somebody is at work");
        assert!(matches!(failure, Failure::Usage(_)));
        assert!(said(&failure).contains("another process is at work on this run"), "{}", said(&failure));
        state.save(&trials(10..20)).expect("undisturbed");
        drop(state);
        let state = State::open(out.path(), &run(None), true).expect("nobody is");
        assert_eq!(state.load(&(0..100), &cells()).expect("all of it"), trials(0..20));
    }

    #[test]
    fn what_is_no_state_is_refused_and_stays() {
        let bare = serde_json::to_string(&identity(100)).expect("JSON");
        let shard = serde_json::json!({ "shard": { "number": 1, "of": 0 }, "batch": identity(100) }).to_string();
        for (text, why) in
            [("{", "EOF"), (&bare, "unknown field"), (&shard, "1/0 is no shard: admissible are 1/N to N/N")]
        {
            let out = tempfile::tempdir().expect("a folder");
            let stated = out.path().join(FOLDER).join(RUN);
            fs::create_dir(out.path().join(FOLDER)).expect("made");
            fs::write(&stated, text).expect("written");
            let failure = State::open(out.path(), &run(None), true).expect_err("no state");
            assert!(said(&failure).contains("this is not the state of a run") && said(&failure).contains(why));
            assert_eq!(fs::read_to_string(&stated).expect("still there"), *text);
        }
    }
}
