//! Which products count in a sector of an economy, and how much: the aggregation weights.

use crate::model::{Goods, Model, Sector, Weights};
use crate::network::Network;

/// A product used in a home economy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Product.
    pub product: u32,
    /// Cell of the product in the economy.
    pub cell: u32,
    /// Weight in its sector, summing to 1.
    pub weight: f64,
    /// Weight among the sector's end products, summing to 1 (0 if it is none).
    pub end_weight: f64,
    /// World market value, a day, in the model's currency, if known.
    pub worth_per_day: Option<f64>,
    /// The same in USD; none too where the model counts in another currency.
    pub value_per_day: Option<f64>,
}

/// The products of one sector that one home economy uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    /// Sector.
    pub sector: Sector,
    /// Home economy, as an index.
    pub economy: u32,
    /// Its members, in the order of the model.
    pub members: Vec<Member>,
    /// Products of the sector that it uses, but hardly: they weigh 0 and count nowhere, in the order of the model.
    pub hardly_used: Vec<Member>,
}

/// Use below this share of a day's world output is no use: the product weighs nothing there.
const UNUSED: f64 = 1e-9;
/// Neither does a product of which an economy uses less than this part of what its share of world product would let expect:
/// the little *other use* that every economy is given (`docs/model.md`, Demand 7) says nothing of its industry. An India without
/// fabs would else be judged by whom it buys lithography tools from.
const HARDLY_USED: f64 = 0.1;

/// The portfolios of every home economy and sector: economies outside, sectors inside, in output order.
///
/// An *end product* of a sector is one that no other product of the same sector is made from: its unmet final use
/// cannot improve when things get worse upstream. With `among`, only products that count there do.
#[must_use]
pub fn portfolios(model: &Model, network: &Network, weights: Weights, among: Option<&[Portfolio]>) -> Vec<Portfolio> {
    let place = |home: &String| network.economies.iter().position(|id| id == home);
    let homes = model.manifest.home.iter().filter_map(place).map(|economy| economy as u32);
    let homes: Vec<(u32, f64)> = homes.map(|economy| (economy, size(model, network, economy))).collect();
    let mut result = Vec::new();
    for &sector in model.sectors() {
        for &(economy, size) in &homes {
            let own = |portfolio: &&Portfolio| (portfolio.sector, portfolio.economy) == (sector, economy);
            let among = among.map(|all| all.iter().find(own).map_or(&[][..], |portfolio| &portfolio.members));
            let least = UNUSED.max(HARDLY_USED * size);
            let counts = |product: usize, usage: f64| match among {
                Some(members) => usage > UNUSED && members.iter().any(|member| member.product as usize == product),
                None => usage > least,
            };
            result.push(portfolio(model, network, weights, (sector, economy), &counts));
        }
    }
    result
}

/// Of the products for which `counts(product, usage)` holds; the others that are used stand apart.
fn portfolio(
    model: &Model,
    network: &Network,
    weights: Weights,
    (sector, economy): (Sector, u32),
    counts: &dyn Fn(usize, f64) -> bool,
) -> Portfolio {
    let (mut members, mut hardly_used) = (Vec::new(), Vec::new());
    let mut last = Vec::new();
    for (product, (own, row)) in model.products.iter().enumerate() {
        let cell = network.cells.iter().position(|cell| cell.product as usize == product && cell.region == economy);
        let Some(cell) = cell.filter(|&cell| *own == sector && network.cells[cell].usage > UNUSED) else {
            continue;
        };
        let counted = counts(product, network.cells[cell].usage);
        let value = row.market_value.as_ref().map(|value| value.value.get() * 1e9 / 365.0);
        let made_into = |(other, user): &(Sector, crate::model::Product)| {
            *other == sector && user.inputs.iter().any(|input| input.product == row.id)
        };
        let end = row.goods == Goods::EndUse || !model.products.iter().any(made_into);
        let end = end && network.cells[cell].final_usage > UNUSED;
        if counted {
            last.push(end);
        }
        let one = if counted { 1.0 } else { 0.0 };
        let list = if counted { &mut members } else { &mut hardly_used };
        list.push(Member {
            product: product as u32,
            cell: cell as u32,
            weight: one,
            end_weight: if end { one } else { 0.0 },
            worth_per_day: value,
            value_per_day: value.filter(|_| model.manifest.in_dollars()),
        });
    }
    if weights == Weights::MarketValue {
        weigh_by_value(network, &mut members);
    }
    normalise(&mut members, &last);
    Portfolio { sector, economy, members, hardly_used }
}

/// Share of `economy` in the gross domestic product of all regions; 0 where that is not known of each of them.
fn size(model: &Model, network: &Network, economy: u32) -> f64 {
    let gdp = |region: u32| model.economies.get(region as usize)?.gdp.as_ref().map(|gdp| gdp.value.get());
    let sizes: Option<Vec<f64>> = network.regions.iter().map(|&region| gdp(region)).collect();
    let all: f64 = sizes.iter().flatten().sum();
    if all > 0.0 { gdp(economy).unwrap_or(0.0) / all } else { 0.0 }
}

/// Weight by what the economy uses of the world market; a product without a market value weighs the median.
fn weigh_by_value(network: &Network, members: &mut [Member]) {
    let worth = |member: &Member| member.worth_per_day.map(|value| value * network.cells[member.cell as usize].usage);
    let mut known: Vec<f64> = members.iter().filter_map(worth).collect();
    known.sort_by(f64::total_cmp);
    let median = known.get(known.len() / 2).copied().unwrap_or(1.0);
    for member in members {
        let weight = worth(member).unwrap_or(median);
        member.end_weight *= weight;
        member.weight = weight;
    }
}

/// Weights that sum to 1; where all of them are 0 (nothing is worth anything), equal ones. `last` says which members are end
/// products; the same holds among them.
fn normalise(members: &mut [Member], last: &[bool]) {
    if members.iter().all(|member| member.weight <= 0.0) {
        for member in &mut *members {
            member.weight = 1.0;
        }
    }
    if members.iter().all(|member| member.end_weight <= 0.0) {
        for (member, &end) in members.iter_mut().zip(last) {
            member.end_weight = if end { 1.0 } else { 0.0 };
        }
    }
    let total: f64 = members.iter().map(|member| member.weight).sum();
    let last: f64 = members.iter().map(|member| member.end_weight).sum();
    for member in members {
        member.weight /= total;
        if last > 0.0 {
            member.end_weight /= last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worth_nothing_weighs_the_same() {
        let member =
            Member { product: 0, cell: 0, weight: 0.0, end_weight: 0.0, worth_per_day: Some(0.0), value_per_day: None };
        let mut members = vec![Member { weight: 3.0, ..member }, member, member];
        normalise(&mut members, &[false, true, true]);
        let weights: Vec<(f64, f64)> = members.iter().map(|member| (member.weight, member.end_weight)).collect();
        assert_eq!(weights, [(1.0, 0.0), (0.0, 0.5), (0.0, 0.5)]);
        let mut members = vec![member, member];
        normalise(&mut members, &[false, false]);
        assert!(members.iter().all(|member| (member.weight, member.end_weight) == (0.5, 0.0)));
    }
}
