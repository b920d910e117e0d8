//! Questions without a file, and mistakes in them: every problem at once, with its place and the nearest spelling.

#[path = "support/program.rs"]
mod program;

use assert_cmd::Command;
use program::{core, linchpin, small};
use serde_json::Value;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Lost days of gallium in Japan on the small model.
fn lost(arguments: &[&str]) -> f64 {
    let output = small(&[&["run"], arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = run["products"].as_array().expect("products").iter();
    let gallium = rows.clone().find(|row| row["product"] == "gallium").expect("gallium");
    gallium["lost_days"].as_f64().expect("days")
}

/// A folder that must not come into being.
struct Nothing(tempfile::TempDir);

impl Nothing {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> String {
        self.0.path().join("out").to_string_lossy().into_owned()
    }
}

impl Drop for Nothing {
    fn drop(&mut self) {
        assert!(std::thread::panicking() || !self.0.path().join("out").exists(), "something was written");
    }
}

#[test]
fn a_firm_in_a_line_is_answered_with_a_file() {
    let output = small(&["run", "--shock", "capacity freiberger>gallium 100% 90d"]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("`freiberger` is a firm: a shock in one line names economies"), "{said}");
    assert!(said.contains("hits = { kind = \"capacity\", firm = \"freiberger\" }"), "{said}");
}

#[test]
fn a_plant_is_built_where_there_was_none() {
    let scores = |set: &[&str]| -> Value {
        let output = small(&[&["score", "--format", "json"], set].concat());
        assert!(output.status.success(), "{}", said(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let world = |scores: &Value| {
        let mut rows = scores["products"].as_array().expect("products").iter();
        rows.find(|row| row["product"] == "gallium").expect("gallium")["world_hhi"].as_f64().expect("an index")
    };
    let (plain, built) = (scores(&[]), scores(&["--set", "gallium.EUU.supply=0.05"]));
    assert!((world(&built) - world(&plain) - 0.05 * 0.05).abs() < 1e-9, "{} {}", world(&built), world(&plain));
    let output = small(&["run", "gallium-stop", "--set", "gallium.EUU.supply=0.1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("sum to 1.05"), "{}", said(&output));
    let output = linchpin(&["run", "gallium-germanium-ban", "--set", "automobile.IND.supply=0.1"]);
    assert_eq!(output.status.code(), Some(1), "end uses have no supply");
}

#[test]
fn duration_severity_horizon_and_figures_change_the_answer() {
    let plain = lost(&["gallium-stop"]);
    assert!(plain > 1.0);
    assert!(lost(&["gallium-stop", "--severity", "0.45"]) < plain);
    assert_eq!(lost(&["gallium-stop", "--severity", "45%"]), lost(&["gallium-stop", "--severity", "0.45"]));
    assert!(lost(&["gallium-stop", "--duration", "360d"]) > plain);
    assert!(
        lost(&["gallium-stop", "--duration", "360d", "--horizon", "730d"])
            > lost(&["gallium-stop", "--duration", "360d"])
    );
    assert!(lost(&["gallium-stop", "--set", "gallium.JPN.cover=10"]) > plain);
    assert!(lost(&["gallium-stop", "--set", "gallium.JPN.cover=150d"]) < plain);
    assert_eq!(lost(&["--shock", "export CHN>gallium>JPN 90% 180d recovery=60d"]), plain);
    assert!(lost(&["gallium-stop", "--shock", "reserve gallium@JPN 100%"]) > plain);
}

#[test]
fn hundredths_of_a_day_are_no_days() {
    let output = small(&["run", "gallium-stop", "--set", "gallium.JPN.cover=150%"]);
    assert_eq!(output.status.code(), Some(1));
    let told = said(&output);
    let message = "`150%` is not a number of days: admissible are 0 to 36500";
    assert!(told.contains(message) && told.contains("write days, as `20` or `20d`"), "{told}");
}

#[test]
fn the_embedded_model_answers_too() {
    let output = linchpin(&["run", "hormuz-closure", "--set", "lng.IND.cover=20", "--format", "csv"]);
    let plain = linchpin(&["run", "hormuz-closure", "--format", "csv"]);
    assert!(output.status.success() && output.stdout != plain.stdout);
    let in_force = linchpin(&["run", "baseline", "--in-force", "--format", "json"]);
    let run: Value = serde_json::from_slice(&in_force.stdout).expect("JSON");
    let rows = run["results"].as_array().expect("results");
    assert!(rows.iter().any(|row| row["lost_days"].as_f64().expect("days") > 0.1), "nothing is in force");
}

#[test]
fn a_band_spans_what_the_ranges_leave_open() {
    let output = small(&["run", "--band=10", "gallium-stop", "--format", "json"]);
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(run["band"]["draws"], 10);
    for row in run["band"]["results"].as_array().expect("rows") {
        let spread = &row["resilience"];
        let [low, median, high] = ["low", "median", "high"].map(|key| spread[key].as_f64().expect("a number"));
        assert!(low <= median && median <= high, "{row}");
    }
    assert!(small(&["run", "--band", "gallium-stop"]).status.success(), "a scenario may follow the flag");
    let output = small(&["run", "gallium-stop", "--band", "10"]);
    assert!(said(&output).contains("--band=10"), "{}", said(&output));
    assert_eq!(small(&["run", "gallium-stop", "--band=0"]).status.code(), Some(2));
}

#[test]
fn all_runs_the_library() {
    let output = small(&["run", "--all", "--format", "json"]);
    let runs: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(runs.len(), 3);
    assert_eq!(small(&["run", "--all", "gallium-stop"]).status.code(), Some(2));
}

#[test]
fn tables_fit_a_page_and_say_what_they_mean() {
    let output = linchpin(&["run", "taiwan-blockade", "hormuz-closure"]);
    let printed = String::from_utf8(output.stdout).expect("text");
    for line in printed.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
    assert!(printed.contains("hormuz-closure: The Strait of Hormuz closes (over 365 days)"));
    assert!(printed.contains("Resilience: "));
    let quiet = linchpin(&["run", "baseline", "--quiet"]);
    assert!(!String::from_utf8(quiet.stdout).expect("text").contains("Resilience: "));
}

#[test]
fn everything_wrong_with_a_question_is_told_at_once() {
    let nothing = Nothing::new();
    let output = small(&[
        "run",
        "galium-stop",
        "--set",
        "galium.JPN.cover=20",
        "--set",
        "gallium.cover=-4",
        "--set",
        "gallium.CHN.supply=1.4",
        "--set",
        "nothing",
        "--shock",
        "export CHM>galium>JPN 190% 12x",
        "--shock",
        "route suze 50% 10d",
        "--out",
        &nothing.path(),
    ]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    let said = said(&output);
    for problem in [
        "unknown scenario `galium-stop`",
        "did you mean `gallium-stop`?",
        "the model has no figure `galium.JPN.cover`",
        "-4 is not a number of days: admissible are 0 to 36500",
        "1.4 is not",
        "`nothing` sets nothing",
        "unknown economy `CHM`",
        "--shock:1:8",
        "unknown product `galium`",
        "--shock:1:12",
        "did you mean `gallium`?",
        "`190%` is not a severity",
        "`12x` is",
        "unknown chokepoint `suze`",
        "did you mean `suez`?",
    ] {
        assert!(said.contains(problem), "{problem} is missing:\n{said}");
    }
}

#[test]
fn shares_set_by_hand_may_not_pass_one_together() {
    let output = small(&["run", "gallium-stop", "--set", "gallium.JPN.supply=0.5"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("`gallium.supply` sum to 1.400"), "{}", said(&output));
    let both = ["run", "gallium-stop", "--set", "gallium.JPN.supply=0.5", "--set", "gallium.CHN.supply=0.4"];
    assert!(small(&both).status.success());
}

#[test]
fn usage_is_refused_with_what_is_admissible() {
    for (arguments, hint) in [
        (&["run", "gallium-stop", "--duration", "-3d"][..], "admissible are 0 to 36500"),
        (&["run", "gallium-stop", "--severity", "1.5"], "admissible are 0 to 1"),
        (&["run", "gallium-stop", "--severity", "nan"], "admissible are 0 to 1"),
        (&["run", "gallium-stop", "--horizon", "0d"], "admissible are 1 to 36500"),
        (&["run", "gallium-stop", "--threads", "0"], "from 1 to 1024"),
        (&["run"], "SCENARIO"),
        (&["mc", "--trials", "0"], "from 1 to 100000000"),
    ] {
        let output = small(arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
        assert!(said(&output).contains(hint), "{arguments:?}: {}", said(&output));
    }
    let output = small(&["run", "--shock", "route suez 50% 10d", "--severity", "0.5"]);
    assert_eq!(output.status.code(), Some(1), "it would change nothing");
}

/// A line made of the words of shocks and of noise, the same for the same seed.
fn noise(seed: u64) -> Vec<String> {
    const WORDS: [&str; 48] = [
        "run",
        "mc",
        "score",
        "list",
        "show",
        "check",
        "concentration",
        "schema",
        "man",
        "report",
        "--shock",
        "--set",
        "--band",
        "--band=10",
        "--series",
        "--in-force",
        "--all",
        "--products",
        "--duration",
        "--severity",
        "--horizon",
        "--format",
        "json",
        "csv",
        "table",
        "--trials",
        "2",
        "--seed",
        "-1",
        "1e999",
        "nan",
        "180d",
        "50%",
        "gallium",
        "gallium-stop",
        "baseline",
        "export CHN>gallium 90% 180d",
        "demand @ +5%",
        "route , 1% 1d",
        "é>é<@,=%",
        "gallium.cover=5",
        "gallium..=",
        "dynamics.threshold=1",
        "",
        "-",
        "\u{202e}",
        "scenarios",
        "--quiet",
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut words = vec![WORDS[next(10)].to_owned()];
    for _ in 0..next(7) {
        words.push(WORDS[next(WORDS.len())].to_owned());
    }
    words
}

#[test]
fn no_command_line_panics() {
    let here = tempfile::tempdir().expect("a folder");
    for seed in 0..150 {
        let words = noise(seed);
        let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
        let output = command
            .current_dir(here.path())
            .arg("--model")
            .arg(core())
            .args(&words)
            .write_stdin("entity,share\na,1\n")
            .timeout(std::time::Duration::from_secs(60))
            .output()
            .expect("an end");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{words:?}: {said}");
        assert!(matches!(output.status.code(), Some(0..=2)), "{words:?}: {:?}", output.status);
        assert!(output.status.success() || output.stdout.is_empty() || words[0] == "check", "{words:?} printed data");
    }
}
