//! One scenario: its id, its shocks, the scenarios it includes.

use super::target;
use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Names, Parsed, Unique};
use crate::model::{InputDays, ModelNames};
use crate::scenario::{Scenario, Shock, Target};
use crate::units::Days;

/// The scenario in which nothing breaks.
const BASELINE: &str = "baseline";

/// Checks a scenario by itself, beside a model with these `names`.
pub fn check(parsed: &Parsed<Scenario>, names: &ModelNames, scenarios: &Names, findings: &mut Findings) {
    let Parsed { value: scenario, document } = parsed;
    let root = document.root();
    for (key, text) in [("title", &scenario.title), ("category", &scenario.category)] {
        if text.trim().is_empty() {
            root.key(key).report(Finding::error(format!("`{key}` is empty")), findings);
        }
    }
    if scenario.horizon_days.get() == 0.0 {
        let finding = Finding::error("`horizon_days` is 0: nothing would be counted");
        root.key("horizon_days")
            .report(finding.help("losses are counted over 365 days if nothing else is said"), findings);
    }
    let days = scenario.horizon_days.get();
    if days > 0.0 && days < 1.0 {
        let message = format!("`horizon_days` is {}: admissible are 1 to {}", crate::units::Shown(days), Days::MAX);
        root.key("horizon_days").report(Finding::error(message), findings);
    }
    if let Some(precedent) = &scenario.precedent
        && precedent.source.trim().is_empty()
    {
        root.key("precedent")
            .key("source")
            .report(Finding::error("missing source").label("no source is named"), findings);
    }
    let mut included = Unique::new("include");
    for (index, include) in scenario.includes.iter().enumerate() {
        let at = root.at("includes", index);
        scenarios.check(include, at, findings);
        included.see(include, include, at, findings);
    }
    let nothing = scenario.shock.is_empty() && scenario.includes.is_empty();
    if nothing && scenario.id != BASELINE && !document.is_mended() {
        let finding = Finding::error(format!("the scenario `{}` has no shocks", scenario.id));
        let help = "add a [[shock]], or scenarios it `includes`; only `baseline` may have none";
        root.key("id").report(finding.help(help), findings);
    }
    if let Some(InputDays::ByProduct(days)) = &scenario.dynamics.ario.inventory_days {
        let here = root.key("dynamics").key("ario").key("inventory_days");
        for id in days.keys().filter(|id| *id != InputDays::DEFAULT) {
            names.products.check(id, here.key(id), findings);
        }
    }
    for (index, row) in scenario.shock.iter().enumerate() {
        let here = root.at("shock", index);
        shock(row, here, names, findings);
        if let Some(before) =
            scenario.shock[..index].iter().position(|other| other == row).filter(|_| !here.is_mended())
        {
            let finding = Finding::warning(format!("shock {} is the same as shock {}", index + 1, before + 1));
            here.report(finding.help("both strike: drop one of them if it is meant once"), findings);
        }
    }
}

/// Checks a shock, which stands at `here`.
pub fn shock(shock: &Shock, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    target::check(&shock.hits, here.key("hits"), names, findings);
    if shock.severity.get() == 0.0 {
        here.key("severity").report(Finding::warning("a severity of 0: this shock does nothing"), findings);
    }
    if shock.is_over_at_once() && !here.has_left_out("duration_days") {
        let finding = Finding::warning("a duration of 0 without onset and recovery: this shock does nothing");
        here.key("duration_days").report(finding.help("say how many days it stays at its worst"), findings);
    }
    let for_ever = shock.duration_days.is_none() && !here.has_left_out("duration_days");
    if for_ever && shock.recovery_days.get() > 0.0 {
        let finding = Finding::warning("a recovery that never begins: without `duration_days` a shock lasts for ever");
        here.key("recovery_days").report(finding.help("say how many days it stays at its worst"), findings);
    }
    if matches!(shock.hits, Target::Capital { .. }) && shock.onset_days.get() > 0.0 {
        let finding = Finding::error(format!("an onset of {} days: capital is lost at once", shock.onset_days.get()));
        here.key("onset_days").report(finding.help("leave it out, or write several shocks"), findings);
    }
}
