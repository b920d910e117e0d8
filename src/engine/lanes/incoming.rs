//! What a bundle is brought in a step, and when it arrives.

use super::simd::Columns;
use super::slots::Ring;
use super::state::Order;

/// What arrives together in a slot of scale 1 that orders one of each: Σ F κ `f^N`, Σ F κ e `f^R`, Σ F κ e p.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brought<V> {
    pub needs: V,
    pub rest: V,
    pub moved: V,
}

impl<V: Columns> Brought<V> {
    /// What a slot of scale 1 takes of it.
    #[inline(always)]
    pub fn taken(&self, order: &Order<V>, seeking: bool) -> V {
        let mut taken = order.need * self.needs + order.restock * self.rest;
        if seeking {
            taken += order.growth * self.moved;
        }
        taken
    }

    #[inline(always)]
    pub fn add<const SEEKING: bool>(&mut self, flow: V, each: &Self) {
        self.needs += flow * each.needs;
        self.rest += flow * each.rest;
        if SEEKING {
            self.moved += flow * each.moved;
        }
    }
}

/// What arrives at a place of the rings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arriving<V> {
    pub brought: Brought<V>,
    pub place: u32,
}

impl<V: Columns> Arriving<V> {
    /// Sets both.
    #[inline(always)]
    pub fn put(&mut self, place: u32, brought: Brought<V>) {
        *self = Self { brought, place };
    }
}

/// What a bundle is brought, and when.
#[derive(Debug, Clone)]
pub(super) struct Incoming<V> {
    /// The first `count` are this bundle's.
    pub arrivals: Vec<Arriving<V>>,
    pub count: usize,
    /// Steps for which there is anything, while goods on the long way round are added.
    used: Vec<bool>,
}

impl<V: Columns> Incoming<V> {
    /// Room for rings of this length.
    pub fn new(longest: usize) -> Self {
        let zero = V::splat(V::Real::default());
        let none = Brought { needs: zero, rest: zero, moved: zero };
        Self { arrivals: vec![Arriving { brought: none, place: 0 }; longest], count: 0, used: vec![false; longest] }
    }

    /// The longest rings there is room for.
    pub fn longest(&self) -> usize {
        self.arrivals.len()
    }

    /// Adds to what arrives in a step.
    #[inline(always)]
    pub fn add<const SEEKING: bool>(&mut self, step: usize, flow: V, each: &Brought<V>) {
        let sum = &mut self.arrivals[step - 1].brought;
        if !std::mem::replace(&mut self.used[step - 1], true) {
            let zero = V::splat(V::Real::default());
            *sum = Brought { needs: zero, rest: zero, moved: zero };
        }
        sum.add::<SEEKING>(flow, each);
    }

    /// Σ F κ `f^N` of all that arrives.
    #[inline(always)]
    pub fn needs(&self) -> V {
        let mut sum = V::splat(V::Real::default());
        for arrival in &self.arrivals[..self.count] {
            sum += arrival.brought.needs;
        }
        sum
    }

    /// Puts what arrives in some step together, and finds its places.
    #[inline(always)]
    pub fn gather(&mut self, ring: Ring) {
        self.count = 0;
        for (from, step) in (1..=ring.length).enumerate() {
            if std::mem::take(&mut self.used[from]) {
                if from != self.count {
                    self.arrivals[self.count].brought = self.arrivals[from].brought;
                }
                self.arrivals[self.count].place = ring.ahead(step);
                self.count += 1;
            }
        }
    }
}
