//! Charts of backtests.

use super::NamedChart;
use crate::backtest::{Backtested, Event};
use crate::study::Study;

/// A chart an observation.
#[must_use]
pub fn backtests(_study: &Study, _events: &[Event], _results: &Backtested) -> Vec<NamedChart> {
    Vec::new()
}
