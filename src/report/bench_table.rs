//! Speeds of the kernels as a table.

use super::{Column, Table};
use crate::study::Bench;

const COLUMNS: [Column; 8] = [
    Column::new("kernel"),
    Column::new("lanes"),
    Column::new("threads"),
    Column::new("trials_per_second").titled("trials/s").decimals(1),
    Column::new("edge_steps_per_second").titled("edge-steps/s"),
    Column::new("times_reference").titled("× reference").decimals(1),
    Column::new("share_of_copy").titled("of copy").decimals(2),
    Column::new("difference").decimals(3),
];

/// One row a kernel.
#[must_use]
pub fn bench(result: &Bench) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &result.kernels {
        table.push([
            row.kernel.into(),
            row.lanes.into(),
            row.threads.into(),
            row.trials_per_second.into(),
            row.edge_steps_per_second.into(),
            row.times_reference.into(),
            row.share_of_copy.into(),
            row.difference.into(),
        ]);
    }
    table
}

/// The machine and the network, and what the columns mean.
#[must_use]
pub fn legend(result: &Bench) -> String {
    format!(
        "{}; {} cores; {} suppliers, {} slots, {} edges; the state of a block of {} takes {:.1} MB, and copying as much moves {:.1} GB/s.\n\
         Of copy: bytes the kernel must move, counted by formula, over what copying moves in the same time. Difference: to the\n\
         reference, in units of 0.001 lost days and 0.001 of them.",
        result.machine,
        result.cores,
        result.suppliers,
        result.slots,
        result.edges,
        result.kernels.last().map_or(0, |row| row.lanes),
        result.state_bytes as f64 / 1e6,
        result.copy_bytes_per_second / 1e9,
    )
}
