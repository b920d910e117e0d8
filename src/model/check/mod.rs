//! What the files of a model mean together: ids that exist, shares that sum, chains that end, sources that are named.

mod chains;
mod figures;
mod geography;
mod in_code;
mod links;
mod manifest;
mod names;
mod products;
mod rest;
mod shares;

pub use manifest::HEALING_CRITICALITY;
pub use names::ModelNames;

use super::Sector;
use super::files::ModelFile;
use super::load::ModelFiles;
use crate::finding::{Finding, Findings};
use crate::input::Names;

/// Adds everything that is wrong with the meaning of `files`, whose ids are `names`.
pub fn check(files: &ModelFiles, names: &ModelNames, findings: &mut Findings) {
    let as_of = files.manifest.as_ref().and_then(|manifest| manifest::year(&manifest.value.as_of));
    if let Some(manifest) = &files.manifest {
        let imported = files.sectors.iter().any(|(sector, _)| *sector == Sector::Industries);
        manifest::check(manifest, imported, names, findings);
        figures::check(manifest.document.root(), &names.sources, as_of, findings);
    }
    if let Some(economies) = &files.economies {
        geography::check_economies(economies, names, findings);
        figures::check(economies.document.root(), &names.sources, as_of, findings);
        if let Some(manifest) = &files.manifest {
            manifest::check_home(manifest, &economies.value, findings);
            rest::check(manifest, economies, &files.sectors, findings);
        }
    }
    if let Some(routes) = &files.routes {
        geography::check_routes(routes, names, findings);
        figures::check(routes.document.root(), &names.sources, as_of, findings);
    }
    if let Some(sources) = &files.sources {
        check_sources(files, findings);
        figures::check(sources.document.root(), &Names::default(), None, findings);
    }
    for (_, sector) in &files.sectors {
        figures::check(sector.document.root(), &names.sources, as_of, findings);
    }
    products::check(&files.sectors, names, findings);
    shares::check(&files.sectors, findings);
    links::check(&files.sectors, names, findings);
    chains::check(&files.sectors, findings);
    missing_sectors(files, &names.products, findings);
}

/// Unknown products up to this number are slips of the pen, not a file that is missing.
const SLIPS: usize = 4;

/// Says before all else which sectors have no file, where that is probably why many products are unknown. It stands at no
/// place, and so comes first.
fn missing_sectors(files: &ModelFiles, products: &Names, findings: &mut Findings) {
    let number = products.unknown_among(findings);
    let Some(manifest) = files.manifest.as_ref().filter(|_| number > SLIPS) else { return };
    let stated = manifest.value.sector.iter().map(|row| row.id);
    let missing: Vec<_> = stated.filter(|sector| files.sectors.iter().all(|(own, _)| own != sector)).collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<String> = missing.iter().map(|sector| format!("`{}`", ModelFile::Sector(*sector).name())).collect();
    let (have, them) = if names.len() == 1 { ("is no file", "it") } else { ("are no files", "them") };
    let message = format!("there {have} {}, and {number} products are unknown", names.join(", "));
    let help =
        format!("model.toml names the sectors: put {them} back beside it, or take out what refers to their products");
    findings.push(Finding::error(message).help(help));
}

fn check_sources(files: &ModelFiles, findings: &mut Findings) {
    let mut ids = crate::input::Unique::new("source");
    for (index, source) in files.sources.iter().flat_map(|file| file.value.source.iter().enumerate()) {
        let Some(file) = &files.sources else { return };
        let at = file.document.root().at("source", index).key("id");
        ids.see(source.id.as_str(), &source.id, at, findings);
    }
}

#[cfg(test)]
mod tests;
