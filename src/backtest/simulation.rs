//! An event run on a study: the daily course of what is watched, in per cent of normal.

use super::event::{Event, Observation, Quantity, Watch};
use super::period::{Period, day};
use crate::engine::{Effect, Engine, Run, State, View};
use crate::scenario::{Compiler, Target};
use crate::score::price::worst_sustained;
use crate::score::{Elasticity, PricePressure};
use crate::study::Study;
use std::collections::BTreeMap;

/// A quantity as the engine shows it: members (cells, suppliers or lanes) by product, with their normal sizes.
#[derive(Debug)]
pub struct Watched {
    quantity: Quantity,
    products: Vec<Vec<(u32, f64)>>,
}

/// The course of one observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// A value a day from day 0, per cent of normal.
    pub daily: Vec<f64>,
    /// The price that its worst shortage implies, where it is an availability of one product with an elasticity.
    pub price: Option<PricePressure>,
}

impl Watched {
    /// What `watch` means in the network of `study`; `None` if it holds nothing of the kind.
    #[must_use]
    pub fn new(study: &Study, watch: &Watch) -> Option<Self> {
        let network = study.network();
        let mut products: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        let mut add = |product: u32, member: u32, size: f64| {
            if size > 0.0 {
                products.entry(product).or_default().push((member, size));
            }
        };
        match watch.quantity {
            Quantity::Availability | Quantity::FinalUse => {
                for (index, cell) in network.cells.iter().enumerate() {
                    let id = &network.products[cell.product as usize];
                    let product = watch.products.as_ref().is_none_or(|wanted| wanted.contains(id));
                    let region = &network.economies[cell.region as usize];
                    let used_in = |economies: &Vec<String>| economies.iter().any(|e| study.model().region(e) == region);
                    if product && watch.economies.as_ref().is_none_or(used_in) {
                        let last = watch.quantity == Quantity::FinalUse;
                        add(cell.product, index as u32, if last { cell.final_usage } else { cell.usage });
                    }
                }
            }
            Quantity::Production => {
                let (products, economies) = (watch.products.clone(), watch.economies.clone());
                let target = Target::Capacity { products, economies, firm: watch.firm.clone() };
                if let Some(Effect::Capacity(makers)) = compiler(study).effect(&target) {
                    for maker in makers {
                        let supplier = &network.suppliers[maker as usize];
                        add(supplier.product, maker, supplier.output);
                    }
                }
            }
            Quantity::Exports => {
                let (products, from, to) = (watch.products.clone(), watch.economies.clone(), watch.to.clone());
                let plant_in = |economy: u32| {
                    let id = network.economies[economy as usize].as_str();
                    let listed = |from: &Vec<String>| from.iter().any(|e| e == id || study.model().region(id) == e);
                    watch.economies.as_ref().is_none_or(listed)
                };
                let mut flows = vec![0.0; network.lanes.len()];
                network.edges.iter().for_each(|edge| flows[edge.lane as usize] += edge.flow);
                let target = Target::Export { products, from, firm: None, to };
                if let Some(Effect::Flow(lanes)) = compiler(study).effect(&target) {
                    for (index, _) in lanes {
                        let lane = &network.lanes[index as usize];
                        // An export control follows the seat, a customs statistic the goods.
                        if plant_in(lane.economy) {
                            add(lane.product, index, flows[index as usize]);
                        }
                    }
                }
            }
        }
        let products: Vec<_> = products.into_values().collect();
        (!products.is_empty()).then_some(Self { quantity: watch.quantity, products })
    }

    /// Per cent of normal: products weigh the same, members of one by their normal size.
    fn value(&self, view: &View<'_>) -> f64 {
        let of_product = |members: &Vec<(u32, f64)>| {
            let (mut found, mut normal) = (0.0, 0.0);
            for &(member, size) in members {
                found += match self.quantity {
                    Quantity::Availability => size * view.availability(member),
                    Quantity::FinalUse => size * (1.0 - view.unmet_final(member)),
                    Quantity::Production => view.state.made[member as usize],
                    Quantity::Exports => view.sent(member),
                };
                normal += size;
            }
            found / normal
        };
        100.0 * self.products.iter().map(of_product).sum::<f64>() / self.products.len() as f64
    }
}

fn compiler(study: &Study) -> Compiler<'_> {
    Compiler::new(study.model(), study.network())
}

/// Places (from 0) of the shocks of `event` that hit nothing in the network of `study`.
#[must_use]
pub fn without_target(study: &Study, event: &Event) -> Vec<usize> {
    let compiler = compiler(study);
    let idle = |(place, shock)| compiler.compile(shock).is_none().then_some(place);
    event.shock.iter().enumerate().filter_map(idle).collect()
}

/// Runs `events` with `engine`, made of the network of `study`; one course an observation, `None` where it watches nothing
/// in this network.
#[must_use]
pub fn simulate_all(study: &Study, engine: &Engine, events: &[Event]) -> Vec<Vec<Option<Simulated>>> {
    let mut state = engine.state();
    events.iter().map(|event| simulate(study, engine, event, &mut state)).collect()
}

fn simulate(study: &Study, engine: &Engine, event: &Event, state: &mut State) -> Vec<Option<Simulated>> {
    let watched: Vec<Option<Watched>> = event.observation.iter().map(|one| Watched::new(study, &one.watch)).collect();
    let compiler = compiler(study);
    let shocks: Vec<_> = event.shock.iter().filter_map(|shock| compiler.compile(shock)).collect();
    let days = days(event);
    let mut courses = vec![vec![100.0; days]; watched.len()];
    let run = Run { horizon_days: days as f64, ..Run::default() };
    let wide = engine.step_days().round() as usize;
    engine.drive(state, &shocks, &run, |view| {
        for (course, watched) in courses.iter_mut().zip(&watched) {
            let Some(watched) = watched else { continue };
            let value = watched.value(view);
            course.iter_mut().skip(view.step * wide).take(wide).for_each(|day| *day = value);
        }
    });
    let finish = |((watched, daily), observation): ((Option<Watched>, Vec<f64>), &Observation)| {
        watched.map(|_| Simulated { price: price(study, observation, &daily), daily })
    };
    watched.into_iter().zip(courses).zip(&event.observation).map(finish).collect()
}

/// Days to simulate: the horizon, and to the end of every measured series.
fn days(event: &Event) -> usize {
    let onset = day(&event.onset).unwrap_or_default();
    let points = event.observation.iter().filter_map(|one| one.series.as_ref()).flat_map(|series| &series.points);
    let ends = points.filter_map(|point| Period::parse(&point.period, onset)).map(|period| period.to);
    let last = usize::try_from(ends.max().unwrap_or_default()).unwrap_or_default();
    last.max(event.horizon_days.get().ceil() as usize)
}

fn price(study: &Study, observation: &Observation, daily: &[f64]) -> Option<PricePressure> {
    let Watch { quantity: Quantity::Availability, products: Some(products), .. } = &observation.watch else {
        return None;
    };
    let [id] = products.as_slice() else { return None };
    let place = study.model().products.iter().position(|(_, product)| product.id == *id)?;
    let shares: Vec<f64> = daily.iter().map(|value| value / 100.0).collect();
    Some(Elasticity::of(study.model(), place)?.pressure(worst_sustained(&shares, 1.0)))
}
