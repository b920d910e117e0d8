//! `linchpin import`, `io` and `export` from the outside, on tables small enough to solve by hand.

#[path = "support/shell.rs"]
mod shell;

use serde_json::Value;
use shell::{Run, run, text};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("written");
    }
    folder
}

/// Imports `path` into `out` and says how it went.
fn import(path: &Path, out: &Path, more: &[&str]) -> Run {
    run(&[&["import", "mrio", text(path), "--out", text(out)], more].concat())
}

/// What is said of a table that is refused; nothing may be written.
fn refusal(name: &str, content: &str) -> String {
    let folder = folder(&[(name, content)]);
    let out = folder.path().join("out");
    let run = import(&folder.path().join(name), &out, &[]);
    assert_eq!((run.status, run.stdout.as_str(), out.exists()), (1, "", false), "{}", run.stderr);
    run.stderr
}

fn io(table: &Path, more: &[&str]) -> Value {
    let run = run(&[&["io", text(table), "--format", "json"], more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

fn close(value: &Value, expected: f64) {
    let number = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((number - expected).abs() < 1e-9 * expected.abs().max(1.0), "{number} is not {expected}");
}

fn row<'a>(rows: &'a Value, region: &str, sector: &str) -> &'a Value {
    let fits = |row: &&Value| row["region"] == region && row["sector"] == sector;
    rows.as_array().expect("rows").iter().find(fits).expect("a row")
}

/// Two countries, two sectors; balanced: every row sums to its column and value added.
const LONG: &str = "origin_country,origin_industry,dest_country,dest_use,value_musd
A,chips,A,chips,20
A,chips,A,cars,60
A,chips,B,chips,10
A,chips,B,cars,15
A,cars,A,chips,5
A,cars,A,cars,40
A,cars,B,chips,5
A,cars,B,cars,10
B,chips,A,chips,15
B,chips,A,cars,10
B,chips,B,chips,60
B,chips,B,cars,90
B,cars,A,chips,5
B,cars,A,cars,5
B,cars,B,chips,20
B,cars,B,cars,100
A,chips,A,use,10
A,chips,B,use,5
A,cars,A,use,150
A,cars,B,use,40
B,chips,A,use,5
B,chips,B,use,40
B,cars,A,use,30
B,cars,B,use,300
";

const WIDE: &str = "region,sector,A|chips,A|cars,B|chips,B|cars,A|use,B|use,output
A,chips,20,60,10,15,10,5,120
A,cars,5,40,5,10,150,40,250
B,chips,15,10,60,90,5,40,220
B,cars,5,5,20,100,30,300,460
";

/// Miller & Blair (2009), tables 2.3 and 2.4, as pymrio writes them.
const Z: &str = "region\t\tA\tA\nsector\t\tfarms\tmills\nregion\tsector\t\t\nA\tfarms\t150\t500\nA\tmills\t200\t100\n";
const Y: &str = "region\t\tA\ncategory\t\thouseholds\nregion\tsector\t\nA\tfarms\t350\nA\tmills\t1700\n";

#[test]
fn the_two_sectors_of_miller_and_blair_from_a_pymrio_folder() {
    let folder = folder(&[("Z.txt", Z), ("Y.txt", Y)]);
    let out = folder.path().join("out");
    let imported = import(folder.path(), &out, &[]);
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    assert!(imported.stderr.contains("does not say its unit"), "{}", imported.stderr);
    let undated = "no year is given: all figures are taken to be of 2026";
    assert!(imported.stderr.contains(undated) && imported.stderr.contains("--year"), "{}", imported.stderr);
    let shown = io(&out, &[]);
    let farms = row(&shown["industries"], "A", "farms");
    // L = [[0.95, 0.25], [0.20, 0.85]] / 0.7575.
    close(&farms["leontief_column"], 1.15 / 0.7575);
    close(&farms["leontief_row"], 1.20 / 0.7575);
    close(&farms["ghosh_row"], (0.95 + 0.5) / 0.7575);
    close(&farms["loss_both"], 1000.0 * 1.15 / 0.95);
    close(&row(&shown["industries"], "A", "mills")["loss_both"], 2000.0 * 1.10 / 0.85);
}

#[test]
fn every_form_is_the_same_table() {
    let folder = folder(&[("long.csv", LONG), ("wide.csv", WIDE)]);
    let gz = folder.path().join("long.csv.gz");
    let mut packer = flate2::write::GzEncoder::new(std::fs::File::create(&gz).unwrap(), flate2::Compression::fast());
    packer.write_all(LONG.as_bytes()).expect("packed");
    packer.finish().expect("finished");
    let shown: Vec<Value> = ["long.csv", "wide.csv", "long.csv.gz"]
        .iter()
        .map(|name| {
            let out = folder.path().join(name.replace('.', "_"));
            let imported = import(&folder.path().join(name), &out, &["--unit", "million USD", "--year", "2020"]);
            assert_eq!((imported.status, imported.stderr.as_str()), (0, ""), "{name}");
            io(&out, &[])
        })
        .collect();
    assert_eq!(shown[0], shown[1]);
    assert_eq!(shown[0], shown[2]);
    assert_eq!(shown[0]["table"]["unit"], "million USD");
}

#[test]
fn a_sector_called_x_is_one_and_stated_output_is_told() {
    let stated = "A,chips,A,x,120\nA,cars,A,x,250\nB,chips,B,x,220\nB,cars,B,x,460\n";
    let folder = folder(&[
        ("plain.csv", LONG),
        ("x.csv", &LONG.replace(",cars,", ",x,")),
        ("stated.csv", &format!("{LONG}{stated}")),
        ("wide.csv", &WIDE.replace(",cars,", ",x,").replace("|cars", "|x")),
    ]);
    let more = ["--unit", "million USD", "--year", "2020"];
    let shown = |name: &str, note: &str| {
        let out = folder.path().join(format!("{name}_out"));
        let imported = import(&folder.path().join(name), &out, &more);
        assert!(imported.status == 0 && imported.stderr.contains(note), "{name}: {}", imported.stderr);
        serde_json::to_string(&io(&out, &[])).expect("text")
    };
    let plain = shown("plain.csv", "");
    assert_eq!(shown("x.csv", "`x` is taken for a sector").replace("\"x\"", "\"cars\""), plain);
    assert_eq!(shown("wide.csv", "").replace("\"x\"", "\"cars\""), plain);
    assert_eq!(shown("stated.csv", "`x` is taken for stated output"), plain);
}

#[test]
fn extraction_and_exposure_of_two_countries() {
    let folder = folder(&[("long.csv", LONG)]);
    let long = folder.path().join("long.csv");
    let shown = io(&long, &["--region", "A", "--sector", "chips"]);
    let chips = row(&shown["industries"], "A", "chips");
    close(&chips["loss_both"], 159.622_681_867_767_6);
    close(&chips["loss_column"], 62.632_831_383_285_975);
    close(&chips["loss_row"], 139.669_846_634_296_62);
    let lost: f64 = shown["losses"].as_array().unwrap().iter().map(|row| row["loss_both"].as_f64().unwrap()).sum();
    close(&chips["loss_both"], lost);
    let exposure = shown["exposure"].as_array().expect("rows");
    let foreign = exposure.iter().find(|row| row["source"] == "B").expect("a row");
    close(&foreign["look_through"], 0.205_446_685_570_021_94);
    close(&foreign["face_value"], 0.101_269_912_854_454_72);
    close(&foreign["hidden"], 0.104_176_772_715_567_22);
    close(&foreign["value_added"], 0.188_703_618_857_956_64);
    for key in ["look_through", "value_added"] {
        let sum: f64 = exposure.iter().map(|row| row[key].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{key} sums to {sum}");
    }
}

#[test]
fn what_is_shown_can_be_cut_and_chosen() {
    let folder = folder(&[("long.csv", LONG)]);
    let long = folder.path().join("long.csv");
    let csv = run(&["io", text(&long), "--format", "csv", "--top", "2"]);
    assert_eq!(csv.stdout.lines().count(), 3, "{}", csv.stdout);
    assert!(csv.stdout.starts_with("region,sector,output,value_added,"), "{}", csv.stdout);
    let regions = run(&["io", text(&long), "--format", "csv", "--show", "exposure"]);
    assert_eq!(regions.stdout.lines().count(), 5, "{}", regions.stdout);
    assert!(run(&["io", text(&long)]).stdout.contains("sum of the Leontief inverse"));
    let wrong = run(&["io", text(&long), "--sector", "chip"]);
    assert_eq!(wrong.status, 1);
    assert!(wrong.stderr.contains("did you mean `chips`?"), "{}", wrong.stderr);
    assert_eq!(run(&["io", text(&long), "--show", "losses"]).status, 2);
    assert_eq!(run(&["io", "no/such/table"]).status, 2);
}

#[test]
fn an_unbalanced_table_is_told_and_balanced_only_when_asked() {
    let unbalanced = WIDE.replace("220\n", "231\n");
    let folder = folder(&[("wide.csv", &unbalanced)]);
    let (path, out) = (folder.path().join("wide.csv"), folder.path().join("out"));
    let told = import(&path, &out, &[]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    for expected in
        ["wide.csv:4:1", "`B chips` sums to 220, its stated output is 231 (-4.762 %)", "by 11 in all", "--balance"]
    {
        assert!(told.stderr.contains(expected), "{expected}: {}", told.stderr);
    }
    close(&row(&io(&out, &[])["industries"], "B", "chips")["output"], 220.0);
    let balanced = import(&path, &out, &["--balance"]);
    assert_eq!(balanced.status, 0, "{}", balanced.stderr);
    assert!(!balanced.stderr.contains("unbalanced"), "{}", balanced.stderr);
    close(&row(&io(&out, &[])["industries"], "B", "chips")["output"], 231.0);
    assert!(std::fs::read_to_string(out.join("table.toml")).expect("read").contains("[balanced]"));
}

#[test]
fn bad_cells_are_all_listed_with_their_places() {
    let long = LONG
        .replace("A,cars,A,chips,5", "A,cars,A,chips,-5")
        .replace("B,cars,A,cars,5", "B,cars,A,cars,nan")
        .replace("B,chips,A,use,5", "B,chips,A,use,five");
    let said = refusal("long.csv", &long);
    for expected in [
        "long.csv:6:16",
        "this flow is negative: -5",
        "long.csv:15:15",
        "`nan` is not a finite number",
        "long.csv:22:15",
        "`five` is not a number",
        "3 errors",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let said = refusal("long.csv", &format!("{LONG}A,cars,A,cars,40\n"));
    assert!(said.contains("long.csv:26:15") && said.contains("the first is in line 7"), "{said}");
    let said = refusal("long.csv", &format!("{LONG}A,cars,Atlantis,use,40\n"));
    assert!(said.contains("the region `Atlantis` buys but has no industries"), "{said}");
    let said = refusal("long.csv", &LONG.replace("dest_country", "place"));
    assert!(said.contains("long.csv:1:1") && said.contains("`destination region` is missing"), "{said}");
    let said = refusal("wide.csv", &WIDE.replace("\nB,cars", "\nB,carts"));
    assert!(said.contains("wide.csv:5:1") && said.contains("the row `B carts` has no column"), "{said}");
    assert!(said.contains("wide.csv:1:") && said.contains("the column `B|cars` has no row"), "{said}");
    let said = refusal("wide.csv", &WIDE.replace(",90,", ",,"));
    assert!(said.contains("wide.csv:4:18") && said.contains("this cell is empty"), "{said}");
    assert!(refusal("odd.csv", "a,b\n1,2\n").contains("neither a long table nor a wide one"));
}

#[test]
fn z_and_y_must_match() {
    let cases: [(&str, &str, &[&str]); 6] = [
        (Z, "region\t\tA\nc\t\th\nA\tfarms\t350\n", &["a row for `A mills` is missing", "Y.txt"]),
        (
            Z,
            "region\t\tB\nc\t\th\nA\tfarms\t350\nA\tmills\t1\n",
            &["Y.txt:2:4", "the region `B` of this final use is not in Z"],
        ),
        (Z, "region\t\tA\nc\t\th\nA\tfarms\t350\nA\tmils\t1\n", &["Y.txt:4:1", "did you mean `A mills`?"]),
        (
            "r\t\tA\tA\ns\t\tfarms\tmils\nA\tfarms\t1\t2\nA\tmills\t2\t1\n",
            Y,
            &["Z.txt:2:10", "the column `A mils` is no row of Z"],
        ),
        ("r\t\tA\tA\ns\t\tfarms\tmills\nA\tfarms\t1\t2\nA\tfarms\t2\t1\n", Y, &["Z.txt:4:1", "stands here twice"]),
        (
            "\t\t\tA\tA\n\t\t\tfarms\tmills\nA\tfarms\tbananas\t1\t2\nA\tmills\tbananas\t2\t1\n",
            Y,
            &["Z.txt:3:1", "unknown unit `bananas`", "--unit"],
        ),
    ];
    for (z, y, expected) in cases {
        let folder = folder(&[("Z.txt", z), ("Y.txt", y)]);
        let run = import(folder.path(), &folder.path().join("out"), &[]);
        assert_eq!(run.status, 1, "{z} {y}");
        for expected in expected {
            assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
        }
    }
    let alone = folder(&[("Z.txt", Z)]);
    let run = import(alone.path(), &alone.path().join("out"), &[]);
    assert!(run.status == 1 && run.stderr.contains("this folder has no final demand"), "{}", run.stderr);
}

/// No command could load what would be written.
#[test]
fn a_table_without_final_use_or_with_odd_names_is_refused() {
    let flows: Vec<&str> = LONG.lines().filter(|line| !line.contains(",use,")).collect();
    let flows = flows.join("\n") + "\n";
    assert!(refusal("long.csv", &flows).contains("this table has no final use"));
    let wide = WIDE.replace("|use", "|output").replace(",output\n", ",total\n");
    assert!(refusal("wide.csv", &wide.replacen("B|output", "B|total", 1)).contains("this table has no final use"));
    let odd = refusal("long.csv", &LONG.replace("cars", "ca\0rs"));
    assert!(odd.contains("long.csv:6:") && odd.contains("control character"), "{odd}");
}

#[test]
fn points_that_may_part_thousands_are_told() {
    for (name, text) in [("long.csv", LONG), ("wide.csv", WIDE)] {
        let folder = folder(&[(name, &text.replacen(",300", ",1.300", 1))]);
        let run = import(&folder.path().join(name), &folder.path().join("out"), &[]);
        assert!(run.status == 0 && run.stderr.contains("`1.300` is read as 1.3"), "{}", run.stderr);
    }
    let folder = folder(&[("Z.txt", &Z.replace("500", "1.500")), ("Y.txt", Y)]);
    let run = import(folder.path(), &folder.path().join("out"), &[]);
    assert!(run.stderr.contains("Z.txt:4:") && run.stderr.contains("write 1500"), "{}", run.stderr);
    let (run, ..) = import_firms("firm,sector\na,x\nb,y\nc,y\n", "supplier,buyer,weight\na,b,1.500\na,c,900\n");
    assert!(run.stderr.contains("`1.500` is read as 1.5"), "{}", run.stderr);
}

#[test]
fn regions_that_consume_nothing_and_names_misspelt_are_told_in_every_form() {
    let doubts = |name: &str, content: String| {
        let folder = folder(&[(name, &content)]);
        let more = ["--unit", "million USD", "--year", "2020"];
        let run = import(&folder.path().join(name), &folder.path().join("out"), &more);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stderr
    };
    let long = LONG.replace("A,", "IND,").replace("B,", "JPN,");
    let one = long.replacen("IND,chips,IND,chips", "INDIA,chips,IND,chips", 1);
    let told = doubts("long.csv", one);
    assert!(told.contains("`INDIA` sells little and is spelt like `IND`") && told.contains("long.csv:2:"), "{told}");
    assert!(told.contains("the region `INDIA` has no final use"), "{told}");
    let told = doubts("long.csv", LONG.replacen("A,cars,B,use", "A,car,B,use", 1));
    assert!(told.contains("the sector `car` sells little and is spelt like `cars`"), "{told}");
    let wide = WIDE.replace(",B|use", "").replace(",5,120", ",115").replace(",40,250", ",210");
    let told = doubts("wide.csv", wide.replace(",40,220", ",180").replace(",300,460", ",160"));
    assert!(told.contains("the region `B` has no final use: nobody there consumes"), "{told}");
}

#[test]
fn value_added_is_held_against_the_rows() {
    let value_added = "\t\tA\tA\n\t\tfarms\tmills\nValue Added\tMill USD\t650\t1500\n";
    let folder = folder(&[("Z.txt", Z), ("Y.txt", Y), ("factor_input.txt", value_added)]);
    let out = folder.path().join("out");
    let told = import(folder.path(), &out, &["--unit", "million USD"]);
    assert!(
        told.stderr.contains("`A mills` sums to 2000, its column, value added included, sums to 2100"),
        "{}",
        told.stderr
    );
    // Kept with the table, so that whoever uses it is told again.
    assert!(run(&["io", text(&out)]).stderr.contains("unbalanced in 1 of 2 industries"));
}

#[test]
fn a_large_table_is_packed_and_damage_is_noticed() {
    let mut long = "origin_region,origin_sector,destination_region,destination_sector,value\n".to_owned();
    long.extend(
        (0..320).map(|sector| format!("A,s{sector},A,s{},1\nA,s{sector},A,households,2\n", (sector + 1) % 320)),
    );
    let folder = folder(&[("long.csv", &long)]);
    let out = folder.path().join("out");
    assert_eq!(import(&folder.path().join("long.csv"), &out, &[]).status, 0);
    let shown = io(&out, &["--top", "1"]);
    // Each industry buys a third of its output from the next: multipliers are 1 + 1/3 + 1/9 + … = 3/2.
    close(&shown["industries"][0]["leontief_column"], 1.5);
    assert_eq!(shown["industries"].as_array().map(Vec::len), Some(1));
    let packed = out.join("table.bin");
    let mut bytes = std::fs::read(&packed).expect("read");
    bytes[1000] ^= 1;
    std::fs::write(&packed, bytes).expect("written");
    let damaged = run(&["io", text(&out)]);
    assert!(damaged.status == 1 && damaged.stderr.contains("its checksum does not match"), "{}", damaged.stderr);
}

#[test]
fn import_needs_a_place_and_something_to_read() {
    let folder = folder(&[("long.csv", LONG)]);
    let long = folder.path().join("long.csv");
    assert_eq!(run(&["import", "mrio", text(&long)]).status, 2);
    assert_eq!(run(&["import", "mrio", "no/such.csv", "--out", text(&folder.path().join("out"))]).status, 2);
    let unit = import(&long, &folder.path().join("out"), &["--unit", "bananas"]);
    assert!(unit.status == 2 && unit.stderr.contains("unknown unit `bananas`"), "{}", unit.stderr);
    std::fs::write(folder.path().join("cut.csv.gz"), [0x1F, 0x8B, 8, 0]).expect("written");
    let cut = import(&folder.path().join("cut.csv.gz"), &folder.path().join("out"), &[]);
    assert!(cut.status == 1 && cut.stderr.contains("cannot unpack this file"), "{}", cut.stderr);
}

const FIRMS: &str = "firm,sector,market,revenue\nacme,cars,A,100\nbolt,steel,A,\ncoil,steel,B,30\n";

fn import_firms(firms: &str, edges: &str) -> (Run, TempDir, PathBuf) {
    let folder = folder(&[("firms.csv", firms), ("edges.csv", edges)]);
    let (list, deliveries, out) =
        (folder.path().join("firms.csv"), folder.path().join("edges.csv"), folder.path().join("out"));
    let arguments = ["import", "network", "--firms", text(&list), "--edges", text(&deliveries), "--out", text(&out)];
    (run(&arguments), folder, out)
}

#[test]
fn firm_networks_come_back_as_they_went_in() {
    let edges = "supplier,customer,weight\ncoil,acme,2\nbolt,acme,3.5\nacme,acme,1\nbolt,acme,1\n";
    let (run, _folder, out) = import_firms(FIRMS, edges);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for expected in ["edges.csv:4:1", "the firm `acme` supplies itself", "this delivery stands in line 3 too"] {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
    let linchpin::model::Loaded { value: network, findings, .. } = linchpin::firm::load(&out).expect("a network");
    assert!(findings.is_empty(), "{findings}");
    assert_eq!(network.firms, ["acme", "bolt", "coil"]);
    assert_eq!((network.sectors.len(), network.market_of[2], network.revenue[1]), (2, Some(1), None));
    assert_eq!(network.edges().collect::<Vec<_>>(), [(1, 0, 4.5), (2, 0, 2.0)]);
}

#[test]
fn bad_firm_networks_are_refused_with_places() {
    let (run, _folder, out) = import_firms(
        &format!("{FIRMS}acme,cars,A,1\n"),
        "supplier,buyer,weight\nbolt,acne,1\nbolt,acme,-1\nbolt,coil,many\n,acme,1\n",
    );
    assert!(run.status == 1 && !out.exists(), "{}", run.stderr);
    for expected in [
        "firms.csv:5:1",
        "the firm `acme` stands here twice",
        "edges.csv:2:6",
        "no firm is called `acne`",
        "did you mean `acme`?",
        "edges.csv:3:11",
        "the weight -1 is negative",
        "edges.csv:4:11",
        "`many` is not a number",
        "edges.csv:5:1",
        "this delivery has only one end",
        "5 errors",
    ] {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
}

#[test]
fn the_network_is_exported_in_every_form() {
    let graphml = run(&["export", "--to", "graphml", "--sector", "semiconductors"]);
    assert_eq!(graphml.status, 0, "{}", graphml.stderr);
    assert!(graphml.stdout.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert!(graphml.stdout.trim_end().ends_with("</graphml>"));
    let nodes = graphml.stdout.matches("<node id=").count();
    assert!(nodes > 100 && nodes == graphml.stdout.matches("</node>").count(), "{nodes}");
    let edges = graphml.stdout.matches("<edge source=").count();
    let csv = run(&["export", "--to", "csv", "--sector", "semiconductors"]);
    assert_eq!(csv.stdout.lines().count(), edges + 1);
    let dot = run(&["export", "--to", "dot", "--sector", "semiconductors"]);
    assert_eq!(dot.stdout.matches(" -> ").count(), edges);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("chain.dot");
    assert_eq!(run(&["export", "--to", "dot", "--sector", "semiconductors", "--out", text(&file)]).status, 0);
    assert_eq!(std::fs::read_to_string(&file).expect("read"), dot.stdout);
    assert_eq!(run(&["export", "--to", "dot", "--sector", "semicondutors"]).status, 1);
    let within = run(&["export", "--to", "dot", "--sector", "semiconductors", "--out", text(folder.path())]);
    let file = folder.path().join("network.dot");
    assert!(within.stderr.contains(text(&file)), "{}", within.stderr);
    assert_eq!(std::fs::read_to_string(&file).expect("read"), dot.stdout);
    assert!(run(&["export", "--to", "csv", "--nodes", "products"]).stdout.contains("si_wafer"));
}

#[test]
fn industries_that_live_on_each_other_are_named() {
    let table = |uses: &str| {
        let head = "origin_region,origin_sector,dest_region,dest_sector,value\n";
        folder(&[(
            "long.csv",
            &format!("{head}North,mills,North,bakers,5\nNorth,bakers,North,mills,5\nNorth,cars,North,use,7\n{uses}"),
        )])
    };
    let none = table("");
    let refused = run(&["io", text(&none.path().join("long.csv"))]);
    assert!(refused.status == 1 && refused.stdout.is_empty(), "{}", refused.stderr);
    for expected in ["`bakers` in `North`", "final use or value added", "long.csv"] {
        assert!(refused.stderr.contains(expected), "{expected}: {}", refused.stderr);
    }
    let nearly = table("North,bakers,North,use,1e-12\n");
    let doubted = run(&["io", text(&nearly.path().join("long.csv"))]);
    assert!(doubted.status == 0 && doubted.stderr.contains("` in `North` is 1.0e13"), "{}", doubted.stderr);
    let sound = table("North,bakers,North,use,5\n");
    assert!(!run(&["io", text(&sound.path().join("long.csv"))]).stderr.contains("multiplier"));
}
