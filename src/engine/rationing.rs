//! Step 7: current needs before restocking.
//!
//! `x^N` = min(x, N); `f^N` = `x^N`/N; `f^R` = (x − `x^N`)/(Q + B). Rules other than the proportional divide class N
//! and never mix it with class R. Where nothing is asked, f = 1.

use super::layout::Layout;
use super::parameters::{Parameters, Rationing};
use super::state::{Asked, Served, State};

/// Shares served, for every supplier.
pub(super) fn serve(layout: &Layout, parameters: &Parameters, state: &mut State) {
    let water = parameters.rationing == Rationing::WaterFilling;
    for i in 0..layout.output.len() {
        let (made, asked) = (state.made[i], state.asked[i]);
        state.served[i] = shares(made, &asked);
        if water {
            let level = if made < asked.need() { level(layout, state, i) } else { f64::INFINITY };
            state.served[i].needs = [level; 2];
        }
    }
}

fn shares(made: f64, asked: &Asked) -> Served {
    let need = asked.need();
    if made >= asked.all() {
        return Served { needs: [1.0; 2], rest: 1.0 };
    }
    let rest = part((made - need).max(0.0), asked.moved + asked.restock);
    let first = part(made, asked.needs[0]);
    let second = part((made - asked.needs[0]).max(0.0), asked.needs[1]);
    Served { needs: [first, second], rest }
}

/// min(1, available/asked), 1 where nothing is asked.
fn part(available: f64, asked: f64) -> f64 {
    if available < asked { available / asked } else { 1.0 }
}

/// θ with Σ F κ min(z, θ) = x over the customers of supplier i, z = o + c g: raised from the lowest, each pass
/// setting aside those who already have all they asked for.
fn level(layout: &Layout, state: &State, i: usize) -> f64 {
    let edges = layout.out_edges(i);
    let spot = state.spot[i];
    let mut level = 0.0;
    loop {
        let (mut content, mut open) = (0.0, 0.0);
        for &edge in edges {
            let slot = layout.edge_slot[edge as usize] as usize;
            let flow = state.open_flow[edge as usize];
            let asked = state.need[slot] + spot * state.growth[slot] * state.extra[edge as usize];
            if asked <= level {
                content += flow * asked;
            } else {
                open += flow;
            }
        }
        let next = if open > 0.0 { (state.made[i] - content).max(0.0) / open } else { f64::INFINITY };
        if next <= level || open == 0.0 {
            return if open == 0.0 { f64::INFINITY } else { level };
        }
        level = next;
    }
}

/// `f^N` of an edge that asks z per unit of flow.
pub(super) trait Share {
    /// Share of z served by a supplier with these shares to a customer of this tier.
    fn of(served: &Served, tier: u8, asked: f64) -> f64;
}

/// All customers alike.
pub(super) struct Alike;
/// Two tiers.
pub(super) struct Tiers;
/// Water-filling.
pub(super) struct Level;

impl Share for Alike {
    fn of(served: &Served, _: u8, _: f64) -> f64 {
        served.needs[0]
    }
}

impl Share for Tiers {
    fn of(served: &Served, tier: u8, _: f64) -> f64 {
        served.needs[usize::from(tier)]
    }
}

impl Share for Level {
    fn of(served: &Served, _: u8, asked: f64) -> f64 {
        if asked > served.needs[0] { served.needs[0] / asked } else { 1.0 }
    }
}
