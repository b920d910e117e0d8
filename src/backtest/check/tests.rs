//! The core backtest with one cell changed gives one message.

use super::event as check_event;
use crate::backtest::Event;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::parse;
use crate::model::ModelNames;
use crate::model::core::patched;
use std::sync::Arc;

const CORE: &str = include_str!("../../../tests/data/core/backtests/gallium-stop-2024.toml");

/// What a check says of the core backtest after `patches` (what stands there, what shall stand there).
fn messages(patches: &[(&str, &str)]) -> String {
    let mut text = CORE.to_owned();
    for (old, new) in patches {
        assert!(text.contains(old), "the core backtest has no {old:?}");
        text = text.replacen(old, new, 1);
    }
    let mut findings = Findings::new();
    let parsed = parse::<Event>(&Arc::new(SourceText::new("event.toml", text)), &mut findings);
    if let Some(parsed) = parsed {
        check_event(&parsed, &ModelNames::of_texts(&patched(&[])), &mut findings);
    }
    let shown = |finding: Finding| {
        let (line, column) = finding.place.as_ref().and_then(Place::line_column).unwrap_or_default();
        format!("{line}:{column}: {}", finding.message)
    };
    findings.sorted().into_iter().map(shown).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_backtest_has_nothing_to_complain_of() {
    assert_eq!(messages(&[]), "");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_in_its_place() {
    let found = messages(&[
        ("2024-03-11", "March 2024"),
        ("\"the stop\"", "\" \""),
        ("products = [\"gallium\"], from", "products = [\"galium\"], from"),
        ("severity = 0.9", "severity = 1.9"),
        ("economies = [\"CHN\"]", "economies = [\"China\"]"),
        ("baseline = 200", "baseline = 0"),
        ("2024-04", "2024-13"),
        ("2024-08", "2024-05"),
        ("points = 15", "days = 15"),
    ]);
    let expected = [
        "3:9: `onset` is `March 2024`, not a day",
        "5:9: `known` is empty",
        "9:39: unknown product `galium`",
        "10:12: `shock.severity` is 1.9: wanted a number from 0 to 1",
        "16:70: unknown economy `China`",
        "18:36: a `baseline` of 0: nothing can be measured against it",
        "21:16: `2024-13` is no period",
        "23:16: `2024-05` does not come after the period before it",
        "28:22: a tolerance in days for a `depth`",
    ];
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_measure_needs_something_measured_and_a_tolerance_of_its_own() {
    let start = CORE.find("series = {").expect("a series");
    let end = start + CORE[start..].find("] }\n").expect("its end") + 4;
    let without = messages(&[(&CORE[start..end], "")]);
    assert_eq!(without.matches("nothing is measured for").count(), 3, "{without}");
    let bare = messages(&[("tolerance = { days = 5 }", "tolerance = {}")]);
    assert_eq!(bare, "49:13: `lag` has no tolerance");
    let missing = messages(&[("value = 1.5, ", "")]);
    assert_eq!(missing, "54:12: no `value` is measured for `price`");
    let twice = messages(&[("of = \"front-loading\"", "of = \"depth\"")]);
    assert_eq!(twice, "32:6: duplicate measure: `depth`");
}

#[test]
fn keys_that_mean_nothing_for_a_quantity_are_refused() {
    let to = messages(&[("quantity = \"exports\"", "quantity = \"production\"")]);
    assert_eq!(to, "16:86: `to` has no meaning for this quantity");
    let firm = messages(&[("quantity = \"availability\",", "quantity = \"availability\", firm = \"tsmc\",")]);
    assert!(firm.contains("`firm` has no meaning for this quantity"), "{firm}");
    let price = messages(&[("quantity = \"availability\"", "quantity = \"final-use\"")]);
    assert!(price.contains("no price follows from what is watched"), "{price}");
    let nothing = messages(&[("products = [\"gallium\"], economies = [\"JPN\"]", "products = []")]);
    assert!(nothing.contains("`products` is an empty list: nothing is watched"), "{nothing}");
}

#[test]
fn an_unknown_key_is_no_silent_slip() {
    let found = messages(&[("horizon_days", "horizon")]);
    assert!(found.contains("4:1: unknown key `horizon`"), "{found}");
}
