//! How long each chart takes, from data to the bytes of a file.

use criterion::{Criterion, criterion_group, criterion_main};
use linchpin::chart::{
    Availability, BacktestChart, BacktestPanel, Band, BandChart, Caption, ChainLink, ChainMap, ChainNode, Chart,
    DependenceMatrix, DependenceRow, Economy, Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint, HomeLine,
    ProductShares, RankCurve, RankLine, RemovalCurve, RemovalLine, ScenarioRanking, ScenarioRow, ScoreCell,
    ScoreHeatMap, ScoreRow, SectorPanel, ShockWindow, SupplierShare, SupplierShares,
};
use std::hint::black_box;

#[path = "../src/chart/tests/samples.rs"]
mod samples;

fn charts(criterion: &mut Criterion) {
    let charts: [(&str, Box<dyn Chart>); 11] = [
        ("heat_map", Box::new(samples::heat_map())),
        ("shares", Box::new(samples::shares())),
        ("availability", Box::new(samples::availability(true))),
        ("ranking", Box::new(samples::ranking())),
        ("dependence", Box::new(samples::dependence())),
        ("backtest", Box::new(samples::backtest())),
        ("exceedance", Box::new(samples::exceedance())),
        ("chain_map", Box::new(samples::chain_map(42))),
        ("band", Box::new(samples::band())),
        ("rank_curve", Box::new(samples::rank_curve())),
        ("removal_curve", Box::new(samples::removal_curve())),
    ];
    for (name, chart) in &charts {
        criterion.bench_function(&format!("{name}/draw"), |bencher| bencher.iter(|| black_box(chart.figure())));
        criterion.bench_function(&format!("{name}/png"), |bencher| bencher.iter(|| black_box(chart.png())));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = charts
}
criterion_main!(benches);
