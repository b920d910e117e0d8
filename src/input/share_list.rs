//! A share list, as `linchpin concentration` takes it: who supplies what share, or how much, of one or several wholes.

mod check;
mod columns;
mod value;

pub(crate) use value::mended;

use super::cells::{Cell, Fault, Rows};
use super::decode::decode;
use super::file::Bytes;
use super::thousands::Thousands;
use super::total::total;
use crate::finding::{Finding, Findings, Place, SourceText};
use columns::{Columns, Measure};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The rows of one whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGroup {
    /// Its name, if the list has groups.
    pub name: Option<String>,
    /// Entity and share (0 to 1), in the order of the file.
    pub shares: Vec<(String, f64)>,
}

/// What is known of a group while the file is read.
struct Group {
    name: Option<String>,
    entries: Vec<Entry>,
    /// Some row of it could not be used: what it sums to proves little.
    incomplete: bool,
}

struct Entry {
    entity: String,
    value: f64,
    span: Range<usize>,
}

/// Reads the share list in `input`: its groups in order of appearance, with warnings.
///
/// # Errors
/// All that is wrong with it: encoding, columns, rows, values, duplicates and sums.
pub fn read_share_list(input: &Bytes) -> Result<(Vec<ShareGroup>, Findings), Findings> {
    if input.bytes.iter().all(u8::is_ascii_whitespace) {
        let finding = Finding::error("this file is empty").in_file(&input.name);
        return Err(finding.help(columns::EXPECTED).into());
    }
    let source = decode(input)?;
    let mut rows = Rows::of(source.text());
    let mut findings = Findings::new();
    let header = rows.next().unwrap_or_default();
    let Some(columns) = Columns::find(&header, &source, &mut findings) else {
        return Err(findings);
    };
    let mut reader = Reader {
        source: &source,
        columns,
        width: header.len(),
        groups: Vec::new(),
        findings,
        thousands: Thousands::default(),
    };
    reader.take(rows);
    let Reader { mut groups, mut findings, columns, thousands, .. } = reader;
    check::no_rows(&groups, &source, &mut findings);
    check::duplicates(&groups, &source, &mut findings);
    match columns.measure {
        Measure::Share => check::settle_shares(&mut groups, &source, &mut findings),
        Measure::Quantity => {
            thousands.tell(&source, &mut findings);
            check::settle_quantities(&mut groups, &source, &mut findings);
        }
    }
    let finished = groups.into_iter().map(|group| ShareGroup {
        name: group.name,
        shares: group.entries.into_iter().map(|entry| (entry.entity, entry.value)).collect(),
    });
    findings.sorted().unless_errors(finished.collect())
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    columns: Columns,
    width: usize,
    groups: Vec<Group>,
    findings: Findings,
    thousands: Thousands,
}

impl Reader<'_> {
    fn take(&mut self, rows: Rows<'_>) {
        let semicolons = rows.delimiter() != b',';
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            if !self.is_whole(&row, semicolons) {
                continue;
            }
            let entity = self.entity(&row);
            let value = self.value(&row[self.columns.value]);
            let name = self.columns.group.map(|group| self.text(&row, group, "group"));
            if matches!(name, Some(None)) {
                continue;
            }
            let name = name.flatten();
            let index = *by_name.entry(name.clone().unwrap_or_default()).or_insert_with(|| {
                self.groups.push(Group { name, entries: Vec::new(), incomplete: false });
                self.groups.len() - 1
            });
            let group = &mut self.groups[index];
            match (entity, value) {
                (Some(entity), Some(value)) => {
                    group.entries.push(Entry { entity, value, span: row[self.columns.value].span.clone() });
                }
                _ => group.incomplete = true,
            }
        }
    }

    /// Whether the row has as many cells as the header and no broken quotes.
    fn is_whole(&mut self, row: &[Cell<'_>], decimal_commas_fit: bool) -> bool {
        let faults = row.iter().filter_map(|cell| cell.fault.map(|fault| (fault, cell.span.clone())));
        let before = self.findings.len();
        for (fault, span) in faults {
            self.findings.push(quote_fault(fault).at(Place::new(self.source, span)));
        }
        let cells = row.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
        let missing = row.len() < self.width;
        if self.findings.len() == before && (missing || cells > self.width) {
            let whole = row[0].span.start..row[row.len() - 1].span.end;
            let count = if missing { row.len() } else { cells };
            let finding = Finding::error(format!("this row has {count} cells: the header has {}", self.width))
                .at(Place::new(self.source, whole));
            self.findings.push(if missing || decimal_commas_fit {
                finding
            } else {
                finding.help("put quotes round a name that holds a comma, and write decimals with a point")
            });
        }
        self.findings.len() == before
    }

    fn text(&mut self, row: &[Cell<'_>], column: usize, what: &str) -> Option<String> {
        let cell = &row[column];
        if cell.text.is_empty() {
            let whole = row[0].span.start..row[row.len() - 1].span.end;
            let span = if cell.span.is_empty() { whole } else { cell.span.clone() };
            self.findings.push(Finding::error(format!("this row has no {what}")).at(Place::new(self.source, span)));
            return None;
        }
        Some(cell.text.clone().into_owned())
    }

    fn entity(&mut self, row: &[Cell<'_>]) -> Option<String> {
        let entity = self.text(row, self.columns.entity, "entity")?;
        match total(&entity) {
            Some(finding) => {
                self.findings.push(finding.at(Place::new(self.source, row[self.columns.entity].span.clone())));
                None
            }
            None => Some(entity),
        }
    }

    fn value(&mut self, cell: &Cell<'_>) -> Option<f64> {
        self.thousands.see(cell);
        match value::parse(&cell.text, self.columns.measure) {
            Ok(value) => Some(value),
            Err(finding) => {
                self.findings.push(finding.at(Place::new(self.source, cell.span.clone())));
                None
            }
        }
    }
}

fn quote_fault(fault: Fault) -> Finding {
    match fault {
        Fault::Unclosed => Finding::error("this quote is never closed").help("close it, or double it if it is meant"),
        Fault::TextAfterQuote => {
            Finding::error("something follows the closing quote").help("double the quotes within a cell: \"\"")
        }
    }
}

#[cfg(test)]
mod tests;
