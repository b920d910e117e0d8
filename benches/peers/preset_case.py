"""BoARIO's loop against Linchpin's on made-up tables, and Inoue-Todo against a quoted figure: equality of output, then
processor seconds.

    python preset_case.py PATH/TO/preset_case WORKDIR

`preset_case` is `cargo build --release --example preset_case`. The tables are made by the same formula here and there
(`benches/support/made_up.rs`).
"""

from __future__ import annotations

import json
import pathlib
import statistics
import subprocess
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
import pymrio
from boario.event import from_series
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

YEAR, TOLERANCE = 365, 1e-6
# Regions, sectors, days of BoARIO (it wants the whole event) and of Linchpin (its set-up of a batch, a fifth of a second
# on the large table, is not to be counted thirty times a year), runs side by side, repetitions of BoARIO.
CASES = [(6, 8, 365, 365, 1, 5), (6, 8, 365, 365, 16, 5), (40, 56, 12, 60, 1, 1), (40, 56, 12, 60, 16, 1)]
FIRMS = (10_000, 8, 365, 16)
# Processor seconds of a run of 365 days on 10,000 firms and 80,000 links by the authors' C++, on a machine of this kind.
INOUE_TODO_QUOTED = 10.4


def uniform(place: np.ndarray) -> np.ndarray:
    """SplitMix64 as in made_up.rs."""
    with np.errstate(over="ignore"):
        z = (place + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(float) * 2.0**-53


def table(regions: int, sectors: int) -> pymrio.IOSystem:
    n = regions * sectors
    z = (1.0 + 19.0 * uniform(np.arange(n * n, dtype=np.uint64))).reshape(n, n)
    y = uniform(np.uint64(n * n) + np.arange(n * regions, dtype=np.uint64))
    y = (12.5 * n / regions * (1.0 + y)).reshape(n, regions)
    names = [f"reg{r:02}" for r in range(regions)]
    index = pd.MultiIndex.from_product([names, [f"sec{s:02}" for s in range(sectors)]], names=["region", "sector"])
    final = pd.MultiIndex.from_product([names, ["final"]], names=["region", "category"])
    system = pymrio.IOSystem(Z=pd.DataFrame(z, index=index, columns=index), Y=pd.DataFrame(y, index=index, columns=final))
    system.x = pymrio.calc_x(system.Z, system.Y)
    system.A = pymrio.calc_A(system.Z, system.x)
    return system


def boario(system: pymrio.IOSystem, days: int) -> tuple[np.ndarray, float]:
    """Output day by day and processor seconds of the loop, with the first event of `made_up::event`."""
    model = ARIOPsiModel(system)
    hit = model.industries[len(system.get_sectors()) + 3]
    impact = pd.Series({hit: 0.3 * model.productive_capital[model.industries.get_loc(hit)]})
    event = from_series(
        impact, event_type="recovery", occurrence=2, duration=10, recovery_tau=90, recovery_function="linear",
        event_monetary_factor=model.monetary_factor,
    )
    simulation = Simulation(model, n_temporal_units_to_sim=days)
    simulation.add_event(event)
    start = time.process_time()
    simulation.loop()
    seconds = time.process_time() - start
    return simulation.production_realised.to_numpy(), seconds


def linchpin(program: str, *arguments: object) -> dict:
    command = [program, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    program, work = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    rows, known = [], {}
    for regions, sectors, days, own_days, runs, repeats in CASES:
        industries = regions * sectors
        output = work / "output.csv"
        linchpin(program, "ario", regions, sectors, days, runs, output)
        if industries not in known:
            system = table(regions, sectors)
            timed = [boario(system, days) for _ in range(repeats)]
            known[industries] = timed[0][0], statistics.median(seconds for _, seconds in timed) * YEAR / days
        expected, peer = known[industries]
        gap = float(np.abs(np.loadtxt(output, delimiter=",") / expected - 1.0).max())
        print(f"{industries} industries: largest relative difference of any output {gap:.1e}", file=sys.stderr)
        if gap > TOLERANCE:
            raise SystemExit("BoARIO and Linchpin do not give the same result: they are not timed")
        own = linchpin(program, "ario", regions, sectors, own_days, runs)["seconds"] / runs * YEAR / own_days
        rows.append((f"ARIO, {industries} industries, loop, {runs} at a time", peer, own))
    firms, sales, days, runs = FIRMS
    for count in (1, runs):
        own = linchpin(program, "inoue-todo", firms, sales, days, count)
        name = f"Inoue-Todo, {firms} firms, {own['flows']} links, {count} at a time (peer quoted)"
        rows.append((name, INOUE_TODO_QUOTED, own["seconds"] / count))
    print(f"\nprocessor seconds per run of {YEAR} days on one core; 2,240 industries scaled from a few days\n")
    print("| work | peer | Linchpin | ratio |")
    print("|---|---:|---:|---:|")
    for name, peer, own_seconds in rows:
        print(f"| {name} | {peer:.4g} | {own_seconds:.4g} | {peer / own_seconds:.0f} |")


if __name__ == "__main__":
    main()
