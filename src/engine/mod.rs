//! The kernel: one step of the network, day by day or week by week.
//!
//! A supplier-level flow model of the ARIO (Hallegatte 2008, 2014) and Inoue-Todo (2019) family: stocks live on
//! slots, goods travel in rings, needs are served strictly before restocking. The equations are in `docs/model.md`,
//! section "Engine"; each file here holds one step of them, in the order in which `Engine::step` calls them:
//!
//! | step | file | what |
//! |---|---|---|
//! | 0 | `disruption`, `profile` | shocks → δ, κ, detours, demand, lost stock |
//! | 1 | `arrivals`, `reserve` | receipts before use; strategic reserves |
//! | 2-4 | `orders` | needs, restocking, re-sourcing, demand at each supplier |
//! | 5 | `inputs` | how far each input lets a supplier go |
//! | 6 | `output` | capacity, co-products, production |
//! | 7 | `rationing` | who is served |
//! | 8 | `dispatch` | goods on their way |
//! | 9 | `usage` | use and availability |
//! | 10 | `memory` | what the next step knows of this one |
//!
//! All state sits on suppliers, groups and slots, nothing on edges: what moves on an edge is F κ times sums of
//! (slot factor × supplier factor).

mod arrivals;
mod dispatch;
mod disruption;
pub mod extraction;
mod flatten;
mod inputs;
pub mod lanes;
mod layout;
mod memory;
mod orders;
mod output;
pub mod parameters;
mod profile;
mod rationing;
mod reserve;
pub mod run;
pub mod shock;
pub mod state;
pub mod trajectory;
mod usage;

pub use extraction::{Extraction, Sharing};
pub use layout::Layout;
pub use parameters::{Parameters, Rationing};
pub use run::{Outcome, Run, View};
pub use shock::{Effect, Profile, Rebuild, RouteLane, Shock};
pub use state::State;
pub use trajectory::Trajectory;

use crate::network::Network;

/// A network made ready to run: flat arrays and parameters. Immutable and `Sync`; each thread brings its [`State`].
#[derive(Debug, Clone)]
pub struct Engine {
    layout: Layout,
    parameters: Parameters,
    /// h and g at rest, by supplier.
    spare: Vec<(f64, f64)>,
}

impl Engine {
    /// Lays out `network` for steps of `parameters.step_days`.
    ///
    /// X of every supplier and U of every slot are *defined* here as sums of the flows, so that rounding in the
    /// network cannot open a gap between them; `Supplier::output` and `Slot::usage` are not read.
    #[must_use]
    pub fn new(network: &Network, parameters: Parameters) -> Self {
        let layout = Layout::new(network, &parameters);
        let mut engine = Self { spare: vec![(0.0, 0.0); layout.output.len()], layout, parameters };
        // One step at rest shows what every supplier has to spare; nothing in it reads h.
        let mut state = engine.state();
        engine.step(&mut state);
        engine.spare =
            (0..engine.spare.len()).map(|i| memory::spare(&engine.layout, &engine.parameters, &state, i)).collect();
        engine
    }

    /// The flat arrays.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The parameters it was made with.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Δt, days.
    #[must_use]
    pub fn step_days(&self) -> f64 {
        self.parameters.step_days
    }

    /// A workspace for this engine, at rest.
    #[must_use]
    pub fn state(&self) -> State {
        let mut state = State::default();
        state.rest(&self.layout, &self.spare);
        state
    }

    /// One step of the undisturbed or disturbed network, after the disruption of the step has been set.
    fn step(&self, state: &mut State) {
        let (layout, parameters) = (&self.layout, &self.parameters);
        arrivals::receive(layout, state);
        reserve::release(layout, parameters, state);
        orders::place(layout, parameters, state);
        reserve::reorder(layout, parameters, state);
        orders::resource(layout, parameters, state);
        orders::collect(layout, state);
        inputs::limit(layout, parameters, state);
        output::produce(layout, parameters, state);
        rationing::serve(layout, parameters, state);
        dispatch::ship(layout, parameters, state);
        usage::draw(layout, parameters, state);
        memory::remember(layout, parameters, state);
        reserve::watch(layout, parameters, state);
    }
}
