//! All that changes from day to day, in a row a lane.

use super::{Firms, Parameters};
use crate::engine::Shock;
use crate::preset::disturbance::Disturbance;
use crate::preset::rows::Row;

/// Runs side by side.
#[derive(Debug, Clone)]
pub(super) struct Run<'a, const L: usize> {
    pub(super) disturbances: Vec<Disturbance<'a>>,
    /// S by flow: what the user has in stock from this supplier.
    pub(super) stock: Vec<Row<L>>,
    /// O by flow: what of it passes; kept only where a rule needs to look at all orders of a supplier.
    pub(super) order: Vec<Row<L>>,
    /// What a supplier delivers: this share of every order, at most so much per unit of normal flow.
    pub(super) share: Vec<Row<L>>,
    pub(super) level: Vec<Row<L>>,
    /// D by firm.
    pub(super) demand: Vec<Row<L>>,
    /// P0 (1 − δ).
    pub(super) capacity: Vec<Row<L>>,
    /// What stocks allow, by firm.
    pub(super) limit: Vec<Row<L>>,
    /// Output; that of yesterday until [`Firms::produce`].
    pub(super) made: Vec<Row<L>>,
    /// D*/P0 at which users ordered last.
    pub(super) activity: Vec<Row<L>>,
    /// Final consumption asked of a firm, and served, by firm.
    pub(super) asked: Vec<Row<L>>,
    pub(super) consumed: Vec<Row<L>>,
    /// κ by lane of trade; empty where no shock can close any.
    pub(super) open: Vec<Row<L>>,
    /// The same of yesterday.
    pub(super) open_before: Vec<Row<L>>,
    /// The same and demand over normal demand by cell at final use; empty where nothing can happen there.
    pub(super) open_use: Vec<Row<L>>,
    pub(super) growth: Vec<Row<L>>,
    /// What is left of stocks lost today, by own pool; empty on days without.
    pub(super) kept: Vec<Row<L>>,
    /// Orders in the order in which rule R2 serves them: ratio to normal, order, normal.
    pub(super) queue: Vec<(f64, f64, f64)>,
    /// Stock in all and share of what its user wanted to make that a pool allowed, by the pool's number in the
    /// flows; empty if nobody asks.
    pub(super) held: Vec<Row<L>>,
    pub(super) met: Vec<Row<L>>,
    /// Final demand and what of it was not met, by cell; the latter by seller too.
    pub(super) wanted: Vec<Row<L>>,
    pub(super) unmet: Vec<Row<L>>,
    pub(super) unmet_by_seller: Vec<Row<L>>,
}

impl Firms {
    /// Everything as in normal times: output P0, stocks of n days. Lanes without shocks stay there.
    pub(super) fn at_rest<'a, const L: usize>(
        &self,
        parameters: &Parameters,
        shocks: &[&'a [Shock]],
        pools: bool,
    ) -> Run<'a, L> {
        let flows = &*self.flows;
        let (firms, cells) = (self.len(), flows.places * flows.products);
        let disturbance = |lane: usize| Disturbance::new(flows, shocks.get(lane).copied().unwrap_or_default(), true);
        let disturbances: Vec<Disturbance<'a>> = (0..L).map(disturbance).collect();
        let spread = |values: &[f64]| values.iter().map(|value| [*value; L]).collect::<Vec<Row<L>>>();
        let at = |value: f64, count: usize| vec![[value; L]; count];
        let closes = disturbances.iter().any(|disturbance| !disturbance.flows.is_empty());
        let changes = disturbances.iter().any(|disturbance| disturbance.at_final_use);
        let when = |needed: bool, count: usize| if needed { count } else { 0 };
        let held = flows.pools.endless.iter().enumerate().map(|(pool, endless)| {
            // A pool without flows holds nothing.
            if *endless && self.numbered[pool] != u32::MAX { f64::INFINITY } else { 0.0 }
        });
        Run {
            disturbances,
            stock: self.flow.iter().map(|flow| [parameters.inventory_days * flow; L]).collect(),
            order: spread(if parameters.rationing.fills() { &self.flow } else { &[] }),
            share: at(1.0, firms),
            level: at(f64::INFINITY, firms),
            demand: at(0.0, firms),
            capacity: spread(&self.output),
            limit: at(0.0, firms),
            made: spread(&self.output),
            activity: self.output.iter().map(|output| [if *output > 0.0 { 1.0 } else { 0.0 }; L]).collect(),
            asked: spread(&self.consumption),
            consumed: at(0.0, firms),
            open: at(1.0, when(closes, flows.lanes)),
            open_before: at(1.0, when(closes, flows.lanes)),
            open_use: at(1.0, when(changes, flows.lanes)),
            growth: at(1.0, when(changes, cells)),
            kept: Vec::new(),
            queue: Vec::new(),
            held: held.take(when(pools, flows.pools.len())).map(|held| [held; L]).collect(),
            met: at(1.0, when(pools, flows.pools.len())),
            wanted: at(0.0, cells),
            unmet: at(0.0, cells),
            unmet_by_seller: at(0.0, firms),
        }
    }
}
