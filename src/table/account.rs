//! The two sides of every industry's account: what its row sells and what its column pays, value added included.

use super::Table;
use super::draft::figure;
use crate::finding::{Finding, Findings, Place};
use ndarray::{Array1, Axis};

/// Gaps below this share of output are noise.
const NOISE: f64 = 1e-6;
/// Industries that are named one by one.
const NAMED: usize = 5;

/// By how much the two sides of a table differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Imbalance {
    /// What the rows are held against.
    pub against: Against,
    /// Industries that do not balance, the largest gap first: index, row sum, and what it should be.
    pub industries: Vec<(usize, f64, f64)>,
}

/// What a row sum is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The column: inputs and stated value added.
    Columns,
    /// The stated output.
    Output,
}

/// Inputs and stated value added of every industry, if value added is stated.
pub(super) fn columns(table: &Table) -> Option<Array1<f64>> {
    table.stated().value_added.as_ref().map(|value_added| table.z().sum_axis(Axis(0)) + value_added)
}

/// Industries whose row sums differ from what the table states: from the columns with value added, or from output.
///
/// A table of whole numbers (`rounded`) may be off by half a unit in every cell that holds something. None if all balance
/// or nothing is stated.
#[must_use]
pub fn imbalance(table: &Table, rounded: bool) -> Option<Imbalance> {
    let columns = columns(table);
    let against = if columns.is_some() { Against::Columns } else { Against::Output };
    let wanted = columns.or_else(|| table.stated().output.clone())?;
    let mut industries: Vec<(usize, f64, f64)> = table
        .x()
        .iter()
        .zip(&wanted)
        .enumerate()
        .map(|(industry, (found, wanted))| (industry, *found, *wanted))
        .filter(|&(industry, found, wanted)| {
            let slack = if rounded { slack(table, industry) } else { 0.0 };
            (found - wanted).abs() > NOISE * found.abs().max(wanted.abs()) + slack
        })
        .collect();
    let gap = |&(_, found, wanted): &(usize, f64, f64)| (found - wanted).abs();
    industries.sort_by(|a, b| gap(b).total_cmp(&gap(a)).then(a.0.cmp(&b.0)));
    (!industries.is_empty()).then_some(Imbalance { against, industries })
}

/// How far rounding to whole numbers can put the two sides of an industry apart.
fn slack(table: &Table, industry: usize) -> f64 {
    let cells = table.z().row(industry).into_iter().chain(table.y().row(industry)).chain(table.z().column(industry));
    0.5 * (cells.filter(|cell| **cell != 0.0).count() + 1) as f64
}

/// Says by how much the table is unbalanced, and where most.
pub(super) fn tell_imbalance(
    table: &Table,
    imbalance: &Imbalance,
    place: &dyn Fn(usize) -> Place,
    findings: &mut Findings,
) {
    let what = match imbalance.against {
        Against::Columns => "its column, value added included, sums to",
        Against::Output => "its stated output is",
    };
    for &(industry, found, wanted) in imbalance.industries.iter().take(NAMED) {
        let gap = if wanted == 0.0 { String::new() } else { format!(" ({:+.3} %)", (found / wanted - 1.0) * 100.0) };
        let name = table.labels().spoken(industry);
        let message =
            format!("unbalanced: the row of `{name}` sums to {}, {what} {}{gap}", figure(found), figure(wanted));
        findings.push(Finding::warning(message).at(place(industry)));
    }
    let sums = |pick: fn(&(usize, f64, f64)) -> f64| imbalance.industries.iter().map(pick).sum::<f64>();
    let (number, all) = (imbalance.industries.len(), table.x().len());
    let gap = sums(|(_, found, wanted)| (found - wanted).abs());
    let message = format!(
        "this table is unbalanced in {number} of {all} industries, by {} in all ({:.3} % of output)",
        figure(gap),
        100.0 * gap / table.x().sum()
    );
    let help = "it is kept as it is, output being the row sum; --balance scales it (RAS) until both sides agree";
    findings.push(Finding::warning(message).in_file(place(imbalance.industries[0].0).name()).help(help));
}

/// Industries with an output below zero, or with inputs but no output.
pub(super) fn check_outputs(table: &Table, place: &dyn Fn(usize) -> Place, findings: &mut Findings) {
    let inputs = table.z().sum_axis(Axis(0));
    for (industry, (&output, &inputs)) in table.x().iter().zip(&inputs).enumerate() {
        let name = table.labels().spoken(industry);
        if output < 0.0 {
            let message = format!("the output of `{name}` is negative: its row sums to {}", figure(output));
            let help = "its final uses below zero outweigh what it sells";
            // A few units of stocks drawn down by an industry that makes nothing harm nobody.
            let negligible = -output <= NOISE * table.x().sum() && inputs == 0.0;
            let finding = if negligible { Finding::warning(message) } else { Finding::error(message) };
            findings.push(finding.at(place(industry)).help(help));
        } else if output == 0.0 && inputs > 0.0 {
            let finding = Finding::warning(format!("`{name}` buys {} and sells nothing", figure(inputs)));
            findings.push(
                finding.at(place(industry)).help("it is counted as buying nothing: its inputs have no output to go by"),
            );
        }
    }
}

/// Industries whose inputs cost more than their output.
pub(super) fn check_value_added(table: &Table, rounded: bool, place: &dyn Fn(usize) -> Place, findings: &mut Findings) {
    let short = |&(industry, &value): &(usize, &f64)| {
        let slack = if rounded { slack(table, industry) } else { NOISE * table.x()[industry] };
        table.x()[industry] > 0.0 && value < -slack
    };
    let negative: Vec<(usize, &f64)> = table.value_added().iter().enumerate().filter(short).collect();
    for (industry, value) in negative.iter().take(NAMED) {
        let (name, output) = (table.labels().spoken(*industry), table.x()[*industry]);
        let message = format!(
            "the inputs of `{name}` cost more than its output: {} for {}",
            figure(output - **value),
            figure(output)
        );
        findings.push(Finding::warning(message).at(place(*industry)));
    }
    if negative.len() > NAMED {
        let message =
            format!("there are {} more industries whose inputs cost more than their output", negative.len() - NAMED);
        findings.push(Finding::warning(message).in_file(place(negative[0].0).name()));
    }
}
