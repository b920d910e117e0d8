//! What only the whole of a table can tell: sums of shares, and figures that must agree.

use super::{Indicator, Kind, SheetGroup, SheetRow};
use crate::finding::{Finding, Findings, Place};
use std::collections::BTreeMap;

/// Shares may sum to this and still be one whole: published shares are rounded.
const ROUNDED_WHOLE: f64 = 1.05;

/// Words that say of which whole a share is a part: all but who has it.
fn whole_of(row: &SheetRow) -> Vec<&str> {
    let words = row.words.iter().filter(|(name, _)| !matches!(**name, "economy" | "sector"));
    words.map(|(_, word)| word.as_str()).collect()
}

/// Of which group; nothing in a table without groups.
fn named(group: &str) -> String {
    if group.is_empty() { String::new() } else { format!(" of `{group}`") }
}

/// Refuses shares of one whole that sum to more than it.
pub fn wholes(groups: &[SheetGroup], indicator: &Indicator, places: &[Vec<Place>], findings: &mut Findings) {
    for field in indicator.fields.iter().filter(|field| field.kind == Kind::Share) {
        for (group, places) in groups.iter().zip(places) {
            let mut sums: BTreeMap<Vec<&str>, (f64, &Place)> = BTreeMap::new();
            for (row, place) in group.rows.iter().zip(places) {
                sums.entry(whole_of(row)).or_insert((0.0, place)).0 +=
                    row.figures.get(field.name).map_or(0.0, |figure| figure.value);
            }
            for (words, (sum, first)) in sums.into_iter().filter(|(_, (sum, _))| *sum > ROUNDED_WHOLE + 1e-9) {
                let of = [vec![group.name.as_str()], words].concat().join(" ");
                let message =
                    format!("the shares{} sum to {sum:.4}: admissible are up to {ROUNDED_WHOLE}", named(of.trim()));
                let finding = Finding::error(message).at(first.clone());
                findings.push(finding.help("shares are parts of one whole per group"));
            }
        }
    }
}

/// Refuses a value added above what is stated as the largest.
pub fn largest(groups: &[SheetGroup], places: &[Vec<Place>], findings: &mut Findings) {
    for (group, places) in groups.iter().zip(places) {
        let stated = group.rows.iter().find_map(|row| row.figures.get("largest_value_added"));
        let Some(stated) = stated else { continue };
        for (row, place) in group.rows.iter().zip(places) {
            let Some(own) = row.figures.get("value_added").filter(|own| own.value > stated.value) else { continue };
            let (own, of, most) = (own.value, named(&group.name), stated.value);
            let message = format!("value_added {own}{of} is above largest_value_added {most}");
            let finding = Finding::error(message).at(place.clone());
            findings.push(finding.help("the largest is that of all sectors of the economy: raise it, or leave it out"));
        }
    }
}

/// Refuses figures of a whole group that contradict each other.
pub fn agreement(groups: &[SheetGroup], indicator: &Indicator, places: &[Vec<Place>], findings: &mut Findings) {
    for field in indicator.fields.iter().filter(|field| field.once) {
        for (group, places) in groups.iter().zip(places) {
            let mut stated: BTreeMap<&str, f64> = BTreeMap::new();
            for (row, place) in group.rows.iter().zip(places) {
                let stage = row.words.get("stage").map_or("", String::as_str);
                let Some(figure) = row.figures.get(field.name) else { continue };
                let before = *stated.entry(stage).or_insert(figure.value);
                if before != figure.value {
                    let (of, value) = (named(&group.name), figure.value);
                    let message = format!("{}{of} is {before} in one row and {value} in another", field.name);
                    let finding = Finding::error(message).at(place.clone());
                    findings.push(finding.help("it holds for the whole group: state it once"));
                    break;
                }
            }
        }
    }
}
