//! What the tests of long batches share: paths as arguments, what the program answered, folders to the byte, runs to kill.
#![allow(dead_code, reason = "every test binary uses a part")]

use crate::program::core;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// Asserts that the run succeeded.
pub fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What a run that was refused said; it printed nothing else.
pub fn refused(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Every file below `folder` with its bytes, the manifest apart.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|name| name != "manifest.json") {
                let bytes = fs::read(&path).expect("a file");
                found.push((path.strip_prefix(folder).expect("within").to_owned(), bytes));
            }
        }
    }
    found.sort();
    found
}

/// Asserts that two folders hold at least `least` files, the same in both.
pub fn same(one: &Path, other: &Path, least: usize) {
    let (one, other) = (files(one), files(other));
    assert!(one.len() >= least, "{} files", one.len());
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for ((name, bytes), (_, others)) in one.iter().zip(&other) {
        assert!(bytes == others, "{} differs", name.display());
    }
}

/// Starts a long batch into the folder `out` and waits until something of it is saved.
pub fn begun(out: &Path, arguments: &[&str]) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_linchpin"))
        .args(["--model", text(&core()), "mc", "--out", text(out)])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a run");
    let saved =
        |entry: std::io::Result<fs::DirEntry>| entry.is_ok_and(|e| e.path().extension() == Some("bin".as_ref()));
    while !fs::read_dir(out.join("unfinished")).is_ok_and(|mut entries| entries.any(saved)) {
        std::thread::yield_now();
    }
    child
}

/// Ends a run at once, as a crash would.
pub fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("an end");
}
