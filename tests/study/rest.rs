//! Nothing breaks, nothing changes.

use super::{result, study};
use linchpin::engine::Run;

#[test]
fn ten_undisturbed_years_lose_nothing() {
    let cells: Vec<u32> = (0..study().network().cells.len() as u32).collect();
    let run =
        Run { horizon_days: 3652.0, stop_when_whole: false, skip_quiet_start: false, watched: cells, ..Run::default() };
    let trajectory = study().engine().run(&[], &run);
    assert_eq!(trajectory.availability.nrows(), 3652);
    let worst = trajectory.availability.iter().map(|value| (1.0 - value).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-12, "{worst:e}");
    let unmet = trajectory.unmet_final.iter().copied().fold(0.0, f64::max);
    assert!(unmet < 1e-12, "{unmet:e}");
}

#[test]
fn the_baseline_scenario_loses_nothing() {
    let result = result("baseline");
    for row in &result.results {
        assert_eq!((row.resilience, row.mean_availability, row.lost_days), (100.0, 100.0, 0.0), "{row:?}");
        assert_eq!((row.final_use_lost_days, row.depth, row.recovered), (0.0, 0.0, true), "{row:?}");
        assert_eq!((&row.worst_product, row.time_to_survive_days, row.time_to_recover_days), (&None, None, None));
    }
    assert!(result.products.iter().all(|row| row.mean_availability == 100.0 && row.recovered));
}

#[test]
fn every_product_in_use_has_a_row_in_every_home_economy() {
    let result = result("baseline");
    assert_eq!(result.results.len(), 10);
    let network = study().network();
    for home in &study().model().manifest.home {
        let used = network.cells.iter().filter(|cell| network.economies[cell.region as usize] == *home);
        let used = used.filter(|cell| cell.usage > 1e-9).count();
        assert_eq!(result.products.iter().filter(|row| row.economy == *home).count(), used);
    }
    for portfolio in study().portfolios() {
        let weight: f64 = portfolio.members.iter().map(|member| member.weight).sum();
        let last: f64 = portfolio.members.iter().map(|member| member.end_weight).sum();
        assert!((weight - 1.0).abs() < 1e-12 && (last - 1.0).abs() < 1e-12, "{:?}", portfolio.sector);
    }
}
