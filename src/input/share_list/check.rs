//! What only the whole of a share list can tell: duplicates, percent or fractions, sums.

use super::{Entry, Group, columns};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::score::sum::sum;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Shares may sum to this and still be one whole: published shares are rounded.
const ROUNDED_WHOLE: f64 = 1.05;
/// What a sum of decimals may be off by.
const ROUNDING: f64 = 1e-9;
/// A group that sums to less than this, in percent, was more likely meant as fractions.
const FEW_PERCENT: f64 = 2.0;
/// The largest sum of a file in percent is mostly this or more: what sums to less is odd for percent and too much for fractions.
const LEAST_PERCENT: f64 = 10.0;
/// In a file in percent, groups from this to `ROUNDED_WHOLE` are plainly fractions that make one whole.
const NEARLY_WHOLE: f64 = 0.95;

pub fn no_rows(groups: &[Group], source: &Arc<SourceText>, findings: &mut Findings) {
    if groups.is_empty() && !findings.has_errors() {
        let finding = Finding::error("this list has a header and no rows").in_file(source.name());
        findings.push(finding.help(columns::EXPECTED));
    }
}

pub fn duplicates(groups: &[Group], source: &Arc<SourceText>, findings: &mut Findings) {
    for group in groups {
        let mut first: BTreeMap<String, &Entry> = BTreeMap::new();
        for entry in &group.entries {
            let Some(before) = first.insert(entry.entity.to_lowercase(), entry) else { continue };
            let (line, _) = source.line_column(before.span.start);
            let finding = Finding::error(format!("duplicate row: {} stands here again{}", entry.entity, within(group)));
            let finding = finding.at(Place::new(source, entry.span.clone())).label(format!("also in line {line}"));
            findings.push(finding.help("add the rows up if they are parts of one supplier, or remove the wrong one"));
        }
    }
}

/// Turns percent into fractions if any group says that the file is in percent, and refuses sums over one.
pub fn settle_shares(groups: &mut [Group], source: &Arc<SourceText>, findings: &mut Findings) {
    let sums: Vec<f64> = groups.iter().map(|group| sum(group.entries.iter().map(|entry| entry.value))).collect();
    let percent = sums.iter().any(|sum| *sum > ROUNDED_WHOLE + ROUNDING);
    let few = percent && few_percent(groups, &sums, source, findings);
    let (unit, whole) = if percent { (" percent", 100.0) } else { ("", 1.0) };
    for (group, sum) in groups.iter_mut().zip(sums) {
        let mut faulty = false;
        for entry in group.entries.iter().filter(|entry| entry.value > whole) {
            faulty = true;
            let message = format!("{} is not a share: admissible are 0 to {whole}{unit}", entry.value);
            findings.push(Finding::error(message).at(Place::new(source, entry.span.clone())));
        }
        let Some(first) = group.entries.first().map(|entry| Place::new(source, entry.span.clone())) else { continue };
        let named = format!("the shares{}", within(group));
        if faulty {
            // Said already of the share itself.
        } else if sum / whole > ROUNDED_WHOLE + ROUNDING {
            let most = ROUNDED_WHOLE * whole;
            let message = format!("{named} sum to {}{unit}: admissible are up to {most} for rounding", shown(sum));
            findings.push(Finding::error(message).at(first).help("shares are parts of one whole per group"));
        } else if sum <= 0.0 && !group.incomplete {
            findings.push(Finding::error(format!("{named} are all zero: nobody supplies anything")).at(first));
        } else if percent && (NEARLY_WHOLE..=ROUNDED_WHOLE + ROUNDING).contains(&sum) {
            let message = format!("{named} sum to {}, as fractions do; others of this file are percent", shown(sum));
            let help = "write all groups the same way, or put them into files of their own";
            findings.push(Finding::error(message).at(first).help(help));
        } else if percent && !few && sum < FEW_PERCENT && !group.incomplete {
            let message = format!("{named} sum to {} percent", shown(sum));
            let why = "all shares of a file are percent if those of any group sum to more than 1.05; \
                       write fractions as percent, or put them into a file of their own";
            findings.push(Finding::warning(message).at(first).help(why));
        }
        for entry in &mut group.entries {
            entry.value /= whole;
        }
    }
}

/// Whether shares are too many for fractions and few for percent, of which `findings` warn.
fn few_percent(groups: &[Group], sums: &[f64], source: &Arc<SourceText>, findings: &mut Findings) -> bool {
    let largest = groups.iter().zip(sums).max_by(|a, b| a.1.total_cmp(b.1));
    let Some((group, sum)) = largest.filter(|(group, sum)| **sum < LEAST_PERCENT && !group.incomplete) else {
        return false;
    };
    let message = format!(
        "the shares{} sum to {}, which is taken for percent: fractions sum to at most {ROUNDED_WHOLE}, percent of one whole \
         mostly to {LEAST_PERCENT} and more",
        within(group),
        shown(*sum)
    );
    let Some(first) = group.entries.first() else { return false };
    let finding = Finding::warning(message).at(Place::new(source, first.span.clone()));
    findings.push(finding.help("write shares of one whole, all as 0.25 or all as 25; call other amounts `quantity`"));
    true
}

/// Turns quantities into shares of their sum.
pub fn settle_quantities(groups: &mut [Group], source: &Arc<SourceText>, findings: &mut Findings) {
    for group in groups {
        let largest = group.entries.iter().map(|entry| entry.value).fold(0.0, f64::max);
        if largest > 0.0 {
            // Scaled by the largest first, so that a sum of huge quantities stays finite.
            let total = sum(group.entries.iter().map(|entry| entry.value / largest));
            for entry in &mut group.entries {
                entry.value = entry.value / largest / total;
            }
        } else if let (Some(first), false) = (group.entries.first(), group.incomplete) {
            let message = format!("the quantities{} are all zero: nobody supplies anything", within(group));
            findings.push(Finding::error(message).at(Place::new(source, first.span.clone())));
        }
    }
}

fn within(group: &Group) -> String {
    group.name.as_ref().map(|name| format!(" of group `{name}`")).unwrap_or_default()
}

/// A sum without the noise of its last bits.
fn shown(sum: f64) -> f64 {
    if sum.abs() < 1e9 { (sum * 1e6).round() / 1e6 } else { sum }
}
