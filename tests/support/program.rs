//! Runs the program on the small model that tests share.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Folder of the small model.
pub fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core")
}

/// On the model that comes with the program.
pub fn linchpin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linchpin")).args(arguments).output().expect("a run")
}

/// On the small model.
pub fn small(arguments: &[&str]) -> Output {
    let core = core();
    linchpin(&[&["--model", core.to_str().expect("text")], arguments].concat())
}
