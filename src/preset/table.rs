//! An input-output table of regions and sectors: who sells how much to whom in a year.

use ndarray::{Array2, Axis};

/// Yearly flows between industries and to final uses, in any one unit of money.
///
/// Industries are ordered by region, then sector: industry = region · sectors + sector.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Regions.
    pub regions: usize,
    /// Sectors of every region.
    pub sectors: usize,
    /// Z: row sells to column, industries × industries.
    pub intermediate: Array2<f64>,
    /// Y by region of use, its categories added up: industries × regions.
    pub final_use: Array2<f64>,
    /// x, by industry.
    pub output: Vec<f64>,
    /// Value added, by industry.
    pub value_added: Vec<f64>,
}

/// Why arrays are no table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// An array of another size.
    #[error("{what} is {rows} × {columns}, not {expected_rows} × {expected_columns}")]
    Shape {
        /// Which array.
        what: &'static str,
        /// Rows it has.
        rows: usize,
        /// Columns it has.
        columns: usize,
        /// Rows it should have.
        expected_rows: usize,
        /// Columns it should have.
        expected_columns: usize,
    },
    /// A final use in a region that does not exist.
    #[error("final use {column} is in region {region}, but there are {regions}")]
    Region {
        /// Column of Y.
        column: usize,
        /// Region given for it.
        region: usize,
        /// Regions there are.
        regions: usize,
    },
    /// A value that is no flow.
    #[error("{what} at row {row}, column {column} is {value}: a flow is finite and not negative")]
    Flow {
        /// Which array.
        what: &'static str,
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// What stands there.
        value: f64,
    },
}

impl Table {
    /// A table from Z (industries × industries), Y (industries × final uses) and the region of every final use. Output is
    /// what is sold, x = Z 1 + Y 1, and value added what is not spent on inputs, x − 1ᵀ Z.
    ///
    /// # Errors
    ///
    /// If sizes do not fit or a flow is negative or not finite: see [`TableError`]. Changes of inventories make negative
    /// final uses; whoever reads a table decides what to do with them.
    pub fn new(
        regions: usize,
        sectors: usize,
        intermediate: Array2<f64>,
        uses: &Array2<f64>,
        use_region: &[usize],
    ) -> Result<Self, TableError> {
        let industries = regions * sectors;
        shape("Z", &intermediate, industries, industries)?;
        shape("Y", uses, industries, use_region.len())?;
        flows("Z", &intermediate)?;
        flows("Y", uses)?;
        let mut final_use = Array2::zeros((industries, regions));
        for (column, &region) in use_region.iter().enumerate() {
            if region >= regions {
                return Err(TableError::Region { column, region, regions });
            }
            let mut sum = final_use.column_mut(region);
            sum += &uses.column(column);
        }
        let output = (&intermediate.sum_axis(Axis(1)) + &final_use.sum_axis(Axis(1))).to_vec();
        let spent = intermediate.sum_axis(Axis(0));
        let value_added = output.iter().zip(&spent).map(|(output, spent)| output - spent).collect();
        Ok(Self { regions, sectors, intermediate, final_use, output, value_added })
    }

    /// Number of industries.
    #[must_use]
    pub fn industries(&self) -> usize {
        self.regions * self.sectors
    }

    /// Industry of a sector in a region.
    #[must_use]
    pub fn industry(&self, region: usize, sector: usize) -> usize {
        region * self.sectors + sector
    }
}

fn shape(what: &'static str, array: &Array2<f64>, rows: usize, columns: usize) -> Result<(), TableError> {
    if array.dim() == (rows, columns) {
        return Ok(());
    }
    let (found_rows, found_columns) = array.dim();
    Err(TableError::Shape {
        what,
        rows: found_rows,
        columns: found_columns,
        expected_rows: rows,
        expected_columns: columns,
    })
}

fn flows(what: &'static str, array: &Array2<f64>) -> Result<(), TableError> {
    match array.indexed_iter().find(|(_, value)| !value.is_finite() || **value < 0.0) {
        Some(((row, column), &value)) => Err(TableError::Flow { what, row, column, value }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn output_is_what_is_sold_and_value_added_what_is_left_of_it() {
        let table =
            Table::new(1, 2, array![[1.0, 2.0], [3.0, 4.0]], &array![[5.0, 1.0], [2.0, 7.0]], &[0, 0]).expect("fits");
        assert_eq!(table.output, [9.0, 16.0]);
        assert_eq!(table.value_added, [5.0, 10.0]);
        assert_eq!(table.final_use, array![[6.0], [9.0]]);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let z = array![[1.0, 2.0], [3.0, 4.0]];
        let error = Table::new(1, 2, z.clone(), &array![[5.0]], &[0]).expect_err("one row too few");
        assert_eq!(error.to_string(), "Y is 1 × 1, not 2 × 1");
        let error = Table::new(1, 2, z.clone(), &array![[5.0], [-1.0]], &[0]).expect_err("negative");
        assert_eq!(error.to_string(), "Y at row 1, column 0 is -1: a flow is finite and not negative");
        let error = Table::new(1, 2, z, &array![[5.0], [1.0]], &[1]).expect_err("no such region");
        assert_eq!(error.to_string(), "final use 0 is in region 1, but there are 1");
    }
}
