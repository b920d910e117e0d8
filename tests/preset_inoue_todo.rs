//! Properties of the preset `inoue-todo` on random networks of firms.

use linchpin::engine::Profile;
use linchpin::preset::inoue_todo::{Damage, Firms, Parameters, Rationing};
use linchpin::scenario::Recovery;
use proptest::prelude::*;
use std::collections::BTreeMap;

const RULES: [Rationing; 4] =
    [Rationing::Proportional, Rationing::ConsumersLast, Rationing::LowestFirst, Rationing::LowestFirstConsumersLast];

#[derive(Debug, Clone)]
struct Case {
    firms: Firms,
    damage: Damage,
}

fn case() -> impl Strategy<Value = Case> {
    (3..20u32).prop_flat_map(|count| {
        let flows = proptest::collection::btree_map((0..count, 0..count), 0.1..10.0, 0..60);
        let sector = proptest::collection::vec(0..4u32, count as usize);
        let consumption = proptest::collection::vec(0.0..50.0, count as usize);
        let shape = prop_oneof![Just(Recovery::Step), Just(Recovery::Linear), Just(Recovery::Exponential)];
        (sector, flows, consumption, 0..count, 0.0..1.0, shape, any::<bool>()).prop_map(
            |(sector, flows, consumption, firm, severity, shape, endless)| {
                let flows: BTreeMap<(u32, u32), f64> = flows;
                let flows: Vec<_> = flows.into_iter().map(|((from, to), flow)| (from, to, flow)).collect();
                let hold = if endless { f64::INFINITY } else { 10.0 };
                let profile = Profile { severity, start: 2.0, onset: 0.0, hold, recovery: 20.0, shape };
                let firms = Firms::new(&sector, &flows, consumption, None).expect("a network");
                Case { firms, damage: Damage { firms: vec![firm], profile } }
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_happens_without_damage(case in case()) {
        for rationing in RULES {
            let parameters = Parameters { rationing, ..Parameters::default() };
            let series = case.firms.run(&parameters, &[], 200, false).expect("no damage");
            let normal = series.production[0];
            prop_assert!(series.production.iter().all(|made| (made - normal).abs() <= 1e-11 * normal));
        }
    }

    #[test]
    fn what_is_made_is_delivered_under_every_rule(case in case()) {
        for rationing in RULES {
            let parameters = Parameters { rationing, ..Parameters::default() };
            let series = case.firms.run(&parameters, std::slice::from_ref(&case.damage), 100, true).expect("it exists");
            let by_firm = series.by_firm.expect("asked for");
            prop_assert!(by_firm.production.iter().all(|made| *made >= 0.0));
            prop_assert!(by_firm.stocks.iter().all(|stock| *stock >= -1e-9));
            for day in 0..99 {
                // Made = consumed + into stock, and stocks change by that less what was used: made - value added.
                let stored = by_firm.stocks.row(day + 1).sum() - by_firm.stocks.row(day).sum();
                let used = series.production[day] - series.value_added[day];
                let gap = series.production[day] - series.final_consumption[day] - used - stored;
                prop_assert!(gap.abs() < 1e-8, "{rationing:?}, day {day}: {gap}");
            }
        }
    }

    #[test]
    fn the_four_rules_agree_where_nobody_goes_short(case in case()) {
        let none = Damage { profile: Profile { severity: 0.0, ..case.damage.profile.clone() }, ..case.damage };
        let run = |rationing| {
            let parameters = Parameters { rationing, ..Parameters::default() };
            case.firms.run(&parameters, std::slice::from_ref(&none), 60, false).expect("it exists")
        };
        let proportional = run(Rationing::Proportional);
        for rule in RULES {
            for (a, b) in run(rule).final_consumption.iter().zip(&proportional.final_consumption) {
                prop_assert!((a - b).abs() <= 1e-10 * b);
            }
        }
    }
}
