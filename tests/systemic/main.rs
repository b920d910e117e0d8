//! The systemic risk index against published figures, a plain reference and what must hold of it.

#[path = "../support/mod.rs"]
mod support;

mod invariants;
mod reference;
mod toy;
