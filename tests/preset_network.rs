//! The presets on networks of any kind: at rest, beside the table they came from, under the kernel's shocks.

mod support;

use linchpin::engine::{Effect, Profile, Rebuild, Run, Shock};
use linchpin::network::Network;
use linchpin::preset::ario::{Ario, Curve, Event, Loss, Ordering, Parameters};
use linchpin::preset::inoue_todo::{Damage, Firms, Parameters as FirmParameters, Rationing};
use linchpin::preset::{Flows, Kernel, Table};
use linchpin::scenario::Recovery;
use ndarray::Array2;
use std::sync::Arc;
use support::chance::{Dice, Shape, shocks};
use support::sketch::{Need, Recipe, Sketch};

fn kernels(flows: &Arc<Flows>) -> Vec<Kernel> {
    let normal = Parameters { ordering: Ordering::Normal, ..Parameters::default() };
    let mut all = vec![Kernel::ario(flows.clone(), Parameters::default()), Kernel::ario(flows.clone(), normal)];
    for rationing in
        [Rationing::Proportional, Rationing::ConsumersLast, Rationing::LowestFirst, Rationing::LowestFirstConsumersLast]
    {
        all.push(Kernel::inoue_todo(flows.clone(), FirmParameters { rationing, ..FirmParameters::default() }));
    }
    all
}

fn watch_all(network: &Network, days: f64) -> Run {
    let watched = (0..network.cells.len() as u32).collect();
    Run { horizon_days: days, stop_when_whole: false, skip_quiet_start: false, watched, ..Run::default() }
}

/// Capacity of the first suppliers is lost for a while.
fn outage(severity: f64, suppliers: std::ops::Range<u32>) -> Shock {
    let profile = Profile { severity, start: 3.0, onset: 0.0, hold: 20.0, recovery: 30.0, shape: Recovery::Linear };
    Shock { profile, effect: Effect::Capacity(suppliers.collect()) }
}

#[test]
fn without_a_shock_every_network_is_whole_to_the_bit() {
    for seed in 0..25 {
        let network = Shape::mixed(seed).draw(seed);
        let flows =
            Arc::new(Flows::of_network(&network, (seed % 2 == 0).then_some(&|product| 1.5 + f64::from(product))));
        for kernel in kernels(&flows) {
            let run = watch_all(&network, 700.0);
            let mut worst: f64 = 0.0;
            let path = kernel.run(&network, &flows, &[outage(0.0, 0..2)], &run, |day| {
                for (made, normal) in day.production.iter().zip(flows.output()) {
                    worst = worst.max((made - normal).abs() / normal.max(1e-300));
                }
            });
            assert!(path.availability.iter().all(|value| *value == 1.0), "seed {seed}: {kernel:?}");
            assert!(path.unmet_final.iter().all(|value| *value == 0.0), "seed {seed}");
            assert_eq!(path.availability.nrows(), 700);
            // ARIO rests to the bit; in Inoue-Todo use is taken out of several stocks and rounds.
            let most = if matches!(kernel, Kernel::Ario(_)) { 0.0 } else { 1e-11 };
            assert!(worst <= most, "seed {seed}: {worst}");
        }
    }
}

#[test]
fn lanes_that_stay_open_change_nothing() {
    for seed in 0..10 {
        let network = Shape::mixed(seed).draw(seed);
        let flows = Arc::new(Flows::of_network(&network, None));
        let all = (0..network.lanes.len() as u32).map(|lane| (lane, 1.0)).collect();
        let mut open = outage(0.0, 0..0);
        open.effect = Effect::Flow(all);
        for kernel in kernels(&flows) {
            let run = watch_all(&network, 200.0);
            let alone = kernel.run(&network, &flows, &[outage(0.7, 0..3)], &run, |_| ());
            let beside = kernel.run(&network, &flows, &[outage(0.7, 0..3), open.clone()], &run, |_| ());
            assert_eq!(alone.availability, beside.availability, "seed {seed}");
            assert_eq!(alone.unmet_final, beside.unmet_final, "seed {seed}");
        }
    }
}

#[test]
fn availability_stays_a_share_under_shocks_of_every_kind() {
    for seed in 0..40 {
        let network = Shape::mixed(seed).draw(seed);
        let flows = Arc::new(Flows::of_network(&network, None));
        let shocks = shocks(&network, &mut Dice::new(seed));
        for kernel in kernels(&flows) {
            let path = kernel.run(&network, &flows, &shocks, &watch_all(&network, 300.0), |day| {
                assert!(day.production.iter().all(|made| made.is_finite() && *made >= 0.0), "seed {seed}");
                assert!(day.stock.iter().all(|stock| *stock >= -1e-9), "seed {seed}");
            });
            let share = |value: &f64| (0.0..=1.0).contains(value);
            assert!(path.availability.iter().all(share) && path.unmet_final.iter().all(share), "seed {seed}");
        }
    }
}

/// What is made of a product is used up, stored or consumed, whatever lanes and final demand do.
#[test]
fn mass_is_kept_by_product() {
    for seed in 0..15 {
        let shape = Shape { kinds: false, coproducts: false, ..Shape::mixed(seed) };
        let network = shape.draw(seed);
        let flows = Arc::new(Flows::of_network(&network, None));
        let shocks: Vec<Shock> = shocks(&network, &mut Dice::new(seed + 100))
            .into_iter()
            .filter(|shock| !matches!(shock.effect, Effect::Stock(_)))
            .collect();
        let pools: Vec<(usize, usize)> = flows.pools().map(|(p, user)| (p as usize, user as usize)).collect();
        let mut normal = vec![0.0; pools.len()];
        for (pool, flow) in pools.iter().enumerate() {
            let slots = network.slots.iter().filter(|slot| (slot.product as usize, slot.owner as usize) == *flow);
            normal[pool] = slots.map(|slot| slot.usage).sum();
        }
        for kernel in kernels(&flows) {
            let ario = matches!(kernel, Kernel::Ario(_));
            // Of the day before: stocks, and what had come in by then.
            let mut before: Option<(Vec<f64>, Vec<f64>)> = None;
            kernel.drive(&shocks, &watch_all(&network, 150.0), |day| {
                let mut balance = vec![0.0; flows.products()];
                for (supplier, made) in network.suppliers.iter().zip(day.production) {
                    balance[supplier.product as usize] += made;
                }
                for (cell, (wanted, unmet)) in day.wanted.iter().zip(day.unmet).enumerate() {
                    balance[cell % flows.products()] -= wanted - unmet;
                }
                for (pool, &(product, user)) in pools.iter().enumerate() {
                    balance[product] -= normal[pool] * day.production[user] / flows.output()[user];
                }
                // ARIO shows stocks at the end of the day, Inoue-Todo at its start.
                if let Some((stock, last)) = &before {
                    let mut left = if ario { balance.clone() } else { last.clone() };
                    for (pool, &(product, _)) in pools.iter().enumerate() {
                        left[product] -= day.stock[pool] - stock[pool];
                    }
                    assert!(left.iter().all(|left| left.abs() < 1e-9), "seed {seed}, day {}: {left:?}", day.day);
                }
                before = Some((day.stock.to_vec(), balance));
            });
        }
    }
}

/// A table of so many regions and sectors, and the network of the same flows a day.
fn table_and_network(regions: usize, sectors: usize, seed: u64) -> (Table, Network) {
    let mut dice = Dice::new(seed);
    let industries = regions * sectors;
    let z = Array2::from_shape_fn((industries, industries), |_| dice.between(1.0, 20.0));
    let most = 25.0 * industries as f64;
    let y = Array2::from_shape_fn((industries, regions), |_| dice.between(most / 2.0, most));
    let table = Table::new(regions, sectors, z, &y, &(0..regions).collect::<Vec<_>>()).expect("a table");
    let mut sketch = Sketch::new(regions as u32);
    for industry in 0..industries {
        sketch.supplier((industry % sectors) as u32, (industry / sectors) as u32, 1.0);
    }
    for user in 0..industries {
        for sector in 0..sectors {
            let flows: Vec<_> = (sector..industries)
                .step_by(sectors)
                .map(|seller| (seller as u32, table.intermediate[[seller, user]] / 365.0, 1.0))
                .collect();
            let need = Need::new(sector as u32, (user / sectors) as u32, 20.0, &flows);
            sketch.needs(user as u32, Recipe::single(0.95, need));
        }
    }
    for region in 0..regions {
        for sector in 0..sectors {
            let flows: Vec<_> = (sector..industries)
                .step_by(sectors)
                .map(|seller| (seller as u32, table.final_use[[seller, region]] / 365.0, 1.0))
                .collect();
            sketch.finals.push(Need::new(sector as u32, region as u32, 20.0, &flows));
        }
    }
    (table, sketch.build())
}

fn capital(share: f64, rebuild: Option<Rebuild>) -> Shock {
    let profile =
        Profile { severity: share, start: 2.0, onset: 0.0, hold: 10.0, recovery: 40.0, shape: Recovery::Concave };
    Shock { profile, effect: Effect::Capital { suppliers: vec![1, 4], rebuild } }
}

/// Largest relative difference of output between a table's run of `event` and its network's run of `shock`.
fn apart(regions: usize, sectors: usize, shock: &Shock, loss: Loss, days: usize) -> f64 {
    let (table, network) = table_and_network(regions, sectors, 7);
    // A network's loss is not rounded to a table's decimals.
    let parameters = Parameters { capital_decimals: 15, ..Parameters::default() };
    let ario = Ario::new(&table, parameters.clone());
    let lost = [1, 4].map(|i| (i, shock.profile.severity * ario.capital()[i])).to_vec();
    let series = ario.run(&[Event { start: 2, hold: 10, lost, loss }], days, true).expect("an event of the table");
    let flows = Arc::new(Flows::of_network(&network, Some(&|_| 1.0)));
    let run = Run { watched: Vec::new(), ..watch_all(&network, days as f64) };
    let stocks = series.stocks.expect("asked for");
    let mut worst: f64 = 0.0;
    Kernel::ario(flows.clone(), parameters).drive(std::slice::from_ref(shock), &run, |day| {
        for (made, expected) in day.production.iter().zip(series.production.row(day.day)) {
            worst = worst.max((made / expected - 1.0).abs());
        }
        for ((product, user), stock) in flows.pools().zip(day.stock) {
            worst = worst.max((stock / stocks[[day.day, product as usize, user as usize]] - 1.0).abs());
        }
        let unmet = day.unmet.iter().zip(series.unmet_final.row(day.day));
        worst = unmet.map(|(unmet, expected)| (unmet - expected).abs()).fold(worst, f64::max);
    });
    worst
}

#[test]
fn a_network_made_from_a_table_runs_as_the_table_does() {
    let by_itself = Loss::Capital { curve: Curve::Concave, recovery_days: 40.0 };
    let apart_by_itself = apart(2, 3, &capital(0.6, None), by_itself.clone(), 150);
    assert!(apart_by_itself < 1e-12, "{apart_by_itself}");
    let rebuild = Rebuild { days: 30.0, factor: 1.2, products: vec![(0, 0.25), (2, 0.75)] };
    let loss = Loss::Rebuilding { rebuild_days: 30.0, sectors: vec![(0, 0.25), (2, 0.75)], factor: 1.2 };
    let rebuilt = apart(2, 3, &capital(0.3, Some(rebuild)), loss, 150);
    assert!(rebuilt < 1e-12, "{rebuilt}");
    let large = apart(6, 8, &capital(0.6, None), by_itself, 365);
    assert!(large < 1e-11, "{large}");
}

#[test]
fn firms_of_a_network_run_as_the_list_of_firms_does() {
    let (table, network) = table_and_network(2, 3, 11);
    let sector: Vec<u32> = (0..6).map(|i| i % 3).collect();
    let flows: Vec<_> =
        table.intermediate.indexed_iter().map(|((i, j), flow)| (i as u32, j as u32, flow / 365.0)).collect();
    let consumption = table.final_use.rows().into_iter().map(|row| row.sum() / 365.0).collect();
    let firms = Firms::new(&sector, &flows, consumption, None).expect("firms");
    let shock = outage(0.5, 0..1);
    let damage = Damage { firms: vec![0], profile: shock.profile.clone() };
    let parameters = FirmParameters { rationing: Rationing::LowestFirst, ..FirmParameters::default() };
    let series = firms.run(&parameters, &[damage], 60, true).expect("the firm exists").by_firm.expect("asked for");
    let flows = Arc::new(Flows::of_network(&network, None));
    let run = Run { watched: Vec::new(), ..watch_all(&network, 60.0) };
    Kernel::inoue_todo(flows, parameters).drive(&[shock], &run, |day| {
        for (made, expected) in day.production.iter().zip(series.production.row(day.day)) {
            assert!((made / expected - 1.0).abs() < 1e-12, "day {}: {made} is not {expected}", day.day);
        }
    });
}

/// Half of what a user holds of a product burns: ARIO lets it make 0.5/ψ of what it wants on that day, and nobody else
/// less; in Inoue-Todo, which shows stocks at the start of the day, its pool is half as full.
#[test]
fn lost_stock_is_taken_from_the_pools_of_the_users_hit() {
    let (_, network) = table_and_network(2, 3, 5);
    let flows = Arc::new(Flows::of_network(&network, None));
    let slot = network.slots.iter().position(|slot| slot.owner == 4 && slot.product == 2).expect("a slot") as u32;
    let shock = Shock { profile: Profile::for_ever(0.5, 1.0), effect: Effect::Stock(vec![slot]) };
    let hit = flows.pools().position(|pool| pool == (2, 4)).expect("its pool");
    let mut activity = Vec::new();
    Kernel::ario(flows.clone(), Parameters::default()).drive(
        std::slice::from_ref(&shock),
        &watch_all(&network, 2.0),
        |day| activity = day.production.iter().zip(flows.output()).map(|(made, normal)| made / normal).collect(),
    );
    for (industry, made) in activity.iter().enumerate() {
        let expected = if industry == 4 { 0.5 / 0.8 } else { 1.0 };
        assert!((made - expected).abs() < 1e-12, "{activity:?}");
    }
    let mut days: Vec<Vec<f64>> = Vec::new();
    Kernel::inoue_todo(flows, FirmParameters::default()).drive(&[shock], &watch_all(&network, 2.0), |day| {
        days.push(day.stock.to_vec());
    });
    for (pool, (before, after)) in days[0].iter().zip(&days[1]).enumerate() {
        let expected = if pool == hit { 0.5 * before } else { *before };
        assert!((after / expected - 1.0).abs() < 1e-12, "pool {pool}: {before}, then {after}");
    }
}

/// A user of two makers of one product, one of them cut off: under `alt` it turns to the other, under `noalt` it does not.
#[test]
fn orders_turn_away_from_closed_lanes_only_under_alt() {
    let mut sketch = Sketch::new(3);
    let makers = [sketch.supplier(0, 0, 1.0), sketch.supplier(0, 1, 1.0)];
    let user = sketch.supplier(1, 2, 1.0);
    sketch.needs(user, Recipe::single(0.95, Need::new(0, 2, 20.0, &[(makers[0], 0.3, 1.0), (makers[1], 0.3, 1.0)])));
    sketch.finals.push(Need::new(0, 0, 20.0, &[(makers[0], 0.2, 1.0), (makers[1], 0.2, 1.0)]));
    sketch.finals.push(Need::new(1, 2, 20.0, &[(user, 1.0, 1.0)]));
    let network = sketch.build();
    let flows = Arc::new(Flows::of_network(&network, None));
    let cut = Shock { profile: Profile::for_ever(1.0, 0.0), effect: Effect::Flow(vec![(2, 1.0)]) };
    for (ordering, expected) in [(Ordering::Capacity, 0.6), (Ordering::Normal, 0.3)] {
        let parameters = Parameters { ordering, ..Parameters::default() };
        let mut orders = Vec::new();
        Kernel::ario(flows.clone(), parameters)
            .drive(std::slice::from_ref(&cut), &watch_all(&network, 3.0), |day| orders.push(day.orders.to_vec()));
        assert!(orders.iter().all(|orders| orders[0] == 0.0), "nothing passes: {orders:?}");
        assert!((orders[1][1] - expected).abs() < 0.02, "{ordering:?}: {orders:?}");
    }
}
