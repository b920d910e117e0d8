//! A matrix as text with two header rows (region, then sector or category) and label columns, as pymrio writes it.

use super::draft::{Bounded, number, shortened, whole};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::{Cell, Rows};
use crate::input::thousands::Thousands;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a cell below zero is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negatives {
    /// A mistake: nobody sells less than nothing.
    Refused,
    /// Possible (stocks that were drawn down, subsidies).
    Admitted,
}

/// A labelled matrix.
#[derive(Debug)]
pub struct Matrix {
    /// The file it stands in.
    pub source: Arc<SourceText>,
    /// The two names of every column.
    pub columns: Vec<(String, String)>,
    /// Where the second of them stands.
    pub column_spans: Vec<Range<usize>>,
    /// The label cells of every row.
    pub labels: Vec<Vec<String>>,
    /// Where they stand.
    pub label_spans: Vec<Range<usize>>,
    /// The numbers.
    pub values: Array2<f64>,
    /// Cells below zero where they are admitted.
    pub below_zero: Vec<(usize, usize, Range<usize>)>,
}

impl Matrix {
    /// Reads the matrix in `source`; none if its shape is not that of one. All that is wrong goes to `findings`.
    pub fn read(source: &Arc<SourceText>, negatives: Negatives, findings: &mut Findings) -> Option<Self> {
        let mut rows = Rows::of(source.text());
        let (Some(first), Some(second)) = (rows.next(), rows.next()) else {
            findings.push(Finding::error("this file has no rows").in_file(source.name()).help(SHAPE));
            return None;
        };
        let width = first.len();
        if second.len() != width {
            let found = format!("the second header row has {} cells: the first has {width}", second.len());
            findings.push(Finding::error(found).at(Place::new(source, whole(&second))).help(SHAPE));
            return None;
        }
        let labels = label_columns(&first, &second);
        let columns: Vec<_> =
            (labels..width).map(|at| (first[at].text.to_string(), second[at].text.to_string())).collect();
        let column_spans = second[labels..].iter().map(|cell| cell.span.clone()).collect();
        let mut matrix = Self {
            source: Arc::clone(source),
            columns,
            column_spans,
            labels: Vec::new(),
            label_spans: Vec::new(),
            values: Array2::zeros((0, width - labels)),
            below_zero: Vec::new(),
        };
        matrix.twice(&matrix.columns, &matrix.column_spans, "column", findings);
        let complete = matrix.take(rows, labels, width, negatives, findings);
        let pairs: Vec<_> = matrix.labels.iter().map(|row| pair(row)).collect();
        matrix.twice(&pairs, &matrix.label_spans, "row", findings);
        complete.then_some(matrix)
    }

    fn take(
        &mut self,
        rows: Rows<'_>,
        labels: usize,
        width: usize,
        negatives: Negatives,
        findings: &mut Findings,
    ) -> bool {
        let source = Arc::clone(&self.source);
        let mut unreadable = Bounded::new(&source, "cells that are no numbers");
        let mut below_zero = Bounded::new(&source, "flows below zero");
        let mut uneven = Bounded::new(&source, "rows of another length");
        let mut thousands = Thousands::default();
        let mut values = Vec::new();
        for (index, row) in rows.enumerate() {
            // pandas names the label columns in a row of their own.
            if index == 0 && row.iter().skip(labels).all(|cell| cell.text.is_empty()) {
                continue;
            }
            if row.len() < width || row[width..].iter().any(|cell| !cell.text.is_empty()) {
                let finding = || Finding::error(format!("this row has {} cells: the header has {width}", row.len()));
                uneven.push(whole(&row), finding);
                continue;
            }
            for (column, cell) in row[labels..width].iter().enumerate() {
                thousands.see(cell);
                let value = number(cell).unwrap_or_else(|finding| {
                    let span = if cell.span.is_empty() { whole(&row) } else { cell.span.clone() };
                    unreadable.push(span, || finding);
                    0.0
                });
                if value < 0.0 && negatives == Negatives::Refused {
                    below_zero.push(cell.span.clone(), || negative(&cell.text));
                } else if value < 0.0 {
                    self.below_zero.push((self.labels.len(), column, cell.span.clone()));
                }
                values.push(value);
            }
            self.labels.push(row[..labels].iter().map(|cell| cell.text.to_string()).collect());
            self.label_spans.push(whole(&row[..labels]));
        }
        thousands.tell(&source, findings);
        let before = findings.len();
        for bounded in [uneven, unreadable, below_zero] {
            bounded.into_findings(findings);
        }
        let shape = (self.labels.len(), width - labels);
        self.values = Array2::from_shape_vec(shape, values).unwrap_or_else(|_| Array2::zeros(shape));
        findings.len() == before
    }

    fn twice(&self, names: &[(String, String)], spans: &[Range<usize>], what: &str, findings: &mut Findings) {
        let mut first: BTreeMap<&(String, String), usize> = BTreeMap::new();
        let mut twice = Bounded::new(&self.source, "names that stand here twice");
        for (index, (name, span)) in names.iter().zip(spans).enumerate() {
            if let Some(before) = first.insert(name, index) {
                let place = Place::new(&self.source, spans[before].clone());
                let (line, column) = place.line_column().unwrap_or_default();
                twice.push(span.clone(), || {
                    let name = shortened(format!("{} {}", name.0, name.1).trim());
                    Finding::error(format!("the {what} `{name}` stands here twice"))
                        .help(format!("the first is at line {line}, column {column}"))
                });
            }
        }
        twice.into_findings(findings);
    }

    /// Region and sector of every row.
    pub fn row_names(&self) -> Vec<(String, String)> {
        self.labels.iter().map(|row| pair(row)).collect()
    }
}

const SHAPE: &str =
    "a matrix has two header rows, regions over sectors or final uses, and begins every row with its region and sector";

/// What is said of a flow below zero.
pub fn negative(text: &str) -> Finding {
    Finding::error(format!("this flow is negative: {}", shortened(text)))
        .help("nobody sells less than nothing to an industry: move corrections to a final use, or write 0")
}

fn pair(labels: &[String]) -> (String, String) {
    (labels.first().cloned().unwrap_or_default(), labels.get(1).cloned().unwrap_or_default())
}

/// Label columns have no name in at least one header row; a single one may have two (`region` over `sector`).
fn label_columns(first: &[Cell<'_>], second: &[Cell<'_>]) -> usize {
    let unnamed = |at: &usize| first[*at].text.is_empty() || second[*at].text.is_empty();
    (0..first.len().min(4)).rev().find(unnamed).map_or(1, |last| last + 1).min(first.len())
}
