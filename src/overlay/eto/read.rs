//! Reads the CSV files of the data set and checks that they hold together.

use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::Cell;
use crate::input::{Hashes, Names, missing, read_text};
use crate::overlay::few::Few;
use crate::overlay::sheet::Sheet;
use crate::table::draft::{number, shortened};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Files that are needed; `data_sequence.csv` has no figure and is not read.
const FILES: [&str; 4] = ["data_inputs.csv", "data_stages.csv", "data_providers.csv", "data_provision.csv"];
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2060;

/// Who provides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// A country (`provider_name` is its code) and not a firm.
    pub is_country: bool,
    /// Country of the seat of a firm.
    pub seat: String,
}

/// That a provider provides an input.
#[derive(Debug, Clone)]
pub struct Provision {
    /// Name of the provider.
    pub name: String,
    /// Who it is.
    pub provider: Provider,
    /// Id of the input or stage.
    pub input: String,
    /// Percent of the market, if stated.
    pub share: Option<f64>,
    /// Year.
    pub year: i32,
    /// Where the share comes from.
    pub source: String,
    /// Where the share stands.
    pub place: Place,
}

/// The data set.
#[derive(Debug, Clone)]
pub struct Data {
    /// Its rows.
    pub provisions: Vec<Provision>,
    /// Ids of inputs and stages.
    pub inputs: Names,
}

/// Reads the data set in `folder`.
///
/// # Errors
/// All that is wrong with it, each sort in bounded number.
pub fn read(folder: &Path, hashes: &mut Hashes) -> Result<Data, Findings> {
    let mut findings = Findings::new();
    let mut texts = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        match if path.exists() { read_text(&path) } else { Err(missing(&path)) } {
            Ok((text, hash)) => {
                hashes.insert(text.name().to_owned(), hash);
                texts.push(text);
            }
            Err(finding) => findings.push(finding),
        }
    }
    let [inputs, stages, providers, provision] = texts.as_slice() else { return Err(findings) };
    let mut known = ids(inputs, "input_id", &mut findings);
    known.extend(ids(stages, "stage_id", &mut findings));
    let inputs = Names::new("input", "data_inputs.csv and data_stages.csv", known);
    let providers = ids_of_providers(providers, &mut findings);
    let provisions = provisions(provision, &inputs, &providers, &mut findings);
    findings.sorted().unless_errors(Data { provisions, inputs }).map(|(data, _)| data)
}

/// The ids in `column` of `source`, each of which must stand once.
fn ids(source: &Arc<SourceText>, column: &'static str, findings: &mut Findings) -> Vec<String> {
    let mut all = BTreeSet::new();
    let mut twice = Few::new("ids that stand twice");
    let Some(sheet) = Sheet::read(source, [column], findings) else { return Vec::new() };
    for [id] in &sheet.rows {
        if !all.insert(id.text.to_string()) {
            let finding = Finding::error(format!("the {column} `{}` stands twice", shortened(&id.text)));
            twice.push(|| finding.at(sheet.place(id)).help("keep one of them"));
        }
    }
    twice.into_findings(source.name(), findings);
    all.into_iter().collect()
}

/// Providers by id. One of several names has a row for each of them, all of which must say the same of it.
fn ids_of_providers(source: &Arc<SourceText>, findings: &mut Findings) -> BTreeMap<String, Provider> {
    let mut providers: BTreeMap<String, Provider> = BTreeMap::new();
    let mut faults = Few::new("providers that are not what they should be");
    let columns = ["provider_id", "alias", "provider_type", "country"];
    let Some(sheet) = Sheet::read(source, columns, findings) else { return providers };
    let mut names = BTreeSet::new();
    for [id, alias, kind, seat] in &sheet.rows {
        if !["country", "organization"].contains(&kind.text.as_ref()) {
            let finding = Finding::error(format!("unknown type of provider `{}`", shortened(&kind.text)));
            faults.push(|| finding.at(sheet.place(kind)).help("country or organization"));
        }
        let own = Provider { is_country: kind.text == "country", seat: seat.text.to_string() };
        let other = providers.get(id.text.as_ref()).is_some_and(|known| *known != own);
        if other || !names.insert((id.text.to_string(), alias.text.to_string())) {
            let finding = Finding::error(format!("the provider `{}` stands twice", shortened(&id.text)));
            faults.push(|| finding.at(sheet.place(id)).help("only names may differ from row to row"));
        }
        providers.insert(id.text.to_string(), own);
    }
    faults.into_findings(source.name(), findings);
    providers
}

fn provisions(
    source: &Arc<SourceText>,
    inputs: &Names,
    providers: &BTreeMap<String, Provider>,
    findings: &mut Findings,
) -> Vec<Provision> {
    let columns = ["provider_id", "provider_name", "provided_id", "share_provided", "year", "source"];
    let Some(sheet) = Sheet::read(source, columns, findings) else { return Vec::new() };
    let known = Names::new("provider", "data_providers.csv", providers.keys().cloned());
    let mut unknown = Few::new("ids that are not known");
    let mut shares = Few::new("shares that are none");
    let mut years = Few::new("years that are none");
    let mut twice = Few::new("rows that stand twice");
    let mut seen: BTreeMap<[String; 3], Place> = BTreeMap::new();
    let mut rows = Vec::new();
    for [provider, name, input, share, year, note] in &sheet.rows {
        for (cell, names) in [(provider, &known), (input, inputs)] {
            if !names.contains(&cell.text) {
                unknown.push(|| names.unknown(&cell.text).at(sheet.place(cell)));
            }
        }
        let part = percent(share).map_err(|finding| shares.push(|| finding.at(sheet.place(share))));
        let when = year.text.parse::<i32>().ok().filter(|year| YEARS.contains(year));
        if when.is_none() {
            let finding = Finding::error(format!("`{}` is not a year", shortened(&year.text)));
            years.push(|| finding.at(sheet.place(if year.text.is_empty() { name } else { year })));
        }
        let key = [provider, input, year].map(|cell| cell.text.to_string());
        if let Some(first) = seen.get(&key) {
            let line = first.line_column().map_or(0, |(line, _)| line);
            let finding = Finding::error(format!("`{}` provides this input twice", shortened(&name.text)));
            twice.push(|| finding.at(sheet.place(provider)).help(format!("the first is in line {line}: drop one")));
        } else {
            seen.insert(key, sheet.place(provider));
        }
        if let (Ok(part), Some(year), Some(provider)) = (part, when, providers.get(provider.text.as_ref())) {
            rows.push(Provision {
                name: name.text.to_string(),
                provider: provider.clone(),
                input: input.text.to_string(),
                share: part,
                year,
                source: note.text.to_string(),
                place: sheet.place(share),
            });
        }
    }
    for few in [unknown, shares, years, twice] {
        few.into_findings(source.name(), findings);
    }
    rows
}

/// The share in `cell`; none where it is blank: that a provider exists is known, its share is not.
fn percent(cell: &Cell<'_>) -> Result<Option<f64>, Finding> {
    if cell.text.is_empty() {
        return Ok(None);
    }
    let share = number(cell)?;
    if (0.0..=100.0).contains(&share) {
        return Ok(Some(share));
    }
    let finding = Finding::error(format!("a share of {share} %"));
    Err(finding.label("admissible is 0 to 100").help("shares are percent of the market; blank if not known"))
}
