//! Step 6: capacity, co-products, production.

use super::layout::Layout;
use super::parameters::Parameters;
use super::state::State;

/// K = X (1 − δ) a; x = min(K, Y, N + Q + B).
///
/// A co-product ties capacity, not stock: K ≤ X [1 − Σ share v (1 − min(K, Y)/X of the host)], what its hosts could
/// make, not what they sold. Hosts come first in `Layout::coproducts`.
pub(super) fn produce(layout: &Layout, parameters: &Parameters, state: &mut State) {
    for (i, &output) in layout.output.iter().enumerate() {
        let working = output * (1.0 - state.lost_capacity[i]);
        state.capable[i] = (working * state.overtime[i]).min(state.input_limit[i]);
        state.potential[i] = (working * layout.overtime_max[i]).min(state.input_limit[i]);
    }
    for tied in &layout.coproducts {
        let i = tied.supplier as usize;
        let mut part = 1.0;
        for &(host, weight) in &tied.hosts {
            let host = host as usize;
            if layout.output[host] > 0.0 {
                part -= weight * (1.0 - state.capable[host] / layout.output[host]);
            }
        }
        let cap = layout.output[i] * part.max(0.0);
        state.capable[i] = state.capable[i].min(cap);
        state.potential[i] = state.potential[i].min(cap);
    }
    for (made, (&capable, asked)) in state.made.iter_mut().zip(state.capable.iter().zip(&state.asked)) {
        let demand = asked.all();
        *made = if capable >= demand * (1.0 - parameters.rounding) { demand } else { capable };
    }
}
