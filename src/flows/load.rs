//! Reads the flows of a model folder and holds them against its files.

use super::{Flows, Named, of_firms, of_table};
use crate::finding::{Finding, Findings, Kind};
use crate::firm;
use crate::input::{Cursor, Hashes, nearest};
use crate::model::{ModelFiles, Product, Sector};
use crate::table;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files that make a folder one with flows.
pub const TABLES: [&str; 2] = [table::MANIFEST, firm::MANIFEST];

/// Shares further than this from those of the flows were changed by hand.
const CHANGED: f64 = 1e-6;

/// The flows in `folder`, if it holds any and its model `files` fit them; all that is wrong goes to `findings`.
///
/// What is only doubtful was told at the import, and is a note from then on.
pub fn load(folder: &Path, files: &ModelFiles, findings: &mut Findings, hashes: &mut Hashes) -> Option<Flows> {
    let name = folder.display().to_string();
    let own = files.sectors.iter().find(|(sector, _)| *sector == Sector::Industries);
    let (is_table, is_network) = (folder.join(TABLES[0]).is_file(), folder.join(TABLES[1]).is_file());
    if is_table && is_network {
        let finding = Finding::error("this folder holds both a table and a network of firms").in_file(&name);
        findings.push(finding.help("import each into a folder of its own"));
        return None;
    }
    if !is_table && !is_network {
        if let Some((_, file)) = own {
            let finding = Finding::error(
                "the flows of these industries are missing: the folder has no table.toml or network.toml",
            );
            file.document.root().key("sector").report(finding.help("import the table or network again"), findings);
        }
        return None;
    }
    let read = if is_table { read_table(folder, hashes) } else { read_firms(folder, hashes) };
    let (flows, found) = read.map_err(|found| findings.extend(found)).ok()?;
    findings.extend(found);
    let before = findings.count(Kind::Error);
    fit(&flows, files, &name, findings);
    (before == findings.count(Kind::Error)).then_some(flows)
}

type Read = Result<(Flows, Findings), Findings>;

fn read_table(folder: &Path, hashes: &mut Hashes) -> Read {
    table::load(folder).map(|imported| {
        hashes.extend(imported.hashes);
        let (flows, changed) = of_table(&imported.table);
        (flows, notes(imported.findings, changed, &folder.join(TABLES[0])))
    })
}

fn read_firms(folder: &Path, hashes: &mut Hashes) -> Read {
    firm::load(folder).map(|loaded| {
        hashes.extend(loaded.hashes);
        let (flows, changed) = of_firms(&loaded.value);
        (flows, notes(loaded.findings, changed, &folder.join(TABLES[1])))
    })
}

fn notes(findings: Findings, changed: Vec<Finding>, file: &Path) -> Findings {
    let mut notes = Findings::new();
    for finding in findings {
        notes.push(Finding { kind: Kind::Note, ..finding });
    }
    for finding in changed {
        notes.push(Finding { kind: Kind::Note, ..finding }.in_file(&file.display().to_string()));
    }
    notes
}

fn fit(flows: &Flows, files: &ModelFiles, folder: &str, findings: &mut Findings) {
    if let Some(economies) = &files.economies {
        let own: BTreeSet<&str> = economies.value.economy.iter().map(|economy| economy.id.as_str()).collect();
        missing(&flows.economies, &own, "economy", economies.document.root(), findings);
    }
    let Some((_, industries)) = files.sectors.iter().find(|(sector, _)| *sector == Sector::Industries) else {
        let finding =
            Finding::error("the model of these flows is missing: there is no industries.toml").in_file(folder);
        findings.push(finding.help("import the table or network again"));
        return;
    };
    let root = industries.document.root();
    let own: BTreeSet<&str> = industries.value.product.iter().map(|product| product.id.as_str()).collect();
    missing(&flows.products, &own, "product", root, findings);
    let known: BTreeSet<&str> = flows.products.iter().map(|product| product.id.as_str()).collect();
    for (index, product) in
        industries.value.product.iter().enumerate().filter(|(_, own)| !known.contains(own.id.as_str()))
    {
        let finding = Finding::error(format!("nothing is known of the flows of `{}`", product.id));
        let near = nearest(&product.id, known.iter().copied());
        let finding = match near {
            Some(near) => finding.help(format!("the sector that the flows have is `{near}`")),
            None => finding.help("products of this file are the sectors of the table: goods of your own belong in the file of another sector"),
        };
        root.at("product", index).key("id").report(finding, findings);
    }
    changed_shares(flows, files, findings);
    unsized_products(&industries.value.product, root, findings);
    for (sector, file) in files.sectors.iter().filter(|(sector, _)| *sector != Sector::Industries) {
        if !file.value.product.is_empty() {
            let finding = Finding::error(format!("the sector `{}` has no flows in this folder", sector.id()));
            let help =
                "a model is either balanced from shares or laid out from a table: keep them in folders of their own";
            file.document.root().key("sector").report(finding.help(help), findings);
        }
    }
    let finding = Finding::note(
        "stocks, overtime, switching, transit and criticality are assumptions: the flows do not say them",
    );
    let help = "they stand in `[[sector]]` and `[dynamics]` of model.toml and in routes.toml; a product of industries.toml may state its own";
    if let Some(manifest) = &files.manifest {
        manifest.document.root().at("sector", 0).report(finding.help(help), findings);
    }
}

/// Names of the flows that a file does not have.
fn missing(wanted: &[Named], own: &BTreeSet<&str>, what: &str, root: Cursor<'_>, findings: &mut Findings) {
    let absent: Vec<&Named> = wanted.iter().filter(|named| !own.contains(named.id.as_str())).collect();
    let Some(first) = absent.first() else { return };
    let others = if absent.len() > 1 { format!(" and {} others", absent.len() - 1) } else { String::new() };
    let message = format!("the {what} `{}`{others} is missing: the flows have `{}`", first.id, first.name);
    root.at(what, 0).report(Finding::error(message).help("put it back, or import the table again"), findings);
}

/// Products without a market value: nobody knows how large they are beside each other.
fn unsized_products(products: &[Product], root: Cursor<'_>, findings: &mut Findings) {
    let unsized_ones = || products.iter().enumerate().filter(|(_, product)| product.market_value.is_none());
    let Some((index, first)) = unsized_ones().next().filter(|_| products.len() > 1) else { return };
    let others = unsized_ones().count() - 1;
    let others = match others {
        0 => String::new(),
        1 => " and one more".to_owned(),
        many => format!(" and {many} more"),
    };
    let message = format!(
        "no market value is known of `{}`{others}: products weigh alike, or as the median, and what different products lose is not added up",
        first.id
    );
    let help = "import the table again with its unit, for example --unit \"million EUR\", or state `market_value` of every product";
    root.at("product", index).key("id").report(Finding::warning(message).help(help), findings);
}

/// Shares of supply that were changed by hand: they do not change the flows.
fn changed_shares(flows: &Flows, files: &ModelFiles, findings: &mut Findings) {
    let mut shares: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (maker, share) in flows.makers.iter().zip(flows.shares()) {
        let product = flows.products[maker.product as usize].id.as_str();
        *shares.entry((product, flows.economies[maker.economy as usize].id.as_str())).or_default() += share;
    }
    let mut changed = 0_usize;
    for (_, file) in files.sectors.iter().filter(|(sector, _)| *sector == Sector::Industries) {
        for (index, product) in file.value.product.iter().enumerate() {
            for (row, supply) in product.supply.iter().enumerate() {
                let flow = shares.get(&(product.id.as_str(), supply.economy.as_str())).copied().unwrap_or(0.0);
                if (supply.share.get() - flow).abs() <= CHANGED {
                    continue;
                }
                changed += 1;
                if changed == 1 {
                    let message = format!("this share changes nothing: the flows of the table give {flow:.6}");
                    let at = file.document.root().at("product", index).at("supply", row).key("share");
                    at.report(Finding::warning(message).help("import a table with other flows"), findings);
                }
            }
        }
    }
    if let (Some(more), Some((_, file))) = (changed.checked_sub(2), files.sectors.last()) {
        let message = format!("there are {} more shares that the flows do not bear out", more + 1);
        findings.push(Finding::warning(message).in_file(file.document.name()));
    }
}
