//! Step 10: what the next step knows of this one.

use super::layout::Layout;
use super::parameters::{Parameters, ramp};
use super::state::State;

/// ω, h, a by supplier; σ by slot; ζ by group.
pub(super) fn remember(layout: &Layout, parameters: &Parameters, state: &mut State) {
    // Groups still read this step's ω.
    slots(layout, parameters, state);
    groups(layout, parameters, state);
    suppliers(layout, parameters, state);
}

/// ω = min(`a_max`, (N + Q)/X): needs travel upstream, neither restocking nor one's own shortage does.
fn suppliers(layout: &Layout, parameters: &Parameters, state: &mut State) {
    let smooth = parameters.rate(parameters.spare_days);
    for (i, &output) in layout.output.iter().enumerate() {
        if output <= 0.0 {
            continue;
        }
        let asked = state.asked[i];
        state.activity[i] = ((asked.need() + asked.moved) / output).min(layout.overtime_max[i]);
        let (spare, spot) = spare(layout, parameters, state, i);
        state.spare[i] += (spare - state.spare[i]) * smooth;
        state.spot[i] += (spot - state.spot[i]) * smooth;
        state.overtime[i] = overtime(layout, parameters, state, i);
    }
}

/// Where h and g tend: h = min(1, r + 0.1 min(1, x/X)) and g = χ min(1, r), with r = [(min(X (1 − δ) `a_max`, Y) −
/// N)⁺/X]/0.05.
///
/// Only what a supplier really has to spare is open to the spot share: the floor of 0.1 attracts orders, which wait in
/// class R. Otherwise, where all suppliers of a slot are short, the kept claims and the spot orders would add up to
/// more need than there was, by χ σ u; with v (1 + χ σ) > 1 that alone can keep a cycle down for ever.
pub(super) fn spare(layout: &Layout, parameters: &Parameters, state: &State, i: usize) -> (f64, f64) {
    let output = layout.output[i];
    if output <= 0.0 {
        return (0.0, 0.0);
    }
    let free = (state.potential[i] - state.asked[i].need()).max(0.0) / output / parameters.spare_scale;
    let floor = parameters.spare_floor * (state.made[i] / output).min(1.0);
    ((free + floor).min(1.0), parameters.spot_share * free.min(1.0))
}

/// a: while demand is unmet, half of (`a_max` − 1) at once and the rest with `τ_a`; back to 1 with `τ_a`.
///
/// Never more than the demand of this step calls for, a* = (N + Q + B)/(X (1 − δ)), nor less while it does: a supplier
/// near its limit would otherwise gain and lose overtime from step to step, and rounding would grow tenfold with each.
fn overtime(layout: &Layout, parameters: &Parameters, state: &State, i: usize) -> f64 {
    let (most, rate, now) = (layout.overtime_max[i], layout.overtime_rate[i], state.overtime[i]);
    let working = layout.output[i] * (1.0 - state.lost_capacity[i]);
    let demand = state.asked[i].all();
    let called = if demand <= working * (1.0 + parameters.rounding) { 1.0 } else { (demand / working).min(most) };
    if called > now {
        let at_once = now.max(called.min(1.0 + parameters.overtime_at_once * (most - 1.0)));
        (at_once + (most - at_once) * rate).min(called)
    } else {
        // A little more than what decays, so that overtime ends, and ends without a jump.
        (now - (now - 1.0 + parameters.overtime_snap) * rate).max(called)
    }
}

/// σ rises towards `σ_max` with the qualification time while the slot is short, and falls at half that speed.
fn slots(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for slot in 0..layout.slots {
        let most = layout.switching_max[slot];
        if most <= 0.0 {
            continue;
        }
        let wanted = state.wanted[slot] * layout.usage[slot] * parameters.step_days;
        let lack = if wanted > 0.0 { 1.0 - state.held[slot] / wanted } else { 0.0 };
        let short = ramp(lack.max(state.unconfirmed[slot]), parameters.short_from, parameters.short_full);
        let now = state.switching[slot];
        let up = short * (most - now) * layout.switching_up[slot];
        state.switching[slot] = now + up - (1.0 - short) * now * layout.switching_down[slot];
    }
}

/// ζ likewise, by group: short by what the group lacks before the substitute, or by its slots' unconfirmed orders.
fn groups(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (i, &wanted) in state.activity.iter().enumerate() {
        for g in layout.group_start[i] as usize..layout.group_start[i + 1] as usize {
            let group = &layout.groups[g];
            if group.substitute_max <= 0.0 {
                continue;
            }
            let unconfirmed: f64 = group.slots().map(|slot| layout.share[slot] * state.unconfirmed[slot]).sum();
            let lack = if wanted > 0.0 { 1.0 - state.group_input[g] / wanted.min(1.0) } else { 0.0 };
            let short = ramp(lack.max(unconfirmed), parameters.short_from, parameters.short_full);
            let now = state.substitute[g];
            let up = short * (group.substitute_max - now) * group.substitute_up;
            state.substitute[g] = now + up - (1.0 - short) * now * group.substitute_down;
        }
    }
}
