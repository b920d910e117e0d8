//! A pymrio folder: flows Z, final demand Y, factor inputs and metadata in files of their own (Stadler 2021).

use super::bulk::read_text;
use super::draft::{Bounded, Draft, shortened};
use super::matrix::{Matrix, Negatives};
use super::unit::Unit;
use crate::finding::{Finding, Findings, Place};
use crate::input::{Hashes, nearest};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ENDINGS: [&str; 6] = ["txt", "csv", "tsv", "txt.gz", "csv.gz", "tsv.gz"];
const FLOWS: [&str; 3] = ["Z", "trade_flows_Z", "z"];
/// The second name is spelt as in pymrio's own test table.
const FINAL: [&str; 4] = ["Y", "finald_demand_Y", "final_demand_Y", "y"];
const FACTORS: [&str; 8] =
    ["value_added", "factor_input", "factor_inputs", "factor_inputs/F", "factor_input/F", "value_added/F", "va", "VA"];

/// Where `names` stands in `folder`, with any of the endings.
fn find(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    let candidates = names.iter().flat_map(|name| ENDINGS.iter().map(move |ending| format!("{name}.{ending}")));
    candidates.map(|file| folder.join(file)).find(|path| path.is_file())
}

/// Whether `folder` looks like one of pymrio.
pub fn is_pymrio(folder: &Path) -> bool {
    find(folder, &FLOWS).is_some() || find(folder, &FINAL).is_some()
}

/// Reads the folder; fingerprints of its files go to `hashes`.
///
/// # Errors
/// All that is wrong with its files.
pub fn read(folder: &Path, hashes: &mut Hashes) -> Result<Draft, Findings> {
    let mut findings = Findings::new();
    let mut wanted = |names: &[&str], what: &str| {
        let path = find(folder, names);
        if path.is_none() {
            let finding = Finding::error(format!("this folder has no {what}")).in_file(&folder.display().to_string());
            findings.push(finding.help(format!("it is looked for as {}.txt or .csv", names[..2].join(".txt, "))));
        }
        path
    };
    let (flows, finals) = (wanted(&FLOWS, "flows between industries"), wanted(&FINAL, "final demand"));
    let (Some(flows), Some(finals)) = (flows, finals) else { return Err(findings) };
    let z = matrix(&flows, Negatives::Refused, hashes, &mut findings);
    let y = matrix(&finals, Negatives::Admitted, hashes, &mut findings);
    let factors = find(folder, &FACTORS).map(|path| matrix(&path, Negatives::Admitted, hashes, &mut findings));
    let (Some(z), Some(y)) = (z, y) else { return Err(findings) };
    let industries = z.row_names();
    let unit = row_unit(&z, &mut findings).or_else(|| unit_file(folder, hashes));
    let draft = Draft {
        z: arranged(&z, &industries, Axis::Both, &mut findings),
        y: arranged(&y, &industries, Axis::Rows, &mut findings),
        final_uses: y.columns.clone(),
        value_added: factors.flatten().map(|factors| value_added(&factors, &industries, &mut findings)),
        output: None,
        unit,
        places: z.label_spans.iter().map(|span| Some(Place::new(&z.source, span.clone()))).collect(),
        file: z.source.name().to_owned(),
        industries,
        findings: Findings::new(),
    };
    regions(&draft, &y, &mut findings);
    negative_uses(&y, &mut findings);
    if findings.has_errors() { Err(findings) } else { Ok(Draft { findings, ..draft }) }
}

fn matrix(path: &Path, negatives: Negatives, hashes: &mut Hashes, findings: &mut Findings) -> Option<Matrix> {
    match read_text(path, hashes) {
        Ok(source) => Matrix::read(&source, negatives, findings),
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Axis {
    Rows,
    Columns,
    Both,
}

/// The values of `matrix` with rows, columns or both in the order of `industries`; what does not match is found.
fn arranged(matrix: &Matrix, industries: &[(String, String)], axis: Axis, findings: &mut Findings) -> Array2<f64> {
    let own = matrix.row_names();
    let in_place = |names: &[(String, String)]| (0..names.len()).map(Some).collect::<Vec<_>>();
    let rows = match axis {
        Axis::Columns => in_place(&own),
        _ => matched(matrix, &own, &matrix.label_spans, industries, "row", findings),
    };
    let columns = match axis {
        Axis::Rows => in_place(&matrix.columns),
        _ => matched(matrix, &matrix.columns, &matrix.column_spans, industries, "column", findings),
    };
    Array2::from_shape_fn((rows.len(), columns.len()), |(row, column)| match (rows[row], columns[column]) {
        (Some(row), Some(column)) => matrix.values[[row, column]],
        _ => 0.0,
    })
}

/// Where each of `industries` stands among `names`.
fn matched(
    matrix: &Matrix,
    names: &[(String, String)],
    spans: &[std::ops::Range<usize>],
    industries: &[(String, String)],
    what: &'static str,
    findings: &mut Findings,
) -> Vec<Option<usize>> {
    let at: BTreeMap<_, _> = names.iter().enumerate().map(|(index, name)| (name, index)).collect();
    let known: BTreeMap<_, _> = industries.iter().enumerate().map(|(index, name)| (name, index)).collect();
    let spoken = |name: &(String, String)| shortened(&format!("{} {}", name.0, name.1));
    let mut unknown = Bounded::new(&matrix.source, "names that the rows of Z do not have");
    for (name, span) in names.iter().zip(spans) {
        if !known.contains_key(name) {
            unknown.push(span.clone(), || {
                let all: Vec<String> = industries.iter().map(spoken).collect();
                let finding = Finding::error(format!("the {what} `{}` is no row of Z", spoken(name)));
                match nearest(&spoken(name), all.iter().map(String::as_str)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("Z and Y need the same industries"),
                }
            });
        }
    }
    unknown.into_findings(findings);
    let missing: Vec<String> = industries.iter().filter(|name| !at.contains_key(name)).map(spoken).collect();
    if let Some(first) = missing.first() {
        let others = if missing.len() > 1 { format!(" and {} others", missing.len() - 1) } else { String::new() };
        let finding = Finding::error(format!("a {what} for `{first}`{others} is missing: Z has a row for it"));
        findings.push(finding.in_file(matrix.source.name()).help("Z and Y need the same industries"));
    }
    industries.iter().map(|name| at.get(name).copied()).collect()
}

/// Final uses of regions that make nothing.
fn regions(draft: &Draft, y: &Matrix, findings: &mut Findings) {
    let names: Vec<&str> = draft.industries.iter().map(|(region, _)| region.as_str()).collect();
    let mut unknown = Bounded::new(&y.source, "final uses of unknown regions");
    for ((region, _), span) in y.columns.iter().zip(&y.column_spans) {
        if !names.contains(&region.as_str()) {
            unknown.push(span.clone(), || {
                let finding =
                    Finding::error(format!("the region `{}` of this final use is not in Z", shortened(region)));
                match nearest(region, names.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("give it industries in Z, or call the column by a region that has some"),
                }
            });
        }
    }
    unknown.into_findings(findings);
}

fn negative_uses(y: &Matrix, findings: &mut Findings) {
    let flagged = y.below_zero.iter().map(|(row, column, span)| {
        let category = y.columns[*column].1.as_str();
        (category, y.values[[*row, *column]], Place::new(&y.source, span.clone()))
    });
    super::import::negative_uses(flagged, findings);
}

/// The sums over the rows of `factors` that are money: value added by industry.
fn value_added(factors: &Matrix, industries: &[(String, String)], findings: &mut Findings) -> Vec<f64> {
    let values = arranged(factors, industries, Axis::Columns, findings);
    let money = |labels: &[String]| labels.get(1).is_none_or(|unit| unit.is_empty() || Unit::parse(unit).is_some());
    let rows: Vec<usize> = (0..factors.labels.len()).filter(|row| money(&factors.labels[*row])).collect();
    (0..values.ncols()).map(|column| rows.iter().map(|row| values[[*row, column]]).sum()).collect()
}

/// The unit in the third label of the rows of Z, if they have one; a finding if they disagree.
fn row_unit(z: &Matrix, findings: &mut Findings) -> Option<(String, Option<Place>)> {
    let first = z.labels.first()?.get(2).filter(|unit| !unit.is_empty())?.clone();
    let mut others = Bounded::new(&z.source, "rows in another unit");
    for (labels, span) in z.labels.iter().zip(&z.label_spans) {
        if labels[2] != first {
            others.push(span.clone(), || {
                let found =
                    format!("this row is in `{}`: the first is in `{}`", shortened(&labels[2]), shortened(&first));
                Finding::error(found).help("all rows of a table are in one unit of money")
            });
        }
    }
    others.into_findings(findings);
    Some((first, Some(Place::new(&z.source, z.label_spans[0].clone()))))
}

/// The unit in pymrio's `unit.txt` (region, sector, unit), if there is such a file.
fn unit_file(folder: &Path, hashes: &mut Hashes) -> Option<(String, Option<Place>)> {
    let source = read_text(&find(folder, &["unit", "units"])?, hashes).ok()?;
    let row = crate::input::cells::Rows::of(source.text()).nth(1)?;
    let cell = row.last()?;
    Some((cell.text.to_string(), Some(Place::new(&source, cell.span.clone()))))
}
