//! Names for people of sectors that a table calls by codes: a list with the columns code and name.

use crate::finding::{Finding, Findings, Place};
use crate::input::cells::{Cell, Rows};
use crate::input::{Hashes, nearest};
use crate::table::{bulk, draft};
use std::collections::BTreeMap;
use std::path::Path;

const CODE: [&str; 4] = ["code", "sector", "industry", "id"];
const NAME: [&str; 4] = ["name", "title", "description", "label"];
const HELP: &str =
    "a list of sectors has the columns code and name, for example \"code,name\" and then \"c14,Electrical equipment\"";

/// Reads the list at `path` for a table with these `sectors`.
///
/// # Errors
/// When columns are missing, a name is empty or a code stands twice. A code that the table does not have is a warning.
pub fn read(
    path: &Path,
    sectors: &[String],
    hashes: &mut Hashes,
) -> Result<(BTreeMap<String, String>, Findings), Findings> {
    let source = bulk::read_text(path, hashes)?;
    let mut findings = Findings::new();
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let column = |names: &[&str]| header.iter().position(|cell| names.contains(&cell.text.to_lowercase().as_str()));
    let (Some(code), Some(name)) = (column(&CODE), column(&NAME)) else {
        let finding = Finding::error("the column `code` or `name` is missing");
        return Err(finding.at(Place::new(&source, draft::whole(&header))).help(HELP).into());
    };
    let mut names = BTreeMap::new();
    let mut wrong = draft::Bounded::new(&source, "rows that cannot be used");
    let mut unknown = draft::Bounded::new(&source, "codes that the table does not have");
    let text = |row: &[Cell<'_>], at: usize| row.get(at).map(|cell| cell.text.trim().to_owned()).unwrap_or_default();
    for row in rows {
        let (code, name) = (text(&row, code), text(&row, name));
        if code.is_empty() || name.is_empty() {
            wrong.push(draft::whole(&row), || Finding::error("this sector has no code or no name").help(HELP));
        } else if !sectors.contains(&code) {
            unknown.push(draft::whole(&row), || {
                let finding = Finding::warning(format!("the table has no sector `{}`", draft::shortened(&code)));
                match nearest(&code, sectors.iter().map(String::as_str)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("this row is left out"),
                }
            });
        } else if names.insert(code.clone(), name).is_some() {
            wrong.push(draft::whole(&row), || {
                Finding::error(format!("the code `{}` stands here twice", draft::shortened(&code)))
                    .help("keep one of them")
            });
        }
    }
    for bounded in [wrong, unknown] {
        bounded.into_findings(&mut findings);
    }
    findings.sorted().unless_errors(names)
}
