//! What `examples/distributed` holds, run: the Dask driver on a real cluster on this machine, a worker of which is killed on
//! the way, and the script for Slurm as its tasks run it.

#![allow(clippy::print_stderr, reason = "a test that is not run says so")]

#[path = "support/batches.rs"]
mod batches;
#[path = "support/program.rs"]
mod program;

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

/// Slurm itself is not here: it runs the script with these variables.
#[cfg(unix)]
#[test]
fn tasks_of_slurm_keep_parts_of_other_counts_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).expect("made");
    let program = bin.join("linchpin");
    let core = program::core();
    let call = format!("#!/bin/sh\nexec '{}' --model '{}' \"$@\"\n", env!("CARGO_BIN_EXE_linchpin"), core.display());
    // Written by a shell: a file that a process which starts programs has open for writing may not run.
    let written = ["-c", "printf %s \"$1\" > \"$0\" && chmod +x \"$0\"", batches::text(&program), &call];
    batches::done(&Command::new("sh").args(written).output().expect("a shell"));
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/distributed/slurm_array.sh");
    let out = folder.path().join("batch");
    let step = |step: &str, task: u64, shards: u64| {
        let mut command = Command::new("sh");
        command.arg(script).env("PATH", &path).env("STEP", step).env("OUT", &out).env("TRIALS", "30").env("SEED", "1");
        command.env("SLURM_ARRAY_TASK_ID", task.to_string()).env("SHARDS", shards.to_string());
        batches::done(&command.output().expect("a run"));
    };
    // The first task of three, then all over again with two tasks, whose numbers are the same.
    step("shard", 1, 3);
    (1..=2).for_each(|task| step("shard", task, 2));
    step("merge", 0, 2);
    let whole = folder.path().join("whole");
    batches::done(&program::small(&["mc", "--trials", "30", "--out", batches::text(&whole)]));
    batches::same(&whole, &out.join("merged"), 8);
}
