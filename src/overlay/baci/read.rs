//! Reads files of trade, several at once, keeping only what the codes of a concordance ask for.

use super::countries::{self, Countries};
use super::file::{Kept, keep};
use super::flows::Trade;
use super::header::{Header, Kind, identify};
use super::merge::merge;
use super::{Concordance, Revision};
use crate::finding::{Finding, Findings};
use crate::input::Hashes;
use crate::overlay::stream::Lines;
use rayon::prelude::*;
use std::collections::BTreeSet;
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
    let codes = wanted.concordance.entries.iter().flat_map(|entry| entry.reading(revision).codes);
    let mut is_wanted = vec![false; 1_000_000];
    for code in codes {
        is_wanted[code as usize] = true;
    }
    let files: Vec<Result<Kept, Finding>> =
        trade.par_iter().map(|(path, header)| keep(path, header, &is_wanted, wanted.years, &countries)).collect();
    let mut trade = merge(&trade, files, &countries, &mut hashes, &mut findings);
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
