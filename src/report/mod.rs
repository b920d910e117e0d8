//! What leaves the program: tables, JSON, CSV, and folders of results with a manifest beside them.

pub mod backtest_table;
pub mod band_table;
pub mod batch_files;
pub mod batch_table;
pub mod bench_table;
pub mod chance;
pub mod charts;
pub mod clock;
pub mod cut_table;
pub mod exposure_table;
pub mod folder;
pub mod graph_file;
pub mod group_table;
pub mod indicator_table;
pub mod industry_table;
pub mod io_table;
pub mod manifest;
pub mod network_graph;
pub mod number;
pub mod scenario_table;
pub mod score_table;
pub mod sensitivity_table;
pub mod structure_table;
pub mod summary;
pub mod supplier_table;
pub mod systemic_table;
pub mod table;
pub mod uncertain_table;
pub mod year_change_table;

pub use folder::{OutputFile, OutputFolder, sync_folder};
pub use manifest::RunManifest;
pub use summary::{Changes, ReportData};
pub use table::{Cell, Column, Table};

use crate::flows::UNDATED_VERSION;
use crate::model::Model;
use serde::Serialize;
use std::io::{self, Write};

/// As of when the figures of a model are, in words: a table that states no year is of none.
fn as_of(model: &Model) -> String {
    let manifest = &model.manifest;
    if model.flows.is_some() && manifest.version == UNDATED_VERSION {
        "figures of a year not given".to_owned()
    } else {
        format!("figures as of {}", manifest.as_of)
    }
}

/// Writes `value` as indented JSON and a final newline, in full precision.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
