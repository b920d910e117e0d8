//! `list`, `show`, `check` and `schema` from the outside, on a small model and patched copies of it.

#[path = "support/core.rs"]
mod core;

use self::core::{copy_files, core};
use assert_cmd::Command;
use serde_json::Value;
use std::process::Output;

fn linchpin(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    command.arg("--model").arg(core()).args(arguments).output().expect("a run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn json(arguments: &[&str]) -> Value {
    let output = linchpin(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A copy of the small model with `old` in `file` turned into `new`.
fn patched(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_files(&core(), copy.path());
    core::patch(&copy.path().join(file), old, new);
    copy
}

#[test]
fn scenarios_are_listed_by_the_contract() {
    let listed = text(&linchpin(&["list", "scenarios", "--format", "json"]).stdout);
    let rows: Vec<Value> = serde_json::from_str(&listed).expect("an array");
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!(row.as_object().expect("an object").len(), 4);
        assert!(row["horizon_days"].is_u64(), "{row}");
    }
    let first = listed.split('}').next().expect("an object");
    let places: Vec<_> = ["id", "title", "category", "horizon_days"]
        .map(|key| first.find(&format!("\"{key}\":")).expect("a key of the contract"))
        .to_vec();
    assert!(places.is_sorted(), "{first}");
}

#[test]
fn everything_can_be_listed_in_every_format() {
    for what in ["scenarios", "products", "economies", "sectors", "sources", "chokepoints", "assets", "hazards"] {
        assert!(!json(&["list", what]).as_array().expect("an array").is_empty(), "{what}");
        for format in ["table", "csv"] {
            let output = linchpin(&["list", what, "--format", format]);
            assert!(output.status.success() && text(&output.stdout).lines().count() > 1, "{what} {format}");
        }
    }
    assert_eq!(json(&["list", "sectors"])[1]["id"], "critical-minerals");
}

#[test]
fn every_figure_is_shown_with_its_range_and_source() {
    let shown = json(&["show", "gallium"]);
    assert_eq!((&shown["product"], &shown["sector"]), (&"gallium".into(), &"critical-minerals".into()));
    let figures = shown["figures"].as_array().expect("figures");
    let figure = |path: &str| figures.iter().find(|row| row["path"] == path).unwrap_or_else(|| panic!("no {path}"));
    let stated = figure("gallium.cover");
    assert_eq!((&stated["low"], &stated["high"], &stated["range_stated"]), (&30.0.into(), &90.0.into(), &true.into()));
    // Five percent either way: the width of what was read in a source.
    let by_class = figure("gallium.CHN.supply");
    assert_eq!((&by_class["range_stated"], &by_class["confidence"]), (&false.into(), &"read".into()));
    assert!((by_class["low"].as_f64().unwrap() - 0.9 * 0.95).abs() < 1e-12, "{by_class}");
    assert_eq!(by_class["source_title"], "Mineral Commodity Summaries 2026");
    assert_eq!(figure("critical-minerals.switching")["default"], true);
    assert!(figures.iter().all(|row| row["path"] != "critical-minerals.cover"), "the product states its cover");
    for row in figures {
        let [low, value, high] = ["low", "value", "high"].map(|key| row[key].as_f64().expect("a number"));
        assert!(low <= value && value <= high, "{row}");
        assert!(row["source_title"].is_string(), "{row}");
    }
}

#[test]
fn figures_stand_beside_what_the_balanced_flows_have_in_their_place() {
    let mut compared = 0;
    for product in ["gallium", "gaas_wafer"] {
        let shown = json(&["show", product]);
        for row in shown["figures"].as_array().expect("figures") {
            let path = row["path"].as_str().expect("a path");
            let touched = ["supply", "firms", "demand", "import_dependence", "imports"];
            let kind = path.rsplit('.').next().expect("a field");
            assert_eq!(row["balanced"].is_number(), touched.contains(&kind), "{row}");
            if let Some(balanced) = row["balanced"].as_f64() {
                assert!((-1e-12..=1.0 + 1e-12).contains(&balanced), "{row}");
                compared += 1;
            }
        }
    }
    assert!(compared > 5);
}

#[test]
fn links_show_their_criticality_even_where_it_is_that_of_their_kind() {
    let shown = json(&["show", "gaas_wafer"]);
    let figures = shown["figures"].as_array().expect("figures");
    let criticality = |path: &str| figures.iter().find(|row| row["path"] == path).expect("a link");
    assert_eq!(criticality("gaas_wafer.gallium.criticality")["default"], true);
    assert_eq!(criticality("gaas_wafer.arsenic.criticality")["value"], 0.5);
}

/// What is printed can be put into a file and run as it is.
#[test]
fn a_scenario_is_shown_as_a_file_that_runs() {
    let shown = linchpin(&["show", "gallium-stop"]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gallium-stop.toml");
    std::fs::write(&file, &shown.stdout).expect("written");
    let file = file.to_str().expect("text");
    assert_eq!(json(&["run", file])[0]["results"], json(&["run", "gallium-stop"])[0]["results"]);
}

#[test]
fn whatever_has_an_id_can_be_shown() {
    let hazard = json(&["show", "gallium-licences"]);
    assert_eq!(
        (&hazard["hazard"][0]["rate"]["value"], &hazard["hazard"][0]["source"]),
        (&0.2.into(), &"Announcement 23 of 2023".into())
    );
    let strait = text(&linchpin(&["show", "suez"]).stdout);
    assert!(strait.starts_with("[[chokepoint]]\nid = \"suez\"") && strait.contains("[[passage]]"), "{strait}");
    let csv = text(&linchpin(&["show", "JPN", "--format", "csv"]).stdout);
    assert!(csv.starts_with("field,value\n") && csv.contains("economy.0.id,JPN\n"), "{csv}");
    assert_eq!(json(&["show", "usgs-mcs-2026"])["source"][0]["title"], "Mineral Commodity Summaries 2026");
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().join("out");
    let kept = linchpin(&["show", "gallium-stop", "--out", folder.to_str().expect("text")]);
    assert!(kept.status.success(), "{}", text(&kept.stderr));
    assert!(["gallium-stop.csv", "gallium-stop.json", "manifest.json"].iter().all(|file| folder.join(file).is_file()));
}

#[test]
fn an_unknown_product_is_answered_with_the_nearest() {
    let output = linchpin(&["show", "galium"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    assert!(text(&output.stderr).contains("did you mean `gallium`?"));
}

#[test]
fn notes_on_old_figures_are_left_to_the_check() {
    let copy = patched("critical-minerals.toml", "year = 2024", "year = 1990");
    let path = copy.path().to_str().expect("text");
    assert!(text(&linchpin(&["check", path]).stderr).contains("note"));
    let mut other = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let output = other.args(["list", "products", "--model", path]).output().expect("a run");
    assert!(output.status.success() && !text(&output.stderr).contains("note"));
}

#[test]
fn a_sound_model_passes_the_check() {
    let folder = core();
    let output = linchpin(&["check", folder.to_str().expect("text")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("checked "));
}

#[test]
fn what_is_wrong_with_a_model_is_listed_with_its_place() {
    let copy = patched("critical-minerals.toml", "share = 0.9", "share = 1.9");
    let path = copy.path().to_str().expect("text");
    let output = linchpin(&["check", path]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    let said = text(&output.stderr);
    assert!(said.contains("critical-minerals.toml:") && said.contains("1.9"), "{said}");

    let output = linchpin(&["check", path, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("an array");
    assert!(findings.iter().any(|finding| finding["severity"] == "error" && finding["line"].is_u64()));
    let csv = text(&linchpin(&["check", path, "--format", "csv"]).stdout);
    assert!(csv.starts_with("file,line,column,severity,message,help\n"), "{csv}");

    let mut other = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let output = other.args(["list", "products", "--model", path]).output().expect("a run");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
}

#[test]
fn what_is_not_there_cannot_be_checked_or_used() {
    assert_eq!(linchpin(&["check", "no/such/folder"]).status.code(), Some(2));
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let output = command.args(["list", "products", "--model", "no/such/folder"]).output().expect("a run");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
}

#[test]
fn schemas_are_printed_and_written() {
    let scenario: Value = serde_json::from_slice(&linchpin(&["schema", "scenario"]).stdout).expect("JSON");
    assert!(scenario["properties"]["shock"].is_object());
    let all: Value = serde_json::from_slice(&linchpin(&["schema"]).stdout).expect("JSON");
    assert_eq!(all["scenario"], scenario);
    assert_eq!(linchpin(&["schema", "scenarioo"]).status.code(), Some(2));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("schemas");
    assert!(linchpin(&["schema", "--out", out.to_str().expect("text")]).status.success());
    assert!(out.join("sector.schema.json").exists());
}

/// Without a region `ROW` it is said where unnamed suppliers stand, and no order of rows decides it.
#[test]
fn unnamed_suppliers_stand_in_the_same_region_whatever_the_order() {
    let model = tempfile::tempdir().expect("a folder");
    core::copy_core(model.path());
    core::patch(&model.path().join("model.toml"), "rest = \"EUU\"\n", "\n");
    let economies = model.path().join("economies.toml");
    let before = std::fs::read_to_string(&economies).expect("read");
    let folder = model.path().to_str().expect("text");
    let ask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
        command.arg("--model").arg(folder).args(arguments).output().expect("a run")
    };
    let answers = || {
        [
            &["run", "gallium-stop", "--format", "json"][..],
            &["show", "gallium", "--format", "csv"],
            &["concentration", "--format", "json"],
        ]
        .map(|arguments| text(&ask(arguments).stdout))
    };
    // Sums in another order differ in their last digits.
    let alike = |one: &str, other: &str| {
        let words = |text: &str| text.split([' ', ',', '\n']).map(str::to_owned).collect::<Vec<_>>();
        let same = |(a, b): (&String, &String)| match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            _ => a == b,
        };
        let (one, other) = (words(one), words(other));
        one.len() == other.len() && one.iter().zip(&other).all(same)
    };
    let told = answers();
    let check = text(&ask(&["check", folder]).stderr);
    assert!(check.contains("economies.toml") && check.contains("are taken to stand in `EUU`"), "{check}");
    assert!(check.contains("rest = \"EUU\""), "{check}");
    // The first economy is the last now.
    let (first, others) = before.split_at(before[1..].find("[[economy]]").expect("a second") + 1);
    std::fs::write(&economies, format!("{others}\n{first}")).expect("written");
    let moved = answers();
    for (told, moved) in told.iter().zip(&moved) {
        assert!(alike(told, moved), "{told}\n{moved}");
    }
    // What is stated is what happens, and must be there.
    std::fs::write(&economies, before).expect("written");
    for (rest, said) in [("CHN", ""), ("DEU", "unknown demand region `DEU`"), ("EUX", "did you mean `EUU`?")] {
        let manifest = model.path().join("model.toml");
        let text_before = std::fs::read_to_string(&manifest).expect("read");
        core::patch(&manifest, "\n[baseline]", &format!("rest = \"{rest}\"\n[baseline]"));
        let check = ask(&["check", folder]);
        assert_eq!(check.status.success(), said.is_empty(), "{}", text(&check.stderr));
        assert!(text(&check.stderr).contains(said), "{}", text(&check.stderr));
        std::fs::write(&manifest, text_before).expect("written");
    }
}
