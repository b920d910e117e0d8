//! What a restriction lets through is a share of the normal flow, whatever is ordered.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Profile, Run, Shock};
use support::sketch::{Need, Sketch};

/// An importer with thirty days of stock, fed by two suppliers that have all the spare capacity one could ask for.
fn availability(restricted: f64, other: f64) -> Vec<f64> {
    let mut sketch = Sketch::new(2);
    let ample = 3.0;
    let first = sketch.supplier(0, 0, ample);
    let second = sketch.supplier(0, 0, ample);
    let need = Need::new(0, 1, 30.0, &[(first, restricted, 1.0), (second, other, 1.0)]).switching(1.0, 1.0);
    sketch.finals.push(need);
    let net = sketch.build();
    let lane = net.edges.iter().find(|edge| edge.supplier == first).expect("a flow").lane;
    let shock = Shock { profile: Profile::for_ever(0.5, 0.0), effect: Effect::Flow(vec![(lane, 1.0)]) };
    let run = Run { horizon_days: 1500.0, watched: vec![1], stop_when_whole: false, ..Run::default() };
    Engine::new(&net, Parameters::default()).run(&[shock], &run).availability.column(0).to_vec()
}

#[test]
fn a_halved_lane_brings_half_however_much_is_asked_of_it() {
    let seen = availability(1.0, 0.0);
    let last = seen[seen.len() - 1];
    assert!((last - 0.5).abs() < 1e-9, "restocking and moved orders must not pass the restriction: {last}");
}

#[test]
fn the_open_lane_grows_by_half_and_no_more() {
    // Half of 0.5 is gone; the other lane may grow by γ = 0.5 of its 0.5, and a restocking order of as much again.
    let seen = availability(0.5, 0.5);
    assert!(seen[seen.len() - 1] > 0.999, "{}", seen[seen.len() - 1]);
    // With 0.8 restricted, 0.4 is gone; growth and restocking of the other 0.2 bring 0.2 at most.
    let seen = availability(0.8, 0.2);
    assert!(seen[seen.len() - 1] <= 0.8 + 1e-9, "{}", seen[seen.len() - 1]);
}
