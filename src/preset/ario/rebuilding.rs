//! Rebuilding: lost capital becomes a demand, and comes back as it is delivered.

use super::event::{Event, Loss};
use super::parameters::rounded;
use super::{Ario, Run};

/// What a supplier is to rebuild for an industry.
#[derive(Debug, Clone, Copy)]
struct Work {
    supplier: usize,
    /// Index into the losses of the event.
    loss: usize,
    left: f64,
}

/// What an event has rebuilt.
#[derive(Debug, Clone, Default)]
pub(super) struct Works {
    days: f64,
    work: Vec<Work>,
    /// Sum of the work of every loss at the start.
    whole: Vec<f64>,
    /// Whether rebuilding has begun.
    pub(super) open: bool,
}

impl Works {
    /// Shares of the rebuilding sectors, within a sector by what suppliers sell to the industry hit; by their output if
    /// they sell it nothing.
    pub(super) fn new(ario: &Ario, event: &Event) -> Self {
        let Loss::Rebuilding { rebuild_days, sectors, factor } = &event.loss else { return Self::default() };
        let mut works = Self { days: *rebuild_days, whole: vec![0.0; event.lost.len()], ..Self::default() };
        for (loss, &(user, lost)) in event.lost.iter().enumerate() {
            for &(sector, share) in sectors {
                let flows = &ario.flows;
                let sold = flows.pools.find(sector as u32, user as u32).map_or(0.0, |pool| flows.pools.flow[pool]);
                let makers = (0..flows.len()).filter(|maker| flows.product[*maker] as usize == sector);
                let all: f64 = makers.clone().map(|maker| flows.output[maker]).sum();
                for supplier in makers {
                    let flow = flows.between(supplier, user);
                    let part = if sold > 0.0 { flow / sold } else { flows.output[supplier] / all };
                    let left = lost * factor * share * part;
                    if left > 0.0 {
                        works.whole[loss] += left;
                        works.work.push(Work { supplier, loss, left });
                    }
                }
            }
        }
        works
    }

    /// Who rebuilds.
    pub(super) fn suppliers(&self) -> impl Iterator<Item = u32> {
        self.work.iter().map(|work| work.supplier as u32)
    }

    /// Says what is still lost of every loss.
    pub(super) fn still_lost(&self, lost: &[(usize, f64)], mut say: impl FnMut(usize, f64)) {
        let mut left = vec![0.0; lost.len()];
        for work in &self.work {
            left[work.loss] += work.left;
        }
        for ((&(industry, lost), left), &whole) in lost.iter().zip(left).zip(&self.whole) {
            say(industry, if whole > 0.0 { lost * (left / whole) } else { lost });
        }
    }

    /// Says what is asked of suppliers in a step.
    pub(super) fn ask(&self, mut say: impl FnMut(usize, f64)) {
        if self.open {
            for work in &self.work {
                say(work.supplier, work.left / self.days);
            }
        }
    }
}

impl Ario {
    /// Takes what was delivered in the step off what is to be rebuilt.
    pub(super) fn rebuild<const L: usize>(&self, run: &mut Run<'_, L>) {
        for (lane, state) in run.lanes.iter_mut().enumerate() {
            for works in state.damage.works.iter_mut().filter(|works| works.open) {
                for work in &mut works.work {
                    let left = work.left * (1.0 - run.served[work.supplier][lane] / works.days);
                    work.left = rounded(left.max(0.0), self.parameters.capital_decimals);
                }
            }
        }
    }
}
