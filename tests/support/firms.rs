//! Networks of firms by chance: a few firms with very many customers, sectors of uneven size.

use super::chance::Dice;
use linchpin::firm::FirmNetwork;
use linchpin::systemic::{Class, Essentiality};

/// A network of firms with these deliveries.
pub fn network(sectors: &[u32], deliveries: &[(u32, u32, f64)]) -> FirmNetwork {
    let mut sorted = deliveries.to_vec();
    sorted.sort_by_key(|&(supplier, buyer, _)| (supplier, buyer));
    let mut starts = vec![0; sectors.len() + 1];
    for &(supplier, ..) in &sorted {
        starts[supplier as usize + 1] += 1;
    }
    for firm in 0..sectors.len() {
        starts[firm + 1] += starts[firm];
    }
    FirmNetwork {
        firms: (0..sectors.len()).map(|firm| format!("f{firm}")).collect(),
        sectors: (0..=sectors.iter().copied().max().unwrap_or(0)).map(|sector| (sector + 1).to_string()).collect(),
        sector_of: sectors.to_vec(),
        markets: Vec::new(),
        market_of: vec![None; sectors.len()],
        markets_are_places: false,
        revenue: vec![None; sectors.len()],
        starts,
        buyers: sorted.iter().map(|&(_, buyer, _)| buyer).collect(),
        weights: sorted.iter().map(|&(.., weight)| weight).collect(),
    }
}

/// About `firms` × 8 deliveries: three firms in ten sell to nobody in the network, the others have customers by a power law
/// of exponent 2.3 up to 128; suppliers of a firm by one over the root of a rank that has nothing to do with it; weights
/// over three orders of magnitude.
pub fn scale_free(firms: usize, sectors: usize, seed: u64) -> FirmNetwork {
    let mut dice = Dice::new(seed);
    let skewed = |dice: &mut Dice, count: usize| {
        let u = dice.between(0.0, 1.0);
        ((u * u * count as f64) as usize).min(count - 1)
    };
    let mut ranks: Vec<u32> = (0..firms as u32).collect();
    for at in (1..firms).rev() {
        ranks.swap(at, dice.pick(0, at + 1));
    }
    let sector_of: Vec<u32> = (0..firms).map(|_| skewed(&mut dice, sectors) as u32).collect();
    let mut deliveries = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for supplier in 0..firms as u32 {
        taken.clear();
        let degree = (4.5 * dice.between(0.0, 1.0).max(1e-9).powf(-1.0 / 1.3)).min(128.0) as usize;
        if dice.chance(0.3) {
            continue;
        }
        for _ in 0..degree.min(firms / 2) {
            let buyer = ranks[skewed(&mut dice, firms)];
            if buyer != supplier && taken.insert(buyer) {
                deliveries.push((supplier, buyer, 10_f64.powf(dice.between(0.0, 3.0))));
            }
        }
    }
    network(&sector_of, &deliveries)
}

/// `firms` × 8 deliveries by pure chance, of about the same weight.
pub fn even(firms: usize, sectors: usize, seed: u64) -> FirmNetwork {
    let mut dice = Dice::new(seed);
    let sector_of: Vec<u32> = (0..firms).map(|_| dice.pick(0, sectors) as u32).collect();
    let mut deliveries = std::collections::BTreeMap::new();
    while deliveries.len() < firms * 8 {
        let (from, to) = (dice.pick(0, firms) as u32, dice.pick(0, firms) as u32);
        if from != to {
            deliveries.insert((from, to), dice.between(0.5, 1.5));
        }
    }
    let deliveries: Vec<(u32, u32, f64)> = deliveries.into_iter().map(|((from, to), w)| (from, to, w)).collect();
    network(&sector_of, &deliveries)
}

/// Every pair of sectors of a class by chance: these shares are essential and not essential, the rest is negligible.
pub fn essentiality(sectors: usize, essential: f64, other: f64, seed: u64) -> Essentiality {
    let mut dice = Dice::new(seed);
    let class = |dice: &mut Dice| match dice.between(0.0, 1.0) {
        u if u < essential => Class::Essential,
        u if u < essential + other => Class::NonEssential,
        _ => Class::Negligible,
    };
    Essentiality::of_rows(sectors, (0..sectors * sectors).map(|_| class(&mut dice)).collect()).expect("a square")
}
