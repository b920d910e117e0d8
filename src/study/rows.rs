//! What a run says of sectors and products.

use super::Study;
use super::final_use::final_use;
use super::scenario_run::{ProductRow, SectorRow, Series};
use crate::score::price::worst_sustained;
use crate::score::{Elasticity, Member, Outcome, Portfolio, Reading, SectorOutcome, outcome, sector_outcome};
use ndarray::Array2;

impl Study {
    pub(super) fn sector_row(&self, seen: &Seen, reading: &Reading, series: bool) -> SectorRow {
        let Seen { portfolio, availability, unmet, .. } = *seen;
        let weighted: Vec<(f64, &[f64])> =
            portfolio.members.iter().zip(availability).map(|(member, days)| (member.weight, days.as_slice())).collect();
        let found: SectorOutcome = sector_outcome(&weighted, reading);
        let steps = (reading.horizon_days / reading.step_days).round() as usize;
        let days = unmet.iter().map(|series| series.iter().take(steps).sum::<f64>() * reading.step_days);
        let last = final_use(self, portfolio, days);
        let name = |index: usize| self.network.products[portfolio.members[index].product as usize].clone();
        let percent = |values: &[f64]| values.iter().map(|value| 100.0 * value).collect();
        SectorRow {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            resilience: 100.0 * found.resilience,
            mean_availability: 100.0 * found.mean,
            worst_product: found.worst.map(name),
            lost_days: found.lost_days,
            final_use_lost_days: last.days,
            lost_value_usd: last.value,
            depth: 100.0 * found.depth,
            time_to_survive_days: found.time_to_survive,
            time_to_recover_days: found.time_to_recover,
            recovered: found.recovered,
            availability: series.then(|| percent(&found.mean_series)),
            weakest_fifth: series.then(|| percent(&found.fifth_series)),
        }
    }

    /// A row for every product in use, in the order of the model.
    pub(super) fn product_rows(&self, seen: &Seen, reading: &Reading, series: bool) -> Vec<ProductRow> {
        let rows = |members: &[Member], days: &[Vec<f64>], counts: bool| -> Vec<(u32, ProductRow)> {
            let rows = members.iter().zip(days);
            rows.map(|(of, days)| (of.product, self.product_row(seen.portfolio, of, days, (reading, series, counts))))
                .collect()
        };
        let mut all = rows(&seen.portfolio.members, seen.availability, true);
        all.extend(rows(&seen.portfolio.hardly_used, seen.hardly_used, false));
        all.sort_by_key(|(product, _)| *product);
        all.into_iter().map(|(_, row)| row).collect()
    }

    fn product_row(
        &self,
        portfolio: &Portfolio,
        member: &Member,
        days: &[f64],
        (reading, series, counts): (&Reading, bool, bool),
    ) -> ProductRow {
        let Outcome { mean, lost_days, depth, time_to_survive, time_to_recover, recovered } = outcome(days, reading);
        let elasticity = Elasticity::of(&self.model, member.product as usize);
        let pressure = elasticity.map(|known| known.pressure(worst_sustained(days, reading.step_days)));
        ProductRow {
            product: self.network.products[member.product as usize].clone(),
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[portfolio.economy as usize].clone(),
            availability: if series {
                Series::Steps(days.iter().map(|value| 100.0 * value).collect())
            } else {
                Series::Mean(100.0 * mean)
            },
            mean_availability: 100.0 * mean,
            lost_days,
            depth: 100.0 * depth,
            time_to_survive_days: time_to_survive,
            time_to_recover_days: time_to_recover,
            recovered,
            price_pressure: pressure.and_then(|pressure| pressure.value),
            price_pressure_low: pressure.and_then(|pressure| pressure.low),
            price_pressure_high: pressure.and_then(|pressure| pressure.high),
            price_pressure_at_least: pressure.and_then(|pressure| pressure.at_least()),
            counts,
        }
    }
}

/// The columns of a trajectory's table: a series per watched cell.
pub(super) fn columns(table: &Array2<f64>) -> Vec<Vec<f64>> {
    table.columns().into_iter().map(|column| column.to_vec()).collect()
}

/// One portfolio's columns of a run.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(super) availability: &'a [Vec<f64>],
    pub(super) unmet: &'a [Vec<f64>],
    /// Availability of what it hardly uses.
    pub(super) hardly_used: &'a [Vec<f64>],
}
