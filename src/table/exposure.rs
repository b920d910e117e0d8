//! Look-through exposure: how much of what goes into a product comes from each region when its suppliers' suppliers are
//! counted, against what the invoice says (Baldwin, Freeman & Theodorakopoulos 2023).
//!
//! With F the final demand for a product, LF = L F̂ and TI its column sums, the share of region s in product j is
//!
//! ```text
//! look-through   Σ_{i∈s} LF_ij / TI_j
//! face value     Σ_{i∈s} ((I + A) F̂)_ij / TI_j
//! hidden         their difference
//! value added    Σ_{i∈s} v_i L_ij
//! ```
//!
//! F cancels for a single industry and weighs the industries of a region. The version in value added counts nothing twice
//! and sums to one over the regions.

use super::{Inverse, Table};
use ndarray::{Array1, Array2, Axis};

/// Shares of every region (rows) in the products of every industry (columns).
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Look-through shares of gross output.
    pub look_through: Array2<f64>,
    /// Face-value shares: the industry itself and its direct suppliers.
    pub face_value: Array2<f64>,
    /// Shares of value added.
    pub value_added: Array2<f64>,
    /// TI ÷ F: gross output per unit of final demand, the weight of an industry in its region.
    multipliers: Array1<f64>,
    final_demand: Array1<f64>,
    regions: Vec<u32>,
}

impl Exposure {
    /// Of `table`.
    #[must_use]
    pub fn of(table: &Table, inverse: &Inverse) -> Self {
        let regions: Vec<u32> = table.labels().industries.iter().map(|industry| industry.region).collect();
        let number = table.labels().regions.len();
        let multipliers = inverse.l().sum_axis(Axis(0));
        let mut direct = table.coefficients();
        direct.diag_mut().mapv_inplace(|cell| cell + 1.0);
        let per_output = table.x().mapv(|output| if output > 0.0 { 1.0 / output } else { 0.0 });
        let v = table.value_added() * &per_output;
        let ones = Array1::ones(v.len());
        Self {
            look_through: by_region(inverse.l(), &ones, &regions, number) / &multipliers,
            face_value: by_region(&direct, &ones, &regions, number) / &multipliers,
            value_added: by_region(inverse.l(), &v, &regions, number),
            multipliers,
            final_demand: table.final_demand(),
            regions,
        }
    }

    /// The same shares (regions × regions: source, user) for the final products of each region taken together.
    #[must_use]
    pub fn of_regions(&self) -> [Array2<f64>; 3] {
        // Final demand below zero (a year of drawn-down stocks) weighs nothing.
        let f = self.final_demand.mapv(|demand| demand.max(0.0));
        let gross = &f * &self.multipliers;
        [
            self.weighted(&self.look_through, &gross),
            self.weighted(&self.face_value, &gross),
            self.weighted(&self.value_added, &f),
        ]
    }

    fn weighted(&self, shares: &Array2<f64>, weights: &Array1<f64>) -> Array2<f64> {
        let number = shares.nrows();
        let mut sums = Array2::zeros((number, number));
        let mut totals: Array1<f64> = Array1::zeros(number);
        for (industry, &region) in self.regions.iter().enumerate() {
            let user = region as usize;
            totals[user] += weights[industry];
            sums.column_mut(user).scaled_add(weights[industry], &shares.column(industry));
        }
        sums / &totals.mapv(|total| if total > 0.0 { total } else { f64::NAN })
    }
}

/// Sums of the rows of `cells`, times `weights`, over the industries of each region.
fn by_region(cells: &Array2<f64>, weights: &Array1<f64>, regions: &[u32], number: usize) -> Array2<f64> {
    let mut sums = Array2::zeros((number, cells.ncols()));
    for ((row, weight), &region) in cells.axis_iter(Axis(0)).zip(weights).zip(regions) {
        sums.row_mut(region as usize).scaled_add(*weight, &row);
    }
    sums
}
