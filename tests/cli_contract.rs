//! What others script against: keys, their order, nulls, headers, files, and that the same seed gives the same bytes.

#[path = "support/program.rs"]
mod program;

use program::{linchpin, small};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Output;
use std::sync::LazyLock;

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&text(output)).expect("JSON and nothing else")
}

fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no array {key}"))
}

/// The keys at the start of the first object after `from` in `text`, in the order in which they are written.
fn keys_in_order(text: &str, from: &str, expected: &[&str]) {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let mut at = start;
    for key in expected {
        let written = format!("\"{key}\":");
        let found = text[at..].find(&written).unwrap_or_else(|| panic!("{key} is not there, or not in its place"));
        at += found + written.len();
    }
    let end = text[start..].find('}').map_or(text.len(), |end| start + end);
    assert!(at <= end, "{expected:?} are not the keys of one object");
}

const SECTOR_KEYS: [&str; 12] = [
    "sector",
    "economy",
    "resilience",
    "mean_availability",
    "worst_product",
    "lost_days",
    "final_use_lost_days",
    "lost_value_usd",
    "depth",
    "time_to_survive_days",
    "time_to_recover_days",
    "recovered",
];
const PRODUCT_KEYS: [&str; 14] = [
    "product",
    "sector",
    "economy",
    "availability",
    "lost_days",
    "depth",
    "time_to_survive_days",
    "time_to_recover_days",
    "recovered",
    "price_pressure",
    "price_pressure_low",
    "price_pressure_high",
    "price_pressure_at_least",
    "counts",
];
const SECTORS: [&str; 5] = ["semiconductors", "critical-minerals", "ict", "clean-energy", "pharmaceuticals"];

/// The embedded model under a closure of Hormuz, with series.
static HORMUZ: LazyLock<String> =
    LazyLock::new(|| text(&linchpin(&["run", "hormuz-closure", "--series", "--format", "json"])));

#[test]
fn a_run_has_the_keys_of_the_contract_in_their_order() {
    keys_in_order(&HORMUZ, "{", &["scenario", "horizon_days", "step_days", "follow_days", "changed", "results"]);
    keys_in_order(&HORMUZ, "\"results\"", &SECTOR_KEYS);
    keys_in_order(&HORMUZ, "\"products\"", &PRODUCT_KEYS);
    let run: Value = serde_json::from_str(&HORMUZ).expect("JSON");
    assert_eq!((&run["scenario"], &run["horizon_days"]), (&"hormuz-closure".into(), &365.0.into()));
    let cells: Vec<_> = rows(&run, "results").iter().map(|row| (&row["sector"], &row["economy"])).collect();
    for sector in SECTORS {
        for home in ["IND", "JPN"] {
            assert!(cells.contains(&(&sector.into(), &home.into())), "{sector} {home}");
        }
    }
    assert_eq!(cells.len(), 10);
}

#[test]
fn products_are_all_that_is_used_end_uses_included() {
    let run: Value = serde_json::from_str(&HORMUZ).expect("JSON");
    let listed = json(&linchpin(&["list", "products", "--format", "json"]));
    let goods = |wanted: &str| -> BTreeSet<String> {
        let all = listed.as_array().expect("an array").iter();
        let of_kind = all.filter(|row| wanted.is_empty() || row["goods"] == wanted);
        of_kind.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    };
    for home in ["IND", "JPN"] {
        let used: BTreeSet<String> = rows(&run, "products")
            .iter()
            .filter(|row| row["economy"] == home)
            .map(|row| row["product"].as_str().expect("an id").to_owned())
            .collect();
        assert!(used.is_superset(&goods("end-use")), "{home} lacks end uses");
        let counted = rows(&run, "products").iter().filter(|row| row["economy"] == home && row["counts"] == true);
        assert!(counted.count() < used.len(), "{home} hardly uses some goods, which have rows too");
        assert!(used.is_subset(&goods("")) && used.len() > 100, "{home}: {}", used.len());
    }
    assert_eq!(goods("end-use").len(), 11);
}

#[test]
fn numbers_of_a_run_are_within_their_ranges_and_nulls_mean_never() {
    let run: Value = serde_json::from_str(&HORMUZ).expect("JSON");
    let threshold = 95.0;
    for row in rows(&run, "results").iter().chain(rows(&run, "products")) {
        let series: Vec<f64> = row["availability"]
            .as_array()
            .expect("a series")
            .iter()
            .map(|value| value.as_f64().expect("a number"))
            .collect();
        assert!(series.len() >= 365 && series.iter().all(|value| (0.0..=100.0).contains(value)), "{row}");
        let (survive, recover) = (row["time_to_survive_days"].as_f64(), row["time_to_recover_days"].as_f64());
        let recovered = row["recovered"].as_bool().expect("a flag");
        match (survive, recovered) {
            (None, recovered) => assert!(recovered && recover.is_none(), "{row}"),
            (Some(from), true) => assert!(recover.expect("a day") > from, "{row}"),
            (Some(_), false) => assert!(recover.is_none(), "{row}"),
        }
        assert!((0.0..=100.0).contains(&row["depth"].as_f64().expect("a depth")));
        assert!(row["lost_days"].as_f64().expect("days") >= 0.0);
    }
    for row in rows(&run, "products") {
        let series = row["availability"].as_array().expect("a series");
        let below = |value: &Value| value.as_f64().expect("a number") < threshold;
        let (first, last) = (series.iter().position(below), series.iter().rposition(below));
        assert_eq!(row["time_to_survive_days"].as_f64(), first.map(|day| day as f64), "{}", row["product"]);
        assert_eq!(row["time_to_recover_days"].as_f64(), last.map(|day| (day + 1) as f64), "{}", row["product"]);
        let lost: f64 = series.iter().take(365).map(|value| 1.0 - value.as_f64().expect("a number") / 100.0).sum();
        assert!((row["lost_days"].as_f64().expect("days") - lost).abs() < 1e-6, "{}", row["product"]);
    }
    let lng = rows(&run, "products").iter().find(|row| row["product"] == "lng" && row["economy"] == "IND");
    let day = lng.expect("LNG in India")["time_to_survive_days"].as_f64().expect("it runs short");
    assert!((10.0..45.0).contains(&day), "India's LNG falls on day {day}");
}

#[test]
fn several_scenarios_are_an_array_and_what_does_not_come_back_says_so() {
    let one = json(&small(&["run", "gallium-stop", "--format", "json"]));
    assert!(one.is_object());
    assert!(rows(&one, "results").iter().all(|row| row.get("availability").is_none()), "series unasked");
    assert!(rows(&one, "products").iter().all(|row| row["availability"].is_number()));
    assert!(rows(&one, "results").iter().any(|row| row["lost_value_usd"].is_null()), "no market value is known");
    let two = json(&small(&["run", "baseline", "gallium-stop", "--format", "json"]));
    let ids: Vec<_> = two.as_array().expect("an array").iter().map(|run| run["scenario"].as_str()).collect();
    assert_eq!(ids, [Some("baseline"), Some("gallium-stop")]);
    assert!(
        rows(&two[0], "results").iter().all(|row| row["mean_availability"] == 100.0 && row["worst_product"].is_null())
    );
    let for_ever = json(&small(&["run", "--shock", "export CHN>gallium 90% forever", "--format", "json"]));
    assert_eq!(for_ever["scenario"], "ad-hoc");
    let gallium = rows(&for_ever, "products").iter().find(|row| row["product"] == "gallium").expect("gallium");
    assert_eq!((&gallium["recovered"], &gallium["time_to_recover_days"]), (&false.into(), &Value::Null));
    assert!(gallium["time_to_survive_days"].is_number());
}

#[test]
fn scores_have_the_keys_of_the_contract() {
    let printed = text(&small(&["score", "--format", "json"]));
    keys_in_order(
        &printed,
        "\"concentration\"",
        &["sector", "economy", "concentration", "worst_product", "worst_product_concentration"],
    );
    keys_in_order(&printed, "\"dependence\"", &["sector", "economy", "on", "availability_loss", "weakest_fifth_loss"]);
    let keys = ["product", "sector", "economy", "concentration", "hhi", "hhi_low", "hhi_high", "effective_suppliers"];
    keys_in_order(&printed, "\"products\"", &[&keys[..], &["cr1", "cr3", "top_origin", "world_hhi"]].concat());
    keys_in_order(&printed, "\"indicators\"", &["indicator", "title", "version", "draws", "seed", "results"]);
    let keys = ["sector", "economy", "kind", "id", "stops", "products"];
    keys_in_order(&printed, "\"single_points_of_failure\"", &keys);
    let keys = ["supplier", "loss", "worst_sector", "worst_economy", "worst_loss", "stops"];
    keys_in_order(&printed, "\"systemic\"", &keys);
    keys_in_order(&printed, "\"robustness\"", &["attack", "robustness", "half_at"]);
    let scores: Value = serde_json::from_str(&printed).expect("JSON");
    for row in rows(&scores, "dependence") {
        for key in ["availability_loss", "weakest_fifth_loss"] {
            assert!((0.0..=100.0).contains(&row[key].as_f64().expect("a number")), "{row}");
        }
        let used = rows(&scores, "products").iter().any(|product| product["sector"] == row["sector"]);
        assert!(used || row["availability_loss"] == 0.0, "a sector without products loses nothing: {row}");
    }
    for row in rows(&scores, "products") {
        let [low, hhi, high] = ["hhi_low", "hhi", "hhi_high"].map(|key| row[key].as_f64().expect("a number"));
        assert!(0.0 <= low && low <= hhi + 1e-12 && hhi <= high + 1e-12 && high <= 1.0 + 1e-12, "{row}");
    }
}

#[test]
fn batches_are_the_same_to_the_byte_for_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |threads: &str| {
        let out = folder.path().join(threads);
        let seeded = ["mc", "--trials", "200", "--seed", "7", "--threads", threads, "--format", "json"];
        let printed = text(&small(&[&seeded[..], &["--out", out.to_str().expect("text")]].concat()));
        (printed, std::fs::read_to_string(out.join("year_loss.csv")).expect("a table"), out)
    };
    let (printed, table, out) = run("1");
    for threads in ["2", "3"] {
        let (other, other_table, _) = run(threads);
        assert!(printed == other && table == other_table, "{threads} threads");
    }
    keys_in_order(&printed, "{", &["trials", "seed", "results"]);
    keys_in_order(
        &printed,
        "\"results\"",
        &[
            "sector",
            "economy",
            "mean_lost_days",
            "mean_lost_days_se",
            "var95_lost_days",
            "var95_lost_days_low",
            "var95_lost_days_high",
            "es95_lost_days",
            "es95_lost_days_se",
            "final_use_lost_days",
            "final_use_lost_days_se",
            "resilience",
            "resilience_se",
        ],
    );
    let batch: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((&batch["trials"], &batch["seed"]), (&200.into(), &7.into()));

    let mut lines = table.lines();
    let header = "trial,sector,economy,lost_days,weakest_fifth_lost_days,final_use_lost_days,lost_value_usd,events,\
                  within_year_lost_days,time_to_survive_days,time_to_recover_days";
    assert_eq!(lines.next(), Some(header));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let losses: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(!losses.is_empty());
    let number = |row: &csv::StringRecord, place: usize| row[place].parse::<f64>().expect("a number");
    for row in &losses {
        assert!((3..6).any(|place| number(row, place) > 0.0), "a row without loss: {row:?}");
        assert!(number(row, 0) < 200.0 && !row[7].is_empty());
    }
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(out.join("manifest.json")).expect("a manifest")).expect("JSON");
    assert_eq!((&manifest["N"], &manifest["seed"]), (&200.into(), &7.into()));
    // The mean is that of the table over all trials, those without rows included.
    for cell in rows(&batch, "results") {
        let own = losses.iter().filter(|row| cell["sector"] == row[1] && cell["economy"] == row[2]);
        let mean = own.map(|row| number(row, 3)).sum::<f64>() / 200.0;
        assert!((cell["mean_lost_days"].as_f64().expect("a mean") - mean).abs() < 1e-9, "{cell}");
    }
    let other_seed = text(&small(&["mc", "--trials", "200", "--seed", "8", "--format", "json"]));
    assert_ne!(printed.lines().skip(3).collect::<Vec<_>>(), other_seed.lines().skip(3).collect::<Vec<_>>());
}

#[test]
fn a_report_leaves_every_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("report");
    let printed = small(&["report", "--out", out.to_str().expect("text"), "--trials", "20", "--format", "json"]);
    assert!(rows(&json(&printed), "concentration").len() == 5, "the scores and nothing else");
    for name in [
        "scores.csv",
        "scores.json",
        "scenarios.csv",
        "scenarios.json",
        "products.csv",
        "dependence.csv",
        "dependence_days.csv",
        "concentration.csv",
        "look_through.csv",
        "indicators.csv",
        "cuts.csv",
        "single_points.csv",
        "systemic.csv",
        "suppliers.csv",
        "robustness.csv",
        "mc.csv",
        "mc.json",
        "year_loss.csv",
        "exceedance.csv",
        "groups.csv",
        "contributions.csv",
        "convergence.csv",
        "summary.md",
        "manifest.json",
    ] {
        assert!(std::fs::metadata(out.join(name)).is_ok_and(|file| file.len() > 0), "{name}");
    }
    let summary = std::fs::read_to_string(out.join("summary.md")).expect("a summary");
    for link in summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(out.join(link).is_file(), "the summary shows {link}, which is not there");
    }
    for entry in std::fs::read_dir(out.join("charts")).expect("charts") {
        let path = entry.expect("a chart").path();
        assert!(std::fs::read(&path).expect("read").starts_with(b"\x89PNG"), "{}", path.display());
    }
    let left: Vec<_> =
        std::fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "half-written files: {left:?}");
}

#[test]
fn every_table_is_csv_with_a_stable_header() {
    let cases: [(&[&str], &str); 10] = [
        (
            &["run", "gallium-stop"],
            "scenario,sector,economy,resilience,mean_availability,worst_product,lost_days,final_use_lost_days,lost_value_usd,depth,time_to_survive_days,time_to_recover_days,recovered,horizon_days,step_days,preset",
        ),
        (
            &["run", "gallium-stop", "--products"],
            "scenario,product,sector,economy,mean_availability,lost_days,depth,time_to_survive_days,time_to_recover_days,recovered,price_pressure,price_pressure_low,price_pressure_high,price_pressure_at_least,preset,counts",
        ),
        (
            &["run", "gallium-stop", "--band=10"],
            "scenario,sector,economy,resilience,resilience_low,resilience_median,resilience_high,lost_days,lost_days_low,lost_days_median,lost_days_high,falls_below_threshold,falls_below_threshold_low,falls_below_threshold_high,resilience_outside,lost_days_outside",
        ),
        (
            &["mc", "--trials", "20"],
            "sector,economy,mean_lost_days,mean_lost_days_se,var95_lost_days,var95_lost_days_low,var95_lost_days_high,es95_lost_days,es95_lost_days_se,final_use_lost_days,final_use_lost_days_se,resilience,resilience_se,sd_lost_days,sd_lost_days_se,within_year_lost_days,within_year_lost_days_se,lost_value_usd,lost_value_usd_se,loss_probability,loss_probability_se,loss_probability_low,loss_probability_high,below_threshold_probability,below_threshold_probability_se,below_threshold_probability_low,below_threshold_probability_high,time_to_survive_days,time_to_survive_days_se,time_to_recover_days,time_to_recover_days_se,not_recovered_probability,not_recovered_probability_se,not_recovered_probability_low,not_recovered_probability_high,var99_lost_days,var99_lost_days_low,var99_lost_days_high,es99_lost_days,es99_lost_days_se",
        ),
        (
            &["score"],
            "sector,economy,concentration,worst_product,worst_product_concentration,depends_on,dependence,dependence_weakest_fifth,concentration_low,concentration_high,dependence_low,dependence_high,dependence_weakest_fifth_low,dependence_weakest_fifth_high",
        ),
        (
            &["score", "--products"],
            "product,sector,economy,concentration,hhi,hhi_low,hhi_high,effective_suppliers,cr1,cr3,top_origin,world_hhi",
        ),
        (&["list", "scenarios"], "id,title,category,horizon_days"),
        (&["list", "backtests"], "id,title,onset,counts,negative_control"),
        (
            &["backtest", "--draws", "0"],
            "event,counts,negative_control,event_verdict,observation,measure,unit,measured,measured_open,simulated,simulated_open,low,high,in_range,tolerance,verdict,title,onset,reason,cause,not_counted",
        ),
        (
            &["show", "gallium"],
            "path,figure,value,low,high,unit,range,range_stated,default,confidence,year,source,source_title,note,balanced",
        ),
    ];
    for (arguments, header) in cases {
        let printed = text(&small(&[arguments, &["--format", "csv"]].concat()));
        assert_eq!(printed.lines().next(), Some(header), "{arguments:?}");
        let mut reader = csv::Reader::from_reader(printed.as_bytes());
        assert!(reader.records().all(|row| row.is_ok()), "{arguments:?}: rows of different length");
    }
}

#[test]
fn the_fixed_scenarios_are_there_and_each_has_the_four_keys() {
    let listed = json(&linchpin(&["list", "scenarios", "--format", "json"]));
    let listed = listed.as_array().expect("an array");
    for id in [
        "baseline",
        "hormuz-closure",
        "taiwan-blockade",
        "spruce-pine-flood",
        "ukraine-neon",
        "gallium-germanium-ban",
        "rare-earth-embargo-japan",
        "magnet-licence-squeeze",
    ] {
        assert!(listed.iter().any(|row| row["id"] == id), "{id}");
    }
    assert!(listed.len() >= 31, "thirty and the baseline");
}

#[test]
fn every_product_of_the_program_is_shown_with_all_that_is_known_of_its_figures() {
    let listed = json(&linchpin(&["list", "products", "--format", "json"]));
    let products = listed.as_array().expect("an array");
    assert_eq!(products.len(), 152);
    for product in products {
        let id = product["id"].as_str().expect("an id");
        let shown = json(&linchpin(&["show", id, "--format", "json"]));
        assert!(!rows(&shown, "figures").is_empty(), "{id}");
        for figure in rows(&shown, "figures") {
            let [low, value, high] = ["low", "value", "high"].map(|key| figure[key].as_f64().expect("a number"));
            assert!(low <= value && value <= high, "{id}: {figure}");
            assert!(figure["year"].is_i64() && figure["confidence"].is_string(), "{id}: {figure}");
            assert!(figure["source"].is_string() && figure["source_title"].is_string(), "{id}: {figure}");
        }
    }
}

#[test]
fn whatever_is_printed_can_also_be_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&[&str], &[&str]); 5] = [
        (&["list", "scenarios"], &["scenarios.csv", "scenarios.json", "manifest.json"]),
        (&["show", "gallium"], &["gallium.csv", "gallium.json", "manifest.json"]),
        (
            &["run", "gallium-stop", "--band=10"],
            &[
                "scenarios.csv",
                "scenarios.json",
                "products.csv",
                "bands.csv",
                "bands.json",
                "charts/course-gallium-stop.png",
            ],
        ),
        (&["score"], &["scores.csv", "scores.json", "dependence.csv", "concentration.csv", "charts/dependence.png"]),
        (&["completions", "bash"], &["linchpin.bash"]),
    ];
    for (place, (arguments, files)) in cases.into_iter().enumerate() {
        let out = folder.path().join(place.to_string());
        let output = small(&[arguments, &["--out", out.to_str().expect("text")]].concat());
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        for name in files {
            assert!(out.join(name).is_file(), "{arguments:?} left no {name}");
        }
    }
}

const MEASURE_KEYS: [&str; 11] = [
    "measure",
    "unit",
    "measured",
    "measured_open",
    "simulated",
    "simulated_open",
    "low",
    "high",
    "in_range",
    "tolerance",
    "verdict",
];

#[test]
fn a_backtest_has_the_keys_of_the_contract_in_their_order() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().join("out");
    let folder = folder.to_str().expect("text");
    let printed = text(&small(&["backtest", "--draws", "10", "--format", "json", "--out", folder]));
    keys_in_order(&printed, "{", &["summary"]);
    let counts = ["count", "reproduced", "partly", "not", "negative_controls", "negative_controls_reproduced"];
    keys_in_order(&printed, "\"summary\"", &[&counts[..], &["draws", "seed"]].concat());
    keys_in_order(
        &printed,
        "\"events\"",
        &["event", "title", "onset", "counts", "not_counted", "negative_control", "verdict", "reason", "cause"],
    );
    keys_in_order(&printed, "\"measures\"", &MEASURE_KEYS);
    keys_in_order(&printed, "\"series\"", &["period", "from_day", "to_day", "measured", "simulated"]);
    let results: Value = serde_json::from_str(&printed).expect("JSON");
    let event = &rows(&results, "events")[0];
    assert_eq!((&event["event"], &event["counts"]), (&"gallium-stop-2024".into(), &true.into()));
    let gone = &rows(event, "observations")[0];
    // February is before the onset; March holds it; a tenth is let through from then on.
    let march = &rows(gone, "series")[1];
    assert_eq!((&march["from_day"], &march["to_day"]), (&(-10).into(), &21.into()));
    let simulated = march["simulated"].as_f64().expect("a number");
    assert!((simulated - (10.0 * 100.0 + 21.0 * 10.0) / 31.0).abs() < 1.0, "{simulated}");
    let verdicts: Vec<_> = rows(gone, "measures").iter().map(|row| row["verdict"].as_str().expect("a word")).collect();
    assert_eq!(verdicts, ["reproduced", "not", "reproduced"]);
    assert_eq!(event["verdict"], "partly");
    assert!(event["reason"].as_str().expect("words").contains("front-loading too small"), "{event}");
    for row in rows(event, "observations").iter().flat_map(|one| rows(one, "measures")) {
        if let (Some(low), Some(high)) = (row["low"].as_f64(), row["high"].as_f64()) {
            assert!(low <= high, "{row}");
        }
    }
    let csv = std::fs::read_to_string(format!("{folder}/backtest.csv")).expect("a table");
    assert_eq!(csv.lines().count(), 1 + 5, "{csv}");
    for name in ["backtest.json", "backtest_series.csv", "charts/backtest-gallium-stop-2024.png", "manifest.json"] {
        assert!(std::path::Path::new(folder).join(name).is_file(), "{name}");
    }
    let again = text(&small(&["backtest", "--draws", "10", "--format", "json", "--threads", "1"]));
    assert_eq!(again, printed, "the same for any number of threads");
}

#[test]
fn an_unknown_backtest_is_told_with_the_nearest_spelling() {
    let output = linchpin(&["backtest", "tohoku-2010"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("unknown backtest `tohoku-2010`") && said.contains("did you mean `tohoku-2011`"), "{said}");
}

#[test]
fn price_pressure_is_a_rise_within_its_range_and_never_infinite() {
    let run: Value = serde_json::from_str(&HORMUZ).expect("JSON");
    let mut pressed = 0;
    for row in rows(&run, "products") {
        let [value, low, high, bound] =
            ["price_pressure", "price_pressure_low", "price_pressure_high", "price_pressure_at_least"]
                .map(|key| row[key].as_f64());
        let rises: Vec<f64> = [low, value, high].into_iter().flatten().collect();
        assert!(rises.is_sorted() && rises.iter().all(|rise| (0.0..=99.0).contains(rise)), "{row}");
        assert_eq!(bound.is_some(), rises.len() < 3, "{row}");
        let whole = row["depth"].as_f64().expect("a depth") == 0.0;
        assert!(!whole || value == Some(0.0), "{row}");
        pressed += usize::from(value.is_some_and(|rise| rise > 0.1));
    }
    assert!(pressed > 0, "a closed strait presses on no price");
}
