//! Look-through exposure, dependence in days and compared matrices.

#[path = "support/program.rs"]
mod program;
mod support;

use linchpin::network::lookthrough::{Basis, LookThrough};
use serde_json::Value;
use std::collections::BTreeMap;
use support::chance::Shape;
use support::sketch::{Need, Recipe, Sketch};

/// A maker at home that needs an ore, v = 0.95, seven tenths of it from abroad.
fn chain() -> Sketch {
    let mut sketch = Sketch::new(2);
    let (abroad, home) = (sketch.supplier(0, 1, 1.0), sketch.supplier(0, 0, 1.0));
    let maker = sketch.supplier(1, 0, 1.0);
    sketch.needs(maker, Recipe::single(0.95, Need::new(0, 0, 9.0, &[(abroad, 0.7, 1.0), (home, 0.3, 1.0)])));
    sketch.finals.push(Need::new(1, 0, 0.0, &[(maker, 1.0, 1.0)]));
    sketch
}

#[test]
fn a_maker_and_its_input_share_by_what_goes_with_them() {
    let net = chain().build();
    let rules = LookThrough::new(&net, Basis::Criticality, &[None, None]);
    let first = [0.0, 0.0, 1.0];
    let trace = rules.trace(&first, 3);
    for (kept, expected) in trace.kept.iter().zip([0.7 * 0.95 / 1.95, 0.3 * 0.95 / 1.95, 1.0 / 1.95]) {
        assert!((kept - expected).abs() < 1e-12, "{kept} {expected}");
    }
    assert_eq!(trace.tiers[0], first);
    let way = rules.ways(&first)[0].clone().expect("a way to the ore");
    assert_eq!(way.suppliers, [2, 0]);
    assert!((way.share - 0.7 * 0.95 / 1.95).abs() < 1e-12);
    assert!(rules.ways(&first)[2].is_none(), "the maker is reached directly alone");
}

/// A co-product shares with its host as with an input, by the tie in place of v.
#[test]
fn a_host_counts_like_an_input() {
    let mut sketch = Sketch::new(1);
    let (host, tied) = (sketch.supplier(0, 0, 1.0), sketch.supplier(1, 0, 1.0));
    sketch.host(tied, host, 1.0, 0.9);
    sketch.needs(tied, Recipe::single(0.5, Need::new(0, 0, 9.0, &[(host, 0.2, 1.0)])));
    sketch.finals.push(Need::new(1, 0, 0.0, &[(tied, 1.0, 1.0)]));
    let net = sketch.build();
    let kept = LookThrough::new(&net, Basis::Criticality, &[None, None]).trace(&[0.0, 1.0], 1).kept;
    for (kept, expected) in kept.iter().zip([1.4 / 2.4, 1.0 / 2.4]) {
        assert!((kept - expected).abs() < 1e-12, "{kept} {expected}");
    }
}

/// The ore is worth a quarter of what is made of it.
#[test]
fn costs_take_the_place_of_criticality_where_they_are_known() {
    let net = chain().build();
    let rules = LookThrough::new(&net, Basis::Cost, &[Some(25.0), Some(100.0)]);
    let kept = rules.trace(&[0.0, 0.0, 1.0], 1).kept;
    for (kept, expected) in kept.iter().zip([0.175, 0.075, 0.75]) {
        assert!((kept - expected).abs() < 1e-12, "{kept} {expected}");
    }
    let unknown = LookThrough::new(&net, Basis::Cost, &[None, Some(100.0)]);
    assert!(rules.is_by_cost(2) && !unknown.is_by_cost(2));
    assert!(!LookThrough::new(&net, Basis::Cost, &[Some(200.0), Some(100.0)]).is_by_cost(2), "dearer than its product");
}

/// Nothing is lost or counted twice, cycles and co-products included; no way carries more than its end keeps.
#[test]
fn responsibility_is_kept_whole() {
    let mut deep = 0;
    for seed in 0..100 {
        let net = Shape::mixed(seed).draw(seed);
        let rules = LookThrough::new(&net, Basis::Criticality, &vec![None; net.products.len()]);
        let mut first = vec![0.0; net.suppliers.len()];
        for edge in &net.edges[net.slots[net.slots.len() - 1].edges.clone()] {
            first[edge.supplier as usize] += edge.flow;
        }
        let whole: f64 = first.iter().sum();
        let trace = rules.trace(&first, 4);
        let kept: f64 = trace.kept.iter().sum();
        assert!((kept - whole).abs() < 1e-9 * whole, "seed {seed}: {kept} of {whole}");
        for (kept, way) in trace.kept.iter().zip(rules.ways(&first)) {
            if let Some(way) = way {
                assert!(way.suppliers.len() >= 2 && way.share <= kept + 1e-12, "seed {seed}");
                deep += usize::from(way.suppliers.len() > 2);
            }
        }
    }
    assert!(deep > 100, "{deep}");
}

fn json(arguments: &[&str]) -> Value {
    let output = program::small(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn shares_sum_to_one_and_stand_in_the_scores() {
    let own = json(&["exposure"]);
    let scores = json(&["score", "--days"]);
    assert_eq!(own, scores["look_through"]);
    for row in own["concentration"].as_array().expect("rows") {
        let exposure = own["exposure"].as_array().expect("rows");
        let mine = exposure.iter().filter(|other| other["sector"] == row["sector"]);
        for key in ["face_value", "look_through"] {
            let sum: f64 = mine.clone().map(|other| other[key].as_f64().expect("a share")).sum();
            assert!(
                sum <= 1.0 + 1e-9 && (sum - 1.0).abs() < if key == "look_through" { 1e-9 } else { 1.0 },
                "{key} {sum}"
            );
        }
    }
    let days = scores["dependence_days"].as_array().expect("rows");
    assert!(days.iter().any(|row| row["days"].is_number()), "{days:?}");
    for row in days.iter().filter(|row| row["days"].is_number()) {
        assert!(row["first_product_days"].as_f64() <= row["days"].as_f64(), "{row}");
        assert!(row["loss_without_rerouting"].as_f64() >= Some(0.0));
    }
    assert!(json(&["score"])["dependence_days"].is_null());
}

#[test]
fn a_change_of_nothing_moves_nothing_and_a_cut_share_moves_something() {
    let still = json(&["compare", "--set", "gallium.JPN.cover=60"]);
    for row in still["swaps"].as_array().expect("rows") {
        assert!(row["rose"].as_f64() < Some(0.5) && row["moved_to"].is_null(), "{row}");
    }
    let changed = json(&["compare", "--set", "gallium.JPN.CHN.imports=0.1"]);
    let fell = changed["swaps"].as_array().expect("rows").iter().any(|row| row["fell"].as_f64() > Some(0.5));
    assert!(fell, "{changed}");
    assert!(changed["days"].is_null());
    let kept = json(&["compare", "--set", "gallium.JPN.CHN.imports=0.1", "--no-rerouting", "--days"]);
    for (row, plain) in kept["changes"].as_array().expect("rows").iter().zip(changed["changes"].as_array().unwrap()) {
        assert_eq!(row["before_without_rerouting"], plain["before_without_rerouting"]);
        assert!(row["before_without_rerouting"].is_number() && row["after_without_rerouting"].is_number());
    }
    assert_ne!(kept["swaps"], changed["swaps"]);
    let days = kept["days"].as_array().expect("rows");
    assert!(days.iter().any(|row| row["before_days"] != row["after_days"]), "{days:?}");
    assert!(kept["years"].is_null());
    assert_eq!(program::small(&["compare"]).status.code(), Some(2));
    assert_eq!(program::small(&["compare", "no/such/folder"]).status.code(), Some(2));
}

#[test]
fn unknown_names_are_refused_together() {
    let output = program::small(&["exposure", "--sector", "semiconductor", "--economy", "JPM"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("semiconductors") && said.contains("JPN") && said.contains("2 errors"), "{said}");
}

#[test]
fn cuts_are_ranked_and_refuse_what_they_do_not_know() {
    let cuts = json(&["cuts", "radar", "--kind", "economies", "--kind", "suppliers"]);
    let rows = cuts["cuts"].as_array().expect("rows");
    assert!(!rows.is_empty());
    for pair in rows.windows(2).filter(|pair| pair[0]["kind"] == pair[1]["kind"]) {
        let place = |row: &Value| (row["size"].as_u64(), row["rank"].as_u64());
        assert!(place(&pair[0]) < place(&pair[1]), "{pair:?}");
    }
    for row in rows {
        let left = row["availability"].as_f64().expect("a number");
        assert!((0.0..50.0).contains(&left) && row["annual_probability"].as_f64() > Some(0.0));
        assert_eq!(row["members"].as_array().map(Vec::len), row["size"].as_u64().map(|size| size as usize));
    }
    let unknown = program::small(&["cuts", "radarr", "--economy", "JPM"]);
    let said = String::from_utf8_lossy(&unknown.stderr);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said.contains("did you mean `radar`") && said.contains("JPM"), "{said}");
    for arguments in [&["cuts"][..], &["cuts", "radar", "--threshold", "0"], &["cuts", "radar", "--size", "9"]] {
        assert_eq!(program::small(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

/// About three quarters of Japan's crude come through the Strait of Hormuz (Petroleum Association of Japan).
#[test]
fn the_strait_of_hormuz_stops_japan_s_crude() {
    let output =
        program::linchpin(&["cuts", "crude_oil", "--economy", "JPN", "--kind", "chokepoints", "--format", "csv"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(
        text.lines().nth(1).is_some_and(|row| row.starts_with("crude_oil,clean-energy,JPN,chokepoints,1,1,hormuz,"))
    );
}

/// The single points of failure that `docs/cut-sets.md` lists are those that the program finds.
#[test]
fn the_page_lists_the_single_points_of_failure() {
    let kinds = ["--kind", "economies", "--kind", "suppliers"];
    let output = program::linchpin(&[&["cuts", "--all", "--size", "1", "--format", "csv"], &kinds[..]].concat());
    let text = String::from_utf8(output.stdout).expect("text");
    let mut found: BTreeMap<[String; 3], BTreeMap<String, usize>> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let place = [cells[3], cells[1], cells[2]].map(str::to_owned);
        *found.entry(place).or_default().entry(cells[6].to_owned()).or_default() += 1;
    }
    let page = include_str!("../docs/cut-sets.md");
    let mut listed: BTreeMap<[String; 3], BTreeMap<String, usize>> = BTreeMap::new();
    let rows = page.lines().filter(|line| line.starts_with("| ")).map(|line| line.split('|').map(str::trim));
    for cells in rows.map(Iterator::collect::<Vec<_>>).filter(|cells| cells.len() > 4) {
        let sector = cells[1].replace(' ', "-");
        match cells[2] {
            // `**3** `a`, `b`; **1** `c``: so many each.
            "IND" | "JPN" => {
                let own = listed.entry(["suppliers".to_owned(), sector, cells[2].to_owned()]).or_default();
                for part in cells[3].split("; ") {
                    let (count, names) = part.trim_start_matches("**").split_once("** ").expect("a count");
                    let count: usize = count.parse().expect("a number");
                    own.extend(names.split(", ").map(|name| (name.trim_matches('`').to_owned(), count)));
                }
            }
            // `A (3), B, C (1)`: those without a number have the next.
            cell if cells.len() > 5 && cell.contains(" (") => {
                for (home, cell) in [("IND", cells[2]), ("JPN", cells[3])] {
                    let own = listed.entry(["economies", &sector, home].map(str::to_owned)).or_default();
                    let mut open = Vec::new();
                    for part in cell.split(", ") {
                        let (name, count) = part.split_once(" (").map_or((part, None), |(name, rest)| {
                            (name, rest.split([')', ' ']).next().and_then(|count| count.parse::<usize>().ok()))
                        });
                        open.push(name.to_owned());
                        if let Some(count) = count {
                            own.extend(open.drain(..).map(|name| (name, count)));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    assert_eq!(listed.len(), 20);
    for (place, own) in &found {
        assert_eq!(Some(own), listed.get(place), "{place:?}");
    }
}

#[test]
fn the_same_years_tell_what_a_change_does_to_them() {
    let mc = |more: &[&str]| json(&[&["mc", "--trials", "60", "--seed", "3"], more].concat());
    let set = ["--set", "gallium.JPN.cover=90"];
    let [before, after] = [mc(&[]), mc(&set)];
    let found = json(&[&["compare", "--years", "60", "--seed", "3"], set.as_slice()].concat());
    assert_eq!((found["years"]["trials"].as_u64(), found["years"]["seed"].as_u64()), (Some(60), Some(3)));
    let rows = found["years"]["results"].as_array().expect("rows");
    let all = |batch: &Value| batch["results"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), all(&before).len());
    let number = |row: &Value, key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} in {row}"));
    let mut surer = 0;
    for (row, (one, two)) in rows.iter().zip(all(&before).iter().zip(&all(&after))) {
        for (name, key) in [("mean", "mean_lost_days"), ("es95", "es95_lost_days")] {
            assert_eq!(row[format!("before_{key}")], one[key], "{name}");
            assert_eq!(row[format!("after_{key}")], two[key], "{name}");
            let change = number(row, &format!("change_{key}"));
            assert!((change - (number(two, key) - number(one, key))).abs() < 1e-9, "{row}");
            let (own, paired) = (number(one, &format!("{key}_se")), number(row, &format!("change_{key}_se")));
            surer += u32::from(change != 0.0 && paired < own);
        }
    }
    assert!(surer > 0, "where stocks matter the change is known better than either: {rows:?}");
    // What changes nothing does so for sure.
    let same = ["compare", "--years", "20", "--set", "dynamics.lane_growth=0.05"];
    for row in json(&same)["years"]["results"].as_array().expect("rows") {
        assert_eq!((number(row, "change_mean_lost_days"), number(row, "change_es95_lost_days")), (0.0, 0.0));
        assert_eq!(number(row, "change_mean_lost_days_se"), 0.0);
    }
    let output = program::small(&[&["compare", "--years", "20"], set.as_slice()].concat());
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("The same 20 years before and after, seed 1"), "{said}");
    assert_eq!(program::small(&["compare", "--years", "1", "--set", "gallium.JPN.cover=90"]).status.code(), Some(2));
}
