//! What each scenario costs, the worst first.

use super::{economy, foremost, preset_first, source};
use crate::chart::ranking::MOST_HOMES;
use crate::chart::{Caption, Economy, ScenarioRanking, ScenarioRow};
use crate::scenario::Scenario;
use crate::study::{ScenarioResult, Study};

/// Lost days of the weakest fifth, averaged over the sectors, per scenario and home economy.
#[must_use]
pub fn ranking(study: &Study, scenarios: &[Scenario], results: &[ScenarioResult]) -> ScenarioRanking {
    let model = study.model();
    let hit = |home: &str| results.iter().map(|result| result.ranked_days(home)).fold(0.0, f64::max);
    let homes: Vec<Economy> =
        foremost(&model.manifest.home, MOST_HOMES, hit).into_iter().map(|id| economy(model, id)).collect();
    let rows: Vec<ScenarioRow> = scenarios
        .iter()
        .zip(results)
        .filter(|(scenario, _)| !scenario.shock.is_empty())
        .map(|(scenario, result)| ScenarioRow {
            scenario: scenario.title.clone(),
            losses: homes.iter().map(|home| result.ranked_days(&home.id)).collect(),
            negative_control: scenario.negative_control,
        })
        .collect();
    // By what is shown, so that the title speaks of a row that bears it out.
    let cost = |row: &ScenarioRow| row.losses.iter().take(MOST_HOMES).sum::<f64>();
    let worst = rows.iter().max_by(|a, b| cost(a).total_cmp(&cost(b)));
    let title =
        worst.map_or_else(|| "Scenarios".to_owned(), |row| format!("The worst of {}: {}", rows.len(), row.scenario));
    let mean = if model.sectors().len() == 1 { "" } else { ", mean of the five sectors" };
    let subtitle = format!(
        "{}Days a year lost by the weakest fifth of each sector's products{mean} (scenarios of two years: per year)",
        preset_first(results)
    );
    ScenarioRanking {
        caption: Caption::new(title, subtitle, source(study)),
        measure: "days lost by the weakest fifth, of 365".to_owned(),
        homes,
        rows,
    }
}
