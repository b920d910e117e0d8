//! A run: shocks in, a trajectory out.

use super::disruption::Disruption;
use super::shock::Shock;
use super::trajectory::{Recorder, Trajectory};
use super::{Engine, Layout, Parameters, State, dispatch, usage};

/// How long to run and what to watch.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Days to simulate (rounded up to whole steps).
    pub horizon_days: f64,
    /// Stop once everything is at rest and no shock is active or to come: availability is 1 from then on.
    pub stop_when_whole: bool,
    /// Do not stop before this day.
    pub min_days: f64,
    /// Pass over the steps before the first shock, in which nothing happens.
    pub skip_quiet_start: bool,
    /// Cells (indices into `Network::cells`) whose availability and unmet final use are recorded.
    pub watched: Vec<u32>,
}

impl Default for Run {
    fn default() -> Self {
        Self { horizon_days: 365.0, stop_when_whole: true, min_days: 0.0, skip_quiet_start: true, watched: Vec::new() }
    }
}

/// How a run went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Steps of the horizon.
    pub steps: usize,
    /// First step that was simulated; those before it are at rest.
    pub first: usize,
    /// One past the last step that was simulated.
    pub end: usize,
    /// Whether it stopped early because all was whole.
    pub whole: bool,
}

/// What an observer sees after every step.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The flat network.
    pub layout: &'a Layout,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// Everything else.
    pub state: &'a State,
    /// Step, from 0.
    pub step: usize,
    /// Its first day.
    pub day: f64,
}

impl View<'_> {
    /// Share of a cell's need that could be met in this step.
    #[must_use]
    pub fn availability(&self, cell: u32) -> f64 {
        usage::availability(self.layout, self.parameters, self.state, cell)
    }

    /// What left over a lane in this step, a day. Orders moved to other suppliers are counted with what those have to spare
    /// *after* the step, a step's change at most.
    #[must_use]
    pub fn sent(&self, lane: u32) -> f64 {
        let edges = self.layout.lane_edges(lane);
        edges.iter().map(|&edge| dispatch::sent(self.layout, self.parameters, self.state, edge as usize)).sum()
    }

    /// Share of a cell's final use that was not met in this step.
    #[must_use]
    pub fn unmet_final(&self, cell: u32) -> f64 {
        usage::unmet_final(self.layout, self.parameters, self.state, cell)
    }
}

impl Engine {
    /// Runs `shocks` with a workspace of its own.
    #[must_use]
    pub fn run(&self, shocks: &[Shock], run: &Run) -> Trajectory {
        self.run_with(&mut self.state(), shocks, run)
    }

    /// Runs `shocks` in `state`, whatever it was used for before.
    pub fn run_with(&self, state: &mut State, shocks: &[Shock], run: &Run) -> Trajectory {
        self.run_observed(state, shocks, run, |_| ())
    }

    /// The same, with every simulated step shown to `observe` too.
    pub fn run_observed(
        &self,
        state: &mut State,
        shocks: &[Shock],
        run: &Run,
        mut observe: impl FnMut(&View<'_>),
    ) -> Trajectory {
        let mut recorder = Recorder::new(&run.watched, self.steps(run));
        let outcome = self.drive(state, shocks, run, |view| {
            recorder.record(view);
            observe(view);
        });
        recorder.finish(self.step_days(), outcome)
    }

    /// Runs `shocks` in `state` and shows every simulated step to `observe`, recording nothing. Allocates only when
    /// `state` has not yet seen a run of this size.
    pub fn drive(&self, state: &mut State, shocks: &[Shock], run: &Run, mut observe: impl FnMut(&View<'_>)) -> Outcome {
        let days = self.step_days();
        let steps = self.steps(run);
        let onset = shocks.iter().map(|shock| shock.profile.start).fold(f64::INFINITY, f64::min);
        let quiet = if run.skip_quiet_start { (onset / days).floor().max(0.0) } else { 0.0 };
        let first = steps.min(quiet as usize);
        let over = shocks.iter().map(Shock::last_day).fold(run.min_days, f64::max);
        state.rest(&self.layout, &self.spare);
        Disruption::prepare(&self.layout, &self.parameters, state, shocks);
        let mut outcome = Outcome { steps, first, end: first, whole: false };
        for step in first..steps {
            let (day, next) = (step as f64 * days, (step + 1) as f64 * days);
            Disruption::update(&self.layout, &self.parameters, state, shocks, day, next);
            self.step(state);
            observe(&View { layout: &self.layout, parameters: &self.parameters, state: &*state, step, day });
            outcome.end = step + 1;
            if run.stop_when_whole && next > over && self.at_rest(state) {
                outcome.whole = true;
                break;
            }
        }
        outcome
    }

    /// Steps of the horizon.
    fn steps(&self, run: &Run) -> usize {
        // A horizon of exactly n steps must not become n + 1 by rounding.
        (run.horizon_days / self.step_days() - 1e-9).ceil().max(0.0) as usize
    }

    /// Whether availability is 1 from here on: every slot wants its normal use, has nothing over its target position,
    /// and what is on its way is at least what is on its way at rest, step by step.
    ///
    /// Then, by induction over steps, every slot orders its normal use, so that N = X at every supplier; every slot
    /// receives at least U Δt, so that Y ≥ X; so every supplier serves all needs, and what is sent is again at least
    /// what is sent at rest. Stocks may still be below target (where a supplier has no capacity to spare they stay
    /// so), overtime may be fading and a reserve filling: none of it takes anything from current needs.
    fn at_rest(&self, state: &State) -> bool {
        let (layout, tolerance) = (&self.layout, self.parameters.stop_tolerance);
        let rested = (0..layout.slots).all(|slot| {
            let aim = layout.target[slot] + layout.pipeline[slot];
            let over = state.stock[slot] + state.pipeline[slot] - aim;
            (state.wanted[slot] - 1.0).abs() <= tolerance
                && state.unconfirmed[slot] <= tolerance
                && over * layout.per_restock[slot] <= tolerance
        });
        rested && (0..layout.slots).all(|slot| self.ring_at_rest(state, slot, tolerance))
    }

    fn ring_at_rest(&self, state: &State, slot: usize, tolerance: f64) -> bool {
        let range = |starts: &[u32]| starts[slot] as usize..starts[slot + 1] as usize;
        let (rest, ring) = (&self.layout.ring[range(&self.layout.ring_start)], &state.ring[range(&state.ring_start)]);
        let (late, soon) = ring.split_at(state.ring_now[slot] as usize);
        rest.iter().zip(soon.iter().chain(late)).all(|(rest, now)| *now >= rest * (1.0 - tolerance))
    }
}
