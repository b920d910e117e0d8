//! `linchpin systemic` from the outside: the published example, its options, and what it says of bad input.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// Diem et al. (2022), the example of thirteen firms, with sectors as row numbers of the matrix.
const FIRMS: &str = "firm,sector\nA,1\nX,1\nB,2\nC,2\nD,2\nE,3\nF,3\nG,5\nH,6\nI,1\nJ,3\nK,4\nL,2\n";
const EDGES: &str = "\"supplier\",\"customer\",\"weight\"\n\"A\",\"X\",1.0\n\"B\",\"X\",1.0\n\"C\",\"X\",1.0\n\"D\",\"X\",1.0\n\"E\",\"X\",1.0\n\"F\",\"X\",1.0\n\"G\",\"X\",1.0\n\"H\",\"X\",1.0\n\"X\",\"I\",1.0\n\"X\",\"J\",1.0\n\"X\",\"K\",1.0\n\"K\",\"L\",1.0\n";
const MATRIX: &str = "2,0,1,2,0,0\n2,0,0,0,0,0\n1,0,0,0,0,0\n0,2,0,0,0,0\n1,0,0,0,0,0\n0,0,0,0,0,0\n";
const INDEX: [(&str, f64); 13] = [
    ("A", 0.416_667),
    ("X", 1.0),
    ("B", 0.136_905),
    ("C", 0.136_905),
    ("D", 0.136_905),
    ("E", 0.123_204),
    ("F", 0.123_204),
    ("G", 0.123_204),
    ("H", 0.083_333),
    ("I", 0.305_556),
    ("J", 0.305_556),
    ("K", 0.388_889),
    ("L", 0.388_889),
];

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn toy() -> TempDir {
    folder(&[("firms.csv", FIRMS), ("edges.csv", EDGES), ("ess.csv", MATRIX)])
}

/// Runs in `folder`; status, output and messages.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let output = command.arg("systemic").args(arguments).current_dir(folder).output().expect("a run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

const LISTS: [&str; 4] = ["--edges", "edges.csv", "--firms", "firms.csv"];

fn csv(folder: &Path, more: &[&str]) -> Vec<Vec<String>> {
    let (status, out, err) = run(folder, &[&LISTS, more, &["--format", "csv"]].concat());
    assert_eq!(status, 0, "{err}");
    out.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

#[test]
fn the_published_example_comes_out_with_and_without_a_header() {
    let folder = toy();
    let check = |rows: &[Vec<String>]| {
        assert_eq!(rows[0], ["firm", "esri", "esri_downstream", "esri_upstream", "sweeps"]);
        assert_eq!(rows.len(), 14);
        for (row, (firm, index)) in rows[1..].iter().zip(INDEX) {
            assert!(row[0] == firm && (number(&row[1]) - index).abs() < 1e-6, "{row:?} {index}");
        }
    };
    check(&csv(folder.path(), &["--essentiality", "ess.csv"]));
    // The same by names, rows named in another order, and sectors that are no numbers.
    let named = "sector,s1,s2,s3,s4,s5,s6\ns6,0,0,0,0,0,0\ns2,2,0,0,0,0,0\ns3,1,0,0,0,0,0\ns4,0,2,0,0,0,0\ns5,1,0,0,0,0,0\ns1,2,0,1,2,0,0\n";
    std::fs::write(folder.path().join("named.csv"), named).expect("a file");
    std::fs::write(folder.path().join("firms.csv"), FIRMS.replace(',', ",s").replace("ssector", "sector"))
        .expect("a file");
    check(&csv(folder.path(), &["--essentiality", "named.csv"]));
    let bare = "s1,s2,s3,s4,s5,s6\n".to_owned() + MATRIX;
    std::fs::write(folder.path().join("bare.csv"), bare).expect("a file");
    check(&csv(folder.path(), &["--essentiality", "bare.csv"]));
    let (status, _, err) = run(folder.path(), &[&LISTS[..], &["--essentiality", "ess.csv"]].concat());
    assert!(status == 1 && err.contains("firms.csv:2:3") && err.contains("row numbers, 1 to 6"), "{err}");
}

#[test]
fn json_has_the_same_keys_and_parts_make_up_the_whole() {
    let folder = toy();
    let whole = csv(folder.path(), &["--essentiality", "ess.csv"]);
    let mut parts = vec![whole[0].clone()];
    for part in ["1/3", "2/3", "3/3"] {
        parts.extend(csv(folder.path(), &["--essentiality", "ess.csv", "--shard", part]).into_iter().skip(1));
    }
    assert_eq!(parts, whole);
    let some = csv(folder.path(), &["--essentiality", "ess.csv", "--firm", "K", "--firm", "A"]);
    assert_eq!(some[1..], [whole[12].clone(), whole[1].clone()]);
    let top = csv(folder.path(), &["--essentiality", "ess.csv", "--top", "2"]);
    assert_eq!((top.len(), top[1][0].as_str(), top[2][0].as_str()), (3, "X", "A"));
    let (_, out, _) = run(folder.path(), &[&LISTS[..], &["--essentiality", "ess.csv", "--format", "json"]].concat());
    let json: Vec<serde_json::Value> = serde_json::from_str(&out).expect("an array");
    assert_eq!(json.len(), 13);
    assert_eq!(json[0]["esri"].as_f64().map(|value| value.to_string()), Some(whole[1][1].clone()));
    assert_eq!(json[0].as_object().map(serde_json::Map::len), Some(5));
}

#[test]
fn a_folder_holds_what_was_printed_with_a_chart() {
    let folder = toy();
    let more = ["--essentiality", "ess.csv", "--out", "out", "--svg", "--threads", "1"];
    let (status, out, err) = run(folder.path(), &[&LISTS[..], &more].concat());
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("ESRI") && out.lines().nth(2).is_some_and(|line| line.starts_with('X')), "{out}");
    assert!(!out.contains("upper bound"), "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).expect(name);
    let printed = run(folder.path(), &[&LISTS[..], &["--essentiality", "ess.csv", "--format", "csv"]].concat()).1;
    assert_eq!(read("systemic.csv"), printed);
    assert!(read("charts/esri.svg").contains("The failure of X costs 100.0 %"));
    assert!(read("manifest.json").contains("ess.csv") && folder.path().join("out/charts/esri.png").exists());
}

#[test]
fn an_imported_network_and_its_lists_are_the_same() {
    let folder = toy();
    let mut import = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    let arguments = ["import", "network", "--firms", "firms.csv", "--edges", "edges.csv", "--out", "net"];
    assert!(import.args(arguments).current_dir(folder.path()).output().expect("a run").status.success());
    let (status, out, err) = run(folder.path(), &["--network", "net", "--format", "csv"]);
    assert_eq!(status, 0, "{err}");
    let lists = run(folder.path(), &[&LISTS[..], &["--format", "csv"]].concat()).1;
    assert_eq!(out, lists);
    let (_, table, _) = run(folder.path(), &LISTS);
    assert!(table.contains("All inputs count as essential: an upper bound"), "{table}");
}

#[test]
fn markets_revenue_and_replacement_change_the_index() {
    let folder = toy();
    let of_b = |more: &[&str]| {
        let rows = csv(folder.path(), &[&["--essentiality", "ess.csv", "--firm", "B"], more].concat());
        number(&rows[1][1])
    };
    let usual = of_b(&[]);
    // Without rivals X loses a third, and K with it.
    assert!((of_b(&["--no-replaceability"]) - (1.0 + 3.0 / 3.0 + 1.0 / 3.0) / 12.0).abs() < 1e-12);
    let alone = FIRMS.lines().skip(1).map(|line| format!("{line},m_{line}").replacen(",m_", ",\"m_", 1) + "\"\n");
    let markets = "firm,sector,market\n".to_owned() + &alone.collect::<String>();
    std::fs::write(folder.path().join("firms.csv"), markets).expect("a file");
    assert!((of_b(&[]) - of_b(&["--no-replaceability"])).abs() < 1e-12, "everybody is alone in a market");
    assert!((of_b(&["--replaced-within", "sector"]) - usual).abs() < 1e-15);
    let revenue = FIRMS.replace("firm,sector", "firm,sector,revenue").replace("X,1\n", "X,1,12\n");
    let revenue: String = revenue
        .lines()
        .map(|line| if line.matches(',').count() == 1 { format!("{line},\n") } else { format!("{line}\n") })
        .collect();
    std::fs::write(folder.path().join("firms.csv"), revenue).expect("a file");
    // L buys a twelfth of X through K now, not a third.
    let rows = csv(folder.path(), &["--essentiality", "ess.csv", "--firm", "L", "--by-revenue"]);
    assert!((number(&rows[1][3]) - (1.0 + 12.0 / 12.0 + 8.0 / 12.0) / 21.0).abs() < 1e-12, "{rows:?}");
}

#[test]
fn partial_shocks_have_a_row_each() {
    let folder = toy();
    let write = |text: &str| std::fs::write(folder.path().join("shocks.csv"), text).expect("a file");
    write("shock,firm,remaining\nfull,B,0\nhalf,B,0.5\nnone,B,1\nfull,C,0\n");
    let rows = csv(folder.path(), &["--essentiality", "ess.csv", "--shocks", "shocks.csv"]);
    assert_eq!(rows[0], ["shock", "esri", "esri_downstream", "esri_upstream", "sweeps"]);
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["shock", "full", "half", "none"]);
    assert!(number(&rows[1][1]) > number(&rows[2][1]) && number(&rows[2][1]) > 0.0 && number(&rows[3][1]) == 0.0);
    write("firm,loss\nB,1\n");
    let alone = csv(folder.path(), &["--essentiality", "ess.csv", "--shocks", "shocks.csv"]);
    assert!((number(&alone[1][1]) - INDEX[2].1).abs() < 1e-6 && alone[1][0] == "shock");
    // More shocks than firms.
    let many = (0..40).map(|shock| format!("s{shock},B,0.{shock:02}\n")).collect::<Vec<_>>().concat();
    write(&format!("shock,firm,loss\n{many}"));
    let rows = csv(folder.path(), &["--essentiality", "ess.csv", "--shocks", "shocks.csv"]);
    assert_eq!((rows.len(), rows[40][0].as_str()), (41, "s39"));
    let (status, table, err) = run(folder.path(), &[&LISTS[..], &["--shocks", "shocks.csv", "--svg"]].concat());
    assert!(status == 0 && table.contains("s39"), "{err}");
    write("shock,firm,loss\na,B,1.5\na,BB,0.1\na,C,x\na,D,1\na,D,1\n");
    let (status, _, err) = run(folder.path(), &[&LISTS[..], &["--shocks", "shocks.csv"]].concat());
    assert_eq!(status, 1);
    for expected in
        ["shocks.csv:2:5", "1.5 is not between 0 and 1", "no firm is called `BB`", "stands twice in this shock"]
    {
        assert!(err.contains(expected), "{expected}: {err}");
    }
}

#[test]
fn bad_matrices_and_options_are_refused_with_places() {
    let folder = toy();
    let refused = |matrix: &str, expected: &[&str]| {
        std::fs::write(folder.path().join("bad.csv"), matrix).expect("a file");
        let (status, out, err) = run(folder.path(), &[&LISTS[..], &["--essentiality", "bad.csv"]].concat());
        assert!(status == 1 && out.is_empty(), "{matrix}: {err}");
        for expected in expected {
            assert!(err.contains(expected), "{expected}: {err}");
        }
    };
    refused("2,1\n1,2\n", &["firms.csv:7:3", "has no sector `3`", "row numbers, 1 to 2"]);
    refused("2,1,0\n1,2,0\n", &["bad.csv:1:1", "2 rows and 3 columns: it must be square"]);
    refused(
        &MATRIX.replace("0,2,0,0,0,0", "0,2,0,7,x,"),
        &["bad.csv:4:7", "`7` is no class", "`x` is not a number", "empty"],
    );
    refused(&MATRIX.replace("0,2,0,0,0,0", "0,2,0"), &["bad.csv:4:1", "3 cells: wanted 6"]);
    refused("", &["this file is empty"]);
    for (arguments, expected, code) in [
        (&["--eps", "0"][..], "1e-12 to below 1", 2),
        (&["--shard", "4/3"], "K from 1 to N", 2),
        (&["--firm", "Z"], "unknown firm `Z`", 1),
        (&["--essentiality", "none.csv"], "no such file", 2),
        (&["--network", "net"], "cannot be used with", 2),
    ] {
        let (status, out, err) = run(folder.path(), &[&LISTS[..], arguments].concat());
        assert!(status == code && out.is_empty() && err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn bad_lists_are_found_in_their_place() {
    let folder = toy();
    let refused = |file: &str, text: &str, expected: &[&str]| {
        let before = std::fs::read_to_string(folder.path().join(file)).expect("a file");
        std::fs::write(folder.path().join(file), text).expect("a file");
        let (status, out, err) = run(folder.path(), &[&LISTS[..], &["--format", "csv"]].concat());
        assert!(status == 1 && out.is_empty(), "{text}: {err}");
        for expected in expected {
            assert!(err.contains(expected), "{expected}: {err}");
        }
        std::fs::write(folder.path().join(file), before).expect("a file");
    };
    let edge = |row: &str| format!("supplier,buyer,weight\n{row}\n");
    refused("edges.csv", &edge("A,X,-1"), &["edges.csv:2:5", "the weight -1 is negative"]);
    refused("edges.csv", &edge("A,X,nan"), &["edges.csv:2:5", "`nan` is not a finite number"]);
    refused("edges.csv", &edge("A,X,inf"), &["edges.csv:2:5"]);
    refused("edges.csv", &edge("A,X,"), &["edges.csv:2"]);
    refused("edges.csv", &edge("A,XX,1"), &["edges.csv:2:3", "XX"]);
    refused("edges.csv", &edge("A"), &["edges.csv:2:1", "1 cells: the header has 3"]);
    refused("edges.csv", &edge("A,X,1e308\nX,I,1e308"), &["firms.csv", "more than a number can hold"]);
    refused("firms.csv", &FIRMS.replace("A,1", "A,"), &["firms.csv:2:1", "no sector"]);
    refused("firms.csv", &FIRMS.replace("X,1", "A,1"), &["firms.csv:3:1", "twice"]);
    refused("firms.csv", "firm,sector,revenue\nA,1,-2\n", &["firms.csv:2:5", "the revenue -2 is negative"]);
    refused("firms.csv", "firm,sector\n", &["firms.csv", "no firms"]);
}

#[test]
fn firms_without_links_sales_or_weights_have_finite_indices() {
    let folder = toy();
    let finite = |rows: &[Vec<String>]| {
        rows[1..].iter().flat_map(|row| &row[1..4]).all(|cell| (0.0..=1.0).contains(&number(cell)))
    };
    // Z knows nobody, Y sells for nothing and to itself, L sells to nobody.
    let firms = format!("{FIRMS}Z,2\nY,3\n");
    std::fs::write(folder.path().join("firms.csv"), firms).expect("a file");
    std::fs::write(folder.path().join("edges.csv"), format!("{EDGES}Y,X,0\nY,Y,5\n")).expect("a file");
    for more in [&["--essentiality", "ess.csv"][..], &[], &["--inputs", "non-essential"], &["--no-replaceability"]] {
        let rows = csv(folder.path(), more);
        assert!(rows.len() == 16 && finite(&rows), "{rows:?}");
        assert_eq!([&rows[14][1], &rows[15][1]].map(|cell| number(cell)), [0.0, 0.0], "{rows:?}");
    }
    // The figures of the others are those without these.
    for (row, (firm, index)) in csv(folder.path(), &["--essentiality", "ess.csv"])[1..].iter().zip(INDEX) {
        assert!(row[0] == firm && (number(&row[1]) - index).abs() < 1e-6, "{row:?} {index}");
    }
    let (_, _, err) = run(folder.path(), &LISTS);
    assert!(err.contains("edges.csv:15:1") && err.contains("supplies itself"), "{err}");
    // Nobody sells anything: nothing is lost.
    std::fs::write(folder.path().join("edges.csv"), "supplier,buyer,weight\nA,X,0\n").expect("a file");
    let rows = csv(folder.path(), &[]);
    assert!(finite(&rows) && rows[1..].iter().all(|row| number(&row[1]) == 0.0), "{rows:?}");
}
