//! Figures of the authors' simulator (`ProductionNetworkSimulator`, commit c4dd74d) on two firms that buy from each
//! other, and what the rules say of themselves.

use super::*;
use crate::scenario::Recovery;

/// Each sells 100 a day to the other and 100 to consumers.
fn pair() -> Firms {
    Firms::new(&[1, 2], &[(0, 1, 100.0), (1, 0, 100.0)], vec![100.0; 2], None).expect("two firms")
}

/// The first firm loses a tenth of its capacity and never gets it back.
fn loss(severity: f64) -> Damage {
    let profile =
        Profile { severity, start: 0.0, onset: 0.0, hold: f64::INFINITY, recovery: 0.0, shape: Recovery::Step };
    Damage { firms: vec![0], profile }
}

fn run(rationing: Rationing) -> Series {
    let parameters = Parameters { rationing, ..Parameters::default() };
    pair().run(&parameters, &[loss(0.1)], 40, true).expect("the firm exists")
}

fn meets(series: &[f64], expected: &[(usize, f64)]) {
    for &(day, expected) in expected {
        let value = series[day];
        assert!((value - expected).abs() <= 1e-11 * expected, "day {day}: {value} is not {expected}");
    }
}

#[test]
fn proportional_rationing() {
    let series = run(Rationing::Proportional);
    let production = [
        (0, 380.0),
        (1, 343.333_333_333),
        (2, 303.764_921_947),
        (3, 251.748_546_067),
        (4, 231.019_411_285),
        (5, 200.0),
        (11, 200.0),
        (12, 204.053_848_672),
        (13, 227.476_929_792),
        (14, 282.844_244_269),
        (15, 375.068_179_594),
        (16, 380.0),
        (33, 380.0),
        (34, 378.951_850_955),
        (39, 373.597_548_127),
    ];
    meets(&series.production, &production);
    let consumption = [
        (0, 190.0),
        (1, 189.256_198_347),
        (2, 200.0),
        (15, 192.577_427_489),
        (16, 138.509_417_696),
        (27, 160.166_230_907),
        (33, 169.686_783_463),
        (39, 175.684_793_702),
    ];
    meets(&series.final_consumption, &consumption);
    // Both firms spend half of their output on inputs.
    meets(&series.value_added, &production.map(|(day, made)| (day, made / 2.0)));
}

#[test]
fn lowest_first() {
    let series = run(Rationing::LowestFirst);
    let production = [
        (0, 380.0),
        (1, 343.333_333_333),
        (2, 303.888_888_889),
        (3, 251.851_851_852),
        (4, 231.219_135_802),
        (5, 200.0),
        (12, 204.142_232_51),
        (13, 227.712_620_027),
        (14, 283.318_079_847),
        (15, 375.757_161_161),
        (16, 380.0),
        (39, 380.0),
    ];
    meets(&series.production, &production);
    let consumption = [(0, 190.0), (1, 190.0), (2, 200.0), (14, 200.0), (15, 190.0), (39, 190.0)];
    meets(&series.final_consumption, &consumption);
}

/// Only consumers go short: the second firm is sent the 100 it orders, the first makes 180.
#[test]
fn consumers_last() {
    for rule in [Rationing::ConsumersLast, Rationing::LowestFirstConsumersLast] {
        let by_firm = run(rule).by_firm.expect("asked for");
        // On day 0 the second firm ordered 100 and gets it; consumers get the other 80.
        assert_eq!(by_firm.unmet_final.row(0).to_vec(), [20.0, 0.0]);
        // It now has all it wants, 15 days, and orders 100; the first has 10 less use than that and orders less.
        assert!((by_firm.orders[[1, 0]] - 100.0).abs() < 1e-12);
        assert!((by_firm.unmet_final[[1, 0]] - 20.0).abs() < 1e-12);
        assert!((by_firm.orders[[1, 1]] - (90.0 + (15.0 * 90.0 - 1510.0) / 6.0)).abs() < 1e-12);
    }
}

/// One firm makes 60 for three users whose normal flows are 10, 20 and 50 and for consumers who want 20.
#[test]
fn rules_divide_as_they_say() {
    let flows = [(0, 1, 10.0), (0, 2, 20.0), (0, 3, 50.0)];
    let firms = Firms::new(&[0, 1, 1, 1], &flows, vec![20.0, 0.0, 0.0, 0.0], None).expect("four firms");
    let mut rest: Run<'_, 1> = firms.at_rest(&Parameters::default(), &[], false);
    rest.order = vec![[5.0], [40.0], [40.0]];
    rest.demand[0] = [105.0];
    rest.made[0] = [60.0];
    let share = 60.0 / 105.0;
    // R2: 5 in full; then (60 - 5)/(20 + 50 + 20) each. R3: 5, then 55/70.
    let (second, third) = (55.0 / 90.0, 55.0 / 70.0);
    for (rule, delivered, consumed) in [
        (Rationing::Proportional, [5.0 * share, 40.0 * share, 40.0 * share], 20.0 * share),
        (Rationing::ConsumersLast, [5.0 * 60.0 / 85.0, 40.0 * 60.0 / 85.0, 40.0 * 60.0 / 85.0], 0.0),
        (Rationing::LowestFirst, [5.0, 20.0 * second, 50.0 * second], 20.0 * second),
        (Rationing::LowestFirstConsumersLast, [5.0, 20.0 * third, 50.0 * third], 0.0),
    ] {
        let mut run = rest.clone();
        firms.ration(rule, &mut run);
        for (flow, expected) in delivered.into_iter().enumerate() {
            let supplier = firms.supplier[flow] as usize;
            let value = (run.order[flow][0] * run.share[supplier][0]).min(firms.flow[flow] * run.level[supplier][0]);
            assert!((value - expected).abs() < 1e-12, "{rule:?}: {value} is not {expected}");
        }
        assert!((run.consumed[0][0] - consumed).abs() < 1e-12, "{rule:?}");
    }
}

#[test]
fn what_is_no_network_is_named() {
    let error = |flows: &[(u32, u32, f64)]| Firms::new(&[0, 0], flows, vec![1.0; 2], None).expect_err("no").to_string();
    assert_eq!(error(&[(0, 2, 1.0)]), "there is no firm 2 among 2");
    assert_eq!(error(&[(0, 1, 1.0), (0, 1, 2.0)]), "firm 0 sells to firm 1 more than once");
    assert_eq!(error(&[(0, 1, -1.0)]), "flow 0 is -1: a flow is finite and not negative");
    let damage = Damage { firms: vec![7], ..loss(1.0) };
    let error = pair().run(&Parameters::default(), &[damage], 1, false).expect_err("no such firm");
    assert_eq!(error.to_string(), "there is no firm 7 among 2");
}
