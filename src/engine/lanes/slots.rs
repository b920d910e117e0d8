//! State of the slots: stocks, goods on their way, what is remembered of past lacks.

use super::plan::Plan;
use super::rows::Rows;
use super::simd::Columns;

/// Where the rings of a bundle's slots are: one behind the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ring {
    /// First place of the first slot.
    pub start: u32,
    /// Number of places of a slot.
    pub length: u32,
    /// Place of this step's receipts.
    pub now: u32,
}

impl Ring {
    /// The place so many steps ahead.
    #[inline(always)]
    pub const fn ahead(&self, steps: u32) -> u32 {
        let place = self.now + steps;
        if place >= self.length { place - self.length } else { place }
    }

    /// Places of the bundle's slot of this number.
    #[inline(always)]
    pub const fn of(&self, number: usize) -> std::ops::Range<usize> {
        let start = self.start as usize + number * self.length as usize;
        start..start + self.length as usize
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

/// Which rows of a slot's memory are not 0 in every column; what is 0 need not be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Remembers {
    /// u.
    pub lack: bool,
    /// σ or ζ.
    pub switched: bool,
}

impl Remembers {
    /// Whether there is anything.
    #[inline(always)]
    pub const fn any(self) -> bool {
        self.lack | self.switched
    }
}

/// By slot.
#[derive(Debug, Clone)]
pub(super) struct Slots<V> {
    pub now: Rows<SlotState<V>>,
    pub memory: Rows<Memory<V>>,
    pub remembers: Vec<Remembers>,
    /// c.
    pub growth: Rows<V>,
    /// w of final demand and of alternatives.
    pub wanted: Vec<V>,
    /// What an alternative is stretched by.
    pub stretched: Vec<V>,
    /// Goods on their way, by step of arrival.
    pub ring: Rows<V>,
    /// By bundle.
    pub rings: Vec<Ring>,
}

impl<V: Columns> Slots<V> {
    /// R of a slot, until the slot is settled.
    #[inline(always)]
    pub fn due(&self, plan: &Plan<V::Real>, slot: usize) -> V {
        let bundle = plan.rates[slot].bundle as usize;
        let ring = self.rings[bundle];
        self.ring[ring.of(slot - plan.bundles[bundle].first_slot as usize)][ring.now as usize]
    }

    /// H of a slot, until the slot is settled.
    #[inline(always)]
    pub fn held(&self, plan: &Plan<V::Real>, slot: usize) -> V {
        self.now[slot].stock + self.due(plan, slot)
    }
}
