//! State of a block: every quantity of `engine::State` that lasts, with a column for each trial.

use super::incoming::Incoming;
use super::plan::Plan;
use super::routes::Routes;
use super::rows::{Rows, room, rows};
use super::simd::{Columns, Real};
use super::slots::{Memory, Remembers, Ring, SlotState, Slots};
use super::usage::Level;

/// What is ordered: o, ρ and c of a slot; of a bundle, Σ scale × those of its slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<V> {
    pub need: V,
    pub restock: V,
    pub growth: V,
}

/// What a node serves: `f^N` (under water-filling θ), `f^R`, and g `f^N` + (h − g) `f^R`, what moved orders get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Served<V> {
    pub needs: V,
    pub rest: V,
    pub moved: V,
}

/// By bundle.
#[derive(Debug, Clone)]
pub(super) struct Bundles<V> {
    /// c is 0 where nobody seeks.
    pub ordered: Rows<Order<V>>,
    /// What T* of a slot of scale 1 adds for goods on the long way round.
    pub detour: Rows<V>,
    pub track: Vec<Track>,
    /// Those for which something has happened since their orders were placed.
    pub changed: Vec<u32>,
}

impl<V: Copy> Bundles<V> {
    /// What T* of a slot of scale 1 adds in the step for which orders were placed, if goods go a long way round.
    #[inline(always)]
    pub fn detour_of(&self, bundle: usize) -> Option<V> {
        self.track[bundle].detoured.then(|| self.detour[bundle])
    }

    /// Places needs and what is restocked.
    #[inline(always)]
    pub fn place(&mut self, bundle: usize, ordered: &Order<V>) {
        let now = &mut self.ordered[bundle];
        (now.need, now.restock) = (ordered.need, ordered.restock);
    }

    /// Keeps what T* of a slot of scale 1 adds.
    #[inline(always)]
    pub fn keep_detour(&mut self, bundle: usize, detour: Option<V>) {
        self.track[bundle].detoured = detour.is_some();
        if let Some(detour) = detour {
            self.detour[bundle] = detour;
        }
    }

    /// Has a bundle's orders placed anew.
    pub fn change(&mut self, bundle: u32) {
        let track = &mut self.track[bundle as usize];
        if !track.changed {
            track.changed = true;
            self.changed.push(bundle);
        }
    }
}

/// What some column does in a bundle.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Track {
    /// Edges that are not open in every column.
    pub restricted: u32,
    /// Edges with goods on the long way round.
    pub late: u32,
    /// Edges that will have some in the step to come.
    pub later: u32,
    /// Some slot seeks other suppliers.
    pub seeking: bool,
    /// Its suppliers count it among the customers that do.
    pub counted: bool,
    /// Whether its T* adds anything for goods on the long way round.
    pub detoured: bool,
    /// It is among those that have changed.
    pub changed: bool,
}

/// What a supplier and its slots tell each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<V> {
    /// ω of this step, from when suppliers make something in it.
    pub activity: V,
    /// ω of the next step; until then of this one.
    pub next_activity: V,
    /// y = x/X, 1 where X = 0.
    pub running: V,
    /// Y/X in the step that begins, as far as it is known.
    pub limit: V,
}

/// By supplier.
#[derive(Debug, Clone)]
pub(super) struct Firms<V> {
    pub desk: Rows<Desk<V>>,
    pub own: Rows<FirmState<V>>,
    /// g as it was when this step's orders were made; only under water-filling.
    pub poured_spot: Vec<V>,
    /// Most that each co-product's supplier can make.
    pub cap: Vec<V>,
}

/// What only a supplier itself and those who seek it read.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirmState<V> {
    /// 1 − δ.
    pub left: V,
    /// h.
    pub spare: V,
    /// g.
    pub spot: V,
    /// a.
    pub overtime: V,
}

/// Everything.
#[derive(Debug, Clone)]
pub(super) struct State<V: Columns> {
    pub slots: Slots<V>,
    pub bundles: Bundles<V>,
    pub firms: Firms<V>,
    /// By node.
    pub served: Rows<Served<V>>,
    pub routes: Routes<V>,
    /// Of the bundle at hand.
    pub incoming: Incoming<V>,
    /// φ of the groups before a substitute, and ζ.
    pub group_phi: Vec<V>,
    pub group_substitute: Vec<V>,
    pub levels: Vec<Level<V>>,
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
        let (slots, bundles, suppliers) = (plan.slot.len(), plan.bundles.len(), plan.suppliers.len());
        let nodes = suppliers * plan.tiers;
        let mut state = Self {
            slots: Slots {
                now: rows(SlotState { stock: zero, pipeline: zero }, slots),
                memory: rows(Memory { switching: zero, substitute: zero }, slots),
                remembers: vec![Remembers::default(); slots],
                sought: rows(zero, slots),
                wanted: rows(one, slots),
                unsteady: vec![false; slots],
                stretched: rows(one, slots),
                ring: room(plan.ring.len()),
                rings: vec![Ring::default(); bundles],
                due_at: vec![0; slots],
            },
            bundles: Bundles {
                ordered: rows(Order { need: zero, restock: zero, growth: zero }, bundles),
                detour: rows(zero, bundles),
                track: vec![Track::default(); bundles],
                changed: Vec::with_capacity(bundles),
            },
            firms: Firms {
                desk: rows(Desk { activity: one, next_activity: one, running: one, limit: one }, suppliers),
                own: rows(FirmState { left: one, spare: zero, spot: zero, overtime: one }, suppliers),
                poured_spot: vec![zero; if plan.water { suppliers } else { 0 }],
                cap: vec![zero; plan.tied.len()],
            },
            served: rows(Served { needs: one, rest: one, moved: zero }, nodes),
            routes: Routes::new(plan),
            incoming: Incoming::new(0),
            group_phi: vec![one; plan.groups.len()],
            group_substitute: vec![zero; plan.groups.len()],
            levels: Vec::with_capacity(plan.groups.len()),
            refill: vec![zero; plan.reserves.len()],
            whole_days: vec![zero; plan.reserves.len()],
            short: vec![0; plan.cells.len() + 1],
        };
        state.rest(plan, &vec![Default::default(); suppliers], &[]);
        state
    }

    /// Sets everything to rest, no orders placed, with rings of each bundle longer by `longer` steps (none if empty);
    /// `spare` is h and g at rest.
    pub fn rest(&mut self, plan: &Plan<V::Real>, spare: &[(V::Real, V::Real)], longer: &[u32]) {
        let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
        let slots = &mut self.slots;
        for (now, fixed) in slots.now.iter_mut().zip(&plan.slot) {
            *now = SlotState { stock: V::splat(fixed.stock), pipeline: zero };
        }
        slots.memory.fill(Memory { switching: zero, substitute: zero });
        slots.remembers.fill(Remembers::default());
        slots.wanted.fill(one);
        slots.unsteady.fill(false);
        slots.stretched.fill(one);
        let bundles = &mut self.bundles;
        bundles.ordered.fill(Order { need: zero, restock: zero, growth: zero });
        bundles.detour.fill(zero);
        bundles.track.fill(Track { changed: true, ..Track::default() });
        bundles.changed.clear();
        bundles.changed.extend(0..plan.bundles.len() as u32);
        self.group_substitute.fill(zero);
        let firms = &mut self.firms;
        for (desk, fixed) in firms.desk.iter_mut().zip(&plan.suppliers) {
            let limit = V::splat(fixed.overtime_max);
            *desk = Desk { activity: one, next_activity: one, running: one, limit };
        }
        for (own, &(spare, spot)) in firms.own.iter_mut().zip(spare) {
            *own = FirmState { left: one, spare: V::splat(spare), spot: V::splat(spot), overtime: one };
        }
        self.lay_rings(plan, longer);
        // At rest, all has always been well.
        self.whole_days.fill(V::splat(V::Real::of(f64::INFINITY)));
        self.short.fill(0);
    }

    fn lay_rings(&mut self, plan: &Plan<V::Real>, longer: &[u32]) {
        let zero = V::splat(V::Real::default());
        let Slots { ring, rings, due_at, .. } = &mut self.slots;
        let more = |bundle: usize| longer.get(bundle).copied().unwrap_or(0) as usize;
        let lengthened = plan.bundles.iter().enumerate().map(|(b, bundle)| bundle.slots().len() * more(b));
        let places = plan.ring.len() + lengthened.sum::<usize>();
        if ring.capacity() < places {
            *ring = room(places);
        }
        ring.clear();
        let mut longest = 0;
        for (b, (bundle, place)) in plan.bundles.iter().zip(rings).enumerate() {
            let more = more(b);
            let start = ring.len() as u32;
            let length = (plan.ring_of(bundle.first_slot as usize).len() + more) as u32;
            *place = Ring { start, length, now: 0 };
            for slot in bundle.slots() {
                due_at[slot] = ring.len() as u32;
                for &value in plan.ring_of(slot) {
                    ring.push(V::splat(value));
                }
                ring.resize(ring.len() + more, zero);
            }
            longest = place.length.max(longest);
        }
        if self.incoming.longest() < longest as usize {
            self.incoming = Incoming::new(longest as usize);
        }
    }
}
