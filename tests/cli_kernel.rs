//! `mc` from the outside: the same seed gives the same bytes whatever runs the batch.

#![allow(clippy::print_stdout, reason = "what is not compared is said")]

#[path = "support/program.rs"]
mod program;

use linchpin::engine::lanes::Isa;
use std::path::Path;

/// Bytes of the tables that a batch of the small model leaves.
fn tables(out: &Path, arguments: &[&str]) -> Vec<Vec<u8>> {
    let folder = out.to_str().expect("text");
    let fixed =
        ["mc", "--trials", "800", "--seed", "3", "--out", folder, "--no-progress", "--quiet", "--format", "csv"];
    let output = program::small(&[&fixed[..], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found = vec![output.stdout];
    found.extend(["year_loss.csv", "mc.csv", "mc.json"].map(|name| std::fs::read(out.join(name)).expect("a table")));
    assert!(String::from_utf8_lossy(&found[1]).lines().count() > 10, "something is lost");
    found
}

#[test]
fn threads_lanes_and_instructions_leave_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |name: &str, arguments: &[&str]| tables(&folder.path().join(name), arguments);
    let expected = of("default", &["--threads", "2"]);
    let named = |name: &'static str, arguments: &[&str]| assert_eq!(of(name, arguments), expected, "{name}");
    named("one-thread", &["--threads", "1"]);
    named("eight-lanes", &["--lanes", "8"]);
    named("sixteen-lanes", &["--lanes", "16"]);
    named("portable", &["--isa", "portable"]);
    named("portable-eight-lanes", &["--isa", "portable", "--lanes", "8", "--threads", "1"]);
    for isa in [Isa::Avx2, Isa::Avx512] {
        if isa.is_present() {
            named(isa.name(), &["--isa", isa.name()]);
        } else {
            println!("this machine has no {}: not compared", isa.name());
        }
    }
    let double = of("double", &["--precision", "f64"]);
    assert_ne!(double[1], expected[1], "double precision differs in the last digits");
}

#[test]
fn other_numbers_of_lanes_are_refused() {
    let output = program::small(&["mc", "--lanes", "12"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("must be 8, 16 or 32"));
}
