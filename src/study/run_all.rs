//! Many scenarios: on all threads, and those of one published model side by side.

use super::RunError;
use super::Study;
use super::scenario_run::{Plan, RunOptions, ScenarioResult};
use crate::engine::State;
use crate::model::Preset;
use crate::scenario::Scenario;
use rayon::prelude::*;

/// Scenarios of a published model that run side by side.
const BATCH: usize = 16;

impl Study {
    /// Runs all of `scenarios`, in parallel, results in their order; `progress` is called once a scenario. Those that
    /// run the same published model run side by side, which changes nothing about their results.
    ///
    /// # Errors
    /// When one of them cannot be run, as [`Study::run`] says.
    pub fn run_all(
        &self,
        scenarios: &[Scenario],
        options: &RunOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Vec<ScenarioResult>, RunError> {
        let run = |state: &mut State, places: &Vec<usize>| -> Result<Vec<(usize, ScenarioResult)>, RunError> {
            let told: Vec<&Scenario> = places.iter().map(|place| &scenarios[*place]).collect();
            let results = match told.as_slice() {
                [one] => vec![self.run_with(state, one, options)?],
                many => self.run_together(many, options)?,
            };
            for _ in places {
                progress();
            }
            Ok(places.iter().copied().zip(results).collect())
        };
        let together = self.together(scenarios);
        // Threads are not started for one.
        let found: Result<Vec<Vec<(usize, ScenarioResult)>>, RunError> = if let [only] = together.as_slice() {
            run(&mut self.engine.state(), only).map(|one| vec![one])
        } else {
            together.par_iter().map_init(|| self.engine.state(), run).collect()
        };
        let mut results: Vec<(usize, ScenarioResult)> = found?.into_iter().flatten().collect();
        results.sort_by_key(|(place, _)| *place);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }

    /// Places of scenarios that run side by side: those of one published model, with the same parameters, a batch at a
    /// time, but no more than keep all threads at work.
    fn together(&self, scenarios: &[Scenario]) -> Vec<Vec<usize>> {
        let mut alike: Vec<Vec<usize>> = Vec::new();
        for (place, scenario) in scenarios.iter().enumerate() {
            let same = |other: &&mut Vec<usize>| scenarios[other[0]].dynamics == scenario.dynamics;
            match alike.iter_mut().find(same).filter(|_| self.preset(scenario) != Preset::Linchpin) {
                Some(group) => group.push(place),
                None => alike.push(vec![place]),
            }
        }
        let share = |group: &Vec<usize>| match group.len() {
            1 => 1,
            many => many.div_ceil(rayon::current_num_threads()).clamp(1, BATCH),
        };
        alike.iter().flat_map(|group| group.chunks(share(group)).map(<[usize]>::to_vec)).collect()
    }

    /// Runs scenarios that name the same published model with the same parameters.
    fn run_together(&self, scenarios: &[&Scenario], options: &RunOptions) -> Result<Vec<ScenarioResult>, RunError> {
        let plans: Result<Vec<Plan>, RunError> =
            scenarios.iter().map(|scenario| self.plan(scenario, options)).collect();
        let plans = plans?;
        let Some(kernel) = self.kernel(plans[0].preset, scenarios[0]) else {
            return scenarios.iter().map(|scenario| self.run(scenario, options)).collect();
        };
        let stories: Vec<_> = plans.iter().map(|plan| (&*plan.shocks, &plan.run)).collect();
        let paths = kernel.run_batch(&self.network, self.flows(), &stories);
        Ok(plans.into_iter().zip(paths).map(|(plan, path)| self.read(plan, &path, options)).collect())
    }
}
