//! The flows of a network of firms.

use super::{Flows, Named, Seller, ids};
use crate::finding::Finding;
use crate::firm::FirmNetwork;
use crate::table::figure;

/// Name of the economy of firms whose market nobody states.
pub const NOWHERE: &str = "WORLD";

/// The flows of `network`, and what had to be assumed: one finding for each sort.
///
/// What a firm sells to final users is its revenue less what it sells to firms. Where no revenue is stated, output is the
/// larger of what the firm sells to firms and what it buys from them: nobody is taken to sell for less than its inputs
/// cost. Final users stand in the market of the firm.
#[must_use]
pub fn of_firms(network: &FirmNetwork) -> (Flows, Vec<Finding>) {
    let (firms, mut findings) = (network.firms.len(), Vec::new());
    let (mut sold, mut bought) = (vec![0.0; firms], vec![0.0; firms]);
    for (supplier, buyer, weight) in network.edges() {
        sold[supplier as usize] += weight;
        bought[buyer as usize] += weight;
    }
    let mut short = (0_usize, 0.0);
    let mut unstated = 0_usize;
    let mut uses = vec![0.0; firms];
    for firm in 0..firms {
        uses[firm] = match network.revenue[firm] {
            Some(revenue) if revenue >= sold[firm] => revenue - sold[firm],
            Some(revenue) => {
                short = (short.0 + 1, short.1 + sold[firm] - revenue);
                0.0
            }
            None => {
                unstated += 1;
                (bought[firm] - sold[firm]).max(0.0)
            }
        };
    }
    if short.0 > 0 {
        let message = format!("{} firms sell more to firms than their revenue, by {} in all", short.0, figure(short.1));
        findings.push(
            Finding::warning(message).help("their output is what they sell to firms, and they have no final users"),
        );
    }
    if unstated > 0 {
        let message = format!(
            "{unstated} firms state no revenue: their output is the larger of what they sell to and buy from firms"
        );
        findings.push(
            Finding::note(message).help("a column `revenue`, in the unit of the weights, says what final users buy"),
        );
    }
    let mut markets = network.markets.clone();
    let nowhere = network.market_of.iter().any(Option::is_none);
    let nowhere = nowhere.then(|| markets.iter().position(|market| market == NOWHERE).unwrap_or(markets.len()));
    if nowhere == Some(markets.len()) {
        markets.push(NOWHERE.to_owned());
    }
    let mut output = vec![0.0; network.sectors.len()];
    for firm in 0..firms {
        output[network.sector_of[firm] as usize] += sold[firm] + uses[firm];
    }
    let sells = |firm: &usize| sold[*firm] + uses[*firm] > super::NOTHING * output[network.sector_of[*firm] as usize];
    let mut order: Vec<usize> = (0..firms).filter(sells).collect();
    order.sort_by_key(|&firm| (network.sector_of[firm], firm));
    let mut place = vec![None; firms];
    for (at, &firm) in order.iter().enumerate() {
        place[firm] = Some(at as u32);
    }
    let economy = |firm: usize| network.market_of[firm].or(nowhere.map(|at| at as u32)).unwrap_or_default();
    let named = ids::firms(&network.firms);
    let seller = |&firm: &usize| Seller {
        product: network.sector_of[firm],
        economy: economy(firm),
        firm: Some(Named { id: named[firm].id.clone(), name: named[firm].name.clone() }),
    };
    let makers: Vec<Seller> = order.iter().map(seller).collect();
    // A firm that sells nothing has bought nothing either, or it would count as sold.
    let mut columns: Vec<Vec<(u32, f64)>> = vec![Vec::new(); order.len() + markets.len()];
    for (supplier, buyer, weight) in network.edges() {
        let buyer =
            place[buyer as usize].map_or_else(|| order.len() + economy(buyer as usize) as usize, |at| at as usize);
        if let Some(supplier) = place[supplier as usize] {
            columns[buyer].push((supplier, weight));
        }
    }
    for (at, &firm) in order.iter().enumerate() {
        columns[order.len() + economy(firm) as usize].push((at as u32, uses[firm]));
    }
    let columns = columns.into_iter().map(|mut column| {
        column.sort_by_key(|&(seller, _)| seller);
        column.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        column.into_iter()
    });
    let (products, economies) = (ids::products(&network.sectors), ids::economies(&markets));
    (Flows::build(products, economies, makers, output, columns), findings)
}
