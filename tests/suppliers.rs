//! What a home economy loses without each supplier, and commands that speak of the model's suppliers.

#[path = "support/program.rs"]
mod program;

use linchpin::model::{Model, ModelSource};
use linchpin::scenario::HazardFile;
use linchpin::study::{Study, SupplierLoss, SupplierOptions, redraw};
use program::small;
use serde_json::Value;
use std::collections::BTreeMap;

fn json(arguments: &[&str]) -> Value {
    let output = small(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn study() -> Study {
    let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core");
    Study::new(Model::load(&ModelSource::Folder(core)).expect("a model").value).expect("a network")
}

fn losses(study: &Study, options: &SupplierOptions) -> Vec<SupplierLoss> {
    study.suppliers(&HazardFile::default(), options, &|| ()).expect("suppliers")
}

fn rows(arguments: &[&str]) -> Vec<Value> {
    json(arguments)["suppliers"].as_array().expect("rows").clone()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + b.abs())
}

/// Cuts of one supplier at a threshold of 1 list each that anything is lost without, product by product.
#[test]
fn sectors_lose_the_mean_of_what_their_products_do() {
    let cuts = json(&["cuts", "--all", "--kind", "suppliers", "--size", "1", "--threshold", "1"]);
    let mut alone: BTreeMap<[String; 3], f64> = BTreeMap::new();
    for row in cuts["cuts"].as_array().expect("rows") {
        let key = [&row["economy"], &row["members"][0]["id"], &row["sector"]].map(|of| of.as_str().unwrap().to_owned());
        *alone.entry(key).or_default() += row["members"][0]["alone"].as_f64().expect("a share");
    }
    let study = study();
    let products = |sector: &str, home: &str| {
        let of = |portfolio: &&linchpin::score::Portfolio| {
            portfolio.sector.id() == sector && study.network().economies[portfolio.economy as usize] == home
        };
        study.portfolios().iter().find(of).expect("a portfolio").members.len() as f64
    };
    let mut seen = 0;
    for row in losses(&study, &SupplierOptions::default()) {
        for sector in &row.sectors {
            let key = [row.economy.clone(), row.supplier.clone(), sector.sector.clone()];
            let sum = alone.remove(&key).unwrap_or(0.0);
            let expected = 100.0 * sum / products(&sector.sector, &row.economy);
            assert!(near(sector.loss, expected), "{key:?}: {} {expected}", sector.loss);
            seen += usize::from(sum > 0.0);
        }
        let mean = row.sectors.iter().map(|sector| sector.loss).sum::<f64>() / row.sectors.len() as f64;
        assert!(near(row.loss, mean));
    }
    assert!(seen > 5 && alone.is_empty(), "{alone:?} are lost and not told");
}

/// Ranges are percentiles of what each drawn model loses by itself.
#[test]
fn ranges_are_those_of_the_drawn_models() {
    let study = study();
    let (draws, seed) = (20, 7);
    let drawn: Vec<Vec<SupplierLoss>> = (0..u64::from(draws))
        .map(|draw| {
            losses(&Study::new(redraw(study.model(), seed, draw)).expect("a network"), &SupplierOptions::default())
        })
        .collect();
    let mut wide = 0;
    for row in losses(&study, &SupplierOptions { draws, seed, ..SupplierOptions::default() }) {
        let same = |other: &&SupplierLoss| (&other.economy, &other.supplier) == (&row.economy, &row.supplier);
        let mut values: Vec<f64> =
            drawn.iter().map(|rows| rows.iter().find(same).map_or(0.0, |row| row.loss)).collect();
        values.sort_by(f64::total_cmp);
        assert_eq!((row.loss_low, row.loss_high), (Some(values[0]), Some(values[18])), "{}", row.supplier);
        wide += usize::from(values[18] > values[0]);
    }
    assert!(wide > 3, "{wide}");
    assert!(losses(&study, &SupplierOptions::default()).iter().all(|row| row.loss_low.is_none()));
}

#[test]
fn people_are_shown_ranges_where_there_are_any() {
    let header = |draws: &str| {
        let told = small(&["suppliers", "--draws", draws]);
        String::from_utf8(told.stdout).expect("text").lines().next().unwrap_or_default().to_owned()
    };
    assert!(header("10").contains("low") && !header("0").contains("low"));
}

#[test]
fn the_heaviest_come_first_and_those_at_home_can_be_left_out() {
    let all = rows(&["suppliers", "--draws", "0"]);
    let mut ranks: BTreeMap<&str, u64> = BTreeMap::new();
    for pair in all.windows(2).filter(|pair| pair[0]["economy"] == pair[1]["economy"]) {
        assert!(pair[0]["loss"].as_f64() >= pair[1]["loss"].as_f64(), "{pair:?}");
    }
    for row in &all {
        let rank = ranks.entry(row["economy"].as_str().expect("a home")).or_default();
        *rank += 1;
        assert_eq!(row["rank"].as_u64(), Some(*rank));
        let stopped = row["stopped"].as_array().expect("products").len();
        assert!(row["loss"].as_f64() > Some(0.0) && stopped < 50);
    }
    let at_home = |row: &&Value| row["made_in"] == row["economy"];
    let foreign = rows(&["suppliers", "--draws", "0", "--foreign"]);
    assert!(all.iter().any(|row| at_home(&row)) && !foreign.iter().any(|row| at_home(&row)));
    assert_eq!(foreign.len(), all.iter().filter(|row| !at_home(row)).count());
    let few = rows(&["suppliers", "--draws", "0", "--top", "2", "--sector", "semiconductors"]);
    assert!(!few.is_empty() && few.iter().all(|row| row["rank"].as_u64() <= Some(2)));
    assert!(few.iter().all(|row| {
        row["sectors"].as_array().is_some_and(|own| own.len() == 1 && own[0]["sector"] == "semiconductors")
    }));
}

/// Over sectors and home economies together they are what `score` calls systemic.
#[test]
fn the_mean_over_home_economies_is_the_systemic_loss() {
    let scores = json(&["score"]);
    let systemic = scores["systemic"].as_array().expect("suppliers");
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    let study = study();
    for row in losses(&study, &SupplierOptions::default()) {
        *sums.entry(row.supplier).or_default() += row.sectors.iter().map(|sector| sector.loss).sum::<f64>();
    }
    assert_eq!(sums.len(), systemic.len());
    let used = study.portfolios().iter().filter(|portfolio| !portfolio.members.is_empty()).count();
    for row in systemic {
        let sum = sums[row["supplier"].as_str().expect("an id")];
        assert!(near(sum / used as f64, row["loss"].as_f64().expect("a loss")), "{row}");
    }
}

#[test]
fn unknown_names_are_refused_together() {
    let told = small(&["suppliers", "--economy", "JPM", "--sector", "semiconductor"]);
    let said = String::from_utf8_lossy(&told.stderr);
    assert_eq!(told.status.code(), Some(1));
    assert!(said.contains("JPN") && said.contains("`semiconductors`") && said.contains("2 errors"), "{said}");
}

#[test]
fn structure_and_robustness_are_of_the_model_s_suppliers_where_no_firms_are_named() {
    let scores = json(&["score"]);
    assert_eq!(json(&["robustness"]), scores["robustness"]);
    let listed = json(&["structure"]);
    let named = study().graph();
    let names: Vec<&str> = listed.as_array().expect("rows").iter().filter_map(|row| row["firm"].as_str()).collect();
    assert_eq!(names, named.names.iter().map(String::as_str).collect::<Vec<_>>());
    let told = small(&["systemic"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&told.stderr).contains("linchpin suppliers"));
}

const STOP: &str = r#"[[hazard]]
id = "stop"
title = "Stop"
class = "test"
rate = { value = 0.5, low = 0.1, high = 0.9 }
hits = [HITS]
severity = { shape = "fixed", value = 1 }
duration = { median_days = 200, p90_days = 400 }
onset_days = 0
recovery = "linear"
recovery_days = 1
source = "Judgement"
confidence = "estimate"
"#;

/// A port strikes what mostly leaves through it, a strait what has no other way.
#[test]
fn suppliers_are_struck_where_most_of_their_deliveries_are() {
    let study = Study::new(Model::load(&ModelSource::Embedded).expect("a model").value).expect("a network");
    let options = SupplierOptions { economies: vec!["IND".to_owned()], ..SupplierOptions::default() };
    let struck = |hits: &str| -> Vec<String> {
        let hazards: HazardFile = toml::from_str(&STOP.replace("HITS", hits)).expect("a catalogue");
        let rows = study.suppliers(&hazards, &options, &|| ()).expect("suppliers");
        assert!(rows.iter().all(|row| row.rate_per_year.is_none_or(|rate| rate == 0.5)));
        rows.into_iter().filter(|row| row.rate_per_year.is_some()).map(|row| row.supplier).collect()
    };
    // A tenth of Japan's trade leaves through Nagoya.
    assert_eq!(struck(r#"{ kind = "asset", asset = "port_nagoya" }"#), Vec::<String>::new());
    let closed = struck(r#"{ kind = "route", chokepoints = ["hormuz"] }"#);
    assert!(closed.contains(&"lng@QAT".to_owned()) && !closed.iter().any(|id| id.ends_with("@CHN")), "{closed:?}");
    // Ships go round the Cape.
    assert_eq!(struck(r#"{ kind = "route", chokepoints = ["suez"] }"#), Vec::<String>::new());
}

#[test]
fn options_that_change_nothing_are_told() {
    let output = small(&["suppliers", "--draws", "0", "--svg", "--rationing", "water-filling"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("`--svg` changes nothing") && told.contains("`--rationing` changes nothing"), "{told}");
}
