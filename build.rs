//! Rebuilds the library when the data it embeds changes, new files included, and tells it which commit it is built from.

use std::path::Path;
use std::process::Command;

fn main() {
    for path in ["models", "scenarios", "backtests", "src", "Cargo.toml", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // Other dependencies make another program: the commit must be told as changed then. Not every copy has the file.
    if Path::new("Cargo.lock").exists() {
        println!("cargo::rerun-if-changed=Cargo.lock");
    }
    if let Some(commit) = commit() {
        println!("cargo::rustc-env=LINCHPIN_GIT={commit}");
    }
}

/// The commit, `-dirty` if files differ from it; none outside a repository of this crate's own.
fn commit() -> Option<String> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")?;
    let top = git(&["rev-parse", "--show-toplevel"])?;
    // A copy of the sources within somebody else's repository is not of its commits.
    if Path::new(&top).canonicalize().ok()? != Path::new(&here).canonicalize().ok()? {
        return None;
    }
    for moves_with_commits in ["HEAD", "logs/HEAD"] {
        if let Some(path) =
            git(&["rev-parse", "--git-path", moves_with_commits]).filter(|path| Path::new(path).exists())
        {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let hash = git(&["rev-parse", "--short=12", "HEAD"])?;
    let dirty = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty());
    Some(if dirty { format!("{hash}-dirty") } else { hash })
}

fn git(arguments: &[&str]) -> Option<String> {
    // Without optional locks: a build must not get in the way of whoever works in the repository.
    let mut command = Command::new("git");
    let output = command.arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
