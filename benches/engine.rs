//! Steps of the reference kernel: `cargo bench --bench engine`.
//!
//! Throughput is in edge-steps (edges × steps), the unit in which kernels of different networks compare.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linchpin::engine::{Effect, Engine, Parameters, Profile, Run, Shock};
use linchpin::network::Network;
use linchpin::scenario::Recovery;
use support::chance::Shape;

/// Network S (about 500 suppliers, 3,000 edges), the size of the five-sector model (930, 20,000) and M (5,000, 40,000).
fn networks() -> [(&'static str, Network); 3] {
    let model =
        Shape { products: 130, makers: (7, 8), groups: (2, 4), sources: (4, 8), regions: 9, ..Shape::default() };
    [("S", Shape::sized('S').draw(1)), ("model", model.draw(1)), ("M", Shape::sized('M').draw(1))]
}

/// A tenth of the suppliers out, half of them for ever, so that most of the network is disturbed throughout.
fn outages(net: &Network) -> Vec<Shock> {
    let outage = |severity, hold, part: u32| Shock {
        profile: Profile { severity, start: 3.0, onset: 10.0, hold, recovery: 30.0, shape: Recovery::Linear },
        effect: Effect::Capacity((0..net.suppliers.len() as u32).filter(|i| i % 20 == part).collect()),
    };
    vec![outage(0.9, 120.0, 0), outage(0.6, f64::INFINITY, 7)]
}

fn year_of_days(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    for (name, net) in networks() {
        let engine = Engine::new(&net, Parameters::default());
        let mut state = engine.state();
        let shocks = outages(&net);
        let run = Run { horizon_days: 365.0, stop_when_whole: false, skip_quiet_start: false, ..Run::default() };
        let size =
            format!("{name}: {} suppliers, {} slots, {} edges", net.suppliers.len(), net.slots.len(), net.edges.len());
        group.throughput(Throughput::Elements(365 * net.edges.len() as u64));
        group.bench_function(format!("365 days, {size}"), |bencher| {
            bencher.iter(|| engine.drive(&mut state, &shocks, &run, |_| ()));
        });
        group.bench_function(format!("build, {size}"), |bencher| {
            bencher.iter(|| Engine::new(&net, Parameters::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, year_of_days);
criterion_main!(benches);
