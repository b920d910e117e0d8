//! What a run says was changed for it, what is in force when it begins, how long it was followed, and the report's summary.

#[path = "support/program.rs"]
mod program;

use program::core::{copy_core, patch};
use program::{linchpin, small};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A copy of the small model in which the stop of gallium is in force.
fn with_gallium_in_force(folder: &Path) -> PathBuf {
    let model = folder.join("model");
    copy_core(&model);
    patch(&model.join("scenarios/gallium-stop.toml"), "category", "in_force = true\ncategory");
    model
}

fn run(model: &Path, arguments: &[&str]) -> Output {
    let model = model.to_str().expect("text");
    linchpin(&[&["run", "--model", model, "--format", "json"], arguments].concat())
}

/// The summary of a report, and the results of its scenarios.
fn report(model: &Path, out: &Path, arguments: &[&str]) -> (String, Value) {
    let [model, at] = [model, out].map(|path| path.to_str().expect("text"));
    let output = linchpin(&[&["report", "--model", model, "--out", at], arguments].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("written");
    (read("summary.md"), serde_json::from_str(&read("scenarios.json")).expect("JSON"))
}

#[test]
fn what_is_in_force_counts_once_in_the_scenario_that_says_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = with_gallium_in_force(folder.path());
    let file = model.join("scenarios/gallium-stop.toml");
    let file = file.to_str().expect("text");
    // By id, by path, included in another, and with other figures than those in force.
    for asked in [&["gallium-stop"][..], &[file], &["double-trouble"], &["gallium-stop", "--severity", "0.45"]] {
        let (plain, with) = (run(&model, asked), run(&model, &[asked, &["--in-force"]].concat()));
        assert_eq!(json(&plain), json(&with), "{asked:?}");
        assert!(!text(&with.stderr).contains("second time"), "{asked:?}: {}", text(&with.stderr));
    }
    let idle = run(&model, &["baseline", "--in-force"]);
    assert_eq!(json(&idle)["results"], json(&run(&model, &["gallium-stop"]))["results"], "it adds what is in force");
    assert!(idle.stderr.is_empty(), "{}", text(&idle.stderr));
}

#[test]
fn what_is_hit_again_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = with_gallium_in_force(folder.path());
    let again = run(&model, &["--in-force", "--shock", "export CHN>gallium 50% 30d"]);
    assert!(again.status.success());
    let told = "what is in force already is hit a second time by `ad-hoc` (shock 1)";
    assert!(text(&again.stderr).contains(told), "{}", text(&again.stderr));
    // Another kind of shock, another importer, another exporter.
    for shock in ["capacity CHN>gallium 50% 30d", "export CHN>gallium>EUU 50% 30d", "export EUU>gallium 50% 30d"] {
        let other = run(&model, &["--in-force", "--shock", shock]);
        assert!(!text(&other.stderr).contains("second time"), "{shock}: {}", text(&other.stderr));
    }
}

#[test]
fn tables_and_json_say_what_was_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = with_gallium_in_force(folder.path());
    let options = ["baseline", "double-trouble", "--severity", "0.5", "--duration", "30d", "--in-force"];
    let options = [&options[..], &["--set", "gallium.JPN.cover=20", "--weights", "market-value"]].concat();
    let runs = json(&run(&model, &options));
    let changed = |place: usize| -> Vec<&str> {
        runs[place]["changed"]
            .as_array()
            .expect("an array")
            .iter()
            .map(|words| words.as_str().expect("words"))
            .collect()
    };
    let figures = ["gallium.JPN.cover = 20", "weights market-value"];
    // Nothing of the baseline can be more severe; the other scenario has in it what is in force.
    assert_eq!(changed(0), [&figures[..], &["shocks in force (gallium-stop)"]].concat());
    assert_eq!(changed(1), [&["severity 0.5", "duration 30 days"], &figures[..]].concat());
    let table = text(&small(&["run", "gallium-stop", "--severity", "50%", "--shock", "route  suez 100% 9d"]).stdout);
    assert_eq!(table.lines().nth(1), Some("Changed: severity 0.5, with `route suez 100% 9d`"), "{table}");
    assert_eq!(json(&small(&["run", "gallium-stop", "--format", "json"]))["changed"], Value::Array(Vec::new()));
    assert!(!text(&small(&["run", "gallium-stop"]).stdout).contains("Changed"));
}

#[test]
fn what_does_not_come_back_is_told_with_the_days_that_were_followed() {
    let shock = ["run", "--shock", "export CHN>gallium 90% forever"];
    let followed = |more: &[&str]| {
        let table = text(&small(&[&shock[..], more].concat()).stdout);
        let run = json(&small(&[&shock[..], &["--format", "json"], more].concat()));
        (table, run["follow_days"].as_f64().expect("days"))
    };
    let (table, days) = followed(&[]);
    assert!(table.contains("not in 5 years") && days == 1825.0, "{table}");
    let (table, days) = followed(&["--follow", "400d", "--products"]);
    assert!(table.contains("not in 400 days") && !table.contains("5 years") && days == 400.0, "{table}");
    let (table, days) = followed(&["--follow", "365d", "--horizon", "730d"]);
    assert!(table.contains("not in 2 years") && days == 730.0, "as long as losses count: {table}");
}

#[test]
fn a_summary_tells_the_scenario_that_the_ranking_puts_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    copy_core(&model);
    // The first hits one sector hardest of all, the second two sectors that lose more together.
    for (id, title, hits, days) in [
        ("wafer-stop", "No wafers", "{ kind = \"capacity\", products = [\"gaas_wafer\"], economies = [\"JPN\"] }", 280),
        ("long-stop", "No gallium", "{ kind = \"export\", products = [\"gallium\"], from = [\"CHN\"] }", 365),
    ] {
        let story = format!(
            "id = \"{id}\"\ntitle = \"{title}\"\ncategory = \"test\"\n[[shock]]\nhits = {hits}\nseverity = 1\nduration_days = {days}\n"
        );
        fs::write(model.join(format!("scenarios/{id}.toml")), story).expect("written");
    }
    let out = folder.path().join("report");
    let options = ["--trials", "20", "--set", "arsenic.JPN.cover=100"];
    let (summary, results) = report(&model, &out, &options);
    let of = |id: &str, key: &str| -> Vec<f64> {
        let results = results.as_array().expect("an array").iter();
        let rows = results
            .filter(|result| result["scenario"] == id)
            .flat_map(|result| result["results"].as_array().expect("rows"));
        rows.map(|row| row[key].as_f64().expect("a number")).collect()
    };
    let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let (one, two) = (of("wafer-stop", "resilience"), of("long-stop", "resilience"));
    assert!(least(&one) < least(&two) && one.iter().sum::<f64>() > two.iter().sum(), "{one:?} {two:?}");
    assert!(summary.contains("mean of its sectors): No gallium."), "{summary}");
    assert!(summary.contains("is the first to fall, on day") && !summary.contains("first; below"), "{summary}");

    let row = summary.lines().find(|line| line.starts_with("| No gallium |")).expect("a row");
    let largest = of("long-stop", "final_use_lost_days").into_iter().fold(0.0, f64::max);
    assert!(row.contains(&format!(" {largest:.1} (")), "{row}");

    assert!(summary.contains("\nChanged: arsenic.JPN.cover = 100\n"), "{summary}");
    assert_eq!(results[0]["changed"][0], "arsenic.JPN.cover = 100");
    assert!(
        summary.contains(" ± n/a |") && !summary.contains("NaN"),
        "twenty trials have no error of their tail: {summary}"
    );
    assert!(
        !summary.contains("softened most") && !summary.contains("ablation"),
        "another model was measured: {summary}"
    );
}

#[test]
fn a_summary_says_what_is_in_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = with_gallium_in_force(folder.path());
    let (summary, results) = report(&model, &folder.path().join("with"), &["--trials", "2", "--in-force"]);
    assert!(summary.contains("\nChanged: shocks in force (gallium-stop)\n") && !summary.contains("NaN"), "{summary}");
    let own = results.as_array().expect("an array").iter().find(|result| result["scenario"] == "gallium-stop");
    let alone = json(&run(&model, &["gallium-stop"]));
    assert_eq!(own.expect("a result")["results"], alone["results"], "its own shocks count once");
}
