//! Other people's data laid over a model: rows of a model folder replaced by what a data set says, the rest untouched.
//!
//! [`baci`] takes where imports come from out of bilateral trade by product code; [`eto`] takes who makes chips, tools and
//! materials out of the data set of the Emerging Technology Observatory.

mod apportion;
pub mod baci;
mod copy;

pub mod eto;
mod few;
mod fit;
mod iso;
mod places;
mod row;
mod sheet;
mod stream;

pub use copy::ModelCopy;
pub use fit::Fit;
pub use iso::is_assigned;

/// Shares below this are left to [`crate::model::OTHER`], as in the model that comes with the program.
pub const LEAST_IMPORT: f64 = 0.01;
/// The same for shares of world supply.
pub const LEAST_SUPPLY: f64 = 0.005;

/// Half the sum of absolute differences between two lists of shares by name.
fn distance(old: &[(String, f64)], new: &[(String, f64)]) -> f64 {
    let share = |rows: &[(String, f64)], name: &str| -> f64 {
        rows.iter().filter(|(own, _)| own == name).map(|(_, share)| share).sum()
    };
    let mut names: Vec<&str> = old.iter().chain(new).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (share(old, name) - share(new, name)).abs()).sum::<f64>() / 2.0
}
