//! Firms, what they sell each other in a day and to final consumers.

use crate::preset::Flows;
use std::ops::Range;
use std::sync::Arc;

/// A network of firms. Flows are ordered by user, then sector of the supplier, then supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Firms {
    /// What it was made from.
    pub(super) flows: Arc<Flows>,
    /// P0: normal output a day.
    pub(super) output: Vec<f64>,
    /// C: final consumption a day, by the firm that serves it.
    pub(super) consumption: Vec<f64>,
    /// A: normal flow.
    pub(super) flow: Vec<f64>,
    pub(super) supplier: Vec<u32>,
    /// What can close a flow.
    pub(super) lane: Vec<u32>,
    /// First pool of every firm: its inputs of one sector, which stand in for each other.
    firm_pools: Vec<u32>,
    /// First flow of every pool.
    pool_flows: Vec<u32>,
    /// Σ A of every pool.
    pub(super) pooled: Vec<f64>,
    /// The pool's number in `flows`, and the other way round.
    pub(super) pool_number: Vec<u32>,
    pub(super) numbered: Vec<u32>,
    /// Never runs out.
    pub(super) endless: Vec<bool>,
    /// First place of every supplier in `sales`.
    firm_sales: Vec<u32>,
    /// Flows by supplier.
    sales: Vec<u32>,
    /// Value added per unit of output.
    pub(super) added: Vec<f64>,
}

/// Why a list is no network of firms.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FirmsError {
    /// A list with another number of firms.
    #[error("{what} is given for {found} firms, not {expected}")]
    Length {
        /// Which list.
        what: &'static str,
        /// Firms it has.
        found: usize,
        /// Firms there are.
        expected: usize,
    },
    /// A firm that does not exist.
    #[error("there is no firm {firm} among {firms}")]
    Firm {
        /// Its index.
        firm: u32,
        /// Firms there are.
        firms: usize,
    },
    /// A value that is no flow.
    #[error("{what} {index} is {value}: a flow is finite and not negative")]
    Flow {
        /// Which list.
        what: &'static str,
        /// Where in it.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// The same flow twice.
    #[error("firm {supplier} sells to firm {user} more than once")]
    Twice {
        /// Who sells.
        supplier: u32,
        /// Who buys.
        user: u32,
    },
}

impl Firms {
    /// A network from the sector of every firm, flows (supplier, user, amount a day), final consumption and normal output
    /// of every firm; without the last, output is what is sold. Flows of nothing are left out.
    ///
    /// # Errors
    ///
    /// If lists do not fit, a firm does not exist, a flow stands twice, or a value is negative or not finite.
    pub fn new(
        sector: &[u32],
        flows: &[(u32, u32, f64)],
        consumption: Vec<f64>,
        output: Option<Vec<f64>>,
    ) -> Result<Self, FirmsError> {
        let firms = sector.len();
        let amounts: Vec<f64> = flows.iter().map(|flow| flow.2).collect();
        length("final consumption", &consumption, firms)?;
        valid("flow", &amounts)?;
        valid("final consumption", &consumption)?;
        if let Some(output) = &output {
            length("normal output", output, firms)?;
            valid("normal output", output)?;
        }
        let mut ends = flows.iter().flat_map(|flow| [flow.0, flow.1]);
        if let Some(firm) = ends.find(|&firm| firm as usize >= firms) {
            return Err(FirmsError::Firm { firm, firms });
        }
        let mut flows: Vec<(u32, u32, f64)> = flows.iter().copied().filter(|flow| flow.2 > 0.0).collect();
        flows.sort_by_key(|&(supplier, user, _)| (user, sector[supplier as usize], supplier));
        if let Some(pair) = flows.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 == pair[1].1) {
            return Err(FirmsError::Twice { supplier: pair[0].0, user: pair[0].1 });
        }
        let output = output.unwrap_or_else(|| {
            let mut sold = consumption.clone();
            for &(supplier, _, flow) in &flows {
                sold[supplier as usize] += flow;
            }
            sold
        });
        Ok(Self::on(Arc::new(Flows::of_firms(sector, &flows, consumption, output))))
    }

    /// A network from flows of any kind. Flows of nothing are left out.
    #[must_use]
    pub fn on(flows: Arc<Flows>) -> Self {
        let firms = flows.len();
        let mut list: Vec<(u32, u32, u32)> = Vec::new();
        for seller in 0..firms as u32 {
            let sales = flows.sales(seller as usize).filter(|&sale| flows.flow[sale] > 0.0);
            list.extend(sales.map(|sale| (flows.buyer[sale], flows.flow_pool[sale], sale as u32)));
        }
        // Pools of a user are numbered by product; sales by seller.
        list.sort_unstable();
        let supplier_of = |sale: u32| flows.seller_of(sale as usize) as u32;
        let (mut firm_pools, mut pool_flows, mut pooled, mut pool_number) =
            (vec![0], vec![], Vec::<f64>::new(), vec![]);
        let (mut spent, mut next) = (vec![0.0; firms], 0);
        for user in 0..firms as u32 {
            while let Some(&(_, pool, sale)) = list.get(next).filter(|entry| entry.0 == user) {
                if pool_number.len() == firm_pools[user as usize] as usize || pool_number.last() != Some(&pool) {
                    pool_flows.push(next as u32);
                    pooled.push(0.0);
                    pool_number.push(pool);
                }
                if let Some(pooled) = pooled.last_mut() {
                    *pooled += flows.flow[sale as usize];
                }
                spent[user as usize] += flows.flow[sale as usize];
                next += 1;
            }
            firm_pools.push(pooled.len() as u32);
        }
        pool_flows.push(list.len() as u32);
        let supplier: Vec<u32> = list.iter().map(|entry| supplier_of(entry.2)).collect();
        let mut sales: Vec<u32> = (0..list.len() as u32).collect();
        sales.sort_by_key(|&flow| supplier[flow as usize]);
        let first = |firm: usize| sales.partition_point(|&flow| (supplier[flow as usize] as usize) < firm) as u32;
        let firm_sales = (0..=firms).map(first).collect();
        let flow: Vec<f64> = list.iter().map(|entry| flows.flow[entry.2 as usize]).collect();
        let consumption: Vec<f64> = (0..firms).map(|i| flows.use_flow[flows.uses(i)].iter().sum()).collect();
        let output = output(&flows, &consumption, &flow, &supplier);
        let added = output.iter().zip(spent).map(|(made, spent)| if *made > 0.0 { 1.0 - spent / made } else { 0.0 });
        let mut numbered = vec![u32::MAX; flows.pools.len()];
        for (own, &number) in pool_number.iter().enumerate() {
            numbered[number as usize] = own as u32;
        }
        Self {
            added: added.collect(),
            output,
            consumption,
            flow,
            supplier,
            lane: list.iter().map(|entry| flows.lane[entry.2 as usize]).collect(),
            firm_pools,
            pool_flows,
            pooled,
            endless: pool_number.iter().map(|&pool| flows.pools.endless[pool as usize]).collect(),
            pool_number,
            numbered,
            firm_sales,
            sales,
            flows,
        }
    }

    /// Number of firms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.output.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.output.is_empty()
    }

    /// Number of flows between firms.
    #[must_use]
    pub fn links(&self) -> usize {
        self.flow.len()
    }

    /// Pools of a firm.
    pub(super) fn pools(&self, firm: usize) -> Range<usize> {
        self.firm_pools[firm] as usize..self.firm_pools[firm + 1] as usize
    }

    /// Flows of a pool.
    pub(super) fn flows(&self, pool: usize) -> Range<usize> {
        self.pool_flows[pool] as usize..self.pool_flows[pool + 1] as usize
    }

    /// Flows of all pools of a firm.
    pub(super) fn purchases(&self, firm: usize) -> Range<usize> {
        let pools = self.pools(firm);
        self.pool_flows[pools.start] as usize..self.pool_flows[pools.end] as usize
    }

    /// Flows of a supplier.
    pub(super) fn sales(&self, firm: usize) -> &[u32] {
        &self.sales[self.firm_sales[firm] as usize..self.firm_sales[firm + 1] as usize]
    }
}

/// P0. Where it is what is sold, it is added up as the demand of a day is, so that the two are equal at rest to the bit.
fn output(flows: &Flows, consumption: &[f64], flow: &[f64], supplier: &[u32]) -> Vec<f64> {
    let mut sold = consumption.to_vec();
    for (flow, supplier) in flow.iter().zip(supplier) {
        sold[*supplier as usize] += flow;
    }
    let chosen = sold.iter().zip(&flows.output);
    chosen.map(|(sold, stated)| if (sold - stated).abs() <= 1e-12 * stated { *sold } else { *stated }).collect()
}

fn length(what: &'static str, values: &[f64], expected: usize) -> Result<(), FirmsError> {
    let found = values.len();
    if found == expected { Ok(()) } else { Err(FirmsError::Length { what, found, expected }) }
}

fn valid(what: &'static str, values: &[f64]) -> Result<(), FirmsError> {
    match values.iter().position(|value| !value.is_finite() || *value < 0.0) {
        Some(index) => Err(FirmsError::Flow { what, index, value: values[index] }),
        None => Ok(()),
    }
}
