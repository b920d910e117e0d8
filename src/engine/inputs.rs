//! Step 5: how far each group of inputs lets its owner go.

use super::layout::{GroupArrays, Layout};
use super::parameters::{Parameters, ramp};
use super::state::State;
use crate::network::GroupKind;

/// Y = X `min_g` `f_g`, and the φ of every slot and group that use and memory read later.
pub(super) fn limit(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for slot in 0..layout.slots {
        let whole = layout.usage[slot] * parameters.step_days;
        let input = if whole > 0.0 { state.held[slot] / whole } else { f64::INFINITY };
        state.input[slot] = snap(input, parameters.rounding);
    }
    for (i, &output) in layout.output.iter().enumerate() {
        let most = layout.overtime_max[i];
        let mut lowest = most;
        for g in layout.group_start[i] as usize..layout.group_start[i + 1] as usize {
            let group = &layout.groups[g];
            let cap = if group.scales { most } else { 1.0 + parameters.capital_full };
            let phi = snap(combine(layout, group, &state.input, cap), parameters.rounding);
            state.group_input[g] = phi;
            lowest = lowest.min(factor(group, parameters, phi, state.substitute[g], most));
        }
        state.input_limit[i] = output * lowest;
    }
}

/// `φ_g` before a substitute, at most `most` (`a_max` of the owner).
///
/// Mix: Σ share min(1, φ) while any variant is short, since full variants never replace a missing one, else the
/// scarcest variant's. Alternatives: min(`a_max`, Σ share min(stretch, φ)).
pub(super) fn combine(layout: &Layout, group: &GroupArrays, input: &[f64], most: f64) -> f64 {
    let slots = group.slots();
    let (input, share) = (&input[slots.clone()], &layout.share[slots.clone()]);
    match group.kind {
        GroupKind::Single => input.iter().copied().fold(most, f64::min),
        GroupKind::Mix => {
            let scarcest = input.iter().copied().fold(most, f64::min);
            if scarcest < 1.0 {
                input.iter().zip(share).map(|(phi, share)| share * phi.min(1.0)).sum()
            } else {
                scarcest
            }
        }
        GroupKind::Alternative => {
            let reach = input.iter().zip(share).zip(&layout.stretch[slots]);
            reach.map(|((phi, share), stretch)| share * phi.min(*stretch)).sum::<f64>().min(most)
        }
    }
}

/// `f_g`: a substitute fills the gap first; then 1 − v (1 − φ) below 1, and above it φ where overtime draws on the
/// group, else (capital, installed base) `a_max` as soon as φ is a little over 1. With a jump at φ = 1, rounding would
/// decide over the overtime of a supplier that just gets what it needs.
pub(super) fn factor(group: &GroupArrays, parameters: &Parameters, phi: f64, substitute: f64, most: f64) -> f64 {
    if phi < 1.0 {
        1.0 - group.criticality * (1.0 - (phi + substitute).min(1.0))
    } else if group.scales {
        phi
    } else {
        1.0 + (most - 1.0) * ramp(phi, 1.0, 1.0 + parameters.capital_full)
    }
}

/// Values within rounding of 1 are 1.
fn snap(value: f64, rounding: f64) -> f64 {
    if (value - 1.0).abs() < rounding { 1.0 } else { value }
}
