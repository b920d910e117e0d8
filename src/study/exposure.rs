//! Look-through exposure: whom a sector of a home economy leans on when all tiers are counted.

use super::Study;
use super::cuts::supplier_name;
use crate::network::lookthrough::{Basis, LookThrough, Trace, Way};
use crate::score::sum::sum;
use crate::score::{Concentration, Portfolio, Shares};
use serde::Serialize;
use std::collections::BTreeMap;

/// Tiers whose concentration is told.
const TIERS: usize = 8;

/// Exposure of one sector and home economy to one economy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exposure {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The economy leant on: the home economy itself and `OTHER` (unnamed) are among them.
    pub on: String,
    /// Share delivered directly, 0 to 1.
    pub face_value: f64,
    /// Share of responsibility over all tiers, 0 to 1.
    pub look_through: f64,
    /// What the first tier does not show: the difference, negative where it shows too much.
    pub hidden: f64,
    /// The strongest way through two tiers or more, the farthest supplier first; empty if there is none.
    pub path: Vec<String>,
    /// Share that goes this way.
    pub path_share: f64,
}

/// Concentration of one sector and home economy, by tiers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LookThroughRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Herfindahl-Hirschman index of who delivers directly, home included, 0 to 1.
    pub hhi_first_tier: f64,
    /// The same of responsibility over all tiers.
    pub hhi_look_through: f64,
    /// Share from abroad, unnamed suppliers included, directly.
    pub foreign_first_tier: f64,
    /// The same over all tiers.
    pub foreign_look_through: f64,
    /// Share of responsibility split by cost and not by criticality.
    pub by_cost: f64,
    /// Tiers from the first.
    pub tiers: Vec<Tier>,
}

/// Who stands in one tier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tier {
    /// Its number, from 1.
    pub tier: usize,
    /// Share of responsibility that reaches it.
    pub reaches: f64,
    /// Herfindahl-Hirschman index of the economies that it reaches there.
    pub hhi: f64,
    /// The largest of them.
    pub largest: Option<String>,
}

/// What `exposure` prints, and what `score` and `report` hold under `look_through`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LookThroughScores {
    /// Per sector and home economy.
    pub concentration: Vec<LookThroughRow>,
    /// Per economy leant on.
    pub exposure: Vec<Exposure>,
}

impl Study {
    /// Look-through exposure of every sector and home economy: their concentrations by tiers, and who is leant on, the largest
    /// exposure of each first. Both are in the order of the sectors and home economies, those without products left out.
    #[must_use]
    pub fn exposure(&self, basis: Basis) -> (Vec<LookThroughRow>, Vec<Exposure>) {
        let values: Vec<Option<f64>> = self
            .model
            .products
            .iter()
            .map(|(_, row)| row.market_value.as_ref().map(|value| value.value.get()))
            .collect();
        let rules = LookThrough::new(&self.network, basis, &values);
        let (mut rows, mut exposures) = (Vec::new(), Vec::new());
        for portfolio in self.portfolios.iter().filter(|portfolio| !portfolio.members.is_empty()) {
            let first = self.first_tier(portfolio);
            let trace = rules.trace(&first, TIERS);
            rows.push(self.look_through_row(portfolio, &rules, &trace));
            exposures.extend(self.exposures(portfolio, &first, &trace, &rules.ways(&first)));
        }
        (rows, exposures)
    }

    /// What each supplier delivers of a sector's needs, products by their weights; sums to 1.
    fn first_tier(&self, portfolio: &Portfolio) -> Vec<f64> {
        let mut first = vec![0.0; self.network.suppliers.len()];
        for member in &portfolio.members {
            let cell = &self.network.cells[member.cell as usize];
            for &slot in &cell.slots {
                for edge in &self.network.edges[self.network.slots[slot as usize].edges.clone()] {
                    first[edge.supplier as usize] += member.weight * edge.flow / cell.usage;
                }
            }
        }
        first
    }

    /// Sums over the suppliers of each economy.
    fn by_economy(&self, amounts: &[f64]) -> BTreeMap<u32, f64> {
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        for (supplier, amount) in self.network.suppliers.iter().zip(amounts).filter(|(_, amount)| **amount > 0.0) {
            *sums.entry(supplier.economy).or_default() += amount;
        }
        sums
    }

    /// Indices of the named economies among `amounts`.
    fn concentration_of(&self, amounts: &[f64]) -> Concentration {
        let sums = self.by_economy(amounts);
        let total = sum(sums.values().copied());
        let id = |economy: &u32| self.network.economies[*economy as usize].as_str();
        let named = sums.iter().filter(|(economy, _)| id(economy) != crate::model::OTHER && total > 0.0);
        Concentration::of(&Shares::trusted(named.map(|(economy, amount)| (id(economy), amount / total))))
    }

    fn foreign(&self, home: u32, amounts: &[f64]) -> f64 {
        let abroad = self.network.suppliers.iter().zip(amounts).filter(|(s, _)| s.region != home || s.other);
        sum(abroad.map(|(_, amount)| *amount))
    }

    fn look_through_row(&self, portfolio: &Portfolio, rules: &LookThrough, trace: &Trace) -> LookThroughRow {
        let home = portfolio.economy;
        let tier = |(index, reached): (usize, &Vec<f64>)| {
            let all = self.concentration_of(reached);
            Tier { tier: index + 1, reaches: sum(reached.iter().copied()), hhi: all.hhi, largest: all.top_entity }
        };
        let tiers: Vec<Tier> = trace.tiers.iter().enumerate().map(tier).collect();
        let by_cost = trace.kept.iter().enumerate().filter(|(supplier, _)| rules.is_by_cost(*supplier as u32));
        LookThroughRow {
            sector: portfolio.sector.id().to_owned(),
            economy: self.network.economies[home as usize].clone(),
            hhi_first_tier: self.concentration_of(&trace.tiers[0]).hhi,
            hhi_look_through: self.concentration_of(&trace.kept).hhi,
            foreign_first_tier: self.foreign(home, &trace.tiers[0]),
            foreign_look_through: self.foreign(home, &trace.kept),
            by_cost: sum(by_cost.map(|(_, kept)| *kept)),
            tiers,
        }
    }

    fn exposures(&self, portfolio: &Portfolio, first: &[f64], trace: &Trace, ways: &[Option<Way>]) -> Vec<Exposure> {
        let (face, through) = (self.by_economy(first), self.by_economy(&trace.kept));
        let mut rows: Vec<Exposure> = through
            .iter()
            .map(|(&economy, &look_through)| {
                let own = self.network.suppliers.iter().zip(ways).filter(|(supplier, _)| supplier.economy == economy);
                let way = own.filter_map(|(_, way)| way.as_ref()).max_by(|a, b| a.share.total_cmp(&b.share));
                let face_value = face.get(&economy).copied().unwrap_or(0.0);
                let name = |supplier: &u32| supplier_name(&self.network, *supplier);
                Exposure {
                    sector: portfolio.sector.id().to_owned(),
                    economy: self.network.economies[portfolio.economy as usize].clone(),
                    on: self.network.economies[economy as usize].clone(),
                    face_value,
                    look_through,
                    hidden: look_through - face_value,
                    path: way.map(|way| way.suppliers.iter().rev().map(name).collect()).unwrap_or_default(),
                    path_share: way.map_or(0.0, |way| way.share),
                }
            })
            .collect();
        rows.sort_by(|a, b| b.look_through.total_cmp(&a.look_through).then_with(|| a.on.cmp(&b.on)));
        rows
    }
}
