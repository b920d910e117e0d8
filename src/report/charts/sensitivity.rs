//! Which figures an outcome depends on.

use super::{economy, source};
use crate::chart::{Bar, BarPanel, Bars, Caption};
use crate::model::{Preset, Sector};
use crate::scenario::Scenario;
use crate::study::{Sensitivity, SensitivityRow, Study};

/// Outcomes shown: those that vary most.
const MOST_OUTCOMES: usize = 4;
/// Groups shown of each.
const MOST_GROUPS: usize = 12;

/// First-order and total indices, for the outcomes that vary most.
#[must_use]
pub fn sensitivity(study: &Study, scenario: &Scenario, found: &Sensitivity) -> Bars {
    let model = study.model();
    let mut outcomes: Vec<&[SensitivityRow]> =
        found.results.chunk_by(|a, b| a.sector == b.sector && a.economy == b.economy).collect();
    outcomes.sort_by(|a, b| b[0].sd.total_cmp(&a[0].sd));
    outcomes.truncate(MOST_OUTCOMES);
    let name = |row: &SensitivityRow| {
        let sector = Sector::named(&row.sector).map_or("", Sector::name);
        format!("{sector} in {}", economy(model, &row.economy).label())
    };
    let panel = |rows: &[SensitivityRow], what: &str, bar: fn(&SensitivityRow) -> Bar| BarPanel {
        title: name(&rows[0]),
        measure: format!("{what}; standard deviation {:.1}", rows[0].sd),
        id: rows[0].sector.clone(),
        bars: rows.iter().take(MOST_GROUPS).map(bar).collect(),
    };
    let panels = outcomes.iter().flat_map(|rows| {
        [
            panel(rows, "alone (first order)", |row| Bar {
                label: row.group.clone(),
                value: row.first,
                low: row.first_low,
                high: row.first_high,
            }),
            panel(rows, "with others (total)", |row| Bar {
                label: row.group.clone(),
                value: row.total,
                low: row.total_low,
                high: row.total_high,
            }),
        ]
    });
    let panels: Vec<BarPanel> = panels.collect();
    let title = outcomes.first().map_or_else(
        || "What the outcome depends on".to_owned(),
        |rows| format!("{}: {} matter most", name(&rows[0]), rows[0].group),
    );
    let preset = match study.preset(scenario) {
        Preset::Linchpin => String::new(),
        other => format!(", preset {}", other.id()),
    };
    let subtitle = format!(
        "Sobol indices of {} under {}{preset}: share of the variance over the ranges of all figures; {} runs, seed {}",
        found.outcome.replace('_', " "),
        found.scenario,
        found.runs,
        found.seed
    );
    let notes = vec![format!("Lines: 95 % intervals, {} of the design.", found.points.intervals())];
    Bars { caption: Caption::new(title, subtitle, source(study)), panels, notes }
}
