//! What single rows of the catalogue say: one event hits what it hit, and is counted once.

use super::{library, model};
use linchpin::scenario::Target;
use linchpin::scenario::hazard::{Hazard, Severity};

fn row(id: &str) -> &'static Hazard {
    library().hazards().hazard.iter().find(|hazard| hazard.id == id).expect("a hazard")
}

fn capacity(hazard: &Hazard) -> impl Iterator<Item = (&[String], &[String])> {
    hazard.hits.iter().filter_map(|target| match target {
        Target::Capacity { products: Some(products), economies: Some(economies), .. } => {
            Some((products.as_slice(), economies.as_slice()))
        }
        _ => None,
    })
}

fn has(list: &[String], id: &str) -> bool {
    list.iter().any(|own| own == id)
}

#[test]
fn a_fire_a_closure_or_a_bankruptcy_takes_one_good() {
    for id in [
        "chinese-bulk-drug-plant-closure",
        "generic-api-plant-loss-china",
        "generic-api-plant-loss-india",
        "generic-medicine-plant-loss-china",
        "generic-medicine-plant-loss-europe",
        "key-maker-bankrupt",
        "lng-plant-outage",
        "memory-fab-fire",
    ] {
        let hazard = row(id);
        assert!(hazard.one_of_hits && hazard.hits.len() > 1, "{id}");
        let one = |target: &Target| match target {
            Target::Capacity { products, .. } | Target::Export { products, .. } => {
                products.as_ref().is_some_and(|products| products.len() == 1)
            }
            _ => false,
        };
        assert!(hazard.hits.iter().all(one), "{id}");
    }
}

#[test]
fn what_stops_taiwanese_fabs_stops_every_node_made_there() {
    let model = model();
    for id in ["taiwan-earthquake", "taiwan-severe-earthquake", "taiwan-power-or-water-shortage"] {
        let struck: Vec<&String> = capacity(row(id)).flat_map(|(products, _)| products).collect();
        for (_, product) in model.products.iter().filter(|(_, product)| product.id.starts_with("logic_")) {
            let wafers = product.id.ends_with("nm");
            let share = product.supply.iter().find(|row| row.economy == "TWN").map_or(0.0, |row| row.share.get());
            assert!(!wafers || share < 0.05 || struck.contains(&&product.id), "{id} leaves {}", product.id);
        }
    }
}

#[test]
fn the_power_rationing_of_a_season_is_one_event_for_all_it_stops() {
    for id in [
        "sichuan-power-rationing",
        "magnesium-energy-curb",
        "generic-refinery-stop-china",
        "generic-ict-plant-stop-china",
        "generic-clean-energy-plant-stop-china",
    ] {
        let causes: Vec<&str> = row(id).causes.iter().map(|of| of.cause.as_str()).collect();
        assert_eq!(causes, ["china-power-rationing"], "{id}");
    }
}

#[test]
fn a_site_is_the_same_part_of_a_firm_as_of_an_economy() {
    let find = |id: &str| {
        let all = &library().hazards().hazard;
        all.iter().find(|hazard| hazard.generic.as_deref() == Some(id)).and_then(|row| row.severity.clone())
    };
    let site = Some(Severity::Beta { a: 1.5, b: 6.0 });
    assert_eq!((find("generic-plant-loss"), find("generic-site-loss")), (site.clone(), site));
}

#[test]
fn transformers_fall_short_by_growth_of_demand() {
    let squeeze = row("transformer-squeeze");
    assert!(squeeze.growth && !squeeze.in_force && squeeze.rate.value.get() < 0.07);
    assert!(matches!(&squeeze.hits[..], [Target::Demand { .. }]));
}

#[test]
fn helium_stops_without_gas_and_runs_short_without_qatar() {
    for (id, products, qatar) in
        [("qatar-helium-stop", 1, true), ("ras-laffan-outage", 2, true), ("helium-shortage", 1, false)]
    {
        let hits: Vec<_> = capacity(row(id)).collect();
        assert_eq!((hits.len(), hits[0].0.len(), has(hits[0].1, "QAT")), (1, products, qatar), "{id}");
        assert!(has(hits[0].0, "helium"));
    }
}

#[test]
fn what_came_with_a_pandemic_comes_seldom_without_one() {
    let file = library().hazards();
    for id in
        ["medicine-export-limits-india", "generic-medicine-export-limits-europe", "generic-medicine-export-limits-usa"]
    {
        let rate = row(id).arrival_rate(&file.cause, 0);
        assert!(rate.own() < 0.031 && !rate.is_exceeded(), "{id} comes {} times a year by itself", rate.own());
    }
}

#[test]
fn rates_are_those_of_what_is_counted() {
    // Where an act rescinded in time counts as half, and the stop of 2010 in one row alone.
    for (id, rate) in [("us-chip-cap-india", 0.27), ("dual-use-ban-japan", 0.21), ("ras-laffan-outage", 0.065)] {
        assert!((row(id).rate.value.get() - rate).abs() < 1e-12, "{id}");
    }
    // New acts per pair of exporter and mineral that is free, not growth of what is restricted.
    let free = 0.021 * 0.14 / 0.86 / 0.4;
    let of = |hazard: &&Hazard| hazard.generic.as_deref() == Some("generic-mineral-export-limits");
    for hazard in library().hazards().hazard.iter().filter(of) {
        assert!(hazard.rate.value.get() <= 1.01 * free * hazard.hits.len() as f64, "{}", hazard.id);
    }
    let magnets = row("heavy-rare-earth-and-magnet-licences").duration.as_ref().expect("days");
    assert!((magnets.median_days.get() - 60.0).abs() < 1e-12);
}
