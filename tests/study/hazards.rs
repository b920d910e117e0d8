//! No sector, exporter or concentrated supplier looks safe for want of a hazard.

use super::{library, model, study};
use linchpin::engine::Effect;
use linchpin::model::{Model, OTHER, Sector};
use linchpin::montecarlo::catalogue::Catalogue;
use linchpin::scenario::hazard::{Hazard, HazardFile};
use linchpin::scenario::{Compiler, GenericHits, Target};
use linchpin::units::PerYear;
use std::collections::{BTreeMap, BTreeSet};

/// Share of world supply from which on an exporter counts.
const COUNTS: f64 = 0.05;
/// Share from which on a supplier is one that much depends on.
const CONCENTRATED: f64 = 0.3;

fn has(list: Option<&Vec<String>>, id: &str) -> bool {
    list.is_none_or(|list| list.iter().any(|own| own == id))
}

/// Sectors and economies that make a share that counts of a product, but whose exports no enabled hazard stops for every
/// home economy.
fn free_exporters(model: &Model, hazards: &[&Hazard]) -> BTreeSet<(Sector, String)> {
    let mut all: BTreeMap<(Sector, String), bool> = BTreeMap::new();
    for (sector, product) in &model.products {
        for row in product.supply.iter().filter(|row| row.share.get() >= COUNTS && row.economy != OTHER) {
            let stops = |target: &Target| match target {
                Target::Export { products, from, firm: None, to } => {
                    let place = has(from.as_ref(), &row.economy) || has(from.as_ref(), model.region(&row.economy));
                    let home = model.manifest.home.iter().all(|home| has(to.as_ref(), home));
                    place && home && has(products.as_ref(), &product.id)
                }
                _ => false,
            };
            let stopped = hazards.iter().any(|hazard| hazard.hits.iter().any(stops));
            *all.entry((*sector, row.economy.clone())).or_default() |= stopped;
        }
    }
    all.into_iter().filter(|(_, stopped)| !stopped).map(|(who, _)| who).collect()
}

/// Products of which one economy makes much, but none of whose plants there an enabled hazard strikes.
fn safe_plants(model: &Model, hazards: &[&Hazard]) -> BTreeSet<String> {
    let network = study().network();
    let compiler = Compiler::new(model, network);
    let mut struck = vec![false; network.suppliers.len()];
    for target in hazards.iter().flat_map(|hazard| &hazard.hits) {
        if let Some(Effect::Capacity(suppliers)) = compiler.effect(target) {
            for supplier in suppliers {
                struck[supplier as usize] = true;
            }
        }
    }
    let mut safe = BTreeSet::new();
    for (_, product) in &model.products {
        // Of two that are equally large the first.
        let most = product.supply.iter().rev().max_by(|a, b| a.share.get().total_cmp(&b.share.get()));
        let Some(most) = most.filter(|row| row.share.get() >= CONCENTRATED) else { continue };
        let own = network.suppliers.iter().zip(&struck).filter(|(supplier, _)| {
            let named = (&network.products[supplier.product as usize], &network.economies[supplier.economy as usize]);
            !supplier.other && named == (&product.id, &most.economy)
        });
        if !own.into_iter().any(|(_, struck)| *struck) {
            safe.insert(product.id.clone());
        }
    }
    safe
}

fn enabled(file: &HazardFile, generic: bool) -> Vec<&Hazard> {
    file.hazard.iter().filter(|hazard| hazard.enabled && (generic || hazard.generic.is_none())).collect()
}

#[test]
fn every_exporter_of_every_sector_and_every_concentrated_supplier_is_hit() {
    let (model, file) = (model(), library().hazards());
    let all = enabled(file, true);
    assert_eq!(free_exporters(&model, &all), BTreeSet::new(), "exporters without a restriction");
    assert_eq!(safe_plants(&model, &all), BTreeSet::new(), "concentrated suppliers whose plants nothing strikes");
    for sector in model.sectors() {
        let own = |hazard: &&&Hazard| {
            hazard.id == format!("generic-plant-loss-{}", sector.id())
                || hazard.id == format!("generic-site-loss-{}", sector.id())
        };
        assert!(all.iter().filter(own).count() > 0, "{} loses no plants", sector.id());
    }
    // The measure is not blind: what is written out row by row leaves much open.
    let written = enabled(file, false);
    assert!(free_exporters(&model, &written).len() > 50 && safe_plants(&model, &written).len() > 20);
}

#[test]
fn what_has_a_row_of_its_own_has_no_second_one() {
    let file = library().hazards();
    let stops = |hazard: &&Hazard, product: &str, economy: &str| {
        let exports = |target: &Target| match target {
            Target::Export { products, from, to: None, .. } => {
                has(products.as_ref(), product) && has(from.as_ref(), economy)
            }
            _ => false,
        };
        hazard.hits.iter().any(exports)
    };
    for (product, economy, id) in [
        ("gallium_primary", "CHN", "gallium-germanium-licences"),
        ("cobalt_mine_usgs", "COD", "cobalt-suspension-drc"),
        ("lng", "USA", "generic-lng-export-limit-usa"),
    ] {
        let ids: Vec<&str> =
            enabled(file, true).into_iter().filter(|h| stops(h, product, economy)).map(|h| h.id.as_str()).collect();
        assert_eq!(ids, [id]);
    }
}

#[test]
fn generic_rates_follow_products_and_propensities() {
    let (model, file) = (model(), library().hazards());
    let find = |id: &str| file.hazard.iter().find(|hazard| hazard.id == id).expect("a hazard");
    // 0.036 a year at propensity 1, in proportion below.
    let nld = find("generic-export-limits-semiconductors-nld");
    let propensity = model.economy("NLD").expect("it").export_restriction_propensity.as_ref().expect("it").value.get();
    assert!((nld.rate.value.get() - 0.036 * propensity).abs() < 1e-12 && nld.one_of_hits);
    let plants = find("generic-plant-loss-semiconductors");
    assert!((plants.rate.value.get() - 0.018 * plants.hits.len() as f64).abs() < 1e-12);
    assert!(plants.rate.low < plants.rate.value && plants.rate.value < plants.rate.high);
    let ids: BTreeSet<&str> = file.hazard.iter().map(|hazard| hazard.id.as_str()).collect();
    assert_eq!(ids.len(), file.hazard.len(), "every id once");
    assert!(file.generic.is_empty(), "all are written out");
}

#[test]
fn a_year_has_a_sensible_number_of_events() {
    let file = library().hazards();
    let yearly = |hazards: Vec<&Hazard>| -> f64 {
        let hazard = hazards.into_iter().cloned().collect();
        let file = HazardFile { hazard, ..file.clone() };
        Catalogue::new(&file, &[]).expect("a catalogue").entries.iter().map(|entry| entry.rate.drawn()).sum()
    };
    let (all, written) = (yearly(enabled(file, true)), yearly(enabled(file, false)));
    assert!((14.2..14.7).contains(&written), "{written} a year of what is written");
    assert!(all - written > 2.0 && all - written < 0.5 * written, "{} a year of what is generic", all - written);
}

#[test]
fn no_row_comes_more_often_with_its_causes_than_it_should() {
    let mut file = library().hazards().clone();
    file.hazard.iter_mut().for_each(|hazard| hazard.enabled = true);
    for firms in [Vec::new(), vec!["one".to_owned()]] {
        let catalogue = Catalogue::new(&file, &firms).expect("a catalogue");
        let exceeding: Vec<&str> = catalogue.exceeding().map(|entry| entry.id.as_str()).collect();
        assert!(exceeding.is_empty(), "{exceeding:?}");
    }
    // The measure is not blind: with its causes come 0.0602 a year.
    let gas = file.hazard.iter_mut().find(|hazard| hazard.id == "taiwan-gas-shortage").expect("it");
    gas.rate.value = PerYear::new(0.06).expect("a rate");
    let catalogue = Catalogue::new(&file, &[]).expect("a catalogue");
    assert!(catalogue.exceeding().map(|entry| entry.id.as_str()).eq(["taiwan-gas-shortage"]));
}

#[test]
fn a_model_of_other_makers_has_other_generic_hazards() {
    let mut model = model();
    let source = include_str!("../../scenarios/hazards.toml");
    let file: HazardFile = toml::from_str(source).expect("hazards");
    let plants = file.generic.iter().find(|row| row.hits == GenericHits::LargestEconomy).expect("it");
    let hits = |model: &Model| -> Vec<Target> {
        plants.expand(model, &file.hazard).into_iter().flat_map(|hazard| hazard.hits).collect()
    };
    let of = |economy: &str| Target::Capacity {
        products: Some(vec!["hp_quartz".to_owned()]),
        economies: Some(vec![economy.to_owned()]),
        firm: None,
    };
    assert!(hits(&model).contains(&of("USA")));
    let (_, quartz) = model.products.iter_mut().find(|(_, product)| product.id == "hp_quartz").expect("it");
    quartz.supply[0].economy = "NOR".to_owned();
    assert!(hits(&model).contains(&of("NOR")) && !hits(&model).contains(&of("USA")));
}
