//! One cascade at a time, along the links it touches.
//!
//! A firm is computed anew in a sweep only if a supplier or a customer moved in the sweep before; its sums run over all its
//! links in their fixed order, so that the result is that of a sweep over all firms, to the bit.

use super::cascade::Loss;
use super::links::Links;
use super::market::{scarcity, withheld};

/// Firms waiting for the next sweep, each once.
#[derive(Debug)]
struct Due {
    list: Vec<u32>,
    is_due: Vec<bool>,
}

impl Due {
    fn new(firms: usize) -> Self {
        Self { list: Vec::new(), is_due: vec![false; firms] }
    }

    fn add(&mut self, firms: &[u32]) {
        for &firm in firms {
            if !std::mem::replace(&mut self.is_due[firm as usize], true) {
                self.list.push(firm);
            }
        }
    }

    /// Moves them into `list`.
    fn drain(&mut self, list: &mut Vec<u32>) {
        list.clear();
        std::mem::swap(&mut self.list, list);
        for &firm in &*list {
            self.is_due[firm as usize] = false;
        }
    }
}

/// State of a cascade, by position; all is zero between cascades.
#[derive(Debug)]
pub(super) struct Trickle<'a> {
    links: &'a Links,
    epsilon: f64,
    /// Links of a firm in one direction, on average.
    links_each: u64,
    /// What the shock takes.
    floor: Vec<f64>,
    /// 1 − hᵈ and 1 − hᵘ.
    down: Vec<f64>,
    up: Vec<f64>,
    /// σ (1 − hᵈ).
    withheld: Vec<f64>,
    due_down: Due,
    due_up: Due,
    now: Vec<u32>,
    moved: Vec<u32>,
    raised: Vec<(u32, f64)>,
    touched: Due,
    market: Market,
    /// Links looked at so far.
    pub visits: u64,
}

/// What is left of markets.
#[derive(Debug, Default)]
struct Market {
    /// What is left of every block.
    left: Vec<f64>,
    /// Firms of every market that lost something.
    hit: Vec<Vec<u32>>,
    blocks: Vec<u32>,
    markets: Vec<u32>,
}

impl<'a> Trickle<'a> {
    pub fn new(links: &'a Links, epsilon: f64) -> Self {
        let firms = links.len();
        let market = links.markets.as_ref().map_or_else(Market::default, |markets| Market {
            left: markets.whole.clone(),
            hit: vec![Vec::new(); markets.blocks.len()],
            ..Market::default()
        });
        Self {
            links,
            epsilon,
            links_each: (links.links() / firms.max(1)) as u64,
            floor: vec![0.0; firms],
            down: vec![0.0; firms],
            up: vec![0.0; firms],
            withheld: vec![0.0; firms],
            due_down: Due::new(firms),
            due_up: Due::new(firms),
            touched: Due::new(firms),
            now: Vec::new(),
            moved: Vec::new(),
            raised: Vec::new(),
            market,
            visits: 0,
        }
    }

    /// The loss of a shock to these firms.
    ///
    /// # Errors
    /// With the largest change of the last sweep, when it would take more than about `most` looks at links.
    pub fn run(&mut self, shock: &[(u32, f64)], most: u64) -> Result<Loss, f64> {
        let end = self.visits.saturating_add(most);
        self.begin(shock);
        let mut sweeps = 0;
        let loss = loop {
            sweeps += 1;
            let change = self.sweep();
            if change < self.epsilon {
                break Ok(self.loss(sweeps));
            }
            self.withhold();
            // Who is due has about as many links as anybody: a sweep too long is not begun.
            let due = (self.due_down.list.len() + self.due_up.list.len()) as u64;
            if self.visits.saturating_add(due * self.links_each) > end {
                break Err(change);
            }
        };
        self.clear();
        loss
    }

    fn begin(&mut self, shock: &[(u32, f64)]) {
        for &(firm, loss) in shock {
            let at = self.links.positions[firm as usize];
            let before = self.floor[at as usize];
            if loss <= before {
                continue;
            }
            self.floor[at as usize] = loss;
            self.up[at as usize] = loss;
            self.take_down(at, loss);
            self.due_up.add(self.links.suppliers_of(at as usize));
        }
        self.withhold();
    }

    /// Sets what `at` loses downstream.
    fn take_down(&mut self, at: u32, loss: f64) {
        if self.down[at as usize] == 0.0
            && let Some(markets) = &self.links.markets
        {
            self.market.hit[markets.of[at as usize] as usize].push(at);
        }
        self.down[at as usize] = loss;
        self.moved.push(at);
        self.touched.add(&[at]);
    }

    /// Computes anew who is due; returns the largest change.
    fn sweep(&mut self) -> f64 {
        let mut change = 0.0_f64;
        let mut now = std::mem::take(&mut self.now);
        self.due_down.drain(&mut now);
        for &buyer in &now {
            let loss = self.inputs_lost(buyer as usize);
            let before = self.down[buyer as usize];
            if loss != before {
                change = change.max((loss - before).abs());
                self.take_down(buyer, loss);
            }
        }
        self.due_up.drain(&mut now);
        for &supplier in &now {
            let loss = self.sales_lost(supplier as usize);
            let before = self.up[supplier as usize];
            if loss != before {
                change = change.max((loss - before).abs());
                self.raised.push((supplier, loss));
            }
        }
        self.now = now;
        for (supplier, loss) in self.raised.drain(..) {
            self.up[supplier as usize] = loss;
            self.touched.add(&[supplier]);
            self.due_up.add(self.links.suppliers_of(supplier as usize));
        }
        change
    }

    fn inputs_lost(&mut self, buyer: usize) -> f64 {
        let mut most = self.floor[buyer];
        for product in self.links.products_of(buyer) {
            self.visits += product.len() as u64;
            let links = self.links.suppliers[product.clone()].iter().zip(&self.links.input_shares[product]);
            let lost: f64 = links.map(|(&supplier, share)| share * self.withheld[supplier as usize]).sum();
            most = most.max(lost.min(1.0));
        }
        most
    }

    fn sales_lost(&mut self, supplier: usize) -> f64 {
        let row = self.links.supplier_rows[supplier]..self.links.supplier_rows[supplier + 1];
        self.visits += row.len() as u64;
        let links = self.links.buyers[row.clone()].iter().zip(&self.links.sales_shares[row]);
        let lost: f64 = links.map(|(&buyer, share)| share * self.up[buyer as usize]).sum();
        lost.min(1.0).max(self.floor[supplier])
    }

    /// Brings what suppliers withhold up to date with what was moved.
    fn withhold(&mut self) {
        let Some(markets) = &self.links.markets else {
            for at in self.moved.drain(..) {
                self.withheld[at as usize] = self.down[at as usize];
                self.due_down.add(self.links.buyers_of(at as usize));
            }
            return;
        };
        for at in self.moved.drain(..) {
            self.market.blocks.push(markets.block_of[at as usize]);
            self.market.markets.push(markets.of[at as usize]);
        }
        for list in [&mut self.market.blocks, &mut self.market.markets] {
            list.sort_unstable();
            list.dedup();
        }
        for block in self.market.blocks.drain(..) {
            let positions = markets.positions[block as usize].clone();
            let left = positions.map(|k| (1.0 - self.down[k]) * self.links.output[k]).sum();
            self.market.left[block as usize] = left;
        }
        for market in self.market.markets.drain(..) {
            let left: f64 = self.market.left[markets.blocks[market as usize].clone()].iter().sum();
            let scarcity = scarcity(left);
            for &at in &self.market.hit[market as usize] {
                let k = at as usize;
                let withheld = withheld(self.links.output[k], scarcity, self.down[k]);
                if withheld != self.withheld[k] {
                    self.withheld[k] = withheld;
                    self.due_down.add(self.links.buyers_of(k));
                }
            }
        }
    }

    fn loss(&mut self, sweeps: u32) -> Loss {
        // In the order of positions: the sum over all firms, less its zeros.
        self.touched.list.sort_unstable();
        let mut loss = Loss { sweeps, ..Loss::default() };
        for &at in &self.touched.list {
            let k = at as usize;
            loss.add(self.links.output[k], self.down[k], self.up[k]);
        }
        loss.of(self.links.total)
    }

    fn clear(&mut self) {
        let mut touched = std::mem::take(&mut self.now);
        self.touched.drain(&mut touched);
        for &at in &touched {
            let k = at as usize;
            (self.floor[k], self.down[k], self.up[k], self.withheld[k]) = (0.0, 0.0, 0.0, 0.0);
            if let Some(markets) = &self.links.markets {
                let block = markets.block_of[k] as usize;
                self.market.left[block] = markets.whole[block];
                self.market.hit[markets.of[k] as usize].clear();
            }
        }
        self.due_down.drain(&mut touched);
        self.due_up.drain(&mut touched);
        self.now = touched;
        self.moved.clear();
    }
}
