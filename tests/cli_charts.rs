//! What charts say in words, from the outside: their text as SVG.

#[path = "support/program.rs"]
mod program;

use program::core::{copy_core, patch};
use program::{linchpin, small};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// Runs the program with charts in `folder`.
fn drawn_by(program: &dyn Fn(&[&str]) -> Output, arguments: &[&str], folder: &Path) -> Output {
    let output = program(&[arguments, &["--out", folder.to_str().expect("text"), "--svg"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The same on the small model.
fn drawn(arguments: &[&str], folder: &Path) -> Output {
    drawn_by(&small, arguments, folder)
}

/// The title and all other text of a chart, tags left out.
fn words(folder: &Path, chart: &str) -> (String, String) {
    let svg = std::fs::read_to_string(folder.join(format!("charts/{chart}.svg"))).expect("a chart");
    let plain =
        |text: &str| text.replace('\u{a0}', " ").replace("&gt;", ">").replace("&lt;", "<").replace("&apos;", "'");
    let title = svg.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).expect("a title");
    let pieces = svg.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    let text: Vec<&str> = pieces.filter(|text| !text.is_empty()).collect();
    (plain(title), plain(&text.join(" ")))
}

#[test]
fn a_course_shades_the_way_back_and_a_band_draws_its_median() {
    let folder = tempfile::tempdir().expect("a folder");
    let shock = "capacity *>radar 50% 60d";
    drawn(&["run", "--shock", &format!("{shock} recovery=30d"), "--band=10"], folder.path());
    let (_, course) = words(folder.path(), "course-ad-hoc");
    assert!(course.contains("shock setting in or at its worst"), "{course}");
    assert!(course.contains("shock on its way back"), "{course}");
    let (_, band) = words(folder.path(), "band-ad-hoc-semiconductors-jpn");
    assert!(band.contains("Dashed: median of the draws."), "{band}");
    assert!(band.contains("lighter: on its way back."), "{band}");
    // What ends at once, or in a step, has none.
    for end in ["", " recovery=30d shape=step"] {
        let again = folder.path().join("again");
        drawn(&["run", "--shock", &format!("{shock}{end}")], &again);
        let (_, course) = words(&again, "course-ad-hoc");
        assert!(course.contains("at its worst") && !course.contains("way back"), "{course}");
    }
}

#[test]
fn a_headline_does_not_call_losses_covered() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    copy_core(&model);
    // Without overtime, what plants lack is lost.
    patch(&model.join("model.toml"), "overtime = { value = 1.1,", "overtime = { value = 1.0,");
    for (shock, covered) in [("capacity *>radar 0.01% 100d", true), ("capacity *>radar 4% 100d", false)] {
        let options = ["--model", model.to_str().expect("text"), "run", "--shock", shock, "--format", "json"];
        let out = drawn_by(&linchpin, &options, folder.path());
        let results: Value = serde_json::from_slice(&out.stdout).expect("json");
        let rows = results.pointer("/results").or_else(|| results.pointer("/0/results")).expect("rows");
        let rows = rows.as_array().expect("an array");
        assert!(rows.iter().all(|row| row["time_to_survive_days"].is_null()), "{rows:?}");
        let most = rows.iter().filter_map(|row| row["final_use_lost_days"].as_f64()).fold(0.0, f64::max);
        let (title, _) = words(folder.path(), "course-ad-hoc");
        assert_eq!(title.contains("stocks and other suppliers cover it"), covered, "{title}");
        let lost = format!("no fifth falls below 95 %, {most:.1} days of final use lost (semiconductors, Japan)");
        assert_eq!(title.contains(&lost), !covered, "{title}, not {lost}");
    }
}

#[test]
fn who_stops_others_alone_is_named_drawn_or_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    copy_core(&model);
    // China leads in none of what it stops: the leader in the box is another.
    let minerals = model.join("critical-minerals.toml");
    patch(
        &minerals,
        "cover = { value = 60, low = 30",
        "inputs = [{ product = \"bauxite\", kind = \"essential\", source = \"analyst\", confidence = \"estimate\" }]\ncover = { value = 60, low = 30",
    );
    let text = std::fs::read_to_string(&minerals).expect("read");
    let bauxite = "\n[[product]]\nid = \"bauxite\"\nname = \"Bauxite\"\ntier = 0\ngoods = \"material\"\nsupply = [\n    \
                   { economy = \"CHN\", share = 0.9, year = 2024, source = \"analyst\", confidence = \"estimate\" },\n]\n";
    std::fs::write(&minerals, text + bauxite).expect("written");
    patch(&minerals, "{ economy = \"CHN\", share = 0.9,", "{ economy = \"CHN\", share = 0.4,");
    patch(&minerals, "{ economy = \"JPN\", share = 0.05,", "{ economy = \"DEU\", share = 0.5,");
    let (model, out) = (model.to_str().expect("text"), folder.path().join("out"));
    drawn_by(&linchpin, &["--model", model, "cuts", "--all", "--kind", "suppliers"], &out);
    let (title, text) = words(&out, "chain-cuts-semiconductors-jpn");
    assert_eq!(title, "Semiconductors, Japan: each of 3 suppliers alone stops other products", "{text}");
    assert!(text.contains("DEU 50 %") && text.contains("CHN stops 2"), "{text}");
    assert!(text.contains("Not drawn, since it is no direct input: Bauxite: CHN stops 2."), "{text}");
    assert!(text.contains("less than 50 % of the need"), "{text}");
}

#[test]
fn titles_count_foreign_concentration_and_inputs_of_other_sectors() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["report", "--trials", "2"], folder.path());
    let (title, _) = words(folder.path(), "suppliers-critical-minerals-jpn");
    let table = std::fs::read_to_string(folder.path().join("products.csv")).expect("a table");
    assert!(title.starts_with("Critical minerals: foreign concentration is above 40 for "), "{title}\n{table}");
    let (title, _) = words(folder.path(), "suppliers-semiconductors-jpn");
    assert!(title.ends_with("for 0 of 1 products that Japan uses"), "{title}\n{table}");
    let (title, _) = words(folder.path(), "chain-semiconductors");
    assert!(title.ends_with("of 4 products (2 of the sector, 2 inputs from others)"), "{title}");
    let (_, text) = words(folder.path(), "look-through");
    assert!(!text.contains("largest shares"), "{text}");
}

#[test]
fn a_course_says_where_it_is_cut_and_how_many_economies_it_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["run", "--shock", "capacity *>radar 50% 60d", "--horizon", "3000d"], folder.path());
    let (_, course) = words(folder.path(), "course-ad-hoc");
    assert!(course.contains("of which 1095 are drawn"), "{course}");
    assert!(!course.contains("economies."), "all are shown: {course}");
    drawn(&["run", "--shock", "capacity *>radar 50% 60d"], folder.path());
    let (_, course) = words(folder.path(), "course-ad-hoc");
    assert!(!course.contains("are drawn"), "{course}");
}

#[test]
fn a_table_of_no_stated_year_is_not_dated_by_its_charts() {
    let folder = tempfile::tempdir().expect("a folder");
    let [table, model, out] = ["long.csv", "model", "out"].map(|name| folder.path().join(name));
    let rows = "origin_country,origin_industry,dest_country,dest_use,value_musd\nJPN,Chips,JPN,Cars,60\n\
                JPN,Chips,IND,Cars,40\nJPN,Cars,JPN,use,150\nIND,Cars,IND,use,120\n";
    std::fs::write(&table, rows).expect("written");
    let [table, model] = [&table, &model].map(|path| path.to_str().expect("text"));
    for (year, dated) in [(&[][..], "figures of a year not given"), (&["--year", "2020"], "figures as of 2020-12-31")] {
        let imported = linchpin(&[&["import", "mrio", table, "--out", model][..], year].concat());
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        drawn_by(&linchpin, &["--model", model, "score"], &out);
        let (_, chart) = words(&out, "dependence");
        assert!(chart.contains(dated), "{dated} is not in {chart}");
    }
}

#[test]
fn every_chart_says_what_was_changed_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let says = |arguments: &[&str], charts: &[&str], wanted: &[&str]| {
        drawn(arguments, folder.path());
        for chart in charts {
            let (_, text) = words(folder.path(), chart);
            for wanted in wanted {
                assert!(text.contains(wanted), "{chart} of {arguments:?} does not say {wanted}: {text}");
            }
        }
    };
    let asked = ["run", "gallium-stop", "--severity", "0.5", "--duration", "30d", "--preset", "ario"];
    let wanted = ["Changed: severity 0.5, duration 30 days", "Preset ario. Availability"];
    says(&asked, &["course-gallium-stop"], &wanted);
    let charts = ["dependence", "heat-map", "look-through", "tiers"];
    let weights = ["Changed: weights market-value", "Products weigh by market value within their sector"];
    says(&["score", "--weights", "market-value"], &charts, &weights);
    let (_, dependence) = words(folder.path(), "dependence");
    assert!(dependence.contains("mean of the sector's products by market value, when"), "{dependence}");
    let set = ["mc", "--trials", "2", "--in-force", "--set", "gallium.JPN.cover=100"];
    says(&set, &["exceedance"], &["Changed: gallium.JPN.cover = 100"]);
    says(&["cuts", "--all", "--rationing", "domestic-first"], &["cuts-economies-semiconductors-jpn"], &["Changed: r"]);
    drawn(&["run", "gallium-stop"], folder.path());
    let (_, plain) = words(folder.path(), "course-gallium-stop");
    assert!(!plain.contains("Changed:") && !plain.contains("Preset"), "{plain}");
}

#[test]
fn a_question_without_a_file_is_the_title_of_its_chart() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["run", "--shock", "capacity  CHN>gallium 90%  60d"], folder.path());
    let (title, _) = words(folder.path(), "course-ad-hoc");
    assert!(title.starts_with("capacity CHN>gallium 90% 60d: "), "{title}");
    let shocks = [
        "capacity CHN>gallium 90% 60d recovery=60d",
        "export CHN>gallium>JPN 80% 90d",
        "capacity *>radar 50% 60d recovery=30d",
    ];
    let asked: Vec<&str> = shocks.iter().flat_map(|shock| ["--shock", shock]).collect();
    drawn(&[&["run"], &asked[..]].concat(), folder.path());
    let (title, text) = words(folder.path(), "course-ad-hoc");
    assert!(title.starts_with("capacity CHN>gallium 90% 60d recovery=60d and 2 more shocks: "), "{title}");
    assert!(text.contains(&format!("Shocks: {}", shocks.join("; "))), "{text}");
}

#[test]
fn cuts_of_one_product_do_not_speak_for_its_sector() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["cuts", "gallium"], folder.path());
    let (title, text) = words(folder.path(), "cuts-economies-critical-minerals-jpn");
    assert!(title.starts_with("Gallium, primary, Japan: "), "{title}");
    assert!(title.ends_with(" alone stops it") || title.ends_with("no single point of failure"), "{title}");
    assert!(text.contains("1 of 1 product has a set of up to 3."), "{text}");
    assert!(text.contains("Critical minerals: only of what was asked for, Gallium, primary."), "{text}");
    assert!(!text.contains("red:") && text.contains("bold and purple: one member is enough"), "{text}");
    assert!(!folder.path().join("charts/chain-cuts-critical-minerals-jpn.png").exists(), "it is of the whole sector");
    let all = folder.path().join("all");
    drawn(&["cuts", "--all", "--size", "2"], &all);
    let (title, text) = words(&all, "cuts-economies-critical-minerals-jpn");
    assert!(title.starts_with("Critical minerals, Japan: ") && !title.ends_with("stops it"), "{title}");
    assert!(text.contains(" a set of up to 2.") && !text.contains("asked for"), "{text}");
    assert!(all.join("charts/chain-cuts-critical-minerals-jpn.png").exists());
}

#[test]
fn charts_of_a_batch_say_what_its_trials_do_not_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["mc", "--trials", "1"], folder.path());
    let (title, text) = words(folder.path(), "exceedance");
    assert!(title.contains("too few trials for the worst 5 %") || title.contains("no loss in 1 trial"), "{title}");
    assert!(text.contains(" 1 trial, seed") && !text.contains("1 trials"), "{text}");
    assert!(!text.contains("bands 95 %"), "there are none: {text}");
    drawn(&["mc", "--trials", "200"], folder.path());
    let (title, text) = words(folder.path(), "exceedance");
    assert!(title.contains("the worst 5 % of years cost"), "{title}");
    assert!(
        text.contains("days lost to one year's events") && text.contains("bands 95 % (order statistics)"),
        "{text}"
    );
    assert!(text.contains("Dashed: no upper limit from 200 trials."), "{text}");
    let (title, _) = words(folder.path(), "contributions");
    assert!(title.ends_with(" % of the days lost in the worst years"), "{title}");
}

#[test]
fn a_chart_of_sensitivity_has_units_and_no_more_certainty_than_its_intervals() {
    let folder = tempfile::tempdir().expect("a folder");
    drawn(&["sensitivity", "gallium-stop", "--rows", "8", "--preset", "ario"], folder.path());
    let (title, text) = words(folder.path(), "sensitivity");
    assert!(text.contains("standard deviation ") && text.contains(" days"), "{text}");
    assert!(!text.contains("standard deviation 0.0 "), "{text}");
    assert!(text.contains("under gallium-stop, preset ario: share"), "{text}");
    assert!(title.contains(" or ") && title.ends_with(" matter most"), "eight rows tell little apart: {title}");
}
