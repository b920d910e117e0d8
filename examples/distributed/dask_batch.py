#!/usr/bin/env python3
"""Run a Linchpin batch as shards on a Dask cluster and merge the parts.

    pip install "dask[distributed]"
    python dask_batch.py --trials 1000000 --shards 64 --out batch --scheduler tcp://HOST:8786

A shard is one process of the ``linchpin`` program on a worker, in a folder of its own; its files come back to this
driver, so workers need no shared file system, only the program (``--linchpin`` names it there). A shard whose worker
dies is given to another one. Parts that are already in the output folder are kept: a driver that was stopped goes on
when it is started again. The merged tables are the same bytes as those of a run in one piece.

Everything after ``--`` is passed on to ``linchpin mc``, for example ``-- --model my-model --in-force``.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import dask
from distributed import Client, LocalCluster, as_completed
from distributed.scheduler import KilledWorker

Files = dict[str, bytes]


def run_shard(program: str, trials: int, seed: int, shard: int, shards: int, passed_on: list[str]) -> Files:
    """The files of one part, by their path within it. Runs on a worker."""
    with tempfile.TemporaryDirectory(prefix="linchpin-") as scratch:
        folder = pathlib.Path(scratch) / "part"
        command = [program, "mc", "--trials", str(trials), "--seed", str(seed), "--threads", "1", "--quiet"]
        command += ["--shard", f"{shard}/{shards}", "--out", str(folder), *passed_on]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"shard {shard}/{shards} ended with status {done.returncode}:\n{done.stderr}")
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def keep(files: Files, folder: pathlib.Path) -> None:
    """Writes a part so that it is there as a whole or not at all."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, content in files.items():
        path = unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    os.rename(unfinished, folder)


def gather(client: Client, options: argparse.Namespace, parts: dict[int, pathlib.Path]) -> None:
    """Runs the shards whose parts are missing and keeps each part as it comes in."""

    def submit(shard: int, again: int):
        arguments = (options.linchpin, options.trials, options.seed, shard, options.shards, options.passed_on)
        return client.submit(run_shard, *arguments, key=f"linchpin-{shard}-{again}", pure=False)

    wanted = [shard for shard, part in parts.items() if not part.exists()]
    print(f"{len(parts) - len(wanted)} of {len(parts)} parts are there already", file=sys.stderr)
    running = {submit(shard, 0): (shard, 0) for shard in wanted}
    pool = as_completed(list(running))
    for future in pool:
        shard, tries = running.pop(future)
        if future.status == "finished":
            keep(future.result(), parts[shard])
            print(f"shard {shard}/{options.shards} done, {len(running)} left", file=sys.stderr)
            future.release()
            continue
        error = future.exception()
        # A worker that is gone may be anything; a shard that says why it failed would fail again elsewhere.
        if not isinstance(error, KilledWorker) or tries + 1 >= options.tries:
            raise error
        print(f"shard {shard}/{options.shards} lost its worker: try {tries + 2}", file=sys.stderr)
        future = submit(shard, tries + 1)
        running[future] = (shard, tries + 1)
        pool.add(future)


def merge(options: argparse.Namespace, parts: dict[int, pathlib.Path]) -> int:
    """Puts the parts together; the program checks that they belong together."""
    command = [options.linchpin_here, "merge", *map(str, parts.values()), "--out", str(options.out / "merged")]
    return subprocess.run(command, check=False).returncode


def read_arguments() -> argparse.Namespace:
    own, passed_on = sys.argv[1:], []
    if "--" in own:
        place = own.index("--")
        own, passed_on = own[:place], own[place + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, required=True, help="trials of the whole batch")
    parser.add_argument("--shards", type=int, required=True, help="parts to split them into")
    parser.add_argument("--seed", type=int, default=1, help="seed of the whole batch")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for parts/ and merged/")
    parser.add_argument("--scheduler", help="address of a Dask scheduler; without it, workers are started here")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="workers to start here")
    parser.add_argument("--linchpin", default="linchpin", help="the program, as workers find it")
    parser.add_argument("--linchpin-here", help="the program here, for merging [as on the workers]")
    parser.add_argument("--tries", type=int, default=5, help="how often a shard may lose its worker")
    options = parser.parse_args(own)
    options.linchpin_here = options.linchpin_here or options.linchpin
    options.passed_on = passed_on
    return options


def main() -> int:
    options = read_arguments()
    folder = options.out / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    width = len(str(options.shards))
    shards = range(1, options.shards + 1)
    parts = {shard: folder / f"part-{shard:0{width}}-of-{options.shards}" for shard in shards}
    # A scheduler started here hands each lost worker to --tries; one that runs elsewhere first retries as it is set up.
    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    cluster = None
    if options.scheduler is None:
        cluster = LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None)
    with Client(options.scheduler or cluster) as client:
        gather(client, options, parts)
    if cluster is not None:
        cluster.close()
    return merge(options, parts)


if __name__ == "__main__":
    sys.exit(main())
