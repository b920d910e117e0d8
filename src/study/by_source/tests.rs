//! Losses of years told apart.

use super::*;

#[test]
fn a_loss_is_shared_by_what_is_lost_alone_and_the_rest_is_nobody_s() {
    let what = |hazard: u32| Source::Arrival(What { hazard, firm: None, hit: None });
    let near = |found: &[(Source, f64)], wanted: &[(Source, f64)]| {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for ((source, share), (own, want)) in found.iter().zip(wanted) {
            assert!(source == own && (share - want).abs() < 1e-12, "{found:?}");
        }
    };
    // Two that stocks cover alone, one that costs next to nothing: it is not charged with what they do together.
    let small = vec![(what(0), 0.0), (what(1), 0.0), (what(2), 0.01)];
    near(&parts(small, 0.0, 10.0), &[(what(0), 0.0), (what(1), 0.0), (what(2), 0.001), (Source::Together, 0.999)]);
    // Two that hide each other.
    near(&parts(vec![(what(0), 6.0), (what(1), 9.0)], 0.0, 10.0), &[(what(0), 0.4), (what(1), 0.6)]);
    near(&parts(vec![(what(0), 6.0)], 2.0, 10.0), &[(what(0), 0.6), (Source::InForce, 0.2), (Source::Together, 0.2)]);
    near(&parts(Vec::new(), 0.0, 1.0), &[(Source::Together, 1.0)]);
}

/// An event of this start and these days at its worst, 10 days of onset and 60 back.
pub(super) fn lasting(start: f64, duration: f64) -> Event {
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
fn an_occurrence_is_all_that_came_at_once_and_nothing_that_was_there_before() {
    use crate::montecarlo::arrivals::CauseLink;
    let event_of = |link: Option<(u32, u32)>| Event {
        cause: link.map(|(cause, arrival)| CauseLink { cause, arrival }),
        ..lasting(10.0, 30.0)
    };
    let what = |event: &Event| Source::Arrival(What::of(event));
    let occurrence = |links: &[Option<(u32, u32)>], shares: &[f64], in_force: f64| {
        let events: Vec<Event> = links.iter().map(|link| event_of(*link)).collect();
        let mut all: Vec<(Source, f64)> = events.iter().map(what).zip(shares.iter().copied()).collect();
        all.push((Source::InForce, in_force));
        largest_occurrence(&events, &all)
    };
    let (one, two) = (Some((3, 0)), Some((3, 1)));
    assert!((occurrence(&[None, None, None], &[0.2, 0.5, 0.3], 0.0) - 0.5).abs() < 1e-15);
    // One earthquake at plants and port; the second one of the year is another occurrence.
    assert!((occurrence(&[one, None, one, two], &[0.3, 0.35, 0.2, 0.15], 0.0) - 0.5).abs() < 1e-15);
    assert!((occurrence(&[None], &[0.1], 0.9) - 0.1).abs() < 1e-15, "what was in force is no occurrence");
    assert_eq!(occurrence(&[], &[], 1.0), 0.0);
}
