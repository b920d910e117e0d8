//! What passes the gates of a block, and what goes the long way round.

use super::plan::Plan;
use super::simd::{Columns, Real};

/// One of the long ways round of a gate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<R> {
    /// Steps it adds.
    pub steps: u32,
    /// Columns (bits) in which goods are on it.
    pub columns: u32,
    /// The steps: content that a flow of one has on its way.
    pub content: R,
}

/// All gates.
#[derive(Debug, Clone)]
pub(super) struct Routes<V: Columns> {
    /// κ; gate 0 is open.
    pub open: Vec<V>,
    /// κ less what takes the long way round, where there is such a way in `late_range`.
    pub prompt: Vec<V>,
    /// Gate of each edge, 0 while that is open in every column.
    pub edge_gate: Vec<u32>,
    /// The same of each customer.
    pub customer_gate: Vec<u32>,
    /// Edges of a node that are not open in every column, and its customers that seek other suppliers.
    pub node_special: Vec<u32>,
    /// By gate, the ways round that have goods on them: a range of `ways`.
    pub late_range: Vec<(u32, u32)>,
    pub ways: Vec<Way<V::Real>>,
    /// By way round, κ × the share that takes it.
    pub late: Vec<V>,
}

impl<V: Columns> Routes<V> {
    /// All lanes open.
    pub fn new(plan: &Plan<V::Real>) -> Self {
        let one = V::splat(V::Real::of(1.0));
        Self {
            open: vec![one],
            prompt: vec![one],
            edge_gate: vec![0; plan.edges.len()],
            customer_gate: vec![0; plan.customers.len()],
            node_special: vec![0; plan.suppliers.len() * plan.tiers],
            late_range: vec![(0, 0)],
            ways: Vec::new(),
            late: Vec::new(),
        }
    }

    /// Opens everything: this many gates, the open one included.
    pub fn rest(&mut self, gates: usize) {
        let one = V::splat(V::Real::of(1.0));
        for rows in [&mut self.open, &mut self.prompt] {
            rows.clear();
            rows.resize(gates, one);
        }
        for numbers in [&mut self.edge_gate, &mut self.customer_gate, &mut self.node_special] {
            numbers.fill(0);
        }
        self.late_range.clear();
        self.late_range.resize(gates, (0, 0));
        self.ways.clear();
        self.late.clear();
    }
}

/// e, the share of orders beyond current need that a gate takes, from its κ: exactly 1 where it is open.
#[inline(always)]
pub(super) fn extra<V: Columns>(plan: &Plan<V::Real>, open: V) -> V {
    let one = V::splat(V::Real::of(1.0));
    (one + (open - one) * V::splat(plan.constants.per_extra)).max(V::splat(V::Real::default()))
}

/// One more, or one less.
pub(super) fn count(number: &mut u32, up: bool) {
    *number = if up { *number + 1 } else { *number - 1 };
}
