//! Losses of many shocks: each along the links it touches, those that grow sixteen at a time.

use super::conventions::{Conventions, Replacement};
use super::essentiality::Essentiality;
use super::lanes::{LANES, Lanes};
use super::links::Links;
use super::shock::Shocks;
use super::trickle::Trickle;
use crate::finding::Finding;
use crate::firm::FirmNetwork;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Shocks that one thread takes at a time.
const CHUNK: usize = 64;

/// Firms up to which sixteen cascades side by side take less time than each of them alone, if they reach most of the network,
/// and the part of all links at which a cascade of its own gives up (measured).
const SMALL: (usize, u64) = (2_000, 128);

/// The same where nobody replaces anybody, so that cascades grow without end.
const SMALL_WITHOUT_REPLACEMENT: (usize, u64) = (20_000, 32);

/// What a shock costs, in shares of all output.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Loss {
    /// By the worse of both directions for every firm: the index.
    pub combined: f64,
    /// For want of inputs.
    pub downstream: f64,
    /// For want of customers.
    pub upstream: f64,
    /// Sweeps until no firm moved by ε; the last one is counted.
    pub sweeps: u32,
}

impl Loss {
    /// As shares of `total`; of nothing, nothing is lost.
    pub(super) fn of(self, total: f64) -> Self {
        let share = |lost: f64| if total > 0.0 { (lost / total).min(1.0) } else { 0.0 };
        Self {
            combined: share(self.combined),
            downstream: share(self.downstream),
            upstream: share(self.upstream),
            ..self
        }
    }
}

/// Losses of many shocks and the work they took.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Losses {
    /// A loss for every shock.
    pub losses: Vec<Loss>,
    /// Links looked at, a link that sixteen cascades share counted sixteen times.
    pub visits: u64,
    /// Shocks that were computed side by side.
    pub in_lanes: usize,
}

/// A network of firms on which shocks spread.
#[derive(Debug)]
pub struct Cascade {
    links: Links,
    epsilon: f64,
    patience: u64,
}

impl Cascade {
    /// The cascade on `network`.
    ///
    /// # Errors
    /// When weights add up to more than a number can hold, or there are more deliveries than 32 bits count.
    ///
    /// # Panics
    /// When a sector of the network is not one of the matrix's.
    pub fn new(network: &FirmNetwork, essentiality: &Essentiality, conventions: &Conventions) -> Result<Self, Finding> {
        let links = Links::of(network, essentiality, conventions)?;
        let nobody = conventions.replacement == Replacement::Nobody;
        let (small, part) = if nobody { SMALL_WITHOUT_REPLACEMENT } else { SMALL };
        let patience = if links.len() <= small { links.links() as u64 / part } else { u64::MAX };
        Ok(Self { links, epsilon: conventions.epsilon.max(f64::MIN_POSITIVE), patience })
    }

    /// The same, giving up on a lone cascade after `visits` looks at links: for benchmarks and tests, as the results
    /// do not depend on it but for rounding.
    #[must_use]
    pub fn with_patience(self, visits: u64) -> Self {
        Self { patience: visits, ..self }
    }

    /// Number of links with a weight.
    #[must_use]
    pub fn links(&self) -> usize {
        self.links.links()
    }

    /// The share of all output that is the firm's own.
    #[must_use]
    pub fn own_share(&self, firm: usize) -> f64 {
        let own = self.links.output[self.links.positions[firm] as usize];
        if self.links.total > 0.0 { own / self.links.total } else { 0.0 }
    }

    /// What `shocks` cost; `progress` is told of every few that are done. The same to the bit for any number of threads,
    /// and for a shock alone or among others.
    pub fn losses(&self, shocks: &Shocks, progress: &(dyn Fn(u64) + Sync)) -> Losses {
        let all: Vec<usize> = (0..shocks.len()).collect();
        // State is as large as the network: what one chunk needs no more, another takes.
        let spare: Mutex<Vec<Trickle>> = Mutex::default();
        let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
        let alone: Vec<(Vec<Result<Loss, f64>>, u64)> = all
            .par_chunks(CHUNK)
            .map(|chunk| {
                let taken = spare().pop();
                let mut trickle = taken.unwrap_or_else(|| Trickle::new(&self.links, self.epsilon));
                let before = trickle.visits;
                let run = |&shock: &usize| trickle.run(shocks.of(shock), self.patience);
                let losses: Vec<Result<Loss, f64>> = chunk.iter().map(run).collect();
                let visits = trickle.visits - before;
                spare().push(trickle);
                progress(losses.iter().flatten().count() as u64);
                (losses, visits)
            })
            .collect();
        let mut visits = alone.iter().map(|(_, visits)| visits).sum();
        let mut losses: Vec<Result<Loss, f64>> = alone.into_iter().flat_map(|(losses, _)| losses).collect();
        let mut grown: Vec<(usize, f64)> =
            all.into_iter().filter_map(|shock| losses[shock].err().map(|change| (shock, change))).collect();
        // Cascades that moved much have as far to go: sixteen of a kind end together.
        grown.sort_by(|a, b| b.1.total_cmp(&a.1));
        let grown: Vec<usize> = grown.into_iter().map(|(shock, _)| shock).collect();
        let together: Vec<(Vec<Loss>, u64)> = grown
            .par_chunks(LANES)
            .map_init(
                || Lanes::new(&self.links, self.epsilon),
                |lanes, which| {
                    let before = lanes.visits;
                    let losses = lanes.run(shocks, which);
                    progress(which.len() as u64);
                    (losses, lanes.visits - before)
                },
            )
            .collect();
        visits += together.iter().map(|(_, visits)| visits).sum::<u64>();
        for (&shock, loss) in grown.iter().zip(together.into_iter().flat_map(|(losses, _)| losses)) {
            losses[shock] = Ok(loss);
        }
        Losses { losses: losses.into_iter().flatten().collect(), visits, in_lanes: grown.len() }
    }
}
