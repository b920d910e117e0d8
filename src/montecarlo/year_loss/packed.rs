//! The rows of the table as memory and files hold them.

use super::CellLoss;

/// A trial with a loss, and where its events end in the table's list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::montecarlo) struct Losing {
    pub(in crate::montecarlo) trial: u64,
    pub(in crate::montecarlo) events_end: u64,
}

/// A row as it is kept: 64 bytes, not a number where a loss has no figure. A million trials of ten cells fit in 700 MB.
#[derive(Debug, Clone, Copy)]
pub(in crate::montecarlo) struct Packed {
    pub(in crate::montecarlo) values: [f64; 7],
    pub(in crate::montecarlo) cell: u32,
    pub(in crate::montecarlo) losing: u32,
}

impl Packed {
    pub(super) fn of(loss: &CellLoss, cell: u32, losing: u32) -> Self {
        let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let values = [
            loss.lost_days,
            loss.weakest_fifth_lost_days,
            loss.final_use_lost_days,
            known(loss.lost_value_usd),
            known(loss.within_year_lost_days),
            known(loss.time_to_survive_days),
            known(loss.time_to_recover_days),
        ];
        Self { values, cell, losing }
    }

    pub(super) fn loss(&self) -> CellLoss {
        let known = |value: f64| (!value.is_nan()).then_some(value);
        let [lost_days, weakest_fifth_lost_days, final_use_lost_days, money, within, survive, recover] = self.values;
        CellLoss {
            lost_days,
            weakest_fifth_lost_days,
            final_use_lost_days,
            lost_value_usd: known(money),
            within_year_lost_days: known(within),
            time_to_survive_days: known(survive),
            time_to_recover_days: known(recover),
        }
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        let bits = |row: &Self| row.values.map(f64::to_bits);
        bits(self) == bits(other) && (self.cell, self.losing) == (other.cell, other.losing)
    }
}
