//! Wide tables: one file with a row for every industry and a column for every buyer, called `REGION|SECTOR` (also `REGION:SECTOR`
//! or `REGION_SECTOR`, as the OECD writes it), value added and output as further rows and columns.

use super::draft::{Bounded, Draft, number, shortened, whole};
use super::factor_rows::{Margin, margin, may_be_sector};
use super::matrix::negative;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::{Cell, Rows};
use crate::input::nearest;
use crate::input::thousands::Thousands;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a wide table looks like.
pub const EXPECTED: &str = "a wide table begins every row with its region and sector, and calls its columns REGION|SECTOR or \
     REGION|FINAL_USE, for example \"region,sector,JPN|cars,JPN|households\"";

const SEPARATORS: [char; 3] = ['|', ':', '_'];

/// What parts region from sector in the names of most columns, if anything does.
pub fn separator(header: &[Cell<'_>]) -> Option<char> {
    let parted = |separator: &char| header.iter().filter(|cell| cell.text.contains(*separator)).count();
    SEPARATORS.into_iter().find(|separator| parted(separator) * 2 > header.len())
}

/// Who buys in a column.
enum Buyer {
    Industry(usize),
    FinalUse(usize),
    Margin(Margin),
    Nobody,
}

struct Line<'a> {
    name: (String, String),
    cells: Vec<Cell<'a>>,
}

/// Reads the wide table in `source`.
///
/// # Errors
/// All that is wrong with it.
pub fn read(source: &Arc<SourceText>, separator: char) -> Result<Draft, Findings> {
    let mut findings = Findings::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let labels = header.iter().take(3).take_while(|cell| !cell.text.contains(separator)).count().min(2);
    let split = |text: &str| match text.split_once(separator) {
        Some((region, item)) => (region.trim().to_owned(), item.trim().to_owned()),
        None => (String::new(), text.to_owned()),
    };
    let mut uneven = Bounded::new(source, "rows of another length");
    let mut lines: Vec<Line<'_>> = Vec::new();
    for cells in rows {
        if cells.len() != header.len() {
            let (found, wanted) = (cells.len(), header.len());
            uneven
                .push(whole(&cells), || Finding::error(format!("this row has {found} cells: the header has {wanted}")));
            continue;
        }
        let name = match labels {
            2 => (cells[0].text.to_string(), cells[1].text.to_string()),
            _ => split(&cells[0].text),
        };
        lines.push(Line { name, cells });
    }
    uneven.into_findings(&mut findings);
    let columns: Vec<(String, String)> = header[labels.max(1)..].iter().map(|cell| split(&cell.text)).collect();
    let is_industry = |line: &Line<'_>| {
        let named = !line.name.0.is_empty() && may_be_sector(&line.name.1);
        margin(&line.name.1).is_none() || named && columns.contains(&line.name)
    };
    let (sellers, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(is_industry);
    let industries: Vec<_> = sellers.iter().map(|line| line.name.clone()).collect();
    rows_twice(source, &sellers, &mut findings);
    let first = labels.max(1);
    let (buyers, final_uses) = buyers(source, &columns, &header[first..], &sellers, &mut findings);
    let mut flows = Flows::new(source, industries.len(), final_uses.len());
    for (row, line) in sellers.iter().enumerate() {
        flows.take(row, &line.cells[first..], &buyers, &columns);
    }
    for line in &others {
        if margin(&line.name.1) == Some(Margin::ValueAdded) {
            flows.take_value_added(&line.cells[first..], &buyers);
        }
    }
    let Flows { z, y, value_added, output, unreadable, below_zero, negative_uses, thousands, .. } = flows;
    thousands.tell(source, &mut findings);
    for bounded in [unreadable, below_zero] {
        bounded.into_findings(&mut findings);
    }
    super::import::negative_uses(
        negative_uses.iter().map(|(name, value, place)| (name.as_str(), *value, place.clone())),
        &mut findings,
    );
    let places = sellers.iter().map(|line| Some(Place::new(source, whole(&line.cells[..first])))).collect();
    if findings.has_errors() {
        return Err(findings);
    }
    Ok(Draft {
        industries,
        final_uses,
        z,
        y,
        value_added,
        output,
        unit: None,
        places,
        file: source.name().to_owned(),
        findings,
    })
}

fn rows_twice(source: &Arc<SourceText>, sellers: &[Line<'_>], findings: &mut Findings) {
    let mut twice = Bounded::new(source, "rows that stand here twice");
    let mut seen = BTreeSet::new();
    for line in sellers {
        if !seen.insert(&line.name) {
            let name = shortened(&format!("{} {}", line.name.0, line.name.1));
            twice.push(line.cells[0].span.clone(), || Finding::error(format!("the row `{name}` stands here twice")));
        }
    }
    twice.into_findings(findings);
}

/// Who buys in every column, and the final uses among them.
fn buyers(
    source: &Arc<SourceText>,
    columns: &[(String, String)],
    header: &[Cell<'_>],
    sellers: &[Line<'_>],
    findings: &mut Findings,
) -> (Vec<Buyer>, Vec<(String, String)>) {
    let rows: BTreeMap<_, _> = sellers.iter().enumerate().map(|(index, line)| (&line.name, index)).collect();
    let regions: BTreeSet<&str> = sellers.iter().map(|line| line.name.0.as_str()).collect();
    let sectors: BTreeSet<&str> = sellers.iter().map(|line| line.name.1.as_str()).collect();
    let mut wrong = Bounded::new(source, "columns that match no row");
    let mut seen = BTreeSet::new();
    let mut final_uses = Vec::new();
    let mut buyers = Vec::new();
    for (name, cell) in columns.iter().zip(header) {
        let (region, item) = (name.0.as_str(), name.1.as_str());
        if !seen.insert(name) {
            wrong.push(cell.span.clone(), || {
                Finding::error(format!("the column `{}` stands here twice", shortened(&cell.text)))
            });
        }
        buyers.push(if let Some(index) = rows.get(name) {
            Buyer::Industry(*index)
        } else if let Some(margin) = margin(item) {
            Buyer::Margin(margin)
        } else if sectors.contains(item) {
            wrong.push(cell.span.clone(), || {
                Finding::error(format!("the column `{}` has no row", shortened(&cell.text)))
                    .help("every industry has a row and a column")
            });
            Buyer::Nobody
        } else if !regions.contains(region) {
            wrong.push(cell.span.clone(), || {
                let finding =
                    Finding::error(format!("the region of the column `{}` has no rows", shortened(&cell.text)));
                match nearest(region, regions.iter().copied()) {
                    Some(near) if !region.is_empty() => finding.help(format!("did you mean `{near}`?")),
                    _ => finding.help(EXPECTED),
                }
            });
            Buyer::Nobody
        } else {
            final_uses.push(name.clone());
            Buyer::FinalUse(final_uses.len() - 1)
        });
    }
    for line in sellers.iter().filter(|line| !seen.contains(&line.name)) {
        let name = shortened(&format!("{} {}", line.name.0, line.name.1));
        wrong.push(line.cells[0].span.clone(), || {
            Finding::error(format!("the row `{name}` has no column")).help("every industry has a row and a column")
        });
    }
    wrong.into_findings(findings);
    (buyers, final_uses)
}

struct Flows<'a> {
    source: &'a Arc<SourceText>,
    z: Array2<f64>,
    y: Array2<f64>,
    value_added: Option<Vec<f64>>,
    output: Option<Vec<f64>>,
    unreadable: Bounded<'a>,
    below_zero: Bounded<'a>,
    negative_uses: Vec<(String, f64, Place)>,
    thousands: Thousands,
}

impl<'a> Flows<'a> {
    fn new(source: &'a Arc<SourceText>, industries: usize, final_uses: usize) -> Self {
        Self {
            source,
            z: Array2::zeros((industries, industries)),
            y: Array2::zeros((industries, final_uses)),
            value_added: None,
            output: None,
            unreadable: Bounded::new(source, "cells that are no numbers"),
            below_zero: Bounded::new(source, "flows below zero"),
            negative_uses: Vec::new(),
            thousands: Thousands::default(),
        }
    }

    fn number(&mut self, cell: &Cell<'_>) -> f64 {
        self.thousands.see(cell);
        number(cell).unwrap_or_else(|finding| {
            self.unreadable.push(cell.span.clone(), || finding);
            0.0
        })
    }

    fn take(&mut self, row: usize, cells: &[Cell<'_>], buyers: &[Buyer], columns: &[(String, String)]) {
        for ((cell, buyer), name) in cells.iter().zip(buyers).zip(columns) {
            let value = self.number(cell);
            match buyer {
                Buyer::Industry(column) => {
                    if value < 0.0 {
                        self.below_zero.push(cell.span.clone(), || negative(&cell.text));
                    }
                    self.z[[row, *column]] = value;
                }
                Buyer::FinalUse(column) => {
                    if value < 0.0 {
                        self.negative_uses.push((name.1.clone(), value, Place::new(self.source, cell.span.clone())));
                    }
                    self.y[[row, *column]] = value;
                }
                Buyer::Margin(Margin::Output) => {
                    let industries = self.z.nrows();
                    self.output.get_or_insert_with(|| vec![0.0; industries])[row] = value;
                }
                Buyer::Margin(_) | Buyer::Nobody => {}
            }
        }
    }

    fn take_value_added(&mut self, cells: &[Cell<'_>], buyers: &[Buyer]) {
        for (cell, buyer) in cells.iter().zip(buyers) {
            if let Buyer::Industry(column) = buyer {
                let value = self.number(cell);
                let industries = self.z.nrows();
                self.value_added.get_or_insert_with(|| vec![0.0; industries])[*column] += value;
            }
        }
    }
}
