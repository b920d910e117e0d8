//! A compound-Poisson year that Panjer's recursion (1981) solves exactly: λ = 2, losses 1, 2 or 5 with probabilities
//! 0.5, 0.3 and 0.2, here as three hazards of rates 1, 0.6 and 0.4.

use super::super::exceedance::probability_within;
use super::super::{Measure, Options, batch};
use super::*;

/// P(L = x) for x = 0, 1, …: p₀ = e^−λ, pₓ = λ/x Σ j f(j) pₓ₋ⱼ.
fn panjer() -> Vec<f64> {
    let mut p = vec![libm::exp(-2.0)];
    for x in 1..60 {
        let term = |j: usize, f: f64| if j <= x { j as f64 * f * p[x - j] } else { 0.0 };
        p.push(2.0 / x as f64 * (term(1, 0.5) + term(2, 0.3) + term(5, 0.2)));
    }
    p
}

#[test]
fn the_simulated_year_has_the_exact_moments_quantiles_and_curves() {
    let fixed = |id: &str, per_year, value| Hazard {
        severity: Severity::Fixed { value: fraction(value) },
        ..hazard(id, per_year)
    };
    let hazards = vec![fixed("one", 1.0, 0.1), fixed("two", 0.6, 0.2), fixed("five", 0.4, 0.5)];
    let options = Options { trials: 0..100_000, threads: None };
    let table = batch::run(&arrivals(Vec::new(), hazards), &Toy, cells(), &options, &|_| ()).expect("threads");
    let aggregate = table.curve(0, Measure::LostDays).expect("trials");
    let occurrence = table.curve(1, Measure::LostDays).expect("trials");

    assert!(aggregate.average_annual_loss().interval(0.99).contains(4.2));
    assert!(aggregate.standard_deviation().interval(0.99).contains(13.4_f64.sqrt()));
    let exact = panjer();
    assert!((exact[0] - 0.135_335_283_236_612_7).abs() < 1e-15 && (exact[5] - 0.093_155_786_627_868_41).abs() < 1e-15);
    for x in 0..15 {
        let above = 1.0 - exact[..=x].iter().sum::<f64>();
        let estimate = aggregate.probability_above(x as f64 + 0.5);
        assert!((estimate.value - above).abs() < 4.0 * estimate.standard_error, "{x}: {estimate:?} for {above}");
    }
    // The largest event exceeds 1 when a 2 or a 5 comes, 2 when a 5 does.
    for (threshold, arrivals) in [(0.5, 2.0), (1.5, 1.0), (2.5, 0.4)] {
        let estimate = occurrence.probability_above(threshold);
        let expected = probability_within(arrivals, 1.0);
        assert!((estimate.value - expected).abs() < 4.0 * estimate.standard_error, "{estimate:?} for {expected}");
    }
    let tail = table.tail(0, Measure::LostDays).expect("trials");
    for (level, at_risk, shortfall) in
        [(0.9, 9.0, 11.993_867_763_086_335), (0.95, 11.0, 13.802_129_103_577_343), (0.99, 15.0, 17.715_254_787_243_804)]
    {
        let quantile = tail.value_at_risk(level, 0.95);
        assert!((quantile.value - at_risk).abs() < 1e-9, "{level}: {quantile:?}");
        assert!(quantile.low.is_some_and(|low| low <= at_risk + 1e-9));
        assert!(quantile.high.is_some_and(|high| high >= at_risk - 1e-9));
        assert!(tail.expected_shortfall(level).interval(0.99).contains(shortfall), "{level}");
    }
}
