//! The published members of the family, as their authors run them: ARIO and Inoue-Todo.
//!
//! They are here so that results of the default kernel can be held against what others would have computed, equation by
//! equation (`docs/presets.md`). They have step files of their own, and do not run on [`crate::network::Network`],
//! for four reasons:
//!
//! - stocks are pooled by product: one stock for all suppliers of a sector, against a slot with its own suppliers;
//! - every order is of one class: current needs and restocking are rationed together, which the kernel must never do
//!   (it is what keeps networks from healing);
//! - orders follow last output, not wanted activity;
//! - nothing is on its way: what is delivered in a step is in stock at its end.
//!
//! They take input-output tables ([`Table`]) or lists of firms, in whatever money they are in. Neither need heal.

pub mod ario;
mod day;
mod disturbance;
mod flows;
pub mod inoue_todo;
mod kernel;
mod rows;
mod sweep;
mod table;
mod watch;

pub use day::{Day, Span};
pub use flows::Flows;
pub use kernel::Kernel;
pub use rows::{Column, LaneDay};
pub use table::{Table, TableError};
