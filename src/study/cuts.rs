//! Minimal cut sets of a model's products, ranked by how plausible they are.

use super::Study;
use super::strikes::{Strikes, UNRATED};
use crate::cutset::{Cut, CutKind, Element, Spread, Workspace, minimal_cuts};
use crate::network::Network;
use crate::scenario::hazard::HazardFile;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct CutOptions {
    /// Products, by index.
    pub products: Vec<u32>,
    /// Home economies, by index.
    pub economies: Vec<u32>,
    /// Of what the cuts are made, each on its own.
    pub kinds: Vec<CutKind>,
    /// Only products that count in the sectors of the home economies ([`crate::score::portfolios`]).
    pub counting: bool,
    /// Members at most; at least one.
    pub size: usize,
    /// A product stops when less than this share of its need is met, above 0 up to 1.
    pub threshold: f64,
}

/// Why nothing is looked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CutError {
    /// A share of need that is none.
    #[error("{0} is no threshold: admissible are above 0 up to 1")]
    Threshold(f64),
    /// Cuts of no members.
    #[error("cuts of up to 0 members: admissible is at least 1")]
    Size,
}

/// A part of a cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CutMember {
    /// `CHN`, `gallium_primary@CHN`, `malacca`; a firm's plants `dram@KOR/samsung`, scrap `copper@JPN/scrap`.
    pub id: String,
    /// `economy`, `supplier` or `chokepoint`.
    pub kind: &'static str,
    /// Share of the need lost without it alone, 0 to 1.
    pub alone: f64,
    /// Arrivals a year of the hazards that strike it; none where the catalogue has none.
    pub rate_per_year: Option<f64>,
}

/// A minimal cut of one product in one home economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CutRow {
    /// Product id.
    pub product: String,
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// `economies`, `suppliers`, `chokepoints` or `mixed`.
    pub kind: &'static str,
    /// Place among those of the product, economy and kind, from 1: fewest members, then most plausible, first.
    pub rank: usize,
    /// Number of members.
    pub size: usize,
    /// The members.
    pub members: Vec<CutMember>,
    /// What is left of the product's need, 0 to 100.
    pub availability: f64,
    /// Probability that each member is struck within a year, independently.
    pub annual_probability: f64,
    /// Members that no hazard strikes: taken to be struck once in a thousand years.
    pub unrated: usize,
}

impl CutOptions {
    /// Steps of [`Study::cuts`], for progress.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.kinds.len() * (self.size + 1)
    }
}

impl Study {
    /// All minimal cuts that `options` ask for: by kind, home economy, product and rank.
    ///
    /// A product that the economy does not use has none. `progress` is called once a kind and number of members, and once
    /// when the cuts of a kind are ranked: [`CutOptions::steps`] times.
    ///
    /// # Errors
    /// When the threshold is no share above 0, or cuts may have no members.
    pub fn cuts(
        &self,
        options: &CutOptions,
        hazards: &HazardFile,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Vec<CutRow>, CutError> {
        let CutOptions { size, threshold, .. } = *options;
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(CutError::Threshold(threshold));
        }
        if size == 0 {
            return Err(CutError::Size);
        }
        Ok(self.cuts_within(options, hazards, progress))
    }

    /// The same with a size and a threshold that can be.
    pub(super) fn cuts_within(
        &self,
        options: &CutOptions,
        hazards: &HazardFile,
        progress: &(dyn Fn() + Sync),
    ) -> Vec<CutRow> {
        let network = &self.network;
        let spread = Spread::new(network);
        let strikes = Strikes::of(&self.model, network, hazards);
        let counted = self.places();
        let homes: Vec<u32> = self.portfolios.iter().map(|portfolio| portfolio.economy).collect();
        let counts =
            |cell: usize, economy: u32| !options.counting || counted[cell].is_some() || !homes.contains(&economy);
        let places = options.economies.iter().flat_map(|e| options.products.iter().map(move |p| (*e, *p)));
        let cells: Vec<u32> = places
            .filter_map(|(economy, product)| {
                let used = |cell: &&crate::network::Cell| cell.product == product && cell.region == economy;
                let cell = network.cells.iter().position(|cell| used(&cell));
                cell.filter(|&cell| counts(cell, economy)).map(|cell| cell as u32)
            })
            .collect();
        let mut rows = Vec::new();
        for &kind in &options.kinds {
            let elements = kind.elements(network);
            // Sets come by their number of members: with the first of more, those of fewer are done.
            let begun = AtomicUsize::new(1);
            let evaluate = |sets: &[Vec<u32>]| -> Vec<Vec<f64>> {
                let members = sets.first().map_or(0, Vec::len);
                let before = begun.fetch_max(members, Ordering::Relaxed);
                (before..members).for_each(|_| progress());
                sets.par_iter()
                    .map_init(Workspace::default, |work, set| {
                        let removed: Vec<Element> = set.iter().map(|&place| elements[place as usize]).collect();
                        spread.losses(work, &removed, &cells)
                    })
                    .collect()
            };
            let home = |target: usize| network.cells[cells[target] as usize].region;
            let may = |target: usize, place: u32| foreign(network, elements[place as usize], home(target));
            let found =
                minimal_cuts(elements.len(), cells.len(), may, (options.size, 1.0 - options.threshold), evaluate);
            (begun.load(Ordering::Relaxed)..=options.size).for_each(|_| progress());
            // Rows far outnumber members: what a member does alone is asked once.
            let single: Vec<Vec<u32>> = (0..elements.len() as u32).map(|place| vec![place]).collect();
            let alone = evaluate(&single);
            let of_cell = |(target, cuts): (usize, Vec<Cut>)| {
                let upstream = spread.ancestors(network, cells[target]);
                let mut members: BTreeMap<u32, CutMember> = BTreeMap::new();
                for &place in cuts.iter().flat_map(|cut| &cut.members) {
                    let element = elements[place as usize];
                    members.entry(place).or_insert_with(|| CutMember {
                        id: name(network, element),
                        kind: kind_of(element),
                        alone: alone[place as usize][target],
                        rate_per_year: strikes.rate(network, element, &upstream),
                    });
                }
                let row = |cut: Cut| {
                    let own = cut.members.iter().map(|place| members[place].clone()).collect();
                    self.cut_row(kind, cells[target], own, 1.0 - cut.loss)
                };
                let mut own: Vec<CutRow> = cuts.into_iter().map(row).collect();
                own.sort_by(|a, b| {
                    let plausible = b.annual_probability.total_cmp(&a.annual_probability);
                    let left = a.availability.total_cmp(&b.availability);
                    a.size.cmp(&b.size).then(plausible).then(left).then_with(|| ids(a).cmp(&ids(b)))
                });
                own.iter_mut().enumerate().for_each(|(place, row)| row.rank = place + 1);
                own
            };
            let found: Vec<(usize, Vec<Cut>)> = found.into_iter().enumerate().collect();
            let ranked: Vec<Vec<CutRow>> = found.into_par_iter().map(of_cell).collect();
            rows.extend(ranked.into_iter().flatten());
            progress();
        }
        rows
    }

    fn cut_row(&self, kind: CutKind, cell: u32, members: Vec<CutMember>, left: f64) -> CutRow {
        let network = &self.network;
        let place = &network.cells[cell as usize];
        let (sector, product) = &self.model.products[place.product as usize];
        let struck = |member: &CutMember| 1.0 - libm::exp(-member.rate_per_year.unwrap_or(UNRATED));
        CutRow {
            product: product.id.clone(),
            sector: sector.id().to_owned(),
            economy: network.economies[place.region as usize].clone(),
            kind: kind.id(),
            rank: 0,
            size: members.len(),
            availability: 100.0 * left.max(0.0),
            annual_probability: members.iter().map(struck).product(),
            unrated: members.iter().filter(|member| member.rate_per_year.is_none()).count(),
            members,
        }
    }
}

const fn kind_of(element: Element) -> &'static str {
    match element {
        Element::Exports(_) => "economy",
        Element::Plants(_) => "supplier",
        Element::Strait(_) => "chokepoint",
    }
}

fn ids(row: &CutRow) -> Vec<&str> {
    row.members.iter().map(|member| member.id.as_str()).collect()
}

/// Whether `element` may be lost to `home` from outside: its own exports are its own to stop.
fn foreign(network: &Network, element: Element, home: u32) -> bool {
    match element {
        Element::Exports(economy) => {
            let plants = network.suppliers.iter().find(|supplier| supplier.economy == economy);
            plants.is_none_or(|supplier| supplier.region != home)
        }
        Element::Plants(_) | Element::Strait(_) => true,
    }
}

fn name(network: &Network, element: Element) -> String {
    match element {
        Element::Exports(economy) => network.economies[economy as usize].clone(),
        Element::Strait(point) => network.chokepoints[point as usize].clone(),
        Element::Plants(supplier) => supplier_name(network, supplier),
    }
}

/// `dram@KOR/samsung`, `copper@JPN/scrap`, `gallium_primary@CHN`.
pub fn supplier_name(network: &Network, supplier: u32) -> String {
    let supplier = &network.suppliers[supplier as usize];
    let product = &network.products[supplier.product as usize];
    let economy = &network.economies[supplier.economy as usize];
    match (&supplier.firm, supplier.recycled) {
        (Some(firm), _) => format!("{product}@{economy}/{firm}"),
        (None, true) => format!("{product}@{economy}/scrap"),
        (None, false) => format!("{product}@{economy}"),
    }
}
