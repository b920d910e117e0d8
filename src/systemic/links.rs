//! Links between firms as a cascade walks them: who loses how much of what by the loss of whom.

use super::conventions::{Conventions, Replacement};
use super::essentiality::Essentiality;
use super::lines::LINE;
use super::market::Markets;
use super::products::{Products, inputs_of};
use super::shares::{Shares, Walk};
use crate::finding::Finding;
use crate::firm::FirmNetwork;

/// Rows that are looked up before the first of them is walked.
const AHEAD: usize = 64;

/// Links by the firm that passes a loss on. Firms stand at positions: those of one market side by side.
#[derive(Debug)]
pub(super) struct Links {
    /// Firm at every position.
    pub firms: Vec<u32>,
    /// Position of every firm.
    pub positions: Vec<u32>,
    /// Output of every position, sales within the network or revenue; zero in what is left of the last line.
    pub output: Vec<f64>,
    /// Sum of all output.
    pub total: f64,
    /// Purchases of every position within the network.
    pub purchases: Vec<f64>,
    /// Markets, if firms replace each other.
    pub markets: Option<Markets>,
    /// Where the links of every position begin; those of the last end with one more entry.
    rows: Vec<Row>,
    /// Buyers that get a product from one supplier only, with Λ.
    sole: Shares,
    /// Pools that a supplier adds to, with Λ.
    pooled: Shares,
    /// Buyer of every pool: a product, or all that is not essential, that a firm gets from several suppliers.
    pub pools: Vec<u32>,
    /// Suppliers of a buyer, product by product, with Λ; negligible ones are left out.
    inputs: Shares,
    /// Where each product of these ends; those of buyer j are `product_rows[j]..product_rows[j + 1]`.
    product_ends: Vec<u32>,
    product_rows: Vec<u32>,
    /// Suppliers of a buyer, with W(i, j) / out(i).
    bought: Shares,
    /// Buyers of a supplier, ascending, with W(i, j) / out(i).
    sold: Shares,
}

/// Where the links of a position begin.
#[derive(Debug, Clone, Copy)]
struct Row {
    sole: u32,
    pooled: u32,
    bought: u32,
    sold: u32,
    inputs: u32,
}

impl Links {
    /// The links of `network`.
    ///
    /// # Errors
    /// When weights add up to more than a number can hold, or there are too many links.
    pub fn of(network: &FirmNetwork, essentiality: &Essentiality, conventions: &Conventions) -> Result<Self, Finding> {
        let groups = groups(network, conventions.replacement);
        let mut firms: Vec<u32> = (0..network.firms.len() as u32).collect();
        firms.sort_by_key(|&firm| (groups[firm as usize], firm));
        let mut positions = vec![0; firms.len()];
        for (position, &firm) in firms.iter().enumerate() {
            positions[firm as usize] = position as u32;
        }
        let mut output: Vec<f64> =
            firms.iter().map(|&firm| output(network, firm as usize, conventions.by_revenue)).collect();
        let total: f64 = output.iter().sum();
        output.resize(firms.len().next_multiple_of(LINE), 0.0);
        let inputs: f64 = network.weights.iter().sum();
        if !total.is_finite() || !inputs.is_finite() {
            let finding = Finding::error("the weights add up to more than a number can hold");
            return Err(finding.help("give them in a larger unit"));
        }
        if u32::try_from(network.weights.len()).is_err() {
            return Err(Finding::error("a network has at most 4,294,967,295 deliveries here"));
        }
        let markets = (conventions.replacement != Replacement::Nobody)
            .then(|| Markets::of(firms.iter().map(|&firm| groups[firm as usize]), &output));
        let inputs = inputs_of(network, essentiality, &firms, &positions);
        let sold: Vec<(u32, u32, f64)> = inputs
            .iter()
            .map(|input| (input.supplier, input.buyer, input.weight / output[input.supplier as usize]))
            .collect();
        let bought: Vec<(u32, u32, f64)> =
            sold.iter().map(|&(supplier, buyer, share)| (buyer, supplier, share)).collect();
        let mut purchases = vec![0.0; firms.len()];
        for input in &inputs {
            purchases[input.buyer as usize] += input.weight;
        }
        let Products { sole, pooled, pools, inputs, ends, rows: product_rows } = Products::of(&inputs, &purchases);
        let (inputs_rows, inputs) = Shares::of(firms.len(), &inputs);
        let ((soles, sole), (pooleds, pooled)) = (Shares::of(firms.len(), &sole), Shares::of(firms.len(), &pooled));
        let ((boughts, bought), (solds, sold)) = (Shares::of(firms.len(), &bought), Shares::of(firms.len(), &sold));
        let row = |k: usize| Row {
            sole: soles[k],
            pooled: pooleds[k],
            bought: boughts[k],
            sold: solds[k],
            inputs: inputs_rows[k],
        };
        let rows = (0..=firms.len()).map(row).collect();
        let product_ends = ends;
        Ok(Self {
            firms,
            positions,
            output,
            total,
            purchases,
            markets,
            rows,
            sole,
            pooled,
            pools,
            inputs,
            product_ends,
            product_rows,
            bought,
            sold,
        })
    }

    /// How many firms there are.
    pub fn len(&self) -> usize {
        self.firms.len()
    }

    /// How many links there are.
    pub fn links(&self) -> usize {
        self.sold.len()
    }

    /// Buyers that get a product from one of `suppliers` only, with Λ. As all of these: `look` gets each firm with its number
    /// and the links as targets and shares.
    #[inline]
    pub fn sole(&self, suppliers: &[(u32, f64)], look: impl FnMut(u32, f64, Walk)) {
        self.walk(&self.sole, suppliers, |row| row.sole, look);
    }

    /// Pools that `suppliers` add to, with Λ.
    #[inline]
    pub fn pooled(&self, suppliers: &[(u32, f64)], look: impl FnMut(u32, f64, Walk)) {
        self.walk(&self.pooled, suppliers, |row| row.pooled, look);
    }

    /// All suppliers of `buyers`, negligible ones too, with W(i, j) / out(i).
    #[inline]
    pub fn bought(&self, buyers: &[(u32, f64)], look: impl FnMut(u32, f64, Walk)) {
        self.walk(&self.bought, buyers, |row| row.bought, look);
    }

    /// All buyers of `suppliers`, ascending, with W(i, j) / out(i).
    #[inline]
    pub fn sold(&self, suppliers: &[(u32, f64)], look: impl FnMut(u32, f64, Walk)) {
        self.walk(&self.sold, suppliers, |row| row.sold, look);
    }

    #[inline]
    fn walk(
        &self,
        links: &Shares,
        firms: &[(u32, f64)],
        start: impl Fn(&Row) -> u32,
        mut look: impl FnMut(u32, f64, Walk),
    ) {
        let mut rows = [(0, 0); AHEAD];
        for firms in firms.chunks(AHEAD) {
            for (row, &(at, _)) in rows.iter_mut().zip(firms) {
                *row = (start(&self.rows[at as usize]), start(&self.rows[at as usize + 1]));
            }
            let rows = &rows[..firms.len()];
            links.fetch(rows);
            for (&(at, number), &(from, to)) in firms.iter().zip(rows) {
                look(at, number, links.between(from, to));
            }
        }
    }

    /// How many suppliers `buyer` has.
    #[inline]
    pub fn suppliers(&self, buyer: u32) -> usize {
        let [from, to] = self.row(buyer);
        (to.bought - from.bought) as usize
    }

    /// How many buyers `supplier` has.
    #[inline]
    pub fn buyers(&self, supplier: u32) -> usize {
        let [from, to] = self.row(supplier);
        (to.sold - from.sold) as usize
    }

    /// All suppliers of `buyer`, negligible ones too, with W(i, j) / out(i).
    #[inline]
    pub fn suppliers_of(&self, buyer: usize) -> Walk<'_> {
        self.bought.between(self.rows[buyer].bought, self.rows[buyer + 1].bought)
    }

    /// All buyers of `supplier` with W(i, j) / out(i).
    #[inline]
    pub fn buyers_of(&self, supplier: usize) -> Walk<'_> {
        self.sold.between(self.rows[supplier].sold, self.rows[supplier + 1].sold)
    }

    /// How many suppliers limit `buyer`.
    #[inline]
    pub fn inputs_of(&self, buyer: usize) -> usize {
        (self.rows[buyer + 1].inputs - self.rows[buyer].inputs) as usize
    }

    /// The suppliers of each product that limits `buyer`, with Λ.
    #[inline]
    pub fn products_of(&self, buyer: usize) -> impl Iterator<Item = Walk<'_>> {
        let mut start = self.rows[buyer].inputs;
        self.product_ends[self.product_rows[buyer] as usize..self.product_rows[buyer + 1] as usize]
            .iter()
            .map(move |&end| self.inputs.between(std::mem::replace(&mut start, end), end))
    }

    #[inline]
    fn row(&self, at: u32) -> [Row; 2] {
        [self.rows[at as usize], self.rows[at as usize + 1]]
    }
}

/// The market of every firm: who replaces whom.
fn groups(network: &FirmNetwork, replacement: Replacement) -> Vec<(u32, u32)> {
    // Markets are told from sectors, and firms without one from those with the first.
    let market = |firm: usize| network.market_of[firm].map_or(0, |market| market + 1);
    let of = |firm: usize| match (replacement, market(firm)) {
        (Replacement::Market, market) if market > 0 => (u32::MAX, market),
        (Replacement::Nobody | Replacement::Sector | Replacement::Market, _) => (network.sector_of[firm], 0),
        (Replacement::SectorAndMarket, market) => (network.sector_of[firm], market),
    };
    (0..network.firms.len()).map(of).collect()
}

fn output(network: &FirmNetwork, firm: usize, by_revenue: bool) -> f64 {
    let sales: f64 = network.deliveries(firm).map(|(_, weight)| weight).sum();
    network.revenue[firm].filter(|_| by_revenue).map_or(sales, |revenue| revenue.max(sales))
}
