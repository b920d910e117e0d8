//! Monte Carlo batches: hazards arrive, trials are run, and every statistic comes from the year-loss table they leave.

pub mod arrivals;
pub mod catalogue;
pub mod distributions;
pub mod draws;
pub mod estimates;
pub mod exceedance;
pub mod incomplete_beta;
pub mod leans;
pub mod normal;
pub mod tails;
