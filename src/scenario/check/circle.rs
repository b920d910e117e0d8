//! Scenarios that include each other in a circle.

use crate::finding::{Finding, Findings};
use crate::input::Parsed;
use crate::scenario::Scenario;
use std::collections::{BTreeMap, BTreeSet};

/// Adds a finding for every scenario that comes to include itself, at the include that leads there.
pub fn check(scenarios: &[&Parsed<Scenario>], findings: &mut Findings) {
    let by_id: BTreeMap<&str, &Parsed<Scenario>> =
        scenarios.iter().map(|parsed| (parsed.value.id.as_str(), *parsed)).collect();
    for parsed in by_id.values() {
        for (index, include) in parsed.value.includes.iter().enumerate() {
            if let Some(way) = way(&by_id, include, &parsed.value.id) {
                let ids = std::iter::once(parsed.value.id.as_str()).chain(way);
                let shown = ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" includes ");
                let finding = Finding::error(format!("scenarios include each other in a circle: {shown}"));
                let at = parsed.document.root().at("includes", index);
                at.report(finding.label("leads back here").help("take one of these includes out"), findings);
            }
        }
    }
}

/// The shortest way from `from` to `to` along includes, both ends included.
fn way<'a>(by_id: &BTreeMap<&'a str, &'a Parsed<Scenario>>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::from([from]);
    let mut ways = std::collections::VecDeque::from([vec![from]]);
    while let Some(way) = ways.pop_front() {
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for include in by_id.get(last).into_iter().flat_map(|parsed| &parsed.value.includes) {
            if seen.insert(include) {
                ways.push_back(way.iter().copied().chain([include.as_str()]).collect());
            }
        }
    }
    None
}
