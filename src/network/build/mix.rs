//! Where each region's supply of a product comes from: stated import mixes and home shares, balanced against world
//! output (RAS at supplier × region).

use super::places::Places;
use super::ras;
use super::supply::Maker;
use crate::model::{Baseline, Product};
use ndarray::Array2;

/// Rounds of balancing: the full prior converges in a few dozen, the pruned one may never.
const ROUNDS: usize = 4000;

/// How far balancing moved a region's supply from what the facts state.
#[derive(Debug, Clone, PartialEq)]
pub struct MixDistance {
    /// Product.
    pub product: String,
    /// Region.
    pub region: String,
    /// Half the sum of absolute differences between stated and balanced shares, 0 to 1.
    pub distance: f64,
}

/// Flows from makers (rows) to regions (columns), a day, and what balancing did to the stated mixes.
#[must_use]
pub fn flows(
    product: &Product,
    makers: &[Maker],
    demand: &[f64],
    places: &Places,
    baseline: &Baseline,
) -> (Array2<f64>, Vec<MixDistance>) {
    let world: Vec<f64> = makers.iter().map(|maker| maker.share).collect();
    let trust = baseline.mix_prior.value.get();
    let mut flows = Array2::zeros((makers.len(), demand.len()));
    let mut stated = Array2::zeros((makers.len(), demand.len()));
    for (region, &need) in demand.iter().enumerate() {
        let mix = stated_mix(product, makers, region, need, places, baseline);
        for (maker, share) in mix.iter().enumerate() {
            stated[[maker, region]] = *share;
            flows[[maker, region]] = need * (trust * share + (1.0 - trust) * world[maker]);
        }
    }
    ras::balance(&mut flows, &world, demand, ROUNDS);
    prune(&mut flows, &world, demand, baseline.prune_below.value.get());
    let distances = distances(product, &stated, &flows, demand, places);
    (flows, distances)
}

/// The mix that the facts state for `region`: home share, named exporters, and world shares for what is left.
fn stated_mix(
    product: &Product,
    makers: &[Maker],
    region: usize,
    need: f64,
    places: &Places,
    baseline: &Baseline,
) -> Vec<f64> {
    let home = |maker: &Maker| !maker.other && places.region_of(maker.economy) == region;
    let domestic: f64 = makers.iter().filter(|maker| home(maker)).map(|maker| maker.share).sum();
    let dependence = product
        .import_dependence
        .iter()
        .find(|row| places.economy(&row.economy) == Some(places.region_economy(region)));
    let mut home_share = match dependence {
        Some(row) => 1.0 - row.share.get(),
        // Between buying at home all that is made there and buying everywhere in world shares.
        None if need > 0.0 => {
            let bias = baseline.home_bias.value.get();
            bias * (domestic / need).min(1.0) + (1.0 - bias) * domestic
        }
        None => 0.0,
    };
    if domestic <= 0.0 {
        home_share = 0.0;
    } else if domestic >= 1.0 - 1e-9 {
        home_share = 1.0;
    }
    let imports = import_mix(product, makers, region, places);
    makers
        .iter()
        .zip(&imports)
        .map(
            |(maker, import)| {
                if home(maker) { home_share * maker.share / domestic } else { (1.0 - home_share) * import }
            },
        )
        .collect()
}

/// Shares of `region`'s imports per maker: named exporters, and world shares for what no row names.
fn import_mix(product: &Product, makers: &[Maker], region: usize, places: &Places) -> Vec<f64> {
    let importer = places.region_economy(region);
    let foreign = |maker: &Maker| maker.other || places.region_of(maker.economy) != region;
    let mut mix = vec![0.0; makers.len()];
    let mut taken = vec![false; makers.len()];
    let mut placed = 0.0;
    for row in product.imports.iter().filter(|row| places.economy(&row.economy) == Some(importer)) {
        let Some(exporter) = places.economy(&row.from) else { continue };
        // A region named as exporter stands for all its members; an economy for itself.
        let whole_region = places.region_economy(places.region_of(exporter)) == exporter;
        let from = |maker: &Maker| {
            foreign(maker)
                && !maker.other
                && (maker.economy == exporter
                    || whole_region && places.region_of(maker.economy) == places.region_of(exporter))
        };
        let output: f64 = makers.iter().zip(&taken).filter(|(m, t)| from(m) && !**t).map(|(m, _)| m.share).sum();
        if output <= 0.0 {
            continue; // a hub or last port: not a source
        }
        for (index, maker) in makers.iter().enumerate() {
            if from(maker) && !taken[index] {
                mix[index] += row.share.get() * maker.share / output;
                taken[index] = true;
            }
        }
        placed += row.share.get();
    }
    // What no row names follows world shares over all foreign makers: hubs and small exporters hide who made it.
    let rest: f64 = makers.iter().filter(|maker| foreign(maker)).map(|maker| maker.share).sum();
    let open = (1.0 - placed).max(0.0);
    for (share, maker) in mix.iter_mut().zip(makers) {
        if foreign(maker) && rest > 0.0 {
            *share += open * maker.share / rest;
        }
    }
    let total: f64 = mix.iter().sum();
    if total > 0.0 {
        for share in &mut mix {
            *share /= total;
        }
    }
    mix
}

/// Drops flows that matter neither to the importer nor to the maker, then balances again on what is left.
fn prune(flows: &mut Array2<f64>, world: &[f64], demand: &[f64], below: f64) {
    let full = flows.clone();
    for ((maker, region), flow) in flows.indexed_iter_mut() {
        let largest = full.row(maker).iter().copied().fold(0.0, f64::max);
        if *flow < below * demand[region] && *flow < 0.2 * world[maker] && *flow < largest {
            *flow = 0.0;
        }
    }
    ras::balance(flows, world, demand, ROUNDS / 10);
}

fn distances(
    product: &Product,
    stated: &Array2<f64>,
    flows: &Array2<f64>,
    demand: &[f64],
    places: &Places,
) -> Vec<MixDistance> {
    let ids = places.ids();
    (0..demand.len())
        .filter(|&region| demand[region] > 0.0)
        .map(|region| {
            let total: f64 = flows.column(region).sum();
            let gaps = stated
                .column(region)
                .iter()
                .zip(flows.column(region))
                .map(|(want, flow)| (want - flow / total).abs())
                .sum::<f64>();
            MixDistance {
                product: product.id.clone(),
                region: ids[places.region_economy(region) as usize].clone(),
                distance: gaps / 2.0,
            }
        })
        .collect()
}
