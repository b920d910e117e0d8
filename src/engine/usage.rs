//! Step 9: use, and availability.

use super::layout::{GroupArrays, Layout};
use super::parameters::Parameters;
use super::state::State;
use crate::network::{FINAL, GroupKind};

/// S = H − use.
pub(super) fn draw(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (i, &output) in layout.output.iter().enumerate() {
        let activity = if output > 0.0 { state.made[i] / output } else { 1.0 };
        for g in layout.group_start[i] as usize..layout.group_start[i + 1] as usize {
            let group = &layout.groups[g];
            match group.kind {
                GroupKind::Single => {
                    for slot in group.slots() {
                        state.used[slot] = layout.usage[slot] * activity * parameters.step_days;
                    }
                }
                GroupKind::Mix => draw_mix(layout, parameters, state, group, activity, state.group_input[g]),
                GroupKind::Alternative => {
                    draw_alternatives(layout, parameters, state, group, activity, state.activity[i]);
                }
            }
        }
    }
    for slot in 0..layout.slots {
        if layout.owner[slot] == FINAL {
            state.used[slot] = layout.usage[slot] * state.demand[slot] * parameters.step_days;
        }
        state.used[slot] = state.used[slot].min(state.held[slot]);
        state.stock[slot] = state.held[slot] - state.used[slot];
    }
}

/// U Δt max(1, y) min(1, φ) min(1, y/φ̂): variants that are there are used in full, and overtime draws.
fn draw_mix(
    layout: &Layout,
    parameters: &Parameters,
    state: &mut State,
    group: &GroupArrays,
    activity: f64,
    basket: f64,
) {
    let basket = basket.min(1.0);
    let part = if basket > 0.0 { (activity / basket).min(1.0) } else { 0.0 };
    for slot in group.slots() {
        let rate = activity.max(1.0) * state.input[slot].min(1.0) * part;
        state.used[slot] = layout.usage[slot] * rate * parameters.step_days;
    }
}

/// Each draws min(y, φ) of its share first; the gap is split by headroom up to the stretch.
///
/// A member drawn beyond its share *for current needs* wants more next time, up to its stretch, at the activity
/// min(y, ω). Were it y, restocking would pull on the stretched member's suppliers as a need and could keep a
/// cycle short for years.
fn draw_alternatives(
    layout: &Layout,
    parameters: &Parameters,
    state: &mut State,
    group: &GroupArrays,
    activity: f64,
    wanted: f64,
) {
    let now = split(layout, state, group, activity);
    let needs = activity.min(wanted);
    let need = split(layout, state, group, needs);
    for slot in group.slots() {
        let reach = state.input[slot].min(layout.stretch[slot]);
        let draw = |level: f64, part: f64| level.min(reach) + part * (reach - level.min(reach));
        state.used[slot] = layout.usage[slot] * draw(activity, now) * parameters.step_days;
        let most = layout.stretch[slot].max(1.0);
        state.stretched[slot] = if needs > 0.0 { (draw(needs, need) / needs).clamp(1.0, most) } else { 1.0 };
    }
}

/// Share of each member's headroom that is drawn at this level of activity.
fn split(layout: &Layout, state: &State, group: &GroupArrays, level: f64) -> f64 {
    let (mut gap, mut headroom) = (0.0, 0.0);
    for slot in group.slots() {
        let reach = state.input[slot].min(layout.stretch[slot]);
        gap += layout.share[slot] * (level - level.min(reach));
        headroom += layout.share[slot] * (reach - level.min(reach));
    }
    if gap > 0.0 && headroom > 0.0 { (gap / headroom).min(1.0) } else { 0.0 }
}

/// Share of a cell's need that could be met: Σ U min(1, H/(w U Δt)) / Σ U over its slots that want something; 1 if
/// none does.
///
/// (Use over wanted would count chips as missing when the car line stands for want of magnets.)
pub(super) fn availability(layout: &Layout, parameters: &Parameters, state: &State, cell: u32) -> f64 {
    let (mut met, mut counted) = (0.0, 0.0);
    for &slot in &layout.cells[cell as usize].slots {
        let slot = slot as usize;
        let usage = layout.usage[slot];
        let wanted = state.wanted[slot] * usage * parameters.step_days;
        if state.wanted[slot] > parameters.rounding && usage > 0.0 {
            let short = state.held[slot] < wanted * (1.0 - parameters.rounding);
            met += if short { usage * (state.held[slot] / wanted) } else { usage };
            counted += usage;
        }
    }
    if met < counted { met / counted } else { 1.0 }
}

/// Share of a cell's final use that is not met: 1 − Σ served / Σ wanted; 0 if nothing is wanted.
pub(super) fn unmet_final(layout: &Layout, parameters: &Parameters, state: &State, cell: u32) -> f64 {
    let (mut missing, mut wanted) = (0.0, 0.0);
    for &slot in &layout.cells[cell as usize].finals {
        let slot = slot as usize;
        let want = layout.usage[slot] * state.demand[slot] * parameters.step_days;
        let gap = want - state.used[slot];
        missing += if gap > want * parameters.rounding { gap } else { 0.0 };
        wanted += want;
    }
    if wanted > 0.0 { missing / wanted } else { 0.0 }
}
