//! Events that run side by side lose what they lose one at a time.

use super::*;
use crate::model::{Model, ModelSource};
use crate::montecarlo::Trial;
use crate::scenario::HazardFile;
use crate::scenario::hazard::Hazard;
use crate::study::{BatchOptions, Study};
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
    let (in_force, sizes) = alone(&trial, &arrivals, &kinds);
    assert!(in_force.iter().all(|lost| *lost == 0.0));
    let mut workspace = trial.workspace();
    let mut harm = 0;
    for what in &kinds {
        for (place, quantile) in [0.5, 0.9].into_iter().enumerate() {
            let event = typical(&arrivals, *what, quantile);
            let lost: Vec<f64> = trial.run(&[event], &mut workspace).iter().map(|cell| cell.lost_days).collect();
            assert_eq!(sizes[what].lost[place], lost, "{what:?}");
            harm += usize::from(lost.iter().any(|lost| *lost > 0.0));
        }
    }
    assert!(harm > 10, "the events do harm: {harm}");
    let sixteenth = Some(kinds[16]).into_iter().chain([kinds[0]]).collect::<Vec<What>>();
    let (_, two) = alone(&trial, &arrivals, &sixteenth);
    assert_eq!(two[&kinds[16]].lost, sizes[&kinds[16]].lost, "its neighbours are of no matter");
}

/// An event of this start and these days at its worst, 10 days of onset and 60 back.
fn lasting(start: f64, duration: f64) -> Event {
    Event {
        hazard: 0,
        cause: None,
        start,
        severity: 0.5,
        duration,
        onset: 10.0,
        recovery: 60.0,
        shape: crate::scenario::Recovery::Linear,
        firm: None,
        hit: None,
    }
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
    let size = Size { severity: 0.5, days: [length(&runs[0]), length(&runs[1])], lost: [vec![20.0], vec![160.0]] };
    assert!((size.of(&runs[0], 0) - 20.0).abs() < 1e-9 && (size.of(&runs[1], 0) - 160.0).abs() < 1e-9);
    assert_eq!(size.of(&lasting(182.5, 20_000.0), 0), size.of(&lasting(182.5, 2000.0), 0));
    assert!((size.of(&lasting(182.5, 20_000.0), 0) / 160.0 - 1.0).abs() < 0.02, "it is cut where the run was");
    let late = size.of(&lasting(360.0, 20_000.0), 0);
    assert!(late < 160.0 && late > 20.0, "{late}");
    // Both runs alone may outlast the years: they are as long as each other then, and cost the same.
    let both = Size { severity: 0.5, days: [length(&lasting(182.5, 1000.0)); 2], lost: [vec![160.0], vec![160.0]] };
    assert!((both.of(&lasting(182.5, 3000.0), 0) - 160.0).abs() < 1e-9);
}

#[test]
fn an_occurrence_is_all_that_came_at_once_and_nothing_that_was_there_before() {
    use crate::montecarlo::arrivals::CauseLink;
    let event_of = |link: Option<(u32, u32)>| Event {
        cause: link.map(|(cause, arrival)| CauseLink { cause, arrival }),
        ..lasting(10.0, 30.0)
    };
    let what = |event: &Event| Some(What::of(event));
    let occurrence = |links: &[Option<(u32, u32)>], shares: &[f64], in_force: f64| {
        let events: Vec<Event> = links.iter().map(|link| event_of(*link)).collect();
        let mut all: Vec<(Source, f64)> = events.iter().map(what).zip(shares.iter().copied()).collect();
        all.push((None, in_force));
        largest_occurrence(&events, &all)
    };
    let (one, two) = (Some((3, 0)), Some((3, 1)));
    assert!((occurrence(&[None, None, None], &[0.2, 0.5, 0.3], 0.0) - 0.5).abs() < 1e-15);
    // One earthquake at plants and port; the second one of the year is another occurrence.
    assert!((occurrence(&[one, None, one, two], &[0.3, 0.35, 0.2, 0.15], 0.0) - 0.5).abs() < 1e-15);
    assert!((occurrence(&[None], &[0.1], 0.9) - 0.1).abs() < 1e-15, "what was in force is no occurrence");
    assert_eq!(occurrence(&[], &[], 1.0), 0.0);
}
