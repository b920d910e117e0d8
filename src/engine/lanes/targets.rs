//! What the shocks of a trial act on, turned round: for every target the shocks that act on it, and for every shock its
//! targets, so that a step only works on what changes.

use crate::engine::disruption::detour_steps;
use crate::engine::parameters::Parameters;
use crate::engine::shock::{Effect, Shock};

/// How a shock acts on a trade lane.
#[derive(Debug, Clone, Copy)]
pub(super) enum LanePart {
    /// Closes it by this weight on its strength.
    Flow(f64),
    /// Closes a route.
    Route {
        /// Share of its traffic that passes the route.
        share: f64,
        /// Share of what is turned back that can go round.
        round: f64,
        /// Steps that adds.
        steps: u32,
        /// Share of the goods that takes them.
        kept: f64,
    },
}

/// Targets of one kind, each with the shocks that act on it, in the order of the shocks.
#[derive(Debug, Clone)]
pub(super) struct Targets<P> {
    /// Target, shock, how it acts; by target.
    parts: Vec<(u32, u32, P)>,
    /// Shock, and the range of the parts of each of its targets; by shock.
    acted: Vec<(u32, u32, u32)>,
}

impl<P> Default for Targets<P> {
    fn default() -> Self {
        Self { parts: Vec::new(), acted: Vec::new() }
    }
}

impl<P> Targets<P> {
    fn clear(&mut self) {
        self.parts.clear();
        self.acted.clear();
    }

    fn index(&mut self) {
        self.parts.sort_by_key(|part| part.0);
        let mut first = 0;
        for group in self.parts.chunk_by(|a, b| a.0 == b.0) {
            let end = first + group.len() as u32;
            self.acted.extend(group.iter().map(|part| (part.1, first, end)));
            first = end;
        }
        self.acted.sort_unstable();
        self.acted.dedup();
    }

    /// The parts of every target that a shock acts on.
    pub fn of(&self, shock: u32) -> impl Iterator<Item = &[(u32, u32, P)]> {
        let from = self.acted.partition_point(|acted| acted.0 < shock);
        let acted = self.acted[from..].iter().take_while(move |acted| acted.0 == shock);
        acted.map(|acted| &self.parts[acted.1 as usize..acted.2 as usize])
    }

    /// The parts of all targets.
    pub fn all(&self) -> impl Iterator<Item = &[(u32, u32, P)]> {
        self.parts.chunk_by(|a, b| a.0 == b.0)
    }
}

/// Targets of all kinds of a trial.
#[derive(Debug, Clone, Default)]
pub(super) struct Struck {
    /// Suppliers.
    pub suppliers: Targets<()>,
    /// Trade lanes with goods on them, by passage.
    pub lanes: Targets<LanePart>,
    /// Slots of final demand with the growth of demand.
    pub finals: Targets<f64>,
}

impl Struck {
    /// Notes what `shocks` act on; `passage_of` a trade lane is 0 if no goods are on it.
    pub fn note(&mut self, parameters: &Parameters, passage_of: &[u32], shocks: &[Shock]) {
        let passage = |lane: u32| Some(passage_of[lane as usize]).filter(|&passage| passage != 0);
        self.suppliers.clear();
        self.lanes.clear();
        self.finals.clear();
        for (shock, found) in (0..).zip(shocks) {
            match &found.effect {
                Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => {
                    self.suppliers.parts.extend(suppliers.iter().map(|&i| (i, shock, ())));
                }
                Effect::Flow(lanes) => {
                    let parts = lanes.iter().filter_map(|&(lane, weight)| {
                        passage(lane).map(|passage| (passage, shock, LanePart::Flow(weight)))
                    });
                    self.lanes.parts.extend(parts);
                }
                Effect::Route(lanes) => self.lanes.parts.extend(lanes.iter().filter_map(|lane| {
                    let (steps, kept) = detour_steps(parameters, lane);
                    let round = if lane.detour_days.is_some() { lane.detour_share.clamp(0.0, 1.0) } else { 0.0 };
                    let part = LanePart::Route { share: lane.share, round, steps, kept };
                    passage(lane.lane).map(|passage| (passage, shock, part))
                })),
                Effect::Demand(slots) => {
                    self.finals.parts.extend(slots.iter().map(|&(slot, growth)| (slot, shock, growth)));
                }
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        self.suppliers.index();
        self.lanes.index();
        self.finals.index();
    }
}
