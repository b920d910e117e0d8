//! Sixteen cascades at a time: a row of sixteen losses for every firm, so that a link is looked up once for all of them.
//!
//! A lane does not know its neighbours: its sums run in an order of their own, and it stands still from the sweep on in which
//! it ended. Nothing is fused, so that wider instructions give the same bits.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::cascade::Loss;
use super::links::Links;
use super::market::{scarce, withheld};
use super::shares::Walk;
use super::shock::Shocks;
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// Cascades side by side: two lines of the cache.
pub(super) const LANES: usize = 16;

type Row = [f64; LANES];
const ZERO: Row = [0.0; LANES];

/// State of sixteen cascades, by position.
#[derive(Debug)]
pub(super) struct Lanes<'a> {
    links: &'a Links,
    epsilon: f64,
    down: Vec<Row>,
    up: Vec<Row>,
    next_up: Vec<Row>,
    withheld: Vec<Row>,
    due_down: Vec<bool>,
    due_up: Vec<bool>,
    moved: Vec<u32>,
    /// Position, lane and loss of what the shocks take, in order of positions.
    floor: Vec<(u32, usize, f64)>,
    has_floor: Vec<bool>,
    /// One in the lanes that go on, zero in those that ended.
    active: Row,
    /// Links looked at so far, once for each lane.
    pub visits: u64,
}

impl<'a> Lanes<'a> {
    pub fn new(links: &'a Links, epsilon: f64) -> Self {
        let rows = || vec![ZERO; links.len()];
        let flags = || vec![false; links.len()];
        Self {
            links,
            epsilon,
            down: rows(),
            up: rows(),
            next_up: rows(),
            withheld: rows(),
            due_down: flags(),
            due_up: flags(),
            moved: Vec::new(),
            floor: Vec::new(),
            has_floor: flags(),
            active: ZERO,
            visits: 0,
        }
    }

    /// The losses of the shocks `which`, at most sixteen.
    pub fn run(&mut self, shocks: &Shocks, which: &[usize]) -> Vec<Loss> {
        self.begin(shocks, which);
        let (arch, mut sweeps) = (Arch::new(), [0; LANES]);
        while self.active.contains(&1.0) {
            let change = arch.dispatch(Step(self));
            for lane in 0..LANES {
                if self.active[lane] > 0.0 {
                    sweeps[lane] += 1;
                    self.active[lane] = f64::from(u8::from(change[lane] >= self.epsilon));
                }
            }
        }
        let [combined, downstream, upstream] = self.sums();
        let loss = |lane: usize| Loss {
            combined: combined[lane],
            downstream: downstream[lane],
            upstream: upstream[lane],
            sweeps: sweeps[lane],
        };
        (0..which.len()).map(|lane| loss(lane).of(self.links.total)).collect()
    }

    /// Output lost in both directions together, downstream and upstream, as [`Loss::add`] adds it up.
    fn sums(&self) -> [Row; 3] {
        let [mut combined, mut downstream, mut upstream] = [ZERO; 3];
        for ((output, down), up) in self.links.output.iter().zip(&self.down).zip(&self.up) {
            for lane in 0..LANES {
                combined[lane] += output * if down[lane] > up[lane] { down[lane] } else { up[lane] };
                downstream[lane] += output * down[lane];
                upstream[lane] += output * up[lane];
            }
        }
        [combined, downstream, upstream]
    }

    fn begin(&mut self, shocks: &Shocks, which: &[usize]) {
        for rows in [&mut self.down, &mut self.up, &mut self.withheld] {
            rows.fill(ZERO);
        }
        for flags in [&mut self.due_down, &mut self.due_up, &mut self.has_floor] {
            flags.fill(false);
        }
        self.floor.clear();
        self.moved.clear();
        self.active = std::array::from_fn(|lane| f64::from(u8::from(lane < which.len())));
        for (lane, &shock) in which.iter().enumerate() {
            for &(firm, loss) in shocks.of(shock) {
                let at = self.links.positions[firm as usize] as usize;
                if loss > self.down[at][lane] {
                    (self.down[at][lane], self.up[at][lane], self.has_floor[at]) = (loss, loss, true);
                    self.floor.push((at as u32, lane, loss));
                    self.moved.push(at as u32);
                    mark(&mut self.due_up, self.links.suppliers_of(at));
                }
            }
        }
        self.floor.sort_unstable_by_key(|&(at, ..)| at);
    }

    /// Computes anew who is due; returns the largest change of every lane.
    #[inline(always)]
    fn sweep(&mut self) -> Row {
        let mut change = ZERO;
        for buyer in 0..self.links.len() {
            if !std::mem::replace(&mut self.due_down[buyer], false) {
                continue;
            }
            let loss = self.settle(buyer, self.inputs_lost(buyer), self.down[buyer], &mut change);
            if differ(&loss, &self.down[buyer]) {
                self.down[buyer] = loss;
                self.moved.push(buyer as u32);
            }
            self.visits += (self.links.inputs_of(buyer) * LANES) as u64;
        }
        let mut raised = Vec::new();
        for supplier in 0..self.links.len() {
            if !std::mem::replace(&mut self.due_up[supplier], false) {
                continue;
            }
            let loss = self.settle(supplier, self.sales_lost(supplier), self.up[supplier], &mut change);
            if differ(&loss, &self.up[supplier]) {
                self.next_up[supplier] = loss;
                raised.push(supplier);
            }
            self.visits += (self.links.buyers_of(supplier).len() * LANES) as u64;
        }
        for supplier in raised {
            self.up[supplier] = self.next_up[supplier];
            mark(&mut self.due_up, self.links.suppliers_of(supplier));
        }
        change
    }

    /// The loss of the firm at `at` with what the shock takes; lanes that ended keep theirs.
    #[inline(always)]
    fn settle(&self, at: usize, mut loss: Row, before: Row, change: &mut Row) -> Row {
        for value in &mut loss {
            *value = if *value < 1.0 { *value } else { 1.0 };
        }
        if self.has_floor[at] {
            let from = self.floor.partition_point(|&(other, ..)| (other as usize) < at);
            for &(_, lane, floor) in self.floor[from..].iter().take_while(|&&(other, ..)| other as usize == at) {
                loss[lane] = loss[lane].max(floor);
            }
        }
        for lane in 0..LANES {
            loss[lane] = if self.active[lane] > 0.0 { loss[lane] } else { before[lane] };
            let moved = (loss[lane] - before[lane]).abs();
            change[lane] = if moved > change[lane] { moved } else { change[lane] };
        }
        loss
    }

    #[inline(always)]
    fn inputs_lost(&self, buyer: usize) -> Row {
        let mut most = ZERO;
        for product in self.links.products_of(buyer) {
            let lost = weighted(product, &self.withheld);
            for lane in 0..LANES {
                most[lane] = if lost[lane] > most[lane] { lost[lane] } else { most[lane] };
            }
        }
        most
    }

    #[inline(always)]
    fn sales_lost(&self, supplier: usize) -> Row {
        weighted(self.links.buyers_of(supplier), &self.up)
    }

    /// Brings what suppliers withhold up to date with what was moved.
    #[inline(always)]
    fn withhold(&mut self) {
        let mut moved = std::mem::take(&mut self.moved);
        if let Some(markets) = &self.links.markets {
            moved.sort_unstable();
            let mut rest = &moved[..];
            while let Some(&first) = rest.first() {
                let members = markets.around(first as usize).members.clone();
                rest = &rest[rest.partition_point(|&at| (at as usize) < members.end)..];
                self.withhold_in(members);
            }
        } else {
            for &at in &moved {
                self.withheld[at as usize] = self.down[at as usize];
                mark(&mut self.due_down, self.links.buyers_of(at as usize));
            }
        }
        moved.clear();
        self.moved = moved;
    }

    #[inline(always)]
    fn withhold_in(&mut self, members: Range<usize>) {
        let mut left = ZERO;
        for k in members.clone() {
            let output = self.links.output[k];
            for (sum, lost) in left.iter_mut().zip(&self.down[k]) {
                *sum += (1.0 - lost) * output;
            }
        }
        let scarcities = left.map(scarce);
        for k in members {
            let mut row = self.down[k];
            for lane in 0..LANES {
                row[lane] = withheld(self.links.output[k], scarcities[lane], row[lane]);
            }
            if differ(&row, &self.withheld[k]) {
                self.withheld[k] = row;
                mark(&mut self.due_down, self.links.buyers_of(k));
            }
        }
    }
}

/// One sweep, in the widest instructions of the machine.
struct Step<'a, 'b>(&'a mut Lanes<'b>);

impl WithSimd for Step<'_, '_> {
    type Output = Row;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Row {
        self.0.withhold();
        self.0.sweep()
    }
}

#[inline(always)]
fn mark(due: &mut [bool], firms: Walk) {
    for (firm, _) in firms {
        due[firm as usize] = true;
    }
}

/// True if any lane differs; without an early end, which would keep to one lane at a time.
#[inline(always)]
fn differ(a: &Row, b: &Row) -> bool {
    a.iter().zip(b).fold(0, |differing, (a, b)| differing + u64::from(a != b)) > 0
}

/// Σ share × row of the firm, in order.
#[inline(always)]
fn weighted(links: Walk, rows: &[Row]) -> Row {
    let mut sum = ZERO;
    for (firm, share) in links {
        let row = &rows[firm as usize];
        for lane in 0..LANES {
            sum[lane] += share * row[lane];
        }
    }
    sum
}
