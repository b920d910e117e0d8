//! What only the whole of a table can tell, whatever form it came in: names that cannot be kept, regions in which nobody
//! consumes, names that are probably another one misspelt.

use super::draft::{Draft, Few, shortened};
use crate::finding::{Finding, Findings, Place};
use crate::input::nearest;
use std::collections::{BTreeMap, BTreeSet};

/// Judges `draft` as a whole.
pub fn check(draft: &Draft, findings: &mut Findings) {
    names(draft, findings);
    if draft.final_uses.is_empty() {
        let finding = Finding::error("this table has no final use").in_file(&draft.file);
        findings.push(finding.help(
            "name what households, investors and governments buy as a destination that sells nothing itself, \
             for example `households`",
        ));
        return;
    }
    consumers(draft, findings);
    for (what, side) in [("region", 0), ("sector", 1)] {
        spelling(draft, what, side, findings);
    }
}

/// Refuses names that files of text do not give back as they were.
fn names(draft: &Draft, findings: &mut Findings) {
    let odd = |name: &str| name.chars().any(char::is_control);
    let mut told = BTreeSet::new();
    let mut wrong = Few::new("names with control characters");
    let rows = draft.industries.iter().enumerate().map(|(row, pair)| (pair, place(draft, row)));
    let uses = draft.final_uses.iter().map(|pair| (pair, Place::file(&draft.file)));
    for ((region, item), place) in rows.chain(uses) {
        for name in [region, item].into_iter().filter(|name| odd(name)) {
            if told.insert(name.as_str()) {
                wrong.push(|| {
                    let message = format!("the name `{}` holds a control character", shortened(name));
                    let finding = Finding::error(message).at(place.clone());
                    finding.help("write names in one line of plain letters, digits and signs")
                });
            }
        }
    }
    wrong.into_findings(&draft.file, findings);
}

/// Warns of regions without any final use.
fn consumers(draft: &Draft, findings: &mut Findings) {
    let consume: BTreeSet<&str> = draft.final_uses.iter().map(|(region, _)| region.as_str()).collect();
    let mut told = BTreeSet::new();
    let mut idle = Few::new("regions without a final use");
    for (row, (region, _)) in draft.industries.iter().enumerate() {
        if consume.contains(region.as_str()) || !told.insert(region.as_str()) {
            continue;
        }
        idle.push(|| {
            let message = format!("the region `{}` has no final use: nobody there consumes", shortened(region));
            let finding = Finding::warning(message).at(place(draft, row));
            match nearest(region, consume.iter().copied().filter(|_| region.chars().count() > 3)) {
                Some(near) => finding.help(format!("did you mean `{near}`? Else add what its households buy")),
                None => finding.help("add what its households, investors and government buy"),
            }
        });
    }
    idle.into_findings(&draft.file, findings);
}

/// What sells under a name: cells that hold something, and with what (sectors of a region, regions of a sector).
#[derive(Default)]
struct Sells<'a> {
    first: usize,
    cells: usize,
    with: BTreeSet<&'a str>,
}

/// Warns of regions (`side` 0) or sectors (`side` 1) with few flows that are spelt like one with many.
fn spelling(draft: &Draft, what: &str, side: usize, findings: &mut Findings) {
    let mut names: BTreeMap<&str, Sells<'_>> = BTreeMap::new();
    for (row, (region, sector)) in draft.industries.iter().enumerate() {
        let [name, with] = if side == 0 { [region, sector] } else { [sector, region] };
        let cells = draft.z.row(row).iter().chain(draft.y.row(row)).filter(|cell| **cell != 0.0).count();
        let sells = names.entry(name).or_insert_with(|| Sells { first: row, ..Sells::default() });
        if cells > 0 {
            sells.cells += cells;
            sells.with.insert(with);
        }
    }
    let mut doubtful = Few::new("names spelt like another");
    for (name, few) in &names {
        let like = names.iter().find(|(other, many)| name != *other && alike(name, other) && dwarfed(few, many, side));
        let Some((other, _)) = like else { continue };
        doubtful.push(|| {
            let message =
                format!("the {what} `{}` sells little and is spelt like `{}`", shortened(name), shortened(other));
            let finding = Finding::warning(message).at(place(draft, few.first));
            finding.help(format!("if `{}` is meant, call it so in every row", shortened(other)))
        });
    }
    doubtful.into_findings(&draft.file, findings);
}

/// Whether the one may be the other misspelt: a slip in a word, or a code and its country (`IND`, `INDIA`). Codes that
/// differ in a digit or one of three letters are names of their own.
fn alike(name: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(name) != digits(other) || name.chars().count().min(other.chars().count()) < 3 {
        return false;
    }
    let [one, two] = [name, other].map(str::to_lowercase);
    let begins = one.starts_with(&two) || two.starts_with(&one);
    begins && one.len().abs_diff(two.len()) <= 4 && !one.contains(' ') && !two.contains(' ')
        || name.chars().count() > 3 && other.chars().count() > 3 && nearest(name, [other]).is_some()
}

/// Whether `few` sells so little beside `many` that its rows may belong there. Rows of a sector that is written in two ways
/// stand in regions of their own.
fn dwarfed(few: &Sells<'_>, many: &Sells<'_>, side: usize) -> bool {
    let little = few.cells * 4 <= many.cells && few.with.len() * 2 <= many.with.len();
    let apart = side == 1 && few.with.len() <= many.with.len() && few.with.is_disjoint(&many.with);
    (little || apart) && few.cells < many.cells.max(1)
}

/// Where the row of an industry begins.
fn place(draft: &Draft, row: usize) -> Place {
    draft.places.get(row).cloned().flatten().unwrap_or_else(|| Place::file(&draft.file))
}
