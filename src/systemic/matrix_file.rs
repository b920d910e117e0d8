//! A matrix of essentiality from a CSV file: 2 essential, 1 non-essential, 0 negligible.
//!
//! Rows are the supplier's sector, columns the buyer's. Without a header the sectors of the firms are row numbers from 1;
//! with one they are its names, and rows may be named too, in any order.

use super::essentiality::{Class, Essentiality};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::firm::{FirmNetwork, place_of_sector};
use crate::input::cells::{Cell, Rows};
use crate::input::{Hashes, nearest};
use crate::table::bulk;
use crate::table::draft::{Bounded, number, shortened, whole};
use std::path::Path;
use std::sync::Arc;

const HELP: &str = "rows are suppliers' sectors, columns buyers': 2 essential, 1 non-essential, 0 negligible";

/// Reads the matrix in `path` for the sectors of `network`, whose firms are in the file `firms`.
///
/// # Errors
/// All that is wrong: a matrix that is not square, classes that are none, sectors of firms that it does not have.
pub fn read(path: &Path, network: &FirmNetwork, firms: &Path) -> Result<(Essentiality, Findings), Findings> {
    let source = bulk::read_text(path, &mut Hashes::new())?;
    let rows: Vec<Vec<Cell<'_>>> = Rows::of(source.text()).collect();
    let mut findings = Findings::new();
    let Some(matrix) = Matrix::of(&rows, &source, &mut findings) else { return Err(findings) };
    let places = sectors(&matrix, network, &source, firms, &mut findings);
    let classes = classes(&matrix, &source, &mut findings);
    if findings.has_errors() {
        return Err(findings.sorted());
    }
    let at = |supplier: usize, buyer: usize| classes[matrix.rows[supplier] * matrix.size + buyer];
    let used = places.iter().flat_map(|&supplier| places.iter().map(move |&buyer| at(supplier, buyer))).collect();
    let essentiality = Essentiality::of_rows(places.len(), used);
    essentiality
        .map(|essentiality| (essentiality, findings.sorted()))
        .ok_or_else(|| fault("no sectors", &source).into())
}

fn fault(message: &str, source: &Arc<SourceText>) -> Finding {
    Finding::error(message).in_file(source.name()).help(HELP)
}

/// The matrix as it stands in the file.
struct Matrix<'a> {
    size: usize,
    /// Names of the columns; none without a header.
    names: Option<Vec<&'a str>>,
    /// Which row each column's name has.
    rows: Vec<usize>,
    body: Vec<&'a [Cell<'a>]>,
}

impl<'a> Matrix<'a> {
    fn of(rows: &'a [Vec<Cell<'a>>], source: &Arc<SourceText>, findings: &mut Findings) -> Option<Self> {
        let Some((first, rest)) = rows.split_first() else {
            findings.push(fault("this matrix is empty", source));
            return None;
        };
        let width = rest.first().map_or(first.len(), Vec::len);
        let corner_is_class = first[0].text.parse::<f64>().is_ok_and(|code| Class::of_code(code).is_some());
        // A header is one row more than the matrix has columns; named rows are one column more than it has rows.
        let (header, named) = match (first.len(), rest.len()) {
            (columns, below) if columns == width && below == columns => (true, false),
            (columns, below) if columns == width && below + 1 == columns => (!corner_is_class, !corner_is_class),
            (columns, below) if columns + 1 == width && below == columns => (true, true),
            (columns, below) => {
                let message = format!("this matrix has {} rows and {columns} columns: it must be square", below + 1);
                let help = format!("{HELP}; a header of sectors may stand above, and their names before the rows");
                findings.push(Finding::error(message).at(Place::new(source, whole(first))).help(help));
                return None;
            }
        };
        let all = if header { rest } else { rows };
        let size = all.len();
        let length = size + usize::from(named);
        let mut wrong = Bounded::new(source, "rows of another length");
        for row in all.iter().filter(|row| row.len() != length) {
            wrong.push(whole(row), || {
                Finding::error(format!("this row has {} cells: wanted {length}", row.len())).help(HELP)
            });
        }
        wrong.into_findings(findings);
        if findings.has_errors() {
            return None;
        }
        let names: Option<Vec<&str>> =
            header.then(|| first[first.len() - size..].iter().map(|c| c.text.as_ref()).collect());
        let order = match &names {
            Some(names) if named => row_order(names, all, source, findings)?,
            _ => (0..size).collect(),
        };
        Some(Self { size, names, rows: order, body: all.iter().map(|row| &row[usize::from(named)..]).collect() })
    }
}

/// The row of every column's name.
fn row_order(
    names: &[&str],
    rows: &[Vec<Cell<'_>>],
    source: &Arc<SourceText>,
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let mut wrong = Bounded::new(source, "rows whose sector is no column");
    for row in rows.iter().filter(|row| !names.contains(&row[0].text.as_ref())) {
        wrong.push(row[0].span.clone(), || {
            let finding = Finding::error(format!("no column is called `{}`", shortened(&row[0].text)));
            finding.help("rows and columns are of the same sectors")
        });
    }
    wrong.into_findings(findings);
    let row_of = |name: &&str| rows.iter().position(|row| row[0].text == *name);
    let order: Option<Vec<usize>> = names.iter().map(row_of).collect();
    if order.is_none() && !findings.has_errors() {
        findings.push(fault("rows and columns of this matrix are not of the same sectors", source));
    }
    order
}

/// The column of every sector of the network.
fn sectors(
    matrix: &Matrix<'_>,
    network: &FirmNetwork,
    source: &Arc<SourceText>,
    firms: &Path,
    findings: &mut Findings,
) -> Vec<usize> {
    let (name, size) = (source.name(), matrix.size);
    let mut columns = Vec::new();
    for sector in &network.sectors {
        let column = match &matrix.names {
            Some(names) => names.iter().position(|name| name == sector),
            None => sector.parse::<usize>().ok().filter(|row| (1..=size).contains(row)).map(|row| row - 1),
        };
        let Some(column) = column else {
            let finding = Finding::error(format!("the matrix {name} has no sector `{}`", shortened(sector)));
            let help = match &matrix.names {
                None => format!("it has no header, so that sectors are its row numbers, 1 to {size}"),
                Some(names) => nearest(sector, names.iter().copied()).map_or_else(
                    || "its header names those it has".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                ),
            };
            let place = place_of_sector(firms, sector).unwrap_or_else(|| Place::file(&firms.display().to_string()));
            findings.push(finding.at(place).help(help));
            continue;
        };
        columns.push(column);
    }
    columns
}

/// The classes in the file, row by row.
fn classes(matrix: &Matrix<'_>, source: &Arc<SourceText>, findings: &mut Findings) -> Vec<Class> {
    let mut wrong = Bounded::new(source, "cells that are no class");
    let mut classes = Vec::with_capacity(matrix.size * matrix.size);
    for cell in matrix.body.iter().flat_map(|row| row.iter()) {
        let class = number(cell).map(|code| Class::of_code(code).ok_or(code));
        if let Ok(Ok(class)) = class {
            classes.push(class);
            continue;
        }
        wrong.push(cell.span.clone(), || match class {
            Err(finding) => finding.help(HELP),
            _ => Finding::error(format!("`{}` is no class of essentiality", cell.text)).help(HELP),
        });
    }
    wrong.into_findings(findings);
    classes
}
