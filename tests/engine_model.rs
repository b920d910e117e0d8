//! The engine on the embedded model.

use linchpin::engine::{Engine, Parameters, Run, Shock, Trajectory};
use linchpin::model::{Model, ModelSource};
use linchpin::network::{Network, build};
use linchpin::scenario::{Compiler, Library};

fn embedded() -> (Model, Network) {
    let model = Model::load(&ModelSource::Embedded).expect("the embedded model is sound").value;
    let network = build(&model).expect("it becomes a network").network;
    (model, network)
}

#[test]
fn undisturbed_it_stays_at_rest() {
    let (_, net) = embedded();
    let engine = Engine::new(&net, Parameters::default());
    let run = Run { horizon_days: 730.0, stop_when_whole: false, skip_quiet_start: false, ..Run::default() };
    let mut worst: f64 = 0.0;
    engine.drive(&mut engine.state(), &[], &run, |view| {
        let layout = view.layout;
        for slot in (0..layout.slots).filter(|&slot| layout.usage[slot] > 0.0) {
            let whole = layout.target[slot] + layout.pipeline[slot];
            worst = worst.max((view.state.stock[slot] - layout.target[slot]).abs() / whole);
            worst = worst.max((view.state.need[slot] - 1.0).abs());
        }
    });
    assert!(worst < 1e-12, "{worst:e}");
}

/// Mean lost days of the cells of each region.
fn by_region(net: &Network, seen: &Trajectory) -> Vec<f64> {
    let mean = |region: u32| {
        let used = (0..net.cells.len()).filter(|&c| net.cells[c].region == region && net.cells[c].usage > 0.0);
        let lost: Vec<f64> = used.map(|cell| seen.lost_days(cell)).collect();
        if lost.is_empty() { 0.0 } else { lost.iter().sum::<f64>() / lost.len() as f64 }
    };
    (0..net.regions.len() as u32).map(mean).collect()
}

#[test]
fn weeks_lose_what_days_lose() {
    let (model, net) = embedded();
    let library = Library::load(&ModelSource::Embedded, &model).expect("the library is sound").value;
    let compiler = Compiler::new(&model, &net);
    let watched: Vec<u32> = (0..net.cells.len() as u32).collect();
    let run = Run { horizon_days: 728.0, watched, ..Run::default() };
    let mut largest: f64 = 0.0;
    for id in ["magnet-licence-squeeze", "hormuz-closure", "russian-uranium-cutoff"] {
        let scenario = library.get(id).expect("it is in the library");
        let shocks: Vec<Shock> = scenario.shock.iter().filter_map(|shock| compiler.compile(shock)).collect();
        let days = by_region(&net, &Engine::new(&net, Parameters::default()).run(&shocks, &run));
        let weeks = by_region(&net, &Engine::new(&net, Parameters::weekly()).run(&shocks, &run));
        for (days, weeks) in days.iter().zip(&weeks) {
            assert!((days - weeks).abs() < 0.1, "{id}: {days} {weeks}");
            largest = largest.max(*days);
        }
    }
    assert!(largest > 0.3, "{largest}");
}
