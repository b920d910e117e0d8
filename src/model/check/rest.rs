//! Where the plants of unnamed suppliers stand.

use crate::finding::{Finding, Findings};
use crate::input::{Names, Parsed};
use crate::model::{EconomiesFile, Manifest, ROW, Sector, SectorFile, rest_region};

/// Shares further than this from 1 leave something to unnamed suppliers.
const NOTHING: f64 = 1e-9;

/// Checks that the region of unnamed suppliers is there, or that nothing is left to them.
pub fn check(
    manifest: &Parsed<Manifest>,
    economies: &Parsed<EconomiesFile>,
    sectors: &[(Sector, Parsed<SectorFile>)],
    findings: &mut Findings,
) {
    let rows = &economies.value.economy;
    let is_region = |id: &str| rows.iter().any(|row| row.id == id && row.region == id);
    if let Some(stated) = &manifest.value.rest {
        if !is_region(stated) {
            let regions = rows.iter().filter(|row| row.region == row.id).map(|row| row.id.clone());
            let finding = Names::new("demand region", "economies.toml", regions).unknown(stated);
            manifest.document.root().key("rest").report(finding, findings);
        }
        return;
    }
    // Of a faulty list nothing follows.
    if is_region(ROW) || economies.document.is_mended() || economies.document.root().key("economy").has_mended() {
        return;
    }
    // Flows of a table name everybody.
    let products = sectors.iter().filter(|(sector, _)| *sector != Sector::Industries);
    let mut products = products.flat_map(|(_, file)| &file.value.product);
    let Some(product) =
        products.find(|product| product.supply.iter().map(|row| row.share.get()).sum::<f64>() < 1.0 - NOTHING)
    else {
        return;
    };
    let Some(chosen) = rest_region(rows, None, &manifest.value.home) else { return };
    let finding = Finding::warning(format!(
        "there is no region `{ROW}`: unnamed suppliers (of `{}` first) are taken to stand in `{chosen}`",
        product.id
    ));
    let help = format!("add an economy `{ROW}`, or name their region in model.toml: `rest = \"{chosen}\"`");
    findings.push(finding.in_file(economies.document.name()).help(help));
}
