//! The published models: a run alone and sixteen side by side. Elements are flows times days times runs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use linchpin::preset::Span;
use linchpin::preset::ario::{Ario, Event, Story};
use linchpin::preset::inoue_todo::Parameters;
use std::hint::black_box;

#[path = "support/made_up.rs"]
mod made_up;

fn span(days: usize) -> Span {
    Span { days, first: 0, least: f64::INFINITY }
}

/// Output of all stories over all days.
fn ario_output(ario: &Ario, events: &[Event], days: usize) -> f64 {
    let story = |event: &Event| Story { events: vec![event.clone()], shocks: &[], span: span(days) };
    let stories: Vec<Story<'_>> = events.iter().map(story).collect();
    let mut made = 0.0;
    let shown = ario.drive_batch(&stories, false, |_, day| made += day.production.iter().sum::<f64>());
    shown.expect("events of this table");
    made
}

fn ario(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ario");
    // Regions, sectors, days.
    for (regions, sectors, days) in [(6, 8, 365), (40, 56, 3)] {
        let table = made_up::table(regions, sectors);
        let ario = made_up::ario(&table);
        let events: Vec<Event> = (0..16).map(|number| made_up::event(&ario, &table, number)).collect();
        for runs in [1, 16] {
            let flows = table.industries() * table.industries();
            group.throughput(Throughput::Elements((flows * days * runs) as u64));
            let name = format!("{} industries, {days} days", table.industries());
            group.bench_function(BenchmarkId::new(name, runs), |bencher| {
                bencher.iter(|| black_box(ario_output(&ario, &events[..runs], days)));
            });
        }
    }
    group.finish();
}

fn inoue_todo(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("inoue-todo");
    let (firms, days) = (made_up::firms(10_000, 8), 10);
    for runs in [1, 16] {
        let shocks: Vec<_> = (0..runs).map(|number| vec![made_up::outage(number)]).collect();
        let stories: Vec<_> = shocks.iter().map(|shocks| (&**shocks, span(days))).collect();
        group.throughput(Throughput::Elements((firms.links() * days * runs as usize) as u64));
        group.bench_function(BenchmarkId::new(format!("10,000 firms, {days} days"), runs), |bencher| {
            bencher.iter(|| {
                let mut made = 0.0;
                firms.drive_batch(&Parameters::default(), &stories, false, |_, day| made += day.production.get(0));
                black_box(made)
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = ario, inoue_todo
}
criterion_main!(benches);
