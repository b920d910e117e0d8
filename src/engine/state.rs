//! Everything that changes from step to step, in one reusable workspace.

use super::disruption::Disruption;
use super::layout::Layout;

/// What customers ask of a supplier, a day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Asked {
    /// N: current needs, by tier of the rationing rule.
    pub needs: [f64; 2],
    /// Q: needs moved here from other suppliers, outside the spot share.
    pub moved: f64,
    /// B: restocking.
    pub restock: f64,
}

impl Asked {
    /// N.
    #[must_use]
    pub fn need(&self) -> f64 {
        self.needs[0] + self.needs[1]
    }

    /// N + Q + B.
    #[must_use]
    pub fn all(&self) -> f64 {
        self.need() + (self.moved + self.restock)
    }
}

/// Shares of what is asked that are served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// `f^N` by tier; under water-filling the level θ in both places.
    pub needs: [f64; 2],
    /// `f^R`.
    pub rest: f64,
}

/// Workspace of a run. Symbols are those of `docs/model.md`; quantities are shares of a day's world output of their
/// product, rates are per day. Made by [`super::Engine::state`], set to rest at the start of every run.
///
/// Slot arrays hold the reserve slots after the real ones where the field says "all slots".
#[derive(Debug, Clone, Default)]
pub struct State {
    /// δ: share of capacity lost, by supplier.
    pub lost_capacity: Vec<f64>,
    /// F κ by edge: the flow that what is closed leaves open, late arrivals included.
    pub open_flow: Vec<f64>,
    /// Share of orders beyond current need (moved, restocking) that a lane takes, by edge: 1 where it is open, 0 where a
    /// restriction is felt. What a restriction lets through is a share of the normal flow, whatever is ordered.
    pub extra: Vec<f64>,
    /// Share of what a lane lets through that goes the long way round.
    pub late_share: Vec<f64>,
    /// Steps the long way round adds, by lane.
    pub late_steps: Vec<u32>,
    /// Whether any lane has a late share now.
    pub detours: bool,
    /// Content that detours add to T*, by slot (all slots).
    pub detour_target: Vec<f64>,
    /// m: demand multiplier, by slot (1 for producers' slots).
    pub demand: Vec<f64>,
    /// Stock that shocks destroyed in this step, by slot (all slots).
    pub destroyed: Vec<f64>,

    /// S: stock after use (all slots).
    pub stock: Vec<f64>,
    /// H: stock with this step's receipts, before use (all slots).
    pub held: Vec<f64>,
    /// R: receipts of this step (all slots).
    pub received: Vec<f64>,
    /// T: content of the ring (all slots).
    pub pipeline: Vec<f64>,
    /// w: wanted rate.
    pub wanted: Vec<f64>,
    /// o: need, share of U.
    pub need: Vec<f64>,
    /// ρ: restocking, share of U (all slots).
    pub restock: Vec<f64>,
    /// c: growth of lanes to other suppliers.
    pub growth: Vec<f64>,
    /// u: gap the usual suppliers did not confirm, share of U.
    pub unconfirmed: Vec<f64>,
    /// σ: share of orders that can move by now.
    pub switching: Vec<f64>,
    /// Alternatives: last draw over y, at least 1; 1 elsewhere.
    pub stretched: Vec<f64>,
    /// φ uncapped: H/(U Δt), infinite where U = 0.
    pub input: Vec<f64>,
    /// Use in this step.
    pub used: Vec<f64>,
    /// What was sent to the slot in this step (all slots).
    pub sent: Vec<f64>,
    /// Rings: what arrives when, by slot (all slots).
    pub ring: Vec<f64>,
    /// Ring of slot s: `ring_start[s]..ring_start[s + 1]`.
    pub ring_start: Vec<u32>,
    /// Place of the present step in the ring of each slot.
    pub ring_now: Vec<u32>,

    /// ζ: what the substitute fills by now, by group.
    pub substitute: Vec<f64>,
    /// φ of the group before ζ, capped (mixes: φ̂).
    pub group_input: Vec<f64>,

    /// ω: wanted activity.
    pub activity: Vec<f64>,
    /// a: overtime factor.
    pub overtime: Vec<f64>,
    /// h: spare capacity as customers see it.
    pub spare: Vec<f64>,
    /// g: the part of h that spot orders compete for in class N, at most χ h.
    pub spot: Vec<f64>,
    /// Demand of this step.
    pub asked: Vec<Asked>,
    /// Y: output that inputs allow.
    pub input_limit: Vec<f64>,
    /// K: output its plants could make, co-product ties included.
    pub capacity: Vec<f64>,
    /// min(K, Y): output it could make in this step.
    pub capable: Vec<f64>,
    /// min(X (1 − δ) `a_max`, Y): output with all overtime.
    pub potential: Vec<f64>,
    /// x: output.
    pub made: Vec<f64>,
    /// Rationing.
    pub served: Vec<Served>,

    /// Released by each reserve in this step.
    pub released: Vec<f64>,
    /// Days for which the reserve's cell has been whole.
    pub whole_days: Vec<f64>,

    pub(super) disruption: Disruption,
}

impl State {
    /// Sets everything to rest; allocates nothing once the sizes are right.
    pub(super) fn rest(&mut self, layout: &Layout, spare: &[(f64, f64)]) {
        let (suppliers, slots, all) = (layout.output.len(), layout.slots, layout.owner.len());
        refill(&mut self.lost_capacity, suppliers, 0.0);
        self.open_flow.clone_from(&layout.edge_flow);
        self.extra.clear();
        self.extra.resize(layout.edge_flow.len(), 1.0);
        refill(&mut self.late_share, layout.lanes, 0.0);
        refill(&mut self.late_steps, layout.lanes, 0);
        self.detours = false;
        refill(&mut self.detour_target, all, 0.0);
        refill(&mut self.demand, slots, 1.0);
        refill(&mut self.destroyed, all, 0.0);

        self.stock.clone_from(&layout.target);
        self.held.clone_from(&layout.target);
        refill(&mut self.received, all, 0.0);
        self.pipeline.clone_from(&layout.pipeline);
        refill(&mut self.wanted, slots, 1.0);
        refill(&mut self.need, all, 0.0);
        refill(&mut self.restock, all, 0.0);
        refill(&mut self.growth, all, 0.0);
        refill(&mut self.unconfirmed, slots, 0.0);
        refill(&mut self.switching, slots, 0.0);
        refill(&mut self.stretched, slots, 1.0);
        refill(&mut self.input, slots, 1.0);
        refill(&mut self.used, slots, 0.0);
        refill(&mut self.sent, all, 0.0);
        self.ring.clone_from(&layout.ring);
        self.ring_start.clone_from(&layout.ring_start);
        refill(&mut self.ring_now, all, 0);

        refill(&mut self.substitute, layout.groups.len(), 0.0);
        refill(&mut self.group_input, layout.groups.len(), 1.0);

        refill(&mut self.activity, suppliers, 1.0);
        refill(&mut self.overtime, suppliers, 1.0);
        self.spare.clear();
        self.spare.extend(spare.iter().map(|rest| rest.0));
        self.spot.clear();
        self.spot.extend(spare.iter().map(|rest| rest.1));
        refill(&mut self.asked, suppliers, Asked::default());
        refill(&mut self.input_limit, suppliers, 0.0);
        refill(&mut self.capacity, suppliers, 0.0);
        refill(&mut self.capable, suppliers, 0.0);
        refill(&mut self.potential, suppliers, 0.0);
        refill(&mut self.made, suppliers, 0.0);
        refill(&mut self.served, suppliers, Served { needs: [1.0; 2], rest: 1.0 });

        refill(&mut self.released, layout.reserves.len(), 0.0);
        // At rest, all has always been well.
        refill(&mut self.whole_days, layout.reserves.len(), f64::INFINITY);
    }

    /// Lays the rings at rest anew, each longer by some steps, for goods that will go the long way round.
    pub(super) fn lay_rings(&mut self, layout: &Layout, longer: &[u32]) {
        self.ring.clear();
        self.ring_start.clear();
        self.ring_start.push(0);
        for (slot, &steps) in longer.iter().enumerate() {
            let rest = layout.ring_start[slot] as usize..layout.ring_start[slot + 1] as usize;
            self.ring.extend_from_slice(&layout.ring[rest]);
            self.ring.resize(self.ring.len() + steps as usize, 0.0);
            self.ring_start.push(self.ring.len() as u32);
        }
    }
}

fn refill<T: Clone>(values: &mut Vec<T>, len: usize, value: T) {
    values.clear();
    values.resize(len, value);
}
