//! Rows of products: economies, firms and products that exist, each row said once, end uses that stay at home.

use super::ModelNames;
use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Parsed, Unique};
use crate::model::{Goods, OTHER, Product, Sector, SectorFile};
use std::collections::BTreeMap;

/// Checks the rows of all sector files, each on its own.
pub fn check(files: &[(Sector, Parsed<SectorFile>)], names: &ModelNames, findings: &mut Findings) {
    let mut ids = Unique::new("product");
    for (sector, file) in files {
        let root = file.document.root();
        if file.value.sector != *sector {
            let finding = Finding::error(format!("`sector` is `{}` in the file of another", file.value.sector.id()));
            let help = format!("this file holds the sector `{}`", sector.id());
            root.key("sector").report(finding.help(help), findings);
        }
        for (index, product) in file.value.product.iter().enumerate() {
            let here = root.at("product", index);
            ids.see(product.id.as_str(), &product.id, here.key("id"), findings);
            rows(product, here, names, findings);
            if product.goods == Goods::EndUse && !here.key("goods").is_mended() {
                end_use(product, here, findings);
            }
            sized_by(product, here, names, findings);
        }
    }
    seats(files, findings);
}

fn rows(product: &Product, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let by_economy: [(&str, Vec<&String>); 5] = [
        ("supply", product.supply.iter().map(|row| &row.economy).collect()),
        ("demand", product.demand.iter().map(|row| &row.economy).collect()),
        ("covers", product.covers.iter().map(|row| &row.economy).collect()),
        ("import_dependence", product.import_dependence.iter().map(|row| &row.economy).collect()),
        ("reserves", product.reserves.iter().map(|row| &row.economy).collect()),
    ];
    for (key, economies) in by_economy {
        let what = format!("`{key}` row of `{}`", product.id);
        let mut seen = Unique::new(&what);
        for (index, economy) in economies.into_iter().enumerate() {
            let at = here.at(key, index).key("economy");
            if economy == OTHER {
                let finding = Finding::error(format!("`{OTHER}` is no economy")).label("cannot stand here");
                at.report(finding.help("leave it out: what is missing to one is the unnamed remainder"), findings);
            } else {
                names.economies.check(economy, at, findings);
            }
            seen.see(economy, economy, at, findings);
        }
    }
    let what = format!("`imports` row of `{}`", product.id);
    let mut imports = Unique::new(&what);
    for (index, row) in product.imports.iter().enumerate() {
        let at = here.at("imports", index);
        names.economies.check(&row.economy, at.key("economy"), findings);
        if row.from != OTHER {
            names.economies.check(&row.from, at.key("from"), findings);
        }
        if row.from == row.economy {
            let finding = Finding::error(format!("`{}` imports from itself", row.economy));
            let help = "what an economy makes for itself is one less its import dependence";
            at.key("from").report(finding.help(help), findings);
        }
        let shown = format!("{} from {}", row.economy, row.from);
        imports.see((&row.economy, &row.from), &shown, at.key("from"), findings);
    }
    let what = format!("`firms` row of `{}`", product.id);
    let mut firms = Unique::new(&what);
    for (index, row) in product.firms.iter().enumerate() {
        let at = here.at("firms", index);
        names.economies.check(&row.seat, at.key("seat"), findings);
        names.economies.check(&row.plant, at.key("plant"), findings);
        let shown = format!("{} in {}", row.firm, row.plant);
        firms.see((&row.firm, &row.plant), &shown, at.key("firm"), findings);
    }
}

/// End uses are made and used within one economy, from its own inputs.
fn end_use(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    let traded = [
        ("supply", product.supply.len()),
        ("firms", product.firms.len()),
        ("import_dependence", product.import_dependence.len()),
        ("imports", product.imports.len()),
        ("reserves", product.reserves.len()),
    ];
    for (key, _) in traded.into_iter().filter(|(_, rows)| *rows > 0) {
        let finding = Finding::error(format!("the end use `{}` has rows of `{key}`", product.id));
        let finding = finding.label("end uses are not traded");
        here.at(key, 0)
            .report(finding.help("what is traded are its inputs; `sized_by` sets how large it is"), findings);
    }
    if product.inputs.is_empty() && !here.has_mended() {
        let finding = Finding::warning(format!("the end use `{}` has no inputs: nothing can stop it", product.id));
        here.key("id").report(finding, findings);
    }
}

fn sized_by(product: &Product, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let Some(proxy) = &product.sized_by else { return };
    let at = here.key("sized_by");
    names.products.check(proxy, at, findings);
    if product.goods != Goods::EndUse && !here.key("goods").is_mended() {
        let finding = Finding::error(format!("`sized_by` is for end uses, and `{}` is none", product.id));
        at.report(finding.help("its size in an economy is its `demand`"), findings);
    }
    if *proxy == product.id {
        at.report(Finding::error(format!("`{proxy}` cannot be sized by itself")), findings);
    }
}

/// One firm has one seat, in whatever product it stands.
fn seats(files: &[(Sector, Parsed<SectorFile>)], findings: &mut Findings) {
    let mut seat_of: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, file) in files {
        for (index, product) in file.value.product.iter().enumerate() {
            for (row, firm) in product.firms.iter().enumerate() {
                let first = *seat_of.entry(&firm.firm).or_insert(&firm.seat);
                if first != firm.seat {
                    let at = file.document.root().at("product", index).at("firms", row).key("seat");
                    let finding =
                        Finding::error(format!("`{}` has two seats: `{first}` and `{}`", firm.firm, firm.seat));
                    at.report(finding.help("export controls follow the seat; plants stand in `plant`"), findings);
                }
            }
        }
    }
}
