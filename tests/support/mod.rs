//! What the engine's tests and benches share.
#![allow(dead_code, reason = "every test binary uses a part")]

pub mod chance;
pub mod firms;
pub mod sketch;
