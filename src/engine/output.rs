//! Step 6: capacity, co-products, production.

use super::layout::Layout;
use super::parameters::Parameters;
use super::state::State;

/// K = X (1 − δ) a; x = min(K, Y, N + Q + B).
///
/// A co-product ties capacity, not stock: K ≤ X [1 − Σ share v (1 − q)], q of a host being what it could make, not
/// what it sold. Hosts come first in `Layout::coproducts`.
pub(super) fn produce(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (i, &output) in layout.output.iter().enumerate() {
        let working = output * (1.0 - state.lost_capacity[i]);
        state.capacity[i] = working * state.overtime[i];
        state.capable[i] = state.capacity[i].min(state.input_limit[i]);
        state.potential[i] = (working * layout.overtime_max[i]).min(state.input_limit[i]);
    }
    for tied in &layout.coproducts {
        let i = tied.supplier as usize;
        let mut part = 1.0;
        for &(host, weight) in &tied.hosts {
            let host = host as usize;
            part -= weight * (1.0 - running(layout, state, host));
        }
        let cap = layout.output[i] * part.max(0.0);
        // A co-product may be a host itself.
        state.capacity[i] = state.capacity[i].min(cap);
        state.capable[i] = state.capable[i].min(cap);
        state.potential[i] = state.potential[i].min(cap);
    }
    for (made, (&capable, asked)) in state.made.iter_mut().zip(state.capable.iter().zip(&state.asked)) {
        let demand = asked.all();
        *made = if capable >= demand * (1.0 - parameters.rounding) { demand } else { capable };
    }
}

/// q = min(K/X, Y/(X min(1, ω))): how far a host could run as it is wanted to.
///
/// Inputs are compared with what the host wants: it orders ω of each, so with small stocks Y ≤ ω X even where nothing
/// is short. Compared with X, a host that is wanted less (because its other customers are starved) would cap the
/// co-product, which starves them: a permanent trap where the co-product feeds a cycle its host is in.
fn running(layout: &Layout, state: &State, host: usize) -> f64 {
    let wanted = layout.output[host] * state.activity[host].min(1.0);
    if wanted <= 0.0 {
        return 1.0 - state.lost_capacity[host];
    }
    let capacity = state.capacity[host] / layout.output[host];
    capacity.min(state.input_limit[host] / wanted)
}
