"""The case that all peers run: flat arrays of the network, trials of the catalogue of hazards, what they lose."""

from __future__ import annotations

import json
import pathlib
from types import SimpleNamespace

import numpy as np

FINAL, RESERVE = 0xFFFFFFFF, 0xFFFFFFFE
SINGLE, MIX, ALTERNATIVE = 0, 1, 2
CAPACITY, FLOW, ROUTE, DEMAND, STOCK = range(5)
WHOLE_NUMBERS = {
    "edge_start", "edge_supplier", "edge_steps", "edge_lane", "owner", "ring_start", "group_start", "group_kind",
    "group_first", "group_last",
}


def read(path: pathlib.Path) -> SimpleNamespace:
    """Network, parameters, trials and what the reference kernel loses in them (trials x watched cells, days)."""
    stored = json.loads(path.read_text())
    net = network(stored["layout"])
    days = stored["parameters"]["step_days"]
    effects = [effect(one, net, days) for one in stored["effects"]]
    return SimpleNamespace(
        net=net,
        par=SimpleNamespace(**stored["parameters"]),
        steps=stored["steps"],
        early=stored["early"],
        watched=np.asarray(stored["watched"], dtype=np.int64),
        spare=np.asarray(stored["spare"]),
        spot=np.asarray(stored["spot"]),
        effects=effects,
        trials=[trial(shocks, effects, stored["steps"], days) for shocks in stored["trials"]],
        expected=np.array([stored[name] for name in ("lost", "early_lost", "unmet")]).swapaxes(0, 1),
    )


def network(stored: dict) -> SimpleNamespace:
    layout = {}
    for name, value in stored.items():
        if name in {"slots", "lanes", "coproducts", "cells", "finals", "reserves"}:
            layout[name] = value
        else:
            kind = np.int64 if name in WHOLE_NUMBERS else bool if name == "group_scales" else np.float64
            layout[name] = np.asarray(value, dtype=kind)
    net = SimpleNamespace(**layout)
    counts = np.diff(net.edge_start)
    net.edge_slot = np.repeat(np.arange(len(counts)), counts)
    net.lane_edge = np.argsort(net.edge_lane, kind="stable")
    net.lane_start = np.searchsorted(net.edge_lane[net.lane_edge], np.arange(net.lanes + 1))
    net.group_slot = np.concatenate([np.arange(a, b) for a, b in zip(net.group_first, net.group_last)])
    net.slot_group = np.repeat(np.arange(len(net.group_first)), net.group_last - net.group_first)
    net.group_owner = np.repeat(np.arange(len(net.output)), np.diff(net.group_start))
    net.cell_start, net.cell_slot, net.slot_cell = flat(net.cells)
    net.final_start, net.final_slot, net.final_cell = flat(net.finals)
    return net


def flat(lists: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each list starts, their values, and the list of each value."""
    lengths = [len(one) for one in lists]
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return start, np.array([v for one in lists for v in one], dtype=np.int64), np.repeat(np.arange(len(lists)), lengths)


def effect(stored: dict, net: SimpleNamespace, days: float) -> SimpleNamespace:
    """What a shock acts on: targets; a weight each; for routes the share that goes the long way round, the steps that it
    takes more (whole, rounded up) and the share of those goods that takes them, so that share x days is kept."""
    (name, rows), = stored.items()
    kind = {"suppliers": CAPACITY, "lanes": FLOW, "route": ROUTE, "demand": DEMAND, "stock": STOCK, "reserve": STOCK}[name]
    if name in {"suppliers", "stock"}:
        rows = [(target, 1.0) for target in rows]
    elif name == "reserve":
        rows = [(net.slots + target, 1.0) for target in rows]
    column = lambda k, kind: np.array([row[k] for row in rows], dtype=kind)
    found = SimpleNamespace(kind=kind, target=column(0, np.int64), weight=column(1, np.float64))
    found.round = found.kept = np.zeros(len(rows))
    found.longer = np.zeros(len(rows), dtype=np.int64)
    if name == "route":
        more = np.array([row[2] or 0.0 for row in rows]) / days
        found.longer = np.maximum(np.ceil(more - 1e-9), 0.0).astype(np.int64)
        found.kept = np.minimum(np.divide(more, found.longer, out=np.zeros(len(rows)), where=found.longer > 0), 1.0)
        found.round = np.where([row[2] is not None for row in rows], np.clip(column(3, np.float64), 0.0, 1.0), 0.0)
    return found


def trial(shocks: list, effects: list, steps: int, days: float) -> SimpleNamespace:
    """Shocks by rows: effect, strength in every step, the step in which it begins and what it leaves of a stock."""
    number = lambda name, kind: np.array([shock[name] for shock in shocks], dtype=kind)
    start = number("start", np.float64)
    return SimpleNamespace(
        effect=number("effect", np.int64),
        strength=np.array([shock["strength"] for shock in shocks]).reshape(-1, steps),
        begins=np.floor(start / days).astype(np.int64),
        left=1.0 - np.clip(number("severity", np.float64), 0.0, 1.0),
        first=int(start.min(initial=steps * days) // days),
        over=max((np.inf if shock["end"] is None else shock["end"] for shock in shocks), default=0.0),
    )
