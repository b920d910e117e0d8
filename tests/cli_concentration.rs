//! `linchpin concentration` from the outside: the contract others script against, and how bad lists are refused.

use assert_cmd::Command;
use proptest::prelude::*;
use serde_json::Value;
use std::path::PathBuf;

const KEYS: [&str; 13] = [
    "group",
    "suppliers",
    "hhi",
    "hhi_low",
    "hhi_high",
    "effective_suppliers",
    "cr1",
    "cr3",
    "cr4",
    "shannon",
    "theil",
    "gini",
    "top_entity",
];

fn linchpin() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    command.env_remove("NO_COLOR");
    command
}

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

/// Runs the command on standard input.
fn run(arguments: &[&str], list: &[u8]) -> Run {
    let output = linchpin().args(["concentration", "-"]).args(arguments).write_stdin(list).output().expect("a run");
    Run {
        status: output.status.code().expect("an exit status, not a signal"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

fn json(list: &str) -> Vec<Value> {
    let run = run(&["--format", "json"], list.as_bytes());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("an array")
}

/// What is said of a bad list, after making sure that nothing else is printed.
fn refusal(list: &[u8]) -> String {
    let run = run(&[], list);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    run.stderr
}

fn close(value: &Value, expected: f64) {
    let number = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((number - expected).abs() < 1e-9, "{number} is not {expected}");
}

#[test]
fn json_has_the_keys_of_the_contract_in_their_order() {
    let stdout = run(&["--format", "json"], b"group,entity,share\nb,x,1\na,y,0.7\n").stdout;
    let mut from = 0;
    for key in KEYS.into_iter().chain(KEYS) {
        let at = stdout[from..].find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} out of order: {stdout}"));
        from += at + key.len();
    }
    let rows = json("group,entity,share\nb,x,1\na,y,0.7\n");
    assert_eq!(rows.iter().map(|row| row["group"].as_str().unwrap()).collect::<Vec<_>>(), ["b", "a"]);
    assert!(rows.iter().all(|row| row.as_object().unwrap().len() == KEYS.len()));
}

/// US Department of Justice, "Herfindahl-Hirschman Index": 30, 30, 20 and 20 percent make 2,600 points.
#[test]
fn percent_without_groups() {
    let rows = json("entity,share\na,30\nb,30\nc,20\nd,20\n");
    let [row] = rows.as_slice() else { panic!("one group") };
    assert_eq!((&row["group"], &row["suppliers"], &row["top_entity"]), (&Value::Null, &4.into(), &"a".into()));
    for (key, expected) in [("hhi", 0.26), ("hhi_low", 0.26), ("hhi_high", 0.26), ("cr1", 0.3), ("cr4", 1.0)] {
        close(&row[key], expected);
    }
    close(&row["effective_suppliers"], 1.0 / 0.26);
}

/// Entropy, Theil and Gini of five suppliers with 70, 10, 10, 5 and 5 percent, by hand: ln 5 less the entropy is Theil.
#[test]
fn inequality_of_a_leader_and_four_small_ones() {
    let rows = json("entity,share\na,0.7\nb,0.1\nc,0.1\nd,0.05\ne,0.05\n");
    let entropy = -(0.7 * 0.7_f64.ln() + 0.2 * 0.1_f64.ln() + 0.1 * 0.05_f64.ln());
    close(&rows[0]["shannon"], entropy);
    close(&rows[0]["theil"], 5.0_f64.ln() - entropy);
    close(&rows[0]["gini"], (-4.0 * 0.05 - 2.0 * 0.05 + 2.0 * 0.1 + 4.0 * 0.7) / 5.0);
}

/// By hand: 0.6² + 0.2² + 0.2², and without the last; published indices over USGS production count the bucket too.
#[test]
fn quantities_with_a_rest_of_world() {
    let rows = json("Entity;Quantity;note\nA;3;x\nB;1;\nRest of World;1;\n");
    let row = &rows[0];
    assert_eq!(row["suppliers"], 2);
    close(&row["hhi"], 0.36 + 0.04 + 0.04);
    close(&row["hhi_low"], 0.40);
    close(&row["hhi_high"], 0.44);
    close(&row["cr1"], 0.6);
}

#[test]
fn a_group_that_names_nobody_is_not_available() {
    let list = b"group,entity,share\nx,OTHER,0.5\ny,a,1\n";
    let rows: Vec<Value> = serde_json::from_str(&run(&["--format", "json"], list).stdout).expect("an array");
    assert_eq!(
        (&rows[0]["suppliers"], &rows[0]["gini"], &rows[0]["top_entity"]),
        (&0.into(), &Value::Null, &Value::Null)
    );
    assert!(run(&[], list).stdout.contains("n/a"));
    let csv = run(&["--format", "csv"], list).stdout;
    assert_eq!(csv.lines().next(), Some(KEYS.join(",").as_str()));
    assert!(csv.lines().nth(1).is_some_and(|row| row.ends_with(",,,,")), "{csv}");
}

#[test]
fn lists_come_in_many_shapes() {
    let expected = json("entity,share\na,0.6\nb,0.4\n");
    let shapes: [&[u8]; 5] = [
        b"\xEF\xBB\xBFentity,share\na,0.6\nb,0.4\n",
        b" SHARE ;ENTITY\r\n60;a\r\n40;b\r\n",
        b"entity\tshare\na\t0.6\nb\t0.4",
        b"\"entity\",\"share\"\n\n\"a\" , \"0.6\"\n,\nb,0.4\n",
        b"entity,quantity,year\na,3,2024\nb,2,2024\n",
    ];
    for shape in shapes {
        let run = run(&["--format", "json"], shape);
        let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
        for key in ["hhi", "cr1", "gini"] {
            close(&rows[0][key], expected[0][key].as_f64().unwrap());
        }
    }
}

#[test]
fn every_problem_is_listed_with_its_place() {
    let said = refusal(b"entity,share\nChina,-5\n,10\nJapan,nan\nPeru,many\nChad,120\nchad,1\n");
    for expected in [
        "<stdin>:2:7",
        "-5 is negative: admissible are 0 to 1, or 0 to 100 percent",
        "<stdin>:3:1",
        "this row has no entity",
        "<stdin>:4:7",
        "is not a finite number",
        "<stdin>:5:6",
        "`many` is not a number",
        "<stdin>:6:6",
        "120 is not a share: admissible are 0 to 100 percent",
        "<stdin>:7:6",
        "duplicate row",
        "6 errors",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn bad_headers_encodings_and_sums_are_refused() {
    let utf16: Vec<u8> = "entity,share\na,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 11] = [
        (b"", "empty"),
        (b"entity,share\n", "no rows"),
        (b"entitty,share\na,1\n", "did you mean `entity`?"),
        (b"entity,shares,groop\na,1,x\n", "did you mean `group`?"),
        (b"country,production\na,1\n", "the column `entity` is missing"),
        (b"entity,share,quantity\na,1,1\n", "not both"),
        (b"entity,share,share\na,1,1\n", "stands here twice"),
        (b"entity,share\nT\xFCrkiye,1\n", "not UTF-8"),
        (&utf16, "UTF-16"),
        (b"entity,share\na,80\nb,40\n", "sum to 120 percent: admissible are up to 105"),
        (b"entity,quantity\na,0\n", "all zero"),
    ];
    for (list, expected) in cases {
        let said = refusal(list);
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn a_huge_list_is_refused_before_it_is_read() {
    let mut list = b"entity,share\n".to_vec();
    list.resize(17 << 20, b'x');
    assert!(refusal(&list).contains("admissible are up to 16 MiB"));
}

#[test]
fn fractions_among_percent_are_warned_of() {
    let list = b"group,entity,share\nx,a,60\ny,a,0.5\n";
    let loud = run(&[], list);
    assert_eq!(loud.status, 0);
    assert!(loud.stderr.contains("warning") && loud.stderr.contains("<stdin>:3:5"), "{}", loud.stderr);
    assert_eq!(run(&["--quiet"], list).stderr, "");
}

#[test]
fn shares_above_one_whole_are_percent_however_few() {
    let few = run(&["--format", "json"], b"group,entity,share\nx,A,4\nx,B,3\n");
    assert_eq!(few.status, 0, "{}", few.stderr);
    assert!(few.stderr.contains("sum to 7, which is taken for percent"), "{}", few.stderr);
    assert!(few.stdout.contains("\"hhi\": 0.0025"), "{}", few.stdout);
}

#[test]
fn what_cannot_be_read_is_no_fault_of_the_input() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().to_owned(), PathBuf::from("no/such/list.csv")] {
        let output = linchpin().arg("concentration").arg(&path).output().expect("a run");
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn results_and_their_manifest_are_written_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.csv");
    std::fs::write(&list, "entity,share\na,1\n").expect("written");
    let out = folder.path().join("new/results");
    let output = linchpin().arg("concentration").arg(&list).arg("--out").arg(&out).output().expect("a run");
    assert!(output.status.success());
    let mut names: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["concentration.csv", "concentration.json", "manifest.json"]);
    let manifest = std::fs::read_to_string(out.join("manifest.json")).expect("read");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["arguments"][0], "concentration");
    let (_, hash) = manifest["inputs"].as_object().unwrap().iter().next().expect("an input");
    assert_eq!(hash.as_str().map(str::len), Some(64));
    assert!(manifest["started"].as_str().is_some_and(|time| time.ends_with('Z')));
}

#[test]
fn nothing_is_written_of_a_bad_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("results");
    let run = run(&["--out", out.to_str().expect("text")], b"entity,share\na,-1\n");
    assert_eq!(run.status, 1);
    assert!(!out.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_a_failure_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("written");
    let run = run(&["--out", file.to_str().expect("text")], b"entity,share\na,1\n");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let run = run(&[], &bytes);
        prop_assert!(run.status == 0 || run.status == 1, "{}", run.stderr);
    }

    #[test]
    fn no_near_miss_of_a_list_makes_it_panic(rows in "[a-cé\"',;\t\r\n0-9.eE%+-]{0,80}") {
        let run = run(&["--format", "json"], format!("group,entity,share\n{rows}").as_bytes());
        prop_assert!(run.status == 0 || run.status == 1, "{}", run.stderr);
        prop_assert_eq!(run.status == 0, serde_json::from_str::<Vec<Value>>(&run.stdout).is_ok());
    }
}
