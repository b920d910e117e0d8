//! A table that was imported: a folder with `table.toml` beside its numbers, as CSV in pymrio's layout while it is small
//! and as one packed file when it is large.

use super::draft::Draft;
use super::import::{Imported, Notes, settle};
use super::label::{FinalUse, Industry};
use super::{Balanced, Labels, Table, Unit, bulk, packed, pymrio};
use crate::finding::{Finding, Findings, Place};
use crate::input::{Hashes, read_text};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file that says what the folder holds.
pub const MANIFEST: &str = "table.toml";
const PACKED: &str = "table.bin";
/// Industries up to which numbers are kept as CSV.
const LARGEST_CSV: usize = 300;
const FORMAT: u32 = 1;

/// `table.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Version of the layout.
    format: u32,
    source: Option<String>,
    year: Option<i32>,
    unit: Option<String>,
    regions: Vec<String>,
    sectors: Vec<String>,
    categories: Vec<String>,
    /// Region and sector of every row, as indices.
    industries: Vec<[u32; 2]>,
    /// Region and category of every column of Y, as indices.
    final_uses: Vec<[u32; 2]>,
    balanced: Option<Scaling>,
}

/// What balancing did.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scaling {
    rounds: usize,
    gap: f64,
    change: f64,
}

/// The files of the folder for `table`: names and bytes.
#[must_use]
pub fn files(table: &Table, balanced: Option<&Balanced>) -> Vec<(&'static str, Vec<u8>)> {
    let labels = table.labels();
    let manifest = Manifest {
        format: FORMAT,
        source: table.source.clone(),
        year: table.year,
        unit: table.unit.as_ref().map(ToString::to_string),
        regions: labels.regions.clone(),
        sectors: labels.sectors.clone(),
        categories: labels.categories.clone(),
        industries: labels.industries.iter().map(|industry| [industry.region, industry.sector]).collect(),
        final_uses: labels.final_uses.iter().map(|use_| [use_.region, use_.category]).collect(),
        balanced: balanced.map(|done| Scaling { rounds: done.rounds, gap: done.gap, change: done.change }),
    };
    let manifest = toml::to_string(&manifest).unwrap_or_default();
    let mut files = vec![(MANIFEST, manifest.into_bytes())];
    if labels.industries.len() > LARGEST_CSV {
        files.push((PACKED, packed::pack(table)));
        return files;
    }
    let industries: Vec<_> = (0..labels.industries.len()).map(|index| labels.industry(index)).collect();
    let uses: Vec<_> = (0..labels.final_uses.len()).map(|index| labels.final_use(index)).collect();
    files.push(("Z.csv", csv(&industries, Some(&industries), table.z())));
    files.push(("Y.csv", csv(&uses, Some(&industries), table.y())));
    if let Some(value_added) = &table.stated().value_added {
        let row = value_added.clone().insert_axis(ndarray::Axis(0));
        files.push(("value_added.csv", csv(&industries, None, &row)));
    }
    files
}

/// A matrix under two header rows; its rows named by `rows`, or as value added.
fn csv(columns: &[(&str, &str)], rows: Option<&[(&str, &str)]>, cells: &Array2<f64>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let lead = |name: &'static str| if rows.is_some() { vec![name, ""] } else { vec![name] };
    let regions = columns.iter().map(|(region, _)| *region);
    let names = columns.iter().map(|(_, name)| *name);
    let mut written = writer.write_record(lead("region").into_iter().chain(regions));
    written = written.and_then(|()| writer.write_record(lead("sector").into_iter().chain(names)));
    for (index, row) in cells.outer_iter().enumerate() {
        let lead = rows.map_or_else(|| vec!["value added"], |rows| vec![rows[index].0, rows[index].1]);
        let cells = row.iter().map(ToString::to_string);
        let record = lead.into_iter().map(str::to_owned).chain(cells);
        written = written.and_then(|()| writer.write_record(record));
    }
    // Writing to memory does not fail.
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

/// Loads the table in the folder `path`.
///
/// # Errors
/// All that is wrong with it.
pub fn load(path: &Path) -> Result<Imported, Findings> {
    let (source, hash) = read_text(&path.join(MANIFEST))?;
    let mut hashes = Hashes::from([(source.name().to_owned(), hash)]);
    let whole = |message: String| Finding::error(message).in_file(source.name());
    let manifest: Manifest = toml::from_str(source.text()).map_err(|error| {
        let finding = Finding::error(format!("this is not the manifest of a table: {}", error.message().trim()));
        let finding = error.span().map_or_else(
            || finding.clone().in_file(source.name()),
            |span| finding.clone().at(Place::new(&source, span)),
        );
        finding.help("import the table again")
    })?;
    if manifest.format != FORMAT {
        let finding = whole(format!("this table is of format {}: this program reads {FORMAT}", manifest.format));
        return Err(finding.help("import the table again").into());
    }
    let unit = match manifest.unit.as_deref().map(|text| (text, Unit::parse(text))) {
        Some((text, None)) => return Err(whole(format!("unknown unit `{text}`")).help(super::unit::FORMS).into()),
        known => known.and_then(|(_, unit)| unit),
    };
    let notes = Notes { unit, source: manifest.source.clone(), year: manifest.year, balance: false };
    // A file of the other form may be left from an import before.
    let packed = manifest.industries.len() > LARGEST_CSV;
    let read = if packed { unpacked(path, &manifest, &whole, &mut hashes) } else { pymrio::read(path, &mut hashes) };
    let imported = settle(read?, &notes)?;
    if !packed && !manifest.names(imported.table.labels()) {
        let finding = whole("the industries or final uses of Z and Y are not those that this file names".to_owned());
        return Err(finding.help("import the table again").into());
    }
    Ok(Imported { hashes, ..imported })
}

impl Manifest {
    /// Whether it names the industries and final uses of `labels`, in their order.
    fn names(&self, labels: &Labels) -> bool {
        let own = |names: &[String], index: u32| names.get(index as usize).cloned();
        let pair = |[region, item]: [u32; 2], items: &[String]| Some((own(&self.regions, region)?, own(items, item)?));
        let same = |pair: Option<(String, String)>, (region, item): (&str, &str)| {
            pair.is_some_and(|(own_region, own_item)| own_region == region && own_item == item)
        };
        let industries = self.industries.iter().enumerate();
        let uses = self.final_uses.iter().enumerate();
        self.industries.len() == labels.industries.len()
            && self.final_uses.len() == labels.final_uses.len()
            && industries.into_iter().all(|(at, own)| same(pair(*own, &self.sectors), labels.industry(at)))
            && uses.into_iter().all(|(at, own)| same(pair(*own, &self.categories), labels.final_use(at)))
    }
}

fn unpacked(
    path: &Path,
    manifest: &Manifest,
    whole: &dyn Fn(String) -> Finding,
    hashes: &mut Hashes,
) -> Result<Draft, Findings> {
    let bytes = bulk::read_bytes(&path.join(PACKED), hashes)?;
    let (industries, uses) = (&manifest.industries, &manifest.final_uses);
    let within = |pairs: &[[u32; 2]], names: usize| {
        pairs.iter().all(|pair| (pair[0] as usize) < manifest.regions.len() && (pair[1] as usize) < names)
    };
    if !within(industries, manifest.sectors.len()) || !within(uses, manifest.categories.len()) {
        return Err(whole("`industries` or `final_uses` point at names that are not there".to_owned()).into());
    }
    let (z, y, value_added) =
        packed::unpack(&bytes.bytes, industries.len(), uses.len()).map_err(|finding| finding.in_file(&bytes.name))?;
    let labels = Labels {
        regions: manifest.regions.clone(),
        sectors: manifest.sectors.clone(),
        categories: manifest.categories.clone(),
        industries: industries.iter().map(|&[region, sector]| Industry { region, sector }).collect(),
        final_uses: uses.iter().map(|&[region, category]| FinalUse { region, category }).collect(),
    };
    let owned = |(region, name): (&str, &str)| (region.to_owned(), name.to_owned());
    Ok(Draft {
        industries: (0..industries.len()).map(|index| owned(labels.industry(index))).collect(),
        final_uses: (0..uses.len()).map(|index| owned(labels.final_use(index))).collect(),
        z,
        y,
        value_added: value_added.map(|values| values.to_vec()),
        output: None,
        unit: None,
        places: Vec::new(),
        file: bytes.name,
        findings: Findings::new(),
    })
}
