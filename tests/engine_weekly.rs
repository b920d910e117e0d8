//! Steps of a week against steps of a day.

mod support;

use linchpin::engine::{Engine, Parameters, Run, Trajectory};
use support::chance::{Dice, Shape, shocks};

/// Mean lost days over all cells.
fn mean(seen: &Trajectory) -> f64 {
    (0..seen.cells.len()).map(|column| seen.lost_days(column)).sum::<f64>() / seen.cells.len() as f64
}

#[test]
fn weeks_lose_what_days_lose() {
    let mut gaps = Vec::new();
    let mut largest: f64 = 0.0;
    for seed in 0..80 {
        let net = Shape { cyclic: false, products: 12, ..Shape::default() }.draw(seed);
        let shocks = shocks(&net, &mut Dice::new(seed + 1000));
        let watched: Vec<u32> = (0..net.cells.len() as u32).collect();
        let run = Run { horizon_days: 728.0, watched, ..Run::default() };
        let daily = mean(&Engine::new(&net, Parameters::default()).run(&shocks, &run));
        let weekly = mean(&Engine::new(&net, Parameters::weekly()).run(&shocks, &run));
        gaps.push((weekly - daily).abs());
        largest = largest.max(daily);
    }
    gaps.sort_by(f64::total_cmp);
    assert!(largest > 50.0, "{largest}");
    assert!(gaps[40] < 0.3 && gaps[72] < 1.0, "{gaps:?}");
}
