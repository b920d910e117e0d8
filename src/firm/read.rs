//! Firms and deliveries from two CSV files.

use super::FirmNetwork;
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::{Cell, Rows};
use crate::input::thousands::Thousands;
use crate::input::{Hashes, nearest};
use crate::model::Loaded;
use crate::table::draft::{Bounded, number, shortened, whole};
use crate::table::{bulk, label::Register};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const FIRM: [&str; 3] = ["firm", "firm_id", "id"];
pub(super) const SECTOR: [&str; 3] = ["sector", "industry", "nace"];
const MARKET: [&str; 4] = ["market", "region", "country", "economy"];
const REVENUE: [&str; 3] = ["revenue", "sales", "turnover"];
const SUPPLIER: [&str; 4] = ["supplier", "seller", "source", "from"];
const BUYER: [&str; 5] = ["buyer", "customer", "client", "target", "to"];
const WEIGHT: [&str; 4] = ["weight", "value", "volume", "amount"];
const FIRMS_HELP: &str = "a list of firms has the columns firm and sector, and may have market and revenue";
const EDGES_HELP: &str = "a list of deliveries has the columns supplier, buyer (or customer) and weight";

/// Reads the network whose firms are in one file and whose deliveries are in the other, plain or gzipped.
///
/// # Errors
/// All that is wrong with them: firms twice, deliveries from or to nowhere, weights below zero.
pub fn read(firms: &Path, edges: &Path) -> Result<Loaded<FirmNetwork>, Findings> {
    let (mut findings, mut hashes) = (Findings::new(), Hashes::new());
    let texts =
        [firms, edges].map(|path| bulk::read_text(path, &mut hashes).map_err(|finding| findings.push(finding)).ok());
    let [Some(firms), Some(edges)] = texts else { return Err(findings) };
    let mut network = FirmNetwork::default();
    let by_id = take_firms(&firms, &mut network, &mut findings);
    let mut deliveries = take_edges(&edges, &network, &by_id, firms.name(), &mut findings);
    deliveries.sort_by_key(|&(supplier, buyer, _)| (supplier, buyer));
    deliveries.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        kept.2 += if same { next.2 } else { 0.0 };
        same
    });
    network.starts = vec![0; network.firms.len() + 1];
    for &(supplier, buyer, weight) in &deliveries {
        network.starts[supplier as usize + 1] += 1;
        network.buyers.push(buyer);
        network.weights.push(weight);
    }
    for firm in 0..network.firms.len() {
        network.starts[firm + 1] += network.starts[firm];
    }
    tell_isolated(&network, firms.name(), &mut findings);
    let (value, findings) = findings.sorted().unless_errors(network)?;
    Ok(Loaded { value, findings, hashes })
}

/// Where the column called one of `names` stands.
pub(super) fn column(header: &[Cell<'_>], names: &[&str]) -> Option<usize> {
    header.iter().position(|cell| names.contains(&cell.text.to_lowercase().replace([' ', '-'], "_").as_str()))
}

fn wanted(
    header: &[Cell<'_>],
    names: &[&str],
    source: &Arc<SourceText>,
    help: &str,
    findings: &mut Findings,
) -> Option<usize> {
    let found = column(header, names);
    if found.is_none() {
        let finding = Finding::error(format!("the column `{}` is missing", names[0]));
        findings.push(finding.at(Place::new(source, whole(header))).help(help));
    }
    found
}

fn take_firms(source: &Arc<SourceText>, network: &mut FirmNetwork, findings: &mut Findings) -> BTreeMap<String, u32> {
    let mut by_id: BTreeMap<String, u32> = BTreeMap::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let firm = wanted(&header, &FIRM, source, FIRMS_HELP, findings);
    let sector = wanted(&header, &SECTOR, source, FIRMS_HELP, findings);
    let (Some(firm), Some(sector)) = (firm, sector) else { return by_id };
    let (market, revenue) = (column(&header, &MARKET), column(&header, &REVENUE));
    network.markets_are_places = market.is_some_and(|at| header[at].text.to_lowercase() != MARKET[0]);
    let (mut sectors, mut markets) = (Register::default(), Register::default());
    let mut lines: Vec<std::ops::Range<usize>> = Vec::new();
    let mut wrong = Bounded::new(source, "rows that cannot be used");
    for row in rows {
        if row.len() < header.len() {
            wrong.push(whole(&row), || {
                Finding::error(format!("this row has {} cells: the header has {}", row.len(), header.len()))
            });
            continue;
        }
        let (id, of) = (row[firm].text.as_ref(), row[sector].text.as_ref());
        if id.is_empty() || of.is_empty() {
            let what = if id.is_empty() { "id" } else { "sector" };
            wrong.push(whole(&row), || Finding::error(format!("this firm has no {what}")).help(FIRMS_HELP));
            continue;
        }
        if let Some(&before) = by_id.get(id) {
            let first = Place::new(source, lines[before as usize].clone()).line_column().map_or(0, |(line, _)| line);
            wrong.push(row[firm].span.clone(), || {
                Finding::error(format!("the firm `{}` stands here twice", shortened(id)))
                    .help(format!("the first is in line {first}: ids tell firms apart, give each its own"))
            });
            continue;
        }
        let revenue = revenue
            .map(|at| &row[at])
            .filter(|cell| !cell.text.is_empty())
            .map(|cell| (number(cell), cell.span.clone()));
        let revenue = match revenue {
            Some((Ok(value), span)) if value < 0.0 => {
                wrong.push(span, || Finding::error(format!("the revenue {value} is negative")));
                None
            }
            Some((Err(finding), span)) => {
                wrong.push(span, || finding);
                None
            }
            other => other.and_then(|(value, _)| value.ok()),
        };
        by_id.insert(id.to_owned(), network.firms.len() as u32);
        lines.push(row[firm].span.clone());
        network.firms.push(id.to_owned());
        network.sector_of.push(sectors.index(of));
        let name = market.map(|at| row[at].text.as_ref()).filter(|name| !name.is_empty());
        network.market_of.push(name.map(|name| markets.index(name)));
        network.revenue.push(revenue);
    }
    wrong.into_findings(findings);
    if network.firms.is_empty() && !findings.has_errors() {
        findings.push(Finding::error("this list has no firms").in_file(source.name()).help(FIRMS_HELP));
    }
    network.sectors = sectors.names;
    network.markets = markets.names;
    by_id
}

fn take_edges(
    source: &Arc<SourceText>,
    network: &FirmNetwork,
    by_id: &BTreeMap<String, u32>,
    firms: &str,
    findings: &mut Findings,
) -> Vec<(u32, u32, f64)> {
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let supplier = wanted(&header, &SUPPLIER, source, EDGES_HELP, findings);
    let buyer = wanted(&header, &BUYER, source, EDGES_HELP, findings);
    let (Some(supplier), Some(buyer)) = (supplier, buyer) else { return Vec::new() };
    let weight = column(&header, &WEIGHT);
    if weight.is_none() {
        let finding = Finding::warning("these deliveries have no weight: each counts as 1");
        findings.push(finding.at(Place::new(source, whole(&header))).help(EDGES_HELP));
    }
    let mut wrong = Bounded::new(source, "deliveries that cannot be used");
    let mut loops = Bounded::new(source, "deliveries of firms to themselves");
    let mut twice = Bounded::new(source, "deliveries that stand here twice");
    let mut thousands = Thousands::default();
    let mut seen: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut deliveries = Vec::new();
    for row in rows {
        if row.len() < header.len() {
            wrong.push(whole(&row), || {
                Finding::error(format!("this row has {} cells: the header has {}", row.len(), header.len()))
            });
            continue;
        }
        let ends = [&row[supplier], &row[buyer]].map(|cell| {
            let found = by_id.get(cell.text.as_ref()).copied();
            if found.is_none() {
                let span = if cell.span.is_empty() { whole(&row) } else { cell.span.clone() };
                wrong.push(span, || unknown(&cell.text, network, firms));
            }
            found
        });
        let cell = weight.map(|at| &row[at]);
        if let Some(cell) = cell {
            thousands.see(cell);
        }
        let value = match cell.map(number) {
            None => 1.0,
            Some(Ok(value)) if value >= 0.0 => value,
            Some(value) => {
                let span =
                    cell.filter(|cell| !cell.span.is_empty()).map_or_else(|| whole(&row), |cell| cell.span.clone());
                let negative = |value: f64| Finding::error(format!("the weight {value} is negative"));
                let help = "turn the delivery round, or drop it";
                wrong.push(span, || value.map_or_else(|finding| finding, |value| negative(value).help(help)));
                continue;
            }
        };
        let [Some(from), Some(to)] = ends else { continue };
        if from == to {
            loops.push(whole(&row), || {
                Finding::warning(format!("the firm `{}` supplies itself", shortened(&row[supplier].text)))
                    .help("the delivery is left out")
            });
            continue;
        }
        if let Some(first) = seen.insert((from, to), row[supplier].span.start) {
            let line = Place::new(source, first..first).line_column().map_or(0, |(line, _)| line);
            twice.push(whole(&row), || {
                Finding::warning(format!("this delivery stands in line {line} too")).help("their weights are added up")
            });
        }
        deliveries.push((from, to, value));
    }
    thousands.tell(source, findings);
    for bounded in [wrong, loops, twice] {
        bounded.into_findings(findings);
    }
    deliveries
}

fn unknown(id: &str, network: &FirmNetwork, firms: &str) -> Finding {
    if id.is_empty() {
        return Finding::error("this delivery has only one end").help(EDGES_HELP);
    }
    let finding = Finding::error(format!("no firm is called `{}`", shortened(id)));
    match nearest(id, network.firms.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("add it to {firms}, or drop the delivery")),
    }
}

fn tell_isolated(network: &FirmNetwork, name: &str, findings: &mut Findings) {
    let mut linked = vec![false; network.firms.len()];
    for (supplier, buyer, _) in network.edges() {
        linked[supplier as usize] = true;
        linked[buyer as usize] = true;
    }
    let alone: Vec<&String> =
        network.firms.iter().zip(&linked).filter(|(_, linked)| !**linked).map(|(id, _)| id).collect();
    if let Some(first) = alone.first() {
        let message =
            format!("{} of {} firms neither supply nor buy, `{}` first", alone.len(), linked.len(), shortened(first));
        findings.push(Finding::note(message).in_file(name));
    }
}
