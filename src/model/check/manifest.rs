//! `model.toml`: a day, home economies that exist, and a default for every kind of input and every sector.

use super::ModelNames;
use crate::finding::{Finding, Findings};
use crate::input::{Parsed, Unique};
use crate::model::manifest::KindFraction;
use crate::model::{EconomiesFile, InputKind, Manifest, Sector};

/// Largest criticality for which every temporary shock is known to heal.
pub const HEALING_CRITICALITY: f64 = 0.95;

/// Largest share of re-sourced orders in competition with usual customers for which healing was tested.
const HEALING_SPOT_SHARE: f64 = 0.3;

/// Checks `model.toml` of a model of the five sectors, or of one that was `imported`.
pub fn check(file: &Parsed<Manifest>, imported: bool, names: &ModelNames, findings: &mut Findings) {
    let root = file.document.root();
    if year(&file.value.as_of).is_none() {
        let finding = Finding::error(format!("`as_of` is `{}`, not a day", file.value.as_of));
        root.key("as_of").report(finding.label("wanted YYYY-MM-DD"), findings);
    }
    if file.value.home.is_empty() {
        root.key("home")
            .report(Finding::error("no home economy").help("name at least one, for example [\"JPN\"]"), findings);
    }
    names.economies.check_all(&file.value.home, root.key("home"), findings);
    let mut homes = Unique::new("home economy");
    for (index, home) in file.value.home.iter().enumerate() {
        homes.see(home, home, root.at("home", index), findings);
    }
    kinds(file, ["baseline", "link_weight"], &file.value.baseline.link_weight, findings);
    kinds(file, ["dynamics", "criticality"], &file.value.dynamics.criticality, findings);
    for (index, row) in file.value.dynamics.criticality.iter().enumerate() {
        if row.value.value.get() > HEALING_CRITICALITY {
            let here = root.key("dynamics").at("criticality", index).key("value").key("value");
            here.report(no_healing(row.value.value.get()), findings);
        }
    }
    let spot_share = file.value.dynamics.spot_share.value.get();
    if spot_share > HEALING_SPOT_SHARE {
        let finding = Finding::warning(format!(
            "a spot share of {spot_share} is above {HEALING_SPOT_SHARE}: the healing guarantee is gone"
        ));
        let finding = finding.help("with more, shocks were seen that networks do not recover from");
        root.key("dynamics").key("spot_share").key("value").report(finding, findings);
    }
    sectors(file, imported, findings);
}

/// Checks that every home economy of `file` is a demand region: where a member of one is named, nothing is ever lost.
pub fn check_home(file: &Parsed<Manifest>, economies: &EconomiesFile, findings: &mut Findings) {
    for (index, home) in file.value.home.iter().enumerate() {
        let row = |id: &str| economies.economy.iter().find(|row| row.id == id);
        // A region that is none has its own finding.
        let region = row(home).map(|home| &home.region).filter(|region| row(region).is_some_and(|r| r.region == r.id));
        let Some(region) = region.filter(|region| *region != home) else { continue };
        let finding =
            Finding::error(format!("home economy `{home}` has no demand of its own: it belongs to `{region}`"))
                .label(format!("part of `{region}`"))
                .help(format!("write `{region}`, or set `region = \"{home}\"` for `{home}` in economies.toml"));
        file.document.root().at("home", index).report(finding, findings);
    }
}

/// The warning for a criticality above [`HEALING_CRITICALITY`].
pub fn no_healing(criticality: f64) -> Finding {
    Finding::warning(format!("criticality {criticality} is above {HEALING_CRITICALITY}: the healing guarantee is gone"))
        .label(format!("healing is sure up to {HEALING_CRITICALITY}"))
        .help("products that need each other may stay down for ever after a temporary shock")
}

fn kinds(file: &Parsed<Manifest>, [table, key]: [&str; 2], rows: &[KindFraction], findings: &mut Findings) {
    let here = file.document.root().key(table);
    let Some(list) = here.stated(key).filter(|list| !list.has_mended() && !here.is_mended()) else { return };
    let mut seen = Unique::new(key);
    for (index, row) in rows.iter().enumerate() {
        seen.see(row.kind.id(), row.kind.id(), list.row(index).key("kind"), findings);
    }
    for kind in InputKind::ALL {
        if !rows.iter().any(|row| row.kind == kind) {
            let finding = Finding::error(format!("`{table}.{key}` has no row for inputs of kind `{}`", kind.id()));
            let help = format!("add [[{table}.{key}]] with kind = \"{}\"", kind.id());
            // An empty list has no row to point at.
            if rows.is_empty() { list } else { list.row(0) }.report(finding.help(help), findings);
        }
    }
}

fn sectors(file: &Parsed<Manifest>, imported: bool, findings: &mut Findings) {
    let list = file.document.root().key("sector");
    if list.has_mended() && file.document.is_mended() {
        return;
    }
    let mut seen = Unique::new("sector");
    for (index, row) in file.value.sector.iter().enumerate() {
        seen.see(row.id, row.id.id(), list.row(index).key("id"), findings);
    }
    let wanted: &[Sector] = if imported { &[Sector::Industries] } else { &Sector::FIVE };
    for &sector in wanted {
        if !file.value.sector.iter().any(|row| row.id == sector) {
            let finding = Finding::error(format!("no defaults for the sector `{}`", sector.id()));
            let help = format!("add a [[sector]] with id = \"{}\"", sector.id());
            list.row(0).report(finding.help(help), findings);
        }
    }
}

/// The year of a day written `YYYY-MM-DD`.
pub fn year(day: &str) -> Option<f64> {
    let date: toml::value::Datetime = day.parse().ok()?;
    let date = (date.time.is_none() && date.offset.is_none()).then_some(date.date)??;
    Some(f64::from(date.year))
}
