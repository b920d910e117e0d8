//! From figures to flows: the model's products balanced at supplier × region, then spread over the users' slots.
//!
//! The conventions are those of `docs/model.md`, section "Baseline". X and U are *defined* as sums of the balanced
//! flows, so that rounding cannot open a gap. A model with exact flows is laid out as it is.

mod assemble;
mod demand;
mod mix;
mod places;
mod plan;
mod ras;
mod supply;

pub use assemble::BuildError;
pub use mix::MixDistance;
pub use plan::BalanceReport;
pub use supply::CarveShortfall;

use super::Network;
use crate::model::Model;

/// A network and what balancing did to the stated figures.
#[derive(Debug, Clone)]
pub struct Built {
    /// The network.
    pub network: Network,
    /// Distances and shortfalls for `check`.
    pub report: BalanceReport,
}

/// Builds the network of `model`.
///
/// # Errors
/// When the model has no demand region, or co-products depend on each other in a circle.
pub fn build(model: &Model) -> Result<Built, BuildError> {
    let places = places::Places::new(model);
    if places.regions().is_empty() {
        return Err(BuildError::NoRegion);
    }
    if let Some(flows) = &model.flows {
        let network = assemble::lay_out(model, &places, flows)?;
        return Ok(Built { network, report: BalanceReport::default() });
    }
    let (plans, report) = plan::plan(model, &places);
    let network = assemble::assemble(model, &places, &plans)?;
    Ok(Built { network, report })
}
