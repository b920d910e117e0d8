//! A compound-Poisson year that Panjer's recursion (1981) solves exactly: λ = 2, losses 1, 2 or 5 with probabilities
//! 0.5, 0.3 and 0.2, here as three hazards of rates 1, 0.6 and 0.4.

use super::super::contributions::{Contributions, Worst};
use super::super::estimates::{mean, probability, standard_deviation};
use super::super::{Measure, Options, Tail, batch};
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

/// The year of that λ: losses are tenfold severities.
fn year() -> Arrivals {
    let fixed = |id: &str, per_year, value| Hazard {
        severity: Some(Severity::Fixed { value: fraction(value) }),
        ..hazard(id, per_year)
    };
    arrivals(Vec::new(), vec![fixed("one", 1.0, 0.1), fixed("two", 0.6, 0.2), fixed("five", 0.4, 0.5)])
}

/// What `holds` of so many batches of `size` trials each, as a share.
fn share_of_batches(repeats: u64, size: u64, holds: impl Fn(&[f64]) -> bool) -> f64 {
    let options = Options { trials: 0..repeats * size, threads: None };
    let table = batch::run(&year(), &Toy, cells(), &options, &|_| ()).expect("threads");
    let losses = table.losses(0, Measure::LostDays).expect("no gaps");
    losses.chunks(size as usize).filter(|batch| holds(batch)).count() as f64 / repeats as f64
}

#[test]
fn intervals_of_small_batches_cover_the_exact_year() {
    let covered = |holds: &dyn Fn(&[f64]) -> bool| share_of_batches(1000, 200, holds);
    let average = covered(&|batch| mean(batch).interval(0.95).contains(4.2));
    assert!((0.93..=0.97).contains(&average), "mean: {average}");
    let quiet = 1.0 - libm::exp(-2.0);
    let any = covered(&|batch| {
        let hits = batch.iter().filter(|loss| **loss > 0.0).count() as u64;
        probability(hits, 200).interval(0.95).contains(quiet)
    });
    assert!((0.93..=0.97).contains(&any), "probability: {any}");
    // An interval of order statistics of a distribution with atoms promises at least its confidence.
    let at_risk = covered(&|batch| {
        let found = Tail::new(batch.to_vec()).value_at_risk(0.9, 0.95);
        found.low.is_some_and(|low| low <= 9.0 + 1e-9) && found.high.is_some_and(|high| high >= 9.0 - 1e-9)
    });
    assert!(at_risk >= 0.94, "value at risk: {at_risk}");
}

#[test]
fn contributions_are_those_of_the_exact_year() {
    // Size bias of a Poisson sum: E(N g(L)) = λ E(g(L + s)), so that what events of size s bring to the tail is
    // λ s (P(L + s > v) + β P(L + s = v)), β the part of the atom that belongs to the worst 5 %.
    let (level, at_risk, exact) = (0.95, 11_usize, panjer());
    let above = |v: usize| 1.0 - exact[..=v].iter().sum::<f64>();
    let beta = ((1.0 - level) - above(at_risk)) / exact[at_risk];
    let options = Options { trials: 0..200_000, threads: None };
    let year = year();
    let table = batch::run(&year, &Toy, cells(), &options, &|_| ()).expect("threads");
    let losses: Vec<f64> = table.losses(0, Measure::LostDays).expect("no gaps").iter().map(|l| l.round()).collect();
    let found = Contributions::of(&Worst::of(&losses, level), |trial| {
        let events = year.draw(trial.place as u64);
        let total: f64 = events.iter().map(|event| event.severity).sum();
        events.iter().map(|event| (year.id_of(event).to_owned(), event.severity / total)).collect()
    });
    let mut sum = 0.0;
    for (id, rate, size) in [("one", 1.0, 1_usize), ("two", 0.6, 2), ("five", 0.4, 5)] {
        let tail = above(at_risk - size) + beta * exact[at_risk - size];
        let expected = rate * size as f64 * tail / (1.0 - level);
        let part = found.part(|key| f64::from(key == id));
        assert!((part.value - expected).abs() < 4.0 * part.standard_error, "{id}: {part:?} for {expected}");
        assert!(part.standard_error < 0.02 * expected, "{id}: {part:?}");
        sum += expected;
    }
    assert!((sum - 13.802_129_103_577_343).abs() < 1e-9, "{sum}");
}

#[test]
fn the_simulated_year_has_the_exact_moments_quantiles_and_curves() {
    let options = Options { trials: 0..100_000, threads: None };
    let table = batch::run(&year(), &Toy, cells(), &options, &|_| ()).expect("threads");
    let aggregate = table.curve(0, Measure::LostDays).expect("trials");
    let occurrence = table.curve(1, Measure::LostDays).expect("trials");

    let years = table.losses(0, Measure::LostDays).expect("no gaps");
    assert!(mean(&years).interval(0.99).contains(4.2));
    assert!(standard_deviation(&years).interval(0.99).contains(13.4_f64.sqrt()));
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
        let expected = any_of(arrivals);
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
