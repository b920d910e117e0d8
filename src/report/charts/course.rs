//! The course of a scenario, and fans over the figures' ranges.

use super::{NamedChart, economy, foremost, mean_of_products, named, preset_first, source};
use crate::chart::availability::MOST_LINES;
use crate::chart::{Availability, Band as ChartBand, BandChart, Caption, HomeLine, SectorPanel, ShockWindow};
use crate::model::Sector;
use crate::scenario::{REBUILT, Recovery, Scenario, Shock, Target};
use crate::study::{Band, ScenarioResult, SectorRow, Study};

/// A line goes on for this long after the last thing happened.
const AFTERMATH: f64 = 30.0;

/// Availability over time in every sector, India and Japan side by side. The result must hold its series.
#[must_use]
pub fn course(study: &Study, scenario: &Scenario, result: &ScenarioResult) -> Availability {
    let model = study.model();
    let shown = shown_steps(scenario, result);
    let within = |series: &Option<Vec<f64>>| -> Vec<f64> {
        let mut values: Vec<f64> = series.as_deref().unwrap_or_default().iter().take(shown).copied().collect();
        values.resize(shown, 100.0); // a run stops when all is whole
        values
    };
    // Whom the title speaks of is shown in any case.
    let subject = fallen(result).or_else(|| most_lost(&result.results).map(|(.., row)| row));
    let told = |home: &str| subject.is_some_and(|row| row.economy == home);
    let hit = |home: &str| if told(home) { f64::INFINITY } else { lost(result, home) };
    let homes = foremost(&model.manifest.home, MOST_LINES, hit);
    let panels = model
        .sectors()
        .iter()
        .map(|&sector| SectorPanel {
            sector: sector.name().to_owned(),
            lines: homes
                .iter()
                .filter_map(|home| result.results.iter().find(|row| row.sector == sector.id() && row.economy == *home))
                .map(|row| HomeLine {
                    home: economy(model, &row.economy),
                    mean: within(&row.availability),
                    weakest_fifth: within(&row.weakest_fifth),
                    low: Vec::new(),
                    high: Vec::new(),
                    time_to_survive_days: row.time_to_survive_days,
                    time_to_recover_days: row.time_to_recover_days,
                })
                .collect(),
        })
        .collect();
    let drawn = shown as f64 * result.step_days;
    let cut = if drawn < result.horizon_days { format!(", of which {drawn:.0} are drawn") } else { String::new() };
    let subtitle = format!(
        "{}Availability, per cent of need that could be met: {} and their weakest fifth; losses over {:.0} days from the first onset{cut}",
        preset_first([result]),
        mean_of_products(study),
        result.horizon_days
    );
    Availability {
        caption: Caption::new(message(study, scenario, result), subtitle, source(study)),
        first_day: 0.0,
        step_days: result.step_days,
        threshold: 100.0 * model.manifest.dynamics.threshold.value.get(),
        shocks: of_story(scenario, shown as f64 * result.step_days),
        panels,
    }
}

/// Of what falls below the threshold, the least resilient.
fn fallen(result: &ScenarioResult) -> Option<&SectorRow> {
    let fallen = result.results.iter().filter(|row| row.time_to_survive_days.is_some());
    fallen.min_by(|a, b| a.resilience.total_cmp(&b.resilience))
}

/// How far from whole the least resilient sector of `home` is.
fn lost(result: &ScenarioResult, home: &str) -> f64 {
    let own = result.results.iter().filter(|row| row.economy == home);
    own.map(|row| 100.0 - row.resilience).fold(0.0, f64::max)
}

/// What a reader should take from the chart.
fn message(study: &Study, scenario: &Scenario, result: &ScenarioResult) -> String {
    let threshold = 100.0 * study.model().manifest.dynamics.threshold.value.get();
    let Some(row) = fallen(result) else {
        let lost = lost_above(study, &result.results, threshold);
        return format!("{}: {}", scenario.title, lost.unwrap_or_else(|| COVERED.to_owned()));
    };
    let sector = Sector::named(&row.sector).map_or("", Sector::name);
    format!(
        "{}: {} in {} falls below {threshold:.0} % on day {:.0}",
        scenario.title,
        sector.to_lowercase().replace("ict", "ICT"),
        economy(study.model(), &row.economy).label(),
        row.time_to_survive_days.unwrap_or_default()
    )
}

/// What is said when nothing is lost.
pub(super) const COVERED: &str = "stocks and other suppliers cover it";

/// Days lost that a table shows as 0.0.
const NOTHING: f64 = 0.05;

/// What is lost although no fifth of a sector falls below `threshold`, 0 to 100: most days of final use, or else of
/// need; none when tables show nothing but zeros.
fn lost_above(study: &Study, rows: &[SectorRow], threshold: f64) -> Option<String> {
    let (days, what, row) = most_lost(rows)?;
    let sector = Sector::named(&row.sector).map_or("", Sector::name).to_lowercase().replace("ict", "ICT");
    let home = economy(study.model(), &row.economy);
    Some(format!("no fifth falls below {threshold:.0} %, {days:.1} days of {what} lost ({sector}, {})", home.label()))
}

/// The largest loss of final use, or else of need, that is not nothing.
pub(super) fn most_lost<'a>(
    rows: impl IntoIterator<Item = &'a SectorRow>,
) -> Option<(f64, &'static str, &'a SectorRow)> {
    let rows: Vec<&SectorRow> = rows.into_iter().collect();
    let most = |what: &'static str, days: fn(&SectorRow) -> f64| {
        let row = *rows.iter().max_by(|a, b| days(a).total_cmp(&days(b)))?;
        (days(row) >= NOTHING).then(|| (days(row), what, row))
    };
    most("final use", |row| row.final_use_lost_days).or_else(|| most("need", |row| row.lost_days))
}

/// Steps worth showing: the horizon, and what is needed to see the recovery, up to three years.
pub(super) fn shown_steps(scenario: &Scenario, result: &ScenarioResult) -> usize {
    let recovered = result.results.iter().filter_map(|row| row.time_to_recover_days).fold(0.0, f64::max);
    let over =
        of_story(scenario, f64::INFINITY).iter().map(|w| w.to_day).filter(|day| day.is_finite()).fold(0.0, f64::max);
    let days = result.horizon_days.max((recovered + AFTERMATH).min(over.max(result.horizon_days) + 365.0)).min(1_095.0);
    (days / result.step_days).round() as usize
}

/// The windows of a scenario, days from its first onset.
pub(super) fn of_story(scenario: &Scenario, shown: f64) -> Vec<ShockWindow> {
    let onset = scenario.shock.iter().map(|shock| shock.start_day.get()).fold(f64::INFINITY, f64::min);
    windows(&scenario.shock, onset, shown)
}

/// Days from `onset` in which a shock is at work, with its way back; one that lasts ends with the chart.
pub(super) fn windows(shocks: &[Shock], onset: f64, shown: f64) -> Vec<ShockWindow> {
    let mut windows: Vec<ShockWindow> = Vec::new();
    for shock in shocks {
        let from_day = shock.start_day.get() - onset;
        let hold = shock.duration_days.map_or(f64::INFINITY, crate::units::Days::get);
        let over = from_day + shock.onset_days.get() + hold;
        let back_day = way_back(shock).map(|days| (over + days).min(shown));
        let window = ShockWindow { from_day, to_day: over.min(shown), back_day };
        if !windows.contains(&window) {
            windows.push(window);
        }
    }
    windows
}

/// Days from the worst of a shock to nothing of it, if it does not end at once.
fn way_back(shock: &Shock) -> Option<f64> {
    let days = match &shock.hits {
        Target::Capital { rebuild: Some(rebuild), .. } => REBUILT * rebuild.days.get(),
        _ if shock.recovery == Recovery::Step => 0.0,
        _ => shock.recovery_days.get(),
    };
    (days > 0.0).then_some(days)
}

/// A fan per sector and home economy that a draw may bring below the threshold. The result must hold its series.
#[must_use]
pub fn fan(study: &Study, scenario: &Scenario, result: &ScenarioResult, band: &Band) -> Vec<NamedChart> {
    let model = study.model();
    let rows = band.results.iter().zip(&result.results).filter(|(row, _)| row.falls_below_threshold > 0.0);
    rows.map(|(row, plain): (_, &SectorRow)| {
        let sector = Sector::named(&row.sector).map_or("", Sector::name);
        let home = economy(model, &row.economy);
        let days = row.weakest_fifth[0].len();
        let title = format!(
            "{} in {}: resilience between {:.0} and {:.0}, given what is not known",
            sector,
            home.label(),
            row.resilience.low,
            row.resilience.high
        );
        let subtitle = format!(
            "{}. {}Availability of the weakest fifth, per cent; {} draws of every figure from its range, middle 90 % and median; the line has the figures as they stand",
            scenario.title,
            preset_first([result]),
            band.draws
        );
        let mut centre: Vec<f64> = plain.weakest_fifth.clone().unwrap_or_default();
        centre.resize(days, 100.0);
        let [low, median, high] = row.weakest_fifth.clone();
        let chart = BandChart {
            caption: Caption::new(title, subtitle, source(study)),
            measure: "availability, per cent".to_owned(),
            id: home.id.clone(),
            label: home.label().to_owned(),
            first_day: 0.0,
            step_days: result.step_days,
            centre,
            median,
            bands: vec![ChartBand { label: "90 % of draws".to_owned(), low, high }],
            threshold: Some(100.0 * model.manifest.dynamics.threshold.value.get()),
            most: Some(100.0),
            shocks: of_story(scenario, days as f64 * result.step_days),
        };
        named(format!("band-{}-{}-{}", scenario.id, row.sector, row.economy.to_lowercase()), &chart)
    })
    .collect()
}
