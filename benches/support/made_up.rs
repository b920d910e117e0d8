//! Tables and networks of firms of any size, the same wherever they are made: `benches/peers/` makes the same table.
#![allow(dead_code, reason = "each user needs a part of it")]

use linchpin::engine::{Effect, Profile, Shock};
use linchpin::preset::Table;
use linchpin::preset::ario::{Ario, Curve, Event, Loss, Parameters};
use linchpin::preset::inoue_todo::Firms;
use linchpin::scenario::Recovery;
use ndarray::Array2;

/// The `place`-th of a row of numbers in [0, 1): `SplitMix64` (Steele et al. 2014).
pub fn uniform(place: u64) -> f64 {
    let mut z = (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 * 2f64.powi(-53)
}

/// A table in which all trade with all, and final use is about as much as all else.
pub fn table(regions: usize, sectors: usize) -> Table {
    let n = regions * sectors;
    let z = Array2::from_shape_fn((n, n), |(i, j)| 1.0 + 19.0 * uniform((i * n + j) as u64));
    let most = 12.5 * n as f64 / regions as f64;
    let y = |i: usize, region: usize| most * (1.0 + uniform((n * n + i * regions + region) as u64));
    let y = Array2::from_shape_fn((n, regions), |(i, region)| y(i, region));
    Table::new(regions, sectors, z, &y, &(0..regions).collect::<Vec<_>>()).expect("a table")
}

/// ARIO as published.
pub fn ario(table: &Table) -> Ario {
    Ario::new(table, Parameters::default())
}

/// Three tenths of an industry's capital lost on day 2 for ten days, back over 90: another industry for every number.
pub fn event(ario: &Ario, table: &Table, number: usize) -> Event {
    let industry = (table.sectors + 3 + 137 * number) % table.industries();
    let lost = vec![(industry, 0.3 * ario.capital()[industry])];
    Event { start: 2, hold: 10, lost, loss: Loss::Capital { curve: Curve::Linear, recovery_days: 90.0 } }
}

/// Firms of 50 sectors that sell each to about eight others.
pub fn firms(count: u32, sales: u32) -> Firms {
    let sector: Vec<u32> = (0..count).map(|firm| firm % 50).collect();
    let mut flows: Vec<(u32, u32, f64)> = Vec::new();
    for firm in 0..count {
        for sale in 0..sales {
            let draw = u64::from(firm * sales + sale);
            let user = (uniform(2 * draw) * f64::from(count)) as u32;
            flows.push((firm, user.min(count - 1), 1.0 + 9.0 * uniform(2 * draw + 1)));
        }
    }
    flows.retain(|(seller, user, _)| seller != user);
    flows.sort_by_key(|&(seller, user, _)| (seller, user));
    flows.dedup_by_key(|&mut (seller, user, _)| (seller, user));
    Firms::new(&sector, &flows, vec![40.0; count as usize], None).expect("a network of firms")
}

/// Half of the capacity of ten firms lost for 30 days, back over 60: other firms for every number.
pub fn outage(number: u32) -> Shock {
    let profile =
        Profile { severity: 0.5, start: 0.0, onset: 0.0, hold: 30.0, recovery: 60.0, shape: Recovery::Linear };
    Shock { profile, effect: Effect::Capacity((0..10).map(|firm| 7 + 331 * number + 29 * firm).collect()) }
}
