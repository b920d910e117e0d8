//! Slots and their rings.

use super::{Limit, NONE, Plan, per};
use crate::engine::lanes::simd::Real;
use crate::engine::layout::{self, Layout};
use crate::network::FINAL;

/// Who draws on a slot, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Role {
    /// A supplier, for an input by itself.
    Single,
    /// A supplier, for one of several that are needed together.
    Several,
    /// A supplier, with stand-ins.
    Alternative,
    /// Final demand.
    Final,
    /// Nobody: it is a strategic reserve.
    Reserve,
}

/// What every step reads of what does not change about a slot: a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(in super::super) struct SlotPlan<T> {
    /// S*.
    pub stock: T,
    /// T* at rest.
    pub pipeline: T,
    /// What it takes of an edge of its bundle.
    pub scale: T,
    /// U Δt: what arrives in it at rest (in a reserve nothing does; this is what it would order at most).
    pub usage: T,
    /// 1/(U Δt), 0 where U = 0.
    pub per_usage: T,
    /// Least φ: infinite where U = 0, else 0.
    pub floor: T,
    /// 1/(max(τ, Δt) U), 0 where U = 0.
    pub per_restock: T,
    /// What is sent to it at rest, U Δt but for rounding.
    pub sent: T,
    /// How a single input limits its owner.
    pub limit: Limit<T>,
    /// Supplier that owns it (none for final demand and reserves).
    pub owner: u32,
    /// Cell it is counted in (none for reserves).
    pub cell: u32,
    /// Who draws on it.
    pub role: Role,
}

/// What only some steps read.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct SlotRates<T> {
    /// Share of its group's need.
    pub share: T,
    /// How far it can be stretched over its share.
    pub stretch: T,
    /// `σ_max` with its rates up and down.
    pub switching: [T; 3],
    /// `ζ_max` of a single input with its rates up and down.
    pub substitute: [T; 3],
    /// Its group, if that is one of several.
    pub group: u32,
    /// Its bundle.
    pub bundle: u32,
}

impl<T: Real> Plan<T> {
    /// A slot of this scale, supplied by `sums` at scale 1: steps and quantity, soonest first.
    pub(super) fn push_slot(&mut self, layout: &Layout, slot: usize, scale: T, sums: &[(u32, T)]) {
        let zero = T::default();
        let of = |values: &[f64]| values.get(slot).map_or(zero, |&value| T::of(value));
        let role = match layout.owner[slot] {
            layout::RESERVE => Role::Reserve,
            FINAL => Role::Final,
            _ => Role::Single,
        };
        let first = self.ring.len();
        self.ring.resize(first + sums.last().map_or(1, |last| last.0 as usize), zero);
        let ring = &mut self.ring[first..];
        let mut sent = zero;
        for &(_, sum) in sums {
            sent = sent.plus(scale.times(sum));
        }
        // What is longest on its way was put in first.
        for &(steps, sum) in sums.iter().rev() {
            for place in &mut ring[..steps as usize] {
                *place = place.plus(scale.times(sum));
            }
        }
        let usage = ring[0];
        if role == Role::Reserve {
            ring.fill(zero);
            sent = zero;
        }
        let pipeline = ring.iter().fold(zero, |sum, &place| sum.plus(place));
        self.ring_start.push(self.ring.len() as u32);
        let wide = usage.wide();
        self.slot.push(SlotPlan {
            stock: T::of(layout.target[slot]),
            pipeline,
            scale,
            usage,
            sent,
            per_usage: per(wide),
            floor: if wide > 0.0 { zero } else { T::of(f64::INFINITY) },
            per_restock: T::of(layout.per_restock[slot]),
            owner: layout.owner[slot],
            cell: layout.cells.len() as u32,
            limit: Limit::default(),
            role,
        });
        self.rates.push(SlotRates {
            share: of(&layout.share),
            stretch: of(&layout.stretch),
            switching: [of(&layout.switching_max), of(&layout.switching_up), of(&layout.switching_down)],
            substitute: [zero; 3],
            group: NONE,
            bundle: self.bundles.len() as u32 - 1,
        });
    }

    /// Slots of the cells as they are numbered here, and the cell of each.
    pub(super) fn number_cells(&mut self) {
        for (index, cell) in (0..).zip(&mut self.cells) {
            for slot in cell.slots.iter_mut().chain(&mut cell.finals) {
                *slot = self.slot_of[*slot as usize];
                self.slot[*slot as usize].cell = index;
            }
        }
    }

    /// Which bundles' orders wait for reserves.
    pub(super) fn note_waiting(&mut self) {
        for slot in self.reserves.iter().flat_map(|reserve| &self.cells[reserve.cell].slots) {
            self.bundles[self.rates[*slot as usize].bundle as usize].waits = true;
        }
        for slot in self.slots..self.slot.len() {
            self.bundles[self.rates[slot].bundle as usize].waits = true;
        }
    }
}
