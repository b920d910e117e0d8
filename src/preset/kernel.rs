//! A preset made ready to run the kernel's shocks on the network of a model.

use super::ario::{Ario, Capital, Curve, Event, Loss, Parameters as ArioParameters, Story};
use super::inoue_todo::{Firms, Parameters as InoueTodoParameters};
use super::watch::Watch;
use super::{Day, Flows, LaneDay, Span};
use crate::engine::{Effect, Outcome, Rebuild, Run, Shock, Trajectory};
use crate::network::Network;
use crate::scenario::Recovery;
use std::sync::Arc;

/// Decimals that round nothing away: how a peer rounds money is no part of what is compared here.
const ALL_DECIMALS: i32 = 15;
/// Capital per yearly value added.
const CAPITAL: f64 = 4.0;
const YEAR: f64 = 365.0;

/// A preset on a list of flows.
#[derive(Debug, Clone)]
pub enum Kernel {
    /// ARIO.
    Ario(Ario),
    /// Inoue-Todo.
    InoueTodo(Firms, InoueTodoParameters),
}

impl Kernel {
    /// ARIO on `flows` of a network.
    ///
    /// Capital is four times value added where that is positive, else a year's output: a network need not leave every
    /// industry something. What an industry loses is stated as a share of it, so that without rebuilding its size does
    /// not matter.
    #[must_use]
    pub fn ario(flows: Arc<Flows>, parameters: ArioParameters) -> Self {
        let output = flows.output.iter().map(|output| output * YEAR);
        let capital = match &flows.value_added {
            Some(added) => output.zip(added).map(|(output, added)| if *added > 0.0 { CAPITAL * added } else { output }),
            None => {
                return Self::Ario(Ario::on(flows, ArioParameters { capital_decimals: ALL_DECIMALS, ..parameters }));
            }
        };
        let capital = Capital::Stated(capital.collect());
        Self::Ario(Ario::on(flows, ArioParameters { capital, capital_decimals: ALL_DECIMALS, ..parameters }))
    }

    /// Inoue-Todo on `flows` of a network.
    #[must_use]
    pub fn inoue_todo(flows: Arc<Flows>, parameters: InoueTodoParameters) -> Self {
        Self::InoueTodo(Firms::on(flows), parameters)
    }

    /// Days that a stock of `product` lasts in normal times.
    #[must_use]
    pub fn inventory_days(&self, product: usize) -> f64 {
        match self {
            Self::Ario(ario) => ario.parameters().inventory_days.of(product),
            Self::InoueTodo(_, parameters) => parameters.inventory_days,
        }
    }

    /// Runs `shocks` day by day and shows every simulated day to `observe`; what `run` watches is not looked at.
    ///
    /// # Panics
    ///
    /// Never: events are cut to what can be.
    pub fn drive(&self, shocks: &[Shock], run: &Run, observe: impl FnMut(&Day<'_>)) -> Outcome {
        let span = Span::of(shocks, run);
        match self {
            Self::Ario(ario) => {
                let events = events(ario, shocks);
                ario.drive(&events, shocks, &span, observe).expect("events are cut to what can be")
            }
            Self::InoueTodo(firms, parameters) => firms.drive(parameters, shocks, &span, observe),
        }
    }

    /// Runs `shocks` and records what `run` watches of `network`; every simulated day is shown to `observe` too.
    pub fn run(
        &self,
        network: &Network,
        flows: &Flows,
        shocks: &[Shock],
        run: &Run,
        mut observe: impl FnMut(&Day<'_>),
    ) -> Trajectory {
        let mut watch = Watch::new(network, flows, &run.watched);
        let outcome = self.drive(shocks, run, |day| {
            watch.record(day);
            observe(day);
        });
        watch.finish(outcome)
    }

    /// Runs `stories`, shocks with what is to be recorded of them, side by side on this thread: results are those of
    /// [`Kernel::run`] to the bit, story by story, for a fraction of the time where there are many.
    ///
    /// # Panics
    ///
    /// Never: events are cut to what can be.
    #[must_use]
    pub fn run_batch(&self, network: &Network, flows: &Flows, stories: &[(&[Shock], &Run)]) -> Vec<Trajectory> {
        let mut watches: Vec<Watch> = stories.iter().map(|(_, run)| Watch::new(network, flows, &run.watched)).collect();
        let outcomes = match self {
            Self::Ario(ario) => {
                let told: Vec<Story<'_>> = stories
                    .iter()
                    .map(|&(shocks, run)| Story { events: events(ario, shocks), shocks, span: Span::of(shocks, run) })
                    .collect();
                let watched = |story: usize, day: &LaneDay<'_>| watches[story].record_lane(day);
                ario.drive_batch(&told, true, watched).expect("events are cut to what can be")
            }
            Self::InoueTodo(firms, parameters) => {
                let told: Vec<_> = stories.iter().map(|(shocks, run)| (*shocks, Span::of(shocks, run))).collect();
                firms.drive_batch(parameters, &told, true, |story, day| watches[story].record_lane(day))
            }
        };
        watches.into_iter().zip(outcomes).map(|(watch, outcome)| watch.finish(outcome)).collect()
    }
}

fn events(ario: &Ario, shocks: &[Shock]) -> Vec<Event> {
    shocks.iter().filter_map(|shock| event(ario, shock)).collect()
}

/// Lost capital as ARIO takes it; none if the shock is to something else. Where nothing has a price nothing can be bought
/// to rebuild it.
fn event(ario: &Ario, shock: &Shock) -> Option<Event> {
    let Effect::Capital { suppliers, rebuild } = &shock.effect else { return None };
    let profile = &shock.profile;
    let share = profile.severity.clamp(0.0, 1.0);
    let steps = |days: f64| days.round().clamp(0.0, 1e9) as usize;
    Some(Event {
        start: steps(profile.start),
        hold: steps(profile.hold),
        lost: suppliers.iter().map(|&i| (i as usize, share * ario.capital()[i as usize])).collect(),
        loss: rebuild
            .as_ref()
            .filter(|_| ario.priced())
            .and_then(rebuilding)
            .unwrap_or_else(|| by_itself(profile.shape, profile.recovery)),
    })
}

fn by_itself(shape: Recovery, days: f64) -> Loss {
    let (curve, least) = match shape {
        Recovery::Linear => (Curve::Linear, 1.0),
        Recovery::Concave | Recovery::SCurve => (Curve::Concave, 2.0),
        Recovery::Convex | Recovery::Exponential => (Curve::Convex, 1.0),
        Recovery::Step => return Loss::Capital { curve: Curve::Linear, recovery_days: 1.0 },
    };
    Loss::Capital { curve, recovery_days: days.max(least) }
}

/// Shares are brought to a sum of 1; products that nobody makes rebuild nothing.
fn rebuilding(rebuild: &Rebuild) -> Option<Loss> {
    let sum: f64 = rebuild.products.iter().map(|(_, share)| share).sum();
    (sum > 0.0).then(|| Loss::Rebuilding {
        rebuild_days: rebuild.days.max(1.0),
        sectors: rebuild.products.iter().map(|&(product, share)| (product as usize, share / sum)).collect(),
        factor: rebuild.factor.max(0.0),
    })
}
