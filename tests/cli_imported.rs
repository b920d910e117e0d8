//! What `linchpin import` writes is a model that every command takes.

#[path = "support/shell.rs"]
mod shell;

use serde_json::Value;
use shell::{run, text};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn json(arguments: &[&str]) -> Value {
    let run = run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

fn json_file(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("JSON")
}

/// Japan, India and the rest, chips and cars: Japan makes most chips, India needs them.
const LONG: &str = "origin_country,origin_industry,dest_country,dest_use,value_musd
JPN,Chips & more,JPN,Cars,60
JPN,Chips & more,IND,Cars,40
JPN,Chips & more,JPN,use,20
JPN,Cars,JPN,use,150
JPN,Cars,IND,use,30
IND,Cars,IND,use,120
IND,Chips & more,IND,Cars,2
IND,Cars,JPN,Chips & more,8
IND,Cars,IND,stocks,-3
";

const FIRMS: &str =
    "firm,sector,market,revenue\nAcme Motors,cars,North,100\nBolt,steel,North,\nCoil,steel,South,30\nLoner,steel,,5\n";
const EDGES: &str = "supplier,buyer,weight\nCoil,Acme Motors,20\nBolt,Acme Motors,35\nAcme Motors,Bolt,1\n";

fn table() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let (long, out) = (folder.path().join("long.csv"), folder.path().join("out"));
    std::fs::write(&long, LONG).expect("written");
    let imported =
        run(&["import", "mrio", text(&long), "--out", text(&out), "--unit", "million USD", "--year", "2020"]);
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    (folder, out)
}

fn network() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let [firms, edges, out] = ["firms.csv", "edges.csv", "out"].map(|name| folder.path().join(name));
    std::fs::write(&firms, FIRMS).expect("written");
    std::fs::write(&edges, EDGES).expect("written");
    let arguments = ["import", "network", "--firms", text(&firms), "--edges", text(&edges), "--out", text(&out)];
    let imported = run(&arguments);
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    assert!(imported.stderr.contains("no year is given"), "{}", imported.stderr);
    let dated = run(&[&arguments[..], &["--year", "2020"]].concat());
    assert!(!dated.stderr.contains("no year is given"), "{}", dated.stderr);
    (folder, out)
}

#[test]
fn every_command_takes_an_imported_table() {
    let (folder, out) = table();
    let model = text(&out);
    let check = run(&["check", model]);
    assert_eq!(check.status, 0, "{}", check.stderr);
    assert_eq!(
        check.stderr.matches("are assumptions").count(),
        1,
        "once, not once for each industry: {}",
        check.stderr
    );

    let listed = json(&["list", "products", "--model", model]);
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&"chips_more".into(), &"Chips & more".into()));
    // 122 of 10⁶ USD.
    assert!((listed[0]["market_value_usd_bn"].as_f64().expect("a value") - 0.122).abs() < 1e-12);
    let economies = json(&["list", "economies", "--model", model]);
    assert_eq!(
        (&economies[0]["id"], &economies[0]["name"], &economies[0]["home"]),
        (&"JPN".into(), &"Japan".into(), &true.into())
    );
    assert_eq!(json(&["list", "sectors", "--model", model]).as_array().expect("rows").len(), 1);
    let shown = json(&["show", "chips_more", "--model", model]);
    let figures = shown["figures"].as_array().expect("figures");
    let cover = figures.iter().find(|row| row["path"] == "industries.cover").expect("the default");
    assert_eq!((&cover["value"], &cover["low"], &cover["high"]), (&90.0.into(), &15.0.into(), &180.0.into()));
    let supply = figures.iter().find(|row| row["path"] == "chips_more.JPN.supply").expect("the share");
    assert!((supply["value"].as_f64().expect("a share") - 120.0 / 122.0).abs() < 1e-12);
    assert_eq!((&supply["confidence"], &supply["year"]), (&"read".into(), &2020.into()));

    let scores = json(&["score", "--model", model]);
    let cell = |rows: &Value, economy: &str| {
        let rows = rows.as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["sector"] == "industries" && row["economy"] == economy).expect("a row")
    };
    assert_eq!(scores["concentration"].as_array().expect("rows").len(), 2);
    assert!(
        cell(&scores["concentration"], "IND")["concentration"].as_f64()
            > cell(&scores["concentration"], "JPN")["concentration"].as_f64()
    );
    let products = json(&["concentration", "--model", model]);
    let chips =
        products.as_array().expect("rows").iter().find(|row| row["product"] == "chips_more" && row["economy"] == "IND");
    // India's chips: 40 from Japan, 2 of its own.
    let share = 40.0 / 42.0;
    assert!((chips.expect("a row")["concentration"].as_f64().expect("a number") - 100.0 * share * share).abs() < 1e-9);

    let shock = ["run", "--model", model, "--shock", "export JPN>chips_more 100% 365d", "--set", "chips_more.cover=10"];
    let hit = json(&shock);
    assert!(cell(&hit["results"], "IND")["lost_days"].as_f64() > Some(50.0), "{hit}");
    assert!(cell(&hit["results"], "IND")["lost_value_usd"].as_f64() > Some(0.0));
    let firm = run(&[
        "run",
        "--model",
        model,
        "--shock",
        "export JPN>chips_more 100% 365d",
        "--set",
        "chips_more.JPN.supply=0.5",
    ]);
    assert!(firm.status == 1 && firm.stderr.contains("flows of this model are those of the table"), "{}", firm.stderr);

    let csv = run(&["export", "--to", "csv", "--sector", "industries", "--model", model]);
    // Eight flows and a header: the negative change in stocks is taken from India's use.
    assert_eq!((csv.status, csv.stdout.lines().count()), (0, 9), "{}", csv.stdout);
    let io = json(&["io", "--model", model]);
    assert_eq!(io["table"]["industries"], 4);

    let mc = run(&["mc", "--model", model, "--trials", "10"]);
    assert_eq!((mc.status, mc.stdout.as_str()), (1, ""));
    assert!(mc.stderr.contains("this model has no hazards") && mc.stderr.contains("hazards.toml"), "{}", mc.stderr);
    let report = folder.path().join("report");
    let written = run(&["report", "--model", model, "--trials", "10", "--out", text(&report)]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    assert!(written.stderr.contains("this model has no hazards"), "{}", written.stderr);
    assert!(report.join("charts/heat-map.png").is_file() && !report.join("mc.csv").exists());
    let summary = std::fs::read_to_string(report.join("summary.md")).expect("a summary");
    assert!(summary.contains("Flows are those of the table") && !summary.contains("figures of the model"), "{summary}");
    assert!(!summary.contains("percentile"), "no ranges, nothing to explain: {summary}");
    assert!(!summary.contains("ablation") && !summary.contains("substitutes, overtime"), "{summary}");
    let inputs = json_file(&report.join("manifest.json"))["inputs"].as_object().expect("inputs").clone();
    for name in ["table.toml", "Z.csv", "Y.csv", "industries.toml"] {
        assert!(inputs.keys().any(|key| key.ends_with(name)), "{name} in {inputs:?}");
    }
}

#[test]
fn every_command_takes_an_imported_network() {
    let (folder, out) = network();
    let model = text(&out);
    assert_eq!(run(&["check", model]).status, 0);
    let economies = json(&["list", "economies", "--model", model]);
    let ids: Vec<&str> = economies.as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, ["NORTH", "SOUTH", "WORLD"]);
    let shown = json(&["show", "steel", "--model", model]);
    let firm = shown["figures"].as_array().expect("rows").iter().find(|row| row["path"] == "steel.SOUTH.coil.firms");
    // Bolt sells 35 and buys 1, so its output is 35; Coil states 30 and Loner 5.
    assert!((firm.expect("a firm")["value"].as_f64().expect("a share") - 30.0 / 70.0).abs() < 1e-12);
    let hit =
        json(&["run", "--model", model, "--shock", "capacity SOUTH>steel 100% forever", "--set", "steel.cover=5"]);
    let north = hit["results"].as_array().expect("rows").iter().find(|row| row["economy"] == "NORTH").expect("a row");
    assert!(north["lost_days"].as_f64() > Some(10.0), "{north}");
    let csv = run(&["export", "--to", "csv", "--model", model]);
    // Three deliveries; final users take from Acme (99), Coil (10) and Loner (5).
    assert_eq!((csv.status, csv.stdout.lines().count()), (0, 7), "{}", csv.stdout);
    assert!(csv.stdout.contains("acme-motors"), "{}", csv.stdout);
    assert_eq!(run(&["score", "--model", model]).status, 0);
    assert_eq!(run(&["concentration", "--model", model]).status, 0);
    let report = folder.path().join("report");
    assert_eq!(run(&["report", "--model", model, "--out", text(&report)]).status, 0);
    let long = folder.path().join("long.csv");
    std::fs::write(&long, LONG).expect("written");
    let second = run(&["import", "mrio", text(&long), "--out", model]);
    assert!(second.status == 2 && second.stderr.contains("of the other kind"), "{}", second.stderr);
    let io = run(&["io", "--model", model]);
    assert!(io.status == 1 && !io.stderr.contains("panicked"), "{}", io.stderr);
}

#[test]
fn manifests_name_what_was_read() {
    let (folder, out) = table();
    let inputs = |path: PathBuf| json_file(&path)["inputs"].as_object().expect("inputs").clone();
    let long = folder.path().join("long.csv");
    let imported = inputs(out.join("manifest.json"));
    assert_eq!(imported.len(), 1);
    assert_eq!(imported[text(&long)], linchpin::input::sha256(LONG.as_bytes()));
    let results = folder.path().join("io");
    assert_eq!(run(&["io", text(&long), "--out", text(&results)]).status, 0);
    assert_eq!(inputs(results.join("manifest.json")), imported);
    let (folder, out) = network();
    let both = inputs(out.join("manifest.json"));
    assert_eq!(both[text(&folder.path().join("edges.csv"))], linchpin::input::sha256(EDGES.as_bytes()));
    assert_eq!(both.len(), 2);
}

#[test]
fn homes_and_names_are_as_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let [long, names, out] = ["long.csv", "names.csv", "out"].map(|name| folder.path().join(name));
    std::fs::write(&long, LONG.replace("Chips & more", "c1").replace("Cars", "c2")).expect("written");
    std::fs::write(&names, "code,name\nc1,\"Chips, and more\"\nc2,Cars\nc9,Nothing\n").expect("written");
    let import = |more: &[&str]| run(&[&["import", "mrio", text(&long), "--out", text(&out)], more].concat());
    let done = import(&["--home", "IND", "--sectors", text(&names)]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(done.stderr.contains("names.csv:4:1") && done.stderr.contains("no sector `c9`"), "{}", done.stderr);
    let listed = json(&["list", "products", "--model", text(&out)]);
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&"c1".into(), &"Chips, and more".into()));
    assert_eq!(json(&["score", "--model", text(&out)])["concentration"].as_array().expect("rows").len(), 1);
    let wrong = import(&["--home", "INT"]);
    assert!(wrong.status == 1 && wrong.stderr.contains("`IND`"), "{}", wrong.stderr);
    std::fs::write(&names, "code,name\nc1,a\nc1,b\n,c\n").expect("written");
    let wrong = import(&["--sectors", text(&names)]);
    assert!(
        wrong.status == 1 && wrong.stderr.contains("stands here twice") && wrong.stderr.contains("2 errors"),
        "{}",
        wrong.stderr
    );
}

/// The OECD's wide form: an unnamed or `V1` first column, rows and columns `REGION_SECTOR`, sectors with an underscore.
#[test]
fn the_form_of_the_oecd_is_understood() {
    for corner in ["", "V1"] {
        let icio = format!(
            "{corner},AUS_A01_02,AUS_C26,ROW_A01_02,ROW_C26,AUS_HFCE,AUS_INVNT,ROW_HFCE,ROW_INVNT,OUT\n\
             AUS_A01_02,10,5,2,3,30,-1,1,0,50\nAUS_C26,4,20,6,10,20,0,15,5,80\nROW_A01_02,6,5,40,20,4,0,120,5,200\n\
             ROW_C26,5,20,30,100,25,0,115,5,300\nTLS,1,2,3,4,0,0,0,0,0\nVA,24,28,119,163,0,0,0,0,0\nOUT,50,80,200,300,0,0,0,0,0\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let (file, out) = (folder.path().join("icio.csv"), folder.path().join("out"));
        std::fs::write(&file, &icio).expect("written");
        let arguments = ["import", "mrio", text(&file), "--out", text(&out), "--unit", "million USD", "--year", "2018"];
        let imported = run(&arguments);
        assert_eq!(imported.status, 0, "{}", imported.stderr);
        assert!(!imported.stderr.contains("unbalanced"), "{}", imported.stderr);
        let ids = json(&["list", "products", "--model", text(&out)]);
        assert_eq!((&ids[0]["id"], &ids[1]["id"]), (&"a01_02".into(), &"c26".into()));
        let io = json(&["io", text(&out)]);
        assert_eq!((&io["table"]["output"], &io["table"]["regions"]), (&630.0.into(), &2.into()));
        // A row that no longer adds up to its stated output is told, and where.
        std::fs::write(&file, icio.replace("ROW_C26,5,", "ROW_C26,95,")).expect("written");
        let off = run(&arguments);
        assert!(
            off.status == 0 && off.stderr.contains("unbalanced: the row of `ROW C26` sums to 390"),
            "{}",
            off.stderr
        );
    }
}

/// What is said of an imported folder after `damage`; it must be refused by `check` and by `run`.
fn refused((_folder, out): (TempDir, PathBuf), damage: impl Fn(&Path)) -> String {
    damage(&out);
    let check = run(&["check", text(&out)]);
    assert_eq!((check.status, check.stdout.as_str()), (1, ""), "{}", check.stderr);
    let run = run(&["run", "--model", text(&out), "--shock", "capacity JPN>cars 50% 10d"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    for stderr in [&check.stderr, &run.stderr] {
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
    check.stderr
}

fn edit(path: &Path, from: &str, to: &str) {
    let before = std::fs::read_to_string(path).expect("read");
    assert!(before.contains(from), "{before}");
    std::fs::write(path, before.replace(from, to)).expect("written");
}

#[test]
fn damaged_folders_are_told_what_is_wrong() {
    let said = refused(table(), |out| std::fs::remove_file(out.join("table.toml")).expect("gone"));
    assert!(said.contains("industries.toml:3:10") && said.contains("flows of these industries are missing"), "{said}");
    let said = refused(table(), |out| std::fs::remove_file(out.join("industries.toml")).expect("gone"));
    assert!(said.contains("industries.toml") && said.contains("no such file"), "{said}");
    let said = refused(table(), |out| std::fs::remove_file(out.join("Z.csv")).expect("gone"));
    assert!(said.contains("no flows between industries"), "{said}");
    let said = refused(table(), |out| edit(&out.join("Z.csv"), "60", "sixty"));
    assert!(said.contains("Z.csv:") && said.contains("`sixty` is not a number"), "{said}");
    let said = refused(table(), |out| edit(&out.join("table.toml"), "\"Cars\"", "\"Carts\""));
    assert!(said.contains("table.toml") && said.contains("not those that this file names"), "{said}");
    let said = refused(table(), |out| edit(&out.join("industries.toml"), "id = \"cars\"", "id = \"carts\""));
    assert!(said.contains("the product `cars` is missing") && said.contains("flows of `carts`"), "{said}");
    let said = refused(table(), |out| edit(&out.join("economies.toml"), "\"IND\"", "\"INT\""));
    assert!(said.contains("the economy `IND` is missing"), "{said}");
    let said = refused(table(), |out| {
        edit(&out.join("model.toml"), "[[sector]]\nid = \"industries\"", "[[sector]]\nid = \"ict\"");
    });
    assert!(said.contains("no defaults for the sector `industries`"), "{said}");
    let said = refused(network(), |out| edit(&out.join("edges.csv"), "Coil", "Coal"));
    assert!(said.contains("edges.csv:") && said.contains("did you mean `Coil`?"), "{said}");
    let said = refused(network(), |out| std::fs::write(out.join("table.toml"), "").expect("written"));
    assert!(said.contains("both a table and a network"), "{said}");
}

#[test]
fn shares_changed_by_hand_are_told_to_change_nothing() {
    let (_folder, out) = table();
    let shares = std::fs::read_to_string(out.join("industries.toml")).expect("read");
    let row = shares.lines().find(|line| line.contains("economy = \"IND\"")).expect("a row").to_owned();
    edit(
        &out.join("industries.toml"),
        &row,
        "  { economy = \"IND\", share = 0.001, year = 2020, source = \"imported\", confidence = \"read\" },",
    );
    let check = run(&["check", text(&out)]);
    assert_eq!(check.status, 0, "{}", check.stderr);
    assert!(check.stderr.contains("this share changes nothing: the flows of the table give"), "{}", check.stderr);
}

/// A thousand times as much of one product as of the other; the small one stops for ever.
const UNEVEN: &str = "origin_region,origin_sector,dest_region,dest_sector,value
A,big,A,hh,1000
A,tiny,A,hh,1
B,big,B,hh,1000
B,tiny,B,hh,1
";

#[test]
fn the_currency_of_a_table_changes_no_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = folder.path().join("long.csv");
    std::fs::write(&long, UNEVEN).expect("written");
    let import = |unit: &[&str], out: &Path| {
        let done = run(&[&["import", "mrio", text(&long), "--out", text(out), "--year", "2020"], unit].concat());
        assert_eq!(done.status, 0, "{}", done.stderr);
        done.stderr
    };
    let asked = |out: &Path, preset: &str| {
        let shock = ["--shock", "capacity AXX>tiny 100% forever", "--industries", "--preset", preset];
        json(&[&["run", "--model", text(out)], &shock[..]].concat())
    };
    let mut seen = Vec::new();
    for unit in ["USD", "EUR"] {
        let out = folder.path().join(unit);
        import(&["--unit", &format!("million {unit}")], &out);
        for preset in ["linchpin", "ario"] {
            let hit = asked(&out, preset);
            let (row, lost) = (&hit["results"][0], &hit["losses"][0]);
            assert!((row["lost_days"].as_f64().expect("days") - 363.0 / 1001.0).abs() < 0.01, "{row}");
            assert!((lost["lost_percent"].as_f64().expect("percent") - 100.0 / 1001.0).abs() < 1e-9, "{lost}");
            assert_eq!((&lost["unit"], &lost["economy"]), (&unit.into(), &"AXX".into()));
            assert!((lost["lost_production"].as_f64().expect("money") - 1e6).abs() < 1e-3, "{lost}");
            // What is not in dollars stands under no key of dollars.
            assert_eq!(row["lost_value_usd"].is_null(), unit == "EUR", "{row}");
            seen.push([&row["resilience"], &row["mean"], &lost["lost_percent"], &lost["lost_days"]].map(Value::clone));
        }
        assert!(!run(&["check", text(&out)]).stderr.contains("market value"));
        let scores = json(&["score", "--model", text(&out)]);
        seen.push(["concentration", "dependence", "products", "look_through"].map(|key| scores[key].clone()));
    }
    assert_eq!(seen[..3], seen[3..]);

    // Without a unit nobody knows how large the products are.
    let out = folder.path().join("none");
    assert!(import(&[], &out).contains("does not say its unit: in a model of it products weigh alike"));
    let check = run(&["check", text(&out)]);
    assert!(
        check.status == 0 && check.stderr.contains("no market value is known of `big` and one more"),
        "{}",
        check.stderr
    );
    let hit = asked(&out, "linchpin");
    for (key, known) in [("lost_percent", false), ("lost_days", false), ("lost_production", true)] {
        assert_eq!(hit["losses"][0][key].is_number(), known, "{hit}");
    }
}

#[test]
fn weights_of_firms_are_in_one_unit() {
    let folder = tempfile::tempdir().expect("a folder");
    let [firms, edges, out] = ["firms.csv", "edges.csv", "out"].map(|name| folder.path().join(name));
    std::fs::write(&firms, "firm,sector,market,revenue\nBig,big,A,1000\nTiny,tiny,A,1\n").expect("written");
    std::fs::write(&edges, "supplier,buyer,weight\nBig,Tiny,0.1\n").expect("written");
    let arguments = ["import", "network", "--firms", text(&firms), "--edges", text(&edges), "--out", text(&out)];
    assert_eq!(run(&[&arguments[..], &["--year", "2020"]].concat()).status, 0);
    let shock = ["--shock", "capacity AXX>tiny 100% forever", "--industries"];
    let lost = json(&[&["run", "--model", text(&out)], &shock[..]].concat())["losses"][0].clone();
    // A little more is lost than the small firm makes: it buys from the large one.
    assert!((0.1..0.12).contains(&lost["lost_percent"].as_f64().expect("percent")), "{lost}");
    assert_eq!(lost["unit"], "unit of the weights");
}
