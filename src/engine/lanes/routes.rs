//! What passes the gates of a block, and what goes the long way round.

use super::gates::Gates;
use super::plan::Plan;
use super::simd::{Columns, Real};

/// One of the long ways round of a gate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// Steps it adds.
    pub steps: u32,
    /// Columns (bits) in which goods are on it.
    pub columns: u32,
}

/// What passes a gate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate<V> {
    /// κ.
    pub open: V,
    /// e, the share of orders beyond current need that it takes.
    pub extra: V,
    /// κ e.
    pub more: V,
    /// κ less what takes the long way round.
    pub prompt: V,
}

/// All gates.
#[derive(Debug, Clone)]
pub(super) struct Routes<V: Columns> {
    /// Gate 0 is open.
    pub gates: Vec<Gate<V>>,
    /// Gate of each edge.
    pub edge_gate: Vec<u32>,
    /// Gate of each customer.
    pub customer_gate: Vec<u32>,
    /// Edges of a node that are not open in every column.
    pub node_closed: Vec<u32>,
    /// Its customers that seek other suppliers.
    pub node_sought: Vec<u32>,
    /// By gate, its ways round: a range of `ways`.
    pub ways_of: Vec<(u32, u32)>,
    pub ways: Vec<Way>,
    /// By way round, κ × the share that takes it.
    pub late: Vec<V>,
    /// By gate, κ × the share that takes a way round × the steps that adds, as the step to come has it: content that a
    /// flow of one will have on its way.
    pub detour: Vec<V>,
}

impl<V: Columns> Gate<V> {
    /// Open in every column.
    fn open() -> Self {
        let one = V::splat(V::Real::of(1.0));
        Self { open: one, extra: one, more: one, prompt: one }
    }

    /// Sets a column from κ, e and what does not take the long way round.
    pub fn set(&mut self, column: usize, [open, extra, prompt]: [f64; 3]) {
        let of = V::Real::of;
        self.open.set(column, of(open));
        self.extra.set(column, of(extra));
        self.more.set(column, of(open * extra));
        self.prompt.set(column, of(prompt));
    }
}

impl<V: Columns> Routes<V> {
    /// All lanes open.
    pub fn new(plan: &Plan<V::Real>) -> Self {
        let nodes = plan.suppliers.len() * plan.tiers;
        Self {
            gates: vec![Gate::open()],
            edge_gate: vec![0; plan.edges.len()],
            customer_gate: vec![0; plan.customers.len()],
            node_closed: vec![0; nodes],
            node_sought: vec![0; nodes],
            ways_of: vec![(0, 0)],
            ways: Vec::new(),
            late: Vec::new(),
            detour: vec![V::splat(V::Real::default())],
        }
    }

    /// Lays these gates, all of them open and without ways round.
    pub fn lay(&mut self, plan: &Plan<V::Real>, gates: &Gates) {
        self.gates.clear();
        self.gates.resize(gates.len(), Gate::open());
        for gate in 0..gates.len() as u32 {
            for crossing in gates.crossings(plan, gate) {
                self.edge_gate[crossing.edge as usize] = gate;
                self.customer_gate[crossing.customer as usize] = gate;
            }
        }
        self.node_closed.fill(0);
        self.node_sought.fill(0);
        self.ways_of.clear();
        self.ways_of.resize(gates.len(), (0, 0));
        self.ways.clear();
        self.late.clear();
        self.detour.clear();
        self.detour.resize(gates.len(), V::splat(V::Real::default()));
    }
}

/// One more, or one less.
pub(super) fn count(number: &mut u32, up: bool) {
    *number = if up { *number + 1 } else { *number - 1 };
}
