"""The kernel's step in whole-array operations: what a careful numpy user would write.

Proportional rationing; every kind of shock. The symbols are those of docs/model.md. As the kernels do, a trial begins at its
first onset, looks at lanes and suppliers anew only when some shock has changed, and stops when all is whole for good.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from case import ALTERNATIVE, CAPACITY, DEMAND, FINAL, FLOW, MIX, ROUTE, STOCK


def run(case: SimpleNamespace, number: int) -> np.ndarray:
    """Losses of a trial: lost days, those of the first steps, unmet final use x watched cells."""
    net, par, trial = case.net, case.par, case.trials[number]
    state = rest(case, trial)
    result = np.zeros((3, len(case.watched)))
    for step in range(trial.first, case.steps):
        disrupt(net, par, state, case.effects, trial, step)
        available, unmet = one_step(net, par, state)
        lost = (1.0 - available[case.watched]) * par.step_days
        result[0] += lost
        if step < case.early:
            result[1] += lost
        result[2] += unmet[case.watched] * par.step_days
        if (step + 1) * par.step_days > trial.over and whole_for_good(net, par, state):
            break
    return result


def rest(case: SimpleNamespace, trial: SimpleNamespace) -> SimpleNamespace:
    """Everything as in the undisturbed network, and indices that do not change."""
    net = case.net
    suppliers, slots, groups, every = len(net.output), net.slots, len(net.group_kind), len(net.owner)
    state = SimpleNamespace(
        stock=net.target.copy(), pipeline=net.pipeline.copy(), now=np.zeros(every, dtype=np.int64),
        switching=np.zeros(slots), unconfirmed=np.zeros(slots), stretched=np.ones(slots), substitute=np.zeros(groups),
        activity=np.ones(suppliers), overtime=np.ones(suppliers), spare=case.spare.copy(), spot=case.spot.copy(),
        whole_days=np.full(len(net.reserves), np.inf), delta=np.zeros(suppliers), demand=np.ones(slots),
        flow=net.edge_flow.copy(), extra=np.ones(len(net.edge_flow)), detours=False, detour_target=np.zeros(every),
    )
    state.is_final = net.owner[:slots] == FINAL
    state.owner = np.where(state.is_final, 0, net.owner[:slots])
    state.usage = net.usage[:slots]
    state.last_slot = net.group_last - 1
    state.mixed = net.group_kind == MIX
    state.either = net.group_kind == ALTERNATIVE
    state.of_kind = net.group_kind[net.slot_group]
    state.late = np.flatnonzero(net.edge_upper > 0.0)
    lay_rings(net, state, [case.effects[index] for index in trial.effect])
    return state


def lay_rings(net, st, effects):
    """Rings at rest, longer where goods will go the long way round; the edges of the lanes that anything acts on."""
    lane_longer, touched = np.zeros(net.lanes, dtype=np.int64), np.zeros(net.lanes, dtype=bool)
    for effect in effects:
        if effect.kind in (FLOW, ROUTE):
            touched[effect.target] = True
            np.maximum.at(lane_longer, effect.target, effect.longer)
    st.touched = np.flatnonzero(touched[net.edge_lane])
    longer = np.zeros(len(net.owner), dtype=np.int64)
    np.maximum.at(longer, net.edge_slot, lane_longer[net.edge_lane])
    rest_length = np.diff(net.ring_start)
    st.length = rest_length + longer
    st.ring_start = np.concatenate([[0], np.cumsum(st.length)])
    st.ring = np.zeros(st.ring_start[-1])
    st.ring_slot = np.repeat(np.arange(len(rest_length)), rest_length)
    st.ring_place = np.arange(len(net.ring)) - net.ring_start[st.ring_slot]
    st.ring[st.ring_start[st.ring_slot] + st.ring_place] = net.ring


def disrupt(net, par, st, effects, trial, step):
    """What the shocks of a step leave of suppliers, demand and lanes, and the stocks they destroy."""
    strength = trial.strength[:, step]
    if step == trial.first or (strength != trial.strength[:, step - 1]).any():
        kappa, late_share = np.ones(net.lanes), np.zeros(net.lanes)
        late_steps = np.zeros(net.lanes, dtype=np.int64)
        st.delta[:], st.demand[:] = 0.0, 1.0
        for index, strong in zip(trial.effect, strength):
            effect, lost = effects[index], min(max(strong, 0.0), 1.0)
            at = effect.target
            if effect.kind == CAPACITY:
                st.delta[at] = 1.0 - (1.0 - st.delta[at]) * (1.0 - lost)
            elif effect.kind == FLOW:
                kappa[at] *= np.clip(1.0 - effect.weight * lost, 0.0, 1.0)
            elif effect.kind == ROUTE:
                blocked = np.clip(effect.weight * lost, 0.0, 1.0)
                passing = 1.0 - blocked + blocked * effect.round
                late = blocked * effect.round * effect.kept
                kappa[at] *= passing
                late_share[at] = 1.0 - (1.0 - late_share[at]) * (1.0 - ratio(late, passing, 0.0))
                late_steps[at] = np.where(late > 0.0, np.maximum(late_steps[at], effect.longer), late_steps[at])
            elif effect.kind == DEMAND:
                st.demand[at] += effect.weight * strong
        np.maximum(st.demand, 0.0, out=st.demand)
        lane = net.edge_lane[st.touched]
        st.flow[st.touched] = net.edge_flow[st.touched] * kappa[lane]
        st.extra[st.touched] = ramp(kappa[lane], par.extra_from, 1.0)
        st.detours = bool(late_share.any())
        if st.detours:
            st.edge_late, st.edge_longer = late_share[net.edge_lane], late_steps[net.edge_lane]
            at_sea = st.flow * st.edge_late * st.edge_longer * par.step_days
            st.detour_target = np.bincount(net.edge_slot, at_sea, len(net.owner))
        else:
            st.detour_target = np.zeros(len(net.owner))
    for row in np.flatnonzero(trial.begins == step):
        effect = effects[trial.effect[row]]
        if effect.kind == STOCK:
            st.stock[effect.target] *= trial.left[row]


def ramp(value, start, full):
    return np.clip((value - start) / (full - start), 0.0, 1.0)


def snap(value, rounding):
    return np.where(np.abs(value - 1.0) < rounding, 1.0, value)


def ratio(above, below, otherwise):
    """above / below, and `otherwise` where nothing is below the line."""
    safe = np.where(below > 0.0, below, 1.0)
    return np.where(below > 0.0, above / safe, otherwise)


def one_step(net, par, st):
    slots, days, delta = net.slots, par.step_days, st.delta
    # 1. Arrivals.
    place = st.ring_start[:-1] + st.now
    received = st.ring[place].copy()
    st.ring[place] = 0.0
    held = st.stock + received
    pipeline = np.maximum(st.pipeline - received, 0.0)
    wanted = np.where(st.is_final, st.demand, st.activity[st.owner]) * st.stretched
    released = release(net, par, st, held, wanted)
    # 2. Orders.
    aim = net.target[:slots] + net.pipeline[:slots] * np.maximum(st.demand, 1.0) + st.detour_target[:slots]
    gap = (aim - held[:slots] - pipeline[:slots]) * net.per_restock[:slots]
    need, restock, growth = (np.zeros(len(net.owner)) for _ in range(3))
    need[:slots] = np.clip(wanted + gap, 0.0, wanted)
    restock[:slots] = np.clip(gap, 0.0, par.restock_max)
    reorder(net, par, st, held, pipeline, restock, released)
    # 3. Re-sourcing.
    flow, extra = st.flow, st.extra
    seek = st.switching * st.unconfirmed * st.usage
    if seek.any():
        offer = np.bincount(net.edge_slot, flow * extra * st.spare[net.edge_supplier], len(net.owner))[:slots]
        growth[:slots] = np.where(seek > 0.0, np.minimum(par.lane_growth, ratio(seek, offer, 0.0)), 0.0)
    # 4. Demand at suppliers.
    more = growth[net.edge_slot] * extra
    spot, moved = st.spot[net.edge_supplier], (st.spare - st.spot)[net.edge_supplier]
    asked = need[net.edge_slot] + more * spot
    rest_asked = restock[net.edge_slot] * extra + more * moved
    suppliers = len(net.output)
    needs = np.bincount(net.edge_supplier, flow * asked, suppliers)
    moves = np.bincount(net.edge_supplier, flow * more * moved, suppliers)
    others = np.bincount(net.edge_supplier, flow * rest_asked, suppliers)
    # 5. Inputs.
    whole = st.usage * days
    phi = snap(ratio(held[:slots], whole, np.inf), par.rounding)
    owner_most = net.overtime_max[net.group_owner]
    cap = np.where(net.group_scales, owner_most, 1.0 + par.capital_full)
    basket = combine(net, st, phi, cap)
    basket = snap(basket, par.rounding)
    filled = np.minimum(basket + st.substitute, 1.0)
    over = np.where(net.group_scales, basket, 1.0 + (owner_most - 1.0) * ramp(basket, 1.0, 1.0 + par.capital_full))
    factor = np.where(basket < 1.0, 1.0 - net.group_criticality * (1.0 - filled), over)
    lowest = net.overtime_max.copy()
    np.minimum.at(lowest, net.group_owner, factor)
    limit = net.output * lowest
    # 6. Output.
    working = net.output * (1.0 - delta)
    capacity = working * st.overtime
    capable = np.minimum(capacity, limit)
    potential = np.minimum(working * net.overtime_max, limit)
    tie(net, st, delta, limit, capacity, capable, potential)
    demand = needs + others
    made = np.where(capable >= demand * (1.0 - par.rounding), demand, capable)
    # 7. Rationing.
    first = np.where(made < needs, ratio(made, needs, 1.0), 1.0)
    left = np.maximum(made - needs, 0.0)
    second = np.where(left < others, ratio(left, others, 1.0), 1.0)
    full = made >= demand
    first, second = np.where(full, 1.0, first), np.where(full, 1.0, second)
    # 8. Dispatch.
    share = first[net.edge_supplier]
    quantity = flow * (asked * share + rest_asked * second[net.edge_supplier]) * days
    sent = np.bincount(net.edge_slot, quantity, len(net.owner))
    confirmed = np.bincount(net.edge_slot, flow * share, len(net.owner))[:slots]
    ship(net, st, quantity)
    st.pipeline = pipeline + sent
    st.now = (st.now + 1) % st.length
    st.unconfirmed = np.maximum(
        np.where(st.usage > 0.0, need[:slots] * (1.0 - ratio(confirmed, st.usage, 1.0)), 0.0) - par.unconfirmed_floor, 0.0
    )
    # 9. Use.
    used = draw(net, par, st, held, phi, basket, made, whole)
    lack = np.where(wanted * whole > 0.0, 1.0 - ratio(held[:slots], wanted * whole, 1.0), 0.0)
    # 10. Memory.
    short = ramp(np.maximum(lack, st.unconfirmed), par.short_from, par.short_full)
    rise = short * (net.switching_max - st.switching) * net.switching_up
    moving = st.switching + rise - (1.0 - short) * st.switching * net.switching_down
    st.switching = np.where(net.switching_max > 0.0, moving, st.switching)
    remember_groups(net, par, st, basket)
    remember_suppliers(net, par, st, delta, needs, moves, others, made, potential)
    available = availability(net, par, st, held, wanted, whole)
    watch(net, par, st, held, available)
    st.wanted = wanted
    return available, unmet(net, par, st, used, whole)


def combine(net, st, phi, cap):
    scarcest = np.minimum(np.minimum.reduceat(phi[: st.last_slot[-1] + 1], net.group_first), cap)
    parts = net.share * np.minimum(phi, 1.0)
    mixed = np.bincount(net.slot_group, parts[net.group_slot], len(cap))
    reach = (net.share * np.minimum(phi, net.stretch))[net.group_slot]
    either = np.minimum(np.bincount(net.slot_group, reach, len(cap)), cap)
    basket = np.where(st.mixed & (scarcest < 1.0), mixed, scarcest)
    return np.where(st.either, either, basket)


def tie(net, st, delta, limit, capacity, capable, potential):
    for supplier, hosts in net.coproducts:
        part = 1.0
        for host, weight in hosts:
            want = net.output[host] * min(st.activity[host], 1.0)
            if want <= 0.0:
                running = 1.0 - delta[host]
            else:
                running = min(capacity[host] / net.output[host], limit[host] / want)
            part -= weight * (1.0 - running)
        cap = net.output[supplier] * max(part, 0.0)
        for values in (capacity, capable, potential):
            values[supplier] = min(values[supplier], cap)


def ship(net, st, quantity):
    if st.detours:
        put(net, st, net.edge_steps + st.edge_longer, quantity * st.edge_late)
        quantity = quantity * (1.0 - st.edge_late)
    put(net, st, net.edge_steps, quantity)


def put(net, st, steps, quantity):
    """Adds what arrives in so many steps, on some edges a part of it a step later."""
    slot = net.edge_slot
    soon = st.ring_start[slot] + (st.now[slot] + steps) % st.length[slot]
    st.ring += np.bincount(soon, quantity * (1.0 - net.edge_upper), len(st.ring))
    if len(late := st.late):
        slot = slot[late]
        after = st.ring_start[slot] + (st.now[slot] + steps[late] + 1) % st.length[slot]
        st.ring += np.bincount(after, quantity[late] * net.edge_upper[late], len(st.ring))


def draw(net, par, st, held, phi, basket, made, whole):
    slots = net.slots
    y = np.where(net.output > 0.0, made / np.where(net.output > 0.0, net.output, 1.0), 1.0)
    rate = np.where(st.is_final, st.demand, y[st.owner])
    group_y = y[net.group_owner]
    full = np.minimum(basket, 1.0)
    part = np.where(full > 0.0, np.minimum(ratio(group_y, full, 0.0), 1.0), 0.0)
    slot, group = net.group_slot, net.slot_group
    mixed = st.of_kind == MIX
    rate[slot[mixed]] = np.maximum(group_y, 1.0)[group[mixed]] * np.minimum(phi[slot[mixed]], 1.0) * part[group[mixed]]
    alternative = st.of_kind == ALTERNATIVE
    if alternative.any():
        slot, group = slot[alternative], group[alternative]
        reach = np.minimum(phi[slot], net.stretch[slot])

        def spread(level):
            base = np.minimum(level[group], reach)
            gap = np.bincount(group, net.share[slot] * (level[group] - base), len(basket))
            room = np.bincount(group, net.share[slot] * (reach - base), len(basket))
            more = np.where((gap > 0.0) & (room > 0.0), np.minimum(ratio(gap, room, 0.0), 1.0), 0.0)
            return base + more[group] * (reach - base)

        rate[slot] = spread(group_y)
        level = np.minimum(group_y, st.activity[net.group_owner])
        most = np.maximum(net.stretch[slot], 1.0)
        wants = np.clip(ratio(spread(level), level[group], 1.0), 1.0, most)
        st.stretched[slot] = np.where(level[group] > 0.0, wants, 1.0)
    used = np.minimum(whole * rate, held[:slots])
    st.stock = held.copy()
    st.stock[:slots] = held[:slots] - used
    return used


def remember_groups(net, par, st, basket):
    activity = st.activity[net.group_owner]
    missing = np.bincount(net.slot_group, (net.share * st.unconfirmed)[net.group_slot], len(basket))
    lack = np.where(activity > 0.0, 1.0 - ratio(basket, np.minimum(activity, 1.0), 1.0), 0.0)
    short = ramp(np.maximum(lack, missing), par.short_from, par.short_full)
    rise = short * (net.group_substitute_max - st.substitute) * net.group_substitute_up
    st.substitute = np.where(
        net.group_substitute_max > 0.0,
        st.substitute + rise - (1.0 - short) * st.substitute * net.group_substitute_down,
        st.substitute,
    )


def remember_suppliers(net, par, st, delta, needs, moves, others, made, potential):
    output = net.output
    st.activity = np.minimum((needs + moves) / output, net.overtime_max)
    free = np.maximum(potential - needs, 0.0) / output / par.spare_scale
    floor = par.spare_floor * np.minimum(made / output, 1.0)
    st.spare = st.spare + (np.minimum(free + floor, 1.0) - st.spare) * par.spare_rate
    st.spot = st.spot + (par.spot_share * np.minimum(free, 1.0) - st.spot) * par.spare_rate
    working, demand, most = output * (1.0 - delta), needs + others, net.overtime_max
    enough = demand <= working * (1.0 + par.rounding)
    called = np.where(enough, 1.0, np.minimum(ratio(demand, working, np.inf), most))
    now = st.overtime
    at_once = np.maximum(now, np.minimum(called, 1.0 + par.overtime_at_once * (most - 1.0)))
    up = np.minimum(at_once + (most - at_once) * net.overtime_rate, called)
    down = np.maximum(now - (now - 1.0 + par.overtime_snap) * net.overtime_rate, called)
    st.overtime = np.where(called > now, up, down)


def availability(net, par, st, held, wanted, whole):
    slot = net.cell_slot
    want = wanted[slot] * whole[slot]
    usage = np.where((wanted[slot] > par.rounding) & (st.usage[slot] > 0.0), st.usage[slot], 0.0)
    part = np.where(held[slot] < want * (1.0 - par.rounding), ratio(held[slot], want, 1.0), 1.0)
    counted = np.bincount(net.slot_cell, usage, len(net.cells))
    met = np.bincount(net.slot_cell, usage * part, len(net.cells))
    return np.where(met < counted, ratio(met, counted, 1.0), 1.0)


def unmet(net, par, st, used, whole):
    """Share of every cell's final use that was not met."""
    slot, cells = net.final_slot, len(net.cells)
    want = whole[slot] * st.demand[slot]
    gap = want - used[slot]
    missing = np.bincount(net.final_cell, np.where(gap > want * par.rounding, gap, 0.0), cells)
    return ratio(missing, np.bincount(net.final_cell, want, cells), 0.0)


def whole_for_good(net, par, st):
    slots, most = net.slots, par.stop_tolerance
    over = st.stock[:slots] + st.pipeline[:slots] - net.target[:slots] - net.pipeline[:slots]
    if (np.abs(st.wanted - 1.0) > most).any() or (st.unconfirmed > most).any() or (over * net.per_restock[:slots] > most).any():
        return False
    slot = st.ring_slot
    coming = st.ring[st.ring_start[slot] + (st.now[slot] + st.ring_place) % st.length[slot]]
    return bool((coming >= net.ring * (1.0 - most))[slot < slots].all())


def release(net, par, st, held, wanted):
    released = np.zeros(len(net.reserves))
    for index, (cell, level, most) in enumerate(net.reserves):
        home, slot = net.slots + index, np.asarray(net.cells[cell])
        use = wanted[slot] * st.usage[slot] * par.step_days
        gap = level * net.target[slot] + use - held[slot]
        gap = np.where(gap > 1e-12 * (net.target[slot] + use), gap, 0.0)
        quantity = min(most, held[home], gap.sum())
        released[index] = quantity
        if quantity > 0.0:
            held[slot] += quantity * gap / gap.sum()
            held[home] = max(held[home] - quantity, 0.0)
    return released


def reorder(net, par, st, held, pipeline, restock, released):
    for index in range(len(net.reserves)):
        home = net.slots + index
        step = net.usage[home] * par.step_days
        if st.whole_days[index] >= par.refill_after_days and released[index] == 0.0 and step > 0.0:
            restock[home] = np.clip((net.target[home] - held[home] - pipeline[home]) / step, 0.0, 1.0)


def watch(net, par, st, held, available):
    for index, (cell, _, _) in enumerate(net.reserves):
        st.stock[net.slots + index] = held[net.slots + index]
        st.whole_days[index] = st.whole_days[index] + par.step_days if available[cell] >= par.whole else 0.0
