#!/usr/bin/env python3
"""Checks the Dask driver on a real cluster on this machine, one worker of which is killed on the way.

    python check_dask_batch.py PATH/TO/linchpin [TRIALS]

Starts a scheduler and two workers on the loopback interface, runs a batch in eight shards, kills the first worker that
is at work with SIGKILL, and compares the merged tables byte by byte with those of a run in one piece.
"""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

from distributed import Client

HERE = pathlib.Path(__file__).resolve().parent
SHARDS = 8
LIMIT_SECONDS = 300


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]])


def main() -> int:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    trials = sys.argv[2] if len(sys.argv) > 2 else "160"
    with tempfile.TemporaryDirectory(prefix="linchpin-dask-") as scratch:
        os.chdir(scratch)
        processes = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                           "--scheduler-file", "scheduler.json")]
        try:
            workers = [
                start("dask_worker", "--scheduler-file", "scheduler.json", "--host", "127.0.0.1", "--nthreads", "1",
                      "--no-nanny", "--no-dashboard", "--name", f"worker-{number}", "--death-timeout", "60")
                for number in (1, 2)
            ]
            processes += workers
            client = Client(scheduler_file="scheduler.json", timeout=60)
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler_info()["address"]
            driver = subprocess.Popen([
                sys.executable, str(HERE / "dask_batch.py"), "--trials", trials, "--shards", str(SHARDS), "--seed", "7",
                "--out", "batch", "--scheduler", address, "--linchpin", program,
            ])
            processes.append(driver)
            kill_one_at_work(client, dict(zip(("worker-1", "worker-2"), workers)), driver)
            client.close()
            if driver.wait(timeout=LIMIT_SECONDS) != 0:
                print("the driver failed", file=sys.stderr)
                return 1
        finally:
            for process in processes:
                if process.poll() is None:
                    process.kill()
                process.wait()
        whole = [program, "mc", "--trials", trials, "--seed", "7", "--quiet", "--out", "whole"]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL)
        return compare(pathlib.Path("whole"), pathlib.Path("batch/merged"))


def kill_one_at_work(client: Client, workers: dict[str, subprocess.Popen], driver: subprocess.Popen) -> None:
    """Kills the first worker that is seen computing a shard."""
    while driver.poll() is None:
        names = {address: info["name"] for address, info in client.scheduler_info(n_workers=-1)["workers"].items()}
        for address, tasks in client.processing().items():
            if any("linchpin" in str(task) for task in tasks) and address in names:
                victim = workers[names[address]]
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                print(f"killed {names[address]} at work", file=sys.stderr)
                return
    raise RuntimeError("the batch was over before a worker could be killed: ask for more trials")


def compare(whole: pathlib.Path, merged: pathlib.Path) -> int:
    tables = sorted(path.name for path in whole.iterdir() if path.suffix in {".csv", ".json"})
    tables.remove("manifest.json")
    different = [name for name in tables if (whole / name).read_bytes() != (merged / name).read_bytes()]
    print(f"{len(tables) - len(different)} of {len(tables)} tables are the same bytes: {', '.join(tables)}")
    if different:
        print(f"these differ: {', '.join(different)}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
