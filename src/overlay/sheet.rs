//! Small delimited files with known columns: the columns found by name, each cell with its place.

use super::few::Few;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::{Cell, Rows};
use crate::input::nearest;
use std::sync::Arc;

/// The rows of a file, cut down to the columns that were asked for.
#[derive(Debug)]
pub struct Sheet<'a, const N: usize> {
    source: &'a Arc<SourceText>,
    /// The cells of each row, in the order of the columns asked for.
    pub rows: Vec<[Cell<'a>; N]>,
}

impl<'a, const N: usize> Sheet<'a, N> {
    /// Reads the `columns` of `source`; rows that are too short are left out and said to be.
    pub fn read(source: &'a Arc<SourceText>, columns: [&str; N], findings: &mut Findings) -> Option<Self> {
        let mut rows = Rows::of(source.text());
        let header = rows.next().unwrap_or_default();
        let whole = header.first().map_or(0, |cell| cell.span.start)..header.last().map_or(0, |cell| cell.span.end);
        let at = columns.map(|name| header.iter().position(|cell| cell.text == name));
        for (name, _) in columns.iter().zip(&at).filter(|(_, at)| at.is_none()) {
            let strangers = header.iter().map(|cell| cell.text.as_ref()).filter(|own| !columns.contains(own));
            let near = nearest(name, strangers).map(|near| format!("did you mean it by `{near}`? "));
            let help = format!("{}wanted are {}", near.unwrap_or_default(), columns.join(", "));
            let finding = Finding::error(format!("the column `{name}` is missing"));
            findings.push(finding.at(Place::new(source, whole.clone())).help(help));
        }
        if at.contains(&None) {
            return None;
        }
        let mut uneven = Few::new("rows of another length");
        let mut kept = Vec::new();
        for row in rows {
            if row.len() == header.len() {
                kept.push(at.map(|at| row[at.unwrap_or_default()].clone()));
            } else {
                let finding =
                    || Finding::error(format!("this row has {} cells: the header has {}", row.len(), header.len()));
                uneven.push(|| finding().at(Place::new(source, row[0].span.clone())));
            }
        }
        uneven.into_findings(source.name(), findings);
        Some(Self { source, rows: kept })
    }

    /// Where `cell` stands.
    pub fn place(&self, cell: &Cell<'_>) -> Place {
        Place::new(self.source, cell.span.clone())
    }
}
