//! Who is served first, in figures worked out by hand.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Profile, Rationing, Run, Shock};
use linchpin::network::FINAL;
use linchpin::scenario::Recovery;
use support::sketch::{Need, Recipe, Sketch};

/// One supplier at 60 % of its capacity; customers: a producer at home, final demand at home, in region 1 and in
/// region 2, each with the same normal flow and no stock, the last with half of its demand.
fn served(rationing: Rationing) -> Vec<f64> {
    let mut sketch = Sketch::new(3);
    let source = sketch.supplier(0, 0, 1.0);
    let maker = sketch.supplier(1, 0, 1.0);
    sketch.needs(maker, Recipe::single(0.95, Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)])));
    for region in 0..3 {
        sketch.finals.push(Need::new(0, region, 0.0, &[(source, 1.0, 1.0)]));
    }
    sketch.finals.push(Need::new(1, 0, 0.0, &[(maker, 1.0, 1.0)]));
    let net = sketch.build();
    let last = net.slots.iter().position(|s| s.owner == FINAL && s.region == 2).expect("sketched") as u32;
    let shock = |severity, effect| Shock { profile: Profile::for_ever(severity, 0.0), effect };
    let shocks = [shock(0.4, Effect::Capacity(vec![source])), shock(1.0, Effect::Demand(vec![(last, -0.5)]))];
    let engine = Engine::new(&net, Parameters { rationing, restock_max: 0.0, ..Parameters::default() });
    let mut state = engine.state();
    let run = Run { horizon_days: 1.0, ..Run::default() };
    engine.drive(&mut state, &shocks, &run, |_| ());
    state.sent[..4].to_vec()
}

#[test]
fn each_rule_divides_class_n_its_way() {
    // 2.4 for needs of 1, 1, 1 and 0.5.
    let cases = [
        (Rationing::Proportional, [2.4 / 3.5, 2.4 / 3.5, 2.4 / 3.5, 1.2 / 3.5]),
        (Rationing::DomesticFirst, [1.0, 1.0, 0.4 / 1.5, 0.2 / 1.5]),
        (Rationing::PartnersFirst(vec![2]), [2.4 / 2.5, 2.4 / 2.5, 0.0, 1.2 / 2.5]),
        (Rationing::FinalDemandLast, [1.0, 1.4 / 2.5, 1.4 / 2.5, 0.7 / 2.5]),
        (Rationing::WaterFilling, [1.9 / 3.0, 1.9 / 3.0, 1.9 / 3.0, 0.5]),
    ];
    for (rule, expected) in cases {
        let got = served(rule.clone());
        for (got, expected) in got.iter().zip(expected) {
            assert!((got - expected).abs() < 1e-12, "{rule:?}: {got} {expected}");
        }
    }
}

/// After an outage a store of 365 days orders many times its need. It must not starve the user who lives from hand to
/// mouth.
#[test]
fn needs_come_before_restocking() {
    let mut sketch = Sketch::new(1);
    let source = sketch.supplier(0, 0, 1.1);
    sketch.finals.push(Need::new(0, 0, 365.0, &[(source, 1.0, 1.0)]));
    sketch.finals.push(Need::new(0, 0, 1.0, &[(source, 1.0, 1.0)]));
    let net = sketch.build();
    let profile = Profile { severity: 1.0, start: 0.0, onset: 0.0, hold: 100.0, recovery: 0.0, shape: Recovery::Step };
    let outage = Shock { profile, effect: Effect::Capacity(vec![source]) };
    let engine = Engine::new(&net, Parameters::default());
    let run = Run { horizon_days: 300.0, stop_when_whole: false, ..Run::default() };
    engine.drive(&mut engine.state(), &[outage], &run, |view| {
        let held = &view.state.held;
        assert!(held[0] >= 1.0, "the store never runs dry");
        match view.step {
            2..=100 => assert_eq!(held[1], if view.step == 1 { 1.0 } else { 0.0 }),
            101.. => {
                assert!(held[1] >= 1.0, "day {}: {}", view.step, held[1]);
                assert!(view.state.restock[0] > 0.0);
            }
            _ => {}
        }
    });
}
