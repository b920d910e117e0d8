//! The state of an unfinished run: what has been simulated so far, in files that appear whole or not at all.

use super::identity::Identity;
use crate::cli::Failure;
use crate::finding::Finding;
use crate::montecarlo::{Cell, YearLossTable};
use crate::report::write_json;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Folder of the state within that of `--out`.
const FOLDER: &str = "unfinished";
const IDENTITY: &str = "batch.json";

/// The state of a run in the folder of its results.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
}

impl State {
    /// Opens the state of the run `identity` in the folder `out`: a new one, or with `resume` the one that is there.
    pub fn open(out: &Path, identity: &Identity, resume: bool) -> Result<Self, Failure> {
        let state = Self { path: out.join(FOLDER) };
        let stated = state.path.join(IDENTITY);
        match fs::read(&stated) {
            Ok(_) if !resume => Err(refused(&state.path, "this folder holds the state of an unfinished run")
                .help("go on with it with --resume, or take the folder away")),
            Ok(bytes) => match serde_json::from_slice::<Identity>(&bytes) {
                Ok(found) => found.difference(identity).map_or(Ok(()), |(what, there, here)| {
                    Err(refused(
                        &stated,
                        &format!("this is the state of another run: {what} is {there} there and {here} here"),
                    )
                    .help("resume it with the options it was begun with, or take the folder away"))
                }),
                Err(error) => Err(refused(&stated, &format!("this is not the state of a run: {error}"))),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(&state.path)
                .and_then(|()| state.put(IDENTITY, |out| write_json(out, identity)))
                .map_err(|error| {
                    Finding::error(format!("cannot save the state of the run: {error}"))
                        .in_file(&stated.display().to_string())
                }),
            Err(error) => Err(refused(&stated, &format!("cannot read the state of the run: {error}"))),
        }
        .map_err(|finding| Failure::Usage(finding.into()))?;
        Ok(state)
    }

    /// What has been simulated so far, from trial `first` on; files behind a gap are of no use and go.
    pub fn load(&self, first: u64, cells: &[Cell]) -> Result<YearLossTable, Failure> {
        let mut table = YearLossTable::new(first, cells.to_vec());
        let cannot = |error: &io::Error| Failure::io("read the state of the run", &self.path, error);
        let entries: Result<Vec<PathBuf>, io::Error> =
            fs::read_dir(&self.path).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut chunks: Vec<PathBuf> = entries.map_err(|error| cannot(&error))?;
        chunks.retain(|path| path.extension().is_some_and(|extension| extension == "bin"));
        chunks.sort();
        for chunk in chunks {
            let damaged = |why: String| {
                let finding = refused(&chunk, &format!("this part of the state {why}"));
                Failure::Input(finding.help("take the file away: --resume runs its trials again").into())
            };
            let file = fs::File::open(&chunk).map_err(|error| damaged(format!("cannot be read: {error}")))?;
            let (part, _) = YearLossTable::read_file(file).map_err(|error| damaged(error.to_string()))?;
            if part.trials().start == table.trials().end {
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
        self.put(&format!("trials-{start:012}-{end:012}.bin"), |out| part.write_file(out).map(|_| ()))
            .map_err(|error| Failure::io("save the state of the run", &self.path, &error))
    }

    /// Takes the state away: the run is finished.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.path)
    }

    fn put(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.path)?;
        write(&mut file)?;
        file.as_file().sync_all()?;
        file.persist(self.path.join(name)).map(|_| ()).map_err(|error| error.error)
    }
}

fn refused(path: &Path, why: &str) -> Finding {
    Finding::error(why).in_file(&path.display().to_string())
}
