//! The Dask driver of `examples/distributed` on a real cluster on this machine, a worker of which is killed on the way.

#![allow(clippy::print_stderr, reason = "a test that is not run says so")]

use std::process::Command;

/// Enough work that a worker is seen computing, little enough for a test.
const TRIALS: &str = "160";

#[test]
fn a_batch_on_dask_survives_the_death_of_a_worker() {
    let python = std::env::var("LINCHPIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_dask = Command::new(&python).args(["-c", "import distributed"]).output();
    if !has_dask.is_ok_and(|found| found.status.success()) {
        eprintln!("SKIPPED: `{python}` has no Dask (pip install \"dask[distributed]\"): the driver was not tried");
        return;
    }
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/distributed/check_dask_batch.py");
    let done = Command::new(&python).args([check, env!("CARGO_BIN_EXE_linchpin"), TRIALS]).output();
    let done = done.expect("Python was there a moment ago");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}\n{told}", String::from_utf8_lossy(&done.stdout));
    assert!(told.contains("killed worker-"), "no worker was killed:\n{told}");
}
