//! What the shocks of a trial act on, turned round: for every target the shocks that act on it, and for every shock its
//! targets, so that a step only works on what changes.

use super::gates::Gates;
use crate::engine::disruption::detour_steps;
use crate::engine::parameters::Parameters;
use crate::engine::shock::{Effect, Shock};
use foldhash::HashMap;

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

/// A target, a shock, and how that acts on it.
pub(super) type Acting<P> = (u32, u32, P);

/// A shock and how it acts on a target, to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key(u64, u64, u64, u64, u64);

/// Targets of one kind, those on which the same shocks act in the same way together: what is left of them is the same.
#[derive(Debug, Clone)]
pub(super) struct Targets<P> {
    /// By shock.
    noted: Vec<Acting<P>>,
    /// Where the targets and the parts of each class end.
    ends: Vec<(u32, u32)>,
    /// By class.
    ids: Vec<u32>,
    parts: Vec<(u32, P)>,
    /// Classes on which shock s acts: `acted[acted_start[s]..acted_start[s + 1]]`.
    acted_start: Vec<u32>,
    acted: Vec<u32>,
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
        Self {
            noted: Vec::new(),
            ends: Vec::new(),
            ids: Vec::new(),
            parts: Vec::new(),
            acted_start: Vec::new(),
            acted: Vec::new(),
        }
    }
}

impl<P: Copy + Acts> Targets<P> {
    fn clear(&mut self) {
        self.noted.clear();
        self.ends.clear();
        self.ids.clear();
        self.parts.clear();
        self.acted_start.clear();
        self.acted.clear();
    }

    /// Puts what is noted in classes. Targets of a class keep their order.
    fn index(&mut self) {
        let targets: Vec<u32> = self.noted.iter().map(|noted| noted.0).collect();
        let mut order: Vec<u32> = (0..targets.len() as u32).collect();
        // A shock may name a target more than once. In which order must not matter: gates do not know it.
        order.sort_by_key(|&place| (targets[place as usize], key(&self.noted[place as usize])));
        let found: Vec<&[u32]> = order.chunk_by(|&a, &b| targets[a as usize] == targets[b as usize]).collect();
        let mut known: HashMap<Vec<Key>, u32> = HashMap::default();
        let (mut keys, mut first) = (Vec::new(), Vec::new());
        let classes = found.iter().map(|&places| {
            keys.clear();
            keys.extend(places.iter().map(|&place| key(&self.noted[place as usize])));
            known.get(&keys[..]).copied().unwrap_or_else(|| {
                first.push(places);
                known.insert(keys.clone(), first.len() as u32 - 1);
                first.len() as u32 - 1
            })
        });
        let classes: Vec<u32> = classes.collect();
        let (starts, members) = sorted(&classes);
        self.ids.extend(members.iter().map(|&place| targets[found[place as usize][0] as usize]));
        let mut acted: Vec<(u32, u32)> = Vec::new();
        for ((number, places), &end) in (0..).zip(&first).zip(&starts[1..]) {
            for &(_, shock, part) in places.iter().map(|&place| &self.noted[place as usize]) {
                self.parts.push((shock, part));
                acted.push((shock, number));
            }
            self.ends.push((end, self.parts.len() as u32));
        }
        acted.sort_unstable();
        acted.dedup();
        self.acted_start = sorted(&acted.iter().map(|acted| acted.0).collect::<Vec<u32>>()).0;
        self.acted = acted.into_iter().map(|acted| acted.1).collect();
    }

    /// Targets and parts of a class.
    pub fn class(&self, number: u32) -> Alike<'_, P> {
        let number = number as usize;
        let (from, to) = (number.checked_sub(1).map_or((0, 0), |last| self.ends[last]), self.ends[number]);
        Alike { targets: &self.ids[from.0 as usize..to.0 as usize], parts: &self.parts[from.1 as usize..to.1 as usize] }
    }

    /// Classes on which some of these shocks act.
    pub fn acted(&self, shocks: &[u32], classes: &mut Vec<u32>) {
        classes.clear();
        for &shock in shocks {
            classes.extend(self.classes(shock));
        }
        classes.sort_unstable();
        classes.dedup();
    }

    fn classes(&self, shock: u32) -> &[u32] {
        let shock = shock as usize;
        let range = self.acted_start.get(shock).zip(self.acted_start.get(shock + 1));
        range.map_or(&[], |(&from, &to)| &self.acted[from as usize..to as usize])
    }

    /// All targets.
    pub fn all(&self) -> impl Iterator<Item = Alike<'_, P>> {
        (0..self.ends.len() as u32).map(|class| self.class(class))
    }
}

/// Numbers that are the same for those on which the same shock acts in the same way: the first 0, then 1, and so on.
pub(super) fn kinds<P: Copy + Acts>(noted: &[Acting<P>]) -> Vec<u32> {
    let mut known: HashMap<Key, u32> = HashMap::default();
    // Those that follow each other are often alike.
    let mut last = None;
    let kinds = noted.iter().map(|noted| {
        let key = key(noted);
        let kind = match last {
            Some((same, kind)) if same == key => kind,
            _ => {
                let next = known.len() as u32;
                *known.entry(key).or_insert(next)
            }
        };
        last = Some((key, kind));
        kind
    });
    kinds.collect()
}

fn key<P: Copy + Acts>(&(_, shock, part): &Acting<P>) -> Key {
    let [a, b, c, d] = part.key();
    Key(shock.into(), a, b, c, d)
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
    /// Passages of trade lanes, and from [`Struck::take_gates`] on their gates.
    pub lanes: Targets<LanePart>,
    /// Slots of final demand with the growth of demand.
    pub finals: Targets<f64>,
}

impl Struck {
    /// Notes what `shocks` act on; `passage_of` a trade lane is 0 if no goods are on it.
    pub fn note(&mut self, parameters: &Parameters, passage_of: &[u32], shocks: &[Shock]) {
        let passage = |lane: u32| Some(passage_of[lane as usize]).filter(|&passage| passage != 0);
        let Self { suppliers, lanes, finals } = self;
        suppliers.clear();
        lanes.clear();
        finals.clear();
        for (shock, found) in (0..).zip(shocks) {
            match &found.effect {
                Effect::Capacity(struck) | Effect::Capital { suppliers: struck, .. } => {
                    suppliers.noted.extend(struck.iter().map(|&i| (i, shock, ())));
                }
                Effect::Flow(struck) => lanes.noted.extend(struck.iter().filter_map(|&(lane, weight)| {
                    passage(lane).map(|passage| (passage, shock, LanePart::Flow(weight)))
                })),
                Effect::Route(struck) => lanes.noted.extend(struck.iter().filter_map(|lane| {
                    let (steps, kept) = detour_steps(parameters, lane);
                    let round = if lane.detour_days.is_some() { lane.detour_share.clamp(0.0, 1.0) } else { 0.0 };
                    let part = LanePart::Route { share: lane.share, round, steps, kept };
                    passage(lane.lane).map(|passage| (passage, shock, part))
                })),
                Effect::Demand(slots) => {
                    finals.noted.extend(slots.iter().map(|&(slot, growth)| (slot, shock, growth)));
                }
                Effect::Stock(_) | Effect::Reserve(_) => {}
            }
        }
        suppliers.index();
        finals.index();
    }

    /// What acts on passages, until gates take their place.
    pub fn noted_lanes(&self) -> &[Acting<LanePart>] {
        &self.lanes.noted
    }

    /// Puts gates in the place of the passages, each once, and those in classes.
    pub fn take_gates(&mut self, gates: &Gates) {
        self.lanes.noted.retain_mut(|(target, ..)| {
            gates.first_of(*target).is_some_and(|gate| {
                *target = gate;
                true
            })
        });
        self.lanes.index();
    }
}
