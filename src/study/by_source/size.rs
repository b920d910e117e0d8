//! What events of one kind lose alone, read off a few that were simulated.

use super::super::year_trial::{What, YearTrial};
use crate::engine::shock::Profile;
use crate::montecarlo::batch::run_all;
use crate::montecarlo::distributions::duration_days;
use crate::montecarlo::{Arrivals, CellLoss, Event};
use std::collections::BTreeMap;

/// Quantiles of severity and of days at which events are simulated alone: stocks make losses begin late and then grow, so
/// that one point says nothing of the others.
const SEVERITIES: [f64; 3] = [0.1, 0.5, 0.95];
const DAYS: [f64; 3] = [0.25, 0.75, 0.95];

/// What events of one kind lose alone, by severity, days and cell. Without points nothing is lost.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Size {
    /// Severities, rising.
    severities: Vec<f64>,
    /// Days at the worst within those that are simulated, rising.
    days: Vec<f64>,
    /// Lost days by cell: those of the first severity and all days, and so on.
    lost: Vec<Vec<f64>>,
}

impl Size {
    /// What an event like `event` would lose alone in `cell`; never below 0.
    pub(super) fn of(&self, event: &Event, cell: usize) -> f64 {
        let days = length(event);
        let of_severity = |place: usize| {
            let own = &self.lost[place * self.days.len()..];
            read(&self.days, days, |place| own[place][cell])
        };
        read(&self.severities, event.severity, of_severity).max(0.0)
    }
}

/// A rising function at `x`, known at `points` and 0 at 0: linear between them, and beyond the last as before it.
fn read(points: &[f64], x: f64, value: impl Fn(usize) -> f64) -> f64 {
    let Some(last) = points.len().checked_sub(1) else { return 0.0 };
    let upper = points.partition_point(|point| *point < x).min(last);
    let above = (points[upper], value(upper));
    let below = if upper == 0 { (0.0, 0.0) } else { (points[upper - 1], value(upper - 1)) };
    below.1 + (above.1 - below.1) * (x - below.0) / (above.0 - below.0)
}

/// Days at the worst that an event is worth within the days that are simulated: what comes after them costs nothing.
pub(super) fn length(event: &Event) -> f64 {
    let end = YearTrial::followed();
    Profile { severity: 1.0, ..event.profile() }.mean(event.start, end) * (end - event.start)
}

/// What is in force loses alone, by cell, and what each kind of event adds to it: as many runs at a time as the kernel has
/// lanes. The worst of each kind runs first: where it adds nothing to any cell, none does. `progress` is told how many more
/// runs are done, and of how many at the most.
pub(super) fn alone(
    trial: &YearTrial<'_>,
    arrivals: &Arrivals,
    kinds: &[What],
    progress: &(dyn Fn(u64, u64) + Sync),
) -> (Vec<f64>, BTreeMap<What, Size>) {
    let most = (kinds.len() * (1 + SEVERITIES.len() * DAYS.len())) as u64;
    let run = |events: &[Event]| -> Vec<Vec<f64>> {
        let runs: Vec<&[Event]> = events.iter().map(std::slice::from_ref).collect();
        run_all(trial, &runs, &|more| progress(more, most)).iter().map(|cells| lost_days(cells)).collect()
    };
    let in_force = run_all(trial, &[&[]], &|_| ()).first().map(|cells| lost_days(cells)).unwrap_or_default();
    let worst: Vec<Event> = kinds.iter().map(|what| typical(arrivals, *what, SEVERITIES[2], DAYS[2])).collect();
    let hurt = kinds.iter().zip(run(&worst)).filter(|(_, lost)| *lost != in_force);
    let grids: Vec<(What, Vec<Vec<Event>>)> = hurt.map(|(what, _)| (*what, grid(arrivals, *what))).collect();
    let events: Vec<Event> = grids.iter().flat_map(|(_, grid)| grid.iter().flatten().copied()).collect();
    progress(most - (kinds.len() + events.len()) as u64, most);
    let mut lost = run(&events).into_iter();
    let mut added = || -> Vec<f64> {
        let with = lost.next().expect("a loss of every run");
        with.iter().zip(&in_force).map(|(with, without)| with - without).collect()
    };
    let mut sizes: BTreeMap<What, Size> = kinds.iter().map(|what| (*what, Size::default())).collect();
    for (what, grid) in &grids {
        let size = Size {
            severities: grid.iter().map(|events| events[0].severity).collect(),
            days: grid.first().map_or_else(Vec::new, |events| events.iter().map(length).collect()),
            lost: grid.iter().flatten().map(|_| added()).collect(),
        };
        sizes.insert(*what, size);
    }
    (in_force, sizes)
}

fn lost_days(cells: &[CellLoss]) -> Vec<f64> {
    cells.iter().map(|cell| cell.lost_days).collect()
}

/// Events of this kind by severity and, within it, days; those that differ, and none that do nothing.
pub(super) fn grid(arrivals: &Arrivals, what: What) -> Vec<Vec<Event>> {
    let mut grid: Vec<Vec<Event>> = Vec::new();
    for severity in SEVERITIES {
        let mut events: Vec<Event> = Vec::new();
        for days in DAYS {
            let event = typical(arrivals, what, severity, days);
            let (least, own) = (events.last().map_or(0.0, length), length(&event));
            if own > least * (1.0 + 1e-9) {
                events.push(event);
            }
        }
        let least = grid.last().map_or(0.0, |events| events[0].severity);
        if events.first().is_some_and(|event| event.severity > least * (1.0 + 1e-9)) {
            grid.push(events);
        }
    }
    grid
}

/// An arrival of this kind in the middle of the year, with these quantiles of its severity and of its days.
pub(super) fn typical(arrivals: &Arrivals, what: What, severity: f64, days: f64) -> Event {
    let entry = arrivals.catalogue().entry(what.hazard).expect("the hazard was drawn from this catalogue");
    Event {
        hazard: what.hazard,
        cause: None,
        start: 0.5 * super::super::batch::YEAR,
        severity: entry.severity.quantile(severity),
        duration: duration_days(&entry.duration, days),
        onset: entry.onset,
        recovery: entry.recovery,
        shape: entry.shape,
        firm: what.firm,
        hit: what.hit,
    }
}

#[cfg(test)]
mod tests;
