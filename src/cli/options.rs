//! Options that every command takes.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for people
    Table,
    /// JSON, for scripts
    Json,
    /// CSV, for spreadsheets
    Csv,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// Folder of the model [default: the one that comes with the program]
    #[arg(long, global = true, value_name = "PATH")]
    pub model: Option<PathBuf>,
    /// Also write the results and a manifest into this folder, which is made if need be
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How to print the results
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Seed of every random draw: the same seed gives the same bytes
    #[arg(long, global = true, value_name = "N", default_value_t = 1, value_parser = crate::cli::number::whole::<u64>(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Number of threads [default: one per core]; results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = crate::cli::number::whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Show no progress bars
    #[arg(long, global = true)]
    pub no_progress: bool,
}
