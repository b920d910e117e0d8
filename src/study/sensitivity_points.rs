//! The two samples of the figures that a sensitivity's design is made of.

use crate::model::{Model, revise};
use crate::montecarlo::draws::{Channel, Use};
use crate::montecarlo::sobol_points::{Layout, Pair};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The numbers that figures are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Points {
    /// Random numbers, independent from row to row.
    #[default]
    Random,
    /// Scrambled Sobol points, in independent replicates ([`crate::montecarlo::sobol_points`]).
    Sobol,
}

impl Points {
    /// Where the intervals of a design by these are from.
    #[must_use]
    pub const fn intervals(self) -> &'static str {
        match self {
            Self::Random => "bootstrap of the rows",
            Self::Sobol => "Student's t of the scramblings",
        }
    }
}

/// Samples A and B of every figure.
#[derive(Debug)]
pub(super) enum Samples {
    /// Each figure by a channel of its own for each sample.
    Random { seed: u64 },
    /// Each figure by its pair of dimensions.
    Sobol { pairs: HashMap<String, Pair> },
}

impl Samples {
    /// For a design of so many rows on the figures of `model`.
    pub(super) fn new(model: &Model, points: Points, seed: u64, rows: u64) -> Self {
        match points {
            Points::Random => Self::Random { seed },
            Points::Sobol => Self::Sobol { pairs: pairs(model, seed, Layout::new(rows)) },
        }
    }

    /// The uniform number that the figure at `path` is drawn with in this row.
    pub(super) fn uniform(&self, path: &str, row: u64, of_b: bool) -> f64 {
        match self {
            Self::Random { seed } => {
                Channel::new(*seed, Use::Figure, &[path, if of_b { "B" } else { "A" }]).uniform(row, 0)
            }
            // A figure without a range stays what it is by any number.
            Self::Sobol { pairs } => pairs.get(path).map_or(0.5, |pair| pair.at(row, of_b)),
        }
    }
}

/// The points of every figure that has a range. Those of one product are neighbours, since it is with each other that they
/// act, and so are those that hold for many products.
fn pairs(model: &Model, seed: u64, layout: Layout) -> HashMap<String, Pair> {
    let mut pairs = HashMap::new();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut looking = model.clone();
    let looked_at = revise(&mut looking, &mut |site| {
        if site.low < site.high || site.table.is_some() {
            let room = site.path.split('.').next().filter(|id| model.product(id).is_some()).unwrap_or_default();
            let number = numbers.entry(room.to_owned()).or_default();
            pairs.insert(site.path.to_owned(), Pair::new(seed, room, *number, layout));
            *number += 1;
        }
        None
    });
    debug_assert!(looked_at.is_ok(), "looking changes nothing");
    pairs
}
