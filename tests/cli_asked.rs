//! Questions that cannot be answered as asked: refused with the exit status of the contract and a way to mend it.

#[path = "support/core.rs"]
mod core;
#[path = "support/shell.rs"]
mod shell;

use self::core::{copy_core, core, patch};
use shell::{Run, run, text};
use std::path::Path;

/// Runs on the small model.
fn small(arguments: &[&str]) -> Run {
    let core = core();
    run(&[arguments, &["--model", text(&core)]].concat())
}

/// What is said by a run that ends with `status` and prints nothing.
fn refused(run: &Run, status: i32) -> &str {
    assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{}", run.stderr);
    &run.stderr
}

fn contains_all(told: &str, problems: &[&str]) {
    for problem in problems {
        assert!(told.contains(problem), "{problem} is missing:\n{told}");
    }
}

/// Writes the scenario `gallium-stop` as `file`, changed.
fn story(file: &Path, old: &str, new: &str) {
    std::fs::copy(core().join("scenarios/gallium-stop.toml"), file).expect("copied");
    patch(file, old, new);
}

#[test]
fn a_home_economy_without_demand_of_its_own_is_refused_by_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    copy_core(&model);
    patch(&model.join("model.toml"), "home = [\"JPN\"]", "home = [\"DEU\"]");
    for command in [&["check", text(&model)][..], &["score"], &["run", "gallium-stop"], &["mc", "--trials", "5"]] {
        let on_it = if command[0] == "check" { Vec::new() } else { vec!["--model", text(&model)] };
        let told = run(&[command, &on_it].concat());
        let problems = ["`DEU` has no demand of its own", "model.toml:5:9", "write `EUU`", "region = \"DEU\""];
        contains_all(refused(&told, 1), &problems);
    }
}

#[test]
fn scenarios_that_could_not_be_told_apart_are_not_run_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mine, out) = (folder.path().join("mine.toml"), folder.path().join("out"));
    story(&mine, "0.9", "0.5");
    let told = small(&["run", text(&mine), "gallium-stop", "--out", text(&out)]);
    let problems = ["mine.toml` and `gallium-stop` are both called `gallium-stop`", "another `id`"];
    contains_all(refused(&told, 2), &problems);
    assert!(!out.exists());
    let twice = small(&["run", "gallium-stop", "baseline", "gallium-stop"]);
    contains_all(refused(&twice, 2), &["`gallium-stop` is asked for twice", "name it once"]);
    assert_eq!(small(&["run", text(&mine)]).status, 0, "alone it runs");
}

#[test]
fn a_wrong_name_is_a_fault_of_the_input_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let [table, firms, edges, out] = ["t.csv", "firms.csv", "edges.csv", "out"].map(|name| folder.path().join(name));
    let flows = "origin_country,origin_industry,dest_country,dest_use,value\nA,s,A,s,1\nA,s,A,use,9\n";
    std::fs::write(&table, flows).expect("written");
    std::fs::write(&firms, "firm,sector\na,s\nb,s\n").expect("written");
    std::fs::write(&edges, "supplier,buyer,weight\na,b,1\n").expect("written");
    let list = ["systemic", "--edges", text(&edges), "--firms", text(&firms), "--firm", "zzz"];
    for (run, name) in [
        (small(&["export", "--to", "csv", "--sector", "foo"]), "foo"),
        (run(&["io", text(&table), "--region", "Z"]), "Z"),
        (run(&list), "zzz"),
        (run(&["import", "mrio", text(&table), "--out", text(&out), "--home", "XXX"]), "XXX"),
        (small(&["sensitivity", "gallium-stop", "--rows", "8", "--economy", "XXX"]), "XXX"),
        (small(&["cuts", "foo"]), "foo"),
        (small(&["exposure", "--economy", "XXX"]), "XXX"),
        (small(&["show", "foo"]), "foo"),
    ] {
        contains_all(refused(&run, 1), &[&format!("`{name}`")]);
    }
    assert!(!out.exists());
}

#[test]
fn a_command_without_its_subject_says_all_that_would_do() {
    for (command, ways) in [
        ("run", &["SCENARIO", "--all", "--shock"][..]),
        ("cuts", &["PRODUCT", "--all"]),
        ("compare", &["AFTER", "--set"]),
    ] {
        let told = run(&[command]);
        let told = refused(&told, 2);
        let missing = told.split("Usage:").next().unwrap_or_default();
        contains_all(missing, ways);
    }
    assert_eq!(small(&["run", "gallium-stop", "--shock", "export CHN>gallium 50% 9d"]).status, 0, "both will do");
    assert_eq!(small(&["compare", text(&core()), "--set", "gallium.JPN.cover=60"]).status, 0, "both will do");
}

#[test]
fn unknown_names_in_a_shock_lead_to_a_list_that_is_there() {
    let told = run(&["run", "--shock", "demand lng@XXX 20% 30d"]);
    contains_all(refused(&told, 1), &["unknown economy `XXX`", "`linchpin list economies`"]);
}

#[test]
fn days_are_a_table_of_their_own_in_csv() {
    let days = small(&["score", "--days", "--format", "csv"]);
    assert_eq!(days.status, 0, "{}", days.stderr);
    assert!(days.stdout.starts_with("sector,economy,on,days,"), "{}", days.stdout);
    let both = small(&["score", "--days", "--products", "--format", "csv"]);
    contains_all(refused(&both, 2), &["--products and --days", "--out DIR"]);
}

#[test]
fn a_file_in_a_folder_that_is_no_library_may_be_called_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("mine");
    std::fs::create_dir(&mine).expect("made");
    story(&mine.join("other.toml"), "id = \"gallium-stop\"", "id = \"calm\"");
    patch(&mine.join("other.toml"), "\"gallium\"", "\"gallium_primary\"");
    for path in [mine.clone(), mine.join("other.toml")] {
        let checked = run(&["check", text(&path)]);
        assert_eq!(checked.status, 0, "{}", checked.stderr);
    }
    let scenarios = folder.path().join("scenarios");
    std::fs::rename(&mine, &scenarios).expect("moved");
    for path in [scenarios.clone(), scenarios.join("other.toml")] {
        let checked = run(&["check", text(&path)]);
        contains_all(refused(&checked, 1), &["the id is `calm`, but the file is `other.toml`"]);
    }
}

#[test]
fn errors_of_syntax_come_in_their_order_and_the_rest_is_counted_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.md");
    std::fs::write(&file, "# A heading\n\nsome words here\n".repeat(40)).expect("written");
    let checked = run(&["check", text(&file)]);
    let told = refused(&checked, 1);
    let (first, rest) = (told.find("not valid TOML").expect("an error"), told.find(" more errors of syntax"));
    assert!(rest.is_some_and(|rest| rest > first && !told[rest..].contains("not valid TOML")), "{told}");
}

#[test]
fn a_century_ends_once_all_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("long.toml");
    story(&mine, "category", "horizon_days = 36500\ncategory");
    let series = small(&["run", text(&mine), "--series", "--format", "json"]);
    let run: serde_json::Value = serde_json::from_str(&series.stdout).expect("JSON");
    let values = run["results"][0]["availability"].as_array().expect("a series");
    let steps = 36_500.0 / run["step_days"].as_f64().expect("days");
    assert!((values.len() as f64 - steps).abs() < 1.5, "{} values", values.len());
    assert!(values.iter().all(|value| value.as_f64().is_some()) && values[values.len() - 1] == 100.0);
    let year = small(&["run", "gallium-stop", "--format", "json"]);
    let year: serde_json::Value = serde_json::from_str(&year.stdout).expect("JSON");
    let lost = |run: &serde_json::Value| run["results"][0]["lost_days"].as_f64().expect("days");
    assert!(lost(&run) >= lost(&year) - 1e-9, "what is lost in a year is lost in a century");
}

#[test]
fn balancing_is_told_of_a_folder_that_holds_the_model_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("models");
    copy_core(&model);
    std::fs::rename(model.join("scenarios"), folder.path().join("scenarios")).expect("moved");
    let own = "import_dependence = [{ economy = \"EUU\", share = 0.1, year = 2024, source = \"analyst\", confidence = \"estimate\" }]\n";
    patch(&model.join("critical-minerals.toml"), "imports = [", &format!("{own}imports = ["));
    let told = |path: &std::path::Path| {
        let checked = run(&["check", text(path)]);
        assert_eq!(checked.status, 0, "{}", checked.stderr);
        checked.stderr.matches("names no maker in EUU").count()
    };
    assert_eq!((told(&model), told(folder.path())), (1, 1));
}
