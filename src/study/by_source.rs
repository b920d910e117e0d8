//! Whom a year's loss is due to: its events, the economies and the suppliers that they strike.
//!
//! A trial is simulated with all its events together, so that its loss is one number. Each event's part of it is what it
//! would lose alone in that cell ([`size`]); what is in force loses what it loses alone. Where these are more than the
//! loss, since events hide each other, they are scaled down to it; where they are less, since events add up beyond what
//! stocks cover, what is left is nobody's alone and stands under `together`.
//! An event's part goes to the economies and suppliers it strikes in proportion to the flow it strikes, in units of
//! a day's world output of each product.

mod size;

use super::year_trial::{What, YearTrial};
use crate::engine::Effect;
use crate::montecarlo::contributions::{Contributions, Worst};
use crate::montecarlo::{Arrivals, Event, YearLossTable};
use crate::network::Network;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Who or what a part of a loss goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// An event, by what it is an arrival of.
    Arrival(What),
    /// What is in force when the year begins.
    InForce,
    /// What is lost only since several come together.
    Together,
}

/// Names of the sources that are no hazards.
const IN_FORCE: &str = "in force";
const TOGETHER: &str = "together";

/// Trials that one thread tells apart in a row.
const BLOCK: usize = 1024;

/// Tells the losses of one batch apart.
#[derive(Debug)]
pub struct BySource {
    arrivals: Arrivals,
    sizes: BTreeMap<What, size::Size>,
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
    /// For the hazards that occur in `table`; `progress` is told how many more events are run, and of how many.
    pub(super) fn new(
        trial: &YearTrial<'_>,
        arrivals: &Arrivals,
        table: &YearLossTable,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Self {
        let trials: Vec<u64> = table.losing().collect();
        let occurred = |trial: &u64| arrivals.draw(*trial).iter().map(What::of).collect::<BTreeSet<_>>();
        let kinds = trials.par_iter().map(occurred).reduce(BTreeSet::new, |mut all, more| {
            all.extend(more);
            all
        });
        let kinds: Vec<What> = kinds.into_iter().collect();
        let (in_force, sizes) = size::alone(trial, arrivals, &kinds, progress);
        let network = trial.study.network();
        let flows = Flows::of(network);
        let struck = |what: &What| (Source::Arrival(*what), flows.struck(network, trial.effects(*what)));
        let mut struck: BTreeMap<Source, Vec<(Struck, f64)>> = kinds.iter().map(struck).collect();
        for (source, name) in [(Source::InForce, IN_FORCE), (Source::Together, TOGETHER)] {
            struck.insert(source, vec![(Struck::Other(name), 1.0)]);
        }
        let suppliers = network.suppliers.iter().map(|supplier| {
            let economy = if supplier.other { "OTHER" } else { &network.economies[supplier.economy as usize] };
            let kind = if supplier.recycled { " scrap" } else { "" };
            let firm = supplier.firm.as_ref().map_or_else(String::new, |firm| format!(" {firm}"));
            (economy.to_owned(), format!("{} {economy}{firm}{kind}", network.products[supplier.product as usize]))
        });
        Self { arrivals: arrivals.clone(), sizes, in_force, struck, suppliers: suppliers.collect() }
    }

    /// The shares of what a trial lost in a cell, in days: by source, an entry an event; they sum to 1.
    fn shares(&self, events: &[Event], cell: usize, lost: f64) -> Vec<(Source, f64)> {
        let alone = |event: &Event| {
            let what = What::of(event);
            (Source::Arrival(what), self.sizes.get(&what).map_or(0.0, |size| size.of(event, cell)))
        };
        parts(events.iter().map(alone).collect(), self.in_force[cell].max(0.0), lost)
    }

    /// The largest part that one occurrence has in the loss of each row of the table, in their order. What came by one
    /// arrival of a common cause is one occurrence; what was in force when the year began, and what is lost only since
    /// several come together, is none of it.
    pub(super) fn largest(&self, table: &YearLossTable) -> Vec<f64> {
        let rows: Vec<(u64, u32, f64)> = table.rows().map(|row| (row.trial, row.cell, row.loss.lost_days)).collect();
        let trials: Vec<&[(u64, u32, f64)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
        let block = |block: &[&[(u64, u32, f64)]]| {
            let mut largest = Vec::new();
            for rows in block {
                let events = self.arrivals.draw(rows[0].0);
                let share = |&(_, cell, lost): &(u64, u32, f64)| {
                    if lost > 0.0 {
                        largest_occurrence(&events, &self.shares(&events, cell as usize, lost))
                    } else {
                        0.0
                    }
                };
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
                self.shares(&events, cell, lost(losses)).into_iter().map(move |(source, share)| (source, part * share))
            };
            cells.iter().filter(|(_, losses)| lost(losses) > 0.0).flat_map(of_cell).collect()
        })
    }

    /// The id of a source's hazard.
    pub(super) fn hazard(&self, source: &Source) -> String {
        let entry = |what: &What| self.arrivals.catalogue().entry(what.hazard);
        match source {
            Source::Arrival(what) => entry(what).map_or_else(String::new, |entry| entry.id.clone()),
            Source::InForce => IN_FORCE.to_owned(),
            Source::Together => TOGETHER.to_owned(),
        }
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

/// Shares of `lost`, which sum to 1, from what events and what is in force lose alone: scaled down to it where that is more,
/// with what is lost only together where it is less.
fn parts(mut alone: Vec<(Source, f64)>, in_force: f64, lost: f64) -> Vec<(Source, f64)> {
    if in_force > 0.0 {
        alone.push((Source::InForce, in_force));
    }
    let sum: f64 = alone.iter().map(|(_, part)| part).sum();
    if sum < lost {
        alone.push((Source::Together, lost - sum));
    }
    for (_, part) in &mut alone {
        *part /= sum.max(lost);
    }
    alone
}

/// The largest of the shares of `events`, those of one arrival of a common cause added up. What is no arrival stands behind
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
