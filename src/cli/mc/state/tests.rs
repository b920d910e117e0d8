//! What a saved run holds, and what it refuses.

use super::super::identity::tests::identity;
use super::*;
use tempfile::TempDir;

fn cells() -> Vec<Cell> {
    vec![Cell { sector: "ict".to_owned(), economy: "IND".to_owned() }]
}

fn trials(range: Range<u64>) -> YearLossTable {
    let mut table = YearLossTable::new(range.start, cells());
    for _ in range {
        table.push([], &[crate::montecarlo::CellLoss { lost_days: 1.0, ..Default::default() }]);
    }
    table
}

fn run(shard: Option<&str>) -> Run {
    Run { shard: shard.map(|shard| shard.parse().expect("a shard")), batch: identity(100) }
}

fn said(failure: &Failure) -> String {
    format!("{:?}", failure.findings().expect("something is said"))
}

/// A state of `run` with these trials in it, that is gone on with.
fn state_with(run: &Run, ranges: &[(u64, u64)]) -> (TempDir, State) {
    let out = tempfile::tempdir().expect("a folder");
    let state = State::open(out.path(), run, false).expect("a new one");
    for (start, end) in ranges {
        state.save(&trials(*start..*end)).expect("saved");
    }
    drop(state);
    let state = State::open(out.path(), run, true).expect("its own");
    (out, state)
}

#[test]
fn a_state_is_that_of_its_shard() {
    for (begun, resumed, there, here) in [
        (Some("1/2"), Some("2/2"), "1/2", "2/2"),
        (Some("1/2"), Some("1/4"), "1/2", "1/4"),
        (Some("1/1"), None, "1/1", "absent"),
        (None, Some("1/2"), "absent", "1/2"),
    ] {
        let (out, state) = state_with(&run(begun), &[(0, 10)]);
        let failure = State::open(out.path(), &run(resumed), true).expect_err("another run");
        let message = format!("this is the state of another run: `--shard` is {there} there and {here} here");
        assert!(said(&failure).contains(&message), "{}", said(&failure));
        assert_eq!(state.load(&(0..50), &cells()).expect("untouched"), trials(0..10));
    }
}

#[test]
fn trials_outside_the_run_are_refused_and_stay() {
    for (saved, own, message) in [
        (0..10, 50..100, "holds trials 0 to 9: admissible are those of this run, trials 50 to 99"),
        (45..55, 50..100, "holds trials 45 to 54: admissible are those of this run, trials 50 to 99"),
        (0..10, 0..5, "holds trials 0 to 9: admissible are those of this run, trials 0 to 4"),
        (90..101, 50..100, "holds trials 90 to 100: admissible are those of this run, trials 50 to 99"),
        (0..10, 5..5, "holds trials 0 to 9: admissible are those of this run, no trials"),
    ] {
        let (_out, state) = state_with(&run(None), &[(saved.start, saved.end)]);
        let failure = state.load(&own, &cells()).expect_err("not its own");
        assert!(said(&failure).contains(message), "{}", said(&failure));
        assert!(said(&failure).contains("take the file away"));
        assert_eq!(state.load(&saved, &cells()).expect("still there"), trials(saved));
    }
}

#[test]
fn trials_behind_a_gap_or_twice_there_go() {
    let (_out, state) = state_with(&run(None), &[(0, 10), (10, 30), (10, 20), (40, 50)]);
    assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..20));
    assert_eq!(state.chunks().expect("files").len(), 2);
    state.save(&trials(20..60)).expect("saved");
    assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..60));
}

#[test]
fn trials_of_more_than_twelve_figures_stay_in_order() {
    let border = 1_000_000_000_000;
    let (_out, state) = state_with(&run(None), &[(border - 2, border), (border, border + 2)]);
    let own = border - 2..border + 2;
    assert_eq!(state.load(&own, &cells()).expect("loaded"), trials(own.clone()));
}

#[test]
fn files_of_another_run_are_refused_and_stay() {
    let (_other, stale) = state_with(&Run { batch: Identity { seed: 2, ..identity(100) }, ..run(None) }, &[(10, 20)]);
    let (_out, state) = state_with(&run(None), &[(0, 10)]);
    let chunk = &stale.chunks().expect("files")[0];
    let stray = state.path.join(chunk.file_name().expect("a name"));
    fs::copy(chunk, &stray).expect("copied");
    let failure = state.load(&(0..100), &cells()).expect_err("of another seed");
    assert!(said(&failure).contains("this part of the state is of another run"), "{}", said(&failure));
    fs::remove_file(&stray).expect("still there");
    assert_eq!(state.load(&(0..100), &cells()).expect("its own"), trials(0..10));
}

#[test]
fn trials_of_an_unknown_run_are_neither_used_nor_lost() {
    let (out, state) = state_with(&run(None), &[(0, 10), (10, 20)]);
    fs::rename(state.path.join(RUN), out.path().join(RUN)).expect("moved");
    for resume in [false, true] {
        let failure = State::open(out.path(), &run(None), resume).expect_err("of which run?");
        assert!(matches!(failure, Failure::Usage(_)));
        let message = "this folder holds saved trials (2 files), but no batch.json that says of which run";
        assert!(said(&failure).contains(message) && said(&failure).contains("take the folder away"));
        assert_eq!(state.chunks().expect("files").len(), 2);
    }
    fs::rename(out.path().join(RUN), state.path.join(RUN)).expect("moved back");
    drop(state);
    let state = State::open(out.path(), &run(None), true).expect("known again");
    assert_eq!(state.load(&(0..100), &cells()).expect("loaded"), trials(0..20));
}

#[test]
fn a_removal_that_ends_half_way_can_be_gone_on_with() {
    let (out, state) = state_with(&run(None), &[(0, 10), (10, 20)]);
    // A folder cannot be removed as a file is: here the removal ends.
    fs::create_dir(state.path.join("trials-1.bin")).expect("made");
    assert!(state.remove().is_err() && state.path.join(RUN).exists());
    fs::remove_dir(state.path.join("trials-1.bin")).expect("removed");
    drop(state);
    let state = State::open(out.path(), &run(None), true).expect("still a state");
    assert!(state.load(&(0..100), &cells()).is_ok());
    state.remove().expect("removed");
    assert!(!state.path.exists());
    State::open(out.path(), &run(None), false).expect("a new one");
}

#[test]
fn one_process_at_a_time_goes_on_with_a_run() {
    let (out, state) = state_with(&run(None), &[(0, 10)]);
    let failure = State::open(out.path(), &run(None), true).expect_err("somebody is at work");
    assert!(matches!(failure, Failure::Usage(_)));
    assert!(said(&failure).contains("another process is at work on this run"), "{}", said(&failure));
    state.save(&trials(10..20)).expect("undisturbed");
    drop(state);
    let state = State::open(out.path(), &run(None), true).expect("nobody is");
    assert_eq!(state.load(&(0..100), &cells()).expect("all of it"), trials(0..20));
}

#[test]
fn what_is_no_state_is_refused_and_stays() {
    let bare = serde_json::to_string(&identity(100)).expect("JSON");
    let shard = serde_json::json!({ "shard": { "number": 1, "of": 0 }, "batch": identity(100) }).to_string();
    for (text, why) in [("{", "EOF"), (&bare, "unknown field"), (&shard, "1/0 is no shard: admissible are 1/N to N/N")]
    {
        let out = tempfile::tempdir().expect("a folder");
        let stated = out.path().join(FOLDER).join(RUN);
        fs::create_dir(out.path().join(FOLDER)).expect("made");
        fs::write(&stated, text).expect("written");
        let failure = State::open(out.path(), &run(None), true).expect_err("no state");
        assert!(said(&failure).contains("this is not the state of a run") && said(&failure).contains(why));
        assert_eq!(fs::read_to_string(&stated).expect("still there"), *text);
    }
}
