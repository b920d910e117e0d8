//! The cascade as the paper writes it: dense matrices, every firm in every sweep, h and not losses. Shares no code with the
//! program and adds up in another order.

use super::support::chance::Dice;
use super::support::firms::{essentiality, network, scale_free};
use linchpin::firm::FirmNetwork;
use linchpin::systemic::{Cascade, Class, Conventions, Essentiality, Loss, Replacement, Shocks};

fn dense(network: &FirmNetwork, essentiality: &Essentiality, conventions: &Conventions, shock: &[(u32, f64)]) -> Loss {
    let n = network.firms.len();
    let mut w = vec![vec![0.0; n]; n];
    for (supplier, buyer, weight) in network.edges() {
        w[supplier as usize][buyer as usize] += weight;
    }
    let sales = |i: usize| w[i].iter().sum::<f64>();
    let out: Vec<f64> = (0..n)
        .map(|i| match network.revenue[i] {
            Some(revenue) if conventions.by_revenue && revenue > sales(i) => revenue,
            _ => sales(i),
        })
        .collect();
    let sector = |i: usize| network.sector_of[i];
    let class = |i: usize, j: usize| essentiality.class(sector(i), sector(j));
    let rivals = |i: usize, k: usize| match (conventions.replacement, network.market_of[i], network.market_of[k]) {
        (Replacement::Nobody, ..) => false,
        (Replacement::Market, Some(own), other) => other == Some(own),
        (Replacement::Market, None, other) => other.is_none() && sector(i) == sector(k),
        (Replacement::Sector, ..) => sector(i) == sector(k),
        (Replacement::SectorAndMarket, own, other) => sector(i) == sector(k) && own == other,
    };
    let mut psi = vec![1.0_f64; n];
    for &(firm, loss) in shock {
        psi[firm as usize] = psi[firm as usize].min(1.0 - loss);
    }
    let (mut hd, mut hu, mut sweeps) = (psi.clone(), psi.clone(), 0);
    loop {
        sweeps += 1;
        let sigma: Vec<f64> = (0..n)
            .map(|i| {
                let left: f64 = (0..n).filter(|&k| rivals(i, k)).map(|k| hd[k] * out[k]).sum();
                if conventions.replacement == Replacement::Nobody || left <= out[i] { 1.0 } else { out[i] / left }
            })
            .collect();
        let mut next_d = psi.clone();
        for j in 0..n {
            let bought: f64 = (0..n).map(|i| w[i][j]).sum();
            let mut others = 1.0;
            for product in 0..network.sectors.len() as u32 {
                let of = |i: &usize| sector(*i) == product && w[*i][j] > 0.0;
                let makers: Vec<usize> = (0..n).filter(of).collect();
                let Some(&first) = makers.first() else { continue };
                let of_product: f64 = makers.iter().map(|&i| w[i][j]).sum();
                let lost = |base: f64| makers.iter().map(|&i| w[i][j] / base * sigma[i] * (1.0 - hd[i])).sum::<f64>();
                match class(first, j) {
                    Class::Essential => next_d[j] = next_d[j].min(1.0 - lost(of_product)),
                    Class::NonEssential => others -= lost(bought),
                    Class::Negligible => {}
                }
            }
            next_d[j] = next_d[j].min(others).max(0.0);
        }
        let kept = |i: usize| (0..n).map(|j| w[i][j] * (1.0 - hu[j])).sum::<f64>() / out[i];
        let next_u: Vec<f64> =
            (0..n).map(|i| if out[i] > 0.0 { psi[i].min(1.0 - kept(i)).max(0.0) } else { psi[i] }).collect();
        let moved = |before: &[f64], after: &[f64]| {
            before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0_f64, f64::max)
        };
        let change = moved(&hd, &next_d).max(moved(&hu, &next_u));
        (hd, hu) = (next_d, next_u);
        if change < conventions.epsilon {
            break;
        }
    }
    let total: f64 = out.iter().sum();
    let lost = |h: &dyn Fn(usize) -> f64| (0..n).map(|i| out[i] * (1.0 - h(i))).sum::<f64>() / total;
    Loss { combined: lost(&|i| hd[i].min(hu[i])), downstream: lost(&|i| hd[i]), upstream: lost(&|i| hu[i]), sweeps }
}

/// Some networks with cycles, firms without sales or purchases, markets and revenues.
fn networks() -> Vec<(FirmNetwork, Essentiality)> {
    let mut all = Vec::new();
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        let (firms, sectors) = (dice.pick(2, 24), dice.pick(1, 7));
        let sector_of: Vec<u32> = (0..firms).map(|_| dice.pick(0, sectors) as u32).collect();
        let mut deliveries = Vec::new();
        for supplier in 0..firms as u32 {
            for buyer in 0..firms as u32 {
                if supplier != buyer && dice.chance(0.12) {
                    let weight = if dice.chance(0.1) { 0.0 } else { dice.between(0.01, 50.0) };
                    deliveries.push((supplier, buyer, weight));
                }
            }
        }
        let mut drawn = network(&sector_of, &deliveries);
        if !deliveries.iter().any(|&(.., weight)| weight > 0.0) {
            continue;
        }
        drawn.markets = vec!["a".to_owned(), "b".to_owned()];
        for firm in 0..firms {
            drawn.market_of[firm] = dice.chance(0.8).then(|| dice.pick(0, 2) as u32);
            drawn.revenue[firm] = dice.chance(0.8).then(|| dice.between(0.0, 400.0));
        }
        let all_sectors = drawn.sectors.len();
        all.push((drawn, essentiality(all_sectors, 0.4, 0.4, seed)));
    }
    all
}

fn close(ours: &Loss, theirs: &Loss, what: &str) {
    for (a, b) in
        [(ours.combined, theirs.combined), (ours.downstream, theirs.downstream), (ours.upstream, theirs.upstream)]
    {
        assert!((a - b).abs() <= 1e-12, "{what}: {ours:?} is not {theirs:?}");
    }
    assert_eq!(ours.sweeps, theirs.sweeps, "{what}");
}

#[test]
fn the_dense_cascade_gives_the_same_under_every_convention() {
    use Replacement::{Market, Nobody, Sector, SectorAndMarket};
    for (seed, (network, essentiality)) in networks().iter().enumerate() {
        let mut dice = Dice::new(1_000 + seed as u64);
        let firms: Vec<u32> = (0..network.firms.len() as u32).collect();
        let mut shocks = Shocks::failures(&firms[..firms.len().min(12)]);
        for _ in 0..6 {
            let hit = firms.iter().filter(|_| dice.chance(0.3)).copied().collect::<Vec<_>>();
            shocks.push(hit.into_iter().map(|firm| (firm, dice.between(0.0, 1.0))));
        }
        for replacement in [Nobody, Sector, Market, SectorAndMarket] {
            for (epsilon, by_revenue) in [(1e-2, false), (1e-2, true), (1e-5, false), (1e-5, true)] {
                let conventions = Conventions { replacement, epsilon, by_revenue };
                for patience in [u64::MAX, 0] {
                    let cascade = Cascade::new(network, essentiality, &conventions).expect("a cascade");
                    let losses = cascade.with_patience(patience).losses(&shocks, &|_| ()).losses;
                    for (index, loss) in losses.iter().enumerate() {
                        let theirs = dense(network, essentiality, &conventions, shocks.of(index));
                        close(loss, &theirs, &format!("network {seed}, shock {index}, {conventions:?}, {patience}"));
                    }
                }
            }
        }
    }
}

#[test]
fn one_by_one_and_sixteen_abreast_give_the_same() {
    let network = scale_free(400, 25, 3);
    let mut shocks = Shocks::failures(&(0..400).collect::<Vec<_>>());
    let mut dice = Dice::new(77);
    for _ in 0..100 {
        let hits: Vec<u32> = (0..20).map(|_| dice.pick(0, 400) as u32).collect();
        shocks.push(hits.into_iter().map(|firm| (firm, dice.between(0.0, 1.0))));
    }
    for essentiality in [essentiality(25, 0.3, 0.4, 1), Essentiality::uniform(Class::Essential)] {
        for (replacement, epsilon) in [
            (Replacement::Sector, 1e-2),
            (Replacement::Sector, 1e-4),
            (Replacement::Nobody, 1e-2),
            (Replacement::Nobody, 1e-4),
        ] {
            let conventions = Conventions { replacement, epsilon, ..Conventions::default() };
            let run = |patience| {
                let cascade = Cascade::new(&network, &essentiality, &conventions).expect("a cascade");
                cascade.with_patience(patience).losses(&shocks, &|_| ())
            };
            let (alone, mixed, abreast) = (run(u64::MAX), run(2_000), run(0));
            for (index, (alone, abreast)) in alone.losses.iter().zip(&abreast.losses).enumerate() {
                for (a, b) in [
                    (alone.combined, abreast.combined),
                    (alone.downstream, abreast.downstream),
                    (alone.upstream, abreast.upstream),
                ] {
                    assert!((a - b).abs() < 1e-13, "{index}: {alone:?} {abreast:?}");
                }
                assert_eq!(alone.sweeps, abreast.sweeps, "{index}");
            }
            // Each shock goes one of the two ways as a whole.
            let either = |index: usize| [&alone, &abreast].iter().any(|all| all.losses[index] == mixed.losses[index]);
            assert!((0..500).all(either));
            // Alone go all but those that take very many sweeps.
            assert!(alone.in_lanes < 250 && abreast.in_lanes == 500, "{} {}", alone.in_lanes, abreast.in_lanes);
            assert!((alone.in_lanes + 1..500).contains(&mixed.in_lanes), "{}", mixed.in_lanes);
        }
    }
}
