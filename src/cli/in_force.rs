//! `--in-force`: which shocks it adds, and what it adds a second time.

use crate::finding::{Finding, Findings};
use crate::scenario::{InForce, Library, Scenario, Shock};
use crate::study::Study;

/// The shocks that are in force, if they are `wanted`.
#[must_use]
pub fn of(library: &Library, wanted: bool) -> Vec<InForce> {
    if wanted { library.in_force() } else { Vec::new() }
}

/// The same for years of chance, which tell no scenario.
#[must_use]
pub fn shocks(library: &Library, wanted: bool) -> Vec<Shock> {
    of(library, wanted).into_iter().flat_map(|story| story.shocks).collect()
}

/// One warning that names every scenario which hits again what is `in_force`.
pub fn repeated(study: &Study, scenarios: &[Scenario], in_force: &[InForce]) -> Findings {
    let mut findings = Findings::new();
    let found: Vec<_> = scenarios.iter().filter_map(|scenario| study.repeated(scenario, in_force)).collect();
    if !found.is_empty() {
        let mut named: Vec<String> = Vec::new();
        for row in &found {
            let places: Vec<String> = row.shocks.iter().map(|place| (place + 1).to_string()).collect();
            let word = if places.len() == 1 { "shock" } else { "shocks" };
            let words = format!("`{}` ({word} {})", row.scenario, places.join(", "));
            // Under several presets one scenario stands here several times.
            if !named.contains(&words) {
                named.push(words);
            }
        }
        let message = format!("--in-force: what is in force already is hit a second time by {}", named.join(", "));
        let help = "both count, and together they leave the product of what each leaves; run without `--in-force` to see \
                    such a scenario by itself";
        findings.push(Finding::warning(message).help(help));
    }
    findings
}
