//! Multi-regional input-output tables: who sells how much to whom, industry by industry (Miller & Blair 2009, ch. 2-3).
//!
//! An industry is a sector in a region; a final use is a category (households, investment, …) in a region. Rows sell,
//! columns buy, all in one unit of money a year.

mod account;
mod balance;
pub(crate) mod bulk;
pub(crate) mod draft;
mod exposure;
mod extraction;
mod factor_rows;
mod folder;
mod import;
pub(crate) mod label;
mod leontief;
mod long;
mod lu;
mod matrix;
mod packed;
mod pymrio;
mod unit;
mod whole;
mod wide;

pub use account::{Imbalance, imbalance};
pub use balance::{Balanced, balance};
pub(crate) use draft::figure;
pub use exposure::Exposure;
pub use extraction::{Extraction, Losses, losses};
pub use folder::{MANIFEST, files, load};
pub use import::{Imported, Notes, import, open};
pub use label::{FinalUse, Industry, Labels};
pub use leontief::{Inverse, Linkages};
pub use lu::{Lu, Singular};
pub use unit::Unit;

use ndarray::{Array1, Array2, Axis};

/// A multi-regional input-output table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    labels: Labels,
    z: Array2<f64>,
    y: Array2<f64>,
    x: Array1<f64>,
    value_added: Array1<f64>,
    stated: Stated,
    /// What the cells are counted in, if known.
    pub unit: Option<Unit>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The year it describes.
    pub year: Option<i32>,
}

/// Sums that a table states and that its cells may or may not bear out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stated {
    /// Value added by industry.
    pub value_added: Option<Array1<f64>>,
    /// Gross output by industry.
    pub output: Option<Array1<f64>>,
}

impl Table {
    /// Of flows between industries `z` and to final uses `y`, in the order of `labels`.
    ///
    /// # Panics
    /// When the arrays are not of the size that the labels say: that is a mistake of the program.
    #[must_use]
    pub fn new(labels: Labels, z: Array2<f64>, y: Array2<f64>) -> Self {
        let industries = labels.industries.len();
        assert_eq!(z.dim(), (industries, industries), "a row and a column for every industry");
        assert_eq!(y.dim(), (industries, labels.final_uses.len()), "a column for every final use");
        let x = z.sum_axis(Axis(1)) + y.sum_axis(Axis(1));
        let value_added = &x - &z.sum_axis(Axis(0));
        Self { labels, z, y, x, value_added, stated: Stated::default(), unit: None, source: None, year: None }
    }

    /// The same with the sums that its source states.
    #[must_use]
    pub fn with_stated(self, stated: Stated) -> Self {
        Self { stated, ..self }
    }

    /// Names of regions, sectors, industries and final uses.
    #[must_use]
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Z: what the industry of the row sells to the industry of the column.
    #[must_use]
    pub const fn z(&self) -> &Array2<f64> {
        &self.z
    }

    /// Y: what the industry of the row sells to the final use of the column.
    #[must_use]
    pub const fn y(&self) -> &Array2<f64> {
        &self.y
    }

    /// x: gross output of every industry, the sum of its row over Z and Y.
    #[must_use]
    pub const fn x(&self) -> &Array1<f64> {
        &self.x
    }

    /// Value added of every industry: its output less its inputs, x − 1'Z, so that v L = 1' holds in every table.
    #[must_use]
    pub const fn value_added(&self) -> &Array1<f64> {
        &self.value_added
    }

    /// What the source of the table states of its sums.
    #[must_use]
    pub const fn stated(&self) -> &Stated {
        &self.stated
    }

    /// f: final demand for every industry's output, the row sums of Y.
    #[must_use]
    pub fn final_demand(&self) -> Array1<f64> {
        self.y.sum_axis(Axis(1))
    }

    /// A: inputs per unit of the buyer's output, Z x̂⁻¹ (Miller & Blair 2009, eq. 2.3); none where there is no output.
    #[must_use]
    pub fn coefficients(&self) -> Array2<f64> {
        let per_unit = self.x.mapv(|output| if output > 0.0 { 1.0 / output } else { 0.0 });
        &self.z * &per_unit
    }
}
