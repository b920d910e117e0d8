//! The hazard catalogue: rates and distributions that make sense, causes that exist and are shared the way they can be.

use super::target;
use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Names, Parsed, Unique, nearest};
use crate::model::{ModelNames, ScenarioDynamics};
use crate::scenario::generic::Generic;
use crate::scenario::hazard::{Cause, Hazard, HazardFile, Membership, Rate, Severity};
use crate::scenario::library::LibraryFiles;
use crate::scenario::{Scenario, Target};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What rounding may add to a sum of squared loadings.
const TOLERANCE: f64 = 1e-9;

/// What a hazard says of its arrivals where it starts no scenario that says it.
const OF_SCENARIO: [&str; 9] =
    ["hits", "per_firm", "one_of_hits", "severity", "growth", "duration", "onset_days", "recovery", "recovery_days"];

/// The scenarios that hazards may start.
pub struct Stories<'a> {
    names: Names,
    scenarios: BTreeMap<&'a str, &'a Scenario>,
}

impl<'a> Stories<'a> {
    /// Those of `files`.
    pub fn of(files: &'a LibraryFiles) -> Self {
        let scenarios = files.scenarios.iter().map(|(_, parsed)| (parsed.value.id.as_str(), &parsed.value));
        Self { names: super::scenario_names(files), scenarios: scenarios.collect() }
    }

    /// Those called `names`, as far as they are among `scenarios`.
    pub fn among(names: Names, scenarios: &'a BTreeMap<String, Scenario>) -> Self {
        Self { names, scenarios: scenarios.iter().map(|(id, scenario)| (id.as_str(), scenario)).collect() }
    }

    /// Checks that `hazard`, which stands at `here`, can start the scenario that it names.
    fn check(&self, hazard: &Hazard, here: Cursor<'_>, findings: &mut Findings) {
        let Some(id) = &hazard.scenario else { return };
        for key in OF_SCENARIO {
            if let Some(at) = here.stated(key) {
                let finding = Finding::error(format!("`{}` starts a scenario and states `{key}`", hazard.id));
                let finding = finding.label("the shocks of the scenario say it");
                at.report(finding.help("leave it out, or leave `scenario` out"), findings);
            }
        }
        let at = here.key("scenario");
        self.names.check(id, at, findings);
        let Some(scenario) = self.scenarios.get(id.as_str()) else { return };
        if scenario.dynamics != ScenarioDynamics::default() {
            let finding = Finding::error(format!("the scenario `{id}` has `[dynamics]` of its own"));
            let finding = finding.label("cannot be started by a hazard");
            let help = "years of a batch have many events and run on one model: take the table `[dynamics]` out of the scenario";
            at.report(finding.help(help), findings);
        }
        if hazard.enabled && scenario.shock.is_empty() && scenario.includes.is_empty() {
            let finding = Finding::error(format!("`{}` hits nothing", hazard.id)).label("a scenario without shocks");
            at.report(finding.help("name one in which something breaks"), findings);
        }
    }
}

/// Checks what hazards share and that each stands once.
pub fn check_causes(parsed: &Parsed<HazardFile>, findings: &mut Findings) {
    let root = parsed.document.root();
    let mut causes = Unique::new("cause");
    for (index, cause) in parsed.value.cause.iter().enumerate() {
        let here = root.at("cause", index);
        causes.see(&cause.id, &cause.id, here.key("id"), findings);
        if let Some(at) = cause.rate.as_ref() {
            rate(at, here.key("rate"), findings);
        }
        let shared = |hazard: &Hazard| hazard.causes.iter().any(|membership| membership.cause == cause.id);
        let of_generic = |row: &Generic| row.causes.iter().any(|membership| membership.cause == cause.id);
        if !parsed.value.hazard.iter().any(shared) && !parsed.value.generic.iter().any(of_generic) {
            let finding = Finding::warning(format!("no hazard has the cause `{}`", cause.id));
            here.key("id").report(finding, findings);
        }
    }
    let mut hazards = Unique::new("hazard");
    for (index, hazard) in parsed.value.hazard.iter().enumerate() {
        hazards.see(&hazard.id, &hazard.id, root.at("hazard", index).key("id"), findings);
    }
    for (index, generic) in parsed.value.generic.iter().enumerate() {
        hazards.see(&generic.id, &generic.id, root.at("generic", index).key("id"), findings);
    }
}

/// Checks hazard number `index` by itself, beside a model with these `names` and scenarios.
pub fn check(
    parsed: &Parsed<HazardFile>,
    index: usize,
    (names, stories): (&ModelNames, &Stories<'_>),
    findings: &mut Findings,
) {
    let hazard = &parsed.value.hazard[index];
    let here = parsed.document.root().at("hazard", index);
    for (row, hit) in hazard.hits.iter().enumerate() {
        target::check(hit, here.at("hits", row), names, findings);
    }
    stories.check(hazard, here, findings);
    if hazard.scenario.is_none() {
        hits(hazard, here, findings);
    }
    figures(hazard, &parsed.value.cause, here, findings);
    exceeded(hazard, &parsed.value.cause, names, here, findings);
}

/// Checks generic hazard number `index`, beside a model with these `names`.
pub fn check_generic(parsed: &Parsed<HazardFile>, index: usize, names: &ModelNames, findings: &mut Findings) {
    let generic = &parsed.value.generic[index];
    let here = parsed.document.root().at("generic", index);
    let mut known = |key: &str, ids: &[String]| {
        for (row, id) in ids.iter().enumerate() {
            names.economies.check(id, here.at(key, row), findings);
        }
    };
    known("economies", generic.economies.as_deref().unwrap_or_default());
    known("except_economies", &generic.except_economies);
    if generic.share.get() <= 0.0 && !here.has_mended() {
        let finding = Finding::error("a `share` of 0: every maker would count, however small");
        here.key("share").report(finding.label("admissible is more than 0"), findings);
    }
    for (row, class) in generic.unless.iter().enumerate() {
        if !parsed.value.hazard.iter().any(|hazard| hazard.class == *class) {
            let finding = Finding::warning(format!("no hazard of this file is of the class `{class}`"));
            let near = nearest(class, parsed.value.hazard.iter().map(|hazard| hazard.class.as_str()));
            let finding = match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            };
            here.at("unless", row).report(finding, findings);
        }
    }
    let template = generic.template();
    figures(&template, &parsed.value.cause, here, findings);
    // What rates others come to is known beside a model only: a batch says it.
    if !generic.per_product && !generic.by_propensity {
        exceeded(&template, &parsed.value.cause, names, here, findings);
    }
}

/// Rates, distributions, source and causes of what stands at `here`.
fn figures(hazard: &Hazard, causes: &[Cause], here: Cursor<'_>, findings: &mut Findings) {
    rate(&hazard.rate, here.key("rate"), findings);
    severity(hazard, here.key("severity"), findings);
    duration(hazard, here.key("duration"), findings);
    if hazard.source.trim().is_empty() {
        here.key("source").report(Finding::error("missing source").label("no source is named"), findings);
    }
    memberships(hazard, causes, here, findings);
}

fn hits(hazard: &Hazard, here: Cursor<'_>, findings: &mut Findings) {
    if hazard.per_firm && !hazard.hits.is_empty() {
        let finding = Finding::error(format!("`{}` is `per_firm` and says what it hits", hazard.id));
        here.at("hits", 0).report(finding.help("each arrival hits one firm of the model; leave `hits` out"), findings);
    }
    // One that is off may describe what has no target in the model yet.
    if hazard.enabled && !hazard.per_firm && hazard.hits.is_empty() && !here.has_mended() {
        let finding = Finding::error(format!("`{}` hits nothing", hazard.id));
        here.key("id")
            .report(finding.help("add `hits`, `per_firm = true` or a `scenario`, or `enabled = false`"), findings);
    }
    let demand = |hit: &Target| matches!(hit, Target::Demand { .. });
    if hazard.growth && !hazard.hits.iter().all(demand) {
        let finding = Finding::error(format!("`{}` is growth of something that is not demand", hazard.id));
        here.key("growth").report(finding.help("`growth` is for hits of kind `demand` only"), findings);
    }
}

fn rate(rate: &Rate, here: Cursor<'_>, findings: &mut Findings) {
    let (low, value, high) = (rate.low.get(), rate.value.get(), rate.high.get());
    if here.has_mended() || (low <= value && value <= high) {
        return;
    }
    let finding = Finding::error(format!("a rate of {value} with a range from {low} to {high}"));
    here.key("value").report(finding.label("outside its own range").help("wanted low <= value <= high"), findings);
}

fn duration(hazard: &Hazard, here: Cursor<'_>, findings: &mut Findings) {
    let Some(duration) = &hazard.duration else { return };
    let (median, p90) = (duration.median_days.get(), duration.p90_days.get());
    if !here.has_mended() && (median <= 0.0 || p90 <= median) {
        let finding = Finding::error(format!("a 90th percentile of {p90} days beside a median of {median}"));
        let finding = finding.label("admissible is more than the median, and that above 0");
        here.key(if median <= 0.0 { "median_days" } else { "p90_days" }).report(finding, findings);
    }
}

fn severity(hazard: &Hazard, here: Cursor<'_>, findings: &mut Findings) {
    let Some(Severity::Triangular { low, mode, high }) = &hazard.severity else { return };
    let (low, mode, high) = (low.get(), mode.get(), high.get());
    if !here.has_mended() && (low > mode || mode > high) {
        let finding = Finding::error(format!("a triangular severity from {low} over {mode} to {high}"));
        here.key("mode").report(finding.label("wanted low <= mode <= high"), findings);
    }
}

fn memberships(hazard: &Hazard, causes: &[Cause], here: Cursor<'_>, findings: &mut Findings) {
    let names = Names::new("cause", "the `cause` rows of this file", causes.iter().map(|c| c.id.clone()));
    let mut seen = Unique::new("cause");
    let mut squared_loadings = 0.0;
    for (row, membership) in hazard.causes.iter().enumerate() {
        let at = here.at("causes", row);
        seen.see(&membership.cause, &membership.cause, at.key("cause"), findings);
        names.check(&membership.cause, at.key("cause"), findings);
        let Some(cause) = causes.iter().find(|cause| cause.id == membership.cause) else { continue };
        needs(membership, cause, at, findings);
        squared_loadings += membership.loading.map_or(0.0, |loading| loading.get().powi(2));
    }
    if squared_loadings > 1.0 + TOLERANCE {
        let sum = (squared_loadings * 1e6).round() / 1e6;
        let finding =
            Finding::error(format!("squared loadings of `{}` sum to {sum}: admissible is at most 1", hazard.id));
        here.at("causes", 0).report(finding.help("loadings are correlations with the common factors"), findings);
    }
}

/// Whether the common shocks of what stands at `here` alone bring it more often than stated, as a batch would draw it.
fn exceeded(hazard: &Hazard, causes: &[Cause], names: &ModelNames, here: Cursor<'_>, findings: &mut Findings) {
    let firms = names.firms.iter().count();
    let rate = hazard.arrival_rate(causes, firms);
    if !rate.is_exceeded() {
        return;
    }
    let rounded = |value: f64| (value * 1e6).round() / 1e6;
    let mut stated = hazard.rate.value.get().to_string();
    if let Some(overlap) = hazard.overlap {
        let _ = write!(stated, " × {} of overlap", overlap.get());
    }
    if hazard.per_firm {
        let _ = write!(stated, " × {firms} firm{}", if firms == 1 { "" } else { "s" });
    }
    if hazard.overlap.is_some() || hazard.per_firm {
        let _ = write!(stated, " = {}", rounded(rate.marginal));
    }
    let finding = Finding::warning(format!(
        "the rate of `{}` is {stated}, but its causes alone bring {} a year",
        hazard.id,
        rounded(rate.shared)
    ));
    let finding = finding.label("the marginal rate, common shocks included");
    let help = "its own rate would be negative and is taken as 0; raise the rate or lower a `probability`";
    here.key("rate").key("value").report(finding.help(help), findings);
}

/// A common shock is joined with a probability, a common factor with a loading.
fn needs(membership: &Membership, cause: &Cause, at: Cursor<'_>, findings: &mut Findings) {
    let (kind, wanted, unwanted, has_wanted, has_unwanted) = match cause.rate {
        Some(_) => {
            ("common shock", "probability", "loading", membership.probability.is_some(), membership.loading.is_some())
        }
        None => {
            ("common factor", "loading", "probability", membership.loading.is_some(), membership.probability.is_some())
        }
    };
    let of_kind = format!("the cause `{}` is a {kind}", cause.id);
    if !has_wanted && at.stated(wanted).is_none() && !at.has_mended() {
        let finding = Finding::error(format!("{of_kind}: its members need a `{wanted}`"));
        at.key("cause").report(finding.label(format!("`{wanted}` is missing here")), findings);
    }
    if has_unwanted {
        let finding = Finding::error(format!("{of_kind}: its members have no `{unwanted}`"));
        let help = "a cause with a `rate` of its own is a common shock, one without is a common factor";
        at.key(unwanted).report(finding.label(format!("wanted `{wanted}`")).help(help), findings);
    }
}
