//! Thirty-two trials by the kernel of batches and by the reference kernel: `cargo bench --bench batch`.
//!
//! Networks S (500 suppliers, 3,000 edges), M (5,000, 40,000) and the embedded model; with `LINCHPIN_BENCH_LARGE=1` also L
//! (100,000, 800,000). Throughput is in edge-steps (edges × steps × trials).

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linchpin::engine::lanes::{Isa, Kernel, Lanes, Span};
use linchpin::engine::{Engine, Parameters, Run, Shock};
use linchpin::model::{Model, ModelSource};
use linchpin::network::{Network, build};
use support::chance::{Dice, Shape, shock};

/// Steps of a trial.
const STEPS: usize = 52;
/// Trials of a block.
const TRIALS: usize = 32;

fn networks() -> Vec<(&'static str, Network)> {
    let model = Model::load(&ModelSource::Embedded).expect("the embedded model is sound").value;
    let mut networks = vec![
        ("S", Shape::sized('S').draw(1)),
        ("embedded", build(&model).expect("it becomes a network").network),
        ("M", Shape::sized('M').draw(1)),
    ];
    if std::env::var_os("LINCHPIN_BENCH_LARGE").is_some() {
        networks.push(("L", Shape::sized('L').draw(1)));
    }
    networks
}

/// A shock each, which strikes in the first weeks and lasts for most of the year.
fn trials(net: &Network) -> Vec<Vec<Shock>> {
    let mut dice = Dice::new(1);
    (0..TRIALS)
        .map(|_| {
            let mut shock = shock(net, &mut dice);
            shock.profile.hold = 300.0;
            vec![shock]
        })
        .collect()
}

fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10);
    for (name, net) in networks() {
        let engine = Engine::new(&net, Parameters::weekly());
        let trials = trials(&net);
        let block: Vec<&[Shock]> = trials.iter().map(Vec::as_slice).collect();
        let cells: Vec<u32> = (0..net.cells.len() as u32).collect();
        let size = format!("{name}: {} suppliers, {} edges", net.suppliers.len(), net.edges.len());
        let edge_steps = (STEPS * net.edges.len()) as u64;

        let run = Run { horizon_days: STEPS as f64 * 7.0, stop_when_whole: false, ..Run::default() };
        let mut state = engine.state();
        group.throughput(Throughput::Elements(edge_steps * TRIALS as u64));
        group.bench_function(format!("reference, {TRIALS} trials, {size}"), |bencher| {
            bencher.iter(|| {
                for trial in &trials {
                    engine.drive(&mut state, trial, &run, |_| ());
                }
            });
        });

        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_present()) {
            let lanes = Lanes::new(&engine, Kernel { isa, ..Kernel::default() }, &cells);
            let mut workspace = lanes.workspace();
            let span = Span { steps: STEPS, early: STEPS };
            group.bench_function(format!("{}, {TRIALS} trials, {size}", isa.name()), |bencher| {
                bencher.iter(|| lanes.run(&mut workspace, &block, &span));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, blocks);
criterion_main!(benches);
