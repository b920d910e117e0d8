//! All that changes from step to step, in a row a lane.

use super::Ario;
use super::blocks::Block;
use super::damage::{Damage, Losses};
use super::event::Event;
use super::passage::Passage;
use super::shelf::Maker;
use crate::engine::Shock;
use crate::preset::disturbance::Disturbance;
use crate::preset::rows::{Column, LaneDay, Row};
use crate::preset::{Day, Flows};

/// What happens in a lane.
#[derive(Debug, Clone)]
pub(super) struct Lane<'a> {
    pub(super) damage: Damage,
    pub(super) disturbance: Disturbance<'a>,
}

/// Runs side by side.
#[derive(Debug, Clone)]
pub(super) struct Run<'a, const L: usize> {
    /// First step on which an event can strike: scarcity is felt from the next on.
    pub(super) first: usize,
    pub(super) lanes: Vec<Lane<'a>>,
    pub(super) losses: Losses<L>,
    pub(super) passage: Option<Passage<L>>,
    /// 1 − δ, by industry.
    pub(super) left: Vec<Row<L>>,
    /// κ by lane of trade and demand over normal demand by cell; empty where nothing can happen at final use.
    pub(super) open: Vec<Row<L>>,
    pub(super) growth: Vec<Row<L>>,
    /// Final demand that reaches every seller.
    pub(super) final_demand: Vec<Row<L>>,
    /// Stocks, by pool.
    pub(super) stock: Vec<Row<L>>,
    /// Share of what its user wanted to make that a pool allowed; empty if nobody asks.
    pub(super) met: Vec<Row<L>>,
    /// c: what a user asks of a product, over the flow open to it.
    pub(super) call: Vec<Row<L>>,
    /// Σ Z c, by supplier: what is asked of it, over r.
    pub(super) called: Vec<Row<L>>,
    /// r: what suppliers could make when orders were placed, over normal output.
    pub(super) ready: Vec<Row<L>>,
    /// r x/D: what is sent of an order.
    pub(super) sent: Vec<Row<L>>,
    /// α.
    pub(super) overproduction: Vec<Row<L>>,
    /// Orders of industries, by supplier.
    pub(super) orders: Vec<Row<L>>,
    /// D, and what is left of it once stocks have their say: min(D − rebuilt, `x_cap`).
    pub(super) asked: Vec<Row<L>>,
    pub(super) demand: Vec<Row<L>>,
    /// `x_cap`, and min(D, `x_cap`).
    pub(super) capacity: Vec<Row<L>>,
    pub(super) wished: Vec<Row<L>>,
    /// Output; that of the last step until [`Ario::produce`]. Over normal output.
    pub(super) made: Vec<Row<L>>,
    pub(super) activity: Vec<Row<L>>,
    /// x/D.
    pub(super) served: Vec<Row<L>>,
    /// Deliveries, use and flow open to orders Σ Z r, by pool of a product, or by pool where one step needs them all.
    pub(super) delivered: Vec<Row<L>>,
    pub(super) used: Vec<Row<L>>,
    pub(super) open_flow: Vec<Row<L>>,
    /// Final demand, if it can change, and what of it was not met, place · products + product; the latter by seller too.
    pub(super) wanted: Vec<Row<L>>,
    pub(super) unmet: Vec<Row<L>>,
    pub(super) unmet_by_seller: Vec<Row<L>>,
    /// Makers of a product.
    pub(super) makers: Vec<Maker<L>>,
    /// Figures of users, spread over pools.
    pub(super) space: [Vec<Row<L>>; 2],
}

impl Ario {
    /// Everything as in the table; lanes without a story stay there.
    pub(super) fn at_rest<'a, const L: usize>(&self, stories: &[(&[Event], &'a [Shock])], met: bool) -> Run<'a, L> {
        let flows = &*self.flows;
        let (pools, industries, cells) = (flows.pools.len(), self.industries(), flows.places * flows.products);
        let lane = |lane: usize| {
            let (events, shocks) = stories.get(lane).copied().unwrap_or_default();
            Lane { damage: Damage::new(self, events), disturbance: Disturbance::new(flows, shocks, false) }
        };
        let lanes: Vec<Lane<'a>> = (0..L).map(lane).collect();
        let disturbances: Vec<&Disturbance<'_>> = lanes.iter().map(|lane| &lane.disturbance).collect();
        let stock = |pool: usize| match self.days(pool) {
            days if days.is_finite() => self.target[pool] * flows.output[flows.pools.user[pool] as usize],
            endless => endless,
        };
        let spread = |values: &[f64]| values.iter().map(|value| [*value; L]).collect::<Vec<Row<L>>>();
        let at = |value: f64, count: usize| vec![[value; L]; count];
        let changes = disturbances.iter().any(|disturbance| disturbance.at_final_use);
        let if_changes = |count: usize| if changes { count } else { 0 };
        let books = if self.parameters.skip_restocking_near_balance { pools } else { self.blocks.most_pools };
        let scattered = || Vec::with_capacity(self.blocks.all.iter().map(Block::scattered).max().unwrap_or(0));
        Run {
            first: 0,
            losses: Losses::new(industries, lanes.iter().map(|lane| &lane.damage)),
            passage: Passage::new(flows, &disturbances),
            left: at(1.0, industries),
            open: at(1.0, if_changes(flows.lanes)),
            growth: at(1.0, if_changes(cells)),
            final_demand: spread(&self.final_demand),
            stock: (0..pools).map(|pool| [stock(pool); L]).collect(),
            met: at(1.0, if met { pools } else { 0 }),
            call: at(1.0, pools),
            called: spread(&self.called),
            ready: at(1.0, industries),
            sent: at(1.0, industries),
            overproduction: at(self.parameters.overproduction_base, industries),
            orders: at(0.0, industries),
            asked: at(0.0, industries),
            demand: at(0.0, industries),
            capacity: at(0.0, industries),
            wished: at(0.0, industries),
            made: spread(&flows.output),
            activity: at(0.0, industries),
            served: at(1.0, industries),
            delivered: at(0.0, books),
            used: at(0.0, books),
            open_flow: at(0.0, books),
            wanted: at(0.0, if_changes(cells)),
            unmet: at(0.0, cells),
            unmet_by_seller: at(0.0, industries),
            makers: Vec::new(),
            space: [scattered(), scattered()],
            lanes,
        }
    }

    pub(super) fn lane_day<'a, const L: usize>(&'a self, run: &'a Run<'_, L>, lane: usize, day: usize) -> LaneDay<'a> {
        LaneDay {
            flows: &self.flows,
            day,
            production: Column::of(&run.made, lane),
            met: Column::of(&run.met, lane),
            wanted: if run.wanted.is_empty() { Column::same(&self.wanted) } else { Column::of(&run.wanted, lane) },
            unmet: Column::of(&run.unmet, lane),
        }
    }

    pub(super) fn day<'a>(&'a self, run: &'a Run<'_, 1>, day: usize) -> Day<'a> {
        Day {
            flows: &self.flows,
            day,
            production: run.made.as_flattened(),
            capacity: run.capacity.as_flattened(),
            orders: run.orders.as_flattened(),
            demand: run.asked.as_flattened(),
            overproduction: Some(run.overproduction.as_flattened()),
            wanted: if run.wanted.is_empty() { &self.wanted } else { run.wanted.as_flattened() },
            unmet: run.unmet.as_flattened(),
            unmet_by_seller: run.unmet_by_seller.as_flattened(),
            stock: run.stock.as_flattened(),
            met: run.met.as_flattened(),
        }
    }
}

/// Final demand in normal times, by cell.
pub(super) fn wanted(flows: &Flows) -> Vec<f64> {
    let mut wanted = vec![0.0; flows.places * flows.products];
    for seller in 0..flows.len() {
        for used in flows.uses(seller) {
            wanted[flows.cell(seller, used)] += flows.use_flow[used];
        }
    }
    wanted
}
