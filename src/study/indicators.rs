//! The tables that indicators are computed from, where a model has what they need.

use super::Study;
use crate::indicator::{Group, GroupValues, Indicator, IndicatorRow, Row, evaluate};
use crate::model::Economy;
use crate::network::{BuildError, Cell, Origin};
use crate::score::sum::sum;
use serde::Serialize;
use std::collections::BTreeMap;

/// Scaled governance of an economy without indicators: the middle of 0 good to 10 bad.
const MIDDLING: f64 = 5.0;

/// An indicator and what it says of every group (the output contract of `indicator`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorResult {
    /// Name of the indicator.
    pub indicator: &'static str,
    /// What it measures.
    pub title: &'static str,
    /// Which definition.
    pub version: &'static str,
    /// Draws behind the ranges.
    pub draws: usize,
    /// Their seed.
    pub seed: u64,
    /// A row per group and part.
    pub results: Vec<IndicatorRow>,
}

impl IndicatorResult {
    /// `indicator` of `groups`, with ranges from what it says of the same groups as `drawn`.
    #[must_use]
    pub fn of(indicator: &Indicator, groups: &[Group], drawn: &[GroupValues], seed: u64) -> Self {
        Self {
            indicator: indicator.name,
            title: indicator.title,
            version: indicator.version,
            draws: drawn.len(),
            seed,
            results: evaluate(indicator, groups, drawn),
        }
    }
}

/// The drawn groups in the order of the plain ones; one that a draw leaves without use is empty.
fn matched(groups: &[Group], drawn: Vec<Group>) -> Vec<Group> {
    let mut by_name: BTreeMap<String, Group> = drawn.into_iter().map(|group| (group.name.clone(), group)).collect();
    let own = |group: &Group| {
        by_name.remove(&group.name).unwrap_or_else(|| Group { name: group.name.clone(), rows: Vec::new() })
    };
    groups.iter().map(own).collect()
}

/// The indicators with ranges from what they are in each draw, in the order of `plain`.
pub(super) fn with_ranges(
    plain: &[(&Indicator, Vec<Group>)],
    drawn: &[Vec<GroupValues>],
    seed: u64,
) -> Vec<IndicatorResult> {
    let result = |(place, (indicator, groups)): (usize, &(&Indicator, Vec<Group>))| {
        let own: Vec<GroupValues> = drawn.iter().map(|draw| draw[place].clone()).collect();
        IndicatorResult::of(indicator, groups, &own, seed)
    };
    plain.iter().enumerate().map(result).collect()
}

impl Study {
    /// Those of `wanted` for which the model has what they need, ranges from `draws` draws of all its figures, each with a
    /// network of its own. `progress` is called once a draw.
    ///
    /// # Errors
    /// When a draw cannot become a network.
    pub fn indicators(
        &self,
        wanted: &[&Indicator],
        draws: u32,
        seed: u64,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Vec<IndicatorResult>, BuildError> {
        let plain = self.plain_indicators(wanted);
        let drawn = self.of_draws(draws, seed, progress, |drawn| drawn.drawn_indicators(&plain))?;
        Ok(with_ranges(&plain, &drawn, seed))
    }

    /// Those of `wanted` for which the model has what they need, with their groups.
    pub(super) fn plain_indicators<'i>(&self, wanted: &[&'i Indicator]) -> Vec<(&'i Indicator, Vec<Group>)> {
        wanted.iter().filter_map(|indicator| Some((*indicator, self.indicator_groups(indicator)?))).collect()
    }

    /// What each of `plain` says of the same groups in this study, whose figures were drawn.
    pub(super) fn drawn_indicators(&self, plain: &[(&Indicator, Vec<Group>)]) -> Vec<GroupValues> {
        let groups = |indicator: &Indicator| self.indicator_groups(indicator).unwrap_or_default();
        plain.iter().map(|(indicator, own)| indicator.of_all(&matched(own, groups(indicator)))).collect()
    }

    /// The groups of `indicator` from the balanced network, `PRODUCT@HOME` or, where world supply alone counts,
    /// `PRODUCT`; none if the model has not what it needs.
    #[must_use]
    pub fn indicator_groups(&self, indicator: &Indicator) -> Option<Vec<Group>> {
        let of_home: fn(&Self, &Cell, u32) -> Vec<Row> = match indicator.name {
            "hhi" => |study, _, cell| study.shares(&study.network.origins(cell)),
            "governance-hhi" => |study, _, cell| study.shares(&study.network.origins(cell)),
            "geopolrisk" => Self::production_and_imports,
            "geodep" => Self::trade,
            "iea-n-1" => {
                let mut products: Vec<u32> = self.members().map(|(product, _)| product).collect();
                products.sort_unstable();
                products.dedup();
                let group = |product: u32| Group {
                    name: self.network.products[product as usize].clone(),
                    rows: self.supply_and_demand(product),
                };
                return Some(products.into_iter().map(group).collect());
            }
            _ => return None,
        };
        let group = |(product, cell): (u32, u32)| {
            let place = &self.network.cells[cell as usize];
            let home = &self.network.economies[place.region as usize];
            Group {
                name: format!("{}@{home}", self.network.products[product as usize]),
                rows: of_home(self, place, cell),
            }
        };
        Some(self.members().map(group).collect())
    }

    /// Product and cell of every portfolio's members.
    fn members(&self) -> impl Iterator<Item = (u32, u32)> {
        self.portfolios.iter().flat_map(|portfolio| &portfolio.members).map(|member| (member.product, member.cell))
    }

    fn of_economy(&self, economy: u32, numbers: impl IntoIterator<Item = (&'static str, f64)>) -> Row {
        let words = [("economy", self.network.economies[economy as usize].clone())];
        Row { words: words.into(), numbers: numbers.into_iter().collect() }
    }

    fn economy_row(&self, economy: u32) -> Option<&Economy> {
        self.model.economy(&self.network.economies[economy as usize])
    }

    /// Named origins with their shares and governance, 0 good to 10 bad: (2.5 − mean of the six estimates) × 2.
    fn shares(&self, origins: &[Origin]) -> Vec<Row> {
        let named = origins.iter().filter(|origin| !origin.other);
        named
            .map(|origin| {
                let six = self.economy_row(origin.economy).and_then(|economy| economy.governance.as_ref()).map(|g| {
                    [
                        g.voice_accountability,
                        g.political_stability,
                        g.government_effectiveness,
                        g.regulatory_quality,
                        g.rule_of_law,
                        g.control_of_corruption,
                    ]
                });
                let scaled = six.map(|six| (2.5 - sum(six.map(crate::units::Governance::get)) / 6.0) * 2.0);
                let governance = scaled.unwrap_or(MIDDLING).clamp(0.0, 10.0);
                self.of_economy(origin.economy, [("share", origin.share), ("governance", governance)])
            })
            .collect()
    }

    fn production_and_imports(&self, cell: &Cell, index: u32) -> Vec<Row> {
        let mut rows: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for origin in self.network.world_origins(cell.product) {
            rows.entry(origin.economy).or_default().0 = origin.share;
        }
        let mut domestic = 0.0;
        for origin in self.network.origins(index) {
            if origin.domestic {
                domestic += origin.share;
            } else {
                rows.entry(origin.economy).or_default().1 = origin.share;
            }
        }
        let rows = rows.into_iter().map(|(economy, (production, imports))| {
            let stability = self.economy_row(economy).and_then(|row| row.governance.as_ref());
            // Estimates of −2.5 (bad) to 2.5 (good) become 1 to 0.
            let instability = stability.map(|g| ((2.5 - g.political_stability.get()) / 5.0).clamp(0.0, 1.0));
            let numbers = [("production", production), ("imports", imports), ("domestic_production", domestic)];
            self.of_economy(economy, numbers.into_iter().chain(instability.map(|value| ("instability", value))))
        });
        rows.collect()
    }

    fn supply_and_demand(&self, product: u32) -> Vec<Row> {
        let used = |economy: u32| {
            let cells = self.network.cells.iter().filter(|cell| cell.product == product && cell.region == economy);
            sum(cells.map(|cell| cell.usage))
        };
        let total = sum(self.network.cells.iter().filter(|cell| cell.product == product).map(|cell| cell.usage));
        // Shares of the whole on both sides: flows deliver what is used, and no more is made.
        let rows = self.network.world_origins(product).into_iter().map(|origin| {
            let numbers = [("supply", origin.share), ("total_demand", 1.0)];
            // A member of a region has no demand of its own here.
            let known = total > 0.0 && self.network.regions.contains(&origin.economy);
            let own = known.then(|| ("demand", used(origin.economy) / total));
            self.of_economy(origin.economy, numbers.into_iter().chain(own))
        });
        rows.collect()
    }

    /// One year's imports by origin, exports, and world exports by economy.
    fn trade(&self, cell: &Cell, index: u32) -> Vec<Row> {
        let network = &self.network;
        let year = self.model.manifest.as_of.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0.0);
        let mut exports: BTreeMap<u32, f64> = BTreeMap::new();
        let mut own = 0.0;
        for slot in network.slots.iter().filter(|slot| slot.product == cell.product) {
            for edge in &network.edges[slot.edges.clone()] {
                let maker = &network.suppliers[edge.supplier as usize];
                if maker.region != slot.region || maker.other {
                    *exports.entry(maker.economy).or_default() += edge.flow;
                    own += if maker.region == cell.region && !maker.other { edge.flow } else { 0.0 };
                }
            }
        }
        let flow = |economy: u32, flow: &str, value: f64| {
            let mut row = self.of_economy(economy, [("year", year), ("value", value)]);
            row.words.insert("flow", flow.to_owned());
            row
        };
        let imports = network.origins(index).into_iter().filter(|origin| !origin.domestic);
        let imports = imports.map(|origin| flow(origin.economy, "import", origin.share * cell.usage));
        let world = exports.iter().map(|(economy, value)| flow(*economy, "world-export", *value));
        imports.chain(world).chain([flow(cell.region, "export", own)]).collect()
    }
}
