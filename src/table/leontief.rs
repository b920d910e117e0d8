//! The Leontief inverse L = (I − A)⁻¹ and the Ghosh inverse G = x̂⁻¹ L x̂ (Miller & Blair 2009, ch. 2 and 12).

use super::{Lu, Singular, Table};
use ndarray::{Array1, Array2, Axis};

/// The Leontief inverse of a table.
#[derive(Debug, Clone)]
pub struct Inverse {
    l: Array2<f64>,
}

/// Sums of the two inverses over rows and columns: how strongly industries hang together.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkages {
    /// Output multiplier, 1'L: output of all industries per unit of final demand for one.
    pub leontief_columns: Array1<f64>,
    /// L1: output of one industry if final demand for every one grows by a unit.
    pub leontief_rows: Array1<f64>,
    /// 1'G: what of an industry's output value comes from a unit of value added in every one.
    pub ghosh_columns: Array1<f64>,
    /// Supply multiplier, G1: output of all industries per unit of value added in one.
    pub ghosh_rows: Array1<f64>,
}

impl Inverse {
    /// Of `table`.
    ///
    /// # Errors
    /// When I − A is singular: some industries buy all that they sell from each other.
    pub fn of(table: &Table) -> Result<Self, Singular> {
        let mut system = table.coefficients();
        system.mapv_inplace(|coefficient| -coefficient);
        system.diag_mut().mapv_inplace(|cell| 1.0 + cell);
        Ok(Self { l: Lu::of(&system)?.inverse() })
    }

    /// L: output of the row's industry per unit of final demand for the column's.
    #[must_use]
    pub const fn l(&self) -> &Array2<f64> {
        &self.l
    }

    /// G: output of the column's industry per unit of value added in the row's.
    #[must_use]
    pub fn ghosh(&self, table: &Table) -> Array2<f64> {
        let x = table.x();
        Array2::from_shape_fn(self.l.dim(), |(row, column)| self.ghosh_cell(x, row, column))
    }

    fn ghosh_cell(&self, x: &Array1<f64>, row: usize, column: usize) -> f64 {
        if x[row] > 0.0 { self.l[[row, column]] * x[column] / x[row] } else { f64::from(u8::from(row == column)) }
    }

    /// Sums over rows and columns of both inverses.
    #[must_use]
    pub fn linkages(&self, table: &Table) -> Linkages {
        let x = table.x();
        let n = x.len();
        let mut ghosh_columns = Array1::zeros(n);
        let mut ghosh_rows = Array1::zeros(n);
        for row in 0..n {
            for column in 0..n {
                let cell = self.ghosh_cell(x, row, column);
                ghosh_rows[row] += cell;
                ghosh_columns[column] += cell;
            }
        }
        Linkages {
            leontief_columns: self.l.sum_axis(Axis(0)),
            leontief_rows: self.l.sum_axis(Axis(1)),
            ghosh_columns,
            ghosh_rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Labels;
    use ndarray::array;

    /// Miller & Blair (2009), tables 2.3 and 2.4.
    fn two_sectors() -> Table {
        let name = |name: &str| ("A".to_owned(), name.to_owned());
        let labels = Labels::of(&[name("1"), name("2")], &[name("households")]);
        Table::new(labels, array![[150.0, 500.0], [200.0, 100.0]], array![[350.0], [1700.0]])
    }

    #[test]
    fn the_two_sectors_of_miller_and_blair() {
        let table = two_sectors();
        let inverse = Inverse::of(&table).expect("regular");
        // The book prints four decimals; the exact cells are 0.95, 0.25, 0.2 and 0.85 over the determinant 0.7575.
        let exact = array![[0.95, 0.25], [0.2, 0.85]] / 0.7575;
        assert!((inverse.l() - &exact).iter().all(|gap| gap.abs() < 1e-14));
        let output = inverse.l().dot(&array![600.0, 1500.0]);
        assert!((output[0] - 1247.5).abs() < 0.05 && (output[1] - 1841.6).abs() < 0.05, "{output}");
        let ghosh = inverse.ghosh(&table);
        assert!((ghosh[[0, 1]] - 0.660_066).abs() < 1e-6 && (ghosh[[1, 0]] - 0.132_013).abs() < 1e-6, "{ghosh}");
        assert!((inverse.l().dot(&table.final_demand()) - table.x()).iter().all(|gap| gap.abs() < 1e-9));
    }

    #[test]
    fn sums_of_the_inverses_are_theirs() {
        let table = two_sectors();
        let inverse = Inverse::of(&table).expect("regular");
        let linkages = inverse.linkages(&table);
        let ghosh = inverse.ghosh(&table);
        assert_eq!(linkages.leontief_columns, inverse.l().sum_axis(Axis(0)));
        assert_eq!(linkages.leontief_rows, inverse.l().sum_axis(Axis(1)));
        assert!((&linkages.ghosh_rows - &ghosh.sum_axis(Axis(1))).iter().all(|gap| gap.abs() < 1e-14));
        assert!((&linkages.ghosh_columns - &ghosh.sum_axis(Axis(0))).iter().all(|gap| gap.abs() < 1e-14));
    }

    #[test]
    fn industries_that_eat_all_they_make_have_no_inverse() {
        let name = |name: &str| ("A".to_owned(), name.to_owned());
        let labels = Labels::of(&[name("1"), name("2")], &[name("households")]);
        let table = Table::new(labels, array![[0.0, 5.0], [5.0, 0.0]], array![[0.0], [0.0]]);
        assert!(Inverse::of(&table).is_err());
    }
}
