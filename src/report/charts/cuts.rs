//! Cut sets as pictures: a table a sector and home economy, and the chain with its single points of failure.

use super::{NamedChart, chain_map, economy, named, source};
use crate::chart::{Caption, ChainMap, CutRow as Row, CutSet, CutTable};
use crate::model::{Model, Sector};
use crate::study::{CutMember, CutRow, Study};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of a product that are put on paper.
const SETS: usize = 12;

/// What was looked for.
#[derive(Debug, Clone, Copy)]
pub struct CutQuestion<'a> {
    /// Ids of the products; none for all of the model.
    pub products: Option<&'a [String]>,
    /// Share of need below which a product has stopped.
    pub threshold: f64,
    /// Members of a set at most.
    pub size: usize,
}

/// A table of sets for every kind, sector and home economy, and where all suppliers of all products were looked at a
/// marked chain: of some products alone it would pass for that of the whole sector.
#[must_use]
pub fn cuts(study: &Study, rows: &[CutRow], question: &CutQuestion) -> Vec<NamedChart> {
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
                charts.push(named(format!("cuts-{kind}-{tag}"), &table(study, (sector, home), (kind, &own), question)));
            }
            if question.products.is_none() && own.iter().any(|row| row.kind == "suppliers") {
                let chain = marked(study, sector, home, (rows, question.threshold));
                charts.push(named(format!("chain-cuts-{tag}"), &chain));
            }
        }
    }
    charts
}

fn table(
    study: &Study,
    (sector, home): (Sector, &str),
    (kind, rows): (&str, &[&CutRow]),
    question: &CutQuestion,
) -> CutTable {
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
            members: row.members.iter().map(|member| short(model, member)).collect(),
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
    let (whose, looked_at) = subject(study, (sector, home), question);
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
            let stopped = match (looked_at, *count) {
                (1, _) if question.products.is_some() => "it".to_owned(),
                (_, 1) => "1 product".to_owned(),
                (_, count) => format!("{count} products"),
            };
            format!("{whose}, {}: the loss of {name} alone stops {stopped}", place.label())
        }
        None => format!("{whose}, {}: no single point of failure", place.label()),
    };
    let subtitle = format!(
        "Smallest sets of {kind} without which less than {:.0} % of the need is met for good: stocks spent, no rerouting or substitutes",
        100.0 * question.threshold
    );
    let of = if looked_at == 1 { "product has" } else { "products have" };
    let mut notes = vec![format!("{} of {looked_at} {of} a set of up to {}.", products.len(), question.size)];
    if question.products.is_some() {
        let names = asked(study, sector, question).join(", ");
        notes.push(format!("{}: only of what was asked for, {}.", sector.name(), names));
    }
    CutTable { caption: Caption::new(title, subtitle, source(study)), rows: products.iter().map(row).collect(), notes }
}

/// Products that a title names; more are counted.
const NAMED: usize = 2;

/// Whom a title speaks of, and how many products of the sector were looked at.
fn subject(study: &Study, (sector, home): (Sector, &str), question: &CutQuestion) -> (String, usize) {
    let asked = asked(study, sector, question);
    match asked.len() {
        _ if question.products.is_none() => (sector.name().to_owned(), used(study, sector, home)),
        count if count <= NAMED => (asked.join(", "), count),
        count => (format!("{}, {count} products asked for", sector.name()), count),
    }
}

/// Names of the products of `sector` that were asked for.
fn asked<'a>(study: &'a Study, sector: Sector, question: &CutQuestion) -> Vec<&'a str> {
    let of_sector = |id: &String| study.model().product(id).filter(|(own, _)| *own == sector);
    let mut names: Vec<&str> = Vec::new();
    for (_, product) in question.products.unwrap_or_default().iter().filter_map(of_sector) {
        // One may be asked for twice.
        if !names.contains(&product.name.as_str()) {
            names.push(&product.name);
        }
    }
    names
}

/// How many products of `sector` are looked at in `home` where all are asked for: those that count in a home economy, in
/// another region those that it uses.
fn used(study: &Study, sector: Sector, home: &str) -> usize {
    let network = study.network();
    let is_home = |economy: u32| network.economies[economy as usize] == home;
    let mut portfolios = study.portfolios().iter().filter(|portfolio| is_home(portfolio.economy)).peekable();
    if portfolios.peek().is_some() {
        return portfolios.filter(|portfolio| portfolio.sector == sector).map(|own| own.members.len()).sum();
    }
    let of_sector = |product: u32| {
        let row = study.model().product(&network.products[product as usize]);
        row.is_some_and(|(own, _)| own == sector)
    };
    network.cells.iter().filter(|cell| is_home(cell.region) && of_sector(cell.product)).count()
}

/// A member as a box has room for it: a strait by name, others by id.
fn short(model: &Model, member: &CutMember) -> String {
    if member.kind == "chokepoint" { strait(model, &member.id) } else { member.id.clone() }
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
