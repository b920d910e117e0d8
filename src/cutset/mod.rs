//! Minimal cut sets: the smallest sets of economies, suppliers and straits without which a product stops.
//!
//! *Stopped* is static: the greatest fixed point of [`crate::engine::Sharing::Kept`] extraction (stocks spent, every
//! customer keeps its share, no rerouting, substitutes or overtime) leaves less than a threshold of a cell's need.
//! `docs/cut-sets.md` has the argument; in short, with ℓ(S) the share of need lost when the set S is gone:
//!
//! - ℓ is monotone: taking more away never gives anything back ([`Spread`]);
//! - ℓ is subadditive: ℓ(S ∪ T) ≤ ℓ(S) + ℓ(T). Losses add up within a mix and the largest counts between groups, so two
//!   causes together never do more than the two apart.
//!
//! The second makes exact enumeration cheap ([`minimal_cuts`]): what does nothing alone is in no minimal cut, and a set
//! whose parts together lose too little is none.

mod search;
mod spread;

pub use search::{Cut, minimal_cuts};
pub use spread::{Spread, Workspace};

use crate::network::Network;

/// Something that can be gone for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// All exports of an economy's plants; deliveries within its region go on.
    Exports(u32),
    /// The plants of one supplier.
    Plants(u32),
    /// A strait or canal: what cannot take a detour is lost.
    Strait(u32),
}

/// Which elements a cut may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutKind {
    /// Foreign economies.
    Economies,
    /// Suppliers, those at home included.
    Suppliers,
    /// Straits and canals.
    Chokepoints,
    /// All of them.
    Mixed,
}

impl CutKind {
    /// Its name on the command line and in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Economies => "economies",
            Self::Suppliers => "suppliers",
            Self::Chokepoints => "chokepoints",
            Self::Mixed => "mixed",
        }
    }

    /// The elements of this kind in `network`. The unnamed remainder of supply is none: nothing can strike it.
    #[must_use]
    pub fn elements(self, network: &Network) -> Vec<Element> {
        let economies = || {
            let exports = |economy: u32| {
                network.lanes.iter().any(|lane| lane.economy == economy && !lane.domestic && !lane.other)
            };
            (0..network.economies.len() as u32).filter(move |&economy| exports(economy)).map(Element::Exports)
        };
        let suppliers = || {
            let named = (0_u32..).zip(&network.suppliers).filter(|(_, supplier)| !supplier.other);
            named.map(|(index, _)| Element::Plants(index))
        };
        let straits = || (0..network.chokepoints.len() as u32).map(Element::Strait);
        match self {
            Self::Economies => economies().collect(),
            Self::Suppliers => suppliers().collect(),
            Self::Chokepoints => straits().collect(),
            Self::Mixed => economies().chain(suppliers()).chain(straits()).collect(),
        }
    }
}
