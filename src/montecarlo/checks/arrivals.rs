//! The draws of a hazard depend on its own id and nothing else.

use super::*;
use crate::montecarlo::arrivals::CauseLink;
use crate::montecarlo::catalogue::CatalogueError;

fn of(arrivals: &Arrivals, id: &str, trials: u64) -> Vec<(u64, Event)> {
    let mine = |trial| arrivals.draw(trial).into_iter().map(move |event| (trial, event));
    let named = |(_, event): &(u64, Event)| arrivals.id_of(event) == id;
    (0..trials).flat_map(mine).filter(named).map(|(trial, event)| (trial, Event { hazard: 0, ..event })).collect()
}

fn busy() -> (Vec<Cause>, Vec<Hazard>) {
    let mut hazards: Vec<Hazard> = ["quake", "flood", "ban"].map(|id| hazard(id, 1.5)).to_vec();
    hazards[0].causes = vec![shares("storm", 0.5)];
    hazards[1].causes = vec![shares("storm", 0.8), leans("mood", 0.6)];
    hazards[2].causes = vec![leans("mood", 0.6)];
    (vec![cause("storm", Some(0.7)), cause("mood", None)], hazards)
}

#[test]
fn another_hazard_or_cause_moves_no_draw() {
    let (causes, hazards) = busy();
    let before = arrivals(causes.clone(), hazards.clone());
    let mut more_causes = causes;
    more_causes.insert(0, cause("another", Some(2.0)));
    more_causes.insert(1, cause("aaa-factor", None));
    let mut more = hazards;
    more.insert(0, hazard("aaa", 3.0));
    more[0].causes = vec![shares("another", 1.0), leans("aaa-factor", 0.9), shares("storm", 1.0)];
    more.push(hazard("zzz", 3.0));
    let after = arrivals(more_causes, more);
    for id in ["quake", "flood", "ban"] {
        let numbered = |arrivals| -> Vec<(u64, Event)> {
            let unlinked = |(trial, mut event): (u64, Event)| {
                // The position of the cause in the file has moved; which arrival of it this was has not.
                event.cause = event.cause.map(|link| CauseLink { cause: 0, ..link });
                (trial, event)
            };
            of(arrivals, id, 300).into_iter().map(unlinked).collect()
        };
        assert!(numbered(&before).len() > 300);
        assert_eq!(numbered(&before), numbered(&after), "{id}");
    }
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    let (causes, hazards) = busy();
    let forward = arrivals(causes.clone(), hazards.clone());
    let mut reversed: Vec<Hazard> = hazards.into_iter().rev().collect();
    reversed[1].causes.reverse();
    let backward = arrivals(causes.into_iter().rev().collect(), reversed);
    for trial in 0..300 {
        let told = |arrivals: &Arrivals| -> Vec<(String, u64, u64)> {
            let events = arrivals.draw(trial);
            let bits = |event: &Event| (event.start.to_bits(), event.severity.to_bits() ^ event.duration.to_bits());
            events.iter().map(|event| (arrivals.id_of(event).to_owned(), bits(event).0, bits(event).1)).collect()
        };
        assert_eq!(told(&forward), told(&backward));
    }
}

#[test]
fn a_disabled_hazard_is_not_drawn_and_moves_nothing() {
    let (causes, mut hazards) = busy();
    let before = arrivals(causes.clone(), hazards.clone());
    hazards[0].enabled = false;
    let after = arrivals(causes, hazards);
    assert!(of(&after, "quake", 100).is_empty());
    assert_eq!(of(&before, "ban", 100), of(&after, "ban", 100));
}

#[test]
fn events_come_by_day_within_the_year_and_with_their_shape() {
    let (causes, hazards) = busy();
    let arrivals = arrivals(causes, hazards);
    for trial in 0..200 {
        let events = arrivals.draw(trial);
        assert!(events.windows(2).all(|pair| pair[0].start <= pair[1].start));
        for event in events {
            assert!((0.0..365.0).contains(&event.start) && (0.0..=1.0).contains(&event.severity));
            assert!(event.duration > 0.0 && event.firm.is_none());
            let profile = event.profile();
            assert_eq!((profile.onset, profile.hold, profile.recovery), (5.0, event.duration, 10.0));
        }
    }
}

#[test]
fn what_cannot_be_drawn_from_is_refused() {
    let refused = |causes: Vec<Cause>, memberships: Vec<Membership>| {
        let hazard = vec![Hazard { causes: memberships, ..hazard("quake", 1.0) }];
        Arrivals::new(&HazardFile { cause: causes, hazard, generic: Vec::new() }, &[], 1).expect_err("refused")
    };
    let causes = || vec![cause("storm", Some(1.0)), cause("mood", None), cause("mode", None)];
    assert!(matches!(refused(causes(), vec![shares("strom", 0.5)]), CatalogueError::UnknownCause { .. }));
    assert!(matches!(refused(causes(), vec![shares("mood", 0.5)]), CatalogueError::WrongKind { .. }));
    assert!(matches!(refused(causes(), vec![leans("storm", 0.5)]), CatalogueError::WrongKind { .. }));
    let heavy = vec![leans("mood", 0.8), leans("mode", 0.7)];
    assert!(matches!(refused(causes(), heavy), CatalogueError::Overloaded { .. }));
    let twice = vec![leans("mood", 0.1), leans("mood", 0.1)];
    assert!(matches!(refused(causes(), twice), CatalogueError::Duplicate { .. }));
    let severity = Severity::Triangular { low: fraction(0.5), mode: fraction(0.4), high: fraction(0.6) };
    let hazard = vec![Hazard { severity: Some(severity), ..hazard("quake", 1.0) }];
    let file = HazardFile { hazard, ..HazardFile::default() };
    assert!(matches!(Arrivals::new(&file, &[], 1), Err(CatalogueError::Severity { .. })));
}

#[test]
fn one_target_is_hit_as_often_as_another_and_moves_nothing_else() {
    let target = |product: &str| crate::scenario::Target::Capacity {
        products: Some(vec![product.to_owned()]),
        economies: None,
        firm: None,
    };
    let all = Hazard { hits: ["one", "two", "three"].map(target).to_vec(), ..hazard("fire", 1.5) };
    let one = Hazard { one_of_hits: true, ..all.clone() };
    let (all, one) = (arrivals(Vec::new(), vec![all]), arrivals(Vec::new(), vec![one]));
    let mut counts = [0.0_f64; 3];
    for trial in 0..4000 {
        let (all, one) = (all.draw(trial), one.draw(trial));
        assert!(all.iter().all(|event| event.hit.is_none()));
        for event in &one {
            counts[event.hit.expect("a target") as usize] += 1.0;
        }
        let without: Vec<Event> = one.into_iter().map(|event| Event { hit: None, ..event }).collect();
        assert_eq!(all, without);
    }
    // 6,000 events expected, a third each: four standard deviations are 4 √(6000 · 1/3 · 2/3).
    let third = counts.iter().sum::<f64>() / 3.0;
    assert!((third * 3.0 - 6000.0).abs() < 4.0 * 6000.0_f64.sqrt());
    assert!(counts.iter().all(|count| (count - third).abs() < 146.0), "{counts:?}");
}
