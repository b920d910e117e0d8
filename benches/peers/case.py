"""The case that all peers run: flat arrays of the network, shocks step by step, the result to reach."""

from __future__ import annotations

import json
import pathlib
from types import SimpleNamespace

import numpy as np

FINAL, RESERVE = 0xFFFFFFFF, 0xFFFFFFFE
SINGLE, MIX, ALTERNATIVE = 0, 1, 2
WHOLE_NUMBERS = {
    "edge_start", "edge_supplier", "edge_steps", "edge_lane", "owner", "ring_start", "group_start", "group_kind",
    "group_first", "group_last",
}


def read(path: pathlib.Path) -> SimpleNamespace:
    """Network, parameters, shocks and expected availability (steps x cells)."""
    stored = json.loads(path.read_text())
    layout = {}
    for name, value in stored["layout"].items():
        if name in {"slots", "lanes", "coproducts", "cells", "reserves"}:
            layout[name] = value
        else:
            kind = np.int64 if name in WHOLE_NUMBERS else bool if name == "group_scales" else np.float64
            layout[name] = np.asarray(value, dtype=kind)
    net = SimpleNamespace(**layout)
    counts = np.diff(net.edge_start)
    net.edge_slot = np.repeat(np.arange(len(counts)), counts)
    net.group_slot = np.concatenate([np.arange(a, b) for a, b in zip(net.group_first, net.group_last)])
    net.slot_group = np.repeat(np.arange(len(net.group_first)), net.group_last - net.group_first)
    net.group_owner = np.repeat(np.arange(len(net.output)), np.diff(net.group_start))
    net.cell_slot = np.concatenate([np.asarray(cell, dtype=np.int64) for cell in net.cells])
    net.slot_cell = np.repeat(np.arange(len(net.cells)), [len(cell) for cell in net.cells])
    return SimpleNamespace(
        net=net,
        par=SimpleNamespace(**stored["parameters"]),
        steps=stored["steps"],
        spare=np.asarray(stored["spare"]),
        spot=np.asarray(stored["spot"]),
        availability=np.asarray(stored["availability"]),
        seconds_scalar_f64=stored["seconds_scalar_f64"],
        lost_capacity=lost_capacity(stored, net),
        open_lanes=open_lanes(stored, net),
    )


def lost_capacity(stored: dict, net: SimpleNamespace) -> np.ndarray:
    """delta: steps x suppliers; shocks on one supplier combine as 1 - prod(1 - s)."""
    left = np.ones((stored["steps"], len(net.output)))
    for shock in stored["shocks"]:
        if "suppliers" in shock:
            strength = np.clip(shock["strength"], 0.0, 1.0)
            left[:, shock["suppliers"]] *= (1.0 - strength)[:, None]
    return 1.0 - left


def open_lanes(stored: dict, net: SimpleNamespace) -> np.ndarray:
    """kappa: steps x lanes."""
    kappa = np.ones((stored["steps"], net.lanes))
    for shock in stored["shocks"]:
        if "lanes" in shock:
            lanes = np.array([lane for lane, _ in shock["lanes"]])
            weight = np.array([weight for _, weight in shock["lanes"]])
            strength = np.clip(shock["strength"], 0.0, 1.0)
            kappa[:, lanes] *= np.clip(1.0 - strength[:, None] * weight[None, :], 0.0, 1.0)
    return kappa
