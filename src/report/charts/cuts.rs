//! Cut sets as pictures: a table a sector and home economy, and the chain with its single points of failure.

use super::{NamedChart, chain_map, economy, named, source};
use crate::chart::{Caption, ChainMap, CutRow as Row, CutSet, CutTable};
use crate::model::{Model, Sector};
use crate::study::{CutRow, Study};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of a product that are put on paper.
const SETS: usize = 12;

/// A table of sets of economies for every sector and home economy, and a marked chain where suppliers were asked for.
#[must_use]
pub fn cuts(study: &Study, rows: &[CutRow], threshold: f64) -> Vec<NamedChart> {
    let mut charts = Vec::new();
    for sector in Sector::ALL {
        let mut homes: Vec<&str> = Vec::new();
        for row in rows.iter().filter(|row| row.sector == sector.id()) {
            if !homes.contains(&row.economy.as_str()) {
                homes.push(&row.economy);
            }
        }
        for home in homes {
            let own: Vec<&CutRow> =
                rows.iter().filter(|row| row.sector == sector.id() && row.economy == home).collect();
            let tag = format!("{}-{}", sector.id(), home.to_lowercase());
            let kinds: BTreeSet<&str> = own.iter().map(|row| row.kind).collect();
            for kind in kinds {
                charts.push(named(format!("cuts-{kind}-{tag}"), &table(study, sector, home, &own, (kind, threshold))));
            }
            if own.iter().any(|row| row.kind == "suppliers") {
                charts.push(named(format!("chain-cuts-{tag}"), &marked(study, sector, home, (rows, threshold))));
            }
        }
    }
    charts
}

fn table(study: &Study, sector: Sector, home: &str, rows: &[&CutRow], (kind, threshold): (&str, f64)) -> CutTable {
    let model = study.model();
    let mut products: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == kind) {
        if !products.contains(&row.product.as_str()) {
            products.push(&row.product);
        }
    }
    let row = |product: &&str| {
        let own = || rows.iter().filter(|row| row.kind == kind && row.product == **product);
        let set = |row: &&CutRow| CutSet {
            members: row.members.iter().map(|member| member.id.clone()).collect(),
            left: row.availability / 100.0,
        };
        Row {
            product: model.product(product).map_or((*product).to_owned(), |(_, row)| row.name.clone()),
            sets: own().take(SETS).map(set).collect(),
            all: own().count(),
        }
    };
    let of_kind = || rows.iter().filter(|row| row.kind == kind);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in of_kind().filter(|row| row.size == 1) {
        *counts.entry(&row.members[0].id).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id)));
    let place = economy(model, home);
    let title = match most {
        Some((id, count)) => {
            let name = match id.split_once('@') {
                Some((product, at)) => {
                    let name = model.product(product).map_or(product, |(_, row)| row.name.as_str());
                    format!("{name} ({at})")
                }
                None if kind == "chokepoints" => strait(model, id),
                None => economy(model, id).label().to_owned(),
            };
            let products = if *count == 1 { "product" } else { "products" };
            format!("{}, {}: the loss of {name} alone stops {count} {products}", sector.name(), place.label())
        }
        None => format!("{}, {}: no single point of failure", sector.name(), place.label()),
    };
    let subtitle = format!(
        "Smallest sets of {kind} without which less than {:.0} % of the need is met for good: stocks spent, no rerouting or substitutes",
        100.0 * threshold
    );
    CutTable { caption: Caption::new(title, subtitle, source(study)), rows: products.iter().map(row).collect() }
}

/// A strait by name.
fn strait(model: &Model, id: &str) -> String {
    let known = model.routes.chokepoint.iter().find(|row| row.id == id);
    known.map_or_else(|| id.to_owned(), |row| row.name.clone())
}

/// Suppliers that are named in a note when their products are not drawn.
const NOT_DRAWN: usize = 8;

/// The chain of a sector, products framed whose suppliers each stop others alone.
fn marked(study: &Study, sector: Sector, home: &str, (rows, threshold): (&[CutRow], f64)) -> ChainMap {
    let model = study.model();
    let mut stopped: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let single = rows.iter().filter(|row| row.kind == "suppliers" && row.size == 1 && row.economy == home);
    for row in single.filter(|row| row.sector == sector.id()) {
        let supplier = row.members[0].id.as_str();
        if maker(supplier).0 != row.product {
            stopped.entry(supplier).or_default().insert(&row.product);
        }
    }
    let mut ranked: Vec<(&str, usize)> = stopped.iter().map(|(supplier, others)| (*supplier, others.len())).collect();
    // Those that stop as many stay in the order of their ids.
    ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut map = chain_map(study, sector);
    for node in &mut map.nodes {
        let own = ranked.iter().filter(|(supplier, _)| maker(supplier).0 == node.id);
        node.alone = own.map(|(supplier, count)| (maker(supplier).1.replace('/', " "), *count)).collect();
    }
    let drawn = |supplier: &str| map.nodes.iter().any(|node| node.id == maker(supplier).0);
    let hidden: Vec<String> = ranked
        .iter()
        .filter(|(supplier, _)| !drawn(supplier))
        .map(|(supplier, count)| {
            let (product, who) = maker(supplier);
            let name = model.product(product).map_or(product, |(_, row)| row.name.as_str());
            format!("{name}: {who} stops {count}")
        })
        .collect();
    map.notes.push(format!(
        "Alone: without it less than {:.0} % of the need for the other product of the sector is met for good, stocks spent, no rerouting or substitutes.",
        100.0 * threshold
    ));
    if !hidden.is_empty() {
        let more = hidden.len().saturating_sub(NOT_DRAWN);
        let more = if more > 0 { format!("; and {more} more (cuts.csv)") } else { String::new() };
        map.notes.push(format!(
            "Not drawn, since it is no direct input: {}{more}.",
            hidden[..hidden.len().min(NOT_DRAWN)].join("; ")
        ));
    }
    let finding = match ranked.len() {
        0 => "no supplier alone stops other products".to_owned(),
        1 => "one supplier alone stops other products".to_owned(),
        count => format!("each of {count} suppliers alone stops other products"),
    };
    map.caption.title = format!("{}, {}: {finding}", sector.name(), economy(model, home).label());
    map
}

/// Product and maker in the id of a supplier, `PRODUCT@ECONOMY` or `PRODUCT@ECONOMY/firm`.
fn maker(supplier: &str) -> (&str, &str) {
    supplier.split_once('@').unwrap_or((supplier, ""))
}
