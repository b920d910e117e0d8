//! What every reader of tables shares: cells to numbers, findings in bounded number, places of the rows.

use crate::finding::{Finding, Findings, Kind, Place, SourceText};
use crate::input::cells::Cell;
use std::ops::Range;
use std::sync::Arc;

/// Findings of one sort that are shown one by one; the rest are counted.
const SHOWN: usize = 10;

/// Findings of one sort, wherever they stand: the first few, then how many more.
#[derive(Debug)]
pub struct Few {
    count: usize,
    first: Vec<Finding>,
    what: &'static str,
}

impl Few {
    /// None yet, of `what` ("cells that are no numbers").
    pub const fn new(what: &'static str) -> Self {
        Self { count: 0, first: Vec::new(), what }
    }

    /// Adds one.
    pub fn push(&mut self, finding: impl FnOnce() -> Finding) {
        self.count += 1;
        if self.count <= SHOWN {
            self.first.push(finding());
        }
    }

    /// Hands them over; how many more there are is told of `file`.
    pub fn into_findings(self, file: &str, findings: &mut Findings) {
        let more = self.count.saturating_sub(SHOWN);
        let kind = self.first.first().map_or(Kind::Error, |finding| finding.kind);
        for finding in self.first {
            findings.push(finding);
        }
        if more > 0 {
            let finding = Finding::error(format!("there are {more} more {}", self.what));
            findings.push(Finding { kind, ..finding }.in_file(file));
        }
    }
}

/// [`Few`] about one file.
#[derive(Debug)]
pub struct Bounded<'a> {
    source: &'a Arc<SourceText>,
    few: Few,
}

impl<'a> Bounded<'a> {
    /// None yet, of `what`.
    pub const fn new(source: &'a Arc<SourceText>, what: &'static str) -> Self {
        Self { source, few: Few::new(what) }
    }

    /// Adds one at `span`.
    pub fn push(&mut self, span: Range<usize>, finding: impl FnOnce() -> Finding) {
        self.few.push(|| finding().at(Place::new(self.source, span)));
    }

    /// Hands them over.
    pub fn into_findings(self, findings: &mut Findings) {
        self.few.into_findings(self.source.name(), findings);
    }
}

/// The number in `cell`.
///
/// # Errors
/// When it holds none, or one that is not finite: the finding has no place yet.
pub fn number(cell: &Cell<'_>) -> Result<f64, Finding> {
    let text = cell.text.as_ref();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(Finding::error(format!("`{text}` is not a finite number")).help("write 0 where nothing flows")),
        Err(_) if text.is_empty() => Err(Finding::error("this cell is empty").help("write 0 where nothing flows")),
        Err(_) => {
            let finding = Finding::error(format!("`{}` is not a number", shortened(text)));
            let with_point = text.replace(',', ".");
            Err(if with_point.parse::<f64>().is_ok() {
                finding.help(format!("decimals are written with a point: {with_point}"))
            } else {
                finding.help("cells are plain numbers, for example 1234.5 or 1.2e3")
            })
        }
    }
}

/// `text` cut to what fits a message.
pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// `value` without the noise of adding up.
pub fn figure(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// All of `row`, from its first cell to its last.
pub fn whole(row: &[Cell<'_>]) -> Range<usize> {
    row.first().map_or(0, |cell| cell.span.start)..row.last().map_or(0, |cell| cell.span.end)
}

/// A table as it was read, before it is judged as a whole.
#[derive(Debug)]
pub struct Draft {
    /// Region and sector of every row.
    pub industries: Vec<(String, String)>,
    /// Region and category of every column of `y`.
    pub final_uses: Vec<(String, String)>,
    /// Flows between industries.
    pub z: ndarray::Array2<f64>,
    /// Flows to final uses.
    pub y: ndarray::Array2<f64>,
    /// Value added that the source states.
    pub value_added: Option<Vec<f64>>,
    /// Output that the source states.
    pub output: Option<Vec<f64>>,
    /// The unit as the source writes it, and where.
    pub unit: Option<(String, Option<Place>)>,
    /// Where each industry's row begins.
    pub places: Vec<Option<Place>>,
    /// The file that holds the flows, for findings about the whole.
    pub file: String,
    /// Warnings and notes so far.
    pub findings: Findings,
}
