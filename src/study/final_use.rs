//! Unmet final use of a sector's end products: what plans are judged by.

use super::Study;
use crate::score::Portfolio;

/// Unmet final use of a sector's end products over the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FinalUse {
    /// Days, by the end products' weights.
    pub days: f64,
    /// Worth at world market values, USD; `None` where no end product has a market value.
    pub value: Option<f64>,
}

/// Adds up the days of final use that each member did not meet.
pub(super) fn final_use(study: &Study, portfolio: &Portfolio, unmet: impl Iterator<Item = f64>) -> FinalUse {
    let mut found = FinalUse { days: 0.0, value: None };
    for (member, days) in portfolio.members.iter().zip(unmet) {
        if member.end_weight == 0.0 {
            continue;
        }
        found.days += member.end_weight * days;
        if let Some(value) = member.value_per_day {
            let usage = study.network.cells[member.cell as usize].final_usage;
            found.value = Some(found.value.unwrap_or(0.0) + days * usage * value);
        }
    }
    found
}
