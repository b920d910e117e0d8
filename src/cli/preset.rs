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

/// Warns of figures and rules of the command line that a preset which runs any of `scenarios` does not read.
pub fn unread(arguments: &ModelArguments, study: &Study, scenarios: &[Scenario]) -> Findings {
    let mut findings = Findings::new();
    let ran: Vec<Preset> =
        Preset::ALL.into_iter().filter(|preset| scenarios.iter().any(|one| study.preset(one) == *preset)).collect();
    let without = |reads: &dyn Fn(Preset) -> bool| {
        let deaf: Vec<String> = ran.iter().filter(|preset| !reads(**preset)).map(|preset| named(*preset)).collect();
        (!deaf.is_empty()).then(|| deaf.join(" and "))
    };
    for assignment in &arguments.set {
        let path = study_source::figure(assignment);
        if let Some(deaf) = without(&|preset| preset.reads(path)) {
            let finding =
                Finding::warning(format!("`--set {path}` changes nothing under {deaf}: it is not read there"));
            findings.push(finding.help(
                "a published preset reads flows and its own `dynamics.PRESET.…`; stocks, rerouting, overtime, substitutes \
                 and reserves are the default kernel's (docs/presets.md)",
            ));
        }
    }
    if let Some(deaf) = without(&|preset| preset == Preset::Linchpin).filter(|_| arguments.rationing.is_some()) {
        let finding =
            Finding::warning(format!("`--rationing` changes nothing under {deaf}: it is the default kernel's"));
        findings.push(finding.help(
            "`ario` serves all alike; rules of `inoue-todo` are set by `--set dynamics.inoue-todo.rationing=R1` (R0 to R3)",
        ));
    }
    findings
}

/// A preset as messages name it.
fn named(preset: Preset) -> String {
    if preset == Preset::Linchpin { "the default kernel".to_owned() } else { format!("`{}`", preset.id()) }
}

/// Warns where a preset runs the scenarios of a report: `asked` for, or named by the model.
pub fn scenarios_alone(asked: Option<Preset>, model: &Model, session: &Session) -> Result<(), Failure> {
    match asked {
        Some(preset) if preset != Preset::Linchpin => {
            let message = format!(
                "`{}` runs the scenarios of a report; its scores and batch have the default kernel",
                preset.id()
            );
            let help = "docs/presets.md says what the presets leave out; `linchpin run --preset` runs scenarios alone";
            session.tell(&Finding::warning(message).help(help).into());
            Ok(())
        }
        _ => default_kernel_only("scores and batch of a report run", None, model, session),
    }
}

/// The model and its scenarios, built, for `what` has the default kernel alone.
pub fn load_default_kernel(what: &str, arguments: &ModelArguments, session: &Session) -> Result<StudySource, Failure> {
    let inputs = study_source::read(arguments, session)?;
    default_kernel_only(what, arguments.preset(), &inputs.model, session)?;
    inputs.build()
}

/// Warns where `--rationing` was given to `what`, in which nothing is rationed.
pub fn without_rationing(what: &str, arguments: &ModelArguments, session: &Session) {
    if arguments.rationing.is_some() {
        let message = format!("`--rationing` changes nothing here: {what} from shares that every customer keeps");
        session.tell(&Finding::warning(message).help("`linchpin run` and `score` ration by it").into());
    }
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
