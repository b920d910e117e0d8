//! Hypothetical extraction: how much output is lost when industries stop selling, buying, or both (Dietzenbacher & Lahr
//! 2013). All follow from L by the Woodbury identity, without another inversion.
//!
//! With K the industries extracted and N the inverse of their own block of L, output falls by
//!
//! ```text
//! row       (they sell to no industry)          L_·K N (x_K − f_K)
//! column    (they buy from none)                (L_·K − I_·K) N x_K
//! both, and the final demand for their output   L_·K N x_K
//! ```

use super::{Inverse, Lu, Singular, Table};
use ndarray::{Array1, Axis};

/// What an extraction takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extraction {
    /// Sales to industries (row of A): forward linkage.
    Row,
    /// Purchases from industries (column of A): backward linkage.
    Column,
    /// Both, and the final demand for their output.
    Both,
}

/// Loss of output of all industries if each is extracted alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// By row.
    pub row: Array1<f64>,
    /// By column.
    pub column: Array1<f64>,
    /// By both and final demand.
    pub both: Array1<f64>,
}

impl Losses {
    /// Of every industry of `table`.
    #[must_use]
    pub fn of(table: &Table, inverse: &Inverse) -> Self {
        let (x, f) = (table.x(), table.final_demand());
        let multipliers = inverse.l().sum_axis(Axis(0));
        let per_output = 1.0 / &inverse.l().diag();
        Self {
            row: &multipliers * &per_output * (x - &f),
            column: (&multipliers - 1.0) * &per_output * x,
            both: &multipliers * &per_output * x,
        }
    }
}

/// Loss of output of every industry if the industries `extracted` are extracted together.
///
/// # Errors
/// When their own block of L is singular.
pub fn losses(
    table: &Table,
    inverse: &Inverse,
    extracted: &[usize],
    kind: Extraction,
) -> Result<Array1<f64>, Singular> {
    let columns = inverse.l().select(Axis(1), extracted);
    let own = columns.select(Axis(0), extracted);
    let f = table.final_demand();
    let stopped = |&industry: &usize| match kind {
        Extraction::Row => table.x()[industry] - f[industry],
        Extraction::Column | Extraction::Both => table.x()[industry],
    };
    let weights = Lu::of(&own)?.solve(&extracted.iter().map(stopped).collect());
    let mut lost = columns.dot(&weights);
    if kind == Extraction::Column {
        for (&industry, weight) in extracted.iter().zip(&weights) {
            lost[industry] -= weight;
        }
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Labels;
    use ndarray::{Array2, array};

    fn four() -> Table {
        let name = |region: &str, name: &str| (region.to_owned(), name.to_owned());
        let industries = [name("A", "chips"), name("A", "cars"), name("B", "chips"), name("B", "cars")];
        let labels = Labels::of(&industries, &[name("A", "use"), name("B", "use")]);
        let z =
            array![[20.0, 60.0, 10.0, 15.0], [5.0, 40.0, 5.0, 10.0], [15.0, 10.0, 60.0, 90.0], [5.0, 5.0, 20.0, 100.0]];
        Table::new(labels, z, array![[10.0, 5.0], [150.0, 40.0], [5.0, 40.0], [30.0, 300.0]])
    }

    /// Output when A is changed as the definition says, solved afresh.
    fn solved(table: &Table, extracted: &[usize], kind: Extraction) -> Array1<f64> {
        let (mut a, mut f) = (table.coefficients(), table.final_demand());
        for &industry in extracted {
            if kind != Extraction::Column {
                a.row_mut(industry).fill(0.0);
            }
            if kind != Extraction::Row {
                a.column_mut(industry).fill(0.0);
            }
            if kind == Extraction::Both {
                f[industry] = 0.0;
            }
        }
        table.x() - &Lu::of(&(Array2::eye(f.len()) - a)).expect("regular").solve(&f)
    }

    #[test]
    fn the_short_cut_is_the_definition() {
        let table = four();
        let inverse = Inverse::of(&table).expect("regular");
        for kind in [Extraction::Row, Extraction::Column, Extraction::Both] {
            for extracted in [vec![0], vec![3], vec![0, 2], vec![1, 2, 3]] {
                let found = losses(&table, &inverse, &extracted, kind).expect("regular");
                let wanted = solved(&table, &extracted, kind);
                assert!((found - wanted).iter().all(|gap| gap.abs() < 1e-10), "{kind:?} {extracted:?}");
            }
        }
    }

    #[test]
    fn alone_each_loses_what_all_lose_in_sum() {
        let table = four();
        let inverse = Inverse::of(&table).expect("regular");
        let all = Losses::of(&table, &inverse);
        for industry in 0..4 {
            for (kind, sums) in
                [(Extraction::Row, &all.row), (Extraction::Column, &all.column), (Extraction::Both, &all.both)]
            {
                let sum = losses(&table, &inverse, &[industry], kind).expect("regular").sum();
                assert!((sum - sums[industry]).abs() < 1e-10, "{kind:?} {industry}");
            }
        }
        assert!((all.both[0] - 159.622_681_867_767_6).abs() < 1e-9, "{}", all.both[0]);
    }
}
