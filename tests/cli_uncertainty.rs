//! What is not known: batches over the ranges of figures and rates, and which figures matter.

#[path = "support/batches.rs"]
mod batches;
#[path = "support/program.rs"]
mod program;

use batches::{begun, done, kill, refused, same, text};
use program::small;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
        // Of six draws only the median is bounded, by the smallest and the largest.
        assert!(mean["low_low"].is_null() && mean["high_high"].is_null(), "{row}");
        assert_eq!((&mean["median_low"], &mean["median_high"]), (&mean["low"], &mean["high"]));
        assert!(number(&row["ignorance_share_se"]) >= 0.0 && number(&row["es95_variance_se"]) >= 0.0);
        varies += usize::from(mean["low"] != mean["high"]);
    }
    assert!(varies > 0, "the ranges leave something open");
    let out = folder.path().join("out");
    done(&small(&["mc", "--uncertainty", "rates=3", "--trials", "50", "--out", text(&out)]));
    assert!(out.join("uncertainty.csv").exists() && out.join("uncertainty.json").exists());
    for wrong in [["--uncertainty", "prices"], ["--uncertainty", "figures=2"]] {
        assert_eq!(small(&[["mc"].as_slice(), &wrong].concat()).status.code(), Some(2));
    }
    assert_eq!(small(&["mc", "--uncertainty", "rates", "--until", "5%"]).status.code(), Some(2));
    assert_eq!(small(&["mc", "--uncertainty", "rates", "--shard", "1/2"]).status.code(), Some(2), "no folder");
}

/// What a batch over figures and rates leaves, run in one piece.
fn in_one_piece(folder: &Path, trials: &str) -> PathBuf {
    let out = folder.join("whole");
    done(&small(&["mc", "--uncertainty", "all=4", "--trials", trials, "--out", text(&out)]));
    out
}

#[test]
fn a_killed_run_over_what_is_not_known_goes_on_to_the_same_bytes() {
    const MANY: [&str; 4] = ["--uncertainty", "all=4", "--trials", "8000"];
    let folder = tempfile::tempdir().expect("a folder");
    let killed = folder.path().join("killed");
    kill(begun(&killed, &MANY));
    assert!(killed.join("unfinished/batch.json").exists() && !killed.join("uncertainty.json").exists());
    let again = |more: &[&str]| small(&[["mc", "--out", text(&killed)].as_slice(), more].concat());
    assert!(refused(&again(&MANY)).contains("unfinished run"), "nothing is overwritten unasked");
    let other = ["--uncertainty", "rates=4", "--trials", "8000", "--resume"];
    assert!(refused(&again(&other)).contains("`uncertainty` is \"all=4\" there and \"rates=4\" here"));
    let plain = ["--trials", "8000", "--resume"];
    assert!(refused(&again(&plain)).contains("`uncertainty` is \"all=4\" there and null here"));
    done(&again(&[MANY.as_slice(), &["--resume"]].concat()));
    same(&in_one_piece(folder.path(), "8000"), &killed, 2);
    assert!(!killed.join("unfinished").exists(), "nothing is left of the state");
}

#[cfg(unix)]
#[test]
fn control_c_leaves_the_draws_that_are_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("stopped");
    let child = begun(&out, &["--uncertainty", "rates=10000", "--trials", "100000"]);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--resume") && said.contains("of 1000100000 trials"), "{said}");
}

#[test]
fn parts_of_draws_make_the_whole_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = in_one_piece(folder.path(), "100");
    // Five runs of a hundred years in three parts: their borders lie within draws.
    let part = |number: u64| {
        let (shard, out) = (format!("{number}/3"), folder.path().join(format!("part-{number}")));
        let trials = ["mc", "--uncertainty", "all=4", "--trials", "100", "--threads", "1"];
        done(&small(&[trials.as_slice(), &["--shard", &shard, "--out", text(&out)]].concat()));
        out
    };
    let parts = [part(3), part(1), part(2)];
    let paths: Vec<&str> = parts.iter().map(|part| text(part)).collect();
    let merged = folder.path().join("merged");
    let merge = |parts: &[&str], more: &[&str]| small(&[["merge"].as_slice(), parts, more].concat());
    done(&merge(&paths, &["--out", text(&merged)]));
    same(&whole, &merged, 2);
    assert!(refused(&merge(&paths[..2], &[])).contains("the shards 2/3 hold them"));
    let plain = folder.path().join("plain");
    done(&small(&["mc", "--trials", "100", "--shard", "2/3", "--out", text(&plain)]));
    assert!(refused(&merge(&[paths[0], paths[1], text(&plain)], &[])).contains("`uncertainty`"));
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
        assert!(number("total") >= 0.0 && number("sd") > 0.0 && number("sd_se") > 0.0);
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

#[test]
fn sensitivities_by_sobol_points_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let run = |more: &[&str]| {
        json(&small(&[&["sensitivity", "gallium-stop", "--rows", "64", "--format", "json"], more].concat()))
    };
    let found = run(&["--points", "sobol", "--out", text(&out)]);
    assert_eq!(found["points"], "sobol");
    assert_eq!(found, run(&["--points", "sobol", "--threads", "1"]), "threads change nothing");
    assert_ne!(found["results"], run(&["--points", "sobol", "--seed", "2"])["results"]);
    let random = run(&[]);
    assert_eq!((&random["points"], &random["runs"]), (&"random".into(), &found["runs"]));
    assert_eq!(random, run(&["--points", "random"]));
    for row in found["results"].as_array().expect("rows") {
        let number = |key: &str| row[key].as_f64().expect("a number");
        assert!(number("first_low") <= number("first") && number("first") <= number("first_high"), "{row}");
        assert!(number("total_low") <= number("total") && number("total") <= number("total_high"), "{row}");
    }
    let manifest = std::fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"points\": \"sobol\""), "{manifest}");
    let table = small(&["sensitivity", "gallium-stop", "--points", "sobol", "--rows", "64"]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("of the scramblings"), "it says where intervals are from");
    assert!(refused(&small(&["sensitivity", "gallium-stop", "--points", "halton"])).contains("sobol"));
}
