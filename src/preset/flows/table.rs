//! From an input-output table.

use super::super::Table;
use super::{Flows, Pools, Sale, Sales};

/// Steps of a year: a table's flows are yearly.
const YEAR: f64 = 365.0;

impl From<&Table> for Flows {
    /// A day is a year over 365. Zeros between industries are kept: a row that is one run of pools is swept fastest.
    fn from(table: &Table) -> Self {
        Self::yearly(table, YEAR)
    }
}

impl Flows {
    /// The flows of `table` over so many steps in a year.
    pub(in super::super) fn yearly(table: &Table, steps: f64) -> Self {
        let (regions, sectors) = (table.regions, table.sectors);
        let mut flows = Sales::new();
        let mut uses = Sales::new();
        let lane = |seller: usize, place: usize| (seller * regions + place) as u32;
        for (seller, (row, used)) in table.intermediate.rows().into_iter().zip(table.final_use.rows()).enumerate() {
            let sale = |to: usize, place: usize, amount: f64| Sale {
                to: to as u32,
                lane: lane(seller, place),
                amount: amount / steps,
            };
            let sold: Vec<Sale> = row.iter().enumerate().map(|(to, &amount)| sale(to, to / sectors, amount)).collect();
            flows.push(&sold);
            let used: Vec<Sale> = used.iter().enumerate().map(|(to, &amount)| sale(to, to, amount)).collect();
            uses.push(&used);
        }
        let product: Vec<u32> = (0..table.industries()).map(|i| (i % sectors) as u32).collect();
        let (pools, flow_pool) = Pools::new(Self::sold(&product, &flows), |_, _| false);
        Self {
            products: sectors,
            places: regions,
            place: (0..table.industries()).map(|i| (i / sectors) as u32).collect(),
            first_sale: flows.first,
            buyer: flows.to,
            flow: flows.amount,
            lane: flows.lane,
            flow_pool,
            first_use: uses.first,
            use_place: uses.to,
            use_flow: uses.amount,
            use_lane: uses.lane,
            output: table.output.iter().map(|output| output / steps).collect(),
            value_added: Some(table.value_added.clone()),
            pools,
            lanes: table.industries() * regions,
            slots: Vec::new(),
            product,
        }
    }
}
