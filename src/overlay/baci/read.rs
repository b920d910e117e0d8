//! Reads files of trade, several at once, keeping only what the codes of a concordance ask for.

use super::countries::{self, Countries};
use super::flows::{Flow, Trade};
use super::header::{Header, Kind, identify};
use super::parse::{Country, Key, Row, SORTS, row};
use super::{Concordance, Revision};
use crate::finding::{Finding, Findings, Place};
use crate::input::Hashes;
use crate::overlay::few::Few;
use crate::overlay::stream::{Lines, cells};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What to read.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// Files of trade; the list of countries may be among them.
    pub files: &'a [PathBuf],
    /// The list of countries, if it is not among the files.
    pub countries: Option<&'a Path>,
    /// Revision of the codes, if no file says it.
    pub revision: Option<Revision>,
    /// Years to average over; all that are there if empty.
    pub years: &'a [u16],
    /// The codes.
    pub concordance: &'a Concordance,
}

/// What was kept of one file.
struct Kept {
    rows: HashMap<Key, (Row, usize)>,
    importers: HashSet<Country>,
    unknown: BTreeMap<u32, (usize, Place)>,
    count: usize,
    years: BTreeSet<u16>,
    hash: String,
    findings: Findings,
}

/// Reads what is `wanted`; also says in which revision the codes are, and what was read.
///
/// # Errors
/// All that is wrong with it, each sort in bounded number.
pub fn read(wanted: &Wanted<'_>) -> Result<(Trade, Revision, Hashes), Findings> {
    let mut findings = twice(wanted.files);
    let mut hashes = Hashes::new();
    let mut lists: Vec<&Path> = wanted.countries.into_iter().collect();
    let mut trade: Vec<(&Path, Header)> = Vec::new();
    for path in wanted.files {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match Lines::open(path).map_err(Into::into).and_then(|mut lines| identify(&mut lines, &name)) {
            Ok(Kind::Trade(header)) => trade.push((path, header)),
            Ok(Kind::Countries) => lists.push(path),
            Err(faults) => findings.extend(faults),
        }
    }
    let revision = revision(&trade, wanted.revision, &mut findings);
    let countries = list(&lists, &trade, &mut hashes, &mut findings);
    if trade.is_empty() && !findings.has_errors() {
        findings.push(Finding::error("no file of trade among these").help("a list of countries alone says nothing"));
    }
    let (Some(revision), Some(countries), false) = (revision, countries, findings.has_errors()) else {
        return Err(findings.sorted());
    };
    let codes: HashSet<u32> =
        wanted.concordance.entries.iter().flat_map(|entry| entry.reading(revision).codes).collect();
    let mut is_wanted = vec![false; 1_000_000];
    codes.iter().for_each(|code| is_wanted[*code as usize] = true);
    let keep = |(path, header): &(&Path, Header)| file(path, header, &is_wanted, wanted.years, &countries);
    let files: Vec<Result<Kept, Finding>> = trade.par_iter().map(keep).collect();
    let trade = merge(&trade, files, &countries, &mut hashes, &mut findings);
    if findings.has_errors() {
        return Err(findings.sorted());
    }
    for year in wanted.years.iter().filter(|year| !trade.years.contains(year)) {
        let years: Vec<String> = trade.years.iter().map(ToString::to_string).collect();
        findings.push(
            Finding::error(format!("no row is of the year {year}")).help(format!("there are {}", years.join(", "))),
        );
    }
    if trade.rows == 0 {
        findings.push(Finding::error("these files have no rows").help("a header alone says nothing"));
    }
    let mut trade = trade;
    trade.years.retain(|year| wanted.years.is_empty() || wanted.years.contains(year));
    findings.unless_errors((trade, revision, hashes)).map(|(done, _)| done)
}

/// Files that are named twice, whatever the spelling of their path.
fn twice(files: &[PathBuf]) -> Findings {
    let mut seen = BTreeSet::new();
    let mut findings = Findings::new();
    for path in files {
        if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
            findings.push(Finding::error("this file is named twice").in_file(&path.display().to_string()));
        }
    }
    findings
}

fn revision(trade: &[(&Path, Header)], stated: Option<Revision>, findings: &mut Findings) -> Option<Revision> {
    let mut of_all = stated;
    for (path, header) in trade {
        let file = path.display().to_string();
        match (header.revision.or(stated), of_all) {
            (None, _) => {
                let finding = Finding::error("neither the header nor the name of this file says the HS revision");
                findings.push(finding.in_file(&file).help("say it with --revision, for example --revision HS92"));
            }
            (Some(own), Some(other)) if own != other => {
                let finding = Finding::error(format!("codes of {} beside codes of {}", own.id(), other.id()));
                findings.push(finding.in_file(&file).help("take all files of one series"));
            }
            (Some(own), _) => of_all = Some(own),
        }
    }
    of_all
}

fn list(lists: &[&Path], trade: &[(&Path, Header)], hashes: &mut Hashes, findings: &mut Findings) -> Option<Countries> {
    if let (None, Some((path, _))) = (lists.first(), trade.iter().find(|(_, header)| header.numbered)) {
        let finding =
            Finding::error("countries are numbers here, and no list says which").in_file(&path.display().to_string());
        findings.push(finding.help("add country_codes_V….csv from the same archive, or name it with --countries"));
        return None;
    }
    let [path] = lists else {
        for path in lists.iter().skip(1) {
            findings.push(Finding::error("a second list of countries").in_file(&path.display().to_string()));
        }
        return lists.is_empty().then(Countries::new);
    };
    countries::read(path, hashes).map_err(|faults| findings.extend(faults)).ok()
}

fn file(path: &Path, header: &Header, wanted: &[bool], years: &[u16], countries: &Countries) -> Result<Kept, Finding> {
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

fn merge(
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
