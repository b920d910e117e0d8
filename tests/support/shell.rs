//! Runs the program as a shell would: exit status and both streams as text.

use assert_cmd::Command;
use std::path::Path;

/// How a run went.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs it with these arguments.
pub fn run(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let output = command.args(arguments).output().expect("a run");
    Run {
        status: output.status.code().expect("an exit status, not a signal"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}
