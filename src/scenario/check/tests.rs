//! The core scenarios with one cell changed give one message.

use crate::finding::{Findings, SourceText};
use crate::input::{Names, parse};
use crate::model::ModelNames;
use crate::model::core::patched;
use crate::scenario::LibraryFiles;
use std::sync::Arc;

const FILES: [(&str, &str); 4] = [
    ("baseline", include_str!("../../../tests/data/core/scenarios/baseline.toml")),
    ("double-trouble", include_str!("../../../tests/data/core/scenarios/double-trouble.toml")),
    ("gallium-stop", include_str!("../../../tests/data/core/scenarios/gallium-stop.toml")),
    ("hazards", include_str!("../../../tests/data/core/scenarios/hazards.toml")),
];

fn library(patches: &[(&str, &str, &str)], findings: &mut Findings) -> LibraryFiles {
    let mut files = LibraryFiles::default();
    for (stem, text) in FILES {
        let mut text = text.to_owned();
        for (_, old, new) in patches.iter().filter(|(name, ..)| *name == stem) {
            assert!(text.contains(old), "{stem} has no {old:?}");
            text = text.replacen(old, new, 1);
        }
        let text = Arc::new(SourceText::new(format!("{stem}.toml"), text));
        if stem == "hazards" {
            files.hazards = parse(&text, findings);
        } else {
            files.stems.push(stem.to_owned());
            files.scenarios.extend(parse(&text, findings).map(|parsed| (stem.to_owned(), parsed)));
        }
    }
    files
}

fn messages(patches: &[(&str, &str, &str)]) -> String {
    let mut findings = Findings::new();
    library(patches, &mut findings).check(&ModelNames::of_texts(&patched(&[])), &mut findings);
    let shown = |finding: crate::finding::Finding| {
        let place = finding.place.as_ref();
        let (line, column) = place.and_then(crate::finding::Place::line_column).unwrap_or_default();
        let file = place.map(|place| place.name().to_owned()).unwrap_or_default();
        let help = finding.help.map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{file}:{line}:{column}: {}: {}{help}", finding.kind.word(), finding.message)
    };
    findings.sorted().into_iter().map(shown).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_scenarios_have_nothing_to_complain_of() {
    assert_eq!(messages(&[]), "");
}

#[test]
fn every_kind_of_target_is_checked() {
    insta::assert_snapshot!(messages(&[
        ("gallium-stop", "from = [\"CHN\"], to = [\"JPN\"]", "from = [\"China\", \"OTHER\"], to = [], firm = \"freiburger\""),
        ("double-trouble", "suez", "sues"),
        ("hazards", "{ kind = \"export\", products = [\"gallium\"], from = [\"CHN\"] }", "{ kind = \"asset\", asset = \"port-nagoya\" }"),
    ]), @r#"
    double-trouble.toml:7:41: error: unknown chokepoint `sues` (did you mean `suez`?)
    gallium-stop.toml:6:59: error: unknown economy `China` (did you mean `CHN`?)
    gallium-stop.toml:6:68: error: `OTHER` cannot be hit (it stands for suppliers nobody named; name an economy)
    gallium-stop.toml:6:83: error: `to` is an empty list: nothing is hit (name at least one; where the key may be left out, that means all)
    gallium-stop.toml:6:94: error: unknown firm `freiburger` (did you mean `freiberger`?)
    hazards.toml:17:35: error: unknown asset `port-nagoya` (did you mean `port_nagoya`?)
    "#);
}

#[test]
fn shocks_have_severities_and_ends() {
    insta::assert_snapshot!(messages(&[
        ("gallium-stop", "severity = 0.9\nduration_days = 180\n", "severity = 1.9\n"),
        ("double-trouble", "severity = 1", "severity = 0"),
        ("baseline", "category", "horizon_days = 0\ncategory"),
    ]), @r#"
    baseline.toml:3:16: error: `horizon_days` is 0: nothing would be counted (losses are counted over 365 days if nothing else is said)
    double-trouble.toml:8:12: warning: a severity of 0: this shock does nothing
    gallium-stop.toml:7:12: error: `shock.severity` is 1.9: wanted a number from 0 to 1 (if this is percent, write 0.019; only where `kind` of `hits` is `demand` it may be a number from -0.95 to 10)
    gallium-stop.toml:8:17: warning: a recovery that never begins: without `duration_days` a shock lasts for ever (say how many days it stays at its worst)
    "#);
}

#[test]
fn a_severity_is_a_share_of_all_but_demand() {
    let severity = |value: &str| messages(&[("gallium-stop", "severity = 0.9", &format!("severity = {value}"))]);
    let percent = severity("90");
    assert!(percent.contains("wanted a number from 0 to 1 (if this is percent, write 0.9;"), "{percent}");
    for value in ["nan", "inf", "-0.1"] {
        let told = severity(value);
        assert!(told.contains(&format!("`shock.severity` is {value}: wanted a number from 0 to 1")), "{told}");
    }
    assert!(severity("\"90 %\"").contains("not a number from 0 to 1"), "{}", severity("\"90 %\""));
    let demand = "hits = { kind = \"demand\", products = [\"gallium\"] }";
    let hits = FILES[2].1.lines().find(|line| line.starts_with("hits")).expect("a target");
    let grown = |value: &str| messages(&[("gallium-stop", hits, demand), ("gallium-stop", "severity = 0.9", value)]);
    assert_eq!(grown("severity = 1.9"), "");
    assert!(grown("severity = 90").contains("wanted a number from -0.95 to 10"), "{}", grown("severity = 90"));
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    let wrong = messages(&[("gallium-stop", "duration_days = 180", "duration_days = -3")]);
    assert!(wrong.contains("`shock.duration_days` is -3") && !wrong.contains("never begins"), "{wrong}");
    let misspelt = messages(&[("gallium-stop", "duration_days = 180", "duration_day = 3")]);
    assert!(misspelt.contains("did you mean `duration_days`") && !misspelt.contains("never begins"), "{misspelt}");
}

#[test]
fn scenarios_are_called_like_their_files_and_break_something() {
    insta::assert_snapshot!(messages(&[("baseline", "id = \"baseline\"", "id = \"calm\"")]), @r#"
    baseline.toml:1:6: error: the id is `calm`, but the file is `baseline.toml` (scenarios are found by name: write id = "baseline", or call the file `calm.toml`)
    baseline.toml:1:6: error: the scenario `calm` has no shocks (add a [[shock]], or scenarios it `includes`; only `baseline` may have none)
    "#);
}

#[test]
fn includes_exist_and_do_not_go_in_circles() {
    insta::assert_snapshot!(messages(&[
        ("gallium-stop", "category", "includes = [\"double-trouble\", \"galium-stop\"]\ncategory"),
    ]), @r#"
    double-trouble.toml:4:13: error: scenarios include each other in a circle: `double-trouble` includes `gallium-stop` includes `double-trouble` (take one of these includes out)
    gallium-stop.toml:3:13: error: scenarios include each other in a circle: `gallium-stop` includes `double-trouble` includes `gallium-stop` (take one of these includes out)
    gallium-stop.toml:3:31: error: unknown scenario `galium-stop` (did you mean `gallium-stop`?)
    "#);
    insta::assert_snapshot!(messages(&[("gallium-stop", "category", "includes = [\"gallium-stop\"]\ncategory")]), @r#"gallium-stop.toml:3:13: error: scenarios include each other in a circle: `gallium-stop` includes `gallium-stop` (take one of these includes out)"#);
}

#[test]
fn hazards_share_causes_the_way_these_can_be_shared() {
    insta::assert_snapshot!(messages(&[
        ("hazards", "probability = 0.5", "loading = 0.9"),
        ("hazards", "loading = 0.6", "loading = 0.6, probability = 0.1"),
        ("hazards", "mode = 0.5", "mode = 0.95"),
        ("hazards", "p90_days = 270", "p90_days = 80"),
        ("hazards", "value = 0.2, low = 0.1", "value = 0.2, low = 0.25"),
        ("hazards", "source = \"Announcement 23 of 2023\"", "source = \" \""),
    ]), @r#"
    hazards.toml:16:18: error: a rate of 0.2 with a range from 0.25 to 0.3 (wanted low <= value <= high)
    hazards.toml:18:54: error: a triangular severity from 0.2 over 0.95 to 0.9
    hazards.toml:19:43: error: a 90th percentile of 80 days beside a median of 90
    hazards.toml:23:11: error: squared loadings of `gallium-licences` sum to 1.17: admissible is at most 1 (loadings are correlations with the common factors)
    hazards.toml:23:21: error: the cause `trade-war` is a common shock: its members need a `probability`
    hazards.toml:23:44: error: the cause `trade-war` is a common shock: its members have no `loading` (a cause with a `rate` of its own is a common shock, one without is a common factor)
    hazards.toml:23:101: error: the cause `tension` is a common factor: its members have no `probability` (a cause with a `rate` of its own is a common shock, one without is a common factor)
    hazards.toml:24:10: error: missing source
    "#);
    insta::assert_snapshot!(messages(&[
        ("hazards", "value = 0.2, low = 0.1", "value = 0.02, low = 0.01"),
        ("hazards", "cause = \"tension\"", "cause = \"tensions\""),
        ("hazards", "hits = [", "per_firm = true\nhits = ["),
    ]), @r#"
    hazards.toml:8:6: warning: no hazard has the cause `tension`
    hazards.toml:16:18: warning: the rate of `gallium-licences` is 0.02 × 1 firm = 0.02, but its causes alone bring 0.05 a year (its own rate would be negative and is taken as 0; raise the rate or lower a `probability`)
    hazards.toml:18:9: error: `gallium-licences` is `per_firm` and says what it hits (each arrival hits one firm of the model; leave `hits` out)
    hazards.toml:24:65: error: unknown cause `tensions` (did you mean `tension`?)
    "#);
}

#[test]
fn a_rate_is_held_against_its_causes_as_it_is_drawn() {
    // 0.5 × 0.1 a year come with the cause.
    let rate = |key: &str| messages(&[("hazards", "hits = [{", &format!("{key}\nhits = [{{"))]);
    assert_eq!(rate("overlap = 0.25"), "");
    insta::assert_snapshot!(rate("overlap = 0.2"), @"hazards.toml:16:18: warning: the rate of `gallium-licences` is 0.2 × 0.2 of overlap = 0.04, but its causes alone bring 0.05 a year (its own rate would be negative and is taken as 0; raise the rate or lower a `probability`)");
    // The model tells one firm apart.
    let hits = "hits = [{ kind = \"export\", products = [\"gallium\"], from = [\"CHN\"] }]";
    let per_firm = |rate: &str, key: &str| {
        messages(&[
            ("hazards", hits, key),
            ("hazards", "value = 0.2, low = 0.1", &format!("value = {rate}, low = 0.01")),
        ])
    };
    assert_eq!(per_firm("0.05", "per_firm = true"), "");
    insta::assert_snapshot!(per_firm("0.04", "per_firm = true"), @r#"hazards.toml:16:18: warning: the rate of `gallium-licences` is 0.04 × 1 firm = 0.04, but its causes alone bring 0.05 a year (its own rate would be negative and is taken as 0; raise the rate or lower a `probability`)"#);
}

const STATED: &str = "hits = [{ kind = \"export\", products = [\"gallium\"], from = [\"CHN\"] }]
severity = { shape = \"triangular\", low = 0.2, mode = 0.5, high = 0.9 }
duration = { median_days = 90, p90_days = 270 }
onset_days = 10
recovery = \"linear\"
recovery_days = 60
";

#[test]
fn a_hazard_may_start_a_scenario_in_place_of_saying_how_it_goes() {
    let with = |text: &str| messages(&[("hazards", STATED, text)]);
    assert_eq!(with("scenario = \"double-trouble\"\n"), "");
    insta::assert_snapshot!(with("scenario = \"galium-stop\"\n"), @r#"hazards.toml:17:12: error: unknown scenario `galium-stop` (did you mean `gallium-stop`?)"#);
    insta::assert_snapshot!(with("scenario = \"baseline\"\n"), @r#"hazards.toml:17:12: error: `gallium-licences` hits nothing (name one in which something breaks)"#);
    insta::assert_snapshot!(with(""), @r#"
    hazards.toml:12:1: error: `hazard` has no `duration` (`duration`: Duration at its worst.)
    hazards.toml:12:1: error: `hazard` has no `onset_days` (`onset_days`: Days to its worst.)
    hazards.toml:12:1: error: `hazard` has no `recovery_days` (`recovery_days`: Days from the end of the worst to normal.)
    hazards.toml:12:1: error: `hazard` has no `recovery` (`recovery`: Shape of the way back.)
    hazards.toml:12:1: error: `hazard` has no `severity` (`severity`: Severity.)
    "#);
    insta::assert_snapshot!(messages(&[("hazards", "onset_days", "scenario = \"gallium-stop\"\nonset_days")]), @r#"
    hazards.toml:17:8: error: `gallium-licences` starts a scenario and states `hits` (leave it out, or leave `scenario` out)
    hazards.toml:18:12: error: `gallium-licences` starts a scenario and states `severity` (leave it out, or leave `scenario` out)
    hazards.toml:19:12: error: `gallium-licences` starts a scenario and states `duration` (leave it out, or leave `scenario` out)
    hazards.toml:21:14: error: `gallium-licences` starts a scenario and states `onset_days` (leave it out, or leave `scenario` out)
    hazards.toml:22:12: error: `gallium-licences` starts a scenario and states `recovery` (leave it out, or leave `scenario` out)
    hazards.toml:23:17: error: `gallium-licences` starts a scenario and states `recovery_days` (leave it out, or leave `scenario` out)
    "#);
    insta::assert_snapshot!(messages(&[
        ("hazards", STATED, "scenario = \"gallium-stop\"\n"),
        ("gallium-stop", "category", "dynamics = { preset = \"ario\" }\ncategory"),
    ]), @r#"hazards.toml:17:12: error: the scenario `gallium-stop` has `[dynamics]` of its own (years of a batch have many events and run on one model: take the table `[dynamics]` out of the scenario)"#);
}

#[test]
fn a_foreign_model_leaves_out_what_does_not_fit_and_what_includes_it() {
    let mut findings = Findings::new();
    let files = library(&[], &mut findings);
    let mut names = ModelNames::of_texts(&patched(&[]));
    names.products = Names::new("product", "the sector files", ["arsenic".to_owned()]);
    let left_out = super::misfits(&files, &names, &mut findings);
    let left_out: Vec<_> = left_out.iter().map(String::as_str).collect();
    assert_eq!(left_out, ["double-trouble", "gallium-licences", "gallium-stop"]);
    assert!(!findings.has_errors() && findings.len() == 2, "{findings}");
    // A hazard that starts a scenario goes with it.
    let files = library(&[("hazards", STATED, "scenario = \"double-trouble\"\n")], &mut Findings::new());
    assert!(super::misfits(&files, &names, &mut Findings::new()).contains("gallium-licences"));
    let files = library(&[("hazards", STATED, "scenario = \"baseline\"\nenabled = false\n")], &mut Findings::new());
    assert!(!super::misfits(&files, &names, &mut Findings::new()).contains("gallium-licences"));
}
