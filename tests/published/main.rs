//! Published numbers reproduced: concentration, criticality, dependence.

#[path = "../support/indicator.rs"]
mod indicator;

mod concentration;
mod europe;
mod largest;
