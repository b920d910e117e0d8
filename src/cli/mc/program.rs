//! Which build of the program this is, where no commit says so.

use crate::cli::Failure;
use crate::finding::Finding;
use crate::input::hexadecimal;
use crate::report::manifest::GIT;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;

/// SHA-256 of the program's own file if it was built from something that is in no commit: two such builds have the same
/// version and commit and may yet compute different things. None where the commit tells builds apart.
pub fn executable() -> Result<Option<String>, Failure> {
    if is_committed(GIT) {
        return Ok(None);
    }
    own_file().and_then(fingerprint).map(Some).map_err(|error| {
        let finding = Finding::error(format!("cannot read the file of this program: {error}"));
        let help = "it was built with changes that are in no commit, so that only its file tells it from other builds: \
                    make the file readable, or build the program from a commit";
        Failure::Usage(finding.help(help).into())
    })
}

/// Whether this is the commit of all that the program was built from.
fn is_committed(git: Option<&str>) -> bool {
    git.is_some_and(|commit| !commit.ends_with("-dirty"))
}

/// The file that is running, also where another build has taken its name since.
fn own_file() -> io::Result<File> {
    if cfg!(target_os = "linux")
        && let Ok(file) = File::open("/proc/self/exe")
    {
        return Ok(file);
    }
    std::env::current_exe().and_then(File::open)
}

fn fingerprint(mut file: File) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(hexadecimal(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_commit_without_changes_says_what_was_built() {
        assert!(is_committed(Some("0123456789ab")));
        assert!(!is_committed(Some("0123456789ab-dirty")) && !is_committed(None));
    }

    #[test]
    fn the_file_is_the_one_that_runs() {
        let path = std::env::current_exe().expect("a path");
        let bytes = std::fs::read(path).expect("a file");
        assert_eq!(own_file().and_then(fingerprint).expect("a hash"), crate::input::sha256(&bytes));
    }
}
