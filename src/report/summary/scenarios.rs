//! What the summary says of scenarios: what stands out, and a row of each.

use super::{ReportData, name, product, sector};
use crate::report::scenario_table::span;
use crate::scenario::Scenario;
use crate::study::{ProductRow, ScenarioResult, SectorRow, Study};
use std::io::{self, Write};

/// What a reader with one minute should know, by home economy.
pub(super) fn highlights(out: &mut dyn Write, study: &Study, data: &ReportData) -> io::Result<()> {
    writeln!(out, "## What stands out\n")?;
    for home in &study.model().manifest.home {
        let economy = name(study, home);
        let losses = data.scores.dependence.iter().filter(|row| row.economy == *home && row.availability_loss > 0.0);
        if let Some(row) = losses.max_by(|a, b| a.availability_loss.total_cmp(&b.availability_loss)) {
            let (on, what) = (name(study, &row.on), sector(&row.sector));
            writeln!(
                out,
                "- **{economy}** depends most on {on} in {what}: without its exports, {:.0} % of what is needed and {:.0} % of \
                 the weakest fifth is lost.",
                row.availability_loss, row.weakest_fifth_loss
            )?;
        }
        if let Some(words) = worst_scenario(study, data, home) {
            writeln!(out, "- {words}")?;
        }
    }
    writeln!(out)
}

/// The scenarios that disturb anything, with their results.
fn told(data: &ReportData) -> impl Iterator<Item = (&Scenario, &ScenarioResult)> {
    data.scenarios.iter().zip(&data.results).filter(|(scenario, _)| !scenario.shock.is_empty())
}

fn rows_of<'a>(result: &'a ScenarioResult, home: &'a str) -> impl Iterator<Item = &'a SectorRow> {
    result.results.iter().filter(move |row| row.economy == home)
}

/// The sector whose weakest fifth loses most in `home`.
fn hardest_hit<'a>(result: &'a ScenarioResult, home: &'a str) -> Option<&'a SectorRow> {
    rows_of(result, home).min_by(|a, b| a.resilience.total_cmp(&b.resilience))
}

/// The product of a row that is below the threshold first.
fn first_to_fall<'a>(result: &'a ScenarioResult, row: &SectorRow) -> Option<(&'a ProductRow, f64)> {
    let own = |of: &&ProductRow| of.counts && (&of.sector, &of.economy) == (&row.sector, &row.economy);
    let own = result.products.iter().filter(own);
    let falling = own.filter_map(|product| Some((product, product.time_to_survive_days?)));
    falling.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The scenario that costs `home` most by the measure of the ranking chart, and what it does to the sector it hits hardest.
fn worst_scenario(study: &Study, data: &ReportData, home: &str) -> Option<String> {
    let economy = name(study, home);
    let (scenario, result) = told(data).max_by(|a, b| a.1.ranked_days(home).total_cmp(&b.1.ranked_days(home)))?;
    let lost = result.ranked_days(home);
    let row = hardest_hit(result, home).filter(|_| lost > 0.05)?;
    let course = course(study, result, row).unwrap_or_default();
    Some(format!(
        "The scenario that hits **{economy}** hardest, by days a year that the weakest fifth of each sector loses ({lost:.0}, \
         mean of its sectors): {}.{course}",
        scenario.title
    ))
}

/// When the sector falls and is back, which product loses most and which falls first; nothing if it never falls.
fn course(study: &Study, result: &ScenarioResult, row: &SectorRow) -> Option<String> {
    let (worst, day) = (row.worst_product.as_ref()?, row.time_to_survive_days?);
    let back = match row.time_to_recover_days {
        Some(day) => format!("is back on day {day:.0}"),
        None => format!("is not back in {}", span(result.follow_days)),
    };
    let first = match first_to_fall(result, row) {
        Some((first, day)) if first.product == *worst => format!(" and is the first to fall, on day {day:.0}"),
        Some((first, day)) => format!(", {} is the first to fall, on day {day:.0}", product(study, &first.product)),
        None => String::new(),
    };
    Some(format!(
        " {} is hit hardest: its weakest fifth falls below {:.0} % on day {day:.0} and {back}; {} loses most{first}.",
        sector(&row.sector),
        threshold(study),
        product(study, worst)
    ))
}

/// Availability below which a product has fallen, per cent.
fn threshold(study: &Study) -> f64 {
    100.0 * study.model().manifest.dynamics.threshold.value.get()
}

/// A row for each scenario and home economy.
pub(super) fn write(out: &mut dyn Write, study: &Study, data: &ReportData) -> io::Result<()> {
    writeln!(out, "## What each disruption does\n\n![Scenarios ranked](charts/scenario-ranking.png)\n")?;
    writeln!(
        out,
        "The sector of each home economy whose weakest fifth loses most over the scenario's horizon, and of that sector: its worst \
         product, the first day on which any fifth of it is below {:.0} %, the day it is back, days of need lost by its mean, days \
         of final use unmet. Last, the largest unmet final use of any sector, which plans should be judged by. Chart of each: \
         `charts/course-ID.png`.\n",
        threshold(study)
    )?;
    writeln!(
        out,
        "| scenario | economy | hardest hit | worst product | falls on day | back on day | lost days | its unmet final use, days | \
         largest unmet final use, days |"
    )?;
    writeln!(out, "|---|---|---|---|---:|---:|---:|---:|---:|")?;
    for (scenario, result) in told(data) {
        let control = if scenario.negative_control { " (negative control)" } else { "" };
        for home in &study.model().manifest.home {
            scenario_row(out, study, &format!("{}{control}", scenario.title), home, result)?;
        }
    }
    writeln!(out)
}

fn scenario_row(
    out: &mut dyn Write,
    study: &Study,
    title: &str,
    home: &str,
    result: &ScenarioResult,
) -> io::Result<()> {
    let Some(worst) = hardest_hit(result, home) else { return Ok(()) };
    let economy = name(study, home);
    let last = rows_of(result, home).max_by(|a, b| a.final_use_lost_days.total_cmp(&b.final_use_lost_days));
    let last = last.filter(|row| row.final_use_lost_days >= 0.05);
    let largest = last
        .map_or_else(|| "0.0".to_owned(), |row| format!("{:.1} ({})", row.final_use_lost_days, sector(&row.sector)));
    if worst.worst_product.is_none() || worst.lost_days < 0.05 && worst.time_to_survive_days.is_none() {
        return writeln!(out, "| {title} | {economy} | nothing | – | never | – | 0.0 | 0.0 | {largest} |");
    }
    let day = |day: Option<f64>| day.map_or_else(|| "never".to_owned(), |day| format!("{day:.0}"));
    let back = match (worst.time_to_survive_days, worst.recovered) {
        (None, _) => "–".to_owned(),
        (Some(_), true) => day(worst.time_to_recover_days),
        (Some(_), false) => format!("not in {}", span(result.follow_days)),
    };
    writeln!(
        out,
        "| {title} | {economy} | {} | {} | {} | {back} | {:.1} | {:.1} | {largest} |",
        sector(&worst.sector),
        worst.worst_product.as_ref().map_or_else(|| "none".to_owned(), |id| product(study, id)),
        day(worst.time_to_survive_days),
        worst.lost_days,
        worst.final_use_lost_days
    )
}
