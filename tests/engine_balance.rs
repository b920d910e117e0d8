//! Nothing appears or vanishes, nothing leaves its bounds, and names do not matter.

mod support;

use linchpin::engine::{Engine, Parameters, Rationing, Run, Shock, View};
use linchpin::network::Network;
use support::chance::{Dice, Shape, shocks};
use support::sketch::Sketch;

/// Each for three seeds in turn: every third network has nobody who can switch.
fn rule(seed: u64) -> Rationing {
    match seed / 3 % 6 {
        0 => Rationing::DomesticFirst,
        1 => Rationing::PartnersFirst(vec![0, 2]),
        2 => Rationing::FinalDemandLast,
        3 => Rationing::WaterFilling,
        _ => Rationing::Proportional,
    }
}

/// Stocks and pipelines of the step before.
struct Ledger {
    stock: Vec<f64>,
    pipeline: Vec<f64>,
}

impl Ledger {
    fn check(&mut self, view: &View<'_>, net: &Network, seed: u64) {
        let (layout, state, days) = (view.layout, view.state, view.parameters.step_days);
        let mut gap = vec![0.0; net.products.len()];
        let mut scale = vec![1e-9; net.products.len()];
        for (i, supplier) in net.suppliers.iter().enumerate() {
            gap[supplier.product as usize] += state.made[i] * days;
            assert!(state.made[i] >= 0.0 && state.made[i] <= layout.output[i] * layout.overtime_max[i] * (1.0 + 1e-9));
        }
        for slot in 0..layout.owner.len() {
            let cell = net.slots.get(slot).map_or_else(|| layout.reserves[slot - layout.slots].cell, |s| s.cell);
            let product = net.cells[cell as usize].product as usize;
            let used = state.used.get(slot).copied().unwrap_or(0.0);
            let whole = 1e-12 + layout.target[slot] + layout.pipeline[slot] + layout.usage[slot] * days;
            assert!(state.stock[slot] >= 0.0 && state.pipeline[slot] >= 0.0 && used >= 0.0, "seed {seed}");
            let ring: f64 =
                state.ring[state.ring_start[slot] as usize..state.ring_start[slot + 1] as usize].iter().sum();
            assert!((ring - state.pipeline[slot]).abs() < 1e-9 * whole, "ring and pipeline, seed {seed}");
            let moved = self.pipeline[slot] - state.received[slot] + state.sent[slot];
            assert!((moved - state.pipeline[slot]).abs() < 1e-9 * whole, "sent and received, seed {seed}");
            gap[product] -= state.stock[slot] - self.stock[slot] + state.pipeline[slot] - self.pipeline[slot];
            gap[product] -= used + state.destroyed[slot];
            scale[product] += whole;
        }
        for (gap, scale) in gap.iter().zip(&scale) {
            assert!(gap.abs() < 1e-9 * scale, "mass {gap:e} of {scale}, seed {seed} day {}", view.day);
        }
        for cell in 0..net.cells.len() as u32 {
            assert!((0.0..=1.0).contains(&view.availability(cell)));
            assert!((0.0..=1.0).contains(&view.unmet_final(cell)));
        }
        self.stock.clone_from(&state.stock);
        self.pipeline.clone_from(&state.pipeline);
    }
}

#[test]
fn mass_is_kept_and_nothing_leaves_its_bounds() {
    let run = Run { horizon_days: 500.0, stop_when_whole: false, ..Run::default() };
    for seed in 0..120 {
        let net = Shape::mixed(seed).draw(seed);
        let shocks = shocks(&net, &mut Dice::new(seed + 1000));
        let step_days = if seed % 7 == 0 { 7.0 } else { 1.0 };
        let engine = Engine::new(&net, Parameters { rationing: rule(seed), step_days, ..Parameters::default() });
        let mut state = engine.state();
        let mut ledger = Ledger { stock: state.stock.clone(), pipeline: state.pipeline.clone() };
        engine.drive(&mut state, &shocks, &run, |view| ledger.check(view, &net, seed));
    }
}

/// Availability of every cell over two years.
fn availability(net: &Network, shocks: &[Shock], rationing: Rationing) -> ndarray::Array2<f64> {
    let watched = (0..net.cells.len() as u32).collect();
    let run = Run { horizon_days: 730.0, stop_when_whole: false, watched, ..Run::default() };
    Engine::new(net, Parameters { rationing, ..Parameters::default() }).run(shocks, &run).availability
}

fn assert_same(a: &ndarray::Array2<f64>, b: &ndarray::Array2<f64>, what: &str, seed: u64) {
    assert!(a.iter().any(|&value| value < 0.99) || seed > 0, "the test must see a disruption");
    let worst = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-9, "{what}: {worst:e}, seed {seed}");
}

/// Capacity shocks only, so that they can be told in any numbering.
fn outage(net: &Network, seed: u64) -> (Shock, Vec<u32>) {
    let mut dice = Dice::new(seed + 1000);
    let mut shock = support::chance::shock(net, &mut dice);
    let hit: Vec<u32> = (0..net.suppliers.len() as u32).filter(|i| i % 3 == dice.pick(0, 3) as u32).collect();
    shock.effect = linchpin::engine::Effect::Capacity(hit.clone());
    (shock, hit)
}

/// The same network with suppliers, groups and final slots in another order.
fn relabelled(sketch: &Sketch) -> (Network, Vec<u32>) {
    let count = sketch.suppliers.len();
    let new: Vec<u32> = (0..count as u32).map(|i| (i * 7 + 3) % count as u32).collect();
    let distinct = {
        let mut sorted = new.clone();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.len() == count
    };
    let new = if distinct { new } else { (0..count as u32).rev().collect() };
    let mut other = Sketch { regions: sketch.regions, reserves: sketch.reserves.clone(), ..Sketch::default() };
    let rename = |need: &support::sketch::Need| {
        let mut need = need.clone();
        need.from.iter_mut().for_each(|from| from.0 = new[from.0 as usize]);
        need
    };
    for place in 0..count as u32 {
        let old = new.iter().position(|&n| n == place).expect("a permutation");
        let mut supplier = sketch.suppliers[old].clone();
        supplier.hosts.iter_mut().for_each(|host| host.supplier = new[host.supplier as usize]);
        other.suppliers.push(supplier);
        let mut recipes = sketch.recipes[old].clone();
        recipes.reverse();
        for recipe in &mut recipes {
            recipe.needs = recipe.needs.iter().rev().map(rename).collect();
        }
        other.recipes.push(recipes);
    }
    other.finals = sketch.finals.iter().rev().map(rename).collect();
    let mut net = other.build();
    net.host_order.clone_from(&new);
    (net, new)
}

/// The same network with every supplier in two equal halves, each with half of the stocks.
fn halved(sketch: &Sketch) -> Network {
    let mut other = Sketch { regions: sketch.regions, reserves: sketch.reserves.clone(), ..Sketch::default() };
    let halve = |need: &support::sketch::Need, part: f64| {
        let mut need = need.clone();
        need.from = need
            .from
            .iter()
            .flat_map(|&(i, flow, days)| [(2 * i, flow * part, days), (2 * i + 1, flow * part, days)])
            .collect();
        need
    };
    for (supplier, recipes) in sketch.suppliers.iter().zip(&sketch.recipes) {
        for half in 0..2 {
            let mut supplier = supplier.clone();
            supplier.hosts.iter_mut().for_each(|host| host.supplier = 2 * host.supplier + half);
            other.suppliers.push(supplier);
            let mut recipes = recipes.clone();
            for recipe in &mut recipes {
                recipe.needs = recipe.needs.iter().map(|need| halve(need, 0.25)).collect();
            }
            other.recipes.push(recipes);
        }
    }
    other.finals = sketch.finals.iter().map(|need| halve(need, 0.5)).collect();
    other.build()
}

#[test]
fn names_do_not_matter() {
    for seed in 0..40 {
        let sketch = Shape::mixed(seed).sketch(seed);
        let net = sketch.build();
        let (shock, hit) = outage(&net, seed);
        let (other, new) = relabelled(&sketch);
        let mut renamed = shock.clone();
        renamed.effect = linchpin::engine::Effect::Capacity(hit.iter().map(|&i| new[i as usize]).collect());
        let (a, b) = (availability(&net, &[shock], rule(seed)), availability(&other, &[renamed], rule(seed)));
        assert_same(&a, &b, "relabelled", seed);
    }
}

#[test]
fn two_equal_halves_are_the_whole() {
    for seed in 0..40 {
        let sketch = Shape::mixed(seed).sketch(seed);
        let net = sketch.build();
        let (shock, hit) = outage(&net, seed);
        let mut both = shock.clone();
        both.effect = linchpin::engine::Effect::Capacity(hit.iter().flat_map(|&i| [2 * i, 2 * i + 1]).collect());
        let (a, b) = (availability(&net, &[shock], rule(seed)), availability(&halved(&sketch), &[both], rule(seed)));
        assert_same(&a, &b, "halved", seed);
    }
}
