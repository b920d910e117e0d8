//! CEPII's list of country codes: number, name, ISO codes.

use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::Hashes;
use crate::input::cells::Rows;
use crate::table::bulk::read_bytes;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const ISO: [&str; 2] = ["country_iso3", "iso_3digit_alpha"];
/// "Other Asia, not elsewhere specified": Taiwan, as CEPII says.
const OTHER_ASIA: (u32, &str) = (490, "TWN");

/// ISO alpha-3 code by number; empty where the list has none.
pub type Countries = BTreeMap<u32, String>;

/// Reads the list at `path`.
///
/// # Errors
/// All that is wrong with it.
pub fn read(path: &Path, hashes: &mut Hashes) -> Result<Countries, Findings> {
    let bytes = read_bytes(path, hashes)?;
    // Names of countries are in whatever encoding; the codes, which alone are used, are ASCII.
    let text = String::from_utf8_lossy(&bytes.bytes).trim_start_matches('\u{feff}').to_owned();
    let source = Arc::new(SourceText::new(bytes.name, text));
    let mut findings = Findings::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let column = |wanted: &[&str]| header.iter().position(|cell| wanted.contains(&cell.text.as_ref()));
    let (Some(number), Some(iso)) = (column(&["country_code"]), column(&ISO)) else {
        let finding = Finding::error(format!("this list of countries has no column `{}`", ISO[0]));
        let place = Place::new(&source, header.first().map_or(0..0, |cell| cell.span.clone()));
        return Err(finding.at(place).help("wanted are country_code and country_iso3, as CEPII writes them").into());
    };
    let mut countries = Countries::new();
    for row in rows {
        let (Some(cell), Some(iso)) = (row.get(number), row.get(iso)) else {
            let finding = Finding::error(format!("this row has {} cells: the header has {}", row.len(), header.len()));
            findings.push(finding.at(Place::new(&source, row[0].span.clone())));
            continue;
        };
        let place = Place::new(&source, cell.span.clone());
        let Some(code) = cell.text.parse::<u32>().ok().filter(|code| *code < 1_000_000) else {
            findings.push(Finding::error(format!("`{}` is not a country number", cell.text)).at(place));
            continue;
        };
        let is_iso = iso.text.len() == 3 && iso.text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let known = if code == OTHER_ASIA.0 { OTHER_ASIA.1 } else { iso.text.as_ref() };
        let known = if is_iso || code == OTHER_ASIA.0 { known.to_ascii_uppercase() } else { String::new() };
        if countries.insert(code, known).is_some() {
            findings.push(Finding::error(format!("the country number {code} stands here twice")).at(place));
        }
    }
    findings.unless_errors(countries).map(|(countries, _)| countries)
}
