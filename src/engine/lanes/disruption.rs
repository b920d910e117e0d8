//! What the shocks of every trial do to its column on a day, as `engine::disruption`: strengths and their combination in
//! double precision, the rest in the kernel's.

use super::gates::Gates;
use super::plan::Plan;
use super::routes::{Way, count};
use super::simd::{Columns, Real};
use super::state::State;
use super::targets::{Alike, LanePart, Struck};
use crate::engine::parameters::Parameters;
use crate::engine::shock::{Effect, Profile, Shock};

/// The shocks of one trial.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    profiles: Vec<Profile>,
    strength: Vec<f64>,
    struck: Struck,
    /// Shocks that destroy stock, with the slots.
    destroyed: Vec<(u32, u32)>,
    /// Shocks whose strength is not that of the last step.
    changed: Vec<u32>,
    /// Classes of suppliers, final demand and gates on which they act, and what is left of the gates.
    suppliers: Vec<u32>,
    finals: Vec<u32>,
    gates: Vec<u32>,
    passing: Vec<Passing>,
    /// Whether any route can be closed with a way round.
    can_detour: bool,
}

impl Column {
    /// Looks ahead to these days.
    fn foresee(&mut self, from: f64, to: f64) {
        self.changed.clear();
        for (index, profile) in (0..).zip(&self.profiles) {
            let now = profile.mean(from, to);
            let strength = &mut self.strength[index as usize];
            if *strength != now {
                *strength = now;
                self.changed.push(index);
            }
        }
        let Self { struck, changed, strength, suppliers, finals, gates, passing, .. } = self;
        struck.suppliers.acted(changed, suppliers);
        struck.finals.acted(changed, finals);
        struck.lanes.acted(changed, gates);
        passing.clear();
        passing.extend(gates.iter().map(|&class| Passing::of(struck.lanes.class(class as usize).parts, strength)));
    }

    /// Classes of gates on which changed shocks act, and what is left of each.
    fn gates(&self) -> impl Iterator<Item = (Alike<'_, LanePart>, &Passing)> {
        self.gates.iter().map(|&class| self.struck.lanes.class(class as usize)).zip(&self.passing)
    }

    fn note_destroyed<T: Real>(&mut self, plan: &Plan<T>, shocks: &[Shock]) {
        self.destroyed.clear();
        for (index, shock) in (0..).zip(shocks) {
            match &shock.effect {
                Effect::Stock(slots) => {
                    self.destroyed.extend(slots.iter().map(|&slot| (index, plan.slot_of[slot as usize])));
                }
                Effect::Reserve(reserves) => {
                    self.destroyed.extend(reserves.iter().map(|&reserve| (index, plan.slots as u32 + reserve)));
                }
                _ => {}
            }
        }
    }
}

/// Shocks of a block, and what is not at rest because of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Disruption {
    columns: Vec<Column>,
    gates: Gates,
    /// By gate.
    states: Vec<GateState>,
    /// Steps by which the rings of each bundle must be longer; empty if none.
    pub longer: Vec<u32>,
}

/// What columns do at a gate.
#[derive(Debug, Clone, Copy, Default)]
struct GateState {
    /// Columns (bits) in which it is not open.
    closed: u32,
    /// Columns (bits) in which some of its goods take the long way round.
    late: u32,
    /// Columns (bits) in which some will in the step to come.
    later: u32,
}

/// What is left of a gate under its shocks.
#[derive(Debug, Clone, Copy)]
struct Passing {
    open: f64,
    late: f64,
    steps: u32,
}

impl Passing {
    fn of(parts: &[(u32, LanePart)], strength: &[f64]) -> Self {
        let mut left = Self { open: 1.0, late: 0.0, steps: 0 };
        for &(shock, part) in parts {
            let lost = strength[shock as usize].clamp(0.0, 1.0);
            match part {
                LanePart::Flow(weight) => left.open *= (1.0 - weight * lost).clamp(0.0, 1.0),
                LanePart::Route { share, round, steps, kept } => {
                    let blocked = (share * lost).clamp(0.0, 1.0);
                    let round = blocked * round;
                    let passing = 1.0 - blocked + round;
                    left.open *= passing;
                    let late = round * kept;
                    if late > 0.0 {
                        left.late = 1.0 - (1.0 - left.late) * (1.0 - late / passing);
                        left.steps = left.steps.max(steps);
                    }
                }
            }
        }
        left
    }
}

/// Steps that ways round add to a gate.
fn longer(parts: &[(u32, LanePart)]) -> impl Iterator<Item = u32> {
    let steps = |part: &(u32, LanePart)| if let LanePart::Route { steps, .. } = part.1 { steps } else { 0 };
    parts.iter().map(steps).filter(|&steps| steps > 0)
}

impl Disruption {
    /// Takes the shocks of a block's trials, before its state is set to rest.
    pub fn take<T: Real>(&mut self, plan: &Plan<T>, parameters: &Parameters, trials: &[&[Shock]]) {
        self.columns.resize_with(trials.len(), Column::default);
        for (column, shocks) in self.columns.iter_mut().zip(trials) {
            column.profiles.clear();
            column.profiles.extend(shocks.iter().map(|shock| shock.profile.clone()));
            column.note_destroyed(plan, shocks);
            column.strength.clear();
            column.strength.resize(shocks.len(), 0.0);
            column.struck.note(parameters, &plan.passage_of, shocks);
        }
        self.gates.find(plan.passages(), self.columns.iter().map(|column| column.struck.noted_lanes()));
        for column in &mut self.columns {
            column.struck.take_gates(&self.gates);
        }
        self.states.clear();
        self.states.resize(self.gates.len(), GateState::default());
        self.lengthen(plan);
    }

    fn lengthen<T: Real>(&mut self, plan: &Plan<T>) {
        self.longer.clear();
        for column in &mut self.columns {
            column.can_detour = false;
            for alike in column.struck.lanes.all() {
                for steps in longer(alike.parts) {
                    column.can_detour = true;
                    self.longer.resize(plan.bundles.len(), 0);
                    for crossing in alike.targets.iter().flat_map(|&gate| self.gates.crossings(plan, gate)) {
                        let longer = &mut self.longer[crossing.bundle as usize];
                        *longer = steps.max(*longer);
                    }
                }
            }
        }
    }

    /// Room in `state` for every gate, all of them open, and every way round.
    pub fn lay_gates<V: Columns>(&self, plan: &Plan<V::Real>, state: &mut State<V>) {
        let routes = &mut state.routes;
        routes.lay(plan, &self.gates);
        let mut ways: Vec<(u32, u32)> = Vec::new();
        for column in self.columns.iter().filter(|column| column.can_detour) {
            for alike in column.struck.lanes.all() {
                for steps in longer(alike.parts) {
                    ways.extend(alike.targets.iter().map(|&gate| (gate, steps)));
                }
            }
        }
        ways.sort_unstable();
        ways.dedup();
        for gate in ways.chunk_by(|a, b| a.0 == b.0) {
            let first = routes.ways.len() as u32;
            routes.ways.extend(gate.iter().map(|&(_, steps)| Way { steps, columns: 0 }));
            routes.ways_of[gate[0].0 as usize] = (first, routes.ways.len() as u32);
        }
        routes.late.resize(routes.ways.len(), V::splat(V::Real::default()));
    }

    /// Looks ahead to the step over the days [`from`, `to`): finds how strong every shock will be, and what goods will go
    /// a long way round, which orders for that step must know.
    pub fn foresee<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>, [from, to]: [f64; 2]) {
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.foresee(from, to);
            for (Alike { targets, parts }, &Passing { open, late, steps }) in column.gates() {
                if longer(parts).next().is_none() {
                    continue;
                }
                let content = open * late * f64::from(steps);
                for &gate in targets {
                    state.routes.detour[gate as usize].set(index, V::Real::of(content));
                    if let Some(later) = turn(&mut self.states[gate as usize].later, index, content > 0.0) {
                        for crossing in self.gates.crossings(plan, gate) {
                            count(&mut state.bundles.track[crossing.bundle as usize].later, later);
                        }
                    }
                }
            }
        }
    }

    /// Sets the columns of `state` for the step that was foreseen, over the days [`from`, `to`).
    pub fn update<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>, days: [f64; 2]) {
        let columns = std::mem::take(&mut self.columns);
        for (index, column) in columns.iter().enumerate() {
            self.apply(plan, state, column, index);
            destroy(plan, state, column, index, days);
        }
        self.columns = columns;
    }

    fn apply<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>, column: &Column, index: usize) {
        let strength = &column.strength;
        for class in column.suppliers.iter().map(|&class| column.struck.suppliers.class(class as usize)) {
            let lost = |part: &(u32, ())| strength[part.0 as usize].clamp(0.0, 1.0);
            let left = V::Real::of(class.parts.iter().fold(1.0, |left, part| left * (1.0 - lost(part))));
            for &supplier in class.targets {
                state.firms.own[supplier as usize].left.set(index, left);
            }
        }
        for class in column.finals.iter().map(|&class| column.struck.finals.class(class as usize)) {
            let demand = class.parts.iter().fold(1.0, |sum, &(shock, growth)| sum + growth * strength[shock as usize]);
            let demand = V::Real::of(demand.max(0.0));
            for slot in class.targets.iter().map(|&slot| plan.slot_of[slot as usize] as usize) {
                state.slots.wanted[slot].set(index, demand);
                state.slots.unsteady[slot] = true;
                state.bundles.change(plan.rates[slot].bundle);
            }
        }
        for (Alike { targets, .. }, passing) in column.gates() {
            for &gate in targets {
                self.pass(plan, state, index, gate, passing);
            }
        }
    }

    /// Sets what passes a gate in a column.
    fn pass<V: Columns>(
        &mut self,
        plan: &Plan<V::Real>,
        state: &mut State<V>,
        column: usize,
        gate: u32,
        passing: &Passing,
    ) {
        let &Passing { open, late, steps } = passing;
        let (place, now) = (gate as usize, &mut self.states[gate as usize]);
        let State { routes, bundles, .. } = state;
        // e is exactly 1 where the gate is open.
        let extra = (1.0 + (open - 1.0) * plan.constants.per_extra.wide()).max(0.0);
        routes.gates[place].set(column, [open, extra, open * (1.0 - late)]);
        if let Some(closed) = turn(&mut now.closed, column, open != 1.0 || late > 0.0) {
            for crossing in self.gates.crossings(plan, gate) {
                count(&mut bundles.track[crossing.bundle as usize].restricted, closed);
                count(&mut routes.node_closed[crossing.node as usize], closed);
            }
        }
        if late == 0.0 && now.late == 0 {
            return;
        }
        let (first, end) = routes.ways_of[place];
        let ways = first as usize..end as usize;
        for (way, late_open) in routes.ways[ways.clone()].iter_mut().zip(&mut routes.late[ways]) {
            let round = if way.steps == steps { open * late } else { 0.0 };
            late_open.set(column, V::Real::of(round));
            turn(&mut way.columns, column, round > 0.0);
        }
        if let Some(late) = turn(&mut now.late, column, late > 0.0) {
            for crossing in self.gates.crossings(plan, gate) {
                count(&mut bundles.track[crossing.bundle as usize].late, late);
            }
        }
    }
}

/// Sets or clears a column's bit; tells if that made the first bit or cleared the last.
fn turn(bits: &mut u32, column: usize, on: bool) -> Option<bool> {
    let before = *bits;
    *bits = if on { before | 1 << column } else { before & !(1 << column) };
    ((before == 0) != (*bits == 0)).then_some(on)
}

/// Stock that is lost in this step.
fn destroy<V: Columns>(
    plan: &Plan<V::Real>,
    state: &mut State<V>,
    column: &Column,
    index: usize,
    [from, to]: [f64; 2],
) {
    for &(shock, slot) in &column.destroyed {
        let profile = &column.profiles[shock as usize];
        if profile.begins_within(from, to) {
            let left = 1.0 - profile.severity.clamp(0.0, 1.0);
            let stock = &mut state.slots.now[slot as usize].stock;
            stock.set(index, V::Real::of(stock.get(index).wide() * left));
            state.bundles.change(plan.rates[slot as usize].bundle);
        }
    }
}
