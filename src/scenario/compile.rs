//! From what a story says to what the kernel acts on: suppliers, lanes, slots and reserves by index.
//!
//! The conventions (an export control follows the seat and the plant, an outage the plant; the unnamed remainder is
//! never a target; two straits on one voyage are one route) are those of `docs/model.md`, section "Shocks".

use super::story::{Rebuild, Recovery, Shock, Target};
use crate::engine::{Effect, Profile, Rebuild as KernelRebuild, RouteLane, Shock as KernelShock};
use crate::model::{Asset, Goods, Model, Transport};
use crate::network::{FINAL, Lane, Network, Supplier};

/// Lost capital counts as back after so many times the days of its rebuilding: were all delivered, a part 1/days of what
/// is left would come back every day, 95 % in three times the days.
pub(crate) const REBUILT: f64 = 3.0;

/// Looks up what shocks hit in one network.
#[derive(Debug)]
pub struct Compiler<'a> {
    model: &'a Model,
    network: &'a Network,
    /// Per product: goes over a wire.
    digital: Vec<bool>,
}

/// A list of ids to match, or everything.
type Ids<'a> = Option<&'a [String]>;

impl<'a> Compiler<'a> {
    /// A compiler for the network built from `model`.
    #[must_use]
    pub fn new(model: &'a Model, network: &'a Network) -> Self {
        let wire = |id: &String| {
            model.product(id).is_some_and(|(_, p)| p.transport == Transport::Digital || p.goods == Goods::Service)
        };
        Self { model, network, digital: network.products.iter().map(wire).collect() }
    }

    /// The kernel's form of `shock`; `None` if it hits nothing in this network.
    #[must_use]
    pub fn compile(&self, shock: &Shock) -> Option<KernelShock> {
        let effect = self.effect(&shock.hits)?;
        let severity = match effect {
            Effect::Demand(_) => shock.severity.get(),
            _ => shock.fraction().get(),
        };
        let mut profile = Profile {
            severity,
            start: shock.start_day.get(),
            onset: shock.onset_days.get(),
            hold: shock.duration_days.map_or(f64::INFINITY, crate::units::Days::get),
            recovery: shock.recovery_days.get(),
            shape: shock.recovery,
        };
        if let Effect::Capital { rebuild: Some(rebuild), .. } = &effect {
            (profile.recovery, profile.shape) = (REBUILT * rebuild.days, Recovery::Exponential);
        }
        Some(KernelShock { profile, effect })
    }

    /// What `target` acts on; `None` if nothing.
    #[must_use]
    pub fn effect(&self, target: &Target) -> Option<Effect> {
        match target {
            Target::Capacity { products, economies, firm } => {
                some(self.suppliers(products.as_deref(), economies.as_deref(), firm.as_deref()), Effect::Capacity)
            }
            Target::Capital { products, economies, firm, rebuild } => {
                let suppliers = self.suppliers(products.as_deref(), economies.as_deref(), firm.as_deref());
                let rebuild = rebuild.as_ref().map(|rebuild| self.rebuild(rebuild));
                some(suppliers, |suppliers| Effect::Capital { suppliers, rebuild: rebuild.clone() })
            }
            Target::Export { products, from, firm, to } => {
                let hit = |lane: &Lane| {
                    self.exported(lane, from.as_deref(), firm.as_deref()) && self.imported(lane, to.as_deref())
                };
                some(self.lanes(products.as_deref(), hit), Effect::Flow)
            }
            Target::Trade { economies, products } => {
                // Imports stop whoever makes them: the target is the importer, not the unnamed remainder.
                let hit = |lane: &Lane| {
                    let wire = products.is_none() && self.digital[lane.product as usize];
                    let theirs = !lane.other && self.is_in(lane.economy, Some(economies));
                    let cut = theirs || self.is_region(lane.region, economies);
                    !wire && !lane.domestic && cut && self.is_product(lane.product, products.as_deref())
                };
                some(self.weighted(|lane| hit(lane).then_some(1.0)), Effect::Flow)
            }
            Target::Input { products, economies } => {
                let hit = |lane: &Lane| {
                    self.is_product(lane.product, Some(products)) && self.is_region(lane.region, economies)
                };
                some(self.weighted(|lane| hit(lane).then_some(1.0)), Effect::Flow)
            }
            Target::Asset { asset } => {
                let asset = self.model.routes.asset.iter().find(|row| row.id == *asset)?;
                some(self.weighted(|lane| self.carried(lane, asset).then_some(asset.share.get())), Effect::Flow)
            }
            Target::Route { chokepoints } => some(self.route(chokepoints), Effect::Route),
            Target::Demand { products, economies } => some(self.demand(products, economies.as_deref()), Effect::Demand),
            Target::Stock { products, economies, reserve } => {
                let cell = |cell: u32| {
                    let cell = &self.network.cells[cell as usize];
                    self.is_product(cell.product, products.as_deref()) && self.is_in(cell.region, economies.as_deref())
                };
                if *reserve {
                    let all = self.network.reserves.iter().enumerate();
                    some(all.filter(|(_, r)| cell(r.cell)).map(|(i, _)| i as u32).collect(), Effect::Reserve)
                } else {
                    let all = self.network.slots.iter().enumerate();
                    some(all.filter(|(_, slot)| cell(slot.cell)).map(|(i, _)| i as u32).collect(), Effect::Stock)
                }
            }
        }
    }

    fn rebuild(&self, rebuild: &Rebuild) -> KernelRebuild {
        let index = |id: &String| self.network.products.iter().position(|product| product == id);
        let shares = rebuild.products.iter().filter_map(|(id, share)| Some((index(id)? as u32, share.get())));
        KernelRebuild { days: rebuild.days.get(), factor: rebuild.factor.get(), products: shares.collect() }
    }

    fn is_product(&self, product: u32, wanted: Ids) -> bool {
        wanted.is_none_or(|wanted| wanted.contains(&self.network.products[product as usize]))
    }

    /// Whether `economy`, or the region it belongs to, is among `wanted`.
    fn is_in(&self, economy: u32, wanted: Ids) -> bool {
        wanted.is_none_or(|wanted| {
            let id = &self.network.economies[economy as usize];
            wanted.iter().any(|want| want == id || self.model.region(id) == want)
        })
    }

    /// Whether the importing `region` is one of `wanted` (a member of a region has no imports of its own).
    fn is_region(&self, region: u32, wanted: &[String]) -> bool {
        wanted.contains(&self.network.economies[region as usize])
    }

    fn suppliers(&self, products: Ids, economies: Ids, firm: Option<&str>) -> Vec<u32> {
        let hit = |supplier: &Supplier| {
            !supplier.other
                && self.is_product(supplier.product, products)
                && self.is_in(supplier.economy, economies)
                && firm.is_none_or(|firm| supplier.firm.as_deref() == Some(firm))
        };
        let all = self.network.suppliers.iter().enumerate();
        all.filter(|(_, supplier)| hit(supplier)).map(|(index, _)| index as u32).collect()
    }

    /// Lanes that cross a border, are not the unnamed remainder, and that `hit` wants, at full weight.
    fn lanes(&self, products: Ids, hit: impl Fn(&Lane) -> bool) -> Vec<(u32, f64)> {
        self.weighted(|lane| {
            let target = !lane.domestic && !lane.other && self.is_product(lane.product, products) && hit(lane);
            target.then_some(1.0)
        })
    }

    fn weighted(&self, weight: impl Fn(&Lane) -> Option<f64>) -> Vec<(u32, f64)> {
        let all = self.network.lanes.iter().enumerate();
        all.filter_map(|(index, lane)| weight(lane).map(|weight| (index as u32, weight))).collect()
    }

    /// Exports by plant or seat; a control never stops what the controlling economy itself imports from its firms abroad.
    fn exported(&self, lane: &Lane, from: Ids, firm: Option<&str>) -> bool {
        let importer = &self.network.economies[lane.region as usize];
        let by_economy = from.is_none_or(|from| {
            let controls = |economy: u32| {
                let id = &self.network.economies[economy as usize];
                from.iter()
                    .any(|want| (want == id || self.model.region(id) == want) && self.model.region(want) != importer)
            };
            controls(lane.economy) || controls(lane.seat)
        });
        let by_firm = firm.is_none_or(|firm| {
            let owner = lane.firm.map(|supplier| &self.network.suppliers[supplier as usize]);
            owner.is_some_and(|owner| owner.firm.as_deref() == Some(firm))
        });
        by_economy && by_firm
    }

    fn imported(&self, lane: &Lane, to: Ids) -> bool {
        to.is_none_or(|to| {
            to.iter().any(|want| self.model.region(want) == self.network.economies[lane.region as usize])
        })
    }

    /// Whether `asset` carries part of `lane`.
    fn carried(&self, lane: &Lane, asset: &Asset) -> bool {
        let product = match &asset.products {
            Some(products) => self.is_product(lane.product, Some(products)),
            None => lane.sea,
        };
        let inward = self.network.economies[lane.region as usize] == asset.economy;
        let outward = self.network.economies[lane.economy as usize] == asset.economy;
        let way = inward && asset.direction.covers(true) || outward && asset.direction.covers(false);
        !lane.domestic && product && way
    }

    /// One voyage through several of the closed points is one route: the largest share, the longest detour.
    fn route(&self, closed: &[String]) -> Vec<RouteLane> {
        let network = self.network;
        let closed: Vec<bool> = network.chokepoints.iter().map(|point| closed.contains(point)).collect();
        let lanes = (0..).zip(&network.lanes).filter(|(_, lane)| !lane.other);
        lanes
            .filter_map(|(index, lane)| {
                let points = || lane.via.iter().filter(|(point, share)| closed[*point as usize] && *share > 0.0);
                let share = points().map(|(_, share)| *share).fold(0.0, f64::max);
                if share <= 0.0 {
                    return None;
                }
                let ways: Option<Vec<(f64, f64)>> =
                    points().map(|(point, _)| network.detours[*point as usize]).collect();
                let detour_days = ways.as_ref().map(|ways| ways.iter().map(|way| way.0).fold(0.0, f64::max));
                let detour_share = ways.map_or(0.0, |ways| ways.iter().map(|way| way.1).fold(1.0, f64::min));
                Some(RouteLane { lane: index, share, detour_days, detour_share })
            })
            .collect()
    }

    /// The world wants more: since plants only want what their customers want, final users carry the whole growth.
    fn demand(&self, products: &[String], economies: Ids) -> Vec<(u32, f64)> {
        let network = self.network;
        let mut result = Vec::new();
        for product in 0..network.products.len() as u32 {
            if !self.is_product(product, Some(products)) {
                continue;
            }
            let cells = || network.cells.iter().filter(|c| c.product == product && self.is_in(c.region, economies));
            let usage: f64 = cells().map(|cell| cell.usage).sum();
            let last: f64 = cells().map(|cell| cell.final_usage).sum();
            if last > 0.0 {
                let slots =
                    cells().flat_map(|cell| &cell.slots).filter(|slot| network.slots[**slot as usize].owner == FINAL);
                result.extend(slots.map(|&slot| (slot, usage / last)));
            }
        }
        result
    }
}

fn some<T>(list: Vec<T>, effect: impl Fn(Vec<T>) -> Effect) -> Option<Effect> {
    (!list.is_empty()).then(|| effect(list))
}
