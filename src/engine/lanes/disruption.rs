//! What the shocks of every trial do to its column of the state on a day, as `engine::disruption`.

use super::gates::Gates;
use super::plan::Plan;
use super::routes::{Way, count};
use super::shocks::{Column, Passing};
use super::simd::{Columns, Real};
use super::state::State;
use crate::engine::parameters::Parameters;
use crate::engine::shock::Shock;

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

impl Disruption {
    /// Takes the shocks of a block's trials, before its state is set to rest.
    pub fn take<T: Real>(&mut self, plan: &Plan<T>, parameters: &Parameters, trials: &[&[Shock]]) {
        self.columns.resize_with(trials.len(), Column::default);
        for (column, shocks) in self.columns.iter_mut().zip(trials) {
            column.take(plan, parameters, shocks);
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
        for (gates, steps) in self.columns.iter().flat_map(Column::ways) {
            self.longer.resize(plan.bundles.len(), 0);
            for crossing in gates.iter().flat_map(|&gate| self.gates.crossings(plan, gate)) {
                let longer = &mut self.longer[crossing.bundle as usize];
                *longer = steps.max(*longer);
            }
        }
    }

    /// Room in `state` for every gate, all of them open, and every way round.
    pub fn lay_gates<V: Columns>(&self, plan: &Plan<V::Real>, state: &mut State<V>) {
        let routes = &mut state.routes;
        routes.lay(plan, &self.gates);
        let ways = self.columns.iter().flat_map(Column::ways);
        let mut ways: Vec<(u32, u32)> =
            ways.flat_map(|(gates, steps)| gates.iter().map(move |&gate| (gate, steps))).collect();
        ways.sort_unstable();
        ways.dedup();
        for gate in ways.chunk_by(|a, b| a.0 == b.0) {
            let first = routes.ways.len() as u32;
            routes.ways.extend(gate.iter().map(|&(_, steps)| Way { steps, columns: 0 }));
            routes.ways_of[gate[0].0 as usize] = (first, routes.ways.len() as u32);
        }
        routes.late.resize(routes.ways.len(), V::splat(V::Real::default()));
    }

    /// Looks ahead to the step over these days: finds how strong every shock will be, and what goods will go
    /// a long way round, which orders for that step must know.
    pub fn foresee<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>, days: [f64; 2]) {
        let Self { columns, gates: all, states, .. } = self;
        let State { routes, bundles, .. } = state;
        for (index, column) in columns.iter_mut().enumerate() {
            column.foresee(days);
            for (gates, &Passing { open, late, steps }) in column.gates() {
                let content = open * late * f64::from(steps);
                for &gate in gates {
                    let later = &mut states[gate as usize].later;
                    if content == 0.0 && *later == 0 {
                        continue;
                    }
                    routes.detour[gate as usize].set(index, V::Real::of(content));
                    if let Some(later) = turn(later, index, content > 0.0) {
                        for crossing in all.crossings(plan, gate) {
                            count(&mut bundles.track[crossing.bundle as usize].later, later);
                        }
                    }
                }
            }
        }
    }

    /// Sets the columns of `state` for the step that was foreseen.
    pub fn update<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>) {
        let columns = std::mem::take(&mut self.columns);
        for (index, column) in columns.iter().enumerate() {
            self.apply(plan, state, column, index);
            for (slot, left) in column.destroyed() {
                let stock = &mut state.slots.now[slot].stock;
                stock.set(index, V::Real::of(stock.get(index).wide() * left));
                state.bundles.change(plan.rates[slot].bundle);
            }
        }
        self.columns = columns;
    }

    fn apply<V: Columns>(&mut self, plan: &Plan<V::Real>, state: &mut State<V>, column: &Column, index: usize) {
        for (suppliers, left) in column.suppliers() {
            for &supplier in suppliers {
                state.firms.own[supplier as usize].left.set(index, V::Real::of(left));
            }
        }
        for (slots, demand) in column.finals() {
            for slot in slots.iter().map(|&slot| plan.slot_of[slot as usize] as usize) {
                state.slots.wanted[slot].set(index, V::Real::of(demand));
                state.slots.unsteady[slot] = true;
                state.bundles.change(plan.rates[slot].bundle);
            }
        }
        for (gates, passing) in column.gates() {
            for &gate in gates {
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
        let extra = (1.0 + (open - 1.0) * plan.constants.per_extra).max(0.0);
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
