"""Checks that numpy and numba lose what the reference kernel loses, then times all on one core, on the same trials.

    python compare.py EXE DIR       # EXE: target/release/examples/peer_case, which wrote DIR/case.json

In rounds, in each of which everything runs once, so that ratios are of one moment; medians of the rounds.
"""

from __future__ import annotations

import json
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

import case as cases
import step_numba
import step_numpy

ROUNDS = 5
TOLERANCE = 1e-9


def check(name: str, found: np.ndarray, expected: np.ndarray) -> None:
    gap = float(np.abs(found - expected).max())
    print(f"{name}: largest difference of any loss {gap:.1e} of up to {expected.max():.0f} days", file=sys.stderr)
    if gap > TOLERANCE:
        raise SystemExit(f"{name} does not give the same result: it is not timed")


def seconds(run, case) -> tuple[float, np.ndarray]:
    """Seconds a trial, and what the trials lose."""
    start = time.perf_counter()
    found = np.array([run(case, number) for number in range(len(case.trials))])
    return (time.perf_counter() - start) / len(case.trials), found


def one_round(exe: str, case) -> dict[str, float]:
    """Seconds a trial of everything."""
    kernels = json.loads(subprocess.run([exe, "times"], check=True, capture_output=True).stdout)
    rows = {f"Linchpin, {row['name']}": row["seconds"] for row in kernels}
    rows["numba, f64"] = seconds(step_numba.run, case)[0]
    rows["numpy, f64"] = seconds(step_numpy.run, case)[0]
    return rows


def main() -> None:
    exe, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    case = cases.read(folder / "case.json")
    start = time.perf_counter()
    step_numba.run(case, 0)
    compiled = time.perf_counter() - start
    check("numba", seconds(step_numba.run, case)[1], case.expected)
    check("numpy", seconds(step_numpy.run, case)[1], case.expected)
    rounds = [one_round(exe, case) for _ in range(ROUNDS)]
    edges, steps = len(case.net.edge_flow), case.steps
    print(f"{edges} edges, {steps} weekly steps, {len(case.trials)} trials of the catalogue of hazards (those side by side: 128),")
    print(f"medians and ranges of {ROUNDS} rounds; numba compiled in {compiled:.1f} s\n")
    print("| one thread | trials a second | of numba | of numpy |")
    print("|---|---:|---:|---:|")
    for name in rounds[0]:
        rate = statistics.median(1.0 / one[name] for one in rounds)
        ratios = [[one[peer] / one[name] for one in rounds] for peer in ("numba, f64", "numpy, f64")]
        told = (f"{statistics.median(row):.1f} ({min(row):.1f} to {max(row):.1f})" for row in ratios)
        print(f"| {name} | {rate:.1f} | {' | '.join(told)} |")


if __name__ == "__main__":
    main()
