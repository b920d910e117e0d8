//! `linchpin robustness` and `linchpin structure` from the outside.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// Mines a and b feed the one refinery c, whose metal d and e turn into parts of f; g is on its own.
fn network() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let firms = "firm,sector\na,mine\nb,mine\nc,refinery\nd,part\ne,part\nf,car\ng,part\n";
    let edges = "supplier,buyer,weight\na,c,1\nb,c,1\nc,d,1\nc,e,1\nd,f,1\ne,f,1\n";
    std::fs::write(folder.path().join("firms.csv"), firms).expect("a file");
    std::fs::write(folder.path().join("edges.csv"), edges).expect("a file");
    folder
}

fn json(folder: &Path, command: &str, more: &[&str]) -> Vec<Value> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let lists = [command, "--edges", "edges.csv", "--firms", "firms.csv", "--format", "json"];
    let output = program.args(lists).args(more).current_dir(folder).output().expect("a run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("an array")
}

#[test]
fn structure_finds_the_one_refinery() {
    let folder = network();
    let rows = json(folder.path(), "structure", &[]);
    assert_eq!(rows.len(), 7);
    let refinery = &rows[2];
    assert_eq!(refinery["firm"], "c");
    assert_eq!((&refinery["suppliers"], &refinery["buyers"]), (&2.into(), &2.into()));
    assert_eq!((&refinery["dominates"], &refinery["core"]), (&3.into(), &2.into()));
    assert_eq!(refinery["articulation"], true);
    // From two mines to three firms beyond it, of 6 × 5 pairs.
    assert_eq!(refinery["betweenness"].as_f64(), Some(6.0 / 30.0));
    assert_eq!(
        (&rows[6]["core"], &rows[6]["articulation"], &rows[6]["dominates"]),
        (&0.into(), &false.into(), &0.into())
    );
    // Two mines before it; behind it, it alone is enough; nobody is before a mine.
    assert_eq!((&refinery["cut_size"], &refinery["cut"]), (&2.into(), &"a;b".into()));
    assert_eq!((&rows[3]["cut_size"], &rows[3]["cut"]), (&1.into(), &"c".into()));
    assert!(rows[0]["cut_size"].is_null() && rows[0]["cut"].is_null());
    let top = json(folder.path(), "structure", &["--top", "1"]);
    assert_eq!(top, rows[2..3]);
}

#[test]
fn robustness_is_the_mean_of_the_largest_part() {
    let folder = network();
    let rows = json(folder.path(), "robustness", &["--out", "out"]);
    let names: Vec<&Value> = rows.iter().map(|row| &row["attack"]).collect();
    assert_eq!(names, ["degree", "initial-degree", "random"]);
    // Without c, d, e and f hang together; without f too, all are alone.
    let expected = (3.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 0.0) / 49.0;
    assert!((rows[0]["robustness"].as_f64().expect("a number") - expected).abs() < 1e-12, "{rows:?}");
    assert!(rows[2]["robustness"].as_f64().expect("a number") >= expected);
    let removals = std::fs::read_to_string(folder.path().join("out/removals.csv")).expect("a file");
    assert!(removals.starts_with("attack,removed,largest\ndegree,0,0.857142857142857"), "{removals}");
    assert_eq!(removals.lines().count(), 1 + 3 * 8);
    assert!(folder.path().join("out/charts/robustness.png").exists());
    assert_eq!(json(folder.path(), "robustness", &["--threads", "1"]), rows);
}
