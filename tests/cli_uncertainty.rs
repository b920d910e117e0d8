//! What is not known: batches over the ranges of figures and rates, and which figures matter.

#[path = "support/program.rs"]
mod program;

use program::small;
use std::path::Path;
use std::process::Output;

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn json(output: &Output) -> serde_json::Value {
    done(output);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn chance_and_ignorance_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |what: &str, threads: &str| {
        small(&["mc", "--uncertainty", what, "--trials", "300", "--threads", threads, "--format", "json"])
    };
    let all = json(&run("all=6", "1"));
    assert_eq!(all, json(&run("all=6", "2")), "threads change nothing");
    assert_eq!((&all["uncertain"], &all["draws"], &all["trials"]), (&"all".into(), &6.into(), &300.into()));
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    let rows = all["results"].as_array().expect("rows");
    let mut varies = 0;
    for row in rows {
        let mean = &row["mean_lost_days"];
        assert!(number(&mean["low"]) <= number(&mean["median"]) && number(&mean["median"]) <= number(&mean["high"]));
        let parts = ["ignorance", "chance", "together"].map(|part| number(&row["variance"][part]["value"]));
        let share = number(&row["ignorance_share"]);
        assert!((0.0..=1.0).contains(&share) && parts.iter().all(|part| *part >= 0.0), "{row}");
        varies += usize::from(mean["low"] != mean["high"]);
    }
    assert!(varies > 0, "the ranges leave something open");
    let out = folder.path().join("out");
    done(&small(&["mc", "--uncertainty", "rates=3", "--trials", "50", "--out", text(&out)]));
    assert!(out.join("uncertainty.csv").exists() && out.join("uncertainty.json").exists());
    for wrong in [["--uncertainty", "prices"], ["--uncertainty", "figures=2"]] {
        assert_eq!(small(&[["mc"].as_slice(), &wrong].concat()).status.code(), Some(2));
    }
    assert_eq!(small(&["mc", "--uncertainty", "rates", "--shard", "1/2", "--out", text(&out)]).status.code(), Some(2));
}

#[test]
fn sensitivities_rank_the_groups_of_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let run = |more: &[&str]| {
        json(&small(&[&["sensitivity", "gallium-stop", "--rows", "16", "--format", "json"], more].concat()))
    };
    let found = run(&["--out", text(&out)]);
    assert_eq!(found, run(&["--threads", "1"]), "threads change nothing");
    let rows = found["results"].as_array().expect("rows");
    assert!(!rows.is_empty());
    let groups: Vec<&str> = rows.iter().map(|row| row["group"].as_str().expect("text")).collect();
    assert!(groups.contains(&"covers") && groups.contains(&"substitution"), "{groups:?}");
    let runs = found["runs"].as_u64().expect("a number");
    let different: std::collections::BTreeSet<&&str> = groups.iter().collect();
    assert_eq!(runs, 16 * (different.len() as u64 + 2));
    for row in rows {
        let number = |key: &str| row[key].as_f64().expect("a number");
        assert!(number("total") >= 0.0 && number("sd") > 0.0);
        assert!(number("total_low") <= number("total_high") && number("first_low") <= number("first_high"));
    }
    for file in ["sensitivity.csv", "sensitivity.json", "charts/sensitivity.png", "manifest.json"] {
        assert!(out.join(file).exists(), "{file}");
    }
    let chosen = run(&["--sector", "semiconductors", "--by", "product"]);
    assert!(chosen["results"].as_array().expect("rows").iter().all(|row| row["sector"] == "semiconductors"));
    let output = small(&["sensitivity", "gallium-stop", "--sector", "semiconductor"]);
    assert!(refused(&output).contains("semiconductors"), "the nearest name is told");
    assert!(refused(&small(&["sensitivity", "gallium-stpo"])).contains("gallium-stop"));
}
