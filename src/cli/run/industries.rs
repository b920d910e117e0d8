//! Scenarios run one after the other, every industry of them written day by day.

use crate::cli::study_source::StudySource;
use crate::cli::{Failure, Session};
use crate::report::OutputFolder;
use crate::report::industry_table::{IndustryFiles, ScenarioLosses};
use crate::scenario::Scenario;
use crate::study::{IndustryDay, Losses, RunOptions, ScenarioResult};
use std::io;

/// Runs `scenarios` and adds up who loses; with a `folder` every day of every industry is written into it.
pub(super) fn run(
    source: &StudySource,
    scenarios: &[Scenario],
    options: &RunOptions,
    mut folder: Option<&mut OutputFolder>,
    session: &Session,
) -> Result<(Vec<ScenarioResult>, Vec<ScenarioLosses>), Failure> {
    let unwritten = |error: io::Error| session.cannot_write(&error);
    let study = &source.study;
    let progress = session.progress("scenarios", scenarios.len() as u64);
    let mut files = folder.as_deref_mut().map(IndustryFiles::open).transpose().map_err(unwritten)?;
    let mut state = study.engine().state();
    let (mut results, mut losses) = (Vec::new(), Vec::new());
    for scenario in scenarios {
        let preset = study.preset(scenario);
        let days = options.horizon_days.unwrap_or(scenario.horizon_days.get());
        let (mut lost, mut written) = (Losses::new(study), Ok(()));
        let mut observe = |day: &IndustryDay| {
            if day.day as f64 >= days || written.is_err() {
                return;
            }
            lost.add(day);
            if let Some(files) = &mut files {
                written = files.write(&scenario.id, preset, study.network(), day);
            }
        };
        let result = study.run_observed(&mut state, scenario, options, Some(&mut observe));
        results.push(result.map_err(|error| Failure::input(&error))?);
        written.map_err(unwritten)?;
        losses.push(ScenarioLosses { scenario: scenario.id.clone(), preset, rows: lost.rows() });
        progress.advance(1);
    }
    if let (Some(files), Some(folder)) = (files, folder) {
        files.finish(folder).map_err(unwritten)?;
    }
    Ok((results, losses))
}
