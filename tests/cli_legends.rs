//! What tables for people say of their columns: titles that tell two things apart, and a legend under every table.

#[path = "support/program.rs"]
mod program;

use program::{linchpin, small};
use std::process::Output;

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn bounds_of_a_products_hhi_are_not_taken_for_draws() {
    let plain = text(&small(&["score", "--products"]));
    assert!(plain.contains("HHI at least  HHI at most"), "{plain}");
    for word in ["unnamed", "Effective:", "CR1", "CR3", "World HHI:"] {
        assert!(plain.contains(word), "no {word} in {plain}");
    }
    assert!(!plain.contains("5th and 95th"), "nothing was drawn: {plain}");
    let drawn = text(&small(&["score", "--draws", "10"]));
    assert!(drawn.contains("over 10 draws") && !drawn.contains("Effective:"), "{drawn}");
    let of_model = text(&small(&["concentration"]));
    assert!(of_model.contains("HHI at most") && of_model.contains("World HHI:"), "{of_model}");
}

#[test]
fn a_report_names_its_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let report = text(&small(&["report", "--trials", "2", "--out", out.to_str().expect("text")]));
    assert!(report.contains("over 40 draws") && !report.contains("--draws"), "{report}");
}

#[test]
fn the_wrong_side_of_a_threshold_may_be_below_it() {
    let table = text(&small(&["indicator", "iea-n-1", "--draws", "10"]));
    let titles = table.lines().find(|line| line.starts_with("group")).expect("titles");
    assert!(titles.contains("wrong side") && titles.contains("wrong in") && !titles.contains("over"), "{titles}");
    assert!(table.contains("below it for N-1"), "{table}");
}

#[test]
fn every_table_has_a_legend() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.csv");
    std::fs::write(&list, "entity,share\nA,0.6\nB,0.3\nother,0.1\n").expect("written");
    let cases: [(&[&str], &str); 5] = [
        (&["score", "--days"], "Economies that are not felt within two years are left out."),
        (&["run", "gallium-stop", "--industries"], "currency at world market values"),
        (&["run", "gallium-stop", "--compare-presets"], "Presets: the same network and shocks"),
        (&["compare", "--set", "gallium.JPN.cover=10", "--days"], "In days: when the exports"),
        (&["concentration", list.to_str().expect("text")], "Effective: so many"),
    ];
    for (arguments, words) in cases {
        assert!(text(&small(arguments)).contains(words), "{arguments:?}");
        let quiet = text(&linchpin(&[arguments, &["--model", "tests/data/core", "--quiet"]].concat()));
        assert!(!quiet.contains(words), "{arguments:?} --quiet");
    }
}
