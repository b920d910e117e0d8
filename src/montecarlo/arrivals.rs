//! The arrivals of a trial: which hazards strike in its year, when, how badly and for how long.
//!
//! Every draw is keyed by the ids of what it concerns, never by a position: a hazard, cause or firm more moves the draws
//! of no other.

use super::catalogue::{Catalogue, CatalogueError, Entry};
use super::distributions::{Poisson, YEAR_DAYS, duration_days};
use super::draws::{Channel, Use};
use super::normal::normal_quantile;
use crate::engine::shock::Profile;
use crate::scenario::hazard::HazardFile;
use crate::scenario::story::Recovery;

/// The arrival of a cause that an event came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CauseLink {
    /// Position of the cause in the hazard file.
    pub cause: u32,
    /// Which arrival of the year it was, from 0.
    pub arrival: u32,
}

/// One arrival of a hazard in a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Position of the hazard in the hazard file.
    pub hazard: u32,
    /// The common shock it is part of.
    pub cause: Option<CauseLink>,
    /// Day of the year it begins, 0 up to but not 365.
    pub start: f64,
    /// Share lost at its worst (for demand, growth).
    pub severity: f64,
    /// Days at its worst.
    pub duration: f64,
    /// Days to its worst.
    pub onset: f64,
    /// Days from the end of the worst to normal.
    pub recovery: f64,
    /// Shape of the way back.
    pub shape: Recovery,
    /// Position of the firm that is hit, for hazards that hit one.
    pub firm: Option<u32>,
    /// Position of the one target that is hit, for hazards that hit one of theirs.
    pub hit: Option<u32>,
}

impl Event {
    /// Its strength over time.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        Profile {
            severity: self.severity,
            start: self.start,
            onset: self.onset,
            hold: self.duration,
            recovery: self.recovery,
            shape: self.shape,
        }
    }
}

/// The channels of the arrivals of one hazard from one origin: its own, a cause's or a firm's.
#[derive(Debug, Clone)]
struct Origin {
    count: Channel,
    start: Channel,
    severity: Channel,
    duration: Channel,
    hit: Channel,
}

impl Origin {
    fn new(seed: u64, names: &[&str]) -> Self {
        let channel = |purpose| Channel::new(seed, purpose, names);
        Self {
            count: channel(Use::Count),
            start: channel(Use::Start),
            severity: channel(Use::Severity),
            duration: channel(Use::Duration),
            hit: channel(Use::Hit),
        }
    }

    fn event(&self, entry: &Entry, trial: u64, item: u32) -> Event {
        Event {
            hazard: entry.hazard,
            cause: None,
            start: YEAR_DAYS * self.start.uniform(trial, item),
            severity: entry.severity.quantile(self.severity.uniform(trial, item)),
            duration: duration_days(&entry.duration, self.duration.uniform(trial, item)),
            onset: entry.onset,
            recovery: entry.recovery,
            shape: entry.shape,
            firm: None,
            hit: (entry.choices > 0).then(|| (self.hit.uniform(trial, item) * f64::from(entry.choices)) as u32),
        }
    }
}

/// A member of a common shock: its position among the entries, its probability, and its draws.
#[derive(Debug, Clone)]
struct Member {
    entry: usize,
    probability: f64,
    join: Channel,
    firm: Channel,
    origin: Origin,
}

/// Draws the events of trials from a catalogue and a seed.
#[derive(Debug, Clone)]
pub struct Arrivals {
    catalogue: Catalogue,
    factors: Vec<Channel>,
    /// Per entry: one origin, or one per firm.
    own: Vec<Vec<Origin>>,
    /// Per common shock: its own draws and its members.
    shared: Vec<(Origin, Vec<Member>)>,
}

impl Arrivals {
    /// For the enabled hazards of `file`; `firms` are the ids of the firms that `per_firm` hazards can hit.
    ///
    /// # Errors
    /// As [`Catalogue::new`].
    pub fn new(file: &HazardFile, firms: &[String], seed: u64) -> Result<Self, CatalogueError> {
        Ok(Self::from_catalogue(Catalogue::new(file, firms)?, seed))
    }

    /// For a catalogue that is ready.
    #[must_use]
    pub fn from_catalogue(catalogue: Catalogue, seed: u64) -> Self {
        let factor = |id: &String| Channel::new(seed, Use::Factor, &[id]);
        let factors = catalogue.factors.iter().map(factor).collect();
        let of_firm = |entry: &Entry, firm: &String| Origin::new(seed, &[&entry.id, "firm", firm]);
        let origins = |entry: &Entry| {
            if entry.per_firm {
                catalogue.firms.iter().map(|firm| of_firm(entry, firm)).collect()
            } else {
                vec![Origin::new(seed, &[&entry.id])]
            }
        };
        let own = catalogue.entries.iter().map(origins).collect();
        let mut shared = Vec::new();
        for shock in &catalogue.shocks {
            let member = |&(entry, probability): &(usize, f64)| {
                let names: [&str; 3] = [&catalogue.entries[entry].id, "cause", &shock.id];
                Member {
                    entry,
                    probability,
                    join: Channel::new(seed, Use::Join, &names),
                    firm: Channel::new(seed, Use::Firm, &names),
                    origin: Origin::new(seed, &names),
                }
            };
            let members = shock.members.iter().map(member).collect();
            shared.push((Origin::new(seed, &["cause", &shock.id]), members));
        }
        Self { catalogue, factors, own, shared }
    }

    /// The catalogue drawn from.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The id of the hazard that an event is an arrival of.
    ///
    /// # Panics
    /// When the event comes from another catalogue.
    #[must_use]
    pub fn id_of(&self, event: &Event) -> &str {
        let entry = self.catalogue.entry(event.hazard);
        &entry.expect("the event was drawn from this catalogue").id
    }

    /// The events of a trial, by day and then by hazard id.
    #[must_use]
    pub fn draw(&self, trial: u64) -> Vec<Event> {
        // The rank of the hazard's id breaks ties: its position would follow the order of the file.
        let mut events: Vec<(usize, Event)> = Vec::new();
        self.draw_own(trial, &mut events);
        self.draw_shared(trial, &mut events);
        events.sort_by(|(a, x), (b, y)| x.start.total_cmp(&y.start).then(a.cmp(b)));
        events.into_iter().map(|(_, event)| event).collect()
    }

    fn draw_own(&self, trial: u64, events: &mut Vec<(usize, Event)>) {
        let factors: Vec<f64> = self.factors.iter().map(|c| normal_quantile(c.uniform(trial, 0))).collect();
        for (rank, (entry, origins)) in self.catalogue.entries.iter().zip(&self.own).enumerate() {
            let law = entry.lean.as_ref().map_or(entry.own, |lean| Poisson::new(lean.conditional_rate(&factors)));
            for (firm, origin) in (0_u32..).zip(origins) {
                let count = law.draw(&mut origin.count.stream(trial, 0));
                let firm = entry.per_firm.then_some(firm);
                events.extend((0..count).map(|item| (rank, Event { firm, ..origin.event(entry, trial, item) })));
            }
        }
    }

    fn draw_shared(&self, trial: u64, events: &mut Vec<(usize, Event)>) {
        for (shock, (cause, members)) in self.catalogue.shocks.iter().zip(&self.shared) {
            if members.is_empty() {
                continue;
            }
            for arrival in 0..shock.arrivals.draw(&mut cause.count.stream(trial, 0)) {
                let start = YEAR_DAYS * cause.start.uniform(trial, arrival);
                let link = Some(CauseLink { cause: shock.cause, arrival });
                for member in members {
                    if member.join.uniform(trial, arrival) >= member.probability {
                        continue;
                    }
                    let entry = &self.catalogue.entries[member.entry];
                    let firms = self.catalogue.firms.len() as f64;
                    let firm = entry.per_firm.then(|| (member.firm.uniform(trial, arrival) * firms) as u32);
                    let event = member.origin.event(entry, trial, arrival);
                    events.push((member.entry, Event { cause: link, start, firm, ..event }));
                }
            }
        }
    }
}
