//! State of a block: every quantity of `engine::State` that lasts, with a column for each trial.

use super::plan::Plan;
use super::simd::{Columns, Real};

/// What a slot orders: o and ρ, side by side since they are always read together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<V> {
    pub need: V,
    pub restock: V,
}

/// What a node serves: `f^N` (under water-filling θ), `f^R`, and g `f^N` + (h − g) `f^R`, what moved orders get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Served<V> {
    pub needs: V,
    pub rest: V,
    pub moved: V,
}

/// What is asked of a supplier, and what it could make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<V> {
    /// N, by tier.
    pub needs: [V; 2],
    /// Q.
    pub moved: V,
    /// B.
    pub restock: V,
}

/// Goods of a trade lane on one of its long ways round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Late<V> {
    /// Steps it adds.
    pub steps: u32,
    /// The same, in every column: content that a flow of one has on its way.
    pub content: V,
    /// κ × the share that takes it.
    pub open: V,
}

/// Workspace of a block. Symbols are those of `docs/model.md`; quantities are per step.
#[derive(Debug, Clone)]
pub(super) struct State<V> {
    /// S (all slots).
    pub stock: Vec<V>,
    /// T (all slots).
    pub pipeline: Vec<V>,
    /// o, ρ (all slots).
    pub orders: Vec<Order<V>>,
    /// c (all slots; 0 where no column seeks).
    pub growth: Vec<V>,
    /// u.
    pub unconfirmed: Vec<V>,
    /// σ.
    pub switching: Vec<V>,
    /// Stretch that alternatives want next.
    pub stretched: Vec<V>,
    /// w of alternatives in this step.
    pub wanted: Vec<V>,
    /// m of final demand.
    pub demand: Vec<V>,
    /// Rings, as in `engine::State`.
    pub ring: Vec<V>,
    pub ring_start: Vec<u32>,
    pub ring_now: Vec<u32>,
    /// Slots in which a column seeks other suppliers.
    pub seeking: Vec<bool>,
    /// Slots in which u of a column is not 0.
    pub lacking: Vec<bool>,
    /// Slots in which σ of a column is not 0.
    pub switched: Vec<bool>,

    /// ζ, by group.
    pub substitute: Vec<V>,
    /// Groups in which ζ of a column is not 0.
    pub substituted: Vec<bool>,

    /// 1 − δ.
    pub left: Vec<V>,
    /// ω of this step.
    pub activity: Vec<V>,
    /// ω of the next.
    pub next_activity: Vec<V>,
    /// a.
    pub overtime: Vec<V>,
    /// h.
    pub spare: Vec<V>,
    /// g.
    pub spot: Vec<V>,
    /// g as it was when this step's orders were made (water-filling).
    pub poured_spot: Vec<V>,
    pub asked: Vec<Asked<V>>,
    /// Y.
    pub input_limit: Vec<V>,
    /// K.
    pub capacity: Vec<V>,
    /// min(X (1 − δ) `a_max`, Y), co-product ties included.
    pub potential: Vec<V>,
    /// min(K, Y).
    pub capable: Vec<V>,
    /// y = x/X, 1 where X = 0.
    pub running: Vec<V>,
    /// By node.
    pub served: Vec<Served<V>>,

    /// κ by trade lane plus 1; place 0 is an open lane.
    pub open: Vec<V>,
    /// κ less what takes the long way round, where `late_range` says that some does.
    pub prompt: Vec<V>,
    /// Passage of each entry.
    pub entry_passage: Vec<u32>,
    /// Passage of each customer.
    pub customer_passage: Vec<u32>,
    /// Edges of a slot that are not open in every column.
    pub slot_restricted: Vec<u32>,
    /// Edges of a node that are not open in every column.
    pub node_restricted: Vec<u32>,
    /// Edges of a slot with goods on the long way round.
    pub slot_late: Vec<u32>,
    /// By trade lane plus 1, the ways round that have goods on them: a range of `lates`.
    pub late_range: Vec<(u32, u32)>,
    pub lates: Vec<Late<V>>,

    /// Days for which each reserve's cell has been whole.
    pub whole_days: Vec<V>,
    /// Cells in which a column is short in this step.
    pub short_cell: Vec<bool>,
    pub short_cells: Vec<u32>,
}

impl<V: Columns> State<V> {
    /// Room for a block on `plan`, at rest but for h and g.
    pub fn new(plan: &Plan<V::Real>) -> Self {
        let (all, suppliers) = (plan.slot.len(), plan.suppliers.len());
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let mut state = Self {
            stock: vec![zero; all],
            pipeline: vec![zero; all],
            orders: vec![Order { need: zero, restock: zero }; all],
            growth: vec![zero; all],
            unconfirmed: vec![zero; all],
            switching: vec![zero; all],
            stretched: vec![one; all],
            wanted: vec![one; all],
            demand: vec![one; all],
            ring: vec![zero; plan.ring.len()],
            ring_start: plan.ring_start.clone(),
            ring_now: vec![0; all],
            seeking: vec![false; all],
            lacking: vec![false; all],
            switched: vec![false; all],
            substitute: vec![zero; plan.groups.len()],
            substituted: vec![false; plan.groups.len()],
            left: vec![one; suppliers],
            activity: vec![one; suppliers],
            next_activity: vec![one; suppliers],
            overtime: vec![one; suppliers],
            spare: vec![zero; suppliers],
            spot: vec![zero; suppliers],
            poured_spot: vec![zero; if plan.water { suppliers } else { 0 }],
            asked: vec![Asked { needs: [zero; 2], moved: zero, restock: zero }; suppliers],
            input_limit: vec![zero; suppliers],
            capacity: vec![zero; suppliers],
            potential: vec![zero; suppliers],
            capable: vec![zero; suppliers],
            running: vec![one; suppliers],
            served: vec![Served { needs: one, rest: one, moved: zero }; suppliers * plan.tiers],
            open: vec![one; plan.lanes + 1],
            prompt: vec![one; plan.lanes + 1],
            entry_passage: vec![0; plan.entries.len()],
            customer_passage: vec![0; plan.customers.len()],
            slot_restricted: vec![0; all],
            node_restricted: vec![0; suppliers * plan.tiers],
            slot_late: vec![0; all],
            late_range: vec![(0, 0); plan.lanes + 1],
            lates: Vec::new(),
            whole_days: vec![zero; plan.reserves.len()],
            short_cell: vec![false; plan.cells.len()],
            short_cells: Vec::new(),
        };
        state.rest(plan, &[], &[]);
        state
    }

    /// Sets everything to rest, with rings longer by `longer` steps (none if empty); `spare` is h and g at rest.
    pub fn rest(&mut self, plan: &Plan<V::Real>, spare: &[(V::Real, V::Real)], longer: &[u32]) {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        for (slot, fixed) in plan.slot.iter().enumerate() {
            self.stock[slot] = V::splat(fixed.stock);
            self.pipeline[slot] = V::splat(fixed.pipeline);
        }
        for rows in [&mut self.growth, &mut self.unconfirmed, &mut self.switching] {
            rows.fill(zero);
        }
        for rows in [&mut self.stretched, &mut self.demand, &mut self.left, &mut self.activity] {
            rows.fill(one);
        }
        self.orders.fill(Order { need: zero, restock: zero });
        self.next_activity.fill(one);
        self.overtime.fill(one);
        self.substitute.fill(zero);
        for flags in [&mut self.seeking, &mut self.lacking, &mut self.switched, &mut self.substituted] {
            flags.fill(false);
        }
        for (supplier, &(spare, spot)) in spare.iter().enumerate() {
            self.spare[supplier] = V::splat(spare);
            self.spot[supplier] = V::splat(spot);
        }
        self.lay_rings(plan, longer);
        self.open.fill(one);
        for counts in [&mut self.entry_passage, &mut self.customer_passage] {
            counts.fill(0);
        }
        for counts in [&mut self.slot_restricted, &mut self.node_restricted, &mut self.slot_late] {
            counts.fill(0);
        }
        self.late_range.fill((0, 0));
        self.lates.clear();
        // At rest, all has always been well.
        self.whole_days.fill(V::splat(V::Real::of(f64::INFINITY)));
        self.short_cell.fill(false);
        self.short_cells.clear();
    }

    fn lay_rings(&mut self, plan: &Plan<V::Real>, longer: &[u32]) {
        self.ring_now.fill(0);
        self.ring.clear();
        self.ring_start.clear();
        self.ring_start.push(0);
        for slot in 0..plan.slot.len() {
            let rest = &plan.ring[plan.ring_start[slot] as usize..plan.ring_start[slot + 1] as usize];
            self.ring.extend(rest.iter().map(|&value| V::splat(value)));
            let more = longer.get(slot).copied().unwrap_or(0);
            self.ring.resize(self.ring.len() + more as usize, V::splat(V::Real::default()));
            self.ring_start.push(self.ring.len() as u32);
        }
    }
}
