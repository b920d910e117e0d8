//! What a trial of a batch does: its events as shocks on weekly steps, as many trials at a time as the kernel has lanes.

use super::batch::{BatchOptions, FOLLOWED, STEP, YEAR};
use super::final_use::final_use;
use super::{Place, Study};
use crate::engine::lanes::{Lanes, Losses, Span, Workspace};
use crate::engine::{Effect, Profile, Shock};
use crate::montecarlo::arrivals::Event;
use crate::montecarlo::batch::Trial;
use crate::montecarlo::year_loss::CellLoss;
use crate::scenario::{Compiler, Hazard, HazardFile};
use crate::score::{Fall, Portfolio, Reading, fall, sector_loss};

/// Which arrivals are alike: those of one hazard, at one firm or one target if each strikes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct What {
    /// Position of the hazard in the hazard file.
    pub(super) hazard: u32,
    /// The firm.
    pub(super) firm: Option<u32>,
    /// The target.
    pub(super) hit: Option<u32>,
}

impl What {
    /// What `event` is an arrival of.
    pub(super) const fn of(event: &Event) -> Self {
        Self { hazard: event.hazard, firm: event.firm, hit: event.hit }
    }
}

/// What a hazard does to one of its targets.
#[derive(Debug)]
struct Act {
    effect: Effect,
    /// How a shock of a scenario goes, days counted from its first shock; others go as their event does.
    own: Option<Profile>,
}

impl Act {
    /// The acts of an arrival of `hazard`: none where there is no target in the network of `compiler`.
    fn all(hazard: &Hazard, compiler: &Compiler<'_>) -> Vec<Option<Self>> {
        let first = hazard.shocks.iter().map(|shock| shock.start_day.get()).fold(f64::INFINITY, f64::min);
        let of_story = |shock| {
            let Shock { mut profile, effect } = compiler.compile(shock)?;
            profile.start -= first;
            Some(Self { effect, own: Some(profile) })
        };
        let of_target = |target| Some(Self { effect: compiler.effect(target)?, own: None });
        hazard.hits.iter().map(of_target).chain(hazard.shocks.iter().map(of_story)).collect()
    }

    /// How it goes in `event`.
    fn profile(&self, event: &Event) -> Profile {
        match &self.own {
            Some(own) => Profile { start: event.start + own.start, ..own.clone() },
            None => event.profile(),
        }
    }
}

/// What trials do: their events as shocks on weekly steps, as many at a time as the kernel has lanes.
#[derive(Debug)]
pub(super) struct YearTrial<'a> {
    pub(super) study: &'a Study,
    lanes: Lanes,
    /// Of every cell.
    place: Vec<Place>,
    /// What each target of each hazard of the file acts on, where it is anything, and for shocks of a scenario how they go.
    acts: Vec<Vec<Option<Act>>>,
    /// What each firm's plants are.
    firms: Vec<Effect>,
    in_force: Vec<Shock>,
}

impl<'a> YearTrial<'a> {
    /// Trials on `study`, and the hazards that hit nothing in it.
    pub(super) fn new(
        study: &'a Study,
        hazards: &HazardFile,
        firms: &[String],
        options: &BatchOptions,
    ) -> (Self, Vec<String>) {
        let compiler = Compiler::new(&study.model, &study.network);
        let acts: Vec<Vec<Option<Act>>> = hazards.hazard.iter().map(|hazard| Act::all(hazard, &compiler)).collect();
        let idle = |h: &Hazard, acts: &[Option<Act>]| h.enabled && !h.per_firm && acts.iter().all(Option::is_none);
        let all = hazards.hazard.iter().zip(&acts);
        let without_target = all.filter(|(h, acts)| idle(h, acts)).map(|(h, _)| h.id.clone()).collect();
        let plants = |firm: &String| {
            let all = study.network.suppliers.iter().enumerate();
            let own = all.filter(|(_, supplier)| supplier.firm.as_ref() == Some(firm));
            Effect::Capacity(own.map(|(index, _)| index as u32).collect())
        };
        let trial = Self {
            study,
            lanes: Lanes::new(&study.weekly(), options.kernel, &study.watched()),
            place: study.places(),
            acts,
            firms: firms.iter().map(plants).collect(),
            in_force: options.in_force.iter().filter_map(|shock| compiler.compile(shock)).collect(),
        };
        (trial, without_target)
    }

    /// The shocks of a trial.
    pub(super) fn shocks(&self, events: &[Event]) -> Vec<Shock> {
        let mut shocks = self.in_force.clone();
        for event in events {
            let what = What::of(event);
            let of_act = |act: &Act| Shock { profile: act.profile(event), effect: act.effect.clone() };
            shocks.extend(self.acts(what).map(of_act));
            shocks.extend(self.plants(what).map(|plants| Shock { profile: event.profile(), effect: plants.clone() }));
        }
        shocks
    }

    /// What an arrival of this kind acts on.
    pub(super) fn effects(&self, what: What) -> impl Iterator<Item = &Effect> {
        self.acts(what).map(|act| &act.effect).chain(self.plants(what))
    }

    fn acts(&self, what: What) -> impl Iterator<Item = &Act> {
        let acts = &self.acts[what.hazard as usize];
        let hit = what.hit.map_or(0..acts.len(), |hit| hit as usize..hit as usize + 1);
        acts[hit].iter().flatten()
    }

    /// The plants of the firm that is hit, if one is.
    fn plants(&self, what: What) -> Option<&Effect> {
        what.firm.map(|firm| &self.firms[firm as usize])
    }
}

impl YearTrial<'_> {
    /// How long trials are followed.
    pub(super) fn span() -> Span {
        let steps = |days: f64| (days / STEP).round() as usize;
        Span { steps: steps(FOLLOWED), early: steps(YEAR) }
    }

    /// Days that a trial is followed, whole steps.
    pub(super) fn followed() -> f64 {
        Self::span().steps as f64 * STEP
    }

    /// Losses of the sectors from those of their products.
    fn cells(&self, losses: &Losses) -> Vec<CellLoss> {
        let mut first = 0;
        let falls = self.falls(losses);
        let portfolios = self.study.portfolios.iter().zip(falls).map(|(portfolio, fall)| {
            let range = first..first + portfolio.members.len();
            first = range.end;
            let weighted = |days: &[f64]| -> Vec<(f64, f64)> {
                portfolio
                    .members
                    .iter()
                    .zip(&days[range.clone()])
                    .map(|(member, &days)| (member.weight, days))
                    .collect()
            };
            let (lost_days, weakest_fifth_lost_days) = sector_loss(&weighted(&losses.lost));
            let last = final_use(self.study, portfolio, losses.unmet[range.clone()].iter().copied());
            CellLoss {
                lost_days,
                weakest_fifth_lost_days,
                final_use_lost_days: last.days,
                lost_value_usd: last.value,
                within_year_lost_days: Some(sector_loss(&weighted(&losses.early)).0),
                time_to_survive_days: fall.time_to_survive,
                time_to_recover_days: fall.time_to_recover,
            }
        });
        portfolios.collect()
    }

    /// When the sectors fall and are back.
    fn falls(&self, losses: &Losses) -> Vec<Fall> {
        let portfolios = &self.study.portfolios;
        let mut lacking = vec![Vec::new(); portfolios.len()];
        for short in &losses.short {
            if let Some((portfolio, place)) = self.place[short.cell as usize] {
                lacking[portfolio as usize].push((short.step, place, short.lost));
            }
        }
        let threshold = self.study.model.manifest.dynamics.threshold.value.get();
        let reading = Reading { step_days: STEP, horizon_days: FOLLOWED, threshold };
        let read = |(portfolio, lacking): (&Portfolio, &Vec<(u32, u32, f64)>)| {
            let weights: Vec<f64> = portfolio.members.iter().map(|member| member.weight).collect();
            fall(&weights, lacking, Self::span().steps, &reading)
        };
        portfolios.iter().zip(&lacking).map(read).collect()
    }
}

impl Trial for YearTrial<'_> {
    type Workspace = Workspace;

    fn workspace(&self) -> Workspace {
        self.lanes.workspace()
    }

    fn loses_without_events(&self) -> bool {
        !self.in_force.is_empty()
    }

    /// By the last day of the events that send goods a long way round, then of all: where goods go a long way round the
    /// kernel has most to do, and it follows a block until its last trial is whole.
    fn likeness(&self, events: &[Event]) -> [f64; 2] {
        let last = |events: &mut dyn Iterator<Item = &Event>| events.map(|e| e.profile().end()).fold(0.0, f64::max);
        let round = |event: &&Event| self.effects(What::of(event)).any(Effect::has_way_round);
        [last(&mut events.iter().filter(round)), last(&mut events.iter())]
    }

    fn lanes(&self) -> usize {
        self.lanes.lanes()
    }

    fn run(&self, events: &[Event], workspace: &mut Workspace) -> Vec<CellLoss> {
        self.run_together(&[events], workspace).swap_remove(0)
    }

    fn run_together(&self, trials: &[&[Event]], workspace: &mut Workspace) -> Vec<Vec<CellLoss>> {
        let shocks: Vec<Vec<Shock>> = trials.iter().map(|events| self.shocks(events)).collect();
        let shocks: Vec<&[Shock]> = shocks.iter().map(Vec::as_slice).collect();
        let losses = self.lanes.run(workspace, &shocks, &Self::span());
        losses.iter().map(|losses| self.cells(losses)).collect()
    }
}

#[cfg(test)]
mod tests;
