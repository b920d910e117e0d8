//! Nothing breaks, nothing changes.

use super::{result, study};
use linchpin::engine::Run;
use linchpin::score::Portfolio;
use linchpin::study::{Study, redraw};

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
    let gdp = |id: &str| {
        let economy = study().model().economies.iter().find(|economy| economy.id == id).expect("an economy");
        economy.gdp.as_ref().expect("its product").value.get()
    };
    let all: f64 = network.regions.iter().map(|&region| gdp(&network.economies[region as usize])).sum();
    for home in &study().model().manifest.home {
        let used = network.cells.iter().filter(|cell| network.economies[cell.region as usize] == *home);
        let [hardly, used]: [Vec<_>; 2] = {
            let (much, little) = used.partition(|cell| cell.usage > 0.1 * gdp(home) / all);
            [little, much]
        };
        let rows: Vec<_> = result.products.iter().filter(|row| row.economy == *home).collect();
        assert_eq!(rows.len(), used.len() + hardly.iter().filter(|cell| cell.usage > 1e-9).count());
        let counts = |id: &str| rows.iter().find(|row| row.product == id).map(|row| row.counts);
        assert!(used.iter().all(|cell| counts(&network.products[cell.product as usize]) == Some(true)));
        assert!(hardly.iter().all(|cell| counts(&network.products[cell.product as usize]) != Some(true)));
        assert_eq!(counts("euv_litho"), Some(home == "JPN"), "India has no such fabs");
        assert!(counts("dram") == Some(true) && counts("smartphone") == Some(true));
    }
    for portfolio in study().portfolios() {
        assert!(portfolio.hardly_used.iter().all(|member| (member.weight, member.end_weight) == (0.0, 0.0)));
        let weight: f64 = portfolio.members.iter().map(|member| member.weight).sum();
        let last: f64 = portfolio.members.iter().map(|member| member.end_weight).sum();
        assert!((weight - 1.0).abs() < 1e-12 && (last - 1.0).abs() < 1e-12, "{:?}", portfolio.sector);
    }
}

#[test]
fn what_is_hardly_used_is_read_but_moves_no_sector() {
    let result = result("chip-tool-denial");
    let lost = |counts: bool| -> f64 {
        let own = result.products.iter().filter(|row| row.economy == "IND" && row.counts == counts);
        own.map(|row| row.lost_days).sum()
    };
    assert!(lost(false) > 1.0 && lost(true) < 0.05, "{} {}", lost(false), lost(true));
    let row = |id: &str| super::product(&result, id, "IND");
    assert!(!row("arf_immersion_litho").counts && row("arf_immersion_litho").mean_availability < 100.0);
    let sectors = result.results.iter().filter(|row| row.economy == "IND");
    assert!(sectors.map(|row| row.lost_days).sum::<f64>() < 0.05);
}

#[test]
fn draws_count_the_products_that_the_values_count() {
    let counted = |study: &Study| -> Vec<Vec<u32>> {
        let products = |portfolio: &Portfolio| portfolio.members.iter().map(|member| member.product).collect();
        study.portfolios().iter().map(products).collect()
    };
    let mut moved = 0;
    for draw in 0..6 {
        let model = redraw(study().model(), 3, draw);
        let drawn = study().redrawn(model.clone()).expect("a network");
        assert_eq!(counted(&drawn), counted(study()));
        moved += usize::from(counted(&Study::new(model).expect("a network")) != counted(study()));
    }
    assert!(moved > 0, "by themselves some draws would count others");
}
