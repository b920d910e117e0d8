//! State of a block: every quantity of `engine::State` that lasts, with a column for each trial.

use super::plan::{Plan, SlotPlan};
use super::simd::{Columns, Real};
use super::usage::Level;

/// What is ordered: o, ρ and c, of a slot, or added up over the slots of a bundle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<V> {
    pub need: V,
    pub restock: V,
    pub growth: V,
}

/// What arrives together in a slot of scale 1 that orders one of each: Σ F κ `f^N`, Σ F κ e `f^R`, Σ F κ e p.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brought<V> {
    pub needs: V,
    pub rest: V,
    pub moved: V,
}

/// What a node serves: `f^N` (under water-filling θ), `f^R`, and g `f^N` + (h − g) `f^R`, what moved orders get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Served<V> {
    pub needs: V,
    pub rest: V,
    pub moved: V,
}

/// What passes a trade lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage<V> {
    /// κ.
    pub open: V,
    /// e, the share of orders beyond current need that it takes.
    pub extra: V,
}

/// One of the long ways round of a trade lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<R> {
    /// Steps it adds.
    pub steps: u32,
    /// Columns (bits) in which goods are on it.
    pub columns: u32,
    /// The steps: content that a flow of one has on its way.
    pub content: R,
}

/// Where the ring of a slot is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ring {
    /// First place.
    pub start: u32,
    /// Number of places.
    pub length: u32,
    /// Place of this step's receipts, from the start.
    pub now: u32,
}

impl Ring {
    /// Place of this step's receipts.
    #[inline(always)]
    pub const fn due(&self) -> usize {
        (self.start + self.now) as usize
    }

    /// Its places.
    #[inline(always)]
    pub const fn places(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.length) as usize
    }
}

/// S and T of a slot.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotState<V> {
    /// S.
    pub stock: V,
    /// T less T* at rest.
    pub pipeline: V,
}

/// What a slot remembers of past lacks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory<V> {
    /// u.
    pub unconfirmed: V,
    /// σ.
    pub switching: V,
    /// ζ of a single input.
    pub substitute: V,
}

/// Slots that are supplied alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct BundleState<V> {
    /// Σ scale × o, ρ, c.
    pub ordered: Order<V>,
    /// What T* of a slot of scale 1 adds for goods on the long way round.
    pub detour: V,
}

/// What some column does in a bundle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Track {
    /// Edges that are not open in every column.
    pub restricted: u32,
    /// Edges with goods on the long way round.
    pub late: u32,
    /// Some slot seeks other suppliers.
    pub seeking: bool,
    /// The goods on the long way round have changed.
    pub rerouted: bool,
}

/// A supplier.
#[derive(Debug, Clone, Copy)]
pub(super) struct SupplierState<V> {
    /// ω of this step.
    pub activity: V,
    /// y = x/X, 1 where X = 0.
    pub running: V,
    /// Y.
    pub input_limit: V,
    /// 1 − δ.
    pub left: V,
    /// h.
    pub spare: V,
    /// g.
    pub spot: V,
    /// g as it was when this step's orders were made (water-filling).
    pub poured_spot: V,
    /// ω of the next step.
    pub next_activity: V,
    /// a.
    pub overtime: V,
    /// K.
    pub capacity: V,
    /// min(K, Y).
    pub capable: V,
    /// min(X (1 − δ) `a_max`, Y), co-product ties included.
    pub potential: V,
}

/// Workspace of a block. Symbols are those of `docs/model.md`; quantities are per step.
#[derive(Debug, Clone)]
pub(super) struct State<V: Columns> {
    /// Slots, those of reserves last.
    pub slots: Vec<SlotState<V>>,
    pub memory: Vec<Memory<V>>,
    /// c of slots of which the bundle seeks.
    pub growth: Vec<V>,
    /// m of final demand, and of alternatives w in this step.
    pub wanted: Vec<V>,
    /// Stretch that alternatives want next.
    pub stretched: Vec<V>,
    /// Slots in which σ or ζ of a column is not 0.
    pub switched: Vec<bool>,
    /// Rings, as in `engine::State`, one after the other.
    pub ring: Vec<V>,
    pub rings: Vec<Ring>,
    pub bundles: Vec<BundleState<V>>,
    pub track: Vec<Track>,
    /// What arrives, of the bundle that is worked on: an entry an arrival or a step.
    pub brought: Vec<Brought<V>>,
    /// ζ of groups of several, and the level at which they are used.
    pub group_substitute: Vec<V>,
    pub levels: Vec<Level<V>>,
    pub suppliers: Vec<SupplierState<V>>,
    /// By node.
    pub served: Vec<Served<V>>,
    /// By the plan's `passage_of` a trade lane; place 0 is an open lane.
    pub passages: Vec<Passage<V>>,
    /// κ less what takes the long way round, of those of which some does.
    pub prompt: Vec<V>,
    /// Passage of each edge.
    pub edge_passage: Vec<u32>,
    /// Passage of each customer.
    pub customer_passage: Vec<u32>,
    /// Edges of a node that are not open in every column.
    pub node_restricted: Vec<u32>,
    /// By passage, the ways round that have goods on them: a range of `ways`.
    pub late_range: Vec<(u32, u32)>,
    pub ways: Vec<Way<V::Real>>,
    /// By way round, κ × the share that takes it.
    pub late: Vec<V>,
    /// ρ of each reserve.
    pub refill: Vec<V>,
    /// Days for which each reserve's cell has been whole.
    pub whole_days: Vec<V>,
    /// Columns (bits) in which each cell is short in this step; the last is for slots of no cell.
    pub short: Vec<u32>,
}

impl<V: Columns> State<V> {
    /// Room for a block on `plan`, at rest but for h and g.
    pub fn new(plan: &Plan<V::Real>) -> Self {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let nodes = plan.suppliers.len() * plan.tiers;
        let mut state = Self {
            slots: Vec::with_capacity(plan.slot.len()),
            memory: vec![Memory { unconfirmed: zero, switching: zero, substitute: zero }; plan.slot.len()],
            growth: vec![zero; plan.slot.len()],
            wanted: vec![one; plan.slot.len()],
            stretched: vec![one; plan.slot.len()],
            switched: vec![false; plan.slot.len()],
            ring: Vec::with_capacity(plan.ring.len()),
            rings: vec![Ring::default(); plan.slot.len()],
            bundles: Vec::with_capacity(plan.bundles.len()),
            track: vec![Track::default(); plan.bundles.len()],
            brought: Vec::new(),
            group_substitute: vec![zero; plan.groups.len()],
            levels: Vec::with_capacity(plan.groups.len()),
            suppliers: Vec::with_capacity(plan.suppliers.len()),
            served: vec![Served { needs: one, rest: one, moved: zero }; nodes],
            passages: vec![Passage { open: one, extra: one }; plan.lanes + 1],
            prompt: vec![one; plan.lanes + 1],
            edge_passage: vec![0; plan.edges.len()],
            customer_passage: vec![0; plan.customers.len()],
            node_restricted: vec![0; nodes],
            late_range: vec![(0, 0); plan.lanes + 1],
            ways: Vec::new(),
            late: Vec::new(),
            refill: vec![zero; plan.reserves.len()],
            whole_days: vec![zero; plan.reserves.len()],
            short: vec![0; plan.cells.len() + 1],
        };
        state.rest(plan, &vec![Default::default(); plan.suppliers.len()], &[]);
        state
    }

    /// Sets everything to rest, with rings of each bundle longer by `longer` steps (none if empty); `spare` is h and g at
    /// rest.
    pub fn rest(&mut self, plan: &Plan<V::Real>, spare: &[(V::Real, V::Real)], longer: &[u32]) {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        self.slots.clear();
        let rest = |fixed: &SlotPlan<V::Real>| SlotState { stock: V::splat(fixed.stock), pipeline: zero };
        self.slots.extend(plan.slot.iter().map(rest));
        self.memory.fill(Memory { unconfirmed: zero, switching: zero, substitute: zero });
        self.growth.fill(zero);
        self.wanted.fill(one);
        self.stretched.fill(one);
        self.switched.fill(false);
        let ordered = Order { need: zero, restock: zero, growth: zero };
        self.bundles.clear();
        self.bundles.resize(plan.bundles.len(), BundleState { ordered, detour: zero });
        self.track.fill(Track::default());
        self.group_substitute.fill(zero);
        self.suppliers.clear();
        self.suppliers.extend(spare.iter().map(|&(spare, spot)| SupplierState {
            activity: one,
            running: one,
            input_limit: zero,
            left: one,
            spare: V::splat(spare),
            spot: V::splat(spot),
            poured_spot: V::splat(spot),
            next_activity: one,
            overtime: one,
            capacity: zero,
            capable: zero,
            potential: zero,
        }));
        self.lay_rings(plan, longer);
        self.passages.fill(Passage { open: one, extra: one });
        for numbers in [&mut self.edge_passage, &mut self.customer_passage, &mut self.node_restricted] {
            numbers.fill(0);
        }
        self.late_range.fill((0, 0));
        self.ways.clear();
        self.late.clear();
        // At rest, all has always been well.
        self.whole_days.fill(V::splat(V::Real::of(f64::INFINITY)));
        self.short.fill(0);
    }

    fn lay_rings(&mut self, plan: &Plan<V::Real>, longer: &[u32]) {
        let zero = V::splat(V::Real::default());
        self.ring.clear();
        let mut longest = 0;
        for (b, bundle) in plan.bundles.iter().enumerate() {
            let more = longer.get(b).copied().unwrap_or(0) as usize;
            for slot in bundle.slots() {
                let start = self.ring.len();
                let rest = &plan.ring[plan.ring_start[slot] as usize..plan.ring_start[slot + 1] as usize];
                self.ring.extend(rest.iter().map(|&value| V::splat(value)));
                self.ring.resize(self.ring.len() + more, zero);
                let length = self.ring.len() - start;
                longest = length.max(longest);
                self.rings[slot] = Ring { start: start as u32, length: length as u32, now: 0 };
            }
        }
        self.brought.clear();
        self.brought.resize(longest, Brought { needs: zero, rest: zero, moved: zero });
    }

    /// R of a slot, until the slot is settled.
    #[inline(always)]
    pub fn due(&self, slot: usize) -> V {
        self.ring[self.rings[slot].due()]
    }

    /// H of a slot, until the slot is settled.
    #[inline(always)]
    pub fn held(&self, slot: usize) -> V {
        self.slots[slot].stock + self.due(slot)
    }
}
