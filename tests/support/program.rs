//! Runs the program on the small model that tests share.

#[path = "core.rs"]
pub mod core;

pub use self::core::core;
use assert_cmd::Command;
use std::process::Output;

/// On the model that comes with the program.
pub fn linchpin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linchpin")).args(arguments).output().expect("a run")
}

/// On the small model.
pub fn small(arguments: &[&str]) -> Output {
    let core = core();
    linchpin(&[&["--model", core.to_str().expect("text")], arguments].concat())
}
