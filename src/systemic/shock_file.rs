//! Partial shocks from a CSV file: `firm`, `loss` or `remaining`, and `shock` where there are several.

use super::shock::Shocks;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::firm::FirmNetwork;
use crate::input::Hashes;
use crate::input::cells::{Cell, Rows};
use crate::input::nearest;
use crate::table::bulk;
use crate::table::draft::{Bounded, number, shortened, whole};
use crate::table::label::Register;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const HELP: &str =
    "a list of shocks has the columns firm and loss (0 to 1) or remaining (1 - loss), and may have shock, a name";

/// Shocks with their names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedShocks {
    /// A name for every shock, in the order of the file.
    pub names: Vec<String>,
    /// What they hit.
    pub shocks: Shocks,
}

/// Reads the shocks in `path`; rows without a name are one shock, called `shock`.
///
/// # Errors
/// All that is wrong: unknown firms, parts that are not between 0 and 1, firms that stand twice in a shock.
pub fn read(path: &Path, network: &FirmNetwork) -> Result<(NamedShocks, Findings), Findings> {
    let source = bulk::read_text(path, &mut Hashes::new())?;
    let mut findings = Findings::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let Some(columns) = Columns::of(&header, &source, &mut findings) else { return Err(findings) };
    let by_id: BTreeMap<&str, u32> = network.firms.iter().map(String::as_str).zip(0..).collect();
    let mut names = Register::default();
    let mut hits: Vec<Vec<(u32, f64)>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut wrong = Bounded::new(&source, "rows that cannot be used");
    for row in rows {
        if row.len() < header.len() {
            wrong.push(whole(&row), || {
                Finding::error(format!("this row has {} cells: the header has {}", row.len(), header.len()))
            });
            continue;
        }
        let id = row[columns.firm].text.as_ref();
        let firm = by_id.get(id).copied();
        if firm.is_none() {
            let span = if row[columns.firm].span.is_empty() { whole(&row) } else { row[columns.firm].span.clone() };
            wrong.push(span, || unknown(id, network));
        }
        let loss = columns.loss_of(&row, &mut wrong);
        let (Some(firm), Some(loss)) = (firm, loss) else { continue };
        let name = columns.shock.map_or("shock", |at| row[at].text.as_ref());
        let shock = names.index(if name.is_empty() { "shock" } else { name });
        if !seen.insert((shock, firm)) {
            wrong.push(whole(&row), || {
                Finding::error(format!("the firm `{}` stands twice in this shock", shortened(id)))
                    .help("give each shock a name of its own in the column shock, or drop one of the rows")
            });
            continue;
        }
        hits.resize(names.names.len(), Vec::new());
        hits[shock as usize].push((firm, loss));
    }
    wrong.into_findings(&mut findings);
    if hits.is_empty() && !findings.has_errors() {
        findings.push(Finding::error("this list has no shocks").in_file(source.name()).help(HELP));
    }
    let mut shocks = Shocks::default();
    for hits in hits {
        shocks.push(hits);
    }
    findings.sorted().unless_errors(NamedShocks { names: names.names, shocks })
}

fn unknown(id: &str, network: &FirmNetwork) -> Finding {
    let finding = Finding::error(format!("no firm is called `{}`", shortened(id)));
    match nearest(id, network.firms.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(HELP),
    }
}

struct Columns {
    firm: usize,
    shock: Option<usize>,
    part: usize,
    /// The part is what remains, not what is lost.
    remains: bool,
}

impl Columns {
    fn of(header: &[Cell<'_>], source: &Arc<SourceText>, findings: &mut Findings) -> Option<Self> {
        let find = |names: &[&str]| header.iter().position(|cell| names.contains(&cell.text.to_lowercase().as_str()));
        let (loss, remaining) = (find(&["loss"]), find(&["remaining", "psi"]));
        let mut fault = |message: &str| {
            findings.push(Finding::error(message).at(Place::new(source, whole(header))).help(HELP));
        };
        let firm = find(&["firm", "firm_id", "id"]);
        if firm.is_none() {
            fault("the column `firm` is missing");
        }
        let part = match (loss, remaining) {
            (Some(_), Some(_)) => {
                fault("`loss` and `remaining` say the same: keep one of these columns");
                None
            }
            (None, None) => {
                fault("the column `loss` (or `remaining`) is missing");
                None
            }
            (loss, remaining) => loss.or(remaining),
        };
        Some(Self { firm: firm?, shock: find(&["shock", "scenario"]), part: part?, remains: remaining.is_some() })
    }

    fn loss_of(&self, row: &[Cell<'_>], wrong: &mut Bounded<'_>) -> Option<f64> {
        let cell = &row[self.part];
        let span = if cell.span.is_empty() { whole(row) } else { cell.span.clone() };
        match number(cell) {
            Ok(part) if (0.0..=1.0).contains(&part) => Some(if self.remains { 1.0 - part } else { part }),
            Ok(part) => {
                wrong.push(span, || Finding::error(format!("{part} is not between 0 and 1")).help(HELP));
                None
            }
            Err(finding) => {
                wrong.push(span, || finding.help(HELP));
                None
            }
        }
    }
}
