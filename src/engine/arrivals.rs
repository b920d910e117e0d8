//! Step 1: what was sent arrives, before anything is used.

use super::layout::Layout;
use super::state::State;

/// R = ring[t]; H = S + R; T −= R.
pub(super) fn receive(layout: &Layout, state: &mut State) {
    for slot in 0..layout.owner.len() {
        let place = (state.ring_start[slot] + state.ring_now[slot]) as usize;
        let received = std::mem::take(&mut state.ring[place]);
        state.received[slot] = received;
        state.held[slot] = state.stock[slot] + received;
        // The difference of two roundings must not leave a negative pipeline behind.
        state.pipeline[slot] = (state.pipeline[slot] - received).max(0.0);
    }
    for slot in 0..layout.slots {
        let owner = layout.owner[slot] as usize;
        let rate = state.activity.get(owner).copied().unwrap_or(state.demand[slot]);
        state.wanted[slot] = rate * state.stretched[slot];
    }
}
