//! First tier against look-through, and concentration over tiers.

use super::{NamedChart, economy, named, source};
use crate::chart::slope::{MOST_LINES, MOST_PANELS};
use crate::chart::{Caption, SlopeChart, SlopeLine, SlopePanel, TierChart, TierLine, TierPanel};
use crate::model::Sector;
use crate::study::{Exposure, LookThroughRow, Study};

/// The slope chart and the chart of tiers.
#[must_use]
pub fn look_through(study: &Study, concentration: &[LookThroughRow], exposure: &[Exposure]) -> Vec<NamedChart> {
    vec![named("look-through", &slope(study, concentration, exposure)), named("tiers", &tiers(study, concentration))]
}

fn sector_name(id: &str) -> &'static str {
    Sector::named(id).map_or("", Sector::name)
}

fn slope(study: &Study, concentration: &[LookThroughRow], exposure: &[Exposure]) -> SlopeChart {
    let model = study.model();
    let panel = |row: &LookThroughRow| {
        let own = exposure.iter().filter(|other| (&other.sector, &other.economy) == (&row.sector, &row.economy));
        let line =
            |row: &Exposure| SlopeLine { economy: economy(model, &row.on), shares: [row.face_value, row.look_through] };
        let title = format!("{}, {}", sector_name(&row.sector), economy(model, &row.economy).label());
        SlopePanel { title, lines: own.map(line).collect() }
    };
    let foreign = drawn(concentration, exposure).filter(|row| row.on != row.economy && row.on != crate::model::OTHER);
    let most = foreign.max_by(|a, b| a.hidden.total_cmp(&b.hidden)).filter(|row| row.hidden > 0.0);
    let title = most.map_or_else(
        || "First tier and look-through".to_owned(),
        |row| {
            format!(
                "{} in {}: {} is {:.0} % at first sight, {:.0} % through all tiers",
                sector_name(&row.sector),
                economy(model, &row.economy).label(),
                economy(model, &row.on).label(),
                100.0 * row.face_value,
                100.0 * row.look_through
            )
        },
    );
    let subtitle = "Share of a sector's needs delivered directly (left) and of responsibility for them through all tiers \
                    (right), inputs weighted by criticality";
    SlopeChart {
        caption: Caption::new(title, subtitle, source(study)),
        ends: ["first tier".to_owned(), "all tiers".to_owned()],
        panels: concentration.iter().map(panel).collect(),
    }
}

/// What the slope chart has room for: the largest shares of the first panels.
fn drawn<'a>(concentration: &[LookThroughRow], exposure: &'a [Exposure]) -> impl Iterator<Item = &'a Exposure> {
    let panel = |row: &LookThroughRow| {
        let own = exposure.iter().filter(|other| (&other.sector, &other.economy) == (&row.sector, &row.economy));
        let mut own: Vec<&Exposure> = own.collect();
        let larger = |row: &Exposure| row.face_value.max(row.look_through);
        own.sort_by(|a, b| larger(b).total_cmp(&larger(a)).then(a.on.cmp(&b.on)));
        own.truncate(MOST_LINES);
        own
    };
    concentration
        .iter()
        .map(panel)
        .filter(|own| !own.is_empty())
        .take(MOST_PANELS)
        .flatten()
        .collect::<Vec<_>>()
        .into_iter()
}

fn tiers(study: &Study, concentration: &[LookThroughRow]) -> TierChart {
    let model = study.model();
    let line = |row: &LookThroughRow| TierLine {
        id: row.sector.clone(),
        name: sector_name(&row.sector).to_owned(),
        // A tier that next to nothing reaches says nothing.
        hhi: row.tiers.iter().map(|tier| if tier.reaches > 0.001 { tier.hhi } else { f64::NAN }).collect(),
    };
    let panels = model.manifest.home.iter().map(|home| TierPanel {
        title: economy(model, home).label().to_owned(),
        lines: concentration.iter().filter(|row| row.economy == *home).map(line).collect(),
    });
    let subtitle = "Herfindahl-Hirschman index, by economy, of the suppliers that stand one, two, three tiers from the \
                    users, weighted by the responsibility that reaches them";
    TierChart {
        caption: Caption::new("How concentrated each tier is", subtitle, source(study)),
        panels: panels.collect(),
    }
}
