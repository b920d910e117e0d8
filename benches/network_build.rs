//! From the model's figures to balanced flows: `cargo bench --bench network_build`.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{Criterion, criterion_group, criterion_main};
use linchpin::engine::{Engine, Parameters};
use linchpin::model::{Model, ModelSource};
use linchpin::network::build;
use linchpin::study::Study;

fn network_build(criterion: &mut Criterion) {
    let model = Model::load(&ModelSource::Embedded).expect("the embedded model is sound").value;
    let network = build(&model).expect("it becomes a network").network;
    let size = format!("{} suppliers, {} edges", network.suppliers.len(), network.edges.len());
    let mut group = criterion.benchmark_group("network_build");
    group.sample_size(10);
    group.bench_function("read and check the files", |bencher| {
        bencher.iter(|| Model::load(&ModelSource::Embedded));
    });
    group.bench_function(format!("balance, {size}"), |bencher| bencher.iter(|| build(&model)));
    group.bench_function(format!("flatten for the kernel, {size}"), |bencher| {
        bencher.iter(|| Engine::new(&network, Parameters::default()));
    });
    group.bench_function("all, as a study", |bencher| bencher.iter(|| Study::new(model.clone())));
    group.finish();
}

criterion_group!(benches, network_build);
criterion_main!(benches);
