//! Which model of the family runs, and what it cannot take.

use super::study_source::{self, ModelArguments, StudySource};
use super::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::model::{Model, Preset};
use crate::scenario::{Scenario, Target};
use crate::study::Study;

/// Which model of the family runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PresetArgument {
    /// The default kernel
    Linchpin,
    /// ARIO (Hallegatte), as BoARIO runs it
    Ario,
    /// Inoue and Todo
    InoueTodo,
}

impl From<PresetArgument> for Preset {
    fn from(argument: PresetArgument) -> Self {
        match argument {
            PresetArgument::Linchpin => Self::Linchpin,
            PresetArgument::Ario => Self::Ario,
            PresetArgument::InoueTodo => Self::InoueTodo,
        }
    }
}

/// Shows `--preset` in the help of a command that takes it.
pub fn shown(preset: clap::Arg) -> clap::Arg {
    preset.hide(false)
}

/// Lets `asked`, if anything was asked for, run `scenario` whatever it says itself, and adds what cannot be run.
pub fn prepare(scenario: &mut Scenario, asked: Option<Preset>, model: &Model, findings: &mut Findings) {
    scenario.dynamics.preset = asked.or(scenario.dynamics.preset);
    let rebuilt = |hits: &Target| matches!(hits, Target::Capital { rebuild: Some(_), .. });
    if let Some(product) = unpriced(model).filter(|_| scenario.shock.iter().any(|shock| rebuilt(&shock.hits))) {
        let message = format!("`{}` rebuilds lost capital, but `{product}` has no market value", scenario.id);
        let help = "rebuilding is bought: give every product a `market_value`, or leave `rebuild` out";
        findings.push(Finding::error(message).help(help));
    }
}

/// A product without a market value.
fn unpriced(model: &Model) -> Option<&str> {
    let mut products = model.products.iter();
    products.find(|(_, product)| product.market_value.is_none()).map(|(_, product)| product.id.as_str())
}

/// Warnings of what the model that runs does not know.
pub fn unknown_to_preset(study: &Study, scenarios: &[Scenario]) -> Findings {
    let mut findings = Findings::new();
    for scenario in scenarios {
        let preset = study.preset(scenario);
        for (place, shock) in scenario.shock.iter().enumerate() {
            if preset != Preset::Linchpin && matches!(shock.hits, Target::Stock { reserve: true, .. }) {
                let message = format!(
                    "shock {} of `{}` hits strategic reserves: the preset `{}` has none and passes over it",
                    place + 1,
                    scenario.id,
                    preset.id()
                );
                findings.push(Finding::warning(message));
            }
        }
    }
    findings
}

/// The model and its scenarios, built, for `what` has the default kernel alone.
pub fn load_default_kernel(what: &str, arguments: &ModelArguments, session: &Session) -> Result<StudySource, Failure> {
    let inputs = study_source::read(arguments, session)?;
    default_kernel_only(what, arguments.preset(), &inputs.model, session)?;
    inputs.build()
}

/// Refuses `asked`, and warns of a preset that the model names: `what` has the default kernel alone.
pub fn default_kernel_only(what: &str, asked: Option<Preset>, model: &Model, session: &Session) -> Result<(), Failure> {
    let help = "`linchpin run --preset` runs scenarios with it";
    match (asked, model.manifest.dynamics.preset) {
        (None | Some(Preset::Linchpin), Preset::Linchpin) | (Some(Preset::Linchpin), _) => Ok(()),
        (None, named) => {
            let message = format!("{what} with the default kernel, not with the model's preset `{}`", named.id());
            session.tell(&Finding::warning(message).help(help).into());
            Ok(())
        }
        (Some(asked), _) => {
            let message = format!("{what} with the default kernel alone, not with `{}`", asked.id());
            Err(Failure::Usage(Finding::error(message).help(help).into()))
        }
    }
}
