//! Reads one file of trade, a row at a time.

use super::countries::Countries;
use super::header::Header;
use super::parse::{Country, Key, Row, SORTS, row};
use crate::finding::{Finding, Findings, Place};
use crate::overlay::few::Few;
use crate::overlay::stream::{Lines, cells};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// What was kept of one file.
pub struct Kept {
    /// Rows of the codes and years wanted, with their lines.
    pub rows: HashMap<Key, (Row, usize)>,
    /// All who buy anything.
    pub importers: HashSet<Country>,
    /// Countries that the list has not: how many rows name each, and where the first is.
    pub unknown: BTreeMap<u32, (usize, Place)>,
    /// Number of rows.
    pub count: usize,
    /// Years of all rows.
    pub years: BTreeSet<u16>,
    /// SHA-256 of the file.
    pub hash: String,
    /// What is wrong with it.
    pub findings: Findings,
}

/// Keeps what is `wanted` of the file at `path`: rows by code and, unless `years` is empty, by year.
///
/// # Errors
/// When it cannot be read to its end. What is wrong with its rows is in what is kept.
pub fn keep(
    path: &Path,
    header: &Header,
    wanted: &[bool],
    years: &[u16],
    countries: &Countries,
) -> Result<Kept, Finding> {
    let mut lines = Lines::open(path)?;
    lines.next()?;
    let mut kept = Kept {
        rows: HashMap::new(),
        importers: HashSet::new(),
        unknown: BTreeMap::new(),
        count: 0,
        years: BTreeSet::new(),
        hash: String::new(),
        findings: Findings::new(),
    };
    let mut faults = SORTS.map(Few::new);
    let mut duplicates = Few::new("rows that stand twice");
    let mut spans = Vec::new();
    while lines.next()? {
        kept.count += 1;
        cells(lines.line(), header.delimiter, &mut spans);
        let mut fault = |sort: usize, span: std::ops::Range<usize>, finding: &dyn Fn() -> Finding| {
            faults[sort].push(|| finding().at(lines.place(span)));
        };
        let Some(row) = row(lines.line(), &spans, header, &mut fault) else { continue };
        for (column, country) in [(1, row.key.exporter), (2, row.key.importer)] {
            if let Some(number) = country.number().filter(|number| !countries.contains_key(number)) {
                let first = || (0, lines.place(spans[header.columns[column]].clone()));
                kept.unknown.entry(number).or_insert_with(first).0 += 1;
            }
        }
        kept.importers.insert(row.key.importer);
        kept.years.insert(row.key.year);
        if wanted[row.key.code as usize] && (years.is_empty() || years.contains(&row.key.year)) {
            let line = lines.number();
            if let Some((_, first)) = kept.rows.insert(row.key, (row, line)) {
                duplicates.push(|| duplicate(&format!("line {first}")).at(lines.place(0..lines.line().len())));
            }
        }
    }
    for few in faults.into_iter().chain([duplicates]) {
        few.into_findings(lines.name(), &mut kept.findings);
    }
    kept.hash = lines.fingerprint();
    Ok(kept)
}

fn duplicate(first: &str) -> Finding {
    Finding::error("year, exporter, importer and code of this row stand twice")
        .help(format!("the first time in {first}: drop one of them"))
}
