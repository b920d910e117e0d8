//! Named indicators: formulas by hand, bad tables, ranges, the command. `published.rs` has what others have published.

mod support {
    pub mod indicator;
    pub mod program;
}

use linchpin::indicator::{Group, GroupValues, Indicator, RangeShape, evaluate, read_sheet, redraw_groups};
use std::fmt::Write;
use support::indicator::{bytes, close, part, rows};
use support::program;

/// `GeoDep` asks whether C1 to C3 hold in two of three years.
#[test]
fn geodep_lasts_two_years_of_three() {
    let table = |held: [bool; 3]| {
        let mut text = "year,flow,economy,value\n".to_owned();
        for (year, held) in (2017..).zip(held) {
            let exports = if held { 50 } else { 150 };
            write!(text, "{year},import,CHN,90\n{year},import,USA,10\n{year},export,JPN,{exports}\n").expect("text");
            write!(text, "{year},world-export,CHN,700\n{year},world-export,USA,300\n").expect("text");
        }
        part(&rows("geodep", &text), "", "c4")
    };
    let (twice, once) = (table([true, false, true]), table([false, true, false]));
    assert_eq!((twice.value, twice.exceeds, once.value, once.exceeds), (Some(2.0), Some(true), Some(1.0), Some(false)));
    let one = rows("geodep", "year,flow,economy,value\n2019,import,CHN,1\n");
    assert!(part(&one, "", "c4").value.is_none() && part(&one, "", "c1").value == Some(1.0));
}

/// Suppliers without a name are part of the whole, and no supplier.
#[test]
fn an_unnamed_remainder_is_not_one_supplier() {
    let trade = "year,flow,economy,value\n2024,import,CHN,30\n2024,import,OTHER,70\n2024,export,JPN,1\n\
                 2024,world-export,CHN,50\n2024,world-export,rest of world,50\n";
    let found = rows("geodep", trade);
    close(part(&found, "", "c1").value, 0.09, 1e-12);
    close(part(&found, "", "c2").value, 0.25, 1e-12);
    let geo = "economy,production,imports,instability\nA,80,30,0.75\nother,20,10,\n";
    close(part(&rows("geopolrisk", geo), "", "geopolrisk").value, 0.64 * 27.5 / 40.0, 1e-12);
}

/// The other formulas, worked by hand.
#[test]
fn formulas_by_hand() {
    let geo = "economy,production,imports,instability,domestic_production\nA,80,30,0.75,20\nB,20,10,,\n";
    // HHI 0.68; (0.75 · 30 + 0.5 · 10) ÷ (20 + 40).
    close(part(&rows("geopolrisk", geo), "", "geopolrisk").value, 0.68 * 27.5 / 60.0, 1e-12);
    let screen = "supply_risk,production_growth,market_dynamics\n0.9,0.3,0.1\n";
    close(part(&rows("nstc", screen), "", "criticality").value, 0.3, 1e-12);
    let governance = "economy,share,governance\nCHN,0.6,5.71\nCOD,0.4,8.25\n";
    close(part(&rows("governance-hhi", governance), "", "governance_hhi").value, 0.36 * 5.71 + 0.16 * 8.25, 1e-12);
}

/// What is wrong with a table is said with its place, what is admissible and what was probably meant.
#[test]
fn bad_tables_are_refused() {
    let cases = [
        ("hhi", "economy,shares\nCHN,0.5\n", "did you mean `share`?"),
        ("hhi", "economy\nCHN\n", "the column `share` is missing"),
        ("hhi", "economy,share,share\nCHN,0.5,0.4\n", "the column `share` stands here twice"),
        (
            "nstc",
            "supply_risk,production_growth,market_dynamics\n0.5,0.5,0.5\n0.9,0.9,0.9\n",
            "a second row of one group",
        ),
        (
            "eu-crm-economic-importance",
            "sector,share,value_added,largest_value_added\nx,1,100,1\n",
            "value_added 100 is above largest_value_added 1",
        ),
        ("hhi", "economy,share\nCHN,1.2\n", "admissible are 0 to 1"),
        ("hhi", "economy,share\nCHN,62\n", "write percent as a fraction: 0.62"),
        ("hhi", "economy,share\nCHN,-0.1\n", "-0.1 is negative"),
        ("hhi", "economy,share\nCHN,NaN\n", "NaN is no share"),
        ("hhi", "economy,share\nCHN,0.6\nUSA,0.6\n", "sum to 1.2"),
        ("hhi", "economy,share\nCHN,0.6\nCHN,0.2\n", "duplicate row"),
        ("hhi", "economy,share,share_low,share_high\nCHN,0.6,0.7,0.8\n", "no end of the range"),
        (
            "eu-cdi",
            "product,economy,imports,exports\np,a,1,5\np,b,1,6\n",
            "exports of `p` is 5 in one row and 6 in another",
        ),
        ("geodep", "year,flow,economy,value\n2019,imports,CHN,1\n", "did you mean `import`?"),
        (
            "eu-crm-supply-risk",
            "stage,scope,economy,share,governance\nextraction,global,CHN,0.5,11\n",
            "admissible are 0 to 10",
        ),
        ("hhi", "economy,share\n", "a header and no rows"),
        ("hhi", "economy,share\nCHN\n", "this row has 1 cells"),
        (
            "eu-cdi",
            "economy,imports,intra_imports,exports\nCHN,60,10,5\nJPN,40,10,5\nWorld,100,10,5\n",
            "leave the total out",
        ),
        ("hhi", "economy,share\nCHN,0.9\nUSA,0.9\n", "table.csv:2:1"),
        ("hhi", "economy,share\nCHN,0.9\nUSA,0.9\n", "the shares sum to 1.8"),
        ("hhi", "economy;share\nCHN;0,6\n", "write 0.6"),
        ("hhi", "economy,share\nCHN,62%\n", "write percent as a fraction: 0.62"),
        ("hhi", "", "`hhi` reads the columns economy, share"),
        ("eu-cdi", "economy,imports,exports\na,1,5\nb,1,6\n", "exports is 5 in one row and 6 in another"),
        ("eu-cdi", "economy,imports,exports\na,1,5\nb,1,6\n", "table.csv:3:1"),
        ("geopolrisk", "economy,production,imports\nA,80,30\nGRAND TOTAL,80,30\n", "leave the total out"),
    ];
    for (name, text, expected) in cases {
        let indicator = Indicator::named(name).expect("an indicator");
        let findings = read_sheet(&bytes(text), indicator, &[]).expect_err(text).to_string();
        assert!(findings.contains(expected), "{text}\n{findings}");
    }
    let known = ["CHN".to_owned(), "USA".to_owned()];
    let hhi = Indicator::named("hhi").expect("an indicator");
    let (_, doubts) = read_sheet(&bytes("economy,share\nCHM,0.5\nNorway,0.1\n"), hhi, &known).expect("a table");
    assert_eq!(doubts.len(), 1, "{doubts}");
    assert!(doubts.to_string().contains("did you mean `CHN`?"), "{doubts}");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let hhi = Indicator::named("hhi").expect("an indicator");
    let ranges = |text: &str| {
        let (sheet, _) = read_sheet(&bytes(text), hhi, &[]).expect("a table");
        let draws = (0..200).map(|draw| redraw_groups(&sheet, hhi, RangeShape::Triangular, (7, draw)));
        draws.map(|groups| hhi.of_all(&groups)).collect::<Vec<_>>()
    };
    let (one, other) = ("China,0.6,0.4,0.8", "Peru,0.3,0.1,0.4");
    let head = "economy,share,share_low,share_high";
    assert_eq!(ranges(&format!("{head}\n{one}\n{other}\n")), ranges(&format!("{head}\n{other}\n{one}\n")));
}

/// Growth and risk are no percent.
#[test]
fn percent_is_offered_for_parts_of_a_whole_alone() {
    let screen = Indicator::named("nstc").expect("an indicator");
    let text = "supply_risk,production_growth,market_dynamics\n0.9,1.2,0.1\n";
    let told = read_sheet(&bytes(text), screen, &[]).expect_err("refused").to_string();
    assert!(told.contains("admissible are 0 to 1") && !told.contains("percent"), "{told}");
}

#[test]
fn columns_that_are_nearly_read_and_points_among_whole_numbers_are_told() {
    let doubts = |name: &str, text: &str| {
        let indicator = Indicator::named(name).expect("an indicator");
        read_sheet(&bytes(text), indicator, &[]).expect("a table").1.to_string()
    };
    let told = doubts("hhi", "economy,share,share_lo,share_high,source\nChina,0.6,0.5,0.7,x\n");
    assert!(told.contains("table.csv:1:15") && told.contains("did you mean `share_low`?"), "{told}");
    assert!(!told.contains("`source`"), "{told}");
    assert!(doubts("hhi", "economy,share,share_max\nChina,0.6,0.7\n").contains("did you mean `share_high`?"));
    assert!(doubts("hhi", "prodct,economy,share\np,China,0.6\n").contains("did you mean `product`?"));
    assert_eq!(doubts("hhi", "economy,share,share_2019,note\nChina,0.6,0.7,x\n"), "");
    let told = doubts("eu-cdi", "economy;imports;exports\nChina;1.500;\nJapan;900;\nPeru;800;\n");
    assert!(told.contains("table.csv:2:7") && told.contains("write 1500"), "{told}");
    assert_eq!(doubts("eu-cdi", "economy,imports\nChina,12.345\nJapan,3.1\nPeru,2\n"), "");
}

#[test]
fn ranges_leave_distances_and_ranks_open() {
    let text = "group,economy,share,share_low,share_high\nsure,a,0.9,,\nsure,b,0.1,,\nopen,a,0.6,0.2,0.9\nopen,b,0.4,0.1,0.8\n\
                low,a,0.3,0.29,0.31\nlow,b,0.2,,\n";
    let hhi = Indicator::named("hhi").expect("an indicator");
    let (sheet, _) = read_sheet(&bytes(text), hhi, &[]).expect("a table");
    let plain: Vec<Group> = sheet.iter().map(linchpin::indicator::SheetGroup::plain).collect();
    for shape in [RangeShape::Triangular, RangeShape::Uniform] {
        let draw = |draw| hhi.of_all(&redraw_groups(&sheet, hhi, shape, (7, draw)));
        let drawn: Vec<GroupValues> = (0..300).map(draw).collect();
        let rows = evaluate(hhi, &plain, &drawn);
        let (sure, open, low) = (part(&rows, "sure", "hhi"), part(&rows, "open", "hhi"), part(&rows, "low", "hhi"));
        for (end, value) in [(sure.low, 0.82), (sure.high, 0.82)] {
            close(end, value, 1e-12);
        }
        let (least, most) = (open.low.expect("an end"), open.high.expect("an end"));
        assert!(0.49 < least && least < 0.56 && most > 0.6 && most < 0.9, "{least} {most}");
        close(open.distance_low, least - 0.18, 1e-12);
        assert_eq!((sure.rank_low, sure.exceeds_share), (Some(1), Some(1.0)));
        assert_eq!((low.rank, low.rank_high, low.exceeds), (Some(3), Some(3), Some(false)));
    }
}

#[test]
fn the_command_reads_files_and_models() {
    let listed = program::linchpin(&["indicator", "--format", "csv"]);
    assert!(listed.status.success());
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 10);
    for name in ["hhi", "governance-hhi", "iea-n-1", "geopolrisk", "geodep"] {
        let output = program::small(&["indicator", name, "--format", "json", "--draws", "10"]);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let rows = value["results"].as_array().expect("rows");
        assert!(!rows.is_empty() && rows.iter().all(|row| row["value"].is_number() || row["reason"].is_string()));
        assert!(!text.contains("NaN"), "{name}");
    }
    let refused = program::small(&["indicator", "nstc"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("give it a FILE"));
    let unknown = program::small(&["indicator", "geodeb"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("geodep"));
}

const CRM: &str = "stage,scope,economy,share,governance,import_reliance\n";

/// A stage that cannot be computed may be the higher one: the other is no answer for it.
#[test]
fn a_stage_that_is_not_known_gives_no_all_clear() {
    let processing = "processing,global,CHN,0.3,6,0.5\nprocessing,sourcing,CHN,0.3,6,0.5\n";
    let open = rows(
        "eu-crm-supply-risk",
        &format!("{CRM}extraction,global,CHN,0.9,6,\nextraction,sourcing,CHN,0.8,6,\n{processing}"),
    );
    for id in ["supply_risk", "extraction"] {
        let found = part(&open, "", id);
        assert!(found.value.is_none() && found.exceeds.is_none(), "{found:?}");
        assert!(found.reason.is_some_and(|reason| reason.contains("import_reliance")), "{id}");
    }
    close(part(&open, "", "processing").value, 0.54, 1e-12);
    // Where both are equal it does not matter how they are mixed.
    let equal = format!("{CRM}extraction,global,CHN,0.9,6,\nextraction,sourcing,CHN,0.9,6,\n{processing}");
    let equal = part(&rows("eu-crm-supply-risk", &equal), "", "supply_risk");
    close(equal.value, 4.86, 1e-12);
    assert_eq!(equal.exceeds, Some(true));
    // A stage without rows is not there.
    close(part(&rows("eu-crm-supply-risk", &format!("{CRM}{processing}")), "", "supply_risk").value, 0.54, 1e-12);
}

#[test]
fn imports_from_within_the_union_are_not_nothing_where_nobody_states_them() {
    let found = rows("eu-cdi", "economy,imports,exports\nCHN,90,50\nUSA,10,50\n");
    let reason = part(&found, "", "cdi_2").reason.expect("a reason");
    assert!(reason.contains("intra_imports"), "{reason}");
    assert!(part(&found, "", "cdi_2").exceeds.is_none() && part(&found, "", "all").exceeds.is_none());
    close(part(&found, "", "cdi_1").value, 0.82, 1e-12);
    // One criterion that does not hold decides.
    let spread = rows("eu-cdi", "economy,imports,exports\nCHN,50,500\nUSA,50,500\n");
    assert_eq!(part(&spread, "", "all").value, Some(0.0));
}

#[test]
fn every_group_is_held_against_its_own_largest_value_added() {
    let text = "group,sector,share,value_added,largest_value_added\nA,C1,1,10,100\nB,C1,1,10,20\nC,C1,1,10,\n";
    let found = rows("eu-crm-economic-importance", text);
    for (group, expected) in [("A", 1.0), ("B", 5.0), ("C", 1.0)] {
        close(part(&found, group, "economic_importance").value, expected, 1e-12);
    }
}

#[test]
fn of_equal_largest_suppliers_the_worse_counts_whatever_the_order() {
    let head = "economy,supply,demand,total_demand\n";
    for (first, second) in [("CHN,50,30,100", "USA,50,60,100"), ("USA,50,60,100", "CHN,50,30,100")] {
        let found = rows("iea-n-1", &format!("{head}{first}\n{second}\n"));
        close(part(&found, "", "n_1_net").value, 50.0 / 70.0, 1e-12);
    }
    let half = rows("iea-n-1", &format!("{head}CHN,50,,100\nUSA,50,60,100\n"));
    close(part(&half, "", "n_1_net").value, 50.0 / 40.0, 1e-12);
}

/// What is made and used in one place leaves the others what they have: in shares of supply as of use.
#[test]
fn supply_and_demand_of_the_model_are_shares_of_the_same() {
    let output = program::linchpin(&["indicator", "iea-n-1", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = value["results"].as_array().expect("rows");
    let number = |part: &str| {
        let row = all.iter().find(|row| row["group"] == "power_grid" && row["part"] == part).expect("a row");
        row["value"].as_f64()
    };
    close(number("n_1_gross"), 1.0 - number("top_1").expect("a share"), 1e-9);
    close(number("n_1_net"), 1.0, 1e-9);
}

/// The region ROW is no supplier, in indicators of the model as in its scores.
#[test]
fn the_rest_of_the_world_is_never_one_supplier() {
    let folder = tempfile::tempdir().expect("a folder");
    program::core::copy_core(folder.path());
    let row = "{ economy = \"JPN\", share = 0.05,";
    program::core::patch(
        &folder.path().join("critical-minerals.toml"),
        row,
        &format!(
            "{{ economy = \"ROW\", share = 0.05, year = 2024, source = \"analyst\", confidence = \"estimate\" }},\n    {row}"
        ),
    );
    let economies = folder.path().join("economies.toml");
    let text = std::fs::read_to_string(&economies).expect("read");
    let rest = "\n[[economy]]\nid = \"ROW\"\nname = \"Rest\"\nregion = \"ROW\"\narea = \"europe\"\n";
    std::fs::write(&economies, text + rest).expect("written");
    let model = folder.path().to_str().expect("text");
    let answer = |arguments: &[&str]| {
        let output = program::linchpin(&[&["--model", model, "--format", "json"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let scores = answer(&["score"]);
    let product = scores["products"].as_array().expect("rows").iter().find(|row| row["product"] == "gallium");
    close(product.expect("gallium")["world_hhi"].as_f64(), 0.9 * 0.9 + 0.05 * 0.05, 1e-9);
    let largest = answer(&["indicator", "iea-n-1"]);
    let rows = largest["results"].as_array().expect("rows");
    let three = rows.iter().find(|row| row["group"] == "gallium" && row["part"] == "top_3").expect("a row");
    close(three["value"].as_f64(), 0.95, 1e-9);
}
