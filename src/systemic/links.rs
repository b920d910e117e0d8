//! Links between firms as a cascade walks them: who loses how much of what by the loss of whom.

use super::essentiality::{Class, Essentiality};
use super::market::Markets;
use crate::finding::Finding;
use crate::firm::FirmNetwork;
use std::ops::Range;

/// Who can take the place of a failing supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replacement {
    /// Nobody: σ = 1.
    Nobody,
    /// Firms of the same sector.
    #[default]
    Sector,
    /// Firms of the same market, whatever their sector; where a firm has none, those of its sector that have none.
    Market,
    /// Firms of the same sector and market.
    SectorAndMarket,
}

/// What the paper leaves to who computes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conventions {
    /// Who replaces whom.
    pub replacement: Replacement,
    /// ε: a cascade ends with the first sweep in which no firm moves by as much. Positive.
    pub epsilon: f64,
    /// A firm's output is its revenue where that is known and not below its sales within the network.
    pub by_revenue: bool,
}

impl Default for Conventions {
    fn default() -> Self {
        Self { replacement: Replacement::default(), epsilon: 1e-2, by_revenue: false }
    }
}

/// Links in compressed rows. Firms stand at positions: those of one market side by side.
#[derive(Debug)]
pub(super) struct Links {
    /// Firm at every position.
    pub firms: Vec<u32>,
    /// Position of every firm.
    pub positions: Vec<u32>,
    /// Output of every position: sales within the network, or revenue.
    pub output: Vec<f64>,
    /// Sum of all output.
    pub total: f64,
    /// Markets, if firms replace each other.
    pub markets: Option<Markets>,
    /// Suppliers of buyer j are `buyer_rows[j]..buyer_rows[j + 1]` of `suppliers` and `input_shares`.
    pub buyer_rows: Vec<usize>,
    /// Products of buyer j are `product_rows[j]..product_rows[j + 1]` of `product_ends`: first an entry for every essential
    /// product, then one for all that are not essential; negligible suppliers stand behind the last.
    pub product_rows: Vec<usize>,
    pub product_ends: Vec<usize>,
    pub suppliers: Vec<u32>,
    /// Λ of every link.
    pub input_shares: Vec<f64>,
    /// Buyers of supplier i are `supplier_rows[i]..supplier_rows[i + 1]` of `buyers` and `sales_shares`.
    pub supplier_rows: Vec<usize>,
    pub buyers: Vec<u32>,
    /// W(i, j) / out(i) of every link.
    pub sales_shares: Vec<f64>,
}

/// A link while rows are made.
struct Input {
    buyer: u32,
    class: Class,
    sector: u32,
    supplier: u32,
    weight: f64,
}

impl Links {
    /// The links of `network`.
    ///
    /// # Errors
    /// When weights add up to more than a number can hold.
    pub fn of(network: &FirmNetwork, essentiality: &Essentiality, conventions: &Conventions) -> Result<Self, Finding> {
        let groups = groups(network, conventions.replacement);
        let mut firms: Vec<u32> = (0..network.firms.len() as u32).collect();
        firms.sort_by_key(|&firm| (groups[firm as usize], firm));
        let mut positions = vec![0; firms.len()];
        for (position, &firm) in firms.iter().enumerate() {
            positions[firm as usize] = position as u32;
        }
        let output: Vec<f64> =
            firms.iter().map(|&firm| output(network, firm as usize, conventions.by_revenue)).collect();
        let total: f64 = output.iter().sum();
        let inputs: f64 = network.weights.iter().sum();
        if !total.is_finite() || !inputs.is_finite() {
            let finding = Finding::error("the weights add up to more than a number can hold");
            return Err(finding.help("give them in a larger unit"));
        }
        let markets = (conventions.replacement != Replacement::Nobody)
            .then(|| Markets::of(firms.iter().map(|&firm| groups[firm as usize]), &output));
        let mut links = Self {
            supplier_rows: Vec::with_capacity(firms.len() + 1),
            buyers: Vec::new(),
            sales_shares: Vec::new(),
            buyer_rows: vec![0],
            product_rows: vec![0],
            product_ends: Vec::new(),
            suppliers: Vec::new(),
            input_shares: Vec::new(),
            firms,
            positions,
            output,
            total,
            markets,
        };
        let mut inputs = links.take_sales(network, essentiality);
        inputs.sort_unstable_by_key(|input| (input.buyer, input.class, input.sector, input.supplier));
        links.take_inputs(&inputs);
        Ok(links)
    }

    /// Fills the rows of suppliers; returns all links.
    fn take_sales(&mut self, network: &FirmNetwork, essentiality: &Essentiality) -> Vec<Input> {
        let mut inputs = Vec::with_capacity(network.weights.len());
        for (position, &firm) in self.firms.iter().enumerate() {
            self.supplier_rows.push(self.buyers.len());
            let sector = network.sector_of[firm as usize];
            let mut row: Vec<(u32, f64)> = network
                .deliveries(firm as usize)
                .filter(|&(_, weight)| weight > 0.0)
                .map(|(buyer, weight)| (self.positions[buyer as usize], weight))
                .collect();
            row.sort_unstable_by_key(|&(buyer, _)| buyer);
            for (buyer, weight) in row {
                let class = essentiality.class(sector, network.sector_of[self.firms[buyer as usize] as usize]);
                // Within what is not essential, products do not part.
                let sector = if class == Class::Essential { sector } else { 0 };
                inputs.push(Input { buyer, class, sector, supplier: position as u32, weight });
                self.buyers.push(buyer);
                self.sales_shares.push(weight / self.output[position]);
            }
        }
        self.supplier_rows.push(self.buyers.len());
        inputs
    }

    /// Fills the rows of buyers from links in their order.
    fn take_inputs(&mut self, inputs: &[Input]) {
        let mut rest = inputs;
        for buyer in 0..self.firms.len() as u32 {
            let (row, after) = rest.split_at(rest.partition_point(|input| input.buyer <= buyer));
            rest = after;
            let bought: f64 = row.iter().map(|input| input.weight).sum();
            for product in row.chunk_by(|a, b| (a.class, a.sector) == (b.class, b.sector)) {
                let class = product[0].class;
                let of = if class == Class::Essential { product.iter().map(|i| i.weight).sum() } else { bought };
                let share = |weight: f64| if class == Class::Negligible { 0.0 } else { weight / of };
                self.suppliers.extend(product.iter().map(|input| input.supplier));
                self.input_shares.extend(product.iter().map(|input| share(input.weight)));
                if class != Class::Negligible {
                    self.product_ends.push(self.suppliers.len());
                }
            }
            self.buyer_rows.push(self.suppliers.len());
            self.product_rows.push(self.product_ends.len());
        }
    }

    /// How many firms there are.
    pub fn len(&self) -> usize {
        self.firms.len()
    }

    /// How many links there are.
    pub fn links(&self) -> usize {
        self.buyers.len()
    }

    /// All suppliers of `buyer`, negligible ones too.
    pub fn suppliers_of(&self, buyer: usize) -> &[u32] {
        &self.suppliers[self.buyer_rows[buyer]..self.buyer_rows[buyer + 1]]
    }

    /// All buyers of `supplier`.
    pub fn buyers_of(&self, supplier: usize) -> &[u32] {
        &self.buyers[self.supplier_rows[supplier]..self.supplier_rows[supplier + 1]]
    }

    /// The links of each product that limits `buyer`.
    pub fn products_of(&self, buyer: usize) -> impl Iterator<Item = Range<usize>> {
        let mut start = self.buyer_rows[buyer];
        self.product_ends[self.product_rows[buyer]..self.product_rows[buyer + 1]]
            .iter()
            .map(move |&end| std::mem::replace(&mut start, end)..end)
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
