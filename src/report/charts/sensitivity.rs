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
    let all = outcomes.len();
    outcomes.truncate(MOST_OUTCOMES);
    let unit = if found.outcome == "resilience" { "points" } else { "days" };
    let name = |row: &SensitivityRow| {
        let sector = Sector::named(&row.sector).map_or("", Sector::name);
        format!("{sector} in {}", economy(model, &row.economy).label())
    };
    let panel = |rows: &[SensitivityRow], what: &str, bar: fn(&SensitivityRow) -> Bar| BarPanel {
        title: name(&rows[0]),
        measure: format!("{what}; standard deviation {} {unit}", two_digits(rows[0].sd)),
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
                ..Bar::default()
            }),
            panel(rows, "with others (total)", |row| Bar {
                label: row.group.clone(),
                value: row.total,
                low: row.total_low,
                high: row.total_high,
                ..Bar::default()
            }),
        ]
    });
    let panels: Vec<BarPanel> = panels.collect();
    let title = outcomes.first().map_or_else(
        || "What the outcome depends on".to_owned(),
        |rows| format!("{}: {} matter most", name(&rows[0]), leading(rows)),
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
    let mut notes = vec![format!("Lines: 95 % intervals, {} of the design.", found.points.intervals())];
    if all > MOST_OUTCOMES {
        notes.push(format!("Shown: the {MOST_OUTCOMES} sectors and economies that vary most, of {all} that vary."));
    }
    if let Some(rows) = outcomes.iter().find(|rows| rows.len() > MOST_GROUPS) {
        notes.push(format!("Shown: the first {MOST_GROUPS} of {} groups.", rows.len()));
    }
    Bars { caption: Caption::new(title, subtitle, source(study)), panels, comparable: false, notes }
}

/// The groups that may matter most: the first by total index, and those whose intervals reach into its own.
fn leading(rows: &[SensitivityRow]) -> String {
    let first = &rows[0];
    // Not apart either where there is no interval.
    let apart = |row: &&SensitivityRow| row.total_high < first.total_low;
    let others: Vec<&str> = rows[1..].iter().filter(|row| !apart(row)).map(|row| row.group.as_str()).collect();
    match others.as_slice() {
        [] => first.group.clone(),
        [one] => format!("{} or {one}", first.group),
        [one, ..] => format!("{}, {one} or others", first.group),
    }
}

/// A number of at least 0 with two digits that count.
fn two_digits(value: f64) -> String {
    let size = if value > 0.0 { libm::floor(libm::log10(value)) } else { 0.0 };
    let places = if value > 0.0 { (1.0 - size).clamp(0.0, 6.0) as usize } else { 0 };
    format!("{value:.places$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(group: &str, total: [f64; 3]) -> SensitivityRow {
        let [total_low, total, total_high] = total;
        SensitivityRow {
            sector: "ict".to_owned(),
            economy: "IND".to_owned(),
            sd: 0.023,
            sd_se: None,
            group: group.to_owned(),
            first: 0.0,
            first_low: 0.0,
            first_high: 0.0,
            total,
            total_low,
            total_high,
        }
    }

    #[test]
    fn groups_lead_alone_only_where_their_interval_stands_apart() {
        let [first, apart] = [row("supply shares", [0.5, 0.6, 0.7]), row("covers", [0.1, 0.2, 0.3])];
        assert_eq!(leading(&[first.clone(), apart.clone()]), "supply shares");
        let near = row("switching", [0.3, 0.5, 0.6]);
        assert_eq!(leading(&[first.clone(), near.clone(), apart]), "supply shares or switching");
        let unknown = row("covers", [f64::NAN, 0.2, f64::NAN]);
        assert_eq!(leading(&[first, near, unknown]), "supply shares, switching or others");
    }

    #[test]
    fn a_small_deviation_is_not_called_none() {
        let told = [0.023, 0.98, 2.34, 61.2, 1234.0, 0.0].map(two_digits);
        assert_eq!(told, ["0.023", "0.98", "2.3", "61", "1234", "0"]);
    }
}
