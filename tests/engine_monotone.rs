//! More stock never hurts, a harder shock never helps.
//!
//! Both are claims about one shock. Of several, one can relieve another: an export stop to one importer leaves more of
//! a scarce good for the rest. The first is no theorem even so: `docs/model.md` says how often it fails.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Run, Shock};
use linchpin::network::Network;
use support::chance::{Dice, Shape, shock};

fn shape(seed: u64) -> Shape {
    Shape { cyclic: !seed.is_multiple_of(4), kinds: !seed.is_multiple_of(5), ..Shape::default() }
}

fn parameters(seed: u64) -> Parameters {
    Parameters { switching_factor: if seed.is_multiple_of(2) { 1.0 } else { 0.0 }, ..Parameters::default() }
}

struct Loss {
    days: f64,
    final_use: f64,
    survived: f64,
}

fn loss(net: &Network, shock: &Shock, parameters: Parameters) -> Loss {
    let watched: Vec<u32> = (0..net.cells.len() as u32).collect();
    let run = Run { horizon_days: 1500.0, watched, ..Run::default() };
    let seen = Engine::new(net, parameters).run(std::slice::from_ref(shock), &run);
    let mut loss = Loss { days: 0.0, final_use: 0.0, survived: f64::INFINITY };
    for (column, cell) in net.cells.iter().enumerate() {
        loss.days += seen.lost_days(column) * cell.usage;
        loss.final_use += seen.final_use_lost_days(column) * cell.final_usage;
        loss.survived = loss.survived.min(seen.first_below(column, 0.95).unwrap_or(f64::INFINITY));
    }
    loss
}

#[test]
fn a_day_of_cover_everywhere_never_hurts() {
    let mut helped = 0;
    for seed in 0..250 {
        let net = shape(seed).draw(seed);
        let shock = shock(&net, &mut Dice::new(seed + 1000));
        if matches!(shock.effect, Effect::Stock(_)) {
            // It takes a share of the added day, at some slots only.
            continue;
        }
        let mut more = net.clone();
        more.slots.iter_mut().for_each(|slot| slot.cover += 1.0);
        let (before, after) = (loss(&net, &shock, parameters(seed)), loss(&more, &shock, parameters(seed)));
        assert!(after.days <= before.days * (1.0 + 1e-9), "seed {seed}: {} {}", before.days, after.days);
        assert!(after.final_use <= before.final_use * (1.0 + 1e-9), "seed {seed}");
        // Orders that move to other suppliers a day earlier can make another cell short a day earlier.
        let slack = if seed.is_multiple_of(2) { 1.0 } else { 0.0 };
        assert!(after.survived >= before.survived - slack, "seed {seed}: {} {}", before.survived, after.survived);
        helped += usize::from(after.days < before.days * 0.999);
    }
    assert!(helped > 100, "{helped}");
}

#[test]
fn a_harder_or_longer_shock_never_loses_less_final_use() {
    let mut worse = 0;
    for seed in 0..250 {
        let net = shape(seed).draw(seed);
        let shock = shock(&net, &mut Dice::new(seed + 1000));
        let mut milder = shock.clone();
        milder.profile.severity *= 0.8;
        let mut shorter = shock.clone();
        shorter.profile.hold -= 4.0;
        let full = loss(&net, &shock, parameters(seed)).final_use;
        for other in [milder, shorter] {
            let less = loss(&net, &other, parameters(seed)).final_use;
            // A thousandth: with overtime, a longer wait can end in a smoother restart.
            assert!(less <= full * 1.001 + 1e-3, "seed {seed}: {less} {full}");
            worse += usize::from(less < full * 0.99);
        }
    }
    assert!(worse > 150, "{worse}");
}
