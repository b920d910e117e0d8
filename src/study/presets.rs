//! Which model runs a scenario, and what the published ones run on.

use super::{IndustryDay, Study};
use crate::engine::{Run, Shock, State, Trajectory};
use crate::model::Preset;
use crate::preset::{Day, Flows, Kernel, ario, inoue_todo};
use crate::scenario::Scenario;
use std::sync::Arc;

impl Study {
    /// The model that is to run `scenario`: the scenario's word before the model's.
    #[must_use]
    pub fn preset(&self, scenario: &Scenario) -> Preset {
        scenario.dynamics.preset.unwrap_or(self.model.manifest.dynamics.preset)
    }

    /// Worth of a day's world output of every product, in the model's currency; none unless all products have a market value.
    #[must_use]
    pub fn prices(&self) -> Option<Vec<f64>> {
        let value = |id: &String| self.model.product(id)?.1.market_value.as_ref().map(|value| value.value.get());
        self.network.products.iter().map(|id| value(id).map(|value| value * 1e9 / 365.0)).collect()
    }

    /// What the presets run on: money if all products have a market value, else shares of their world output.
    #[must_use]
    pub fn flows(&self) -> &Arc<Flows> {
        self.flows.get_or_init(|| {
            let flows = match self.prices() {
                Some(prices) => Flows::of_network(&self.network, Some(&|product| prices[product as usize])),
                None => Flows::of_network(&self.network, None),
            };
            Arc::new(flows)
        })
    }

    /// The published model called `preset` with the parameters of model and `scenario`; none for the default kernel.
    pub(super) fn kernel(&self, preset: Preset, scenario: &Scenario) -> Option<Kernel> {
        let (model, story) = (&self.model.manifest.dynamics, &scenario.dynamics);
        match preset {
            Preset::Linchpin => None,
            Preset::Ario => {
                let mut parameters = ario::Parameters::default();
                model.ario.apply(&mut parameters, &self.network.products);
                story.ario.apply(&mut parameters, &self.network.products);
                Some(Kernel::ario(self.flows().clone(), parameters))
            }
            Preset::InoueTodo => {
                let mut parameters = inoue_todo::Parameters::default();
                model.inoue_todo.apply(&mut parameters);
                story.inoue_todo.apply(&mut parameters);
                Some(Kernel::inoue_todo(self.flows().clone(), parameters))
            }
        }
    }

    /// Runs `shocks` on `kernel`, or on the default one, and shows every industry to `observe` if somebody looks.
    pub(super) fn trajectory(
        &self,
        state: &mut State,
        kernel: Option<&Kernel>,
        shocks: &[Shock],
        run: &Run,
        observe: Option<&mut dyn FnMut(&IndustryDay)>,
    ) -> Trajectory {
        match (kernel, observe) {
            (None, None) => self.engine.run_with(state, shocks, run),
            (None, Some(observe)) => {
                let prices = self.prices();
                self.engine.run_observed(state, shocks, run, |view| {
                    observe(&IndustryDay::of_kernel(view, &self.network, prices.as_deref()));
                })
            }
            (Some(kernel), None) => kernel.run(&self.network, self.flows(), shocks, run, |_| ()),
            (Some(kernel), Some(observe)) => {
                let show = |day: &Day<'_>| observe(&IndustryDay::of_preset(day));
                kernel.run(&self.network, self.flows(), shocks, run, show)
            }
        }
    }
}
