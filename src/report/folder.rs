//! A folder of results: every file appears whole under its name when all are finished, or not at all.

use crate::input::parent;
use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// A folder that results are being written to.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    /// Folders made for the results, outermost first: taken away again if the work fails.
    made: Vec<PathBuf>,
    finished: Vec<OutputFile>,
    /// The disk must have it all before [`OutputFolder::finish`] returns.
    lasting: bool,
}

/// A file of an [`OutputFolder`] under a passing name.
#[derive(Debug)]
pub struct OutputFile {
    writer: BufWriter<NamedTempFile>,
    name: String,
}

impl OutputFolder {
    /// Makes the folder if need be and tries to write to it, so that a run fails before its work and not after.
    ///
    /// # Errors
    /// When it cannot be made or written to.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut folder = Self { path: path.to_owned(), made: Vec::new(), finished: Vec::new(), lasting: false };
        folder.make(path)?;
        passing(path)?;
        Ok(folder)
    }

    /// From now on [`OutputFolder::finish`] waits until the disk has the files and their names, so that they outlast a
    /// power cut: for results after which what they could be made of again is taken away.
    pub const fn must_last(&mut self) {
        self.lasting = true;
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file `name`, which may stand in a folder within the folder (`charts/map.png`).
    ///
    /// # Errors
    /// When it cannot be written, or a folder has its name.
    pub fn create(&mut self, name: &str) -> io::Result<OutputFile> {
        let target = self.path.join(name);
        if target.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, format!("{} is a folder", target.display())));
        }
        let parent = target.parent().unwrap_or(&self.path).to_owned();
        self.make(&parent)?;
        Ok(OutputFile { writer: BufWriter::new(passing(&parent)?), name: name.to_owned() })
    }

    /// Takes back a file that is written.
    ///
    /// # Errors
    /// When its last bytes cannot be written.
    pub fn keep(&mut self, mut output: OutputFile) -> io::Result<()> {
        output.writer.flush()?;
        self.finished.push(output);
        Ok(())
    }

    /// Opens, writes and takes back the file `name`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut output = self.create(name)?;
        write(&mut output)?;
        self.keep(output)
    }

    /// The files that are written so far, in alphabetical order.
    #[must_use]
    pub fn written(&self) -> BTreeSet<String> {
        self.finished.iter().map(|output| output.name.clone()).collect()
    }

    /// Gives all files their names, in the order in which they were finished.
    ///
    /// # Errors
    /// When one cannot be renamed, or does not reach a disk that it must reach.
    pub fn finish(mut self) -> io::Result<()> {
        let holders = if self.lasting { self.holders() } else { BTreeSet::new() };
        let finished = std::mem::take(&mut self.finished);
        if self.lasting {
            // Before the first has its name: a name that lasts must not be that of an empty file.
            for output in &finished {
                output.writer.get_ref().as_file().sync_all()?;
            }
        }
        for output in finished {
            let file = output.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.persist(self.path.join(&output.name)).map_err(|error| error.error)?;
        }
        for folder in holders {
            sync_folder(&folder)?;
        }
        self.made.clear();
        Ok(())
    }

    /// The folders that hold the names of what is new: of every file, and of every folder made for them.
    fn holders(&self) -> BTreeSet<PathBuf> {
        let files = self.finished.iter().map(|output| self.path.join(&output.name));
        files.chain(self.made.iter().cloned()).map(|path| parent(&path).to_owned()).collect()
    }

    fn make(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<PathBuf> = path
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .map(Into::into)
            .collect();
        std::fs::create_dir_all(path)?;
        self.made.extend(missing.into_iter().rev());
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        self.finished.clear();
        for folder in self.made.iter().rev() {
            // Only an empty folder goes: what somebody else has put there stays.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Waits until the disk has the names of what is in `folder`: a file that was synced may still lose its name in a power
/// cut. Only Unix knows this for folders.
///
/// # Errors
/// When there is no such folder, or the disk fails.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    if !cfg!(unix) {
        return Ok(());
    }
    match std::fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems, of networks above all, have no such call for folders, and a folder may be one that is
        // written to but not read: no more can be done there.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        done => done,
    }
}

/// A file in `folder` that vanishes unless it is given a name; readable by whom the user's mask allows.
fn passing(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".linchpin-");
    #[cfg(unix)]
    let permissions: Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_together_at_the_end() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("new/report");
        let mut folder = OutputFolder::open(&path).expect("open");
        folder.write("scores.csv", |out| out.write_all(b"a\n")).expect("written");
        folder.write("charts/map.svg", |out| out.write_all(b"<svg/>")).expect("written");
        assert!(!path.join("scores.csv").exists());
        folder.finish().expect("finished");
        assert_eq!(names(&path), ["charts", "scores.csv"]);
        assert_eq!(std::fs::read(path.join("charts/map.svg")).expect("read"), b"<svg/>");
    }

    #[test]
    fn a_failed_run_leaves_nothing() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("new/report");
        let mut folder = OutputFolder::open(&path).expect("open");
        folder.write("charts/a.csv", |out| out.write_all(b"a\n")).expect("written");
        let unfinished = folder.create("b.csv").expect("created");
        drop((unfinished, folder));
        assert!(names(root.path()).is_empty());
    }

    #[test]
    fn what_must_last_is_the_same_and_every_new_name_is_synced() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("new/report");
        let mut folder = OutputFolder::open(&path).expect("open");
        folder.must_last();
        folder.write("scores.csv", |out| out.write_all(b"a\n")).expect("written");
        folder.write("charts/map.svg", |out| out.write_all(b"<svg/>")).expect("written");
        let holders: Vec<PathBuf> = folder.holders().into_iter().collect();
        let expected = ["", "new", "new/report", "new/report/charts"].map(|name| root.path().join(name));
        assert_eq!(holders, expected);
        folder.finish().expect("finished");
        assert_eq!(names(&path), ["charts", "scores.csv"]);
        assert_eq!(std::fs::read(path.join("charts/map.svg")).expect("read"), b"<svg/>");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_synced_is_an_error() {
        let root = tempfile::tempdir().expect("a folder");
        assert!(sync_folder(root.path()).is_ok());
        let error = sync_folder(&root.path().join("nowhere")).expect_err("there is none");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_cannot_be_written_fails_at_once() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::write(root.path().join("file"), "x").expect("written");
        assert!(OutputFolder::open(&root.path().join("file/within")).is_err());
        std::fs::create_dir(root.path().join("scores.csv")).expect("made");
        assert!(OutputFolder::open(root.path()).expect("open").create("scores.csv").is_err());
    }
}
