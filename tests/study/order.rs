//! Worse is never better: final use lost grows with length, severity and company.

use super::{library, result, scenario, study};
use linchpin::scenario::Scenario;
use linchpin::study::{RunOptions, ScenarioResult};
use linchpin::units::{Change, Days};

fn run(scenario: &Scenario) -> ScenarioResult {
    study().run(scenario, &RunOptions { horizon_days: Some(730.0), ..RunOptions::default() }).expect("a result")
}

/// Whether `worse` loses no less final use than `better`: taken together, and nearly so in every sector and economy.
///
/// A user that stops leaves its other inputs to others: where two of them compete for what is scarce, one may gain a
/// little from the other's loss, so that what one gains is measured by what is lost on average.
fn no_less(better: &ScenarioResult, worse: &ScenarioResult) {
    let all = |result: &ScenarioResult| result.results.iter().map(|row| row.final_use_lost_days).sum::<f64>();
    let mean = all(worse) / worse.results.len() as f64;
    for (less, more) in better.results.iter().zip(&worse.results) {
        let (less, lost) = (less.final_use_lost_days, more.final_use_lost_days);
        assert!(
            lost >= less - 0.03 * less.max(mean) - 1e-6,
            "{} {} {}: {lost} after {less}",
            worse.scenario,
            more.sector,
            more.economy
        );
    }
    assert!(all(worse) >= all(better) - 1e-6, "{}: {} after {}", worse.scenario, all(worse), all(better));
}

#[test]
fn a_longer_shock_never_loses_less_final_use() {
    for id in ["hormuz-closure", "gallium-germanium-ban"] {
        let mut last: Option<ScenarioResult> = None;
        for days in [10.0, 60.0, 240.0] {
            let mut longer = scenario(id);
            for shock in &mut longer.shock {
                shock.duration_days = Some(Days::new(days).expect("days"));
            }
            let found = run(&longer);
            if let Some(last) = &last {
                no_less(last, &found);
            }
            last = Some(found);
        }
    }
}

#[test]
fn a_harder_shock_never_loses_less_final_use() {
    for id in ["taiwan-blockade", "magnet-licence-squeeze"] {
        let mut last: Option<ScenarioResult> = None;
        for severity in [0.1, 0.5, 1.0] {
            let mut harder = scenario(id);
            for shock in &mut harder.shock {
                shock.severity = Change::new(severity).expect("a change");
            }
            let found = run(&harder);
            if let Some(last) = &last {
                no_less(last, &found);
            }
            last = Some(found);
        }
    }
}

#[test]
fn a_compound_loses_at_least_what_its_parts_do() {
    let compound = result("taiwan-and-minerals-compound");
    for part in ["taiwan-blockade", "china-dual-use-ban-japan", "magnet-licence-squeeze"] {
        no_less(&result(part), &compound);
    }
}

#[test]
fn a_story_does_not_depend_on_the_day_it_begins() {
    let now = scenario("magnet-licence-squeeze");
    let mut later = now.clone();
    for shock in &mut later.shock {
        shock.start_day = Days::new(100.0).expect("days");
    }
    assert_eq!(run(&now).results, run(&later).results, "days count from the first onset");
}

#[test]
fn what_is_in_force_comes_on_top() {
    let options = RunOptions { in_force: library().in_force(), horizon_days: Some(365.0), ..RunOptions::default() };
    let both = study().run(&scenario("magnet-licence-squeeze"), &options).expect("a result");
    no_less(&result("magnet-licence-squeeze"), &both);
    let alone = study().run(&scenario("baseline"), &options).expect("a result");
    no_less(&alone, &both);
    assert!(alone.results.iter().any(|row| row.lost_days > 1.0));
}

#[test]
fn series_say_what_the_means_say() {
    let options = RunOptions { series: true, ..RunOptions::default() };
    let found = study().run(&scenario("hormuz-closure"), &options).expect("a result");
    for row in &found.results {
        let series = row.availability.as_ref().expect("kept");
        let mean: f64 = series.iter().take(365).sum::<f64>() / 365.0;
        assert!((mean - row.mean_availability).abs() < 1e-9, "{} {}", row.sector, row.economy);
        let fifth = row.weakest_fifth.as_ref().expect("kept");
        let first = fifth.iter().position(|value| *value < 95.0).map(|day| day as f64);
        assert_eq!(first, row.time_to_survive_days);
        assert!(fifth.iter().zip(series).all(|(fifth, mean)| *fifth <= mean + 1e-9));
    }
    assert_eq!(found.without_series().results, result("hormuz-closure").results);
    assert_eq!(found.without_series().products, result("hormuz-closure").products);
}
