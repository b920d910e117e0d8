//! A block of trials, from the first onset of any of them to the last that is whole again.

use super::disruption::Disruption;
use super::plan::Plan;
use super::record::{Record, forget, record};
use super::simd::{Columns, Real, Work};
use super::state::State;
use super::stop::at_rest;
use super::{Losses, Short, Span, orders, reserve, settle, supply};
use crate::engine::parameters::Parameters;
use crate::engine::shock::Shock;

/// Workspace of a thread: one block at a time.
#[derive(Debug, Clone)]
pub(super) struct Block<V: Columns> {
    state: State<V>,
    /// h and g at rest.
    spare: Vec<(V::Real, V::Real)>,
    disruption: Disruption,
    record: Record<V>,
    witness: Vec<usize>,
    /// Steps of the last block.
    pub steps: usize,
}

/// A part of a step; `S` says which.
struct Part<'a, V: Columns, const S: u8> {
    plan: &'a Plan<V::Real>,
    state: &'a mut State<V>,
}

/// Parts of a step, in order. Each is a function of its own, which compiles to better code than one of all.
const RELEASE: u8 = 0;
const PLACE: u8 = 1;
const MAKE: u8 = 2;
const SETTLE: u8 = 3;

impl<V: Columns, const S: u8> Work for Part<'_, V, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { plan, state } = self;
        match S {
            RELEASE => reserve::release(plan, state),
            PLACE => orders::place(plan, state),
            MAKE => supply::make(plan, state),
            _ => settle::settle(plan, state),
        }
    }
}

/// What a step loses, after receipts and before use.
struct Loss<'a, V: Columns> {
    plan: &'a Plan<V::Real>,
    state: &'a mut State<V>,
    record: &'a mut Record<V>,
    watched: &'a [bool],
    /// 1 in the columns whose losses count.
    counting: V,
    /// Its number, and whether it is early.
    at: (u32, bool),
}

impl<V: Columns> Work for Loss<'_, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { plan, state, .. } = self;
        record(plan, state, self.record, self.watched, self.counting, self.at);
        reserve::watch(plan, state);
        forget(state);
    }
}

/// A step of all columns, after its disruption has been set, up to what suppliers make and what is lost.
fn first_half<V: Columns>(loss: Loss<'_, V>) {
    let Loss { plan, state, record, watched, counting, at } = loss;
    V::work(Part::<V, RELEASE> { plan, state });
    V::work(Part::<V, PLACE> { plan, state });
    V::work(Part::<V, MAKE> { plan, state });
    V::work(Loss { plan, state, record, watched, counting, at });
}

/// The rest of a step, after the disruption of the next one has been foreseen.
fn second_half<V: Columns>(plan: &Plan<V::Real>, state: &mut State<V>) {
    V::work(Part::<V, SETTLE> { plan, state });
}

/// Which of the `candidates` are whole for good.
struct Whole<'a, V: Columns> {
    plan: &'a Plan<V::Real>,
    state: &'a State<V>,
    witness: &'a mut [usize],
    candidates: u32,
}

impl<V: Columns> Work for Whole<'_, V> {
    type Output = u32;

    #[inline(always)]
    fn run(self) -> u32 {
        at_rest(self.plan, self.state, self.witness, self.candidates)
    }
}

impl<V: Columns> Block<V> {
    /// A workspace for `plan`.
    pub fn new(plan: &Plan<V::Real>) -> Self {
        // One step at rest shows what every supplier has to spare; nothing in it reads h, which goes all the way at once.
        let mut at_once = plan.clone();
        at_once.constants.spare_rate = V::Real::of(1.0);
        let mut state: State<V> = State::new(plan);
        let mut record = Record::new(plan.cells.len());
        let counting = V::splat(V::Real::default());
        let (plan_at_once, watched) = (&at_once, &vec![false; plan.cells.len()]);
        first_half(Loss {
            plan: plan_at_once,
            state: &mut state,
            record: &mut record,
            watched,
            counting,
            at: (0, false),
        });
        second_half(plan_at_once, &mut state);
        let spare = state.firms.own.iter().map(|now| (now.spare.get(0), now.spot.get(0))).collect();
        Self { state, spare, disruption: Disruption::default(), record, witness: vec![0; V::COUNT], steps: 0 }
    }

    /// Runs one trial a column.
    pub fn run(
        &mut self,
        plan: &Plan<V::Real>,
        parameters: &Parameters,
        trials: &[&[Shock]],
        watched: &[bool],
        span: &Span,
    ) {
        let days = parameters.step_days;
        self.disruption.take(plan, parameters, trials);
        self.state.rest(plan, &self.spare, &self.disruption.longer);
        self.disruption.lay_gates(plan, &mut self.state);
        self.record.clear();
        let onset = |shocks: &&[Shock]| shocks.iter().map(|shock| shock.profile.start).fold(f64::INFINITY, f64::min);
        let first = trials.iter().map(onset).fold(f64::INFINITY, f64::min);
        let over: Vec<f64> =
            trials.iter().map(|shocks| shocks.iter().map(Shock::last_day).fold(0.0, f64::max)).collect();
        // A trial without shocks is whole from the start.
        let mut running = (0..trials.len()).filter(|&c| !trials[c].is_empty()).fold(0, |bits, c| bits | 1 << c);
        let first = ((first / days).floor().max(0.0) as usize).min(span.steps);
        let days_of = |step: usize| [step as f64 * days, (step + 1) as f64 * days];
        self.disruption.foresee(plan, &mut self.state, days_of(first));
        self.steps = 0;
        for step in first..span.steps {
            if running == 0 {
                break;
            }
            self.steps += 1;
            self.disruption.update(plan, &mut self.state);
            let mut counting = V::splat(V::Real::default());
            let mut candidates = 0;
            for column in (0..trials.len()).filter(|column| running & (1 << column) != 0) {
                counting.set(column, V::Real::of(1.0));
                candidates |= u32::from(days_of(step)[1] > over[column]) << column;
            }
            let (state, record, at) = (&mut self.state, &mut self.record, (step as u32, step < span.early));
            first_half(Loss { plan, state, record, watched, counting, at });
            self.disruption.foresee(plan, &mut self.state, days_of(step + 1));
            second_half(plan, &mut self.state);
            if candidates != 0 {
                let (state, witness) = (&self.state, &mut self.witness[..]);
                running &= !V::work(Whole { plan, state, witness, candidates });
            }
        }
    }

    /// Losses of a column in these cells.
    pub fn losses(&self, column: usize, cells: &[u32], days: f64) -> Losses {
        let read = |rows: &[V]| cells.iter().map(|&cell| rows[cell as usize].get(column).wide() * days).collect();
        let short = self.record.short.iter().filter_map(|(step, cell, lost)| {
            let lost = lost.get(column).wide();
            (lost > 0.0).then_some(Short { step: *step, cell: *cell, lost })
        });
        let short: Vec<Short> = short.collect();
        Losses {
            lost: read(&self.record.lost),
            early: read(&self.record.early),
            unmet: read(&self.record.unmet),
            short,
        }
    }
}
