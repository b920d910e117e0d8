//! Long tables: a row for every flow (origin region, origin sector, destination region, destination sector or use, value).

mod columns;
mod fill;

pub use columns::{EXPECTED, is_long};

use super::draft::{Bounded, Draft, number, shortened, whole};
use super::factor_rows::{Margin, margin, may_be_sector};
use super::label::Register;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::Rows;
use crate::input::thousands::Thousands;
use columns::{COLUMNS, columns};
use fill::{Filling, Order};
use ndarray::Array2;
use std::ops::Range;
use std::sync::Arc;

struct Entry {
    /// Indices into origin regions, items, regions and items again.
    names: [u32; 4],
    value: f64,
    at: Range<usize>,
}

/// Reads the long table in `source`.
///
/// # Errors
/// All that is wrong with it.
pub fn read(source: &Arc<SourceText>) -> Result<Draft, Findings> {
    let mut findings = Findings::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let found = columns(&header);
    for ((what, _), _) in COLUMNS.iter().zip(&found).filter(|(_, column)| column.is_none()) {
        let finding = Finding::error(format!("the column `{what}` is missing")).at(Place::new(source, whole(&header)));
        findings.push(finding.help(EXPECTED));
    }
    let [Some((a, _)), Some((b, _)), Some((c, _)), Some((d, _)), Some((value, unit))] = found else {
        return Err(findings);
    };
    let mut reader = Reader { regions: Register::default(), items: Register::default(), entries: Vec::new() };
    let whole = reader.take(source, rows, [a, b, c, d, value], header.len(), &mut findings);
    if reader.entries.is_empty() && !findings.has_errors() {
        findings.push(Finding::error("this table has no flows").in_file(source.name()).help(EXPECTED));
    }
    if reader.entries.is_empty() || !whole {
        return Err(findings);
    }
    let unit = unit.map(|unit| (unit, Some(Place::new(source, header[value].span.clone()))));
    let draft = reader.arrange(source, &mut findings);
    if findings.has_errors() { Err(findings) } else { Ok(Draft { unit, findings, ..draft }) }
}

struct Reader {
    regions: Register,
    items: Register,
    entries: Vec<Entry>,
}

impl Reader {
    /// Takes the rows; says whether all had their names. A value that cannot be read counts as zero from there on.
    fn take(
        &mut self,
        source: &Arc<SourceText>,
        rows: Rows<'_>,
        at: [usize; 5],
        width: usize,
        findings: &mut Findings,
    ) -> bool {
        let mut uneven = Bounded::new(source, "rows of another length");
        let mut nameless = Bounded::new(source, "rows without a name");
        let mut unreadable = Bounded::new(source, "values that are no numbers");
        let mut thousands = Thousands::default();
        for row in rows {
            if row.len() < width || row[width..].iter().any(|cell| !cell.text.is_empty()) {
                uneven.push(whole(&row), || {
                    Finding::error(format!("this row has {} cells: the header has {width}", row.len()))
                });
                continue;
            }
            let names = [0, 1, 2, 3].map(|column| row[at[column]].text.as_ref());
            if let Some(column) = (0..4).find(|column| names[*column].is_empty() && margin(names[1]).is_none()) {
                nameless.push(whole(&row), || {
                    Finding::error(format!("this row has no {}", COLUMNS[column].0)).help(EXPECTED)
                });
                continue;
            }
            let cell = &row[at[4]];
            thousands.see(cell);
            let value = number(cell).unwrap_or_else(|finding| {
                let span = if cell.span.is_empty() { whole(&row) } else { cell.span.clone() };
                unreadable.push(span, || finding);
                0.0
            });
            let [a, b, c, d] = names;
            let names = [self.regions.index(a), self.items.index(b), self.regions.index(c), self.items.index(d)];
            self.entries.push(Entry { names, value, at: cell.span.clone() });
        }
        thousands.tell(source, findings);
        unreadable.into_findings(findings);
        let before = findings.len();
        for bounded in [uneven, nameless] {
            bounded.into_findings(findings);
        }
        findings.len() == before
    }

    /// What each name means if it is no sector and no use; `x` in which flows of a region originate is a sector.
    fn margins(&self) -> Vec<Option<Margin>> {
        let names = &self.items.names;
        let mut margins: Vec<Option<Margin>> = names.iter().map(|name| margin(name)).collect();
        for [region, origin, ..] in self.entries.iter().map(|entry| entry.names) {
            if may_be_sector(&names[origin as usize]) && !self.regions.names[region as usize].is_empty() {
                margins[origin as usize] = None;
            }
        }
        margins
    }

    /// Says which names are taken for output, and which could be but are sectors.
    fn tell_output(&self, margins: &[Option<Margin>], source: &Arc<SourceText>, findings: &mut Findings) {
        for (index, name) in self.items.names.iter().enumerate() {
            let at = |side: usize| self.entries.iter().find(|entry| entry.names[side] == index as u32);
            let finding = match (margin(name), margins[index]) {
                (_, Some(Margin::Output)) => {
                    at(3).map(|entry| (entry, Finding::note(format!("`{name}` is taken for stated output"))))
                }
                (Some(Margin::Output), None) => at(1).map(|entry| {
                    let finding = Finding::note(format!("`{name}` is taken for a sector: flows originate in it"));
                    (entry, finding.help("call stated output `OUT`"))
                }),
                _ => None,
            };
            if let Some((entry, finding)) = finding {
                findings.push(finding.at(Place::new(source, entry.at.clone())));
            }
        }
    }

    /// Which names sell: regions and sectors, in the order of their first appearance as an origin.
    fn arrange(&self, source: &Arc<SourceText>, findings: &mut Findings) -> Draft {
        let margins = self.margins();
        self.tell_output(&margins, source, findings);
        let industry = |entry: &&Entry| margins[entry.names[1] as usize].is_none();
        let regions =
            Order::of(self.entries.iter().filter(industry).map(|entry| entry.names[0]), self.regions.names.len());
        let sectors =
            Order::of(self.entries.iter().filter(industry).map(|entry| entry.names[1]), self.items.names.len());
        let buys = |entry: &&Entry| {
            margins[entry.names[3] as usize].is_none() && sectors.at[entry.names[3] as usize].is_none()
        };
        let pairs = self.entries.iter().filter(industry).filter(buys);
        let mut uses: Vec<(u32, u32)> = pairs.map(|entry| (entry.names[2], entry.names[3])).collect();
        let in_order = |&(region, item): &(u32, u32)| (regions.at[region as usize], item);
        uses.sort_by_key(in_order);
        uses.dedup();
        let name = |region: u32, item: u32| {
            (self.regions.names[region as usize].clone(), self.items.names[item as usize].clone())
        };
        let number = regions.all.len() * sectors.all.len();
        let industries: Vec<_> =
            regions.all.iter().flat_map(|region| sectors.all.iter().map(|sector| name(*region, *sector))).collect();
        let mut filling = Filling {
            source,
            reader: self,
            regions: &regions,
            sectors: &sectors,
            margins: &margins,
            uses: &uses,
            flows: Array2::zeros((number, number + uses.len())),
            value_added: vec![0.0; number],
            output: vec![0.0; number],
            states: [false; 2],
            places: vec![None; number],
        };
        filling.fill(findings);
        filling.doubtful_uses(findings);
        let flows = filling.flows;
        Draft {
            final_uses: uses.iter().map(|&(region, item)| name(region, item)).collect(),
            z: flows.slice(ndarray::s![.., ..number]).to_owned(),
            y: flows.slice(ndarray::s![.., number..]).to_owned(),
            value_added: filling.states[0].then_some(filling.value_added),
            output: filling.states[1].then_some(filling.output),
            unit: None,
            places: filling.places,
            file: source.name().to_owned(),
            industries,
            findings: Findings::new(),
        }
    }
}

impl Reader {
    fn spoken(&self, entry: &Entry) -> String {
        let [a, b, c, d] = entry.names;
        let (regions, items) = (&self.regions.names, &self.items.names);
        let text =
            format!("{} {} → {} {}", regions[a as usize], items[b as usize], regions[c as usize], items[d as usize]);
        format!("`{}`", shortened(&text))
    }
}
