//! What a backtest means together with a model: ids that exist, days and periods in order, measures that can be read.

use super::event::{Event, MeasureKind, Observation, Quantity, Series, Watch};
use super::library::BacktestFiles;
use super::period::{Period, day};
use crate::finding::{Finding, Findings, Kind};
use crate::input::{Cursor, Parsed, Unique};
use crate::model::ModelNames;
use crate::scenario::check_shock;
use std::collections::BTreeSet;

/// Adds everything that is wrong with the meaning of `files` beside a model with these `names`.
pub fn check(files: &BacktestFiles, names: &ModelNames, findings: &mut Findings) {
    for (stem, parsed) in &files.events {
        let id = &parsed.value.id;
        if id != stem {
            let finding = Finding::error(format!("the id is `{id}`, but the file is `{stem}.toml`"));
            let help = format!("backtests are found by name: write id = \"{stem}\", or call the file `{id}.toml`");
            parsed.document.root().key("id").report(finding.help(help), findings);
        }
        event(parsed, names, findings);
    }
}

/// The ids of events that do not fit a model with these `names`; the first reason of each is noted.
pub fn misfits(files: &BacktestFiles, names: &ModelNames, findings: &mut Findings) -> BTreeSet<String> {
    let mut left_out = BTreeSet::new();
    for (_, parsed) in &files.events {
        let mut found = Findings::new();
        event(parsed, names, &mut found);
        if let Some(reason) = found.iter().find(|finding| finding.kind == Kind::Error) {
            let id = &parsed.value.id;
            let note = format!("the backtest `{id}` does not fit this model and is left out: {}", reason.message);
            findings.push(Finding { place: reason.place.clone(), ..Finding::note(note) });
            left_out.insert(id.clone());
        }
    }
    left_out
}

/// Checks one event beside a model with these `names`.
pub fn event(parsed: &Parsed<Event>, names: &ModelNames, findings: &mut Findings) {
    let Parsed { value: event, document } = parsed;
    let root = document.root();
    filled(root, &["title", "known", "differs", "not_counted", "cause"], findings);
    let onset = day(&event.onset);
    if onset.is_none() {
        let finding = Finding::error(format!("`onset` is `{}`, not a day", event.onset));
        root.key("onset").report(finding.label("wanted YYYY-MM-DD"), findings);
    }
    if event.horizon_days.get() < 1.0 {
        root.key("horizon_days").report(Finding::error("`horizon_days` is below 1: nothing would be run"), findings);
    }
    for (key, empty, help) in [
        ("shock", event.shock.is_empty(), "add a [[shock]]: what was known to break"),
        ("observation", event.observation.is_empty(), "add an [[observation]]: what was measured"),
    ] {
        if empty && !document.is_mended() {
            let finding = Finding::error(format!("the backtest `{}` has no {key}", event.id));
            root.key("id").report(finding.help(help), findings);
        }
    }
    for (index, shock) in event.shock.iter().enumerate() {
        check_shock(shock, root.at("shock", index), names, findings);
    }
    let mut seen = Unique::new("observation");
    for (index, row) in event.observation.iter().enumerate() {
        let here = root.at("observation", index);
        seen.see(row.name.as_str(), &row.name, here.key("name"), findings);
        observation(row, here, onset, names, findings);
    }
}

fn filled(here: Cursor<'_>, keys: &[&str], findings: &mut Findings) {
    for key in keys {
        if let Some(at) = here.stated(key)
            && at.text().is_some_and(|text| text.trim().is_empty())
        {
            at.report(Finding::error(format!("`{key}` is empty")).label("a text is needed here"), findings);
        }
    }
}

fn observation(row: &Observation, here: Cursor<'_>, onset: Option<i64>, names: &ModelNames, findings: &mut Findings) {
    filled(here, &["name", "compared"], findings);
    watch(&row.watch, here.key("watch"), names, findings);
    if let (Some(series), Some(at)) = (&row.series, here.stated("series")) {
        check_series(series, at, onset, findings);
    }
    if row.measure.is_empty() && !here.has_mended() {
        let finding = Finding::error(format!("nothing is measured in `{}`", row.name));
        here.key("name").report(finding.help("add an [[observation.measure]] with a tolerance"), findings);
    }
    let mut seen = Unique::new("measure");
    for (index, _) in row.measure.iter().enumerate() {
        let at = here.at("measure", index);
        seen.see(row.measure[index].of, row.measure[index].of.id(), at.key("of"), findings);
        measure(row, index, at, findings);
    }
}

fn watch(watch: &Watch, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    for (key, ids, known) in [
        ("products", &watch.products, &names.products),
        ("economies", &watch.economies, &names.economies),
        ("to", &watch.to, &names.economies),
    ] {
        let Some(ids) = ids else { continue };
        if ids.is_empty() && !here.has_mended() {
            let finding = Finding::error(format!("`{key}` is an empty list: nothing is watched"));
            here.key(key).report(finding.help("name at least one, or leave the key out for all"), findings);
        }
        known.check_all(ids, here.key(key), findings);
    }
    let misplaced = |key: &str, wanted: &str| {
        Finding::error(format!("`{key}` has no meaning for this quantity")).help(format!("it belongs to {wanted}"))
    };
    if watch.to.is_some() && watch.quantity != Quantity::Exports {
        here.key("to").report(misplaced("to", "`exports`"), findings);
    }
    if let Some(firm) = &watch.firm {
        if watch.quantity == Quantity::Production {
            names.firms.check(firm, here.key("firm"), findings);
        } else {
            here.key("firm").report(misplaced("firm", "`production`"), findings);
        }
    }
}

fn check_series(series: &Series, here: Cursor<'_>, onset: Option<i64>, findings: &mut Findings) {
    filled(here, &["unit", "baseline_note", "source"], findings);
    if series.baseline.get() == 0.0 {
        let finding = Finding::error("a `baseline` of 0: nothing can be measured against it");
        here.key("baseline").report(finding.label("admissible is above 0"), findings);
    }
    if series.points.is_empty() && !here.has_mended() {
        here.key("points")
            .report(Finding::error("`points` is empty").help("leave out a series without values"), findings);
    }
    let mut end = i64::MIN;
    for (index, point) in series.points.iter().enumerate() {
        let at = here.at("points", index).key("period");
        match Period::parse(&point.period, onset.unwrap_or_default()) {
            None => {
                let finding = Finding::error(format!("`{}` is no period", point.period));
                at.report(finding.label("wanted YYYY, YYYY-MM or YYYY-MM-DD"), findings);
            }
            Some(period) if period.from < end => {
                let finding = Finding::error(format!("`{}` does not come after the period before it", point.period));
                at.report(finding.help("periods stand in order of time and do not overlap"), findings);
            }
            Some(period) => end = period.to,
        }
    }
}

fn measure(row: &Observation, index: usize, here: Cursor<'_>, findings: &mut Findings) {
    let measure = &row.measure[index];
    let kind = measure.of;
    filled(here, &["reason"], findings);
    if let Some(mark) = here.stated("measured") {
        filled(mark, &["source", "note"], findings);
    }
    let missing = |text: String, help: &str| Finding::error(text).help(help.to_owned());
    let value = measure.measured.as_ref().map(|mark| mark.value.is_some());
    let may_be_none = matches!(kind, MeasureKind::Lag | MeasureKind::Recovery);
    match value {
        Some(false) if !may_be_none => {
            let help = "only a lag or a recovery may be without one: it never fell, or was never down";
            here.key("measured").report(missing(format!("no `value` is measured for `{}`", kind.id()), help), findings);
        }
        None if kind == MeasureKind::Price || row.series.is_none() => {
            let help = "state it as `measured`, or give the observation a series";
            here.key("of").report(missing(format!("nothing is measured for `{}`", kind.id()), help), findings);
        }
        _ => {}
    }
    if kind == MeasureKind::Price {
        let one = row.watch.products.as_ref().is_some_and(|products| products.len() == 1);
        if row.watch.quantity != Quantity::Availability || !one {
            let help = "prices follow from the availability of one product: watch that";
            here.key("of").report(missing("no price follows from what is watched".to_owned(), help), findings);
        }
    }
    let tolerance = &measure.tolerance;
    let own = match kind.unit() {
        "days" => tolerance.days.is_some(),
        "points" => tolerance.points.is_some(),
        _ => false,
    };
    let stranger = match kind.unit() {
        "days" => tolerance.points.map(|_| "points"),
        "points" => tolerance.days.map(|_| "days"),
        _ => tolerance.days.map(|_| "days").or_else(|| tolerance.points.map(|_| "points")),
    };
    let at = here.key("tolerance");
    if let Some(key) = stranger {
        let finding = Finding::error(format!("a tolerance in {key} for a `{}`", kind.id()));
        at.key(key).report(finding.label(format!("it is measured in {}", kind.unit())), findings);
    } else if !own && tolerance.factor.is_none() && !at.has_mended() {
        let help = "state how close is close enough, for example { days = 30, factor = 2 }";
        at.report(missing(format!("`{}` has no tolerance", kind.id()), help), findings);
    }
}

#[cfg(test)]
mod tests;
