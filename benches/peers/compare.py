"""Checks that numpy and numba give the kernel's result, then times all three on one core.

    python compare.py DIR       # DIR/case.json from `cargo run --release --example peer_case -- DIR`

With DIR/bench.json, from `linchpin bench --format json`, kernels of batches are listed too, one thread each. Those ran
trials of the catalogue, the peers a calmer one of two scenarios; the peers do every step in full, whatever the shocks, so
that their time is that of any trial.
"""

from __future__ import annotations

import json
import pathlib
import statistics
import sys
import time

import numpy as np

import case as cases
import step_numba
import step_numpy

RUNS = 5
TOLERANCE = 1e-9


def median_seconds(run, repeats: int = RUNS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def check(name: str, found: np.ndarray, expected: np.ndarray) -> None:
    gap = float(np.abs(found - expected).max())
    print(f"{name}: largest difference of any availability {gap:.1e}", file=sys.stderr)
    if gap > TOLERANCE:
        raise SystemExit(f"{name} does not give the same result: it is not timed")


def batches(path: pathlib.Path) -> list[tuple[str, float]]:
    """Seconds a trial of the kernels that `linchpin bench` measured on one thread."""
    if not path.exists():
        return []
    kernels = json.loads(path.read_text())["kernels"]
    name = "Linchpin, {kernel}, {lanes} at a time, trials of the catalogue"
    return [(name.format(**row), 1.0 / row["trials_per_second"]) for row in kernels if row["threads"] == 1]


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    case = cases.read(folder / "case.json")
    check("numpy", step_numpy.run(case), case.availability)
    start = time.perf_counter()
    check("numba", step_numba.run(case), case.availability)
    compiled = time.perf_counter() - start
    rows = batches(folder / "bench.json")
    rows.append(("Linchpin, one trial at a time, f64", case.seconds_scalar_f64))
    rows.append(("numba, one thread, f64", median_seconds(lambda: step_numba.run(case))))
    rows.append(("numpy, one thread, f64", median_seconds(lambda: step_numpy.run(case))))
    edges, steps = len(case.net.edge_flow), case.steps
    print(f"{edges} edges, {steps} weekly steps, medians of {RUNS}; numba compiled in {compiled:.1f} s\n")
    print("| | ms a trial | trials a second | million edge-steps a second | of numba | of numpy |")
    print("|---|---:|---:|---:|---:|---:|")
    numba, numpy = rows[-2][1], rows[-1][1]
    for name, seconds in rows:
        rate, times = edges * steps / seconds / 1e6, f"{numba / seconds:.1f} | {numpy / seconds:.1f}"
        print(f"| {name} | {1e3 * seconds:.2f} | {1 / seconds:.1f} | {rate:.1f} | {times} |")


if __name__ == "__main__":
    main()
