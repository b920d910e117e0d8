//! Static extraction against the kernel, and the workspace against itself.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Profile, Run, Sharing, Shock, State};
use support::chance::{Dice, Shape, shocks};
use support::sketch::{Need, Recipe, Sketch};

fn for_ever(mut shock: Shock) -> Shock {
    shock.profile.hold = f64::INFINITY;
    shock
}

fn outage(supplier: u32, severity: f64) -> Shock {
    Shock { profile: Profile::for_ever(severity, 0.0), effect: Effect::Capacity(vec![supplier]) }
}

/// Chain of three essential stages, with a capital good beside it.
#[test]
fn a_chain_ends_where_extraction_says() {
    let mut sketch = Sketch::new(1);
    for product in 0..4 {
        sketch.supplier(product, 0, 1.0);
    }
    for stage in 1..3 {
        let from = stage - 1;
        sketch.needs(stage, Recipe::single(0.95, Need::new(from, 0, 12.0, &[(from, 1.0, 3.0)])));
    }
    sketch.needs(2, Recipe::single(0.1, Need::new(3, 0, 180.0, &[(3, 1.0, 3.0)])));
    sketch.finals.push(Need::new(2, 0, 5.0, &[(2, 1.0, 2.0)]));
    let net = sketch.build();
    let engine = Engine::new(&net, Parameters::default());
    let left = engine.extract(&[outage(0, 0.8)], Sharing::Kept);
    let expected = [0.2, 1.0 - 0.95 * 0.8, 1.0 - 0.95 * 0.95 * 0.8, 1.0];
    for (a, expected) in left.activity.iter().zip(expected) {
        assert!((a - expected).abs() < 1e-12);
    }
    assert!((left.availability(engine.layout(), 2) - expected[2]).abs() < 1e-12);
    let run = Run { horizon_days: 2000.0, watched: vec![0, 1, 2], ..Run::default() };
    let seen = engine.run(&[outage(0, 0.8)], &run);
    for (seen, expected) in seen.availability.row(1999).iter().zip(expected) {
        assert!((seen - expected).abs() < 1e-6, "{seen} {expected}");
    }
}

/// Of the fixed points of a cycle of mutual need the greatest is taken, and an untouched network keeps everything.
#[test]
fn nothing_lost_is_nothing_lost() {
    for seed in 0..20 {
        let net = Shape { essential: 1.0, ..Shape::default() }.draw(seed);
        let engine = Engine::new(&net, Parameters::default());
        let left = engine.extract(&[], Sharing::Kept);
        assert!(left.activity.iter().all(|&a| a > 1.0 - 1e-9));
        // What ends leaves nothing behind.
        let passing = shocks(&net, &mut Dice::new(seed));
        assert_eq!(engine.extract(&passing, Sharing::Kept), left);
    }
}

#[test]
fn a_permanent_shock_loses_at_least_what_the_best_sharing_loses() {
    let (mut indirect, mut tight) = (0, 0);
    for seed in 0..150 {
        let net = Shape { sources: (1, 3), makers: (1, 3), ..Shape::default() }.draw(seed);
        let shocks: Vec<Shock> = shocks(&net, &mut Dice::new(seed + 1000)).into_iter().map(for_ever).collect();
        let engine = Engine::new(&net, Parameters::default());
        let best = engine.extract(&shocks, Sharing::Best);
        let hit: Vec<u32> = shocks
            .iter()
            .flat_map(|shock| if let Effect::Capacity(hit) = &shock.effect { hit.clone() } else { Vec::new() })
            .collect();
        let mut mean = vec![0.0; net.suppliers.len()];
        let run = Run { horizon_days: 3000.0, stop_when_whole: false, ..Run::default() };
        engine.drive(&mut engine.state(), &shocks, &run, |view| {
            if view.step >= 2000 {
                for (mean, (made, output)) in mean.iter_mut().zip(view.state.made.iter().zip(&view.layout.output)) {
                    *mean += made / output / 1000.0;
                }
            }
        });
        for (i, (&mean, &bound)) in mean.iter().zip(&best.activity).enumerate() {
            assert!(mean <= bound + 1e-6, "seed {seed}: supplier {i} makes {mean} of {bound}");
            let untouched = !hit.contains(&(i as u32));
            indirect += usize::from(untouched && bound < 0.99);
            tight += usize::from(untouched && bound < 0.99 && mean > bound - 0.05);
        }
    }
    assert!(indirect > 100 && tight > 20, "the bound must bite beyond what is hit: {indirect} {tight}");
}

/// A workspace remembers nothing of earlier runs, also when detours have lengthened its rings.
#[test]
fn a_used_workspace_gives_the_same_bits() {
    let mut state = State::default();
    for seed in 0..30 {
        let net = Shape::default().draw(seed);
        let engine = Engine::new(&net, Parameters::default());
        let watched = (0..net.cells.len() as u32).collect();
        let run = Run { horizon_days: 300.0, watched, ..Run::default() };
        let mut dice = Dice::new(seed);
        for _ in 0..3 {
            let shocks = shocks(&net, &mut dice);
            assert_eq!(engine.run_with(&mut state, &shocks, &run), engine.run(&shocks, &run));
        }
    }
}

#[test]
fn passing_over_the_quiet_start_changes_nothing() {
    for seed in 0..10 {
        let net = Shape::default().draw(seed);
        let mut shocks = shocks(&net, &mut Dice::new(seed));
        for shock in &mut shocks {
            shock.profile.start += 200.5;
        }
        let engine = Engine::new(&net, Parameters::weekly());
        let watched = (0..net.cells.len() as u32).collect();
        let run = Run { horizon_days: 600.0, watched, stop_when_whole: false, ..Run::default() };
        let skipped = engine.run(&shocks, &run);
        let whole = engine.run(&shocks, &Run { skip_quiet_start: false, ..run });
        assert_eq!(whole.outcome.first, 0);
        assert!(skipped.outcome.first >= 28);
        let worst =
            skipped.availability.iter().zip(&whole.availability).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-9, "{worst:e}");
    }
}

/// Threads share an engine.
#[test]
fn an_engine_can_be_shared() {
    fn shared<T: Sync + Send>() {}
    shared::<Engine>();
    shared::<State>();
}
