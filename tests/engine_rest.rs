//! No shock, no change.

mod support;

use linchpin::engine::{Engine, Parameters, Run};
use support::chance::Shape;

/// Largest relative deviation from rest over ten years.
fn drift(shape: &Shape, seed: u64, parameters: Parameters) -> f64 {
    let net = shape.draw(seed);
    let engine = Engine::new(&net, parameters);
    let mut state = engine.state();
    let rest = state.clone();
    let run = Run { horizon_days: 3652.0, stop_when_whole: false, skip_quiet_start: false, ..Run::default() };
    let mut worst: f64 = 0.0;
    engine.drive(&mut state, &[], &run, |view| {
        let layout = view.layout;
        for slot in 0..layout.slots {
            let whole = layout.target[slot] + layout.pipeline[slot];
            worst = worst.max((view.state.stock[slot] - layout.target[slot]).abs() / whole);
            worst = worst.max((view.state.pipeline[slot] - layout.pipeline[slot]).abs() / whole);
            worst = worst.max((view.state.need[slot] - 1.0).abs());
            worst = worst.max(view.state.restock[slot] + view.state.growth[slot]);
        }
        for (i, output) in layout.output.iter().enumerate() {
            worst = worst.max((view.state.made[i] / output - 1.0).abs());
            worst = worst.max((view.state.activity[i] - 1.0).abs());
            worst = worst.max((view.state.overtime[i] - 1.0).abs());
            worst = worst.max((view.state.spare[i] - rest.spare[i]).abs());
        }
        for cell in 0..layout.cells.len() as u32 {
            assert_eq!(view.availability(cell), 1.0, "rounding must not read as short");
            assert_eq!(view.unmet_final(cell), 0.0);
        }
    });
    assert!(state.switching.iter().chain(&state.substitute).all(|&value| value == 0.0));
    worst
}

#[test]
fn ten_undisturbed_years_change_nothing() {
    let mut worst: f64 = 0.0;
    for seed in 0..12 {
        let shape = Shape { cyclic: seed % 2 == 0, ..Shape::default() };
        worst = worst.max(drift(&shape, seed, Parameters::default()));
        worst = worst.max(drift(&shape, seed, Parameters::weekly()));
    }
    assert!(worst < 1e-12, "{worst:e}");
}
