//! Step 1: Δ = max(capital still lost / capital, share of capacity stated as lost).

use super::event::{Event, Loss};
use super::parameters::rounded;
use super::rebuilding::Works;
use super::{Ario, Run};

/// Events and what is left of their losses.
#[derive(Debug, Clone)]
pub(super) struct Damage {
    events: Vec<Event>,
    /// By event, empty if it is not rebuilt.
    pub(super) works: Vec<Works>,
    /// Capital still lost, by industry.
    pub(super) capital: Vec<f64>,
    /// Share of capacity stated as lost, by industry.
    capacity: Vec<f64>,
    /// Rebuilding demand a step, by supplier.
    pub(super) rebuilding: Vec<f64>,
}

impl Damage {
    pub(super) fn new(ario: &Ario, events: &[Event]) -> Self {
        let zero = vec![0.0; ario.industries()];
        Self {
            works: events.iter().map(|event| Works::new(ario, event)).collect(),
            events: events.to_vec(),
            capital: zero.clone(),
            capacity: zero.clone(),
            rebuilding: zero,
        }
    }

    /// Share of capacity lost, Δ.
    pub(super) fn share(&self, industry: usize, capital: f64) -> f64 {
        let of_capital = if capital > 0.0 { self.capital[industry] / capital } else { 0.0 };
        of_capital.max(self.capacity[industry]).min(1.0)
    }
}

impl Ario {
    /// Losses and rebuilding demand of a step.
    pub(super) fn strike(&self, run: &mut Run<'_>, step: usize) {
        let Damage { events, works, capital, capacity, rebuilding } = &mut run.damage;
        capital.fill(0.0);
        capacity.fill(0.0);
        rebuilding.fill(0.0);
        for (event, works) in events.iter().zip(works) {
            match event.loss {
                Loss::Capital { curve, recovery_days } => {
                    let Some(elapsed) = elapsed(event, step, 0) else { continue };
                    let left = curve.left(elapsed, recovery_days);
                    for &(industry, lost) in &event.lost {
                        capital[industry] += rounded(lost * left, self.parameters.capital_decimals);
                    }
                }
                Loss::Capacity { curve, recovery_days } => {
                    let Some(elapsed) = elapsed(event, step, 1) else { continue };
                    let left = curve.left(elapsed, recovery_days);
                    for &(industry, lost) in &event.lost {
                        let lost = rounded(lost * left, self.parameters.capacity_decimals);
                        capacity[industry] = capacity[industry].max(lost);
                    }
                }
                Loss::Rebuilding { .. } if step >= event.start => {
                    works.still_lost(&event.lost, capital);
                    works.open = step >= event.start + event.hold;
                    works.ask(rebuilding);
                }
                Loss::Rebuilding { .. } => {}
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
