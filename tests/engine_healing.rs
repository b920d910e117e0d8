//! Every temporary shock heals, and what stops a run early is a proof that nothing more is lost.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Profile, RouteLane, Run, Shock};
use linchpin::network::Network;
use linchpin::scenario::Recovery;
use support::chance::{Dice, Shape, shocks};
use support::sketch::{Need, Recipe, Sketch};

const TEN_YEARS: f64 = 3653.0;

/// Last day on which some cell is below 0.999, and the lowest availability seen.
fn last_short_day(net: &Network, shocks: &[Shock], parameters: Parameters) -> (f64, f64) {
    let engine = Engine::new(net, parameters);
    let (mut last, mut lowest) = (0.0, 1.0f64);
    engine.drive(&mut engine.state(), shocks, &Run { horizon_days: TEN_YEARS, ..Run::default() }, |view| {
        for cell in 0..view.layout.cells.len() as u32 {
            let availability = view.availability(cell);
            lowest = lowest.min(availability);
            if availability < 0.999 {
                last = view.day;
            }
        }
    });
    (last, lowest)
}

#[test]
fn every_temporary_shock_heals_within_ten_years() {
    let mut deep = 0;
    for seed in 0..600 {
        let net = Shape::mixed(seed).draw(seed);
        let shocks = shocks(&net, &mut Dice::new(seed + 1000));
        for spot_share in [0.3, 1.0] {
            let parameters = Parameters { spot_share, ..Parameters::default() };
            let (last, lowest) = last_short_day(&net, &shocks, parameters);
            assert!(last < TEN_YEARS - 365.0, "seed {seed}, spot share {spot_share}: short on day {last}");
            deep += usize::from(lowest < 0.3);
        }
    }
    assert!(deep > 300, "shocks must be deep for the test to mean something: {deep}");
}

/// Two firms that need each other, each also selling to the public; no stock, a day on the way.
fn pair(criticality: f64) -> Network {
    let mut sketch = Sketch::new(1);
    let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(1, 0, 1.0));
    sketch.needs(a, Recipe::single(criticality, Need::new(1, 0, 0.0, &[(b, 1.0, 1.0)])));
    sketch.needs(b, Recipe::single(criticality, Need::new(0, 0, 0.0, &[(a, 1.0, 1.0)])));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(a, 1.0, 1.0)]));
    sketch.finals.push(Need::new(1, 0, 0.0, &[(b, 1.0, 1.0)]));
    sketch.build()
}

fn outage(supplier: u32, severity: f64, hold: f64) -> Shock {
    Shock {
        profile: Profile { severity, start: 5.0, onset: 0.0, hold, recovery: 0.0, shape: Recovery::Step },
        effect: Effect::Capacity(vec![supplier]),
    }
}

/// With v = 1 and proportional rationing every output level of the pair is a fixed point: the share a serves reaches b as φ, b
/// makes exactly that, and a gets it back. A makes 3 % less for two days (once round the cycle), and what it did not
/// use in those days is lost too: both stay at 0.970 for ever. With v = 0.95 the share s that is served contracts
/// to 1: next time it is 0.05 + 0.95 s.
#[test]
fn a_pair_with_full_criticality_stays_down_and_one_below_heals() {
    let mut spill = Shock { effect: Effect::Stock(vec![0]), ..outage(0, 1.0, 0.0) };
    spill.profile.start = 7.0;
    let lost = [outage(0, 0.03, 2.0), spill];
    let run = Run { horizon_days: TEN_YEARS, watched: vec![0, 1], ..Run::default() };
    let stuck = Engine::new(&pair(1.0), Parameters::default()).run(&lost, &run);
    assert!(!stuck.outcome.whole);
    for row in [20, 1000, stuck.outcome.end - 1] {
        for cell in 0..2 {
            let availability = stuck.availability[[row, cell]];
            assert!((availability - 0.97).abs() < 0.001, "{availability} in row {row}");
        }
    }
    let healed = Engine::new(&pair(0.95), Parameters::default()).run(&lost, &run);
    assert!(healed.outcome.whole);
    assert!(healed.availability.iter().any(|&availability| availability < 0.975));
    // Even when one stood still for two months.
    let (last, lowest) = last_short_day(&pair(0.95), &[outage(0, 1.0, 60.0)], Parameters::default());
    assert!(lowest < 0.1 && last < 1000.0, "{last} {lowest}");
}

/// A host whose other customers stand still must not cap its co-product for ever: the co-product goes to the maker of
/// the host's input, so that the pair is a cycle through the tie.
#[test]
fn a_coproduct_inside_a_cycle_heals() {
    let mut sketch = Sketch::new(1);
    let host = sketch.supplier(0, 0, 1.0);
    let helium = sketch.supplier(1, 0, 1.0);
    let user = sketch.supplier(2, 0, 1.0);
    sketch.host(helium, host, 1.0, 0.95);
    sketch.needs(host, Recipe::single(0.95, Need::new(2, 0, 0.0, &[(user, 1.0, 1.0)])));
    sketch.needs(user, Recipe::single(0.95, Need::new(1, 0, 0.0, &[(helium, 1.0, 1.0)])));
    sketch.needs(user, Recipe::single(0.95, Need::new(0, 0, 5.0, &[(host, 1.0, 1.0)])));
    for product in 0..3 {
        sketch.finals.push(Need::new(product, 0, 0.0, &[(product, 0.2, 1.0)]));
    }
    let (last, lowest) = last_short_day(&sketch.build(), &[outage(2, 0.9, 100.0)], Parameters::default());
    assert!(lowest < 0.3 && last < 1500.0, "{last} {lowest}");
}

/// Goods without stock are short up to the last day of an outage, on which the run may see that all is well from then on.
#[test]
fn a_run_ends_on_a_day_that_is_whole() {
    let mut sketch = Sketch::new(1);
    let maker = sketch.supplier(0, 0, 1.0);
    sketch.finals.push(Need::new(0, 0, 0.0, &[(maker, 1.0, 0.0)]));
    let net = sketch.build();
    let run = Run { watched: vec![net.slots[0].cell], horizon_days: 1000.0, ..Run::default() };
    let found = Engine::new(&net, Parameters::default()).run(&[outage(0, 1.0, 40.0)], &run);
    assert!(found.outcome.whole && found.outcome.end < 100, "{:?}", found.outcome);
    assert!(found.availability.column(0).iter().any(|level| *level < 0.1));
    assert!(found.availability.column(0).iter().next_back().is_some_and(|level| *level > 1.0 - 1e-9));
}

#[test]
fn a_detour_delays_and_leaves_no_shortage() {
    for cover in [0.0, 4.0, 20.0] {
        let mut sketch = Sketch::new(2);
        let far = sketch.supplier(0, 0, 1.2);
        sketch.finals.push(Need::new(0, 1, cover, &[(far, 1.0, 6.0)]));
        let net = sketch.build();
        let lane = net.edges[0].lane;
        let route = |hold: f64| Shock {
            profile: Profile { severity: 1.0, start: 3.0, onset: 0.0, hold, recovery: 0.0, shape: Recovery::Step },
            effect: Effect::Route(vec![RouteLane { lane, share: 1.0, detour_days: Some(10.0), detour_share: 1.0 }]),
        };
        let run =
            Run { horizon_days: 800.0, watched: vec![net.slots[0].cell], stop_when_whole: false, ..Run::default() };
        for hold in [60.0, f64::INFINITY] {
            let seen = Engine::new(&net, Parameters::default()).run(&[route(hold)], &run);
            // What was at sea arrives up to day 8; then ten days bring nothing.
            let expected = (10.0 - cover).max(0.0);
            assert!((seen.lost_days(0) - expected).abs() < 1e-9, "{cover} {hold}: {}", seen.lost_days(0));
            assert_eq!(seen.first_below(0, 0.5), (expected > 0.0).then_some(9.0 + cover));
        }
    }
}

#[test]
fn stopping_early_loses_nothing() {
    let mut saved = 0;
    for seed in 0..60 {
        let net = Shape::mixed(seed).draw(seed);
        let shocks = shocks(&net, &mut Dice::new(seed + 1000));
        let engine = Engine::new(&net, Parameters::default());
        let watched: Vec<u32> = (0..net.cells.len() as u32).collect();
        let run = Run { horizon_days: 2000.0, watched, ..Run::default() };
        let (short, long) = (engine.run(&shocks, &run), engine.run(&shocks, &Run { stop_when_whole: false, ..run }));
        saved += long.outcome.end - short.outcome.end;
        for column in 0..net.cells.len() {
            assert!((short.lost_days(column) - long.lost_days(column)).abs() < 0.01, "seed {seed}");
        }
        let last = short.availability.rows().into_iter().next_back().expect("a step");
        assert!(!short.outcome.whole || last.iter().all(|level| *level > 1.0 - 1e-4), "seed {seed}: {last}");
    }
    assert!(saved > 60 * 1000, "{saved}");
}
