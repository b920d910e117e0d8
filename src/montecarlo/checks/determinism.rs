//! The same seed gives the same table to the byte, however the work is shared out.

use super::super::{Measure, Options, YearLossTable, batch};
use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

fn catalogue() -> Arrivals {
    let mut hazards: Vec<Hazard> = ["quake", "flood", "ban", "strike"].map(|id| hazard(id, 0.4)).to_vec();
    hazards[1].causes = vec![shares("storm", 0.5), leans("mood", 0.5)];
    hazards[2].causes = vec![shares("storm", 0.9), leans("mood", 0.7)];
    arrivals(vec![cause("storm", Some(0.2)), cause("mood", None)], hazards)
}

fn table(trials: std::ops::Range<u64>, threads: usize) -> YearLossTable {
    let options = Options { trials, threads: Some(threads) };
    batch::run(&catalogue(), &Toy, cells(), &options, &|_| ()).expect("threads")
}

fn bytes(table: &YearLossTable) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes).expect("memory takes everything");
    bytes
}

#[test]
fn the_number_of_threads_leaves_no_trace() {
    let one = table(0..3001, 1);
    assert_eq!(one.len(), 3001);
    for threads in [2, 16] {
        let many = table(0..3001, threads);
        assert_eq!(one, many);
        assert_eq!(bytes(&one), bytes(&many));
    }
}

#[test]
fn trials_of_like_kind_run_together_and_stand_in_their_own_places() {
    struct ByWorst;
    impl Trial for ByWorst {
        type Workspace = Vec<f64>;
        fn workspace(&self) -> Vec<f64> {
            Vec::new()
        }
        fn run(&self, events: &[Event], workspace: &mut Vec<f64>) -> Vec<CellLoss> {
            Toy.run(events, workspace)
        }
        fn likeness(&self, events: &[Event]) -> [f64; 2] {
            let worst = events.iter().map(|event| event.severity).fold(0.0, f64::max);
            [(4.0 * worst).floor(), worst]
        }
        fn lanes(&self) -> usize {
            32
        }
        fn run_together(&self, trials: &[&[Event]], workspace: &mut Vec<f64>) -> Vec<Vec<CellLoss>> {
            assert!(trials.is_sorted_by(|a, b| self.likeness(a) >= self.likeness(b)));
            trials.iter().map(|events| self.run(events, workspace)).collect()
        }
    }
    // More than are put in order together.
    let trials = 10..5010;
    let options = Options { trials: trials.clone(), threads: Some(2) };
    let found = batch::run(&catalogue(), &ByWorst, cells(), &options, &|_| ()).expect("threads");
    assert_eq!(bytes(&found), bytes(&table(trials, 1)));
}

#[test]
fn parts_make_the_whole() {
    let mut joined = table(0..1000, 2);
    joined.append(&table(1000..1013, 1)).expect("they follow");
    joined.append(&table(1013..3001, 2)).expect("they follow");
    assert_eq!(bytes(&joined), bytes(&table(0..3001, 2)));
}

#[test]
fn a_batch_is_pinned() {
    // Portable to the bit: a platform that draws otherwise fails here.
    let table = table(0..64, 2);
    let total: f64 = table.losses(0, Measure::LostDays).expect("no gaps").iter().sum();
    assert_eq!(total.to_bits(), 0x4078_bb6c_1fac_7b69, "{total}");
}

#[test]
fn trials_without_events_are_not_run() {
    struct Never;
    impl Trial for Never {
        type Workspace = ();
        fn workspace(&self) {}
        fn run(&self, events: &[Event], (): &mut ()) -> Vec<CellLoss> {
            assert!(!events.is_empty(), "a quiet year was run");
            vec![CellLoss::default(); 2]
        }
    }
    let done = AtomicU64::new(0);
    let options = Options { trials: 7..1007, threads: Some(2) };
    let count = |more| {
        done.fetch_add(more, Ordering::Relaxed);
    };
    let table = batch::run(&catalogue(), &Never, cells(), &options, &count).expect("threads");
    assert_eq!((done.into_inner(), table.len(), table.rows().len()), (1000, 1000, 0));
    let none = Options { trials: 5..5, threads: None };
    assert!(batch::run(&catalogue(), &Never, cells(), &none, &|_| ()).expect("threads").is_empty());
}

#[test]
fn years_without_events_are_run_when_something_is_in_force() {
    struct InForce;
    impl Trial for InForce {
        type Workspace = ();
        fn workspace(&self) {}
        fn loses_without_events(&self) -> bool {
            true
        }
        fn run(&self, events: &[Event], (): &mut ()) -> Vec<CellLoss> {
            vec![CellLoss { lost_days: 1.0 + events.len() as f64, ..CellLoss::default() }; 2]
        }
    }
    let options = Options { trials: 0..100, threads: Some(2) };
    let table = batch::run(&catalogue(), &InForce, cells(), &options, &|_| ()).expect("threads");
    assert_eq!(table.rows().len(), 200);
    assert!(table.rows().any(|row| row.loss.lost_days == 1.0 && table.events(&row).count() == 0));
}
