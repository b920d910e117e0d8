//! Named indicators against published numbers, boundary cases, bad tables and ranges.

mod support {
    pub mod program;
}

use linchpin::indicator::{Group, Indicator, IndicatorRow, RangeShape, evaluate, read_sheet, redraw_groups};
use linchpin::input::Bytes;
use std::fmt::Write;
use support::program;

fn bytes(text: &str) -> Bytes {
    Bytes { name: "table.csv".to_owned(), bytes: text.as_bytes().to_vec() }
}

fn rows(indicator: &str, text: &str) -> Vec<IndicatorRow> {
    let indicator = Indicator::named(indicator).expect("an indicator");
    let (sheet, _) = read_sheet(&bytes(text), indicator, &[]).unwrap_or_else(|findings| panic!("{findings}"));
    let groups: Vec<Group> = sheet.iter().map(linchpin::indicator::SheetGroup::plain).collect();
    evaluate(indicator, &groups, &[])
}

fn part(rows: &[IndicatorRow], group: &str, part: &str) -> IndicatorRow {
    let found = rows.iter().find(|row| row.part == part && row.group.as_deref().unwrap_or("") == group);
    found.unwrap_or_else(|| panic!("{group} {part}")).clone()
}

fn close(value: Option<f64>, expected: f64, tolerance: f64) {
    let value = value.unwrap_or_else(|| panic!("no value, {expected} expected"));
    assert!((value - expected).abs() <= tolerance, "{value} {expected}");
}

/// US Department of Justice, page on the Herfindahl-Hirschman index: 30, 30, 20 and 20 per cent give 2,600 points.
#[test]
fn the_department_of_justice_s_example() {
    let rows = rows("hhi", "economy,share\na,0.3\nb,0.3\nc,0.2\nd,0.2\n");
    let hhi = part(&rows, "", "hhi");
    close(hhi.value, 0.26, 1e-12);
    assert_eq!((hhi.exceeds, hhi.threshold), (Some(true), Some(0.18)));
    close(hhi.distance, 0.08, 1e-12);
}

/// World mine production of a few element-years (USGS, as gathered by Theler et al. 2020): HHI points of those listed.
#[test]
fn usgs_production() {
    let cases: [(&[(&str, f64)], f64); 5] = [
        (&[("United States", 177.0), ("Rest of World", 70.0)], 5938.3042),
        (&[("Canada", 8000.0), ("Japan", 47000.0), ("Russia", 31000.0)], 4372.6339),
        (&[("China", 500.0), ("Madagascar", 135.0), ("United States", 6900.0)], 8432.7947),
        (&[("Canada", 400.0), ("Russia", 12000.0), ("South Africa", 57292.0), ("Zimbabwe", 1820.0)], 6706.8212),
        (&[("Argentina", 5000.0), ("China", 190_000.0), ("Mexico", 64931.0), ("Spain", 90000.0)], 3955.9298),
    ];
    for (production, points) in cases {
        let total: f64 = production.iter().map(|(_, quantity)| quantity).sum();
        let lines = production.iter().map(|(country, quantity)| format!("{country},{}\n", quantity / total));
        let rows = rows("hhi", &format!("economy,share\n{}", lines.collect::<String>()));
        close(part(&rows, "", "hhi").value, points / 10_000.0, 1e-8);
    }
}

/// Country shares, governance and trade factors of the annexes of the European Commission's study of 2023 (CC BY 4.0);
/// import reliance is approximate. Substitution indices are not published: what they would have to be must lie in
/// 0.85 to 1.05. The two stages of one material are both there, and the wrong one shows; germanium's table of EU
/// sourcing repeats the global one.
#[test]
fn eu_supply_risk_from_the_bottom_up() {
    let text = include_str!("data/eu_crm_2023.csv");
    let rows = rows("eu-crm-supply-risk", text);
    // Material, stage, published supply risk, before substitution.
    let expected = [
        ("Antimony", "processing", 1.8, 0.9201),
        ("Antimony", "extraction", 1.8, 1.9005),
        ("Barytes", "extraction", 1.3, 1.3977),
        ("Bismuth", "processing", 1.9, 2.0638),
        ("Borate", "extraction", 3.6, 3.7175),
        ("Cobalt", "extraction", 2.8, 2.8419),
        ("Coking coal", "extraction", 1.0, 0.9437),
        ("Coking coal", "processing", 1.0, 1.1486),
        ("Feldspar", "extraction", 1.5, 1.4977),
        ("Fluorspar", "extraction", 1.1, 1.2334),
        ("Gallium", "processing", 3.9, 3.8789),
        ("Hafnium", "processing", 1.5, 1.4689),
        ("Helium", "processing", 1.2, 1.2068),
        ("Lithium", "processing", 1.9, 2.1322),
        ("Magnesium", "processing", 4.1, 4.3818),
        ("Manganese", "extraction", 1.2, 1.189),
        ("Natural Graphite", "extraction", 1.8, 1.8386),
        ("Niobium", "extraction", 4.4, 4.6059),
        ("Phosphorous", "processing", 3.3, 3.2711),
        ("Silicon metal", "processing", 1.3, 1.3448),
        ("Strontium", "extraction", 2.6, 2.6544),
        ("Tantalum", "extraction", 1.3, 1.4811),
        ("Titanium metal", "processing", 1.6, 1.5589),
        ("Tungsten", "processing", 1.2, 1.2585),
        ("Vanadium", "extraction", 2.3, 2.3536),
        ("Scandium", "processing", 2.4, 2.7537),
        ("Arsenic", "processing", 1.9, 2.0398),
        ("Germanium", "processing", 1.8, 3.8822),
        ("Aluminium", "extraction", 1.2, 1.3805),
        ("Chromium", "processing", 0.7, 0.6796),
        ("Zirconium", "extraction", 0.8, 0.7859),
        ("Natural cork", "extraction", 0.9, 1.0071),
    ];
    let mut plausible = 0;
    for (material, stage, published, before) in expected {
        let found = part(&rows, material, stage);
        close(found.value, before, 2e-3);
        plausible += usize::from((0.85..=1.05).contains(&(published / before)));
    }
    assert_eq!(plausible, 29);
    // The higher stage counts.
    close(part(&rows, "Antimony", "supply_risk").value, 1.9005, 2e-3);
}

/// Published supply risks and importances of 2023 against the two thresholds: critical means both.
#[test]
fn eu_thresholds() {
    for (risk, importance, critical) in
        [(1.0, 3.1, true), (1.0, 6.4, true), (1.2, 8.7, true), (0.5, 5.7, false), (0.1, 4.0, false), (1.3, 1.6, false)]
    {
        let table = format!("stage,scope,economy,share,governance\nextraction,global,a,0.5,{}\n", risk * 4.0);
        let risk = part(&rows("eu-crm-supply-risk", &table), "", "supply_risk");
        let table = format!("sector,share,value_added,largest_value_added\nC28,1,{importance},10\n");
        let importance = part(&rows("eu-crm-economic-importance", &table), "", "economic_importance");
        assert_eq!(risk.exceeds == Some(true) && importance.exceeds == Some(true), critical, "{risk:?} {importance:?}");
    }
}

/// CDI 1 to 3 by their definitions, exact boundaries and missing trade included (all inequalities are strict).
#[test]
fn eu_dependency_indicators() {
    type Case = (&'static str, &'static [(&'static str, f64)], f64, f64, Option<f64>, Option<f64>, Option<f64>, bool);
    let cases: [Case; 10] = [
        (
            "P1",
            &[("CN", 80.0), ("US", 15.0), ("JP", 5.0)],
            60.0,
            70.0,
            Some(0.665),
            Some(0.625),
            Some(100.0 / 70.0),
            true,
        ),
        (
            "P2",
            &[("CN", 40.0), ("US", 35.0), ("JP", 25.0)],
            50.0,
            60.0,
            Some(0.345),
            Some(2.0 / 3.0),
            Some(5.0 / 3.0),
            false,
        ),
        ("P3", &[("CN", 90.0), ("US", 10.0)], 300.0, 80.0, Some(0.82), Some(0.25), Some(1.25), false),
        ("P4", &[("CN", 90.0), ("US", 10.0)], 50.0, 150.0, Some(0.82), Some(2.0 / 3.0), Some(2.0 / 3.0), false),
        (
            "P5",
            &[("CN", 60.0), ("US", 10.0), ("JP", 10.0), ("KR", 10.0), ("TW", 10.0)],
            0.0,
            10.0,
            Some(0.4),
            Some(1.0),
            Some(10.0),
            false,
        ),
        ("P6", &[("a", 50.0), ("b", 50.0)], 40.0, 60.0, Some(0.5), Some(100.0 / 140.0), Some(5.0 / 3.0), true),
        ("P7", &[("CN", 100.0)], 100.0, 50.0, Some(1.0), Some(0.5), Some(2.0), false),
        ("P8", &[("CN", 100.0)], 50.0, 100.0, Some(1.0), Some(2.0 / 3.0), Some(1.0), false),
        ("P9", &[("CN", 70.0), ("RU", 30.0)], 20.0, 0.0, Some(0.58), Some(100.0 / 120.0), None, true),
        ("P10", &[("CN", 0.0)], 20.0, 10.0, None, Some(0.0), None, false),
    ];
    let mut table = "product,economy,imports,intra_imports,exports\n".to_owned();
    for (product, origins, intra, exports, ..) in &cases {
        for (economy, imports) in *origins {
            writeln!(table, "{product},{economy},{imports},{intra},{exports}").expect("text");
        }
    }
    let rows = rows("eu-cdi", &table);
    for (product, _, _, _, first, second, third, dependent) in cases {
        for (id, expected) in [("cdi_1", first), ("cdi_2", second), ("cdi_3", third)] {
            let found = part(&rows, product, id);
            match expected {
                Some(expected) => close(found.value, expected, 1e-12),
                None => assert!(found.value.is_none() && found.reason.is_some(), "{found:?}"),
            }
        }
        assert_eq!(part(&rows, product, "all").exceeds, Some(dependent), "{product}");
    }
    assert_eq!(part(&rows, "P9", "cdi_3").exceeds, Some(true), "more than any number is over the threshold");
}

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

/// Shares of the largest and supply without the largest: rare earths and nickel as the IEA has them (Global Critical
/// Minerals Outlook 2024 and its page on nickel), and the net variant by hand: 40 ÷ (90 − 40).
#[test]
fn largest_suppliers() {
    let cases = [
        ("92|5|1|2", 100.0, None, 0.98, 0.08, None),
        ("77|12|3|8", 100.0, None, 0.97, 0.23, None),
        ("1787|1664", 3104.0, None, 1.0, 0.536_082, None),
        ("157|83", 240.0, None, 1.0, 0.345_833, None),
        ("60|25|15", 90.0, Some(40.0), 1.0, 0.444_444, Some(0.8)),
    ];
    for (supplies, demand, own, top, gross, net) in cases {
        let mut text = "economy,supply,demand,total_demand\n".to_owned();
        for (place, supply) in supplies.split('|').enumerate() {
            // The last of the four rare-earth figures is the unnamed rest.
            let name = if place == 3 { "other".to_owned() } else { format!("E{place}") };
            let own = own.filter(|_| place == 0).map_or(String::new(), |own: f64| own.to_string());
            writeln!(text, "{name},{supply},{own},{demand}").expect("text");
        }
        let rows = rows("iea-n-1", &text);
        let three: f64 = part(&rows, "", "top_3").value.expect("a share");
        assert!((three - top).abs() < if supplies.starts_with("77") { 0.06 } else { 1e-9 }, "{three}");
        close(part(&rows, "", "n_1_gross").value, gross, 1e-6);
        match net {
            Some(net) => close(part(&rows, "", "n_1_net").value, net, 1e-9),
            None => assert!(part(&rows, "", "n_1_net").reason.is_some()),
        }
    }
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
fn ranges_leave_distances_and_ranks_open() {
    let text = "group,economy,share,share_low,share_high\nsure,a,0.9,,\nsure,b,0.1,,\nopen,a,0.6,0.2,0.9\nopen,b,0.4,0.1,0.8\n\
                low,a,0.3,0.29,0.31\nlow,b,0.2,,\n";
    let hhi = Indicator::named("hhi").expect("an indicator");
    let (sheet, _) = read_sheet(&bytes(text), hhi, &[]).expect("a table");
    let plain: Vec<Group> = sheet.iter().map(linchpin::indicator::SheetGroup::plain).collect();
    for shape in [RangeShape::Triangular, RangeShape::Uniform] {
        let drawn: Vec<Vec<Group>> = (0..300).map(|draw| redraw_groups(&sheet, hhi, shape, (7, draw))).collect();
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
        let output = program::small(&["indicator", name, "--format", "json", "--draws", "3"]);
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
