//! Monte Carlo batches: hazards arrive, trials are run, and every statistic comes from the year-loss table they leave.

pub mod arrivals;
pub mod batch;
pub mod catalogue;
pub mod contributions;
pub mod dirichlet;
pub mod distributions;
pub mod draws;
pub mod estimates;
pub mod exceedance;
pub mod incomplete_beta;
pub mod leans;
pub mod normal;
pub mod paired;
pub mod sobol;
pub mod sobol_points;
pub mod tails;
pub mod variance;
pub mod year_loss;
mod year_loss_csv;
pub mod year_loss_file;

pub use arrivals::{Arrivals, Event};
pub use batch::{Options, Trial};
pub use estimates::{Estimate, Interval};
pub use exceedance::Curve;
pub use tails::{Quantile, Tail};
pub use year_loss::{Cell, CellLoss, Measure, YearLossTable};

#[cfg(test)]
pub(crate) mod checks;
