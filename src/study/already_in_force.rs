//! Which shocks of a scenario hit again what is in force already.

use super::Study;
use crate::engine::Effect;
use crate::scenario::{Compiler, InForce, Scenario, Shock, Target};
use std::collections::BTreeSet;
use std::mem::discriminant;

/// Shocks of a scenario that hit what one in force hits too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Id of the scenario.
    pub scenario: String,
    /// Places (from 0) of those of its shocks.
    pub shocks: Vec<usize>,
    /// Ids of the scenarios in force that say the same.
    pub in_force: Vec<String>,
}

impl Study {
    /// What `scenario` hits again of what is `in_force`: shocks of the same kind that share a supplier, lane, user,
    /// strait or asset. Its own shocks that are in force are no repetition.
    #[must_use]
    pub fn repeated(&self, scenario: &Scenario, in_force: &[InForce]) -> Option<Repeated> {
        if scenario.in_force {
            return None;
        }
        let compiler = Compiler::new(&self.model, &self.network);
        let effects = |shocks: &[Shock]| -> Vec<Option<Effect>> {
            shocks.iter().map(|shock| compiler.effect(&shock.hits)).collect()
        };
        let own = effects(&scenario.shock);
        let mut found = Repeated { scenario: scenario.id.clone(), shocks: Vec::new(), in_force: Vec::new() };
        let mut places = BTreeSet::new();
        for story in in_force.iter().filter(|story| !scenario.tells(&story.scenario)) {
            let theirs = effects(&story.shocks);
            let hits_again = |(shock, effect): (&Shock, &Option<Effect>)| {
                let mut others = story.shocks.iter().zip(&theirs);
                others.any(|(other, theirs)| {
                    let effects = effect.as_ref().zip(theirs.as_ref());
                    effects.is_some_and(|effects| same(&shock.hits, &other.hits, effects))
                })
            };
            let own = scenario.shock.iter().zip(&own).enumerate();
            let again: Vec<usize> = own.filter(|(_, shock)| hits_again(*shock)).map(|(place, _)| place).collect();
            if !again.is_empty() {
                found.in_force.push(story.scenario.clone());
                places.extend(again);
            }
        }
        found.shocks = places.into_iter().collect();
        (!found.shocks.is_empty()).then_some(found)
    }
}

/// Whether two targets are of one kind and share what they act on. Two straits or ports are two things, whatever
/// passes both.
fn same(one: &Target, other: &Target, (effect, others): (&Effect, &Effect)) -> bool {
    match (one, other) {
        (Target::Route { chokepoints: one }, Target::Route { chokepoints: other }) => {
            one.iter().any(|point| other.contains(point))
        }
        (Target::Asset { asset: one }, Target::Asset { asset: other }) => one == other,
        _ => discriminant(one) == discriminant(other) && meet(effect, others),
    }
}

/// Whether two effects of one kind share an index.
fn meet(one: &Effect, other: &Effect) -> bool {
    let own: BTreeSet<u32> = indices(one).into_iter().collect();
    discriminant(one) == discriminant(other) && indices(other).iter().any(|index| own.contains(index))
}

fn indices(effect: &Effect) -> Vec<u32> {
    match effect {
        Effect::Capacity(list) | Effect::Stock(list) | Effect::Reserve(list) => list.clone(),
        Effect::Capital { suppliers, .. } => suppliers.clone(),
        Effect::Flow(list) | Effect::Demand(list) => list.iter().map(|(index, _)| *index).collect(),
        Effect::Route(list) => list.iter().map(|lane| lane.lane).collect(),
    }
}
