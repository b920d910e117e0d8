//! Events that run side by side lose what they lose one at a time.

use super::super::tests::lasting;
use super::*;
use crate::model::{Model, ModelSource};
use crate::montecarlo::Trial;
use crate::scenario::HazardFile;
use crate::scenario::hazard::Hazard;
use crate::study::{BatchOptions, Study};
use std::collections::BTreeSet;
use std::path::Path;

const STOPS: &str = r#"
[[hazard]]
id = "stop"
title = "Somebody stops"
class = "toy"
rate = { value = 3.0, low = 1.0, high = 5.0 }
one_of_hits = true
hits = [
  { kind = "export", products = ["gallium"], from = ["CHN"] },
  { kind = "export", products = ["gallium"], from = ["CHN"], to = ["JPN"] },
  { kind = "capacity", products = ["gallium"], economies = ["CHN"] },
]
severity = { shape = "beta", a = 3.0, b = 2.0 }
duration = { median_days = 100, p90_days = 400 }
onset_days = 10
recovery = "linear"
recovery_days = 60
source = "made up"
confidence = "estimate"
"#;

/// Seven hazards of three targets each, of different lengths.
fn file() -> HazardFile {
    let mut file: HazardFile = toml::from_str(STOPS).expect("hazards");
    let like = file.hazard.remove(0);
    file.hazard = (1..=7)
        .map(|number| {
            let mut hazard = Hazard { id: format!("stop-{number}"), ..like.clone() };
            let days = |days: f64| crate::units::Days::new(days).expect("days");
            hazard.duration = Some(crate::scenario::hazard::Duration {
                median_days: days(30.0 * f64::from(number)),
                p90_days: days(90.0 * f64::from(number)),
            });
            hazard
        })
        .collect();
    file
}

#[test]
fn side_by_side_they_lose_what_one_does() {
    let source = ModelSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core"));
    let study = Study::new(Model::load(&source).expect("the small model").value).expect("a network");
    let options = BatchOptions { seed: 1, ..BatchOptions::default() };
    let (arrivals, trial, without_target) = study.trials(&file(), &options).expect("a catalogue");
    assert!(without_target.is_empty());
    let kinds: BTreeSet<What> = (0..40).flat_map(|year| arrivals.draw(year)).map(|event| What::of(&event)).collect();
    let kinds: Vec<What> = kinds.into_iter().collect();
    assert_eq!(kinds.len(), 21, "every target of every hazard is drawn");
    let (in_force, sizes) = alone(&trial, &arrivals, &kinds, &|_, _| ());
    assert!(in_force.iter().all(|lost| *lost == 0.0));
    let mut workspace = trial.workspace();
    let mut harm = 0;
    for what in &kinds {
        for event in grid(&arrivals, *what).into_iter().flatten() {
            let lost: Vec<f64> = trial.run(&[event], &mut workspace).iter().map(|cell| cell.lost_days).collect();
            for (cell, lost) in lost.iter().enumerate() {
                let read = sizes[what].of(&event, cell);
                assert!((read - lost).abs() <= 1e-9 * lost, "{what:?}: {read} {lost}");
                harm += usize::from(*lost > 0.0);
            }
        }
    }
    assert!(harm > 50, "the events do harm: {harm}");
    let sixteenth = Some(kinds[16]).into_iter().chain([kinds[0]]).collect::<Vec<What>>();
    let (_, two) = alone(&trial, &arrivals, &sixteenth, &|_, _| ());
    assert_eq!(two[&kinds[16]], sizes[&kinds[16]], "its neighbours are of no matter");
}

#[test]
fn days_that_are_not_simulated_count_for_nothing() {
    let followed = YearTrial::followed();
    assert!((length(&lasting(300.0, 200.0)) - 235.0).abs() < 1e-9, "ramps count half");
    // Cut while at its worst, on the way back half-way, and on the way there.
    let left = followed - 300.0;
    assert!((length(&lasting(300.0, 5000.0)) - (left - 5.0)).abs() < 1e-9);
    assert_eq!(length(&lasting(300.0, f64::INFINITY)), length(&lasting(300.0, 5000.0)));
    assert!((length(&lasting(300.0, left - 40.0)) - (left - 40.0 + 5.0 + 22.5)).abs() < 1e-9);
    assert!((length(&lasting(followed - 5.0, 100.0)) - 1.25).abs() < 1e-9);
    for start in [0.0, 100.0, 364.0] {
        let lengths: Vec<f64> = (0..200_u32).map(|days| length(&lasting(start, 10.0 * f64::from(days)))).collect();
        assert!(lengths.windows(2).all(|pair| pair[0] <= pair[1]), "longer is not shorter");
        assert!(lengths.iter().all(|days| *days <= followed - start));
    }
}

#[test]
fn an_event_loses_no_more_for_outlasting_the_years() {
    // Alone, 200 and 900 days cost 20 and 160; the second outlasts the years from the middle of the first on.
    let runs = [lasting(182.5, 200.0), lasting(182.5, 900.0)];
    let size =
        Size { severities: vec![0.5], days: runs.iter().map(length).collect(), lost: vec![vec![20.0], vec![160.0]] };
    assert!((size.of(&runs[0], 0) - 20.0).abs() < 1e-9 && (size.of(&runs[1], 0) - 160.0).abs() < 1e-9);
    assert_eq!(size.of(&lasting(182.5, 20_000.0), 0), size.of(&lasting(182.5, 2000.0), 0));
    assert!((size.of(&lasting(182.5, 20_000.0), 0) / 160.0 - 1.0).abs() < 0.02, "it is cut where the run was");
    let late = size.of(&lasting(360.0, 20_000.0), 0);
    assert!(late < 160.0 && late > 20.0, "{late}");
}

#[test]
fn losses_begin_where_stocks_end_and_are_read_between_points() {
    let short = lasting(182.5, 100.0);
    let days = [100.0, 300.0].map(|days| length(&lasting(182.5, days)));
    // By severity and days: nothing, nothing; nothing, 10; 4, 30.
    let lost = [0.0, 0.0, 0.0, 10.0, 4.0, 30.0].map(|lost| vec![lost]).to_vec();
    let size = Size { severities: vec![0.2, 0.5, 1.0], days: days.to_vec(), lost };
    let at = |severity: f64, days: f64| {
        let event = Event { severity, ..lasting(182.5, days) };
        size.of(&event, 0)
    };
    assert!(at(0.5, 100.0) == 0.0 && at(0.1, 300.0) == 0.0, "what stocks cover costs nothing");
    assert!((at(0.75, 300.0) - 20.0).abs() < 1e-9 && (at(1.0, 200.0) - 17.0).abs() < 0.1, "{}", at(1.0, 200.0));
    assert!(at(1.0, 400.0) > 40.0, "beyond the last point as before it");
    assert_eq!(Size::default().of(&short, 0), 0.0);
}

#[test]
fn only_events_that_differ_run_and_what_never_hurts_runs_once() {
    let source = ModelSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core"));
    let study = Study::new(Model::load(&source).expect("the small model").value).expect("a network");
    let mut file = file();
    file.hazard.truncate(1);
    file.hazard[0].severity =
        Some(crate::scenario::hazard::Severity::Fixed { value: crate::units::Fraction::new(0.3).expect("a share") });
    let (arrivals, _, _) =
        study.trials(&file, &BatchOptions { seed: 1, ..BatchOptions::default() }).expect("a catalogue");
    let what = What::of(&(0..).flat_map(|year| arrivals.draw(year)).next().expect("an event"));
    let grid = grid(&arrivals, what);
    assert_eq!(grid.iter().map(Vec::len).collect::<Vec<_>>(), [3], "one severity, three lengths");
}
