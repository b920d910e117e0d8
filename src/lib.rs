//! Linchpin finds the suppliers a country cannot do without, and shows what happens when they stop.

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
