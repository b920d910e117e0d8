//! One scenario under several presets.

use super::course::{COVERED, most_lost, of_story, shown_steps};
use super::{mean_of_products, source};
use crate::chart::{Caption, Comparison, ComparisonPanel};
use crate::model::Sector;
use crate::scenario::Scenario;
use crate::study::{ScenarioResult, Study};

/// Days of the mean that is drawn.
const SMOOTH: usize = 7;

/// Availability in every sector, the mean over the home economies, a line for each of `results`, which must hold their
/// series.
#[must_use]
pub fn comparison(study: &Study, scenario: &Scenario, results: &[ScenarioResult]) -> Comparison {
    let steps = results.iter().map(|result| shown_steps(scenario, result)).max().unwrap_or(0);
    let panels = Sector::ALL.into_iter().map(|sector| ComparisonPanel {
        title: sector.name().to_owned(),
        lines: results
            .iter()
            .filter_map(|result| Some((result.preset.id().to_owned(), mean(result, sector, steps)?)))
            .collect(),
    });
    let most = |result: &&ScenarioResult| lost(result);
    let worst = results.iter().max_by(|a, b| most(a).total_cmp(&most(b)));
    let title = match worst.filter(|result| lost(result) > 0.05) {
        Some(worst) => format!("{}: {} loses most, {:.1} days", scenario.title, worst.preset.id(), lost(worst)),
        None => match most_lost(results.iter().flat_map(|result| &result.results)) {
            Some((days, what, _)) => format!("{}: up to {days:.1} days of {what} lost in a sector", scenario.title),
            None => format!("{}: {COVERED}", scenario.title),
        },
    };
    let horizon = results.first().map_or(0.0, |result| result.horizon_days);
    let subtitle = format!(
        "Availability, per cent of need that could be met: {}, of the home economies and of {SMOOTH} days, by preset; days lost are means over sectors, in {horizon:.0} days",
        mean_of_products(study)
    );
    Comparison {
        caption: Caption::new(title, subtitle, source(study)),
        step_days: results.first().map_or(1.0, |result| result.step_days),
        shocks: of_story(scenario, steps as f64 * results.first().map_or(1.0, |result| result.step_days)),
        panels: panels.filter(|panel| !panel.lines.is_empty()).collect(),
    }
}

/// Mean of the home economies and of a week; none where the sector has none.
fn mean(result: &ScenarioResult, sector: Sector, steps: usize) -> Option<Vec<f64>> {
    let rows = result.results.iter().filter(|row| row.sector == sector.id());
    let series: Vec<&Vec<f64>> = rows.filter_map(|row| row.availability.as_ref()).collect();
    // A run stops when all is whole.
    let at = |step: usize| series.iter().map(|values| values.get(step).copied().unwrap_or(100.0)).sum::<f64>();
    let daily: Vec<f64> = (0..steps).map(|step| at(step) / series.len().max(1) as f64).collect();
    (!series.is_empty()).then(|| smoothed(&daily))
}

/// Means over a week: some presets swing from one day to the next.
fn smoothed(daily: &[f64]) -> Vec<f64> {
    let week = |day: usize| &daily[day.saturating_sub(SMOOTH - 1)..=day];
    (0..daily.len()).map(|day| week(day).iter().sum::<f64>() / week(day).len() as f64).collect()
}

/// Mean lost days over sectors and home economies.
fn lost(result: &ScenarioResult) -> f64 {
    result.results.iter().map(|row| row.lost_days).sum::<f64>() / result.results.len().max(1) as f64
}
