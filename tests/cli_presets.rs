//! Presets from the command line: chosen by option, scenario or model; industries, losses, and results side by side.

#[path = "support/program.rs"]
mod program;

use program::{core, linchpin, small};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn json(arguments: &[&str]) -> Value {
    let output = small(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn lost(run: &Value) -> f64 {
    let rows = run["products"].as_array().expect("products").iter();
    rows.map(|row| row["lost_days"].as_f64().expect("days")).sum()
}

/// A scenario of its own with `dynamics`, in `folder`.
fn scenario(folder: &Path, dynamics: &str, hits: &str) -> String {
    let path = folder.join("own.toml");
    let text = format!(
        "id = \"own\"\ntitle = \"Own\"\ncategory = \"test\"\n{dynamics}\n[[shock]]\nhits = {hits}\nseverity = 0.9\nduration_days = 90\nrecovery_days = 60\n"
    );
    std::fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

const PLANTS: &str = "{ kind = \"capacity\", products = [\"gallium\"], economies = [\"CHN\"] }";

#[test]
fn option_comes_before_scenario_and_scenario_before_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(folder.path(), "[dynamics]\npreset = \"ario\"\n", PLANTS);
    let ran = |arguments: &[&str]| json(&[&["run", own.as_str()], arguments].concat())["preset"].clone();
    assert_eq!(ran(&[]), "ario");
    assert_eq!(ran(&["--preset", "inoue-todo"]), "inoue-todo");
    assert_eq!(json(&["run", "gallium-stop"])["preset"], "linchpin");
    let other = json(&["run", &own, "--preset", "linchpin"]);
    let ario = json(&["run", &own]);
    assert!(lost(&ario) > 0.0 && lost(&ario) != lost(&other));
}

#[test]
fn parameters_are_set_in_scenarios_and_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = lost(&json(&["run", &scenario(folder.path(), "[dynamics]\npreset = \"ario\"\n", PLANTS)]));
    let stated =
        "[dynamics]\npreset = \"ario\"\n[dynamics.ario]\npsi = 1.0\ninventory_days = 10\nordering = \"noalt\"\n";
    let stated = scenario(folder.path(), stated, PLANTS);
    let changed = lost(&json(&["run", &stated]));
    assert!(changed > plain, "{changed} is not above {plain}");
    // A scenario's word comes before the model's, which `--set` changes.
    let set = lost(&json(&["run", &stated, "--set", "dynamics.ario.psi=0.5"]));
    assert_eq!(set, changed);
    let own = scenario(folder.path(), "[dynamics]\npreset = \"ario\"\n", PLANTS);
    assert!(lost(&json(&["run", &own, "--set", "dynamics.ario.inventory_days=10d"])) > plain);
    let output = small(&["run", &own, "--set", "dynamics.ario.psy=0.5"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("did you mean `dynamics.ario.psi`?"), "{}", said(&output));
    let wrong = scenario(folder.path(), "[dynamics]\npreset = \"aro\"\n", PLANTS);
    let output = small(&["run", &wrong]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("aro"), "{}", said(&output));
}

#[test]
fn stocks_are_set_by_product() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |days: &str| {
        let stated = format!("[dynamics]\npreset = \"ario\"\n[dynamics.ario]\ninventory_days = {days}\n");
        scenario(folder.path(), &stated, PLANTS)
    };
    let ran = |days: &str| lost(&json(&["run", &of(days)]));
    let (few, many) = (ran("10"), ran("90"));
    assert!(few > many);
    assert_eq!(ran("{ default = 10 }"), few);
    assert_eq!(ran("{ gallium = 10, default = 10.0 }"), few);
    let one = ran("{ gallium = 10 }");
    assert!(one > many, "{one} is not above {many}");
    for endless in ["\"infinite\"", "inf", "{ default = \"infinite\" }", "{ default = inf }"] {
        assert!(ran(endless) < many, "{endless}");
    }
    for (days, expected) in [
        ("{ galium = 10 }", "did you mean `gallium`?"),
        ("{ gallium = \"endless\" }", "is `endless`, not `infinite`"),
        ("{ gallium = -1 }", "wanted a number from 0 to 36500"),
        ("true", "not a number from 0 to 36500 or `infinite` or a table"),
    ] {
        let output = small(&["run", &of(days)]);
        assert_eq!(output.status.code(), Some(1), "{days}");
        assert!(said(&output).contains(expected), "{days}: {}", said(&output));
    }
}

#[test]
fn nothing_breaks_under_any_preset() {
    for preset in ["linchpin", "ario", "inoue-todo"] {
        let run = json(&["run", "baseline", "--preset", preset]);
        assert_eq!(lost(&run), 0.0, "{preset}");
    }
}

#[test]
fn capital_is_a_kind_of_shock() {
    let line = "capital CHN>gallium 90% 200d recovery=60d shape=concave";
    let kernel = lost(&json(&["run", "--shock", line]));
    let capacity = lost(&json(&["run", "--shock", "capacity CHN>gallium 90% 200d recovery=60d shape=s-curve"]));
    assert!(kernel > 0.0 && kernel == capacity, "{kernel}, {capacity}");
    assert!(lost(&json(&["run", "--shock", line, "--preset", "ario"])) > 0.0);
    let folder = tempfile::tempdir().expect("a folder");
    let rebuilt = |share: f64| {
        format!(
            "{{ kind = \"capital\", economies = [\"CHN\"], rebuild = {{ days = 60, products = {{ gallium = {share} }} }} }}"
        )
    };
    let output = small(&["run", &scenario(folder.path(), "", &rebuilt(0.5))]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("sum to 0.5: admissible is 1"), "{}", said(&output));
    let own = scenario(folder.path(), "", &rebuilt(1.0));
    let output = small(&["run", &own, "--preset", "ario"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("has no market value"), "{}", said(&output));
    // All products of the embedded model have one.
    let own = scenario(folder.path(), "", &rebuilt(1.0).replace("gallium", "helium"));
    let output = linchpin(&["run", &own, "--preset", "ario", "--format", "json"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(lost(&serde_json::from_slice(&output.stdout).expect("JSON")) > 0.0);
}

#[test]
fn industries_are_written_day_by_day_and_losses_add_up() {
    for preset in ["linchpin", "ario", "inoue-todo"] {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let out_name = out.to_string_lossy().into_owned();
        let line = "capacity CHN>gallium 90% 60d recovery=60d";
        let output = small(&["run", "--shock", line, "--preset", preset, "--industries", "--out", &out_name]);
        assert!(output.status.success(), "{}", said(&output));
        let read = |name: &str| csv::Reader::from_path(out.join(name)).expect("a table");
        let mut industries = read("industries.csv");
        let header = "scenario,preset,day,economy,product,firm,production,capacity,orders,overproduction,unmet_final";
        assert_eq!(industries.headers().expect("a header").iter().collect::<Vec<_>>().join(","), header);
        // Production of China by day; on day 0 nothing but its gallium is short yet.
        let mut made = vec![0.0; 365];
        let mut normal = 0.0;
        for row in industries.records() {
            let row = row.expect("a row");
            assert_eq!(&row[1], preset);
            if &row[3] == "CHN" {
                let (day, value): (usize, f64) = (row[2].parse().expect("a day"), row[6].parse().expect("a number"));
                made[day] += value;
                normal = f64::max(normal, row[7].parse().expect("a number"));
            }
        }
        assert!(made.iter().all(|made| *made > 0.0) && normal > 0.0);
        let mut stocks = read("stocks.csv");
        assert_eq!(
            stocks.headers().expect("a header").iter().collect::<Vec<_>>().join(","),
            "scenario,preset,day,economy,product,firm,input,stock"
        );
        assert!(stocks.records().all(|row| row.expect("a row")[7].parse::<f64>().is_ok_and(|stock| stock >= -1e-9)));
        let mut losses = read("losses.csv");
        let rows: Vec<_> = losses.records().map(|row| row.expect("a row")).collect();
        let china = rows.iter().find(|row| &row[2] == "CHN").expect("China makes something");
        let number = |place: usize| china[place].parse::<f64>().expect("a number");
        let (lost, annual) = (number(3), number(5));
        let summed = annual - made.iter().sum::<f64>();
        assert!((lost - summed).abs() <= 1e-9 * annual, "{preset}: {lost} is not {summed}");
        // China makes several products, and without market values nobody knows which of them is large; who makes one
        // knows what part of it is lost.
        assert_eq!([&china[4], &china[6], &china[7]], ["days of world output", "", ""], "{preset}");
        let (mut alone, mut cells) = (0, rows.iter().filter(|row| !row[6].is_empty()));
        assert!(cells.all(|row| {
            let number = |place: usize| row[place].parse::<f64>().expect("a number");
            alone += 1;
            let part = number(3) / number(5);
            (number(6) - 100.0 * part).abs() < 1e-9 && (number(7) - 365.0 * part).abs() < 1e-9
        }));
        assert!(alone > 0, "{preset}");
    }
}

#[test]
fn presets_are_set_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let out_name = out.to_string_lossy().into_owned();
    let run = json(&["run", "gallium-stop", "--compare-presets", "--out", &out_name]);
    let presets: Vec<&Value> = run.as_array().expect("three runs").iter().map(|run| &run["preset"]).collect();
    assert_eq!(presets, ["linchpin", "ario", "inoue-todo"]);
    assert_eq!(run[1], json(&["run", "gallium-stop", "--preset", "ario"]));
    assert!(std::fs::read(out.join("charts/presets-gallium-stop.png")).expect("a chart").starts_with(b"\x89PNG"));
    let output = small(&["run", "gallium-stop", "--compare-presets", "--format", "csv"]);
    let table = String::from_utf8(output.stdout).expect("text");
    assert!(table.lines().next().expect("a header").ends_with(",step_days,preset"), "{table}");
    let output = small(&["run", "gallium-stop", "--compare-presets"]);
    assert!(String::from_utf8(output.stdout).expect("text").contains("by preset"));
    assert_eq!(small(&["run", "gallium-stop", "--compare-presets", "--preset", "ario"]).status.code(), Some(2));
}

#[test]
fn what_a_preset_does_not_know_is_said() {
    let output = small(&["run", "--shock", "reserve gallium@JPN 100%", "--preset", "ario"]);
    assert!(said(&output).contains("has none and passes over it"), "{}", said(&output));
}

#[test]
fn what_a_preset_does_not_read_is_said_and_not_called_changed() {
    let asked = ["run", "gallium-stop", "--set", "gallium.JPN.cover=500", "--rationing", "domestic-first"];
    for preset in ["ario", "inoue-todo"] {
        let with = |arguments: &[&str]| small(&[arguments, &["--preset", preset, "--format", "json"]].concat());
        let output = with(&asked);
        let told = said(&output);
        for words in ["`--set gallium.JPN.cover` changes nothing under", "`--rationing` changes nothing under"] {
            assert_eq!(told.matches(&format!("{words} `{preset}`")).count(), 1, "{told}");
        }
        assert_eq!(output.stdout, with(&["run", "gallium-stop"]).stdout, "nothing is changed, and nothing said to be");
    }
    let kernel = small(&asked);
    assert!(said(&kernel).is_empty(), "{}", said(&kernel));
    let side_by_side = json(&[&asked[..], &["--compare-presets"]].concat());
    let changed = |place: usize| side_by_side[place]["changed"].as_array().expect("an array").len();
    assert_eq!([0, 1, 2].map(changed), [2, 0, 0]);
    let idle = small(&["run", "gallium-stop", "--set", "dynamics.ario.psi=0.5"]);
    assert!(said(&idle).contains("changes nothing under the default kernel"), "{}", said(&idle));
}

#[test]
fn the_rule_of_inoue_and_todo_is_set_by_number_or_word() {
    let run = |rule: &str| {
        let set = format!("dynamics.inoue-todo.rationing={rule}");
        lost(&json(&["run", "gallium-stop", "--preset", "inoue-todo", "--set", &set]))
    };
    let plain = lost(&json(&["run", "gallium-stop", "--preset", "inoue-todo"]));
    assert_eq!(run("R0"), plain);
    assert_eq!(run("R1"), run("consumers-last"));
    assert_ne!(run("r2"), plain, "another rule, another loss");
    assert_eq!(run("R3"), run("lowest-first-consumers-last"));
    let wrong = small(&["run", "gallium-stop", "--set", "dynamics.inoue-todo.rationing=R9"]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = said(&wrong);
    assert!(told.contains("admissible are R0 (proportional), R1 (consumers-last), R2 (lowest-first), R3 ("), "{told}");
}

#[test]
fn a_report_says_which_preset_ran_what() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_string_lossy().into_owned();
    let output = small(&["report", "--preset", "ario", "--trials", "2", "--svg", "--out", &out]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("`ario` runs the scenarios of a report; its scores and batch"), "{}", said(&output));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("written").replace('\u{a0}', " ");
    let summary = read("summary.md");
    assert!(summary.contains("preset ario (scenarios only; scores and batch: default kernel)\n"), "{summary}");
    assert!(summary.contains("Scenarios run with the preset ario"), "{summary}");
    for table in ["scenarios.csv", "products.csv"] {
        let text = read(table);
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let place = header.iter().position(|name| *name == "preset").expect("a column");
        // No cell after it holds a comma.
        assert!(lines.all(|line| line[line.len() - (header.len() - place)] == "ario"), "{table}");
    }
    for (chart, named) in
        [("scenario-ranking", true), ("course-gallium-stop", true), ("heat-map", false), ("exceedance", false)]
    {
        assert_eq!(read(&format!("charts/{chart}.svg")).contains("Preset ario."), named, "{chart}");
    }
}

/// Commands that have the default kernel alone, with what they need to begin.
const KERNEL_ALONE: [&[&str]; 9] = [
    &["mc", "--trials", "2"],
    &["bench"],
    &["score"],
    &["backtest", "--draws", "0"],
    &["cuts", "gallium"],
    &["suppliers", "--draws", "0"],
    &["exposure"],
    &["compare", "--set", "gallium.JPN.cover=10"],
    &["indicator", "hhi"],
];

#[test]
fn commands_without_presets_refuse_one_and_do_not_offer_it() {
    for command in KERNEL_ALONE {
        let output = small(&[command, &["--preset", "ario"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(said(&output).contains("default kernel alone"), "{}", said(&output));
        assert!(said(&output).contains("linchpin run --preset"), "{}", said(&output));
    }
    let offered = |command: &str| {
        let help = String::from_utf8(linchpin(&[command, "--help"]).stdout).expect("text");
        assert!(help.contains("--rationing"), "{help}");
        help.contains("--preset <")
    };
    for command in KERNEL_ALONE {
        assert!(!offered(command[0]), "{command:?}");
    }
    for command in ["run", "report", "sensitivity"] {
        assert!(offered(command), "{command}");
    }
}

#[test]
fn a_backtest_warns_of_the_preset_that_its_model_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    program::core::copy_core(&model);
    program::core::copy_files(&core().join("backtests"), &model.join("backtests"));
    let model = model.to_string_lossy().into_owned();
    let answer = || linchpin(&["backtest", "--model", &model, "--draws", "0", "--format", "json"]);
    let plain = answer();
    assert!(plain.status.success() && plain.stderr.is_empty(), "{}", said(&plain));
    let manifest = Path::new(&model).join("model.toml");
    program::core::patch(&manifest, "[dynamics]\n", "[dynamics]\npreset = \"ario\"\n");
    let output = answer();
    assert!(said(&output).contains("not with the model's preset `ario`"), "{}", said(&output));
    assert_eq!(output.stdout, plain.stdout, "the default kernel ran");
}

#[test]
fn threads_change_no_byte() {
    for preset in ["ario", "inoue-todo"] {
        let run = |threads: &str| {
            let model = core();
            let model = model.to_string_lossy();
            let arguments = ["run", "--all", "--preset", preset, "--format", "json", "--series", "--threads", threads];
            linchpin(&[&arguments[..], &["--model", &model]].concat()).stdout
        };
        let one = run("1");
        assert!(!one.is_empty() && one == run("3"), "{preset}");
    }
}
