//! The balanced plan of every product: makers, demand and flows between regions, worked out users first.

use super::demand::{self, Demand, Use};
use super::mix::{Market, MixDistance};
use super::places::Places;
use super::supply::{self, CarveShortfall, Maker};
use crate::model::{Goods, Input, InputKind, Model, Product, Sector, SectorDefaults};
use ndarray::Array2;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Final share of an end use at the least: plants run on the grid, but the grid is not there for the modelled plants.
const END_USE_FINAL: f64 = 0.9;

/// Largest part of an end use's output in a region that its users there may take.
const END_USE_TAKEN: f64 = 0.5;

/// One product, balanced.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Makers; shares are of world output.
    pub makers: Vec<Maker>,
    /// Flows from makers (rows) to regions (columns).
    pub flows: Array2<f64>,
    /// Links that use the product, in the order of [`Demand::uses`].
    pub links: Vec<Link>,
    /// Use by link and region.
    pub demand: Demand,
}

/// A product's input, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Index of the product that uses it.
    pub user: usize,
    /// Index of the input in that product's list.
    pub input: usize,
}

/// What balancing did that a reader should know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BalanceReport {
    /// Distance of the balanced from the stated mix, for every product and region.
    pub distances: Vec<MixDistance>,
    /// Domestic supply that could not be carved out.
    pub shortfalls: Vec<CarveShortfall>,
}

/// Plans every product of `model`, in the order of the model.
#[must_use]
pub fn plan(model: &Model, places: &Places) -> (Vec<Plan>, BalanceReport) {
    let links = links(model);
    let mut plans: Vec<Option<Plan>> = vec![None; model.products.len()];
    let mut report = BalanceReport::default();
    for index in users_first(model, &links) {
        let (sector, product) = &model.products[index];
        let uses: Vec<Use> = links[index].iter().map(|link| uses(model, &plans, *link, places)).collect();
        let plan = if product.goods == Goods::EndUse {
            end_use(model, product, &uses, links[index].clone(), places)
        } else {
            let demand =
                demand::split(&uses, other_use(model, *sector, product), &stated(product, places), &places.sizes());
            let mut makers = supply::makers(product, places);
            let baseline = &model.manifest.baseline;
            report.shortfalls.extend(supply::carve(&mut makers, product, &demand.regions, places, baseline));
            let makers = supply::recycle(makers, product, baseline);
            let market = Market { product, makers: &makers, places, manifest: &model.manifest };
            let (flows, distances) = market.flows(&demand.regions);
            report.distances.extend(distances);
            Plan { makers, flows, links: links[index].clone(), demand }
        };
        plans[index] = Some(plan);
    }
    (plans.into_iter().flatten().collect(), report)
}

/// The sector's defaults.
#[must_use]
pub fn defaults(model: &Model, sector: Sector) -> Option<&SectorDefaults> {
    model.manifest.sector.iter().find(|defaults| defaults.id == sector)
}

fn other_use(model: &Model, sector: Sector, product: &Product) -> f64 {
    let stated = product.other_use.as_ref().map(|share| share.value.get());
    stated.or_else(|| defaults(model, sector).map(|d| d.other_use.value.get())).unwrap_or(0.05)
}

/// Links that use each product as a flow; co-products use nothing up.
fn links(model: &Model) -> Vec<Vec<Link>> {
    let mut links = vec![Vec::new(); model.products.len()];
    for (user, (_, product)) in model.products.iter().enumerate() {
        for (input, row) in product.inputs.iter().enumerate() {
            let used = model.products.iter().position(|(_, other)| other.id == row.product);
            if let (Some(used), true) = (used, row.kind != InputKind::CoProduct) {
                links[used].push(Link { user, input });
            }
        }
    }
    links
}

/// Product indices, every user before what it uses; products that need each other, in the order of the files.
fn users_first(model: &Model, links: &[Vec<Link>]) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = model.products.iter().map(|_| graph.add_node(())).collect();
    for (used, users) in links.iter().enumerate() {
        for link in users {
            graph.add_edge(nodes[link.user], nodes[used], ());
        }
    }
    // Sets of products that need each other come out with those first that need nothing outside.
    let mut order = Vec::with_capacity(model.products.len());
    for knot in kosaraju_scc(&graph).into_iter().rev() {
        let first = order.len();
        order.extend(knot.into_iter().map(NodeIndex::index));
        order[first..].sort_unstable();
    }
    order
}

/// Whether `input` applies to plants in the economy `id`.
#[must_use]
pub fn applies(input: &Input, id: &str) -> bool {
    input.only_in.as_ref().is_none_or(|economies| economies.iter().any(|economy| economy == id))
}

fn uses(model: &Model, plans: &[Option<Plan>], link: Link, places: &Places) -> Use {
    let product = &model.products[link.user].1;
    let input = &product.inputs[link.input];
    let ids = places.ids();
    let mut plants = vec![0.0; places.regions().len()];
    // In a cycle the user is not planned yet: its stated makers stand in.
    let stated;
    let makers = if let Some(plan) = &plans[link.user] {
        &plan.makers
    } else if product.goods == Goods::EndUse {
        stated = everywhere(&end_use_sizes(model, product, places), places);
        &stated
    } else {
        stated = supply::makers(product, places);
        &stated
    };
    for maker in makers.iter().filter(|maker| !maker.recycled && applies(input, &ids[maker.economy as usize])) {
        plants[places.region_of(maker.economy)] += maker.share;
    }
    let weight = model.manifest.baseline.link_weight(input.kind).unwrap_or(1.0);
    Use { weight, stated: input.use_share.map(crate::units::Fraction::get), plants }
}

/// Stated demand per region: the region's own row, else the sum of its members'.
fn stated(product: &Product, places: &Places) -> Vec<Option<f64>> {
    (0..places.regions().len())
        .map(|region| {
            let own = |row: &&crate::model::product::EconomyShare| {
                places.economy(&row.economy) == Some(places.region_economy(region))
            };
            if let Some(row) = product.demand.iter().find(own) {
                return Some(row.share.get());
            }
            let members: Vec<f64> = product
                .demand
                .iter()
                .filter(|row| places.region(&row.economy) == Some(region))
                .map(|row| row.share.get())
                .collect();
            (!members.is_empty()).then(|| members.iter().sum())
        })
        .collect()
}

/// How large an end use is in each region: its own stated demand or, where none is stated, the demand for the product
/// that sizes it.
fn end_use_sizes(model: &Model, product: &Product, places: &Places) -> Vec<f64> {
    let proxy = product.sized_by.as_ref().and_then(|id| model.product(id)).map(|(_, proxy)| proxy);
    let proxy = proxy.filter(|_| product.demand.is_empty()).unwrap_or(product);
    demand::split(&[], 1.0, &stated(proxy, places), &places.sizes()).regions
}

/// A maker in every region.
fn everywhere(sizes: &[f64], places: &Places) -> Vec<Maker> {
    let maker = |(region, &share): (usize, &f64)| {
        let economy = places.region_economy(region);
        Maker { economy, seat: economy, firm: None, recycled: false, other: false, share }
    };
    sizes.iter().enumerate().map(maker).collect()
}

/// An end use is made and used within each region.
fn end_use(model: &Model, product: &Product, uses: &[Use], links: Vec<Link>, places: &Places) -> Plan {
    let sizes = end_use_sizes(model, product, places);
    let split = demand::split(uses, END_USE_FINAL, &vec![None; sizes.len()], &sizes);
    let taken = |region: usize| {
        let parts = uses.iter().zip(&split.uses).map(|(used, share)| {
            let total: f64 = used.plants.iter().sum();
            if total > 0.0 { share * used.plants[region] / total } else { 0.0 }
        });
        parts.sum::<f64>()
    };
    let output: Vec<f64> = (0..sizes.len()).map(|region| sizes[region].max(taken(region) / END_USE_TAKEN)).collect();
    let makers = everywhere(&output, places);
    let final_use = output.iter().enumerate().map(|(region, output)| output - taken(region)).collect();
    let demand = Demand { uses: split.uses, final_use, regions: output.clone() };
    Plan { makers, flows: Array2::from_diag(&ndarray::Array1::from(output)), links, demand }
}
