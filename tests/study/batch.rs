//! Monte Carlo batches on the embedded network: the same seed gives the same bytes, and chance has names.

use super::{library, scenario, study};
use linchpin::engine::lanes::{Kernel, Precision};
use linchpin::montecarlo::year_loss::Measure;
use linchpin::report::batch_table;
use linchpin::scenario::hazard::{Hazard, HazardFile, Severity};
use linchpin::study::{BatchOptions, BatchResult};
use linchpin::units::Fraction;

const TRIALS: u64 = 4;

/// Trials of which two make up the worst 5 %, so that every estimate has an error.
const ENOUGH: u64 = 40;

fn options(seed: u64, threads: usize) -> BatchOptions {
    BatchOptions { trials: TRIALS, seed, threads: Some(threads), in_force: Vec::new(), kernel: Kernel::default() }
}

fn run(hazards: &HazardFile, seed: u64, threads: usize) -> BatchResult {
    study().batch(hazards, &options(seed, threads), &|_| ()).expect("a batch")
}

#[test]
fn threads_change_nothing_and_the_seed_everything() {
    let hazards = library().hazards();
    let run = |seed, threads| {
        let options = BatchOptions { trials: ENOUGH, ..options(seed, threads) };
        study().batch(hazards, &options, &|_| ()).expect("a batch")
    };
    let (one, two, other) = (run(1, 1), run(1, 2), run(2, 2));
    assert_eq!(one, two);
    assert!(one.table.rows().ne(other.table.rows()));
    assert!(one.without_target.is_empty(), "{:?} hit nothing", one.without_target);
    for row in &one.results {
        assert!((0.0..=100.0).contains(&row.resilience) && row.resilience_se >= 0.0, "{row:?}");
        assert!(row.mean_lost_days >= 0.0 && row.es95_lost_days >= row.mean_lost_days - 1e-9, "{row:?}");
        assert!(row.es95_lost_days >= row.var95_lost_days - 1e-9, "{row:?}");
    }
}

#[test]
fn a_tail_of_less_than_two_trials_has_no_error() {
    let few = run(library().hazards(), 1, 2);
    assert!(few.results.iter().all(|row| row.es95_lost_days_se.is_nan() && row.resilience_se.is_nan()));
    assert!(few.results.iter().all(|row| row.mean_lost_days_se.is_finite()));
}

#[test]
fn a_hazard_more_moves_no_other_hazard() {
    let hazards = library().hazards();
    let mut more = hazards.clone();
    let like = &hazards.hazard[0];
    let severity = Some(Severity::Fixed { value: Fraction::new(0.0).expect("none") });
    // It strikes often and does nothing; it stands first, so that all others move one place.
    more.hazard
        .insert(0, Hazard { id: "a-scare".to_owned(), severity, enabled: true, causes: Vec::new(), ..like.clone() });
    let (plain, with) = (run(hazards, 3, 2), run(&more, 3, 2));
    for (one, two) in plain.results.iter().zip(&with.results) {
        assert!((one.mean_lost_days - two.mean_lost_days).abs() < 1e-9, "{one:?} {two:?}");
        assert!((one.final_use_lost_days - two.final_use_lost_days).abs() < 1e-9, "{one:?} {two:?}");
    }
}

#[test]
fn without_hazards_nothing_is_lost() {
    let none = HazardFile::default();
    let quiet = run(&none, 1, 2);
    assert!(quiet.table.rows().len() == 0);
    assert!(quiet.results.iter().all(|row| row.resilience == 100.0 && row.mean_lost_days == 0.0));
}

#[test]
fn what_did_not_happen_in_few_trials_may_yet() {
    let quiet = run(&HazardFile::default(), 1, 2);
    // None of n has the upper end 1 − 0.025^(1/n).
    let bound = 1.0 - 0.025_f64.powf(1.0 / TRIALS as f64);
    for row in &quiet.results {
        for (value, low, high) in [
            (row.loss_probability, row.loss_probability_low, row.loss_probability_high),
            (
                row.below_threshold_probability,
                row.below_threshold_probability_low,
                row.below_threshold_probability_high,
            ),
            (row.not_recovered_probability, row.not_recovered_probability_low, row.not_recovered_probability_high),
        ] {
            assert_eq!((value, low), (0.0, 0.0));
            assert!((high - bound).abs() < 1e-12, "{high}");
        }
    }
    let mut shown = Vec::new();
    batch_table::batch(&quiet).write_text(&mut shown).expect("written");
    let shown = String::from_utf8(shown).expect("text");
    assert!(shown.contains("none") && !shown.contains("0.00"), "{shown}");
    assert!(
        batch_table::legend(&quiet).contains("no loss in 4 trials, which leaves up to 60 % of years that have one")
    );
    let always = BatchOptions { trials: 2, in_force: scenario("in-force-mid-2026").shock, ..options(1, 2) };
    let always = study().batch(&HazardFile::default(), &always, &|_| ()).expect("a batch");
    let row = always.results.iter().find(|row| row.loss_probability == 1.0).expect("a loss every year");
    assert!((row.loss_probability_low - 0.025_f64.sqrt()).abs() < 1e-12 && row.loss_probability_high == 1.0);
}

#[test]
fn what_is_in_force_is_lost_in_every_year() {
    let none = HazardFile::default();
    let with = BatchOptions { trials: 2, in_force: scenario("in-force-mid-2026").shock, ..options(1, 2) };
    let found = study().batch(&none, &with, &|_| ()).expect("a batch");
    let worst = found.results.iter().map(|row| row.mean_lost_days).fold(0.0, f64::max);
    assert!(worst > 1.0, "{worst}");
    for row in &found.results {
        assert_eq!(row.mean_lost_days_se, 0.0, "the same every year: {row:?}");
    }
}

#[test]
fn the_first_trials_of_a_longer_batch_are_those_of_a_shorter() {
    let hazards = library().hazards();
    let longer = BatchOptions { trials: TRIALS + 2, ..options(1, 2) };
    let longer = study().batch(hazards, &longer, &|_| ()).expect("a batch");
    let first = longer.table.rows().filter(|row| row.trial < TRIALS);
    assert!(run(hazards, 1, 2).table.rows().eq(first));
}

#[test]
fn single_precision_is_near_double() {
    let run = |precision| {
        let kernel = Kernel { precision, ..Kernel::default() };
        let options = BatchOptions { trials: ENOUGH, kernel, ..options(5, 2) };
        study().batch(library().hazards(), &options, &|_| ()).expect("a batch")
    };
    let (single, double) = (run(Precision::F32), run(Precision::F64));
    let near = |a: f64, b: f64| (a - b).abs() < 1e-3 + 1e-3 * b;
    for (a, b) in single.results.iter().zip(&double.results) {
        assert!(near(a.mean_lost_days, b.mean_lost_days), "{a:?} {b:?}");
        assert!(near(a.es95_lost_days, b.es95_lost_days), "{a:?} {b:?}");
        assert!(near(a.final_use_lost_days, b.final_use_lost_days), "{a:?} {b:?}");
    }
    for cell in 0..double.table.cells().len() {
        for measure in [Measure::LostDays, Measure::WeakestFifthLostDays, Measure::FinalUseLostDays] {
            let losses = |batch: &BatchResult| batch.table.losses(cell, measure).expect("days");
            for (a, b) in losses(&single).into_iter().zip(losses(&double)) {
                // A trial's own loss: reserves that are refilled a week sooner or later.
                assert!((a - b).abs() < 1e-2 + 1e-2 * b, "{measure:?} {a} {b}");
            }
        }
    }
}
