//! From the network of any model.

use super::super::sweep;
use super::{Flows, Place, Pools, Sale, Sales};
use crate::network::{FINAL, Network, Slot};
use std::collections::BTreeSet;

/// An input whose loss costs no more than this share of output does not limit its user.
const HARDLY_NEEDED: f64 = 0.3;
/// Days of a year.
const YEAR: f64 = 365.0;

impl Flows {
    /// The flows of `network`: every supplier is an industry, its slots of one product are one pool, and what regions
    /// use is final. `price` is the worth of a day's world output of a product; without it amounts stay shares of that.
    ///
    /// Inputs of equipment, installed base and maintenance, and those whose loss costs a user no more than 0.3 of its
    /// output, never run out. Co-products are not tied to their hosts, groups are taken apart, and strategic reserves,
    /// goods on the way, switching and substitutes are left out: the presets have none of them.
    #[must_use]
    pub fn of_network(network: &Network, price: Option<&dyn Fn(u32) -> f64>) -> Self {
        let (flows, uses) = sales(network, price);
        let product: Vec<u32> = network.suppliers.iter().map(|supplier| supplier.product).collect();
        let needed = needed(network);
        let (pools, flow_pool) =
            Pools::new(Self::sold(&product, &flows), |product, user| !needed.contains(&(user, product)));
        let mut flows = Self {
            products: network.products.len(),
            places: network.economies.len(),
            product,
            place: network.suppliers.iter().map(|supplier| supplier.region).collect(),
            first_sale: flows.first,
            buyer: flows.to,
            flow: flows.amount,
            lane: flows.lane,
            flow_pool,
            first_use: uses.first,
            use_place: uses.to,
            use_flow: uses.amount,
            use_lane: uses.lane,
            output: Vec::new(),
            value_added: None,
            pools,
            lanes: network.lanes.len(),
            slots: Vec::new(),
        };
        // Added up as a run does, so that at rest demand equals output to the bit.
        let whole = vec![[1.0]; flows.pools.len()];
        let sold = |seller| {
            let sales = flows.sales(seller);
            sweep::dot(&flows.flow[sales.clone()], &flows.flow_pool[sales], &whole)[0]
                + flows.use_flow[flows.uses(seller)].iter().sum::<f64>()
        };
        flows.output = (0..flows.product.len()).map(sold).collect();
        flows.value_added = price.map(|_| flows.added());
        flows.slots = network.slots.iter().map(|slot| flows.place(network, slot)).collect();
        flows
    }

    /// What is left of a year's output when inputs are paid.
    fn added(&self) -> Vec<f64> {
        let mut added: Vec<f64> = self.output.iter().map(|output| output * YEAR).collect();
        for (user, flow) in self.pools.user.iter().zip(&self.pools.flow) {
            added[*user as usize] -= flow * YEAR;
        }
        added
    }

    fn place(&self, network: &Network, slot: &Slot) -> Place {
        if slot.owner == FINAL {
            return Place::Final((slot.region as usize * self.products + slot.product as usize) as u32);
        }
        let supplier = &network.suppliers[slot.owner as usize];
        let siblings = network.groups[supplier.groups.clone()].iter().flat_map(|group| group.slots.clone());
        let siblings = siblings.map(|slot| &network.slots[slot]).filter(|other| other.product == slot.product);
        let all: f64 = siblings.map(|slot| slot.usage).sum();
        match self.pools.find(slot.product, slot.owner) {
            Some(pool) if all > 0.0 => Place::Pool(pool as u32, slot.usage / all),
            _ => Place::Nowhere,
        }
    }
}

/// Sales to industries and to final users, by supplier.
fn sales(network: &Network, price: Option<&dyn Fn(u32) -> f64>) -> (Sales, Sales) {
    let mut sold: Vec<(Vec<Sale>, Vec<Sale>)> = vec![Default::default(); network.suppliers.len()];
    for slot in &network.slots {
        let price = price.map_or(1.0, |price| price(slot.product));
        for edge in network.edges[slot.edges.clone()].iter().filter(|edge| edge.flow > 0.0) {
            let (flows, uses) = &mut sold[edge.supplier as usize];
            let (list, to) = if slot.owner == FINAL { (uses, slot.region) } else { (flows, slot.owner) };
            list.push(Sale { to, lane: edge.lane, amount: edge.flow * price });
        }
    }
    let (mut flows, mut uses) = (Sales::new(), Sales::new());
    for (sold, used) in &mut sold {
        sold.sort_by_key(|sale| sale.to);
        used.sort_by_key(|sale| sale.to);
        flows.push(sold);
        uses.push(used);
    }
    (flows, uses)
}

/// Users and products that stop them when they are missing.
fn needed(network: &Network) -> BTreeSet<(u32, u32)> {
    let limiting = network.groups.iter().filter(|g| g.scales_with_overtime && g.criticality > HARDLY_NEEDED);
    let slots = limiting.flat_map(|group| &network.slots[group.slots.clone()]);
    slots.map(|slot| (slot.owner, slot.product)).collect()
}
