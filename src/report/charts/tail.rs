//! How much a rare year costs, and whom it is due to.

use super::{economy, foremost, source};
use crate::chart::exceedance::MOST_PANELS;
use crate::chart::{Bar, BarPanel, Bars, Caption, Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint};
use crate::model::Sector;
use crate::montecarlo::Curve;
use crate::montecarlo::exceedance::BandPoint;
use crate::montecarlo::year_loss::Measure;
use crate::scenario::HazardFile;
use crate::study::{BatchResult, BatchRow, GroupRow, GroupValue, Study};

/// Points of a curve: enough to look smooth.
const POINTS: u32 = 60;
/// Dollars.
const BILLION: f64 = 1e9;
/// Confidence of the band.
const CONFIDENCE: f64 = 0.95;

/// Fewest trials of which the worst 5 % are more than one.
const FEWEST: u64 = 40;
/// What is said where there are fewer.
const TOO_FEW: &str = "too few trials for the worst 5 %";

/// How many trials, in words.
fn trials(batch: &BatchResult) -> String {
    if batch.trials == 1 { "1 trial".to_owned() } else { format!("{} trials", batch.trials) }
}

/// What a subtitle says of bands, if there are any.
fn bands(panels: &[ExceedancePanel]) -> &'static str {
    let mut points = panels.iter().flat_map(|panel| &panel.curves).flat_map(|curve| &curve.points);
    if points.any(|point| point.low.is_finite() && point.high.is_finite()) {
        ", bands 95 % (order statistics)"
    } else {
        ""
    }
}

/// Lost days a year against their return period: a panel a home economy, a curve a sector.
#[must_use]
pub fn exceedance(study: &Study, batch: &BatchResult) -> Exceedance {
    let model = study.model();
    let lost = |home: &str| {
        let own = batch.results.iter().filter(|row| row.economy == home);
        own.map(|row| row.es95_lost_days).fold(0.0, f64::max)
    };
    let panels: Vec<ExceedancePanel> = foremost(&model.manifest.home, MOST_PANELS, lost)
        .into_iter()
        .map(|home| ExceedancePanel {
            title: economy(model, home).label().to_owned(),
            curves: model.sectors().iter().filter_map(|&sector| curve(batch, sector, home)).collect(),
        })
        .collect();
    let worst = batch.results.iter().max_by(|a, b| a.es95_lost_days.total_cmp(&b.es95_lost_days));
    let title = worst.map_or_else(
        || "Lost days and how rare they are".to_owned(),
        |row| {
            let sector = Sector::named(&row.sector).map_or("", Sector::name);
            let home = economy(model, &row.economy);
            let label = home.label();
            if row.es95_lost_days > 0.0 && batch.trials < FEWEST {
                format!("Lost days and how rare they are: {TOO_FEW}")
            } else if row.es95_lost_days > 0.0 {
                let error = told_error(row.es95_lost_days_se);
                format!(
                    "{sector} in {label}: the worst 5 % of years cost {:.0} days{error} on average",
                    row.es95_lost_days
                )
            } else {
                format!("{sector} in {label}: no loss in {}", trials(batch))
            }
        },
    );
    let subtitle = format!(
        "Lost days of the sector's mean per year of arrivals, followed to the end of the third year; {}, seed {}{}",
        trials(batch),
        batch.seed,
        bands(&panels)
    );
    Exceedance {
        caption: Caption::new(title, subtitle, source(study)),
        measure: "days lost to one year's events".to_owned(),
        trials: batch.trials,
        panels,
    }
}

/// A standard error in a title: none where too few trials tell of it, or where all are alike.
fn told_error(error: f64) -> String {
    if error > 0.0 { format!(" ± {error:.0}") } else { String::new() }
}

fn curve(batch: &BatchResult, sector: Sector, home: &str) -> Option<ExceedanceCurve> {
    let cell = batch.results.iter().position(|row| row.sector == sector.id() && row.economy == home)?;
    let points = points(&batch.table.curve(cell, Measure::LostDays)?, 1.0);
    Some(ExceedanceCurve { id: sector.id().to_owned(), label: sector.name().to_owned(), points })
}

/// A curve with its band, losses in this unit.
fn points(curve: &Curve, unit: f64) -> Vec<ExceedancePoint> {
    let of = |point: BandPoint| ExceedancePoint {
        probability: point.point.probability,
        loss: point.point.loss / unit,
        low: point.loss.low.unwrap_or(f64::NAN) / unit,
        high: point.loss.high.unwrap_or(f64::NAN) / unit,
    };
    curve.band(POINTS, CONFIDENCE).into_iter().map(of).collect()
}

/// Money lost a year by all sectors of each home economy, against its return period. None where nothing has a price.
#[must_use]
pub fn exceedance_money(study: &Study, batch: &BatchResult) -> Option<Exceedance> {
    let model = study.model();
    let valued = || batch.groups.iter().filter_map(|row| Some((row, row.lost_value.as_ref()?)));
    let panel = |(row, value): (&GroupRow, &GroupValue)| {
        let title = economy(model, &row.economy).label().to_owned();
        let curve =
            ExceedanceCurve { id: row.economy.clone(), label: title.clone(), points: points(&value.curve, BILLION) };
        ExceedancePanel { title, curves: vec![curve] }
    };
    let lost = |home: &str| valued().find(|(row, _)| row.economy == home).map_or(0.0, |(_, value)| value.es95_usd);
    let homes = foremost(&model.manifest.home, MOST_PANELS, lost);
    let panels: Vec<ExceedancePanel> =
        homes.into_iter().filter_map(|home| valued().find(|(row, _)| row.economy == home)).map(panel).collect();
    let (row, value) = valued().max_by(|a, b| a.1.es95_usd.total_cmp(&b.1.es95_usd))?;
    let label = economy(model, &row.economy).label().to_owned();
    let title = if value.es95_usd > 0.0 && batch.trials < FEWEST {
        format!("Money lost and how rare that is: {TOO_FEW}")
    } else if value.es95_usd > 0.0 {
        let error = told_error(value.es95_usd_se / BILLION);
        format!("{label}: the worst 5 % of years cost {:.0} billion USD{error} on average", value.es95_usd / BILLION)
    } else {
        format!("{label}: no loss of money in {}", trials(batch))
    };
    let subtitle = format!(
        "Final use that goes unmet, all sectors with priced end products in the same year, at world market values; {}, seed {}{}",
        trials(batch),
        batch.seed,
        bands(&panels)
    );
    Some(Exceedance {
        caption: Caption::new(title, subtitle, source(study)),
        measure: "billion USD lost to one year's events".to_owned(),
        trials: batch.trials,
        panels,
    })
}

/// Sources shown of each kind.
const MOST_SOURCES: usize = 12;
/// Sources with a smaller share are left out.
const LEAST: f64 = 0.005;

/// Home economies that have their panels, one of each kind.
const MOST_HOMES: usize = crate::chart::bars::MOST_PANELS / 2;

/// What the worst 5 % of years are made of, in the sector of each home economy that loses most: by hazard and by
/// supplying economy. None where losses are not told apart.
#[must_use]
pub fn contributions(study: &Study, hazards: &HazardFile, batch: &BatchResult) -> Option<Bars> {
    let model = study.model();
    let worst = |home: &str| {
        let own = batch.results.iter().filter(|row| row.economy == home);
        own.max_by(|a, b| a.es95_lost_days.total_cmp(&b.es95_lost_days))
    };
    let homes = &model.manifest.home;
    let foremost = foremost(homes, MOST_HOMES, |home| worst(home).map_or(0.0, |row| row.es95_lost_days));
    let worst: Vec<&BatchRow> = foremost.into_iter().take(MOST_HOMES).filter_map(worst).collect();
    let panel = |row: &BatchRow, kind: &'static str, title: &str| {
        let sector = Sector::named(&row.sector).map_or("", Sector::name);
        let all = || row.contributions.iter().filter(|part| part.kind == kind);
        let own = all().filter(|part| part.share > LEAST).take(MOST_SOURCES);
        let left_out = match all().count() - own.clone().count() {
            0 => String::new(),
            1 => "; 1 smaller source left out".to_owned(),
            count => format!("; {count} smaller sources left out"),
        };
        let bar = |part: &crate::study::Contribution| {
            let reach = part.es95_lost_days_se.unwrap_or(f64::NAN);
            let (label, short) = match kind {
                "economy" => (economy(model, &part.id).label().to_owned(), String::new()),
                _ => (title_of(hazards, &part.id).to_owned(), part.id.clone()),
            };
            let (low, high) = (part.es95_lost_days - reach, part.es95_lost_days + reach);
            Bar { label, short, value: part.es95_lost_days, low, high }
        };
        BarPanel {
            title: format!("{sector} in {}, {title}", economy(model, &row.economy).label()),
            measure: format!("days of the {:.0} lost in the worst 5 % of years{left_out}", row.es95_lost_days),
            id: row.sector.clone(),
            bars: own.map(bar).collect(),
        }
    };
    let mut panels: Vec<BarPanel> = worst.iter().map(|row| panel(row, "hazard", "by hazard")).collect();
    panels.extend(worst.iter().map(|row| panel(row, "economy", "by where it strikes")));
    let first = worst.iter().max_by(|a, b| a.es95_lost_days.total_cmp(&b.es95_lost_days))?;
    let leading = first.contributions.iter().find(|part| part.kind == "hazard")?;
    let title = if batch.trials < FEWEST {
        format!("What the worst years are made of: {TOO_FEW}")
    } else {
        format!(
            "{} in {}: “{}” makes up {:.0} % of the days lost in the worst years",
            Sector::named(&first.sector).map_or("", Sector::name),
            economy(model, &first.economy).label(),
            title_of(hazards, &leading.id),
            100.0 * leading.share
        )
    };
    let subtitle = format!(
        "Parts of the expected shortfall at 95 %, by what each event would lose alone; {}, seed {}",
        trials(batch),
        batch.seed
    );
    let mut notes = vec!["Lines: one standard error each way.".to_owned()];
    if homes.len() > worst.len() {
        notes.push(format!("Shown: {} of {} economies, those that lose most.", worst.len(), homes.len()));
    }
    Some(Bars { caption: Caption::new(title, subtitle, source(study)), panels, comparable: false, notes })
}

/// The title of a hazard; its id where the catalogue does not have it.
fn title_of<'a>(hazards: &'a HazardFile, id: &'a str) -> &'a str {
    hazards.hazard.iter().find(|hazard| hazard.id == id).map_or(id, |hazard| &hazard.title)
}
