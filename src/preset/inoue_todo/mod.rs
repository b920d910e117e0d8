//! Firms that buy from firms, day by day (Henriet and Hallegatte 2008; Inoue and Todo 2019).
//!
//! Written from the papers and held to the output of the authors' simulator. One file per step of the day, in the order
//! in which `step` calls them:
//!
//! | step | file | what |
//! |---|---|---|
//! | 1-2 | `orders` | yesterday's deliveries in, yesterday's use out; orders: use at yesterday's output and the gap in stock |
//! | 3 | `production` | capacity, stocks, demand |
//! | 4 | `rationing` | who is served, by one of four rules |
//!
//! State lies on flows, which are few: a day is one pass over them. The same code runs one story or eight side by side
//! ([`Firms::drive_batch`]), with the same bits. Damage takes the kernel's [`Profile`].

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

mod firms;
mod orders;
mod parameters;
mod production;
mod rationing;
mod series;
mod shown;
mod state;
#[cfg(test)]
mod tests;

pub use firms::{Firms, FirmsError};
pub use parameters::{Orders, Parameters, Rationing};
pub use series::{ByFirm, Series};

use super::day::near;
use super::rows::Clock;
use super::{Day, LaneDay, Span};
use crate::engine::{Effect, Outcome, Profile, Shock};
use pulp::{Arch, Simd, WithSimd};
use state::Run;

/// Stories side by side: a row is a line of the cache, and rows of all suppliers stay near.
const LANES: usize = 8;

/// Firms that lose a share of their capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// Which firms.
    pub firms: Vec<u32>,
    /// δ over time. A `hold` without end is a firm that never comes back, as in the authors' examples. Damages to one
    /// firm combine as 1 − Π(1 − δ).
    pub profile: Profile,
}

impl Damage {
    fn shock(&self) -> Shock {
        Shock { profile: self.profile.clone(), effect: Effect::Capacity(self.firms.clone()) }
    }
}

impl Firms {
    /// Runs `damages` for so many days. Series by firm are recorded only if asked for.
    ///
    /// # Errors
    ///
    /// If a damage names a firm that does not exist.
    pub fn run(
        &self,
        parameters: &Parameters,
        damages: &[Damage],
        days: usize,
        by_firm: bool,
    ) -> Result<Series, FirmsError> {
        let mut named = damages.iter().flat_map(|damage| &damage.firms);
        if let Some(&firm) = named.find(|&&firm| firm as usize >= self.len()) {
            return Err(FirmsError::Firm { firm, firms: self.len() });
        }
        let shocks: Vec<Shock> = damages.iter().map(Damage::shock).collect();
        let mut run: Run<'_, 1> = self.at_rest(parameters, &[&shocks], false);
        let mut series = Series::new(self, days, by_firm);
        for day in 0..days {
            self.step(parameters, &mut run, &[day], false);
            series.record(self, day, &run);
        }
        Ok(series)
    }

    /// Runs the kernel's shocks and shows every simulated day to `observe`. Stocks shown are those at the start of the
    /// day. Lost capital counts as lost capacity.
    pub fn drive(
        &self,
        parameters: &Parameters,
        shocks: &[Shock],
        span: &Span,
        mut observe: impl FnMut(&Day<'_>),
    ) -> Outcome {
        let mut run: Run<'_, 1> = self.at_rest(parameters, &[shocks], true);
        let mut orders = Vec::with_capacity(self.len());
        span.drive(|day| {
            self.step(parameters, &mut run, &[day], true);
            observe(&self.day(&run, &mut orders, day));
            day as f64 + 1.0 > span.least && self.rests(parameters, &run, 0)
        })
    }

    /// Runs `stories`, shocks and how long to run, as [`Firms::drive`] does, eight at a time on this thread, and shows
    /// every simulated day of every story, by its number, to `observe`; `met` of a day only if it is asked for. Results
    /// are those of single runs to the bit.
    pub fn drive_batch(
        &self,
        parameters: &Parameters,
        stories: &[(&[Shock], Span)],
        met: bool,
        mut observe: impl FnMut(usize, &LaneDay<'_>),
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(stories.len());
        for chunk in stories.chunks(LANES) {
            let first = outcomes.len();
            outcomes.extend(match chunk {
                [_] => self.drive_lanes::<1>(parameters, chunk, met, |lane, day| observe(first + lane, day)),
                _ => self.drive_lanes::<LANES>(parameters, chunk, met, |lane, day| observe(first + lane, day)),
            });
        }
        outcomes
    }

    fn drive_lanes<const L: usize>(
        &self,
        parameters: &Parameters,
        stories: &[(&[Shock], Span)],
        met: bool,
        mut observe: impl FnMut(usize, &LaneDay<'_>),
    ) -> Vec<Outcome> {
        let shocks: Vec<&[Shock]> = stories.iter().map(|(shocks, _)| *shocks).collect();
        let spans: Vec<Span> = stories.iter().map(|(_, span)| *span).collect();
        let mut run: Run<'_, L> = self.at_rest(parameters, &shocks, met);
        let mut clock = Clock::new(&spans);
        while let Some(days) = clock.days::<L>() {
            self.step(parameters, &mut run, &days, true);
            for (lane, day) in clock.running(days) {
                observe(lane, &self.lane_day(&run, lane, day));
            }
            clock.end_step(|lane| self.rests(parameters, &run, lane));
        }
        clock.outcomes()
    }

    fn step<const L: usize>(&self, parameters: &Parameters, run: &mut Run<'_, L>, days: &[usize; L], shown: bool) {
        self.disturb(run, days);
        // On the first day nothing has been used or delivered yet.
        let turn = days.map(|day| day > 0);
        Arch::new().dispatch(Step { firms: self, parameters, run, turn, shown });
    }

    /// Whether output, demand and stocks are as at rest in a lane.
    fn rests<const L: usize>(&self, parameters: &Parameters, run: &Run<'_, L>, lane: usize) -> bool {
        let made = (0..self.len()).all(|i| {
            let (made, demand) = (run.made[i][lane], run.demand[i][lane]);
            near(made, self.output[i]) && near(demand.max(made), self.output[i])
        });
        let stocks = run.stock.iter().zip(&self.flow);
        made && stocks.into_iter().all(|(stock, flow)| near(stock[lane], parameters.inventory_days * flow))
    }
}

/// What is the same work in every lane, by the widest instructions of the machine; nothing is fused.
struct Step<'a, 'b, const L: usize> {
    firms: &'a Firms,
    parameters: &'a Parameters,
    run: &'a mut Run<'b, L>,
    turn: [bool; L],
    shown: bool,
}

impl<const L: usize> WithSimd for Step<'_, '_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { firms, parameters, run, turn, shown } = self;
        firms.order(parameters, run, &turn);
        firms.produce(run);
        firms.ration(parameters.rationing, run);
        if shown {
            firms.leave_unmet(run);
            if !run.met.is_empty() {
                firms.show_pools(run);
            }
        }
    }
}
