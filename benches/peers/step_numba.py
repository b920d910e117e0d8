"""The kernel's step in loops, compiled by numba: what a careful numba user would write.

Proportional rationing; every kind of shock. The symbols are those of docs/model.md. `run` is one trial on one thread,
`run_many` runs trials side by side on all of numba's threads. As the kernels do, a trial begins at its first onset, looks
at lanes and suppliers anew only when some shock has changed, and stops when all is whole for good.
"""

from __future__ import annotations

from types import SimpleNamespace

import numba
import numpy as np

from case import ALTERNATIVE, CAPACITY, DEMAND, FINAL, FLOW, MIX, ROUTE, STOCK

# The fastest settings found; infinities mean something here, so that the rest of `fastmath` is out.
BEST = {"error_model": "numpy", "fastmath": {"reassoc", "contract", "arcp", "nsz"}}


def pack(case: SimpleNamespace) -> tuple:
    """Everything but the trial as arrays and numbers, in the order in which `trial` takes them."""
    net, par = case.net, case.par
    slots = net.slots
    owner = np.where(net.owner == FINAL, -1, net.owner)[:slots]
    tied = np.array([supplier for supplier, _ in net.coproducts], dtype=np.int64)
    host_start = np.concatenate([[0], np.cumsum([len(hosts) for _, hosts in net.coproducts])]).astype(np.int64)
    host = np.array([host for _, hosts in net.coproducts for host, _ in hosts], dtype=np.int64)
    host_weight = np.array([weight for _, hosts in net.coproducts for _, weight in hosts])
    reserve = np.array([[cell, level, most] for cell, level, most in net.reserves]).reshape(-1, 3)
    numbers = np.array([
        par.step_days, par.restock_max, par.lane_growth, par.spot_share, par.spare_scale, par.spare_floor,
        par.spare_rate, par.short_from, par.short_full, par.overtime_at_once, par.overtime_snap, par.unconfirmed_floor,
        par.capital_full, par.extra_from, par.rounding, par.whole, par.refill_after_days, par.stop_tolerance,
    ])
    edges = (net.edge_start, net.edge_supplier, net.edge_flow, net.edge_steps, net.edge_upper, net.edge_lane,
             net.edge_slot, net.lane_start, net.lane_edge)
    places = (owner, net.usage, net.target, net.pipeline, net.per_restock, net.share, net.stretch)
    moving = (net.switching_max, net.switching_up, net.switching_down, net.ring_start, net.ring)
    makers = (net.output, net.overtime_max, net.overtime_rate, net.group_start)
    groups = (net.group_kind, net.group_criticality, net.group_scales, net.group_substitute_max, net.group_substitute_up,
              net.group_substitute_down, net.group_first, net.group_last)
    cells = (net.cell_slot, net.cell_start, net.final_slot, net.final_start, case.watched)
    others = (tied, host_start, host, host_weight, reserve, case.spare, case.spot)
    return edges, places, moving, makers, groups, cells, others, numbers, effects(case), case.steps, case.early


def effects(case: SimpleNamespace) -> tuple:
    """All effects end to end."""
    start = np.concatenate([[0], np.cumsum([len(one.target) for one in case.effects])]).astype(np.int64)
    joined = (np.concatenate([getattr(one, name) for one in case.effects])
              for name in ("target", "weight", "round", "kept", "longer"))
    return np.array([one.kind for one in case.effects]), start, *joined


def shocks(trial: SimpleNamespace) -> tuple:
    return trial.effect, trial.strength, trial.begins, trial.left, trial.first, float(trial.over)


def run(case: SimpleNamespace, number: int) -> np.ndarray:
    """Losses of a trial: lost days, those of the first steps, unmet final use x watched cells."""
    if not hasattr(case, "packed"):
        case.packed = pack(case)
    return trial(case.packed, shocks(case.trials[number]))


def run_many(case: SimpleNamespace) -> np.ndarray:
    """All trials side by side, trials x as `run`."""
    if not hasattr(case, "packed"):
        case.packed = pack(case)
    return many(case.packed, numba.typed.List([shocks(one) for one in case.trials]))


@numba.njit(parallel=True, **BEST)
def many(case, trials):
    result = np.zeros((len(trials), 3, len(case[5][4])))
    for index in numba.prange(len(trials)):
        result[index] = trial(case, trials[index])
    return result


@numba.njit(inline="always", **BEST)
def ramp(value, start, full):
    return min(max((value - start) / (full - start), 0.0), 1.0)


@numba.njit(inline="always", **BEST)
def put(ring, start, length, ahead, upper, quantity):
    """Adds what arrives so many places ahead, the share `upper` of it a step later."""
    ahead = ahead - length if ahead >= length else ahead
    if upper > 0.0:
        ring[start + ahead] += quantity * (1.0 - upper)
        ahead = ahead + 1 if ahead + 1 < length else 0
        ring[start + ahead] += quantity * upper
    else:
        ring[start + ahead] += quantity


@numba.njit(inline="always", **BEST)
def availability(cell, cell_start, cell_slot, wanted, usage, held, days, rounding):
    met, counted = 0.0, 0.0
    for place in range(cell_start[cell], cell_start[cell + 1]):
        slot = cell_slot[place]
        if wanted[slot] > rounding and usage[slot] > 0.0:
            want = wanted[slot] * usage[slot] * days
            short = held[slot] < want * (1.0 - rounding)
            met += usage[slot] * (held[slot] / want) if short else usage[slot]
            counted += usage[slot]
    return met / counted if met < counted else 1.0


@numba.njit(inline="always", **BEST)
def prepare(effect, effects, lane_start, lane_edge, edge_slot, longer):
    """The lanes that the shocks of a trial touch and how much longer each ring must be; the slots that detours reach."""
    kind, start, target, _, _, _, more = effects
    touched = np.zeros(len(lane_start) - 1, dtype=np.bool_)
    reached = np.zeros(len(longer), dtype=np.bool_)
    for index in effect:
        if kind[index] == FLOW or kind[index] == ROUTE:
            for place in range(start[index], start[index + 1]):
                lane = target[place]
                touched[lane] = True
                if more[place] > 0:
                    for edge in lane_edge[lane_start[lane]:lane_start[lane + 1]]:
                        slot = edge_slot[edge]
                        longer[slot] = max(longer[slot], more[place])
                        reached[slot] = True
    return np.flatnonzero(touched), np.flatnonzero(reached)


@numba.njit(inline="always", **BEST)
def strike(effect, strength, effects, delta, demand, kappa, late_share, late_steps):
    """What the shocks of a step leave of suppliers, demand and lanes."""
    kind, start, target, weight, round_, kept, more = effects
    delta[:] = 0.0
    demand[:] = 1.0
    kappa[:] = 1.0
    late_share[:] = 0.0
    late_steps[:] = 0
    for row in range(len(effect)):
        index = effect[row]
        lost = min(max(strength[row], 0.0), 1.0)
        for place in range(start[index], start[index + 1]):
            at = target[place]
            if kind[index] == CAPACITY:
                delta[at] = 1.0 - (1.0 - delta[at]) * (1.0 - lost)
            elif kind[index] == FLOW:
                kappa[at] *= min(max(1.0 - weight[place] * lost, 0.0), 1.0)
            elif kind[index] == ROUTE:
                blocked = min(max(weight[place] * lost, 0.0), 1.0)
                detoured = blocked * round_[place]
                passing = 1.0 - blocked + detoured
                kappa[at] *= passing
                late = detoured * kept[place]
                if late > 0.0:
                    late_share[at] = 1.0 - (1.0 - late_share[at]) * (1.0 - late / passing)
                    late_steps[at] = max(late_steps[at], more[place])
            elif kind[index] == DEMAND:
                demand[at] += weight[place] * strength[row]
    for slot in range(len(demand)):
        demand[slot] = max(demand[slot], 0.0)


@numba.njit(**BEST)
def trial(case, shocks):
    edges, places, moving, makers, groups, cells, others, numbers, effects, steps, early = case
    effect, strength, begins, spared, first_step, over = shocks
    edge_start, edge_supplier, edge_flow, edge_steps, edge_upper, edge_lane, edge_slot, lane_start, lane_edge = edges
    owner, usage, target, pipe_rest, per_restock, share, stretch = places
    switching_max, switching_up, switching_down, ring_start_rest, ring_rest = moving
    output, overtime_max, overtime_rate, group_start = makers
    kind, criticality, scales, sub_max, sub_up, sub_down, group_first, group_last = groups
    cell_slot, cell_start, final_slot, final_start, watched = cells
    tied, host_start, host, host_weight, reserve, spare_rest, spot_rest = others
    (days, restock_max, lane_growth, spot_share, spare_scale, spare_floor, spare_rate, short_from, short_full, at_once_part,
     snap_down, unconfirmed_floor, capital_full, extra_from, rounding, whole_from, refill_after, tolerance) = numbers
    every, slots, suppliers, reserves = len(usage), len(owner), len(output), len(reserve)
    result = np.zeros((3, len(watched)))
    longer = np.zeros(every, dtype=np.int64)
    lanes, reached = prepare(effect, effects, lane_start, lane_edge, edge_slot, longer)
    ring_start = ring_start_rest.copy()
    for slot in range(every):
        ring_start[slot + 1] = ring_start[slot] + ring_start_rest[slot + 1] - ring_start_rest[slot] + longer[slot]
    ring = np.zeros(ring_start[every])
    for slot in range(every):
        length = ring_start_rest[slot + 1] - ring_start_rest[slot]
        ring[ring_start[slot]:ring_start[slot] + length] = ring_rest[ring_start_rest[slot]:ring_start_rest[slot + 1]]
    delta, demand_factor, detour_target = np.zeros(suppliers), np.ones(slots), np.zeros(every)
    kappa, late_share = np.ones(len(lane_start) - 1), np.zeros(len(lane_start) - 1)
    late_steps = np.zeros(len(lane_start) - 1, dtype=np.int64)
    stock, pipeline = target.copy(), pipe_rest.copy()
    witness, detours = 0, False
    now = np.zeros(every, dtype=np.int64)
    held, received, used = np.zeros(every), np.zeros(every), np.zeros(slots)
    wanted, stretched, phi = np.ones(slots), np.ones(slots), np.ones(slots)
    need, restock, growth = np.zeros(every), np.zeros(every), np.zeros(every)
    switching, unconfirmed = np.zeros(slots), np.zeros(slots)
    substitute, basket = np.zeros(len(kind)), np.ones(len(kind))
    activity, overtime = np.ones(suppliers), np.ones(suppliers)
    spare, spot = spare_rest.copy(), spot_rest.copy()
    needs, moved, restocks = np.zeros(suppliers), np.zeros(suppliers), np.zeros(suppliers)
    limit, capacity, capable = np.zeros(suppliers), np.zeros(suppliers), np.zeros(suppliers)
    potential, made = np.zeros(suppliers), np.zeros(suppliers)
    first, second = np.ones(suppliers), np.ones(suppliers)
    flow, extra = edge_flow.copy(), np.ones(len(edge_flow))
    released, whole_days = np.zeros(reserves), np.full(reserves, np.inf)
    for step in range(first_step, steps):
        # 0. Shocks.
        changed = step == first_step
        for row in range(len(effect)):
            changed |= strength[row, step] != strength[row, step - 1]
        if changed:
            strike(effect, strength[:, step], effects, delta, demand_factor, kappa, late_share, late_steps)
            detour_target[reached] = 0.0
            detours = False
            for lane in lanes:
                open_part, late = kappa[lane], late_share[lane]
                later = ramp(open_part, extra_from, 1.0)
                detours |= late > 0.0
                for edge in lane_edge[lane_start[lane]:lane_start[lane + 1]]:
                    flow[edge] = edge_flow[edge] * open_part
                    extra[edge] = later
                    if late > 0.0 and edge_slot[edge] < slots:
                        detour_target[edge_slot[edge]] += flow[edge] * late * late_steps[lane] * days
        for row in range(len(effect)):
            if begins[row] == step and effects[0][effect[row]] == STOCK:
                for slot in effects[2][effects[1][effect[row]]:effects[1][effect[row] + 1]]:
                    stock[slot] *= spared[row]
        # 1. Arrivals.
        for slot in range(every):
            place = ring_start[slot] + now[slot]
            arrived = ring[place]
            ring[place] = 0.0
            held[slot] = stock[slot] + arrived
            pipeline[slot] = max(pipeline[slot] - arrived, 0.0)
        for slot in range(slots):
            wanted[slot] = (activity[owner[slot]] if owner[slot] >= 0 else demand_factor[slot]) * stretched[slot]
        for index in range(reserves):
            cell, level, home = int(reserve[index, 0]), reserve[index, 1], slots + index
            gaps = 0.0
            for place in range(cell_start[cell], cell_start[cell + 1]):
                slot = cell_slot[place]
                use = wanted[slot] * usage[slot] * days
                gap = level * target[slot] + use - held[slot]
                gaps += gap if gap > 1e-12 * (target[slot] + use) else 0.0
            quantity = min(min(reserve[index, 2], held[home]), gaps)
            released[index] = quantity
            if quantity > 0.0:
                for place in range(cell_start[cell], cell_start[cell + 1]):
                    slot = cell_slot[place]
                    use = wanted[slot] * usage[slot] * days
                    gap = level * target[slot] + use - held[slot]
                    if gap > 1e-12 * (target[slot] + use):
                        held[slot] += quantity * gap / gaps
                held[home] = max(held[home] - quantity, 0.0)
        # 2. Orders.
        for slot in range(slots):
            aim = target[slot] + pipe_rest[slot] * max(demand_factor[slot], 1.0)
            gap = (aim + detour_target[slot] - held[slot] - pipeline[slot]) * per_restock[slot]
            need[slot] = min(max(wanted[slot] + gap, 0.0), wanted[slot])
            restock[slot] = min(max(gap, 0.0), restock_max)
        for index in range(reserves):
            home = slots + index
            whole = usage[home] * days
            restock[home] = 0.0
            if whole_days[index] >= refill_after and released[index] == 0.0 and whole > 0.0:
                restock[home] = min(max((target[home] - held[home] - pipeline[home]) / whole, 0.0), 1.0)
        # 3. Re-sourcing.
        for slot in range(slots):
            growth[slot] = 0.0
            seek = switching[slot] * unconfirmed[slot] * usage[slot]
            if seek > 0.0:
                offer = 0.0
                for edge in range(edge_start[slot], edge_start[slot + 1]):
                    offer += flow[edge] * extra[edge] * spare[edge_supplier[edge]]
                if offer > 0.0:
                    growth[slot] = min(lane_growth, seek / offer)
        # 4. Demand at suppliers.
        needs[:] = 0.0
        moved[:] = 0.0
        restocks[:] = 0.0
        for slot in range(every):
            if need[slot] == 0.0 and restock[slot] == 0.0 and growth[slot] == 0.0:
                continue
            for edge in range(edge_start[slot], edge_start[slot + 1]):
                i, more = edge_supplier[edge], growth[slot] * extra[edge]
                needs[i] += flow[edge] * (need[slot] + more * spot[i])
                moved[i] += flow[edge] * more * (spare[i] - spot[i])
                restocks[i] += flow[edge] * restock[slot] * extra[edge]
        # 5. Inputs.
        for slot in range(slots):
            whole = usage[slot] * days
            value = held[slot] / whole if whole > 0.0 else np.inf
            phi[slot] = 1.0 if abs(value - 1.0) < rounding else value
        for i in range(suppliers):
            most = overtime_max[i]
            lowest = most
            for g in range(group_start[i], group_start[i + 1]):
                cap = most if scales[g] else 1.0 + capital_full
                scarcest, mixed, either = cap, 0.0, 0.0
                for slot in range(group_first[g], group_last[g]):
                    scarcest = min(scarcest, phi[slot])
                    mixed += share[slot] * min(phi[slot], 1.0)
                    either += share[slot] * min(phi[slot], stretch[slot])
                value = scarcest
                if kind[g] == MIX and scarcest < 1.0:
                    value = mixed
                elif kind[g] == ALTERNATIVE:
                    value = min(either, cap)
                if abs(value - 1.0) < rounding:
                    value = 1.0
                basket[g] = value
                if value < 1.0:
                    factor = 1.0 - criticality[g] * (1.0 - min(value + substitute[g], 1.0))
                elif scales[g]:
                    factor = value
                else:
                    factor = 1.0 + (most - 1.0) * ramp(value, 1.0, 1.0 + capital_full)
                lowest = min(lowest, factor)
            limit[i] = output[i] * lowest
            # 6. Output.
            working = output[i] * (1.0 - delta[i])
            capacity[i] = working * overtime[i]
            capable[i] = min(capacity[i], limit[i])
            potential[i] = min(working * most, limit[i])
        for index in range(len(tied)):
            i, part = tied[index], 1.0
            for place in range(host_start[index], host_start[index + 1]):
                h = host[place]
                want = output[h] * min(activity[h], 1.0)
                running = min(capacity[h] / output[h], limit[h] / want) if want > 0.0 else 1.0 - delta[h]
                part -= host_weight[place] * (1.0 - running)
            cap = output[i] * max(part, 0.0)
            capacity[i] = min(capacity[i], cap)
            capable[i] = min(capable[i], cap)
            potential[i] = min(potential[i], cap)
        for i in range(suppliers):
            later = moved[i] + restocks[i]
            demand = needs[i] + later
            made[i] = demand if capable[i] >= demand * (1.0 - rounding) else capable[i]
            # 7. Rationing.
            first[i], second[i] = 1.0, 1.0
            if made[i] < demand:
                left = max(made[i] - needs[i], 0.0)
                first[i] = made[i] / needs[i] if made[i] < needs[i] else 1.0
                second[i] = left / later if left < later else 1.0
        # 8. Dispatch.
        for slot in range(every):
            start, length = ring_start[slot], ring_start[slot + 1] - ring_start[slot]
            sent, confirmed = 0.0, 0.0
            if need[slot] != 0.0 or restock[slot] != 0.0 or growth[slot] != 0.0:
                for edge in range(edge_start[slot], edge_start[slot + 1]):
                    i, more = edge_supplier[edge], growth[slot] * extra[edge]
                    asked = need[slot] + more * spot[i]
                    later = restock[slot] * extra[edge] + more * (spare[i] - spot[i])
                    confirmed += flow[edge] * first[i]
                    quantity = flow[edge] * (asked * first[i] + later * second[i]) * days
                    sent += quantity
                    late = late_share[edge_lane[edge]] if detours else 0.0
                    ahead = now[slot] + edge_steps[edge]
                    if late > 0.0:
                        put(ring, start, length, ahead + late_steps[edge_lane[edge]], edge_upper[edge], quantity * late)
                        quantity *= 1.0 - late
                    put(ring, start, length, ahead, edge_upper[edge], quantity)
            pipeline[slot] += sent
            now[slot] = now[slot] + 1 if now[slot] + 1 < length else 0
            if slot < slots:
                gap = need[slot] * (1.0 - confirmed / usage[slot]) if usage[slot] > 0.0 else 0.0
                unconfirmed[slot] = max(gap - unconfirmed_floor, 0.0)
        # 9. Use.
        for i in range(suppliers):
            y = made[i] / output[i] if output[i] > 0.0 else 1.0
            for g in range(group_start[i], group_start[i + 1]):
                if kind[g] == MIX:
                    full = min(basket[g], 1.0)
                    part = min(y / full, 1.0) if full > 0.0 else 0.0
                    for slot in range(group_first[g], group_last[g]):
                        used[slot] = usage[slot] * max(y, 1.0) * min(phi[slot], 1.0) * part * days
                elif kind[g] == ALTERNATIVE:
                    level = min(y, activity[i])
                    gap, room, gap_need, room_need = 0.0, 0.0, 0.0, 0.0
                    for slot in range(group_first[g], group_last[g]):
                        reach = min(phi[slot], stretch[slot])
                        gap += share[slot] * (y - min(y, reach))
                        room += share[slot] * (reach - min(y, reach))
                        gap_need += share[slot] * (level - min(level, reach))
                        room_need += share[slot] * (reach - min(level, reach))
                    part = min(gap / room, 1.0) if gap > 0.0 and room > 0.0 else 0.0
                    part_need = min(gap_need / room_need, 1.0) if gap_need > 0.0 and room_need > 0.0 else 0.0
                    for slot in range(group_first[g], group_last[g]):
                        reach = min(phi[slot], stretch[slot])
                        used[slot] = usage[slot] * (min(y, reach) + part * (reach - min(y, reach))) * days
                        drawn = min(level, reach) + part_need * (reach - min(level, reach))
                        stretched[slot] = min(max(drawn / level, 1.0), max(stretch[slot], 1.0)) if level > 0.0 else 1.0
                else:
                    for slot in range(group_first[g], group_last[g]):
                        used[slot] = usage[slot] * y * days
        for slot in range(slots):
            if owner[slot] < 0:
                used[slot] = usage[slot] * demand_factor[slot] * days
            used[slot] = min(used[slot], held[slot])
            stock[slot] = held[slot] - used[slot]
        # 10. Memory.
        for slot in range(slots):
            if switching_max[slot] <= 0.0:
                continue
            want = wanted[slot] * usage[slot] * days
            lack = 1.0 - held[slot] / want if want > 0.0 else 0.0
            short = ramp(max(lack, unconfirmed[slot]), short_from, short_full)
            rise = short * (switching_max[slot] - switching[slot]) * switching_up[slot]
            switching[slot] += rise - (1.0 - short) * switching[slot] * switching_down[slot]
        for i in range(suppliers):
            for g in range(group_start[i], group_start[i + 1]):
                if sub_max[g] <= 0.0:
                    continue
                missing = 0.0
                for slot in range(group_first[g], group_last[g]):
                    missing += share[slot] * unconfirmed[slot]
                lack = 1.0 - basket[g] / min(activity[i], 1.0) if activity[i] > 0.0 else 0.0
                short = ramp(max(lack, missing), short_from, short_full)
                rise = short * (sub_max[g] - substitute[g]) * sub_up[g]
                substitute[g] += rise - (1.0 - short) * substitute[g] * sub_down[g]
        for i in range(suppliers):
            if output[i] <= 0.0:
                continue
            most = overtime_max[i]
            activity[i] = min((needs[i] + moved[i]) / output[i], most)
            free = max(potential[i] - needs[i], 0.0) / output[i] / spare_scale
            floor = spare_floor * min(made[i] / output[i], 1.0)
            spare[i] += (min(free + floor, 1.0) - spare[i]) * spare_rate
            spot[i] += (spot_share * min(free, 1.0) - spot[i]) * spare_rate
            working, demand = output[i] * (1.0 - delta[i]), needs[i] + (moved[i] + restocks[i])
            called = 1.0
            if demand > working * (1.0 + rounding):
                called = min(demand / working, most) if working > 0.0 else most
            if called > overtime[i]:
                base = max(overtime[i], min(called, 1.0 + at_once_part * (most - 1.0)))
                overtime[i] = min(base + (most - base) * overtime_rate[i], called)
            else:
                fading = overtime[i] - (overtime[i] - 1.0 + snap_down) * overtime_rate[i]
                overtime[i] = max(fading, called)
        for place in range(len(watched)):
            lost = days * (1.0 - availability(watched[place], cell_start, cell_slot, wanted, usage, held, days, rounding))
            result[0, place] += lost
            if step < early:
                result[1, place] += lost
            missing, asked = 0.0, 0.0
            for slot in final_slot[final_start[watched[place]]:final_start[watched[place] + 1]]:
                want = usage[slot] * demand_factor[slot] * days
                missing += want - used[slot] if want - used[slot] > want * rounding else 0.0
                asked += want
            if missing > 0.0:
                result[2, place] += missing / asked * days
        for index in range(reserves):
            stock[slots + index] = held[slots + index]
            cell = int(reserve[index, 0])
            whole = availability(cell, cell_start, cell_slot, wanted, usage, held, days, rounding) >= whole_from
            whole_days[index] = whole_days[index] + days if whole else 0.0
        # Whole for good, unless the slot that was last found restless still is.
        if (step + 1) * days > over:
            for ahead in range(slots):
                slot = witness + ahead if witness + ahead < slots else witness + ahead - slots
                excess = (stock[slot] + pipeline[slot] - target[slot] - pipe_rest[slot]) * per_restock[slot]
                restless = abs(wanted[slot] - 1.0) > tolerance or unconfirmed[slot] > tolerance or excess > tolerance
                length, rest = ring_start[slot + 1] - ring_start[slot], ring_start_rest[slot]
                for place in range(ring_start_rest[slot + 1] - rest):
                    at = now[slot] + place
                    coming = ring[ring_start[slot] + (at if at < length else at - length)]
                    restless |= coming < ring_rest[rest + place] * (1.0 - tolerance)
                if restless:
                    witness = slot
                    break
            else:
                break
    return result
