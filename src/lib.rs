//! Linchpin finds the suppliers a country cannot do without, and shows what happens when they stop.
//!
//! A [`model::Model`] says who makes what of what, for whom, and how long stocks last, every figure with a source and a
//! range. [`study::Study`] balances it into a network and answers questions: begin there. [`scenario::Library`] has the
//! documented disruptions and the catalogue of hazards that belong to a model, [`scenario::adhoc`] reads a shock from one
//! line. What comes back are plain structs that serialise to the keys of the program's JSON; [`chart`] and [`report`] draw
//! and write them.
//!
//! What stops in India and Japan if China holds back nine tenths of its exports of magnets for half a year?
//!
//! ```
//! use linchpin::model::{Model, ModelSource};
//! use linchpin::scenario::{Scenario, adhoc};
//! use linchpin::study::{RunOptions, Study};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The model that comes with the crate; `ModelSource::Folder` reads another.
//! let model = Model::load(&ModelSource::Embedded)?.value;
//! let study = Study::new(model)?;
//! let shock = adhoc::parse("export CHN>ndfeb_magnet 90% 180d").map_err(|errors| errors[0].clone())?;
//! let scenario = Scenario::of("magnets", "China holds magnets back", vec![shock]);
//! let result = study.run(&scenario, &RunOptions::default())?;
//! for row in &result.results {
//!     println!("{} {}: {:.1} days lost", row.economy, row.sector, row.lost_days);
//! }
//! assert!(result.results.iter().any(|row| row.lost_days > 1.0));
//! # Ok(())
//! # }
//! ```
//!
//! Files are checked as they are read, and what is wrong comes back as [`finding::Findings`], which say where and how to
//! mend it. Models and scenarios that are changed in code are checked when asked: [`model::Model::check`],
//! [`scenario::Scenario::check`].

pub mod backtest;
pub mod chart;
pub mod cli;
pub mod cutset;
pub mod engine;
pub mod finding;
pub mod firm;
pub mod flows;
pub mod graph;
pub mod indicator;
pub mod input;
pub mod model;
pub mod montecarlo;
pub mod network;
pub mod overlay;
pub mod preset;
pub mod report;
pub mod scenario;
pub mod score;
pub mod study;
pub mod systemic;
pub mod table;
pub mod units;
