//! What the command line changes about a run, in the words that its results carry.

use super::study_source::{self, ModelArguments};
use crate::model::Preset;
use crate::scenario::{InForce, Scenario};
use clap::ValueEnum;

/// Figures set by hand, weights and rationing: what differs from the model as written for the default kernel.
#[must_use]
pub fn in_model(arguments: &ModelArguments) -> Vec<String> {
    under(arguments, Preset::Linchpin)
}

/// The same for `preset`: what it does not read is not changed.
#[must_use]
pub fn under(arguments: &ModelArguments, preset: Preset) -> Vec<String> {
    let figure = |assignment: &String| match assignment.split_once('=') {
        Some((path, value)) => format!("{} = {}", path.trim(), value.trim()),
        None => assignment.trim().to_owned(),
    };
    let read = arguments.set.iter().filter(|assignment| preset.reads(study_source::figure(assignment)));
    let mut changed: Vec<String> = read.map(figure).collect();
    changed.extend(arguments.weights.map(|weights| format!("weights {}", name(&weights))));
    let rule = arguments.rationing.filter(|_| preset == Preset::Linchpin);
    changed.extend(rule.map(|rule| format!("rationing {}", name(&rule))));
    changed
}

/// What differs in a batch on a model that `arguments` change, with these shocks in force.
#[must_use]
pub fn of_batch(arguments: &ModelArguments, in_force: &[InForce]) -> Vec<String> {
    in_model(arguments).into_iter().chain(by_force(None, in_force)).collect()
}

/// What is in force besides the shocks of `scenario`; of a whole report, besides none.
#[must_use]
pub fn by_force(scenario: Option<&Scenario>, in_force: &[InForce]) -> Option<String> {
    let besides = |story: &&InForce| scenario.is_none_or(|scenario| !scenario.tells(&story.scenario));
    let ids: Vec<&str> = in_force.iter().filter(besides).map(|story| story.scenario.as_str()).collect();
    (!ids.is_empty()).then(|| format!("shocks in force ({})", ids.join(", ")))
}

/// The line that tells it; nothing if nothing is changed.
#[must_use]
pub fn line(changed: &[String]) -> Option<String> {
    (!changed.is_empty()).then(|| format!("Changed: {}", changed.join(", ")))
}

/// What an option's value is called.
fn name(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
