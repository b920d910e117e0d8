//! A network of firms that was imported: a folder with `network.toml`, `firms.csv` and `edges.csv`.

use super::FirmNetwork;
use crate::finding::{Finding, Findings};
use crate::input::read_text;
use crate::model::Loaded;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file that says what the folder holds.
pub const MANIFEST: &str = "network.toml";
const FORMAT: u32 = 1;

/// `network.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    firms: usize,
    edges: usize,
}

/// The files of the folder for `network`: names and bytes.
#[must_use]
pub fn files(network: &FirmNetwork) -> Vec<(&'static str, Vec<u8>)> {
    let manifest = Manifest { format: FORMAT, firms: network.firms.len(), edges: network.buyers.len() };
    let market = if network.markets_are_places { "region" } else { "market" };
    let firms = (0..network.firms.len()).map(|firm| {
        let market = network.market_of[firm].map_or("", |market| &network.markets[market as usize]);
        let revenue = network.revenue[firm].map_or_else(String::new, |revenue| revenue.to_string());
        let sector = &network.sectors[network.sector_of[firm] as usize];
        [network.firms[firm].clone(), sector.clone(), market.to_owned(), revenue]
    });
    let id = |firm: u32| network.firms[firm as usize].clone();
    let edges = network.edges().map(|(supplier, buyer, weight)| [id(supplier), id(buyer), weight.to_string()]);
    vec![
        (MANIFEST, toml::to_string(&manifest).unwrap_or_default().into_bytes()),
        ("firms.csv", csv(["firm", "sector", market, "revenue"], firms)),
        ("edges.csv", csv(["supplier", "buyer", "weight"], edges)),
    ]
}

fn csv<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(header);
    for row in rows {
        written = written.and_then(|()| writer.write_record(row));
    }
    // Writing to memory does not fail.
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

/// Loads the network in the folder `path`.
///
/// # Errors
/// All that is wrong with it.
pub fn load(path: &Path) -> Result<Loaded<FirmNetwork>, Findings> {
    let (source, hash) = read_text(&path.join(MANIFEST))?;
    let fault = |message: String| Finding::error(message).in_file(source.name()).help("import the network again");
    let manifest: Manifest = toml::from_str(source.text())
        .map_err(|error| fault(format!("this is not the manifest of a network: {}", error.message().trim())))?;
    if manifest.format != FORMAT {
        return Err(fault(format!("this network is of format {}: this program reads {FORMAT}", manifest.format)).into());
    }
    let mut loaded = super::read(&path.join("firms.csv"), &path.join("edges.csv"))?;
    loaded.hashes.insert(source.name().to_owned(), hash);
    let network = &loaded.value;
    if (network.firms.len(), network.buyers.len()) != (manifest.firms, manifest.edges) {
        let (firms, edges) = (network.firms.len(), network.buyers.len());
        let counted = format!(
            "{firms} firms and {edges} deliveries: network.toml says {} and {}",
            manifest.firms, manifest.edges
        );
        loaded.findings.push(Finding::warning(format!("this folder holds {counted}")).in_file(source.name()));
    }
    Ok(loaded)
}
