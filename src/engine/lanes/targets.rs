//! What the shocks of a trial act on, turned round: for every target the shocks that act on it, and for every shock its
//! targets, so that a step only works on what changes.

use super::gates::Gates;
use crate::engine::disruption::detour_steps;
use crate::engine::parameters::Parameters;
use crate::engine::shock::{Effect, Shock};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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

/// Targets on which the same shocks act in the same way.
#[derive(Debug)]
pub(super) struct Alike<'a, P> {
    /// The targets, ascending.
    pub targets: &'a [u32],
    /// Shocks, in their order, and how each acts.
    pub parts: &'a [(u32, P)],
}

/// Targets of one kind, those on which the same shocks act in the same way together: what is left of them is the same.
#[derive(Debug, Clone)]
pub(super) struct Targets<P> {
    noted: Noted<P>,
    /// Where the targets and the parts of each class end.
    ends: Vec<(u32, u32)>,
    /// By class.
    ids: Vec<u32>,
    parts: Vec<(u32, P)>,
    /// Shock, and a class on which it acts; by shock.
    acted: Vec<(u32, u32)>,
}

/// Target, shock, how it acts.
#[derive(Debug, Clone)]
struct Noted<P>(Vec<(u32, u32, P)>);

impl<P: Copy + Acts> Noted<P> {
    fn target(&self, place: u32) -> u32 {
        self.0[place as usize].0
    }

    /// Places by target; shocks keep their order.
    fn by_target(&self) -> Vec<u32> {
        sorted(&self.0.iter().map(|noted| noted.0).collect::<Vec<u32>>()).1
    }

    /// What acts on a target, noted at these places.
    fn acts(&self, places: &[u32]) -> impl Iterator<Item = (u32, [u64; 4])> {
        places.iter().map(|&place| {
            let (_, shock, part) = &self.0[place as usize];
            (*shock, part.key())
        })
    }

    /// A number that is the same for targets on which the same acts, and hardly ever for others.
    fn mixed(&self, places: &[u32]) -> u64 {
        let numbers = self.acts(places).flat_map(|(shock, key)| [shock.into(), key[0], key[1], key[2], key[3]]);
        let mixed =
            numbers.fold(0, |mixed: u64, more| (mixed.rotate_left(23) ^ more).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed ^ mixed >> 32
    }
}

/// A number that is mixed already.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |mixed, &byte| mixed << 8 | u64::from(byte));
    }

    fn write_u64(&mut self, mixed: u64) {
        self.0 = mixed;
    }
}

/// Where each of these small numbers begins when they are in order and where the last ends, and their places in that
/// order: by counting.
pub(super) fn sorted(numbers: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let most = numbers.iter().max().map_or(0, |&most| most as usize + 1);
    let mut starts = vec![0; most + 1];
    for &number in numbers {
        starts[number as usize + 1] += 1;
    }
    for number in 0..most {
        starts[number + 1] += starts[number];
    }
    let (mut next, mut places) = (starts.clone(), vec![0; numbers.len()]);
    for (place, &number) in (0..).zip(numbers) {
        let next = &mut next[number as usize];
        places[*next as usize] = place;
        *next += 1;
    }
    (starts, places)
}

impl<P> Default for Targets<P> {
    fn default() -> Self {
        Self { noted: Noted(Vec::new()), ends: Vec::new(), ids: Vec::new(), parts: Vec::new(), acted: Vec::new() }
    }
}

impl<P: Copy + Acts> Targets<P> {
    fn clear(&mut self) {
        self.noted.0.clear();
        self.ends.clear();
        self.ids.clear();
        self.parts.clear();
        self.acted.clear();
    }

    fn index(&mut self) {
        let order = self.noted.by_target();
        let found: Vec<&[u32]> = order.chunk_by(|&a, &b| self.noted.target(a) == self.noted.target(b)).collect();
        // Whom a class began with, the class of everything found, and the classes by what acts.
        let mut first: Vec<&[u32]> = Vec::new();
        let mut known: HashMap<u64, u32, BuildHasherDefault<Mixed>> = HashMap::default();
        let mut class = |places| {
            let class = *known.entry(self.noted.mixed(places)).or_insert(first.len() as u32);
            // Two that act otherwise may be given the same number: then the second is a class of its own.
            if first.get(class as usize).is_some_and(|first| self.noted.acts(first).eq(self.noted.acts(places))) {
                return class;
            }
            first.push(places);
            first.len() as u32 - 1
        };
        let classes: Vec<u32> = found.iter().map(|&places| class(places)).collect();
        // Targets of a class keep their order.
        let (starts, members) = sorted(&classes);
        self.ids.extend(members.iter().map(|&place| self.noted.target(found[place as usize][0])));
        for ((number, places), &end) in (0..).zip(&first).zip(&starts[1..]) {
            for &(_, shock, part) in places.iter().map(|&place| &self.noted.0[place as usize]) {
                self.parts.push((shock, part));
                self.acted.push((shock, number));
            }
            self.ends.push((end, self.parts.len() as u32));
        }
        self.acted.sort_unstable();
        self.acted.dedup();
    }

    /// Puts gates in the place of the passages; each is found once.
    pub fn by_gate(&mut self, gates: &Gates) {
        let (mut from, mut kept) = (0, 0);
        for (end, _) in &mut self.ends {
            for place in from..*end as usize {
                if let Some(gate) = gates.first_of(self.ids[place]) {
                    self.ids[kept] = gate;
                    kept += 1;
                }
            }
            from = *end as usize;
            *end = kept as u32;
        }
        self.ids.truncate(kept);
    }

    fn class(&self, number: usize) -> Alike<'_, P> {
        let (from, to) = (number.checked_sub(1).map_or((0, 0), |last| self.ends[last]), self.ends[number]);
        Alike { targets: &self.ids[from.0 as usize..to.0 as usize], parts: &self.parts[from.1 as usize..to.1 as usize] }
    }

    /// The targets on which a shock acts.
    pub fn of(&self, shock: u32) -> impl Iterator<Item = Alike<'_, P>> {
        let from = self.acted.partition_point(|acted| acted.0 < shock);
        let acted = self.acted[from..].iter().take_while(move |acted| acted.0 == shock);
        acted.map(|&(_, class)| self.class(class as usize))
    }

    /// All targets.
    pub fn all(&self) -> impl Iterator<Item = Alike<'_, P>> {
        (0..self.ends.len()).map(|class| self.class(class))
    }
}

/// How a shock acts on a target.
pub(super) trait Acts {
    /// The same for two that act alike.
    fn key(&self) -> [u64; 4];
}

impl Acts for () {
    fn key(&self) -> [u64; 4] {
        [0; 4]
    }
}

impl Acts for f64 {
    fn key(&self) -> [u64; 4] {
        [self.to_bits(), 0, 0, 0]
    }
}

impl Acts for LanePart {
    fn key(&self) -> [u64; 4] {
        match *self {
            Self::Flow(weight) => [weight.to_bits(), 0, 0, u64::MAX],
            Self::Route { share, round, steps, kept } => {
                [share.to_bits(), round.to_bits(), kept.to_bits(), u64::from(steps)]
            }
        }
    }
}

/// Targets of all kinds of a trial.
#[derive(Debug, Clone, Default)]
pub(super) struct Struck {
    /// Suppliers.
    pub suppliers: Targets<()>,
    /// Trade lanes with goods on them, by passage, then by gate.
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
                    self.suppliers.noted.0.extend(suppliers.iter().map(|&i| (i, shock, ())));
                }
                Effect::Flow(lanes) => {
                    let parts = lanes.iter().filter_map(|&(lane, weight)| {
                        passage(lane).map(|passage| (passage, shock, LanePart::Flow(weight)))
                    });
                    self.lanes.noted.0.extend(parts);
                }
                Effect::Route(lanes) => self.lanes.noted.0.extend(lanes.iter().filter_map(|lane| {
                    let (steps, kept) = detour_steps(parameters, lane);
                    let round = if lane.detour_days.is_some() { lane.detour_share.clamp(0.0, 1.0) } else { 0.0 };
                    let part = LanePart::Route { share: lane.share, round, steps, kept };
                    passage(lane.lane).map(|passage| (passage, shock, part))
                })),
                Effect::Demand(slots) => {
                    self.finals.noted.0.extend(slots.iter().map(|&(slot, growth)| (slot, shock, growth)));
                }
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        self.suppliers.index();
        self.lanes.index();
        self.finals.index();
    }
}
