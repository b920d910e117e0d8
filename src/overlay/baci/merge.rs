//! Puts the rows of several files of trade together.

use super::countries::Countries;
use super::file::Kept;
use super::flows::{Flow, Trade};
use super::header::Header;
use super::parse::{Country, Key, Row};
use crate::finding::{Finding, Findings};
use crate::input::Hashes;
use std::collections::HashMap;
use std::path::Path;

/// All trade in `files`, sorted; what is wrong with them, or between them, goes to `findings`, their fingerprints to
/// `hashes`.
pub fn merge(
    trade: &[(&Path, Header)],
    files: Vec<Result<Kept, Finding>>,
    countries: &Countries,
    hashes: &mut Hashes,
    findings: &mut Findings,
) -> Trade {
    let mut all = Trade::default();
    let mut rows: HashMap<Key, (Row, usize)> = HashMap::new();
    let iso = |country: Country| match country.number() {
        Some(number) => countries.get(&number).cloned().unwrap_or_default(),
        None => country.iso().unwrap_or_default(),
    };
    for (index, ((path, _), kept)) in trade.iter().zip(files).enumerate() {
        let name = path.display().to_string();
        let kept = match kept {
            Ok(kept) => kept,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        if let Some((other, _)) = hashes.iter().find(|(_, hash)| **hash == kept.hash) {
            findings.push(Finding::error(format!("this file is the same as {other}")).in_file(&name));
            continue;
        }
        hashes.insert(name.clone(), kept.hash);
        findings.extend(kept.findings);
        for (number, (count, place)) in kept.unknown {
            let finding = Finding::error(format!("unknown country number {number}, in {count} rows")).at(place);
            findings.push(finding.help("the list of countries has it not: is it of the same release?"));
        }
        all.rows += kept.count;
        all.years.extend(kept.years);
        all.importers.extend(kept.importers.into_iter().map(iso));
        let mut duplicates: Vec<(usize, usize)> = Vec::new();
        for (key, (row, line)) in kept.rows {
            if let Some((_, first)) = rows.insert(key, (row, index)) {
                duplicates.push((line, first));
            }
        }
        duplicates.sort_unstable();
        if let Some((line, first)) = duplicates.first() {
            let count = duplicates.len();
            let first = trade[*first].0.display();
            let finding = Finding::error(format!("{count} rows stand in {first} too, that of line {line} first"));
            findings.push(finding.in_file(&name).help("give each year once"));
        }
    }
    let mut sorted: Vec<&Row> = rows.values().map(|(row, _)| row).collect();
    sorted.sort_unstable_by_key(|row| row.key);
    for row in sorted {
        let (exporter, importer) = (iso(row.key.exporter), iso(row.key.importer));
        let flow = Flow { year: row.key.year, exporter, importer, value: row.value, weight: row.weight };
        all.flows.entry(row.key.code).or_default().push(flow);
    }
    all
}
