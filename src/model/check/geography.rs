//! Economies and routes: regions, areas, passages, chokepoints and assets that exist, each said once.

use super::ModelNames;
use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Parsed, Unique};
use crate::model::geography::Via;
use crate::model::{EconomiesFile, OTHER, RoutesFile};
use std::collections::{BTreeMap, BTreeSet};

/// Checks `economies.toml`.
pub fn check_economies(file: &Parsed<EconomiesFile>, names: &ModelNames, findings: &mut Findings) {
    let region_of: BTreeMap<_, _> =
        file.value.economy.iter().map(|row| (row.id.as_str(), row.region.as_str())).collect();
    let mut ids = Unique::new("economy");
    for (index, economy) in file.value.economy.iter().enumerate() {
        let here = file.document.root().at("economy", index);
        ids.see(economy.id.as_str(), &economy.id, here.key("id"), findings);
        if economy.id == OTHER {
            let finding = Finding::error(format!("`{OTHER}` is the unnamed remainder of supply, not an economy"));
            here.key("id").report(finding, findings);
        }
        names.areas.check(&economy.area, here.key("area"), findings);
        let known = names.economies.check(&economy.region, here.key("region"), findings);
        if let Some(region) = region_of.get(economy.region.as_str()).filter(|_| known)
            && *region != economy.region
        {
            let finding = Finding::error(format!("`{}` is not a region: it belongs to `{region}`", economy.region));
            here.key("region").report(finding.help(format!("did you mean `{region}`?")), findings);
        }
    }
}

/// Checks `routes.toml`.
pub fn check_routes(file: &Parsed<RoutesFile>, names: &ModelNames, findings: &mut Findings) {
    let root = file.document.root();
    chokepoints_and_areas(file, findings);
    passages(file, names, findings);
    let routes = &file.value;
    let mut lanes = Unique::new("lane");
    for (index, lane) in routes.lane.iter().enumerate() {
        let here = root.at("lane", index);
        names.economies.check(&lane.from, here.key("from"), findings);
        names.economies.check(&lane.to, here.key("to"), findings);
        products(lane.products.as_deref(), here, names, findings);
        via(&lane.via, here, names, findings);
        let shown = format!("{} to {}", lane.from, lane.to);
        lanes.see((&lane.from, &lane.to, &lane.products), &shown, here.key("to"), findings);
    }
    let mut bypasses = Unique::new("bypass");
    for (index, bypass) in routes.bypass.iter().enumerate() {
        let here = root.at("bypass", index);
        names.economies.check(&bypass.from, here.key("from"), findings);
        names.chokepoints.check(&bypass.chokepoint, here.key("chokepoint"), findings);
        products(Some(&bypass.products), here, names, findings);
        let shown = format!("{} round {}", bypass.from, bypass.chokepoint);
        bypasses.see((&bypass.from, &bypass.chokepoint, &bypass.products), &shown, here.key("chokepoint"), findings);
    }
    let mut assets = Unique::new("asset");
    for (index, asset) in routes.asset.iter().enumerate() {
        let here = root.at("asset", index);
        assets.see(&asset.id, &asset.id, here.key("id"), findings);
        names.economies.check(&asset.economy, here.key("economy"), findings);
        products(asset.products.as_deref(), here, names, findings);
    }
}

fn chokepoints_and_areas(file: &Parsed<RoutesFile>, findings: &mut Findings) {
    let root = file.document.root();
    let mut chokepoints = Unique::new("chokepoint");
    for (index, chokepoint) in file.value.chokepoint.iter().enumerate() {
        let here = root.at("chokepoint", index);
        chokepoints.see(&chokepoint.id, &chokepoint.id, here.key("id"), findings);
        if chokepoint.detour_share.get() > 0.0 && chokepoint.detour_days.is_none() && !here.has_left_out("detour_days")
        {
            let finding = Finding::error(format!(
                "`{}` has a detour for a share of {} but no `detour_days`",
                chokepoint.id,
                chokepoint.detour_share.get()
            ));
            here.key("detour_share").report(finding.help("say how many days the detour adds"), findings);
        }
    }
    let mut areas = Unique::new("area");
    for (index, area) in file.value.area.iter().enumerate() {
        areas.see(&area.id, &area.id, root.at("area", index).key("id"), findings);
    }
}

fn passages(file: &Parsed<RoutesFile>, names: &ModelNames, findings: &mut Findings) {
    let root = file.document.root();
    let mut seen = Unique::new("passage");
    let mut joined = BTreeSet::new();
    for (index, passage) in file.value.passage.iter().enumerate() {
        let here = root.at("passage", index);
        names.areas.check(&passage.from, here.key("from"), findings);
        names.areas.check(&passage.to, here.key("to"), findings);
        via(&passage.via, here, names, findings);
        if passage.from == passage.to {
            let finding = Finding::error(format!("a passage from `{}` to itself", passage.from));
            here.key("to").report(finding.help("transit within an area is its `within_days`"), findings);
        }
        let ends = ordered(&passage.from, &passage.to);
        let shown = format!("{} and {}", passage.from, passage.to);
        seen.see(ends, &shown, here.key("to"), findings);
        joined.insert(ends);
    }
    if root.key("passage").has_mended() || root.key("area").has_mended() {
        return;
    }
    for (index, area) in file.value.area.iter().enumerate() {
        let others = file.value.area[index + 1..].iter().map(|other| other.id.as_str());
        let apart: Vec<_> =
            others.filter(|other| *other != area.id && !joined.contains(&ordered(&area.id, other))).collect();
        if !apart.is_empty() {
            let list = apart.iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::warning(format!("no passage between `{}` and {list}", area.id));
            root.at("area", index).key("id").report(finding.help("add a `[[passage]]` for each pair"), findings);
        }
    }
}

fn ordered<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one <= other { (one, other) } else { (other, one) }
}

fn via(via: &[Via], here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let mut seen = Unique::new("chokepoint on the way");
    for (index, via) in via.iter().enumerate() {
        let here = here.at("via", index).key("chokepoint");
        names.chokepoints.check(&via.chokepoint, here, findings);
        seen.see(&via.chokepoint, &via.chokepoint, here, findings);
    }
}

fn products(products: Option<&[String]>, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let Some(products) = products else { return };
    if products.is_empty() {
        let finding = Finding::error("an empty list of products").label("nothing is named");
        here.key("products").report(finding, findings);
    }
    names.products.check_all(products, here.key("products"), findings);
}
