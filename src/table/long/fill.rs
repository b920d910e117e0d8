//! From the rows of a long table to the cells of Z and Y, each once.

use super::Reader;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::nearest;
use crate::table::draft::{Bounded, shortened};
use crate::table::factor_rows::Margin;
use crate::table::import;
use crate::table::matrix::negative;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Some of the indices below a bound, in order of appearance, and where each came.
pub struct Order {
    pub all: Vec<u32>,
    pub at: Vec<Option<usize>>,
}

impl Order {
    /// Of `indices`.
    pub fn of(indices: impl Iterator<Item = u32>, bound: usize) -> Self {
        let mut order = Self { all: Vec::new(), at: vec![None; bound] };
        for index in indices {
            if order.at[index as usize].is_none() {
                order.at[index as usize] = Some(order.all.len());
                order.all.push(index);
            }
        }
        order
    }
}

/// Z, Y and the margins while they are filled.
pub struct Filling<'a> {
    pub source: &'a Arc<SourceText>,
    pub reader: &'a Reader,
    pub regions: &'a Order,
    pub sectors: &'a Order,
    pub margins: &'a [Option<Margin>],
    pub uses: &'a [(u32, u32)],
    /// Z and Y side by side.
    pub flows: Array2<f64>,
    pub value_added: Vec<f64>,
    pub output: Vec<f64>,
    /// Whether value added, and output, are stated at all.
    pub states: [bool; 2],
    pub places: Vec<Option<Place>>,
}

impl Filling<'_> {
    fn industry(&self, region: u32, item: u32) -> Option<usize> {
        let region = self.regions.at[region as usize]?;
        Some(region * self.sectors.all.len() + self.sectors.at[item as usize]?)
    }

    /// Fills them from all entries.
    pub fn fill(&mut self, findings: &mut Findings) {
        let source = self.source;
        let mut twice = Bounded::new(source, "flows that stand here twice");
        let mut below_zero = Bounded::new(source, "flows below zero");
        let mut homeless = Bounded::new(source, "flows to regions that sell nothing");
        let mut seen: Array2<u32> = Array2::zeros(self.flows.dim());
        let mut negative_uses: Vec<(&str, f64, Place)> = Vec::new();
        let columns: Vec<_> = self.uses.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        let columns: BTreeMap<(u32, u32), usize> = columns.into_iter().collect();
        let reader = self.reader;
        for (index, entry) in reader.entries.iter().enumerate() {
            let [from_region, from, to_region, to] = entry.names;
            let origin = self.industry(from_region, from);
            let destination = self.industry(to_region, to);
            match (self.margins[from as usize], self.margins[to as usize], origin, destination) {
                (Some(Margin::ValueAdded), _, _, Some(buyer)) => {
                    self.value_added[buyer] += entry.value;
                    self.states[0] = true;
                }
                (None, Some(Margin::Output), Some(seller), _) => {
                    self.output[seller] = entry.value;
                    self.states[1] = true;
                }
                (Some(_), ..) | (_, Some(_), ..) | (None, None, None, _) => {}
                (None, None, Some(seller), buyer) => {
                    if self.regions.at[to_region as usize].is_none() {
                        homeless.push(entry.at.clone(), || self.unknown_region(to_region));
                        continue;
                    }
                    let Some(column) = buyer.or_else(|| Some(self.flows.nrows() + columns.get(&(to_region, to))?))
                    else {
                        continue;
                    };
                    if self.places[seller].is_none() {
                        self.places[seller] = Some(Place::new(source, entry.at.clone()));
                    }
                    let before = std::mem::replace(&mut seen[[seller, column]], index as u32 + 1);
                    if before > 0 {
                        let first = Place::new(source, reader.entries[before as usize - 1].at.clone());
                        let line = first.line_column().map_or(0, |(line, _)| line);
                        twice.push(entry.at.clone(), || {
                            Finding::error(format!("the flow {} stands here twice", reader.spoken(entry)))
                                .help(format!("the first is in line {line}: add them up or drop one"))
                        });
                    } else if entry.value < 0.0 && buyer.is_some() {
                        below_zero.push(entry.at.clone(), || negative(&entry.value.to_string()));
                    } else if entry.value < 0.0 {
                        let category = reader.items.names[to as usize].as_str();
                        negative_uses.push((category, entry.value, Place::new(source, entry.at.clone())));
                    }
                    self.flows[[seller, column]] = entry.value;
                }
            }
        }
        for bounded in [twice, below_zero, homeless] {
            bounded.into_findings(findings);
        }
        import::negative_uses(negative_uses.into_iter(), findings);
    }

    fn unknown_region(&self, region: u32) -> Finding {
        let name = &self.reader.regions.names[region as usize];
        let known = self.regions.all.iter().map(|index| self.reader.regions.names[*index as usize].as_str());
        let finding = Finding::error(format!("the region `{}` buys but has no industries", shortened(name)));
        match nearest(name, known) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding
                .help("give it rows as an origin, or count its purchases as a final use of a region that has some"),
        }
    }

    /// Final uses that look like a sector misspelt: nothing originates in them, and nearly all sectors have more letters.
    pub fn doubtful_uses(&self, findings: &mut Findings) {
        let names = &self.reader.items.names;
        let sectors = || self.sectors.all.iter().map(|index| names[*index as usize].as_str());
        let number = self.regions.all.len();
        let mut items: Vec<u32> = self.uses.iter().map(|(_, item)| *item).collect();
        items.sort_unstable();
        items.dedup();
        for item in items {
            let name = names[item as usize].as_str();
            let regions = self.uses.iter().filter(|(_, own)| *own == item).count();
            let near = nearest(name, sectors()).filter(|near| name.len() > 3 && near.len() > 3 || regions * 2 < number);
            if let Some(near) = near {
                let entry = self.reader.entries.iter().find(|entry| entry.names[3] == item);
                let finding = Finding::warning(format!(
                    "`{}` is taken for a final use: nothing originates in it",
                    shortened(name)
                ));
                let finding = finding.help(format!("did you mean the sector `{near}`?"));
                findings.push(match entry {
                    Some(entry) => finding.at(Place::new(self.source, entry.at.clone())),
                    None => finding.in_file(self.source.name()),
                });
            }
        }
    }
}
