//! Step 1: Δ = max(capital still lost / capital, share of capacity stated as lost).

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::event::{Event, Loss};
use super::parameters::rounded;
use super::rebuilding::Works;
use super::{Ario, Run};
use crate::preset::rows::{Row, each, over};

/// Events of a run and what is left of their losses.
#[derive(Debug, Clone, Default)]
pub(super) struct Damage {
    events: Vec<Event>,
    /// By event, empty if it is not rebuilt.
    pub(super) works: Vec<Works>,
}

/// What is lost in every lane, by industry.
#[derive(Debug, Clone)]
pub(super) struct Losses<const L: usize> {
    /// Capital still lost.
    pub(super) capital: Vec<Row<L>>,
    /// Share of capacity stated as lost.
    pub(super) capacity: Vec<Row<L>>,
    /// Rebuilding demand a step, by supplier.
    pub(super) rebuilding: Vec<Row<L>>,
    /// Where anything of the above may be other than nothing.
    hit: Vec<u32>,
}

impl Damage {
    pub(super) fn new(ario: &Ario, events: &[Event]) -> Self {
        Self { works: events.iter().map(|event| Works::new(ario, event)).collect(), events: events.to_vec() }
    }
}

impl<const L: usize> Losses<L> {
    pub(super) fn new<'a>(industries: usize, damages: impl Iterator<Item = &'a Damage>) -> Self {
        let zero = || vec![[0.0; L]; industries];
        let mut hit: Vec<u32> = Vec::new();
        for damage in damages {
            hit.extend(damage.events.iter().flat_map(|event| event.lost.iter().map(|(industry, _)| *industry as u32)));
            hit.extend(damage.works.iter().flat_map(Works::suppliers));
        }
        hit.sort_unstable();
        hit.dedup();
        Self { capital: zero(), capacity: zero(), rebuilding: zero(), hit }
    }

    /// Share of capacity lost, Δ, of an industry that lost so much of its `capital` and so much capacity as stated.
    #[inline(always)]
    pub(super) fn share((lost, stated): (&Row<L>, &Row<L>), capital: f64) -> Row<L> {
        each(|lane| over(lost[lane], capital, 0.0).max(stated[lane]).min(1.0))
    }
}

impl Ario {
    /// Losses and rebuilding demand of a step.
    pub(super) fn strike<const L: usize>(&self, run: &mut Run<'_, L>, days: &[usize; L]) {
        let Losses { capital, capacity, rebuilding, hit } = &mut run.losses;
        for &industry in hit.iter() {
            for rows in [&mut *capital, &mut *capacity, &mut *rebuilding] {
                rows[industry as usize] = [0.0; L];
            }
        }
        for (lane, (state, &step)) in run.lanes.iter_mut().zip(days).enumerate() {
            let Damage { events, works } = &mut state.damage;
            for (event, works) in events.iter().zip(works) {
                match event.loss {
                    Loss::Capital { curve, recovery_days } => {
                        let Some(elapsed) = elapsed(event, step, 0) else { continue };
                        let left = curve.left(elapsed, recovery_days);
                        for &(industry, lost) in &event.lost {
                            capital[industry][lane] += rounded(lost * left, self.parameters.capital_decimals);
                        }
                    }
                    Loss::Capacity { curve, recovery_days } => {
                        let Some(elapsed) = elapsed(event, step, 1) else { continue };
                        let left = curve.left(elapsed, recovery_days);
                        for &(industry, lost) in &event.lost {
                            let lost = rounded(lost * left, self.parameters.capacity_decimals);
                            capacity[industry][lane] = capacity[industry][lane].max(lost);
                        }
                    }
                    Loss::Rebuilding { .. } if step >= event.start => {
                        works.still_lost(&event.lost, |industry, lost| capital[industry][lane] += lost);
                        works.open = step >= event.start + event.hold;
                        works.ask(|supplier, asked| rebuilding[supplier][lane] += asked);
                    }
                    Loss::Rebuilding { .. } => {}
                }
            }
        }
    }
}

/// Steps since the way back began, `late` steps after the peer's own count; none before the event.
///
/// The peer begins on the step after the hold and has nothing back on its first: e = step − start − hold − 1.
fn elapsed(event: &Event, step: usize, late: usize) -> Option<f64> {
    let from = event.start + late;
    (step >= from).then(|| step.saturating_sub(from + event.hold + 1) as f64)
}
