//! How often the hazard catalogue strikes an economy's exports, a supplier or a strait.

use crate::cutset::Element;
use crate::engine::Effect;
use crate::model::Model;
use crate::network::Network;
use crate::scenario::hazard::HazardFile;
use crate::scenario::{Compiler, Target};

/// Arrivals a year of what no hazard strikes: once in a thousand years.
pub const UNRATED: f64 = 0.001;
/// A supplier is struck by what touches at least this share of its deliveries.
const MOST: f64 = 0.5;

/// What each enabled hazard strikes.
#[derive(Debug)]
pub struct Strikes {
    hazards: Vec<Strike>,
    /// Arrivals a year of what strikes one firm, whichever it is.
    per_firm: f64,
}

#[derive(Debug)]
struct Strike {
    rate: f64,
    suppliers: Vec<bool>,
    straits: Vec<bool>,
}

impl Strikes {
    /// Of the enabled hazards of a file: rates as stated, less what overlaps with other rows. Severity is not looked at.
    #[must_use]
    pub fn of(model: &Model, network: &Network, file: &HazardFile) -> Self {
        let compiler = Compiler::new(model, network);
        let rate = |hazard: &crate::scenario::hazard::Hazard| {
            hazard.rate.value.get() * hazard.overlap.map_or(1.0, crate::units::Fraction::get)
        };
        let enabled = || file.hazard.iter().filter(|hazard| hazard.enabled && !hazard.growth);
        let strike = |rate: f64, hits: &[&Target]| Strike {
            rate,
            suppliers: suppliers(network, hits.iter().filter_map(|target| compiler.effect(target))),
            straits: straits(network, hits),
        };
        let mut hazards = Vec::new();
        for hazard in enabled().filter(|hazard| !hazard.per_firm) {
            let targets: Vec<&Target> = hazard.targets().collect();
            if hazard.one_of_hits {
                let each = rate(hazard) / targets.len().max(1) as f64;
                hazards.extend(targets.chunks(1).map(|hit| strike(each, hit)));
            } else {
                hazards.push(strike(rate(hazard), &targets));
            }
        }
        Self { hazards, per_firm: enabled().filter(|hazard| hazard.per_firm).map(rate).sum() }
    }

    /// Arrivals a year at `element`; none where the catalogue has none. An economy is struck where a supplier of it that
    /// is `upstream` is.
    #[must_use]
    pub fn rate(&self, network: &Network, element: Element, upstream: &[bool]) -> Option<f64> {
        let struck = |strike: &&Strike| match element {
            Element::Plants(supplier) => strike.suppliers[supplier as usize],
            Element::Strait(point) => strike.straits[point as usize],
            Element::Exports(economy) => {
                let own = network.suppliers.iter().enumerate().filter(|(_, supplier)| supplier.economy == economy);
                own.into_iter().any(|(index, _)| upstream[index] && strike.suppliers[index])
            }
        };
        let mut rates: Vec<f64> = self.hazards.iter().filter(struck).map(|strike| strike.rate).collect();
        // So that the order of the catalogue does not show in the last digits.
        rates.sort_by(f64::total_cmp);
        let mut rate: f64 = rates.iter().sum();
        if let Element::Plants(supplier) = element
            && network.suppliers[supplier as usize].firm.is_some()
        {
            rate += self.per_firm;
        }
        (rate > 0.0).then_some(rate)
    }
}

/// Suppliers whose plants, or most of whose deliveries, the effects touch: of a lane the share that passes the port or is
/// under the ban, of one through a strait the share that has no other way.
fn suppliers(network: &Network, effects: impl Iterator<Item = Effect>) -> Vec<bool> {
    let mut struck = vec![false; network.suppliers.len()];
    let mut lanes = vec![0.0_f64; network.lanes.len()];
    for effect in effects {
        match effect {
            Effect::Capacity(plants) | Effect::Capital { suppliers: plants, .. } => {
                for supplier in plants {
                    struck[supplier as usize] = true;
                }
            }
            Effect::Flow(touched) => {
                for (lane, share) in touched {
                    lanes[lane as usize] = lanes[lane as usize].max(share.min(1.0));
                }
            }
            Effect::Route(touched) => {
                for closed in touched {
                    let share = &mut lanes[closed.lane as usize];
                    *share = share.max(1.0 - closed.passing(1.0));
                }
            }
            Effect::Demand(_) | Effect::Stock(_) | Effect::Reserve(_) => {}
        }
    }
    let mut touched = vec![0.0; network.suppliers.len()];
    for edge in &network.edges {
        touched[edge.supplier as usize] += lanes[edge.lane as usize] * edge.flow;
    }
    for (struck, (touched, supplier)) in struck.iter_mut().zip(touched.iter().zip(&network.suppliers)) {
        *struck |= *touched > 0.0 && *touched >= MOST * supplier.output;
    }
    struck
}

fn straits(network: &Network, hits: &[&Target]) -> Vec<bool> {
    let closed = |point: &String| {
        hits.iter().any(|target| matches!(target, Target::Route { chokepoints } if chokepoints.contains(point)))
    };
    network.chokepoints.iter().map(closed).collect()
}
