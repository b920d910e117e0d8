//! Every key and column that a command prints stands on the page that promises them, in the command's own section.

#[path = "support/program.rs"]
mod program;

use program::{linchpin, small};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

/// Words in code spans of the sections of docs/output.md whose heading has one of `headings`.
fn promised(headings: &[&str]) -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/output.md");
    let page = std::fs::read_to_string(page).expect("a page");
    let sections = page.split("\n## ").filter(|section| {
        let heading = section.lines().next().unwrap_or_default();
        headings.iter().any(|wanted| heading.contains(wanted))
    });
    let spans = sections.flat_map(|section| section.split('`').skip(1).step_by(2));
    let words = spans.flat_map(|span| span.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Keys of all objects in `value`.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                found.insert(key.clone());
                keys(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// Whether `key` stands among `words`; of an error or an end of an interval it is enough that the end does (`_se`), since
/// the figure itself must stand there anyway.
fn stands(key: &str, words: &BTreeSet<String>) -> bool {
    let ends = ["_se", "_low", "_high"];
    words.contains(key) || ends.iter().any(|end| key.ends_with(end) && words.contains(*end))
}

fn printed(output: &Output) -> &str {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).expect("text")
}

fn assert_promised(of: &[&str], found: &BTreeSet<String>, headings: &[&str]) {
    assert!(!found.is_empty(), "{of:?} printed no key");
    let words = promised(headings);
    assert!(!words.is_empty(), "no section has {headings:?}");
    let missing: Vec<&String> = found.iter().filter(|key| !stands(key, &words)).collect();
    assert!(missing.is_empty(), "{of:?}: {missing:?} are not in the sections {headings:?} of docs/output.md");
}

fn header(output: &Output) -> BTreeSet<String> {
    printed(output).lines().next().unwrap_or_default().split(',').map(str::to_owned).collect()
}

/// Holds the keys of JSON and the columns of CSV that `run` prints against the sections.
fn check(run: impl Fn(&[&str]) -> Output, arguments: &[&str], headings: &[&str]) {
    let mut found = header(&run(&[arguments, &["--format", "csv"]].concat()));
    let json = run(&[arguments, &["--format", "json"]].concat());
    keys(&serde_json::from_str(printed(&json)).expect("JSON"), &mut found);
    assert_promised(arguments, &found, headings);
}

#[test]
fn keys_of_results_are_promised() {
    let cases: [(&[&str], &[&str]); 16] = [
        (&["run", "gallium-stop", "--series"], &["`run`"]),
        (&["run", "gallium-stop", "--products"], &["`run`"]),
        (&["run", "gallium-stop", "--band=10"], &["`run`"]),
        (&["run", "gallium-stop", "--industries"], &["`run`"]),
        (&["run", "gallium-stop", "--compare-presets"], &["`run`"]),
        (&["score", "--days"], &["`score`", "`cuts", "`exposure`", "`indicator", "`robustness`"]),
        (&["mc", "--trials", "50"], &["`mc`"]),
        (&["mc", "--trials", "10", "--uncertainty", "figures=3"], &["`mc`"]),
        (&["sensitivity", "gallium-stop", "--rows", "8"], &["`sensitivity"]),
        (&["backtest", "--draws", "0"], &["`backtest`"]),
        (&["cuts", "gallium"], &["`cuts"]),
        (&["suppliers", "--draws", "10"], &["`suppliers`"]),
        (&["exposure"], &["`exposure`"]),
        (&["compare", "--set", "gallium.JPN.cover=10", "--days", "--years", "20"], &["`compare`"]),
        (&["indicator", "hhi"], &["`indicator"]),
        (&["indicator"], &["`indicator"]),
    ];
    for (arguments, headings) in cases {
        check(small, arguments, headings);
    }
}

#[test]
fn keys_of_what_there_is_are_promised() {
    let lists =
        ["scenarios", "hazards", "backtests", "products", "economies", "sectors", "sources", "chokepoints", "assets"];
    for list in lists {
        check(small, &["list", list], &["`list"]);
    }
    check(small, &["list"], &["`list"]);
    check(small, &["show", "gallium"], &["`show"]);
    check(small, &["check", "tests/data/core/model.toml"], &["`check"]);
    check(small, &["concentration"], &["`score`"]);
    for nodes in ["suppliers", "products"] {
        let output = small(&["export", "--to", "csv", "--nodes", nodes]);
        assert_promised(&["export", nodes], &header(&output), &["`export --to csv`"]);
    }
}

const TABLE: &str = "origin_country,origin_industry,dest_country,dest_use,value_musd
A,chips,A,chips,20
A,chips,B,cars,60
B,cars,B,cars,40
A,chips,A,use,30
B,cars,A,use,90
";
const FIRMS: &str = "firm,sector,market,revenue\nAcme,cars,North,100\nBolt,steel,North,\nCoil,steel,South,30\n";
const EDGES: &str = "supplier,buyer,weight\nCoil,Acme,20\nBolt,Acme,35\nAcme,Bolt,1\n";

#[test]
fn keys_of_tables_and_networks_are_promised() {
    let folder = tempfile::tempdir().expect("a folder");
    let [table, firms, edges, out, of_firms] = ["table.csv", "firms.csv", "edges.csv", "out", "of-firms"]
        .map(|name| folder.path().join(name).to_str().expect("text").to_owned());
    for (path, content) in [(&table, TABLE), (&firms, FIRMS), (&edges, EDGES)] {
        std::fs::write(path, content).expect("written");
    }
    let import = &["`import mrio`"];
    let mrio = ["import", "mrio", &table, "--out", &out, "--unit", "million USD", "--year", "2020"];
    check(linchpin, &mrio, import);
    check(linchpin, &["io", &out], &["`io"]);
    check(linchpin, &["io", &out, "--sector", "cars"], &["`io"]);
    check(linchpin, &["io", &out, "--sector", "cars", "--show", "losses"], &["`io"]);
    check(linchpin, &["io", &out, "--show", "exposure"], &["`io"]);
    let network = ["--firms", firms.as_str(), "--edges", edges.as_str()];
    check(linchpin, &[&["import", "network", "--out", &of_firms, "--year", "2020"], &network[..]].concat(), import);
    for command in ["systemic", "robustness", "structure"] {
        check(linchpin, &[&[command], &network[..]].concat(), &[&format!("`{command}`")]);
    }
}

#[test]
fn keys_of_files_that_only_a_folder_has_are_promised() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let read = |out: &str, name: &str| -> Value {
        let text = std::fs::read_to_string(Path::new(out).join(name)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    };
    let part = own("part");
    printed(&small(&["mc", "--trials", "64", "--shard", "1/2", "--out", &part]));
    let mut found = BTreeSet::new();
    let mut whole = read(&part, "part.json");
    // Its keys are names of files.
    let inputs = whole["batch"].as_object_mut().expect("an object").remove("inputs");
    assert!(inputs.is_some(), "{whole}");
    keys(&whole, &mut found);
    assert_promised(&["part.json"], &found, &["`mc`"]);

    let drawn = own("drawn");
    printed(&small(&["mc", "--trials", "10", "--uncertainty", "figures=3", "--out", &drawn]));
    let manifest = read(&drawn, "manifest.json");
    let mut found: BTreeSet<String> = manifest.as_object().expect("an object").keys().cloned().collect();
    keys(&manifest["parameters"], &mut found);
    assert_promised(&["manifest.json"], &found, &["`--out DIR`"]);
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/output.md")).expect("a page");
    let row = page.lines().find(|line| line.starts_with("| `parameters` |")).expect("a row");
    let of_uncertainty = row.split(';').find(|part| part.contains("--uncertainty")).expect("a part");
    for key in manifest["parameters"].as_object().expect("an object").keys() {
        assert!(of_uncertainty.contains(&format!("`{key}`")), "{key}: {row}");
    }
}
