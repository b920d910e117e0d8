//! What contradicts itself is refused, and what earlier runs left is told: no setting and no file counts silently.

mod support {
    pub mod program;
}

use std::process::Output;
use support::program::{core, linchpin, small};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn refused(arguments: &[&str], status: i32, expected: &[&str]) {
    let output = small(arguments);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", said(&output));
    for expected in expected {
        assert!(said(&output).contains(expected), "{expected} is missing: {}", said(&output));
    }
}

#[test]
fn an_event_counts_once() {
    refused(
        &["backtest", "gallium-stop-2024", "gallium-stop-2024"],
        2,
        &["`gallium-stop-2024` is asked for twice", "name it once"],
    );
}

#[test]
fn a_figure_is_set_once() {
    let both = ["--set", "gallium.JPN.cover=20", "--set", "gallium.JPN.cover = 30"];
    let expected = ["`gallium.JPN.cover` is set twice: first by `--set gallium.JPN.cover=20`", "set it once"];
    refused(&[&["run", "gallium-stop"], both.as_slice()].concat(), 1, &expected);
}

/// Whatever a folder of events is called.
#[test]
fn events_are_told_from_scenarios_by_what_they_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let events = folder.path().join("events");
    std::fs::create_dir(&events).expect("made");
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("backtests");
    for name in ["suez-blockage-2021.toml", "renesas-naka-2011.toml"] {
        std::fs::copy(own.join(name), events.join(name)).expect("copied");
    }
    let output = linchpin(&["check", events.to_str().expect("text")]);
    assert_eq!((output.status.code(), said(&output).contains("error")), (Some(0), false), "{}", said(&output));
}

#[test]
fn files_of_an_earlier_run_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("text");
    assert_eq!(said(&small(&["list", "assets", "--out", out])), "");
    let told = said(&small(&["list", "economies", "--out", out]));
    assert!(told.contains("assets.csv, assets.json are from an earlier run"), "{told}");
    assert_eq!(said(&small(&["list", "economies", "--out", out, "--quiet"])), "");
    let manifest = std::fs::read_to_string(folder.path().join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["outputs"], serde_json::json!(["economies.csv", "economies.json"]));
    assert_eq!(manifest["earlier_outputs"], serde_json::json!(["assets.csv", "assets.json"]));
    assert!(core().is_dir());
}
