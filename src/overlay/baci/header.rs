//! What a file is, by its first line: trade in one of two layouts, or the list of country codes.

use super::Revision;
use crate::finding::{Finding, Findings};
use crate::input::nearest;
use crate::overlay::stream::{Lines, cells, delimiter};

/// Columns of a layout, in the order year, exporter, importer, code, value, weight.
const CEPII: [&str; 6] = ["t", "i", "j", "k", "v", "q"];
const NAMED: [&str; 6] = ["year", "exporter", "importer", "hs92_6", "value_thousand_usd", "tonnes"];
const COUNTRY: &str = "country_code";

/// How the rows of a file of trade are laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Countries are numbers to be looked up, not ISO codes.
    pub numbered: bool,
    /// What parts the cells.
    pub delimiter: u8,
    /// Columns of year, exporter, importer, code, value and weight.
    pub columns: [usize; 6],
    /// Number of columns.
    pub width: usize,
    /// Revision of the codes, if the header or the name of the file says it.
    pub revision: Option<Revision>,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Trade.
    Trade(Header),
    /// The list of country codes.
    Countries,
}

/// What the file in `lines`, called `file` by itself, is.
///
/// # Errors
/// When it is empty, or none of what is known.
pub fn identify(lines: &mut Lines, file: &str) -> Result<Kind, Findings> {
    if !lines.next()? {
        let help = format!("wanted are rows of {} (CEPII) or {}", CEPII.join(","), NAMED.join(","));
        return Err(Finding::error("this file is empty").in_file(lines.name()).help(help).into());
    }
    let line = lines.line();
    let delimiter = delimiter(line);
    let mut spans = Vec::new();
    cells(line, delimiter, &mut spans);
    let names: Vec<String> =
        spans.iter().map(|span| String::from_utf8_lossy(&line[span.clone()]).to_ascii_lowercase()).collect();
    if names.iter().any(|name| name == COUNTRY) {
        return Ok(Kind::Countries);
    }
    let found = |layout: &[&str; 6]| layout.map(|column| names.iter().position(|name| is(name, column)));
    let numbered = found(&CEPII).iter().flatten().count() >= found(&NAMED).iter().flatten().count();
    let layout = if numbered { &CEPII } else { &NAMED };
    let columns = found(layout);
    let mut findings = Findings::new();
    for (column, _) in layout.iter().zip(columns).filter(|(_, at)| at.is_none()) {
        let strangers = names.iter().filter(|name| !layout.iter().any(|column| is(name, column)));
        let near = nearest(column, strangers.map(String::as_str)).map(|near| format!("did you mean `{near}` by it? "));
        let help = format!("{}wanted is {}", near.unwrap_or_default(), layout.join(","));
        let finding = Finding::error(format!("the column `{column}` is missing"));
        findings.push(finding.at(lines.place(0..line.len())).help(help));
    }
    let [Some(a), Some(b), Some(c), Some(d), Some(e), Some(f)] = columns else { return Err(findings) };
    let revision = if numbered { Revision::named_in(file) } else { Revision::named_in(&names[d]) };
    Ok(Kind::Trade(Header { numbered, delimiter, columns: [a, b, c, d, e, f], width: names.len(), revision }))
}

/// True if the header `name` is `column`; codes of any revision are codes.
fn is(name: &str, column: &str) -> bool {
    name == column
        || column == NAMED[3] && (name == "hs6" || name.ends_with("_6") && Revision::named_in(name).is_some())
}
