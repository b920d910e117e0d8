//! Every industry day by day, whichever model runs: what it makes, could make and is asked for; and who loses.

use super::Study;
use crate::engine::View;
use crate::engine::state::Asked;
use crate::network::{FINAL, Network};
use crate::preset::Day;
use serde::Serialize;
use std::collections::BTreeSet;

/// Industries on a day, by supplier of the network. Amounts are what a day brings: the model's currency if every product has
/// a market value, else shares of a day's world output of each product.
#[derive(Debug, Clone, PartialEq)]
pub struct IndustryDay {
    /// Day, from the first onset.
    pub day: usize,
    /// Output.
    pub production: Vec<f64>,
    /// Largest output that plants allow.
    pub capacity: Vec<f64>,
    /// What all customers ask for.
    pub orders: Vec<f64>,
    /// Factor on normal capacity: overtime, overproduction.
    pub overproduction: Vec<f64>,
    /// Final use that normally comes from this supplier and was not met.
    pub unmet_final: Vec<f64>,
    /// User, product and stock of it, by user, then product; what never runs out is left out.
    pub stocks: Vec<(u32, u32, f64)>,
}

impl IndustryDay {
    pub(super) fn of_preset(day: &Day<'_>) -> Self {
        let pools = day.flows.pools().zip(day.stock).filter(|(_, stock)| stock.is_finite());
        let mut stocks: Vec<(u32, u32, f64)> = pools.map(|((product, user), stock)| (user, product, *stock)).collect();
        stocks.sort_unstable_by_key(|&(user, product, _)| (user, product));
        Self {
            day: day.day,
            production: day.production.to_vec(),
            capacity: day.capacity.to_vec(),
            orders: day.demand.to_vec(),
            overproduction: day.overproduction.map_or_else(|| vec![1.0; day.production.len()], <[f64]>::to_vec),
            unmet_final: day.unmet_by_seller.to_vec(),
            stocks,
        }
    }

    /// With the worth of a day's world output of every product, if it is known.
    pub(super) fn of_kernel(view: &View<'_>, network: &Network, prices: Option<&[f64]>) -> Self {
        let (state, layout) = (view.state, view.layout);
        let price = |product: u32| prices.map_or(1.0, |prices| prices[product as usize]);
        let worth: Vec<f64> = network.suppliers.iter().map(|supplier| price(supplier.product)).collect();
        let priced = |values: &[f64]| values.iter().zip(&worth).map(|(value, worth)| value * worth).collect();
        let asked: Vec<f64> = state.asked.iter().map(Asked::all).collect();
        Self {
            day: view.step,
            production: priced(&state.made),
            capacity: priced(&state.capacity),
            orders: priced(&asked),
            overproduction: state.overtime.clone(),
            unmet_final: priced(&unmet(view)),
            stocks: stocks(&layout.owner[..layout.slots], &state.stock, network, price),
        }
    }
}

/// Gaps of final use, shared over those who normally serve it.
fn unmet(view: &View<'_>) -> Vec<f64> {
    let (state, layout) = (view.state, view.layout);
    let mut unmet = vec![0.0; layout.output.len()];
    for slot in (0..layout.slots).filter(|slot| layout.owner[*slot] == FINAL) {
        let wanted = layout.usage[slot] * state.demand[slot] * view.parameters.step_days;
        let gap = wanted - state.used[slot];
        if gap > wanted * view.parameters.rounding {
            for edge in layout.edge_start[slot] as usize..layout.edge_start[slot + 1] as usize {
                let share = layout.edge_flow[edge] / layout.usage[slot];
                unmet[layout.edge_supplier[edge] as usize] += gap * share / view.parameters.step_days;
            }
        }
    }
    unmet
}

/// Stocks of producers, those of one product together.
fn stocks(owner: &[u32], stock: &[f64], network: &Network, price: impl Fn(u32) -> f64) -> Vec<(u32, u32, f64)> {
    let held = owner.iter().zip(&network.slots).zip(stock);
    let held = held.filter(|((owner, _), _)| **owner != FINAL);
    let mut all: Vec<(u32, u32, f64)> =
        held.map(|((owner, slot), stock)| (*owner, slot.product, stock * price(slot.product))).collect();
    all.sort_by_key(|&(user, product, _)| (user, product));
    all.dedup_by(|later, kept| {
        let same = (later.0, later.1) == (kept.0, kept.1);
        kept.2 += if same { later.2 } else { 0.0 };
        same
    });
    all
}

/// Unit of amounts without market values: shares of a day's world output, those of all products added up as they are.
pub const SHARES: &str = "days of world output";

/// What the industries of an economy lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LossRow {
    /// Economy the plants stand in.
    pub economy: String,
    /// Output lost over the horizon; negative where more was made than in normal times.
    pub lost_production: f64,
    /// Its unit: the currency of the model's market values, or [`SHARES`].
    pub unit: String,
    /// Normal output of a year.
    pub annual_output: f64,
    /// Output lost, percent of a year's; none where the economy makes several products whose sizes nobody knows: a day's
    /// world output of one may be a thousand times that of another.
    pub lost_percent: Option<f64>,
    /// Output lost, days of normal output; none likewise.
    pub lost_days: Option<f64>,
}

/// Adds up what is lost by economy.
#[derive(Debug, Clone)]
pub struct Losses {
    economies: Vec<String>,
    economy: Vec<u32>,
    normal: Vec<f64>,
    lost: Vec<f64>,
    unit: String,
    /// By economy: whether its outputs can be added up.
    additive: Vec<bool>,
}

impl Losses {
    /// Nothing lost yet.
    #[must_use]
    pub fn new(study: &Study) -> Self {
        let prices = study.prices();
        let price = |product: u32| prices.as_ref().map_or(1.0, |prices| prices[product as usize]);
        let suppliers = &study.network().suppliers;
        let economies = study.network().economies.len();
        let mut made: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); economies];
        for supplier in suppliers.iter().filter(|supplier| supplier.output > 0.0) {
            made[supplier.economy as usize].insert(supplier.product);
        }
        Self {
            economies: study.network().economies.clone(),
            economy: suppliers.iter().map(|supplier| supplier.economy).collect(),
            normal: suppliers.iter().map(|supplier| supplier.output * price(supplier.product)).collect(),
            lost: vec![0.0; economies],
            unit: prices.as_ref().map_or(SHARES, |_| study.model().manifest.currency()).to_owned(),
            additive: made.iter().map(|products| prices.is_some() || products.len() < 2).collect(),
        }
    }

    /// Adds a day.
    pub fn add(&mut self, day: &IndustryDay) {
        for ((made, normal), economy) in day.production.iter().zip(&self.normal).zip(&self.economy) {
            self.lost[*economy as usize] += normal - made;
        }
    }

    /// By economy that makes anything, those that lose the largest part of their output first; then those of which that is
    /// not known.
    #[must_use]
    pub fn rows(&self) -> Vec<LossRow> {
        let mut daily = vec![0.0; self.economies.len()];
        for (normal, economy) in self.normal.iter().zip(&self.economy) {
            daily[*economy as usize] += normal;
        }
        let all = self.economies.iter().zip(daily).zip(&self.lost).zip(&self.additive);
        let mut rows: Vec<LossRow> = all
            .filter(|(((_, daily), _), _)| *daily > 0.0)
            .map(|(((economy, daily), &lost), additive)| LossRow {
                economy: economy.clone(),
                lost_production: lost,
                unit: self.unit.clone(),
                annual_output: 365.0 * daily,
                lost_percent: additive.then_some(100.0 * lost / (365.0 * daily)),
                lost_days: additive.then_some(lost / daily),
            })
            .collect();
        // By what is known of both.
        let part = |row: &LossRow| match row.lost_percent {
            Some(percent) => (1, percent),
            None => (0, row.lost_production),
        };
        rows.sort_by(|a, b| {
            let ((known_a, a_lost), (known_b, b_lost)) = (part(a), part(b));
            known_b.cmp(&known_a).then(b_lost.total_cmp(&a_lost)).then_with(|| a.economy.cmp(&b.economy))
        });
        rows
    }
}
