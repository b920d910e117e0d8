//! Suppliers by what a home economy loses without them.

use super::band::quantiles;
use super::cuts::supplier_name;
use super::strikes::Strikes;
use super::{STOPPED, Study};
use crate::cutset::{CutKind, Element, Spread, Workspace};
use crate::model::Sector;
use crate::network::BuildError;
use crate::scenario::HazardFile;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;

/// Which suppliers, and how sure. As by default, all of them, without ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierOptions {
    /// Home economies; all of the model where none is named.
    pub economies: Vec<String>,
    /// Sectors whose mean counts; all where none is named.
    pub sectors: Vec<Sector>,
    /// Leave out suppliers whose plants stand in the home economy.
    pub foreign: bool,
    /// A product has stopped when less than this share of its need is met.
    pub threshold: f64,
    /// Draws of the figures behind the ranges; none for values alone.
    pub draws: u32,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for SupplierOptions {
    fn default() -> Self {
        Self { economies: Vec::new(), sectors: Vec::new(), foreign: false, threshold: STOPPED, draws: 0, seed: 0 }
    }
}

/// What a home economy loses for good without one supplier's plants: no rerouting, substitutes or overtime, stocks spent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplierLoss {
    /// Home economy.
    pub economy: String,
    /// From 1 within the home economy.
    pub rank: usize,
    /// The supplier's id, as in a cut: `gallium_primary@CHN`.
    pub supplier: String,
    /// What it makes.
    pub product: String,
    /// Where its plants stand.
    pub made_in: String,
    /// Mean availability lost over the sectors that were asked for, 0 to 100.
    pub loss: f64,
    /// 5th percentile of it over draws of all figures.
    pub loss_low: Option<f64>,
    /// 95th percentile.
    pub loss_high: Option<f64>,
    /// What each of these sectors loses, in the model's order.
    pub sectors: Vec<SectorLoss>,
    /// Products of which less than the threshold is left, in the order of the sectors.
    pub stopped: Vec<String>,
    /// How often a year hazards of the catalogue strike its plants or most of its deliveries; none where none does.
    pub rate_per_year: Option<f64>,
}

/// What a sector loses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectorLoss {
    /// Sector id.
    pub sector: String,
    /// Mean availability lost of its products, 0 to 100.
    pub loss: f64,
}

impl SupplierLoss {
    /// The sector that loses most, the first of several.
    #[must_use]
    pub fn worst(&self) -> Option<&SectorLoss> {
        self.sectors.iter().rev().max_by(|a, b| a.loss.total_cmp(&b.loss))
    }
}

/// What is lost without one supplier's plants.
pub(super) struct Without {
    /// Index of the supplier.
    pub supplier: u32,
    /// Mean availability lost, by portfolio, 0 to 1.
    pub losses: Vec<f64>,
    /// Lost of each member of the portfolios, one portfolio after the other, 0 to 1.
    pub lost: Vec<f64>,
}

impl Study {
    /// What is lost without each named supplier, in the network's order.
    pub(super) fn without_each(&self) -> Vec<Without> {
        let spread = Spread::new(&self.network);
        let watched = self.watched();
        let without = |work: &mut Workspace, element: Element| {
            let Element::Plants(supplier) = element else { return None };
            let lost = spread.losses(work, &[element], &watched);
            let mut rest = lost.as_slice();
            let mut losses = Vec::with_capacity(self.portfolios.len());
            for portfolio in &self.portfolios {
                let (own, others) = rest.split_at(portfolio.members.len());
                rest = others;
                losses.push(portfolio.members.iter().zip(own).map(|(member, lost)| member.weight * lost).sum());
            }
            Some(Without { supplier, losses, lost })
        };
        let suppliers = CutKind::Suppliers.elements(&self.network);
        let found: Vec<Option<Without>> = suppliers.into_par_iter().map_init(Workspace::default, without).collect();
        found.into_iter().flatten().collect()
    }

    /// Suppliers without which a home economy loses anything, the largest loss first, one home economy after the other.
    /// `progress` is called once a draw.
    ///
    /// # Errors
    /// When a drawn model cannot become a network.
    pub fn suppliers(
        &self,
        hazards: &HazardFile,
        options: &SupplierOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Vec<SupplierLoss>, BuildError> {
        let mut rows = self.supplier_losses(hazards, options);
        let draws =
            self.of_draws(options.draws, options.seed, progress, |drawn| drawn.drawn_supplier_losses(options))?;
        with_ranges(&mut rows, &draws);
        Ok(rows)
    }

    /// The same without ranges.
    pub(super) fn supplier_losses(&self, hazards: &HazardFile, options: &SupplierOptions) -> Vec<SupplierLoss> {
        let network = &self.network;
        let strikes = Strikes::of(&self.model, network, hazards);
        let each = self.without_each();
        let mut rows = Vec::new();
        for home in self.homes_of(options) {
            let mut own: Vec<SupplierLoss> = each
                .iter()
                .filter_map(|without| {
                    let supplier = &network.suppliers[without.supplier as usize];
                    let at_home = network.economies[supplier.region as usize] == home;
                    let (sectors, stopped) = self.lost_by_sector(without, &home, options);
                    let loss = mean(&sectors);
                    (loss > 0.0 && !(options.foreign && at_home)).then(|| SupplierLoss {
                        economy: home.clone(),
                        rank: 0,
                        supplier: supplier_name(network, without.supplier),
                        product: network.products[supplier.product as usize].clone(),
                        made_in: network.economies[supplier.economy as usize].clone(),
                        loss,
                        loss_low: None,
                        loss_high: None,
                        sectors,
                        stopped,
                        rate_per_year: strikes.rate(network, Element::Plants(without.supplier), &[]),
                    })
                })
                .collect();
            own.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| a.supplier.cmp(&b.supplier)));
            for (rank, row) in (1..).zip(&mut own) {
                row.rank = rank;
            }
            rows.extend(own);
        }
        rows
    }

    /// Losses alone, for [`with_ranges`].
    pub(super) fn drawn_supplier_losses(&self, options: &SupplierOptions) -> DrawnLosses {
        let mut losses = DrawnLosses::new();
        let each = self.without_each();
        for home in self.homes_of(options) {
            for without in &each {
                let loss = mean(&self.lost_by_sector(without, &home, options).0);
                if loss > 0.0 {
                    losses.insert([home.clone(), supplier_name(&self.network, without.supplier)], loss);
                }
            }
        }
        losses
    }

    /// Home economies asked for, in the model's order.
    fn homes_of(&self, options: &SupplierOptions) -> Vec<String> {
        let asked = |home: &&String| options.economies.is_empty() || options.economies.contains(home);
        self.model.manifest.home.iter().filter(asked).cloned().collect()
    }

    /// What the sectors asked for lose in `home`, and which of their products stop.
    fn lost_by_sector(
        &self,
        without: &Without,
        home: &str,
        options: &SupplierOptions,
    ) -> (Vec<SectorLoss>, Vec<String>) {
        let (mut sectors, mut stopped) = (Vec::new(), Vec::new());
        let mut rest = without.lost.as_slice();
        for (portfolio, loss) in self.portfolios.iter().zip(&without.losses) {
            let (own, others) = rest.split_at(portfolio.members.len());
            rest = others;
            let asked = options.sectors.is_empty() || options.sectors.contains(&portfolio.sector);
            // A sector of which the economy uses nothing has nothing to lose.
            if own.is_empty() || !asked || self.network.economies[portfolio.economy as usize] != home {
                continue;
            }
            sectors.push(SectorLoss { sector: portfolio.sector.id().to_owned(), loss: 100.0 * loss });
            let stops = portfolio.members.iter().zip(own).filter(|(_, lost)| **lost > 1.0 - options.threshold);
            stopped.extend(stops.map(|(member, _)| {
                let cell = &self.network.cells[member.cell as usize];
                self.network.products[cell.product as usize].clone()
            }));
        }
        (sectors, stopped)
    }
}

/// By home economy and supplier: what is lost in one draw, 0 to 100.
pub(super) type DrawnLosses = HashMap<[String; 2], f64>;

/// Gives losses the 5th and 95th percentile of what they are in the draws, if there are any. A supplier that is none in a
/// draw is no loss there.
pub(super) fn with_ranges(rows: &mut [SupplierLoss], draws: &[DrawnLosses]) {
    if draws.is_empty() {
        return;
    }
    for row in rows {
        let key = [row.economy.clone(), row.supplier.clone()];
        let [low, _, high] = quantiles(draws.iter().map(|draw| draw.get(&key).copied().unwrap_or(0.0)).collect());
        (row.loss_low, row.loss_high) = (Some(low), Some(high));
    }
}

/// Mean of what the sectors lose; 0 of none.
fn mean(sectors: &[SectorLoss]) -> f64 {
    sectors.iter().map(|sector| sector.loss).sum::<f64>() / sectors.len().max(1) as f64
}
