//! Balancing: the least change that makes rows and columns agree. RAS where nothing is negative, its generalisation by
//! Junius & Oosterhaven (2003) where changes in stocks are.

use super::account::columns;
use super::{Stated, Table};
use crate::finding::Finding;
use ndarray::{Array1, Array2, Axis, concatenate, s};

const MAX_ROUNDS: usize = 5_000;
/// Largest gap of a sum, relative to all output, at which balancing ends.
const CLOSE: f64 = 1e-13;
/// Largest gap that is called balanced.
const ENOUGH: f64 = 1e-9;

/// What balancing did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balanced {
    /// Rounds taken.
    pub rounds: usize,
    /// Largest gap left between a wanted and a found sum, relative to all output.
    pub gap: f64,
    /// Sum of the changes of all cells, relative to the sum of all cells.
    pub change: f64,
}

/// Scales the rows and columns of `[Z Y]` until every industry's row and column agree.
///
/// Output is what the table states or, if it states none, the mean of both sides; value added is what it states or what
/// was left of output; final uses keep their proportions and sum to value added.
///
/// # Errors
/// When no scaling can do it.
pub fn balance(table: &Table) -> Result<(Table, Balanced), Finding> {
    let industries = table.x().len();
    let inputs = table.z().sum_axis(Axis(0));
    let output = match (&table.stated().output, columns(table)) {
        (Some(output), _) => output.clone(),
        (None, Some(columns)) => (table.x() + &columns) / 2.0,
        (None, None) => table.x().clone(),
    };
    let value_added = table.stated().value_added.clone().unwrap_or_else(|| &output - &inputs);
    let wanted_inputs = &output - &value_added;
    if let Some(industry) = wanted_inputs.iter().position(|inputs| *inputs < 0.0) {
        let name = table.labels().spoken(industry);
        let message = format!("cannot balance: the value added of `{name}` exceeds its output");
        return Err(Finding::error(message).help("is it in the same unit as the flows?"));
    }
    let uses = table.y().sum_axis(Axis(0));
    let scale = value_added.sum() / uses.sum();
    if !scale.is_finite() || scale <= 0.0 {
        return Err(Finding::error("cannot balance: value added and final use do not have the same sign"));
    }
    let wanted = concatenate![Axis(0), wanted_inputs, uses * scale];
    let prior = concatenate![Axis(1), table.z().view(), table.y().view()];
    let mut flows = prior.clone();
    let (rounds, gap) = scale_to(&mut flows, &output, &wanted);
    if gap > ENOUGH {
        let message = format!("cannot balance: after {rounds} rounds sums are still off by {gap:.1e} of all output");
        return Err(Finding::error(message).help("some industry sells or buys in too few cells for its sums"));
    }
    let change = (&flows - &prior).mapv(f64::abs).sum() / prior.mapv(f64::abs).sum();
    let (z, y) = (flows.slice(s![.., ..industries]).to_owned(), flows.slice(s![.., industries..]).to_owned());
    let even = Table::new(table.labels().clone(), z, y)
        .with_stated(Stated { value_added: Some(value_added), output: Some(output) });
    let even = Table { unit: table.unit.clone(), source: table.source.clone(), year: table.year, ..even };
    Ok((even, Balanced { rounds, gap, change }))
}

/// Scales `flows` in place: positive cells by r s, negative ones by 1 / (r s). Returns rounds and the gap left.
fn scale_to(flows: &mut Array2<f64>, rows: &Array1<f64>, columns: &Array1<f64>) -> (usize, f64) {
    let total = rows.sum().abs().max(f64::MIN_POSITIVE);
    let mut gap = f64::INFINITY;
    for round in 1..=MAX_ROUNDS {
        gap = scale_lanes(flows, Axis(0), rows).max(scale_lanes(flows, Axis(1), columns)) / total;
        if gap < CLOSE {
            return (round, gap);
        }
    }
    (MAX_ROUNDS, gap)
}

/// Scales every lane along `axis` to its wanted sum; returns the largest gap found before.
fn scale_lanes(flows: &mut Array2<f64>, axis: Axis, wanted: &Array1<f64>) -> f64 {
    let positive = flows.map_axis(Axis(1 - axis.index()), |lane| lane.iter().map(|cell| cell.max(0.0)).sum::<f64>());
    let negative = flows.map_axis(Axis(1 - axis.index()), |lane| lane.iter().map(|cell| (-cell).max(0.0)).sum::<f64>());
    let mut gap: f64 = 0.0;
    for ((mut lane, &want), (&p, &n)) in flows.axis_iter_mut(axis).zip(wanted).zip(positive.iter().zip(&negative)) {
        gap = gap.max((p - n - want).abs());
        // The root of p r − n / r = want.
        let root = (want * want + 4.0 * p * n).sqrt();
        let factor = match (p > 0.0, n > 0.0) {
            (true, false) => want / p,
            (true, true) => (want + root) / (2.0 * p),
            (false, true) if want < 0.0 => -n / want,
            _ => 1.0,
        };
        if factor > 0.0 {
            lane.mapv_inplace(|cell| if cell < 0.0 { cell / factor } else { cell * factor });
        } else {
            lane.mapv_inplace(|cell| if cell > 0.0 { 0.0 } else { cell });
        }
    }
    gap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Labels;
    use ndarray::array;

    fn labels(uses: usize) -> Labels {
        let name = |kind: &str, index: usize| ("A".to_owned(), format!("{kind}{index}"));
        let industries: Vec<_> = (0..2).map(|index| name("s", index)).collect();
        let finals: Vec<_> = (0..uses).map(|index| name("f", index)).collect();
        Labels::of(&industries, &finals)
    }

    fn stated(value_added: [f64; 2]) -> Stated {
        Stated { value_added: Some(Array1::from_vec(value_added.to_vec())), output: None }
    }

    #[test]
    fn both_sides_agree_afterwards() {
        let table = Table::new(labels(1), array![[150.0, 480.0], [210.0, 100.0]], array![[340.0], [1750.0]]);
        let (even, report) = balance(&table.with_stated(stated([650.0, 1400.0]))).expect("balanced");
        let columns = even.z().sum_axis(Axis(0)) + even.stated().value_added.as_ref().expect("stated");
        for (row, column) in even.x().iter().zip(&columns) {
            assert!((row - column).abs() < 1e-8 * column, "{row} {column}");
        }
        assert!(report.gap < 1e-12 && report.change > 0.0 && report.change < 0.1, "{report:?}");
    }

    #[test]
    fn stocks_drawn_down_stay_below_zero() {
        let table = Table::new(labels(2), array![[20.0, 30.0], [15.0, 40.0]], array![[60.0, -5.0], [50.0, 3.0]]);
        let (even, _) = balance(&table.with_stated(stated([70.0, 45.0]))).expect("balanced");
        assert!(even.y()[[0, 1]] < 0.0 && even.y()[[1, 1]] > 0.0, "{}", even.y());
        assert!((even.value_added().sum() - even.y().sum()).abs() < 1e-9);
        assert!((even.value_added()[0] - 70.0).abs() < 1e-9, "{}", even.value_added());
    }

    #[test]
    fn a_balanced_table_is_left_alone() {
        let table = Table::new(labels(1), array![[150.0, 500.0], [200.0, 100.0]], array![[350.0], [1700.0]]);
        let (even, report) = balance(&table.clone().with_stated(stated([650.0, 1400.0]))).expect("balanced");
        assert!(report.change < 1e-13, "{report:?}");
        assert!((even.z() - table.z()).iter().all(|change| change.abs() < 1e-9));
    }

    #[test]
    fn what_no_scaling_mends_is_refused() {
        let table = Table::new(labels(1), array![[0.0, 0.0], [0.0, 0.0]], array![[10.0], [20.0]]);
        assert!(balance(&table.clone().with_stated(stated([5.0, 5.0]))).is_err());
        assert!(balance(&table.with_stated(stated([500.0, 5.0]))).is_err());
    }
}
