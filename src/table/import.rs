//! From a file or folder of any known form to a table, with all that is wrong or doubtful about it.

use super::account::{self, imbalance};
use super::balance::{Balanced, balance};
use super::draft::{Draft, figure, shortened};
use super::unit::FORMS;
use super::{Labels, Stated, Table, Unit, bulk, folder, long, pymrio, whole, wide};
use crate::finding::{Finding, Findings, Kind, Place};
use crate::input::cells::Rows;
use crate::input::{Hashes, file_names, missing};
use std::path::Path;

/// What the one who imports knows of a table beside its cells.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// The unit, if the files say none or one that nobody knows.
    pub unit: Option<Unit>,
    /// Where the table comes from.
    pub source: Option<String>,
    /// The year it describes.
    pub year: Option<i32>,
    /// Whether to balance it.
    pub balance: bool,
}

/// A table and what was found and done on the way.
#[derive(Debug)]
pub struct Imported {
    /// The table.
    pub table: Table,
    /// Warnings and notes.
    pub findings: Findings,
    /// What balancing did, if it was asked for.
    pub balanced: Option<Balanced>,
    /// SHA-256 of every file that was read.
    pub hashes: Hashes,
}

/// Reads the table at `path`: a pymrio folder, a long table, a wide one (plain or gzipped).
///
/// # Errors
/// All that is wrong with it.
pub fn import(path: &Path, notes: &Notes) -> Result<Imported, Findings> {
    let mut hashes = Hashes::new();
    let mut draft = draft(path, &mut hashes)?;
    let unit = known_unit(draft.unit.take(), notes, &draft.file, &mut draft.findings);
    Ok(Imported { hashes, ..settle(draft, &Notes { unit, ..notes.clone() })? })
}

/// The table at `path`, imported before (a folder with `table.toml`) or to be imported now, unbalanced.
///
/// # Errors
/// All that is wrong with it.
pub fn open(path: &Path) -> Result<Imported, Findings> {
    if path.join(folder::MANIFEST).is_file() { folder::load(path) } else { import(path, &Notes::default()) }
}

fn draft(path: &Path, hashes: &mut Hashes) -> Result<Draft, Findings> {
    let name = path.display().to_string();
    if path.is_dir() {
        if pymrio::is_pymrio(path) {
            return pymrio::read(path, hashes);
        }
        let there = file_names(path);
        let finding = Finding::error("this folder holds no table").in_file(&name);
        let help = "wanted are Z.txt and Y.txt (pymrio), or give the path of a long or wide table";
        return Err(finding
            .help(if there.is_empty() { format!("it is empty: {help}") } else { help.to_owned() })
            .into());
    }
    if !path.exists() {
        return Err(missing(path).into());
    }
    let source = bulk::read_text(path, hashes)?;
    let header = Rows::of(source.text()).next().unwrap_or_default();
    if long::is_long(&header) {
        return long::read(&source);
    }
    if let Some(separator) = wide::separator(&header) {
        return wide::read(&source, separator);
    }
    let finding = Finding::error("this is neither a long table nor a wide one")
        .at(Place::new(&source, super::draft::whole(&header)));
    Err(finding.help(format!("{}; {}", long::EXPECTED, wide::EXPECTED)).into())
}

/// Judges the draft as a whole and makes a table of it.
pub(super) fn settle(draft: Draft, notes: &Notes) -> Result<Imported, Findings> {
    let mut doubts = Findings::new();
    whole::check(&draft, &mut doubts);
    let Draft { industries, final_uses, z, y, value_added, output, places, file, mut findings, .. } = draft;
    let unusable = doubts.has_errors();
    findings.extend(doubts);
    if unusable {
        return Err(findings.sorted());
    }
    let rounded = is_whole(z.iter().chain(&y));
    let table = Table::new(Labels::of(&industries, &final_uses), z, y)
        .with_stated(Stated { value_added: value_added.map(Into::into), output: output.map(Into::into) });
    let mut table = Table { unit: notes.unit.clone(), source: notes.source.clone(), year: notes.year, ..table };
    if table.x().sum() <= 0.0 {
        findings.push(Finding::error("nothing flows in this table").in_file(&file));
        return Err(findings);
    }
    let place = |industry: usize| places.get(industry).cloned().flatten().unwrap_or_else(|| Place::file(&file));
    account::check_outputs(&table, &place, &mut findings);
    let mut balanced = None;
    if notes.balance && !findings.has_errors() {
        match balance(&table) {
            Ok((even, report)) => {
                table = even;
                balanced = Some(report);
            }
            Err(finding) => findings.push(finding.in_file(&file)),
        }
    } else if let Some(imbalance) = imbalance(&table, rounded) {
        account::tell_imbalance(&table, &imbalance, &place, &mut findings);
    }
    account::check_value_added(&table, rounded, &place, &mut findings);
    let (value, findings) = findings.sorted().unless_errors(table)?;
    Ok(Imported { table: value, findings, balanced, hashes: Hashes::new() })
}

/// Whether all cells are whole numbers: such a table was rounded.
fn is_whole<'a>(mut cells: impl Iterator<Item = &'a f64>) -> bool {
    cells.all(|cell| cell.fract() == 0.0)
}

fn known_unit(
    unit: Option<(String, Option<Place>)>,
    notes: &Notes,
    file: &str,
    findings: &mut Findings,
) -> Option<Unit> {
    if notes.unit.is_some() {
        return notes.unit.clone();
    }
    let Some((text, place)) = unit else {
        let message = "this table does not say its unit: in a model of it products weigh alike, and what different products lose \
                       is not added up";
        findings.push(Finding::warning(message).in_file(file).help(FORMS));
        return None;
    };
    let known = Unit::parse(&text);
    if known.is_none() {
        let finding = Finding::error(format!("unknown unit `{}`", shortened(&text))).help(FORMS);
        findings.push(finding.at(place.unwrap_or_else(|| Place::file(file))));
    }
    known
}

/// Final uses below zero: usual where stocks are drawn down, doubtful elsewhere. One finding for each sort.
pub(super) fn negative_uses<'a>(cells: impl Iterator<Item = (&'a str, f64, Place)>, findings: &mut Findings) {
    let (mut usual, mut doubtful) = (Vec::new(), Vec::new());
    for (category, value, place) in cells {
        if super::factor_rows::may_be_negative(category) { &mut usual } else { &mut doubtful }.push((value, place));
    }
    for (cells, kind, what) in [
        (usual, Kind::Note, "changes in stocks are below zero"),
        (doubtful, Kind::Warning, "final uses that are no change in stocks are below zero"),
    ] {
        let total: f64 = cells.iter().map(|(value, _)| value).sum();
        let number = cells.len();
        let Some((least, place)) = cells.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let message = format!("negative flows: {number} {what}, {} in all; the largest is {least}", figure(total));
        let finding = Finding { kind, ..Finding::warning(message) }.at(place);
        findings.push(if kind == Kind::Note { finding } else { finding.help("they are kept as they are") });
    }
}
