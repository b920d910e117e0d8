//! The shocks of one trial: how strong each is, and what they leave of what they act on, in double precision.

use super::plan::Plan;
use super::simd::Real;
use super::targets::{Alike, LanePart, Struck};
use crate::engine::parameters::Parameters;
use crate::engine::shock::{Effect, Profile, Shock};

/// The shocks of one trial.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    profiles: Vec<Profile>,
    /// The days that were foreseen last: from the first to before the second.
    days: [f64; 2],
    /// How strong each shock is in them.
    strength: Vec<f64>,
    pub struck: Struck,
    /// Shocks that destroy stock, with the slots.
    destroyed: Vec<(u32, u32)>,
    /// Shocks whose strength is not that of the last step.
    changed: Vec<u32>,
    /// Classes of suppliers, final demand and gates on which they act, and what is left of the gates.
    suppliers: Vec<u32>,
    finals: Vec<u32>,
    gates: Vec<u32>,
    passing: Vec<Passing>,
}

impl Column {
    /// Takes the shocks of a trial, none of which has begun.
    pub fn take<T: Real>(&mut self, plan: &Plan<T>, parameters: &Parameters, shocks: &[Shock]) {
        self.profiles.clear();
        self.profiles.extend(shocks.iter().map(|shock| shock.profile.clone()));
        self.strength.clear();
        self.strength.resize(shocks.len(), 0.0);
        self.struck.note(parameters, &plan.passage_of, shocks);
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

    /// Goes on to these days: how strong every shock is in them, and where that is not as it was.
    pub fn foresee(&mut self, days: [f64; 2]) {
        self.days = days;
        self.changed.clear();
        for (index, (profile, strength)) in (0..).zip(self.profiles.iter().zip(&mut self.strength)) {
            let now = profile.mean(days[0], days[1]);
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
        passing.extend(gates.iter().map(|&class| Passing::of(struck.lanes.class(class).parts, strength)));
    }

    /// Suppliers for which that changes something, and 1 − δ.
    pub fn suppliers(&self) -> impl Iterator<Item = (&[u32], f64)> {
        let lost = |shock: u32| self.strength[shock as usize].clamp(0.0, 1.0);
        self.suppliers.iter().map(move |&class| {
            let Alike { targets, parts } = self.struck.suppliers.class(class);
            (targets, parts.iter().fold(1.0, |left, part| left * (1.0 - lost(part.0))))
        })
    }

    /// Slots of final demand for which it does, by the layout's numbers, and what they want in units of normal use.
    pub fn finals(&self) -> impl Iterator<Item = (&[u32], f64)> {
        self.finals.iter().map(|&class| {
            let Alike { targets, parts } = self.struck.finals.class(class);
            let more = |&(shock, growth): &(u32, f64)| growth * self.strength[shock as usize];
            (targets, parts.iter().fold(1.0, |sum, part| sum + more(part)).max(0.0))
        })
    }

    /// Gates for which it does, and what passes them.
    pub fn gates(&self) -> impl Iterator<Item = (&[u32], &Passing)> {
        self.gates.iter().map(|&class| self.struck.lanes.class(class).targets).zip(&self.passing)
    }

    /// Gates that can be closed with a way round, and the steps it adds.
    pub fn ways(&self) -> impl Iterator<Item = (&[u32], u32)> {
        self.struck.lanes.all().flat_map(|Alike { targets, parts }| {
            let steps = parts.iter().map(|part| if let LanePart::Route { steps, .. } = part.1 { steps } else { 0 });
            steps.filter(|&steps| steps > 0).map(move |steps| (targets, steps))
        })
    }

    /// Slots that lose stock in them, and the share that is left.
    pub fn destroyed(&self) -> impl Iterator<Item = (usize, f64)> {
        let [from, to] = self.days;
        let destroyed = self.destroyed.iter().map(|&(shock, slot)| (&self.profiles[shock as usize], slot));
        let now = destroyed.filter(move |(profile, _)| profile.begins_within(from, to));
        now.map(|(profile, slot)| (slot as usize, 1.0 - profile.severity.clamp(0.0, 1.0)))
    }
}

/// What is left of a gate under its shocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passing {
    /// κ.
    pub open: f64,
    /// The share of it that takes a long way round.
    pub late: f64,
    /// Steps that adds.
    pub steps: u32,
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
