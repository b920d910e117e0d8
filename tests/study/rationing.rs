//! Who is served first decides who loses.

use super::{model, scenario};
use linchpin::model::RationingRule;
use linchpin::scenario::{Scenario, adhoc};
use linchpin::study::{RunOptions, ScenarioResult, Study};

const RULES: [RationingRule; 5] = [
    RationingRule::Proportional,
    RationingRule::DomesticFirst,
    RationingRule::PartnersFirst,
    RationingRule::FinalDemandLast,
    RationingRule::WaterFilling,
];

fn run(rule: RationingRule, story: &Scenario) -> ScenarioResult {
    let mut model = model();
    model.manifest.dynamics.rationing = rule;
    Study::new(model).expect("a network").run(story, &RunOptions::default()).expect("a result")
}

/// Japan's wafer makers lose half of their plants for a year.
fn wafers_lost() -> Scenario {
    let shock = adhoc::parse("capacity JPN>si_wafer 50% 365d").expect("a shock");
    Scenario { id: "wafers-lost".to_owned(), shock: vec![shock], ..scenario("baseline") }
}

#[test]
fn every_rule_leaves_the_undisturbed_model_alone() {
    let baseline = scenario("baseline");
    for rule in RULES {
        let result = run(rule, &baseline);
        assert!(result.products.iter().all(|row| row.mean_availability == 100.0), "{rule:?}");
    }
}

#[test]
fn those_at_home_lose_less_where_they_come_first() {
    let story = wafers_lost();
    let lost = |rule| {
        let result = run(rule, &story);
        let row = result.products.iter().find(|row| row.product == "si_wafer" && row.economy == "JPN");
        row.expect("wafers in Japan").lost_days
    };
    let (alike, home) = (lost(RationingRule::Proportional), lost(RationingRule::DomesticFirst));
    assert!(alike > 10.0 && home < 0.5 * alike, "{alike} {home}");
    // Japan is its own partner, but not alone: between the two.
    let partners = lost(RationingRule::PartnersFirst);
    assert!((home - 1e-9..=alike + 1e-9).contains(&partners), "{home} {partners} {alike}");
}
