//! Files that are wrong: everything told together with file, line and column, exit 1, nothing printed, nothing written.

#[path = "support/core.rs"]
mod core;

use self::core::{copy_core, core};
use assert_cmd::Command;
use std::path::Path;
use std::process::Output;

fn linchpin(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    command.current_dir(folder).args(arguments).output().expect("a run")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Runs and requires that it is refused as `status` says, with nothing on standard output.
fn refused(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = linchpin(folder, arguments);
    let told = said(&output);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(status), &b""[..]), "{arguments:?}: {told}");
    told
}

/// A folder with a copy of the small model in `model`, its scenarios inside.
fn copied() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_core(&copy.path().join("model"));
    copy
}

fn patch(folder: &Path, file: &str, old: &str, new: &str) {
    core::patch(&folder.join("model").join(file), old, new);
}

fn contains_all(told: &str, problems: &[&str]) {
    for problem in problems {
        assert!(told.contains(problem), "{problem} is missing:\n{told}");
    }
}

#[test]
fn a_scenario_file_with_many_faults_is_told_all_of_them() {
    let here = tempfile::tempdir().expect("a folder");
    let faulty = r#"id = "faulty"
titel = "x"
category = "geopolitical shock"
horizon_days = -5
includes = ["hormuz-closur", "faulty"]

[[shock]]
hits = { kind = "export", products = ["galium_primary"], from = ["CHX"], t = ["JPN"] }
severity = 1.5
onset_days = -1
duration_days = nan
recovery = "liner"

[[shock]]
hits = { kind = "exprt", products = ["lng"] }
severity = "50 %"
"#;
    std::fs::write(here.path().join("faulty.toml"), faulty).expect("written");
    let told = refused(here.path(), &["run", "faulty.toml", "--out", "out"], 1);
    contains_all(
        &told,
        &[
            "unknown key `titel`",
            "did you mean `title`?",
            "faulty.toml:2:1",
            "`horizon_days` is -5: wanted a number from 0 to 36500",
            "faulty.toml:4:16",
            "unknown scenario `hormuz-closur`",
            "did you mean `hormuz-closure`?",
            "in a circle",
            "unknown product `galium_primary`",
            "faulty.toml:8:39",
            "did you mean `gallium_primary`?",
            "unknown economy `CHX`",
            "unknown key `t`",
            "`shock.severity` is 1.5: wanted a number from 0 to 1",
            "only where `kind` of `hits` is `demand` it may be a number from -0.95 to 10",
            "`shock.onset_days` is -1",
            "`shock.duration_days` is nan",
            "did you mean `linear`?",
            "did you mean `export`?",
            "`shock.severity` is the text \"50 %\"",
        ],
    );
    assert!(!told.contains("unknown scenario `faulty`"), "it exists");
    assert!(!here.path().join("out").exists());
    refused(here.path(), &["check", "faulty.toml"], 1);
}

#[test]
fn scenario_files_of_every_odd_kind_are_refused() {
    let here = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(here.path().join(name), bytes).expect("written");
    write("empty.toml", b"");
    write("latin.toml", b"id = \"\xe9t\xe9\"\n");
    write("utf16.toml", b"\xff\xfei\x00d\x00");
    write("broken.toml", b"id = \"x\"\nid = \"y\"\n[[shock]\n");
    write("huge.toml", &vec![b'a'; 17 << 20]);
    for (stem, other) in [("one", "two"), ("two", "one")] {
        let story = format!("id = \"{stem}\"\ntitle = \"t\"\ncategory = \"c\"\nincludes = [\"{other}\"]\n");
        write(&format!("{stem}.toml"), story.as_bytes());
    }
    for (name, problem) in [
        ("empty.toml", "this file is empty"),
        ("latin.toml", "not UTF-8"),
        ("utf16.toml", "UTF-16"),
        ("broken.toml", "duplicate key"),
        ("huge.toml", "admissible are up to 16 MiB"),
        ("one.toml", "include each other in a circle"),
    ] {
        let told = refused(here.path(), &["run", name, "--out", "out"], 1);
        assert!(told.contains(problem), "{name}: {told}");
        refused(here.path(), &["check", name], 1);
    }
    std::fs::create_dir(here.path().join("folder.toml")).expect("made");
    for name in ["folder.toml", "missing.toml", "."] {
        refused(here.path(), &["run", name, "--out", "out"], 2);
    }
    let told = refused(here.path(), &["run", "empty.toml", "missing.toml", "hormuz-closur"], 2);
    contains_all(&told, &["this file is empty", "no such file", "did you mean `hormuz-closure`?"]);
    assert!(!here.path().join("out").exists());
}

#[test]
fn a_model_with_faults_in_several_files_is_told_all_of_them_with_its_scenarios() {
    let copy = copied();
    let here = copy.path();
    patch(here, "critical-minerals.toml", "share = 0.9", "share = 1.9");
    patch(here, "critical-minerals.toml", "tier = 0", "teir = 0");
    patch(here, "critical-minerals.toml", "days = 60", "days = nan");
    patch(here, "semiconductors.toml", "source = \"", "source = \"no-such-");
    patch(here, "sources.toml", "[[source]]", "[[source]]\nid = \"analyst\"\ntitle = \"twice\"\n\n[[source]]");
    patch(here, "scenarios/gallium-stop.toml", "severity = 0.9", "severity = 9.0");
    patch(here, "scenarios/double-trouble.toml", "id = ", "idd = ");
    let problems = [
        "critical-minerals.toml:",
        "is 1.9: wanted a number from 0 to 1",
        "did you mean `tier`?",
        "is nan",
        "unknown source `no-such-",
        "semiconductors.toml:",
        "duplicate source: `analyst`",
        "`shock.severity` is 9.0: wanted a number from 0 to 1",
        "gallium-stop.toml:",
        "unknown key `idd`",
    ];
    for arguments in [
        &["run", "gallium-stop"][..],
        &["report", "--trials", "5"],
        &["mc", "--trials", "5"],
        &["score"],
        &["list", "scenarios"],
    ] {
        let told = refused(here, &[arguments, &["--model", "model", "--out", "out"]].concat(), 1);
        contains_all(&told, &problems);
        assert!(!told.contains("\nnote:"), "notes are for the check");
        assert!(!here.join("out").exists(), "{arguments:?} wrote something");
    }
    contains_all(&refused(here, &["check", "model"], 1), &problems);
    contains_all(&refused(here, &["check", "model/critical-minerals.toml"], 1), &problems[..3]);
    contains_all(&refused(here, &["check", "model/scenarios/gallium-stop.toml"], 1), &["`shock.severity` is 9.0"]);
}

#[test]
fn a_scenario_that_is_wrong_stops_only_what_needs_scenarios() {
    let copy = copied();
    patch(copy.path(), "scenarios/gallium-stop.toml", "[\"gallium\"]", "[\"galium\"]");
    let told = refused(copy.path(), &["run", "baseline", "--model", "model"], 1);
    contains_all(&told, &["unknown product `galium`", "did you mean `gallium`?"]);
    assert!(linchpin(copy.path(), &["list", "products", "--model", "model"]).status.success());
}

#[test]
fn one_missing_bracket_does_not_bury_the_other_errors() {
    let copy = copied();
    patch(copy.path(), "critical-minerals.toml", "supply = [", "supply = [ {");
    patch(copy.path(), "economies.toml", "region", "regoin");
    let told = refused(copy.path(), &["run", "baseline", "--model", "model"], 1);
    assert!(told.contains("not valid TOML") && told.contains("did you mean `region`?"), "{told}");
    assert!(told.matches("not valid TOML").count() <= 20);
}

#[test]
fn what_cannot_be_written_is_told_before_the_long_work() {
    let here = tempfile::tempdir().expect("a folder");
    std::fs::write(here.path().join("file"), "x").expect("written");
    let began = std::time::Instant::now();
    for arguments in
        [&["report"][..], &["mc", "--trials", "100000"], &["run", "--all"], &["score"], &["list", "sources"]]
    {
        let told = refused(here.path(), &[arguments, &["--out", "file/within"]].concat(), 2);
        assert!(told.contains("file/within"), "{told}");
    }
    assert!(began.elapsed().as_secs() < 20, "it worked before it looked");
    assert_eq!(std::fs::read_dir(here.path()).expect("a folder").count(), 1);
}

#[test]
fn results_go_to_standard_output_and_nothing_else_does() {
    let here = tempfile::tempdir().expect("a folder");
    let model = core();
    let model = model.to_str().expect("text");
    for arguments in
        [&["run", "gallium-stop"][..], &["mc", "--trials", "5", "--no-progress"], &["score"], &["list", "assets"]]
    {
        for format in ["table", "json", "csv"] {
            let output =
                linchpin(here.path(), &[arguments, &["--model", model, "--format", format, "--quiet"]].concat());
            assert!(output.status.success() && !output.stdout.is_empty(), "{arguments:?} {format}");
            assert!(output.stderr.is_empty(), "{arguments:?} {format}: {}", said(&output));
            assert!(!output.stdout.contains(&0x1b), "colours in {arguments:?} {format}");
        }
    }
    assert_eq!(std::fs::read_dir(here.path()).expect("a folder").count(), 0, "nothing was asked to be written");
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_early_does_no_harm() {
    use std::process::Stdio;
    let here = tempfile::tempdir().expect("a folder");
    let out = here.path().join("out");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_linchpin"))
        .args(["run", "gallium-stop", "--format", "json", "--model"])
        .arg(core())
        .arg("--out")
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a run");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
    assert!(out.join("manifest.json").is_file(), "the results are kept all the same");
}

#[test]
fn a_scenario_of_one_s_own_is_named_in_the_manifest() {
    let here = tempfile::tempdir().expect("a folder");
    let story = std::fs::read_to_string(core().join("scenarios/gallium-stop.toml")).expect("read");
    std::fs::write(here.path().join("mine.toml"), story.replace("gallium-stop", "mine")).expect("written");
    let model = core();
    let arguments = ["run", "mine.toml", "--out", "out", "--model", model.to_str().expect("text")];
    let output = linchpin(here.path(), &arguments);
    assert!(output.status.success(), "{}", said(&output));
    let manifest = std::fs::read_to_string(here.path().join("out/manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"mine.toml\""), "{manifest}");
}

#[test]
fn tables_of_indicators_are_refused_with_place_and_spelling() {
    let here = tempfile::tempdir().expect("a folder");
    let table = "group,economy,share\na,CHN,1.2\na,JPN,-0.1\nb,CHN,0.7\nb,JPN,0.7\n";
    std::fs::write(here.path().join("t.csv"), table).expect("written");
    let told = refused(here.path(), &["indicator", "hhi", "t.csv"], 1);
    contains_all(&told, &["t.csv:2:7", "admissible are 0 to 1", "t.csv:3:7", "-0.1 is negative"]);
    std::fs::write(here.path().join("t.csv"), "group,econmy,share\na,CHN,1\n").expect("written");
    contains_all(&refused(here.path(), &["indicator", "hhi", "t.csv"], 1), &["t.csv:1", "`economy`"]);
    contains_all(&refused(here.path(), &["indicator", "hhhi", "t.csv"], 1), &["did you mean `hhi`?"]);
}

#[test]
fn compared_models_are_refused_with_place_and_spelling() {
    let here = copied();
    let core = core();
    let before = ["compare", "--model", core.to_str().expect("text")];
    let told = refused(here.path(), &[&before[..], &["--set", "galium.JPN.cover=60"]].concat(), 1);
    contains_all(&told, &["galium", "did you mean `gallium"]);
    patch(here.path(), "critical-minerals.toml", "from = \"CHN\"", "from = \"CHM\"");
    let told = refused(here.path(), &[&before[..], &["model"]].concat(), 1);
    contains_all(&told, &["critical-minerals.toml:18:", "did you mean `CHN`?"]);
    patch(here.path(), "critical-minerals.toml", "share = 0.9,", "share = 1.9,");
    patch(here.path(), "critical-minerals.toml", "share = 0.05,", "share = -0.05,");
    let told = refused(here.path(), &[&before[..], &["model"]].concat(), 1);
    contains_all(&told, &["critical-minerals.toml:10:32", "critical-minerals.toml:11:32"]);
}

/// The file that is missing is told before all that refers to its products.
#[test]
fn a_missing_sector_file_is_named_first() {
    let here = tempfile::tempdir().expect("a folder");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    for name in
        ["clean-energy", "critical-minerals", "ict", "pharmaceuticals", "economies", "model", "routes", "sources"]
    {
        let name = format!("{name}.toml");
        std::fs::copy(own.join(&name), here.path().join(&name)).expect("copied");
    }
    let told = refused(here.path(), &["check", "--quiet", "."], 1);
    assert!(told.starts_with("error: there is no file `semiconductors.toml`, and "), "{told}");
}

#[test]
fn scenarios_that_do_nothing_or_twice_the_same_are_told() {
    let here = copied();
    let file = "scenarios/gallium-stop.toml";
    let text = std::fs::read_to_string(here.path().join("model").join(file)).expect("a scenario");
    let shock = text[text.find("[[shock]]").expect("a shock")..].to_owned();
    std::fs::write(here.path().join("model").join(file), format!("{text}\n{shock}")).expect("written");
    let output = linchpin(here.path(), &["run", "gallium-stop", "--model", "model"]);
    assert!(output.status.success() && said(&output).contains("is the same as shock 1"), "{}", said(&output));
    let output = linchpin(here.path(), &["run", "--model", "model", "--shock", "capacity CHN>gallium 90% 0d"]);
    assert!(said(&output).contains("a duration of 0: this shock does nothing"), "{}", said(&output));
    let output = linchpin(here.path(), &["run", "baseline", "--model", "model", "--severity", "0.5"]);
    assert!(said(&output).contains("`baseline` has no shocks that --severity"), "{}", said(&output));
    let days = text.lines().find(|line| line.starts_with("horizon_days")).map(str::to_owned);
    let story = match &days {
        Some(line) => text.replace(line.as_str(), "horizon_days = 1e-320"),
        None => text.replacen("title", "horizon_days = 1e-320\ntitle", 1),
    };
    std::fs::write(here.path().join("model").join(file), story).expect("written");
    let told = refused(here.path(), &["run", "gallium-stop", "--model", "model"], 1);
    contains_all(&told, &["gallium-stop.toml:", "admissible are 1 to 36500"]);
}

#[test]
fn what_cannot_be_read_or_written_is_wrong_usage_everywhere() {
    let here = copied();
    std::fs::write(here.path().join("file"), "x").expect("written");
    let told = refused(here.path(), &["list", "assets", "--out", "file"], 2);
    contains_all(&told, &["this is a file: --out names a folder"]);
    let told = refused(here.path(), &["systemic", "--firms", "n1", "--edges", "n2"], 2);
    contains_all(&told, &["n1", "n2", "2 errors"]);
    #[cfg(unix)]
    for arguments in [&["mrio", "/dev/null"][..], &["network", "--firms", "/dev/null", "--edges", "/dev/null"]] {
        let told = refused(here.path(), &[&["import"], arguments, &["--out", "out"]].concat(), 2);
        contains_all(&told, &["/dev/null", "not a regular file"]);
    }
    std::fs::write(here.path().join("f.csv"), "firm,sector\na,x\nb,y\nc,y\n").expect("written");
    std::fs::write(here.path().join("e.csv"), "supplier,buyer,weight\na,b,1e308\na,c,1e308\n").expect("written");
    let network = ["import", "network", "--firms", "f.csv", "--edges", "e.csv", "--out", "out"];
    contains_all(&refused(here.path(), &network, 1), &["e.csv", "their sum is no finite number"]);
}

/// What only one of two models has must not pass for a dependency that went away.
#[test]
fn models_of_other_sectors_are_not_compared() {
    let here = copied();
    let core = core();
    let told = refused(here.path(), &["compare", core.to_str().expect("text")], 1);
    contains_all(&told, &["home economies before are", "the sectors differ: only before has", "--model BEFORE AFTER"]);
}

#[test]
fn numbers_on_the_command_line_are_told_with_option_and_range() {
    let here = tempfile::tempdir().expect("a folder");
    for (arguments, option, range) in [
        (["mc", "--trials", "-1"], "--trials", "from 1 to 100000000"),
        (["mc", "--trials", "1e3"], "--trials", "from 1 to 100000000"),
        (["score", "--draws", "1"], "--draws", "0 for none, or whole numbers from 10 to 10000"),
        (["backtest", "--draws", "9"], "--draws", "0 for none, or whole numbers from 10 to 10000"),
        (["indicator", "--draws", "2"], "--draws", "0 for none, or whole numbers from 10 to 10000"),
        (["mc", "--seed", "-1"], "--seed", "from 0 to 18446744073709551615"),
        (["list", "--threads", "many"], "--threads", "from 1 to 1024"),
        (["sensitivity", "--rows", "7"], "--rows", "from 8 to 100000"),
        (["mc", "--until", "-5%"], "--until", "above 0 and below 1"),
        (["mc", "--shard", "-1/2"], "--shard", "3/64"),
    ] {
        let told = refused(here.path(), &arguments, 2);
        contains_all(&told, &[option, range, arguments[2]]);
    }
}

#[test]
fn a_figure_that_is_no_number_is_told_at_its_place() {
    let copy = copied();
    let set =
        |assignment: &str| refused(copy.path(), &["run", "gallium-stop", "--model", "model", "--set", assignment], 1);
    contains_all(&set("gallium.JPN.cover=abc"), &["--set:1:19", "`abc` is not a number", "days also as `20d`"]);
    contains_all(&set("gallium.JPN.cover=-1"), &["--set:1:19", "admissible"]);
    contains_all(&set("gallium.JPN.covr=1"), &["--set:1:1", "linchpin show gallium"]);
}

#[test]
fn a_catalogue_in_which_nothing_can_happen_is_no_catalogue() {
    let copy = copied();
    let class = "class = \"export restriction\"\n";
    patch(copy.path(), "scenarios/hazards.toml", class, &format!("{class}enabled = false\n"));
    let told = refused(copy.path(), &["mc", "--trials", "10", "--model", "model"], 1);
    contains_all(&told, &["no hazard of this model is enabled", "nothing to draw", "enabled = true"]);
}
