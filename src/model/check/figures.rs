//! Every figure of every file: its range holds its value, its source exists, and it is not older than it may be.

use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Names};

/// Figures older than this before the day the model describes are stale.
const FRESH_YEARS: f64 = 8.0;

/// The keys under which a row of the model holds its figure.
const VALUE_KEYS: [&str; 3] = ["value", "share", "days"];

/// Texts that people and programs need filled.
const NEEDED_TEXTS: [&str; 5] = ["id", "name", "title", "version", "firm"];

/// Checks every row under `root`; `as_of` is the year the model describes, if it is known.
pub fn check(root: Cursor<'_>, sources: &Names, as_of: Option<f64>, findings: &mut Findings) {
    root.tables(&mut |row| {
        range(row, findings);
        source(row, sources, findings);
        age(row, as_of, findings);
        needed_texts(row, findings);
    });
}

fn range(row: Cursor<'_>, findings: &mut Findings) {
    let Some((key, value)) = VALUE_KEYS.iter().find_map(|key| Some((*key, row.stated(key)?))) else { return };
    let (low, high) = (row.stated("low"), row.stated("high"));
    if [Some(value), low, high].into_iter().flatten().any(Cursor::is_mended) {
        return;
    }
    let number = |cursor: Option<Cursor<'_>>| cursor.and_then(Cursor::number);
    let Some(value_number) = number(Some(value)) else { return };
    if let (Some(low), Some(at)) = (number(low), low)
        && low > value_number
    {
        let finding = Finding::error(format!("`low` is {low}, above the {key} {value_number}"));
        at.report(finding.label(format!("admissible is at most {value_number}")), findings);
    }
    if let (Some(high), Some(at)) = (number(high), high)
        && high < value_number
    {
        let finding = Finding::error(format!("`high` is {high}, below the {key} {value_number}"));
        at.report(finding.label(format!("admissible is at least {value_number}")), findings);
    }
}

fn source(row: Cursor<'_>, sources: &Names, findings: &mut Findings) {
    let Some(at) = row.stated("source") else { return };
    let Some(id) = at.text() else { return };
    if id.trim().is_empty() {
        let finding = Finding::error("missing source").label("no source is named");
        at.report(finding.help("every figure names the id of a source in sources.toml"), findings);
    } else {
        sources.check(id, at, findings);
    }
}

fn age(row: Cursor<'_>, as_of: Option<f64>, findings: &mut Findings) {
    let (Some(at), Some(as_of)) = (row.stated("year"), as_of) else { return };
    let Some(year) = at.number() else { return };
    if as_of - year > FRESH_YEARS {
        let finding = Finding::note(format!("stale figure: {} years old", as_of - year));
        at.report(finding.label(format!("the model describes {as_of}")), findings);
    }
}

fn needed_texts(row: Cursor<'_>, findings: &mut Findings) {
    for key in NEEDED_TEXTS {
        if let Some(at) = row.stated(key)
            && at.text().is_some_and(|text| text.trim().is_empty())
        {
            at.report(Finding::error(format!("`{key}` is empty")).label("a text is needed here"), findings);
        }
    }
}
