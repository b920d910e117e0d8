"""BoARIO and `linchpin run --preset ario` on pymrio's test table: equality of output day by day, then times.

    python boario_case.py PATH/TO/linchpin WORKDIR
"""

from __future__ import annotations

import csv
import pathlib
import resource
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

REGION, SECTOR, SHARE, STEPS, RUNS = "reg2", "manufactoring", 0.3, 365, 5
START, HOLD, WAY_BACK = 2, 10, 90  # days, as both count them
SCENARIO = f"""
id = "capital"
title = "A loss of capital"
category = "peers"
horizon_days = {STEPS}
[dynamics]
preset = "ario"
[[shock]]
hits = {{ kind = "capital", products = ["{SECTOR}"], economies = ["ECONOMY"] }}
severity = {SHARE}
start_day = {START}
duration_days = {HOLD}
recovery_days = {WAY_BACK}
recovery = "linear"
"""


def processor_seconds(command: list[str]) -> float:
    """Processor seconds of a whole process: on a busy machine the clock says little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table() -> pymrio.IOSystem:
    system = pymrio.load_test()
    system.calc_all()
    return system


def boario(system: pymrio.IOSystem) -> tuple[Simulation, float]:
    """A finished simulation and the processor seconds of its loop."""
    model = ARIOPsiModel(system)
    impact = pd.Series({(REGION, SECTOR): SHARE * model.productive_capital[model.industries.get_loc((REGION, SECTOR))]})
    event = from_series(
        impact, event_type="recovery", occurrence=START, duration=HOLD, recovery_tau=WAY_BACK, recovery_function="linear",
        event_monetary_factor=model.monetary_factor,
    )
    simulation = Simulation(model, n_temporal_units_to_sim=STEPS)
    simulation.add_event(event)
    start = time.process_time()
    simulation.loop()
    return simulation, time.process_time() - start


def write_table(system: pymrio.IOSystem, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    system.Z.to_csv(folder / "Z.txt", sep="\t")
    system.Y.to_csv(folder / "Y.txt", sep="\t")


def linchpin(program: str, work: pathlib.Path) -> tuple[np.ndarray, float]:
    """Output, days x industries in the table's order, and the processor seconds of a whole process without that listing."""
    model, out, scenario = work / "model", work / "run", work / "capital.toml"
    made = [program, "import", "mrio", str(work / "table"), "--out", str(model), "--unit", "million USD", "--quiet"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    regions = [line.split('"')[1] for line in (model / "economies.toml").read_text().splitlines() if line.startswith("id")]
    names = [line.split('"')[1] for line in (model / "economies.toml").read_text().splitlines() if line.startswith("name")]
    scenario.write_text(SCENARIO.replace("ECONOMY", regions[names.index(REGION)]))
    run = [program, "run", str(scenario), "--model", str(model), "--quiet", "--follow", f"{STEPS}d"]
    subprocess.run([*run, "--industries", "--out", str(out)], check=True, stdout=subprocess.DEVNULL)
    days: dict[int, list[float]] = {}
    order: dict[tuple[str, str], int] = {}
    with open(out / "industries.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            order.setdefault((row["economy"], row["product"]), len(order))
            days.setdefault(int(row["day"]), []).append(float(row["production"]))
    found = np.array([days[day] for day in range(STEPS)])
    sectors = sorted({product for _, product in order})  # the order in which BoARIO has them
    place = [order[(region, sector)] for region in regions for sector in sectors]
    return found[:, place], statistics.median(processor_seconds(run) for _ in range(RUNS))


def main() -> None:
    program, work = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    system = table()
    simulation, _ = boario(system)
    write_table(system, work / "table")
    found, process = linchpin(program, work)
    # Days of a run count from the onset, and money is in USD; BoARIO's is in million.
    expected = simulation.production_realised.to_numpy()[START:]
    gap = float(np.abs(found[: len(expected)] / 1e6 / expected - 1.0).max())
    print(f"BoARIO: largest relative difference of any output {gap:.1e}", file=sys.stderr)
    if gap > 1e-6:
        raise SystemExit("BoARIO and Linchpin do not give the same result: they are not timed")
    loop = statistics.median(boario(system)[1] for _ in range(RUNS))
    own = [sys.executable, __file__, "--alone"]
    whole = statistics.median(processor_seconds(own) for _ in range(RUNS))
    print(f"\n48 industries, {STEPS} days, whole processes, processor seconds, medians of {RUNS}\n")
    print("| | seconds | of Linchpin's |")
    print("|---|---:|---:|")
    print(f"| Linchpin, model and scenario read | {process:.4f} | 1 |")
    print(f"| BoARIO, the loop alone | {loop:.3f} | {loop / process:.0f} |")
    print(f"| BoARIO, imports and table included | {whole:.3f} | {whole / process:.0f} |")


if __name__ == "__main__":
    if sys.argv[1:] == ["--alone"]:
        boario(table())
    else:
        main()
