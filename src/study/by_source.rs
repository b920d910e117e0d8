//! Whom a year's loss is due to: its events, the economies and the suppliers that they strike.
//!
//! A trial is simulated with all its events together, so that its loss is one number. It is shared out in proportion to
//! what each event would lose alone in that cell: every hazard that occurs is run alone at its median severity and at
//! its median and 90th percentile of days, and an event is read off between them: linear in severity and, piecewise, in
//! days, as many of them as are simulated. Where no event would lose anything alone, all have equal parts. What is in
//! force loses what it loses alone.
//! An event's part goes to the economies and suppliers it strikes in proportion to the flow it strikes, in units of
//! a day's world output of each product.

use super::year_trial::{What, YearTrial};
use crate::engine::Effect;
use crate::engine::shock::Profile;
use crate::montecarlo::batch::run_all;
use crate::montecarlo::contributions::{Contributions, Worst};
use crate::montecarlo::distributions::duration_days;
use crate::montecarlo::{Arrivals, CellLoss, Event, YearLossTable};
use crate::network::Network;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Who or what an event's part of a loss goes to: what it is an arrival of; none for what is in force already.
pub(super) type Source = Option<What>;

/// Trials that one thread tells apart in a row.
const BLOCK: usize = 1024;

/// What a hazard loses alone, by cell, at a severity and two lengths in days.
#[derive(Debug, Clone)]
struct Size {
    severity: f64,
    days: [f64; 2],
    lost: [Vec<f64>; 2],
}

impl Size {
    /// What an event like `event` would lose alone in `cell`; never below 0.
    fn of(&self, event: &Event, cell: usize) -> f64 {
        let [short, long] = self.days;
        let [few, many] = [self.lost[0][cell], self.lost[1][cell]];
        let days = length(event);
        let lost = if days <= short || long <= short {
            few * days / short.max(f64::MIN_POSITIVE)
        } else {
            few + (many - few) * (days - short) / (long - short)
        };
        (lost * event.severity / self.severity.max(f64::MIN_POSITIVE)).max(0.0)
    }
}

/// Days at the worst that an event is worth within the days that are simulated: what comes after them costs nothing.
fn length(event: &Event) -> f64 {
    let end = YearTrial::followed();
    Profile { severity: 1.0, ..event.profile() }.mean(event.start, end) * (end - event.start)
}

/// Tells the losses of one batch apart.
#[derive(Debug)]
pub struct BySource {
    arrivals: Arrivals,
    sizes: BTreeMap<What, Size>,
    /// What is in force loses alone, by cell.
    in_force: Vec<f64>,
    /// What each source strikes: suppliers by place, or what is no supplier by name, with shares that sum to 1.
    struck: BTreeMap<Source, Vec<(Struck, f64)>>,
    suppliers: Vec<(String, String)>,
}

/// What an event strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Struck {
    /// A supplier of the network.
    Supplier(u32),
    /// Something that is nobody's supply.
    Other(&'static str),
}

impl BySource {
    /// For the hazards that occur in `table`.
    pub(super) fn new(trial: &YearTrial<'_>, arrivals: &Arrivals, table: &YearLossTable) -> Self {
        let trials: Vec<u64> = table.losing().collect();
        let occurred = |trial: &u64| arrivals.draw(*trial).iter().map(What::of).collect::<BTreeSet<_>>();
        let kinds = trials.par_iter().map(occurred).reduce(BTreeSet::new, |mut all, more| {
            all.extend(more);
            all
        });
        let kinds: Vec<What> = kinds.into_iter().collect();
        let (in_force, sizes) = alone(trial, arrivals, &kinds);
        let network = trial.study.network();
        let flows = Flows::of(network);
        let struck = |what: &What| (Some(*what), flows.struck(network, trial.effects(*what)));
        let mut struck: BTreeMap<Source, Vec<(Struck, f64)>> = kinds.iter().map(struck).collect();
        struck.insert(None, vec![(Struck::Other("in force"), 1.0)]);
        let suppliers = network.suppliers.iter().map(|supplier| {
            let economy = if supplier.other { "OTHER" } else { &network.economies[supplier.economy as usize] };
            let kind = if supplier.recycled { " scrap" } else { "" };
            let firm = supplier.firm.as_ref().map_or_else(String::new, |firm| format!(" {firm}"));
            (economy.to_owned(), format!("{} {economy}{firm}{kind}", network.products[supplier.product as usize]))
        });
        Self { arrivals: arrivals.clone(), sizes, in_force, struck, suppliers: suppliers.collect() }
    }

    /// The shares of a trial's loss in a cell: by source, an entry an event; they sum to 1.
    fn shares(&self, events: &[Event], cell: usize) -> Vec<(Source, f64)> {
        let alone = |event: &Event| {
            let what = What::of(event);
            (Some(what), self.sizes.get(&what).map_or(0.0, |size| size.of(event, cell)))
        };
        let mut parts: Vec<(Source, f64)> = events.iter().map(alone).collect();
        let in_force = self.in_force[cell].max(0.0);
        if in_force > 0.0 || parts.is_empty() {
            parts.push((None, in_force));
        }
        let total: f64 = parts.iter().map(|(_, part)| part).sum();
        let count = parts.len() as f64;
        for (_, part) in &mut parts {
            *part = if total > 0.0 { *part / total } else { 1.0 / count };
        }
        parts
    }

    /// The largest part that one occurrence has in the loss of each row of the table, in their order. What came by one
    /// arrival of a common cause is one occurrence; what was in force when the year began is none of it.
    pub(super) fn largest(&self, table: &YearLossTable) -> Vec<f64> {
        let rows: Vec<(u64, u32)> = table.rows().map(|row| (row.trial, row.cell)).collect();
        let trials: Vec<&[(u64, u32)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
        let block = |block: &[&[(u64, u32)]]| {
            let mut largest = Vec::new();
            for rows in block {
                let events = self.arrivals.draw(rows[0].0);
                let share = |(_, cell): &(u64, u32)| largest_occurrence(&events, &self.shares(&events, *cell as usize));
                largest.extend(rows.iter().map(share));
            }
            largest
        };
        trials.par_chunks(BLOCK).map(block).collect::<Vec<Vec<f64>>>().concat()
    }

    /// What each source adds to the mean of the worst years of one cell or several together; each has its losses, the
    /// first of which is that of trial `first`.
    pub(super) fn contributions(&self, worst: &Worst, cells: &[(usize, &[f64])], first: u64) -> Contributions<Source> {
        Contributions::of(worst, |trial| {
            let events = self.arrivals.draw(first + trial.place as u64);
            let lost = |losses: &[f64]| losses[trial.place].max(0.0);
            let whole: f64 = cells.iter().map(|(_, losses)| lost(losses)).sum();
            let of_cell = |&(cell, losses): &(usize, &[f64])| {
                let part = lost(losses) / whole;
                self.shares(&events, cell).into_iter().map(move |(source, share)| (source, part * share))
            };
            cells.iter().filter(|(_, losses)| lost(losses) > 0.0).flat_map(of_cell).collect()
        })
    }

    /// The id of a source's hazard.
    pub(super) fn hazard(&self, source: &Source) -> String {
        let id = |what: &What| self.arrivals.catalogue().entry(what.hazard).map(|entry| entry.id.clone());
        source.as_ref().and_then(id).unwrap_or_else(|| "in force".to_owned())
    }

    /// What a source strikes, and in what shares.
    pub(super) fn struck(&self, source: &Source) -> &[(Struck, f64)] {
        self.struck.get(source).map_or(&[], Vec::as_slice)
    }

    /// The economy of what is struck, and its name as a supplier.
    pub(super) fn names(&self, struck: Struck) -> (&str, &str) {
        match struck {
            Struck::Supplier(supplier) => {
                let (economy, name) = &self.suppliers[supplier as usize];
                (economy, name)
            }
            Struck::Other(name) => (name, name),
        }
    }
}

/// The largest of the shares of `events`, those of one arrival of a common cause added up. What is in force stands behind
/// the events and is left out.
fn largest_occurrence(events: &[Event], shares: &[(Source, f64)]) -> f64 {
    let mut together: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let mut largest = 0.0_f64;
    for (event, (_, share)) in events.iter().zip(shares) {
        let own = match event.cause {
            Some(link) => {
                let sum = together.entry((link.cause, link.arrival)).or_default();
                *sum += share;
                // Rounding must not lift a part above its whole.
                sum.min(1.0)
            }
            None => *share,
        };
        largest = largest.max(own);
    }
    largest
}

/// What is in force loses alone, by cell, and what each kind of event adds to it: as many runs at a time as the kernel has
/// lanes.
fn alone(trial: &YearTrial<'_>, arrivals: &Arrivals, kinds: &[What]) -> (Vec<f64>, BTreeMap<What, Size>) {
    let pairs: Vec<[Event; 2]> =
        kinds.iter().map(|what| [0.5, 0.9].map(|quantile| typical(arrivals, *what, quantile))).collect();
    let none: &[Event] = &[];
    let runs: Vec<&[Event]> = std::iter::once(none).chain(pairs.iter().flatten().map(std::slice::from_ref)).collect();
    let days = |cells: Vec<CellLoss>| -> Vec<f64> { cells.iter().map(|cell| cell.lost_days).collect() };
    let mut lost = run_all(trial, &runs, &|_| ()).into_iter().map(days);
    let in_force = lost.next().unwrap_or_default();
    let mut next = || -> Vec<f64> {
        let with = lost.next().expect("a loss of every run");
        with.iter().zip(&in_force).map(|(with, without)| with - without).collect()
    };
    let mut sizes = BTreeMap::new();
    for (what, events) in kinds.iter().zip(&pairs) {
        let days = [length(&events[0]), length(&events[1])];
        sizes.insert(*what, Size { severity: events[0].severity, days, lost: [next(), next()] });
    }
    (in_force, sizes)
}

/// An arrival of this kind in the middle of the year, of median severity and with this quantile of its days.
fn typical(arrivals: &Arrivals, what: What, quantile: f64) -> Event {
    let entry = arrivals.catalogue().entry(what.hazard).expect("the hazard was drawn from this catalogue");
    Event {
        hazard: what.hazard,
        cause: None,
        start: 0.5 * super::batch::YEAR,
        severity: entry.severity.quantile(0.5),
        duration: duration_days(&entry.duration, quantile),
        onset: entry.onset,
        recovery: entry.recovery,
        shape: entry.shape,
        firm: what.firm,
        hit: what.hit,
    }
}

/// Normal flow over each lane, and whose it is.
struct Flows {
    lanes: Vec<(u32, f64)>,
}

impl Flows {
    fn of(network: &Network) -> Self {
        let mut lanes = vec![(0, 0.0); network.lanes.len()];
        for edge in &network.edges {
            let lane = &mut lanes[edge.lane as usize];
            *lane = (edge.supplier, lane.1 + edge.flow);
        }
        Self { lanes }
    }

    fn struck<'a>(&self, network: &Network, effects: impl Iterator<Item = &'a Effect>) -> Vec<(Struck, f64)> {
        let mut found: BTreeMap<Struck, f64> = BTreeMap::new();
        let mut add = |what: Struck, flow: f64| *found.entry(what).or_default() += flow;
        for effect in effects {
            match effect {
                Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => {
                    for &supplier in suppliers {
                        add(Struck::Supplier(supplier), network.suppliers[supplier as usize].output);
                    }
                }
                Effect::Flow(lanes) => {
                    for (lane, weight) in lanes {
                        let (supplier, flow) = self.lanes[*lane as usize];
                        add(Struck::Supplier(supplier), weight * flow);
                    }
                }
                Effect::Route(lanes) => {
                    for closed in lanes {
                        let (supplier, flow) = self.lanes[closed.lane as usize];
                        add(Struck::Supplier(supplier), closed.share * flow);
                    }
                }
                Effect::Demand(slots) => {
                    let growth = slots.iter().map(|(slot, growth)| growth * network.slots[*slot as usize].usage);
                    add(Struck::Other("demand"), growth.sum());
                }
                Effect::Stock(slots) => {
                    add(Struck::Other("stocks"), slots.iter().map(|slot| network.slots[*slot as usize].usage).sum());
                }
                Effect::Reserve(reserves) => {
                    let quantity = reserves.iter().map(|reserve| network.reserves[*reserve as usize].quantity);
                    add(Struck::Other("stocks"), quantity.sum());
                }
            }
        }
        let total: f64 = found.values().sum();
        if total > 0.0 {
            found.into_iter().map(|(what, flow)| (what, flow / total)).collect()
        } else {
            vec![(Struck::Other("nothing"), 1.0)]
        }
    }
}

#[cfg(test)]
mod tests;
