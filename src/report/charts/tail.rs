//! How much a rare year costs.

use super::{economy, source};
use crate::chart::{Caption, Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint};
use crate::model::Sector;
use crate::montecarlo::year_loss::Measure;
use crate::study::{BatchResult, Study};

/// Points of a curve: enough to look smooth.
const POINTS: u32 = 60;
/// Confidence of the band.
const CONFIDENCE: f64 = 0.95;

/// Lost days a year against their return period: a panel a home economy, a curve a sector.
#[must_use]
pub fn exceedance(study: &Study, batch: &BatchResult) -> Exceedance {
    let model = study.model();
    let panels: Vec<ExceedancePanel> = model
        .manifest
        .home
        .iter()
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
            format!(
                "{} in {}: the worst year in twenty costs {:.0} days ± {:.0}",
                sector,
                economy(model, &row.economy).label(),
                row.es95_lost_days,
                row.es95_lost_days_se
            )
        },
    );
    let subtitle = format!(
        "Lost days of the sector's mean per year of arrivals, followed to the end of the third year; {} trials, seed {}, bands 95 % (order statistics)",
        batch.trials, batch.seed
    );
    Exceedance {
        caption: Caption::new(title, subtitle, source(model)),
        measure: "days lost in a year".to_owned(),
        panels,
    }
}

fn curve(batch: &BatchResult, sector: Sector, home: &str) -> Option<ExceedanceCurve> {
    let cell = batch.results.iter().position(|row| row.sector == sector.id() && row.economy == home)?;
    let curve = batch.table.curve(cell, Measure::LostDays)?;
    let points = curve
        .band(POINTS, CONFIDENCE)
        .into_iter()
        .map(|point| ExceedancePoint {
            probability: point.point.probability,
            loss: point.point.loss,
            low: point.loss.low.unwrap_or(f64::NAN),
            high: point.loss.high.unwrap_or(f64::NAN),
        })
        .collect();
    Some(ExceedanceCurve { id: sector.id().to_owned(), label: sector.name().to_owned(), points })
}
