//! Drawn rates keep to their ranges, to their causes and to their means.

use super::*;
use crate::model::{Model, ModelSource};
use crate::montecarlo::catalogue::Catalogue;
use crate::montecarlo::checks::{cause, fraction, hazard, leans, shares};
use crate::scenario::Library;
use crate::scenario::hazard::Cause;
use crate::study::{BatchOptions, Study};
use std::collections::BTreeSet;
use std::path::Path;

fn per_year(value: f64) -> PerYear {
    PerYear::new(value).expect("a rate")
}

fn range(low: f64, value: f64, high: f64) -> Rate {
    Rate { value: per_year(value), low: per_year(low), high: per_year(high) }
}

fn wide(hazard: Hazard) -> Hazard {
    Hazard { rate: range(0.01, 0.1, 0.5), ..hazard }
}

#[test]
fn rates_are_drawn_within_their_ranges_and_once_a_question() {
    let mut hazards: Vec<Hazard> = ["ban", "curb", "quake", "flood"].map(|id| wide(hazard(id, 0.1))).to_vec();
    hazards[0].causes = vec![leans("mood", 0.7), leans("weather", 0.2)];
    hazards[1].causes = vec![leans("mood", 0.5)];
    let file = HazardFile {
        cause: vec![cause("mood", None), cause("weather", None), cause("war", Some(0.2))],
        hazard: hazards,
        generic: Vec::new(),
    };
    let drawn: Vec<HazardFile> = (0..400).map(|draw| redraw_rates(&file, 0, 3, draw)).collect();
    let rate = |file: &HazardFile, at: usize| file.hazard[at].rate.value.get();
    assert!(drawn.iter().all(|file| (0..4).all(|at| (0.01..=0.5).contains(&rate(file, at)))));
    assert!(drawn.iter().all(|file| rate(file, 0) == rate(file, 1)), "one question, one draw");
    assert!(drawn.iter().any(|file| rate(file, 2) != rate(file, 3)), "two questions, two draws");
    assert!(drawn.iter().all(|file| file.cause[2].rate.as_ref().map(|r| r.value.get()) == Some(0.2)), "no range");
    // The mean of a triangular distribution is that of its three corners, here of the logarithms.
    let mean = drawn.iter().map(|file| libm::log(rate(file, 2))).sum::<f64>() / 400.0;
    let expected = (libm::log(0.01) + libm::log(0.1) + libm::log(0.5)) / 3.0;
    assert!((mean - expected).abs() < 0.15, "{mean} for {expected}");
    assert_eq!(redraw_rates(&file, 0, 3, 7), drawn[7]);
}

/// Of every draw: the rate that the catalogue draws each hazard at.
fn drawn_at(file: &HazardFile, firms: &[String], draws: u64) -> Vec<Vec<f64>> {
    let rates = |draw| {
        let drawn = redraw_rates(file, firms.len(), 11, draw);
        let catalogue = Catalogue::new(&drawn, firms).expect("a catalogue");
        // What causes bring is part of every drawn rate, unless it is stated that nothing counts.
        assert!(catalogue.exceeding().all(|entry| entry.rate.marginal == 0.0));
        (0..).zip(&drawn.hazard).map(|(at, _)| catalogue.entry(at).map_or(0.0, |entry| entry.rate.drawn())).collect()
    };
    (0..draws).map(rates).collect()
}

#[test]
fn a_member_follows_its_causes_and_its_own_range_with_what_it_has_besides() {
    let storm = Cause { rate: Some(range(0.05, 0.2, 0.8)), ..cause("storm", None) };
    let war = Cause { rate: Some(range(0.0, 0.1, 0.1)), ..cause("war", None) };
    let member = |id: &str, value: f64| Hazard { rate: range(0.5 * value, value, 3.0 * value), ..hazard(id, value) };
    let with = |hazard: Hazard, causes: Vec<Membership>| Hazard { causes, ..hazard };
    let halved = Hazard { overlap: Some(fraction(0.5)), ..member("halved", 0.9) };
    let fire = Hazard { per_firm: true, ..member("fire", 0.1) };
    let hazards = vec![
        // Called like its cause, and nothing but it.
        with(member("storm", 0.2), vec![shares("storm", 1.0)]),
        with(member("both", 0.14), vec![shares("storm", 0.4), shares("war", 0.6)]),
        with(halved, vec![shares("storm", 1.0)]),
        with(fire, vec![shares("storm", 0.5), leans("mood", 0.6)]),
        // Its causes bring more than it states: they win, and nothing comes besides.
        with(member("rare", 0.01), vec![shares("storm", 0.3)]),
        with(Hazard { overlap: Some(fraction(0.0)), ..member("covered", 0.5) }, vec![shares("war", 1.0)]),
    ];
    let file = HazardFile { cause: vec![storm, war, cause("mood", None)], hazard: hazards, generic: Vec::new() };
    let firms: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let near = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    };
    for (draw, rates) in drawn_at(&file, &firms, 200).into_iter().enumerate() {
        let drawn = redraw_rates(&file, firms.len(), 11, draw as u64);
        let cause = |at: usize| drawn.cause[at].rate.as_ref().expect("a rate").value.get();
        let uniform = |kind, id| Channel::new(11, Use::Figure, &["rate", kind, id]).uniform(draw as u64, 0);
        let factor = |stated: &Hazard, u| drawn_rate(&stated.rate, u).value.get() / stated.rate.value.get();
        near(rates[0], cause(0));
        near(rates[1], 0.4 * cause(0) + 0.6 * cause(1));
        near(rates[2], factor(&file.hazard[2], uniform("hazard", "halved")) * (0.45 - 0.2) + cause(0));
        near(rates[3], factor(&file.hazard[3], uniform("cause", "mood")) * (0.4 - 0.1) + 0.5 * cause(0));
        near(rates[4], 0.3 * cause(0));
        near(rates[5], cause(1));
    }
    // Without firms nobody is struck.
    assert!(drawn_at(&file, &[], 3).iter().all(|rates| rates[3] == 0.0));
}

/// Mean of a rate drawn from its range, by the integral of its density: that of its logarithm is triangular.
fn mean_of(rate: &Rate) -> f64 {
    let (low, value, high) = (rate.low.get(), rate.value.get(), rate.high.get());
    if low <= 0.0 {
        return (low + value + high) / 3.0;
    }
    let [a, m, b] = [low, value, high].map(libm::log);
    // 2/((b − a)(m − a)) ∫ (x − a) eˣ dx on the way up, and its mirror image on the way down.
    let side = |end: f64, width: f64, at_end: f64| {
        if width == 0.0 { 0.0 } else { 2.0 / ((b - a) * width) * (value * (width - 1.0) + at_end) * end }
    };
    if b > a { side(1.0, m - a, low) + side(-1.0, m - b, high) } else { value }
}

#[test]
fn every_rate_of_the_catalogue_keeps_its_mean() {
    const DRAWS: u64 = 2000;
    let model = Model::load(&ModelSource::Embedded).expect("the embedded model").value;
    let library = Library::load(&ModelSource::Embedded, &model).expect("the embedded scenarios").value;
    let mut file = library.hazards().clone();
    file.hazard.iter_mut().for_each(|hazard| hazard.enabled = true);
    let firms: BTreeSet<String> =
        model.products.iter().flat_map(|(_, product)| product.firms.iter().map(|firm| firm.firm.clone())).collect();
    let firms: Vec<String> = firms.into_iter().collect();
    let drawn: Vec<Vec<f64>> = (0..DRAWS)
        .map(|draw| {
            let file = redraw_rates(&file, firms.len(), 11, draw);
            file.hazard.iter().map(|row| row.arrival_rate(&file.cause, firms.len()).drawn()).collect()
        })
        .collect();
    assert_eq!(drawn_at(&file, &firms, 3), drawn[..3], "these are the rates of the catalogue");
    for (at, row) in file.hazard.iter().enumerate() {
        let of_cause = |id: &str| file.cause.iter().find(|cause| cause.id == id).and_then(|cause| cause.rate.as_ref());
        let shocks = || row.causes.iter().filter_map(|of| Some((of.probability?.get(), of_cause(&of.cause)?)));
        let shared: f64 = shocks().map(|(probability, rate)| probability * rate.value.get()).sum();
        let of_shared: f64 = shocks().map(|(probability, rate)| probability * mean_of(rate)).sum();
        let targets = row.overlap.map_or(1.0, Fraction::get) * if row.per_firm { firms.len() as f64 } else { 1.0 };
        let own = (row.rate.value.get() * targets - shared).max(0.0);
        // E r (λ − Σ p λ_c) + Σ p E λ_c: that of its own range where it is no member.
        let expected = own * mean_of(&row.rate) / row.rate.value.get() + of_shared;
        let rates: Vec<f64> = drawn.iter().map(|rates| rates[at]).collect();
        let found = mean(&rates);
        let off = (found.value - expected).abs();
        // Four standard errors, each 3 % of the mean at most.
        assert!(off < 4.0 * found.standard_error + 1e-12, "{}: {found:?} for {expected}", row.id);
        assert!(found.standard_error < 0.03 * found.value, "{}: {found:?}", row.id);
    }
}

#[test]
fn intervals_of_percentiles_hold_them_as_often_as_they_say() {
    // A hundred draws bound all three, from 72 on; forty leave the outer ends of the outer ones open.
    let draws = |batch: u64, count: u32| -> Vec<f64> {
        let channel = Channel::new(batch, Use::Figure, &["draws"]);
        (0..count).map(|item| channel.uniform(batch, item)).collect()
    };
    let mut covered = [0; 3];
    for batch in 0..500 {
        let found = DrawnSpread::new(0.0, draws(batch, 100));
        let ends = [
            (0.05, found.low, found.low_low, found.low_high),
            (0.5, found.median, found.median_low, found.median_high),
            (0.95, found.high, found.high_low, found.high_high),
        ];
        for (count, (truth, value, low, high)) in covered.iter_mut().zip(ends) {
            let (low, high) = (low.expect("bounded"), high.expect("bounded"));
            assert!(low <= value && value <= high);
            *count += i32::from(low <= truth && truth <= high);
        }
    }
    assert!(covered.iter().all(|count| (465..=497).contains(count)), "{covered:?} of 500");
    let few = DrawnSpread::new(0.0, draws(0, 40));
    assert!(few.low_low.is_none() && few.high_high.is_none());
    assert!(few.low_high.is_some_and(|high| high > few.low) && few.high_low.is_some_and(|low| low < few.high));
    assert!(few.median_low < Some(few.median) && Some(few.median) < few.median_high);
}

#[test]
fn the_years_of_a_draw_are_those_of_a_batch_at_its_rates() {
    const YEARS: u64 = 20;
    let source = ModelSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core"));
    let model = Model::load(&source).expect("the small model").value;
    let hazards = Library::load(&source, &model).expect("its scenarios").value.hazards().clone();
    let study = Study::new(model).expect("a network");
    let options = BatchOptions { trials: YEARS, seed: 5, ..BatchOptions::default() };
    let redrawn = Redrawn { figures: false, rates: true, draws: 3 };
    let mut trials = study.uncertain_trials(&hazards, &options, redrawn).expect("a catalogue");
    let at = |hazards: &HazardFile, first: u64| {
        let batch = study.prepare_batch(hazards, &options).expect("a catalogue");
        batch.run(0..YEARS, &|_| ()).expect("threads").renumbered(first)
    };
    let draws = |draw| redraw_rates(&hazards, study.firms().len(), 5, draw);
    // What one kernel has done before is of no matter.
    for whose in [2, 0, 3, 1, 0] {
        let expected = if whose == 0 { at(&hazards, 0) } else { at(&draws(whose - 1), whose * YEARS) };
        let found = trials.run(whose * YEARS..(whose + 1) * YEARS, &|_| ()).expect("threads");
        assert_eq!(found, expected, "draw {whose}");
        assert!(found.rows().len() > 0);
    }
    assert_ne!(draws(0), draws(1));
}
