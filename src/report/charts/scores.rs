//! The score heat map and the dependence matrix.

use super::{economy, foremost, mean_of_products, source};
use crate::chart::heat_map::MOST_HOMES;
use crate::chart::{Caption, DependenceMatrix, DependenceRow, Economy, ScoreCell, ScoreHeatMap, ScoreRow};
use crate::model::{Model, Sector};
use crate::study::{Dependence, SectorConcentration, Study};

/// Concentration, largest dependence and resilience, sector by home economy. `resilience` holds (sector, economy,
/// value); `basis` says what it was measured in.
#[must_use]
pub fn heat_map(
    study: &Study,
    concentration: &[SectorConcentration],
    dependence: &[Dependence],
    resilience: &[(String, String, f64)],
    basis: &str,
) -> ScoreHeatMap {
    let model = study.model();
    let lost = |home: &str| {
        dependence.iter().filter(|row| row.economy == home).map(|row| row.availability_loss).fold(0.0, f64::max)
    };
    let homes: Vec<Economy> =
        foremost(&model.manifest.home, MOST_HOMES, lost).into_iter().map(|id| economy(model, id)).collect();
    let cell = |sector: Sector, home: &Economy| {
        let own = |row_sector: &str, row_economy: &str| row_sector == sector.id() && row_economy == home.id;
        let largest = largest(dependence, sector.id(), &home.id);
        ScoreCell {
            concentration: concentration.iter().find(|row| own(&row.sector, &row.economy)).map(|row| row.concentration),
            dependence: largest.map(|row| row.availability_loss),
            depends_on: largest.map(|row| economy(model, &row.on)),
            resilience: resilience.iter().find(|row| own(&row.0, &row.1)).map(|row| row.2),
        }
    };
    let rows: Vec<ScoreRow> = model
        .sectors()
        .iter()
        .map(|&sector| ScoreRow {
            sector: sector.name().to_owned(),
            cells: homes.iter().map(|home| cell(sector, home)).collect(),
        })
        .collect();
    let title = most_exposed(model, dependence).unwrap_or_else(|| "Scores of the sectors".to_owned());
    let subtitle = format!(
        "Concentration: sum of squared foreign shares. Dependence: availability lost without the one economy that \
         matters most, stocks spent. Resilience: availability of the weakest fifth of products {basis}. All 0 to 100."
    );
    ScoreHeatMap { caption: Caption::new(title, subtitle, source(study)), homes, rows }
}

/// The largest single dependency of a sector in a home economy.
#[must_use]
pub fn largest<'a>(dependence: &'a [Dependence], sector: &str, home: &str) -> Option<&'a Dependence> {
    dependence
        .iter()
        .filter(|row| row.sector == sector && row.economy == home && row.availability_loss > 0.0)
        .max_by(|a, b| a.availability_loss.total_cmp(&b.availability_loss))
}

fn most_exposed(model: &Model, dependence: &[Dependence]) -> Option<String> {
    let worst = dependence.iter().max_by(|a, b| a.availability_loss.total_cmp(&b.availability_loss))?;
    let sector = Sector::named(&worst.sector)?;
    Some(format!(
        "{}: {} loses {:.0} % of what it needs without {}",
        sector.name(),
        economy(model, &worst.economy).label(),
        worst.availability_loss,
        economy(model, &worst.on).label()
    ))
}

/// Who loses how much without whom.
#[must_use]
pub fn dependence_matrix(study: &Study, dependence: &[Dependence]) -> DependenceMatrix {
    let model = study.model();
    let mut partners: Vec<&str> = Vec::new();
    for row in dependence {
        if !partners.contains(&row.on.as_str()) {
            partners.push(&row.on);
        }
    }
    let rows = study
        .portfolios()
        .iter()
        .map(|portfolio| {
            let home = &study.network().economies[portfolio.economy as usize];
            let loss = |partner: &&str| {
                let own = |row: &&Dependence| {
                    row.on == **partner && row.economy == *home && row.sector == portfolio.sector.id()
                };
                dependence.iter().find(own).filter(|row| row.on != row.economy).map(|row| row.availability_loss)
            };
            DependenceRow {
                sector: portfolio.sector.name().to_owned(),
                home: economy(model, home),
                losses: partners.iter().map(loss).collect(),
            }
        })
        .collect();
    let mut by_partner: Vec<(&str, f64)> = partners
        .iter()
        .map(|partner| {
            (*partner, dependence.iter().filter(|row| row.on == *partner).map(|row| row.availability_loss).sum())
        })
        .collect();
    by_partner.sort_by(|a, b| b.1.total_cmp(&a.1));
    let title = by_partner.first().map_or_else(
        || "Dependence".to_owned(),
        |(partner, _)| format!("{} is the dependency that matters most", economy(model, partner).label()),
    );
    let subtitle = format!(
        "Availability lost, per cent, {}, when one economy's exports vanish for good: all tiers, rerouting and substitutes \
         in place, stocks spent",
        mean_of_products(study)
    );
    DependenceMatrix {
        caption: Caption::new(title, subtitle, source(study)),
        partners: partners.iter().map(|partner| economy(model, partner)).collect(),
        rows,
    }
}
