//! State of the slots: stocks, goods on their way, what is remembered of past lacks.

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

    /// Places of so many slots, the bundle's first.
    #[inline(always)]
    pub const fn all(&self, slots: usize) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + slots * self.length as usize
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
    /// σ.
    pub switching: V,
    /// ζ of a single input.
    pub substitute: V,
}

/// What is known of a slot in every column, without reading its rows: most of its memories are 0.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Remembers {
    /// Columns (bits) in which u, which is not kept, was more than rest allows.
    pub unconfirmed: u32,
    /// It holds plenty in every column in the step for which its orders were placed: it is short in none.
    pub plenty: bool,
    /// σ or ζ.
    pub switched: bool,
    /// σ u: it seeks other suppliers.
    pub seeks: bool,
}

/// By slot.
#[derive(Debug, Clone)]
pub(super) struct Slots<V> {
    pub now: Rows<SlotState<V>>,
    pub memory: Rows<Memory<V>>,
    pub remembers: Vec<Remembers>,
    /// σ u of the slots that seek other suppliers; c once orders are placed, until they are settled.
    pub sought: Rows<V>,
    /// w of final demand and of alternatives.
    pub wanted: Rows<V>,
    /// Slots of final demand of which that is not always 1.
    pub unsteady: Vec<bool>,
    /// What an alternative is stretched by.
    pub stretched: Rows<V>,
    /// Goods on their way, by step of arrival.
    pub ring: Rows<V>,
    /// By bundle.
    pub rings: Vec<Ring>,
    /// Where this step's receipts of each slot are in `ring`, until the slot is settled; then those of the next step.
    pub due_at: Vec<u32>,
}

impl<V: Columns> Slots<V> {
    /// R of a slot; that of the next step once the slot is settled.
    #[inline(always)]
    pub fn due(&self, slot: usize) -> V {
        self.ring[self.due_at[slot] as usize]
    }

    /// H of a slot that is not settled yet.
    #[inline(always)]
    pub fn held(&self, slot: usize) -> V {
        self.now[slot].stock + self.due(slot)
    }
}
