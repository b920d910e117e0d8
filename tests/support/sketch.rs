//! Networks written by hand or by chance: say who makes what and who takes how much of it, and get the flat arrays
//! with X and U as exact sums of the flows.

use linchpin::network::{Cell, Edge, FINAL, Group, GroupKind, Host, Lane, Network, ReserveStock, Slot, Supplier};

/// A slot to be: who supplies it, and how.
#[derive(Debug, Clone)]
pub struct Need {
    pub product: u32,
    pub region: u32,
    pub cover: f64,
    pub stretch: f64,
    pub switching_max: f64,
    pub qualification_days: f64,
    /// Supplier, flow a day, days on the way.
    pub from: Vec<(u32, f64, f64)>,
}

impl Need {
    /// A slot with `cover` days of stock and no way to switch.
    pub fn new(product: u32, region: u32, cover: f64, from: &[(u32, f64, f64)]) -> Self {
        Self {
            product,
            region,
            cover,
            stretch: 1.25,
            switching_max: 0.0,
            qualification_days: 60.0,
            from: from.to_vec(),
        }
    }

    /// The same, able to move `most` of its orders after `days`.
    pub fn switching(mut self, most: f64, days: f64) -> Self {
        self.switching_max = most;
        self.qualification_days = days;
        self
    }
}

/// A group to be.
#[derive(Debug, Clone)]
pub struct Recipe {
    pub kind: GroupKind,
    pub criticality: f64,
    pub scales: bool,
    pub substitute_max: f64,
    pub needs: Vec<Need>,
}

impl Recipe {
    pub fn new(kind: GroupKind, criticality: f64, needs: Vec<Need>) -> Self {
        Self { kind, criticality, scales: true, substitute_max: 0.0, needs }
    }

    /// One essential input.
    pub fn single(criticality: f64, need: Need) -> Self {
        Self::new(GroupKind::Single, criticality, vec![need])
    }
}

/// A network to be.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    pub regions: u32,
    pub suppliers: Vec<Supplier>,
    pub recipes: Vec<Vec<Recipe>>,
    pub finals: Vec<Need>,
    /// Product, region, quantity, level, release a day, refill a day.
    pub reserves: Vec<(u32, u32, f64, f64, f64, f64)>,
}

impl Sketch {
    pub fn new(regions: u32) -> Self {
        Self { regions, ..Self::default() }
    }

    /// Adds a supplier without inputs, overtime `overtime_max`.
    pub fn supplier(&mut self, product: u32, economy: u32, overtime_max: f64) -> u32 {
        self.suppliers.push(Supplier {
            product,
            economy,
            seat: economy,
            region: economy,
            firm: None,
            recycled: false,
            other: false,
            output: 0.0,
            overtime_max,
            overtime_days: 90.0,
            hosts: Vec::new(),
            groups: 0..0,
        });
        self.recipes.push(Vec::new());
        self.suppliers.len() as u32 - 1
    }

    pub fn needs(&mut self, supplier: u32, recipe: Recipe) {
        self.recipes[supplier as usize].push(recipe);
    }

    pub fn host(&mut self, supplier: u32, host: u32, share: f64, criticality: f64) {
        self.suppliers[supplier as usize].hosts.push(Host { supplier: host, share, criticality });
    }

    /// The network. Hosts must have smaller indices than their co-products.
    pub fn build(&self) -> Network {
        let mut net = Network {
            suppliers: self.suppliers.clone(),
            regions: (0..self.regions).collect(),
            economies: (0..self.regions).map(|e| format!("E{e}")).collect(),
            host_order: (0..self.suppliers.len() as u32).collect(),
            ..Network::default()
        };
        let products = self.suppliers.iter().map(|s| s.product + 1).max().unwrap_or(0);
        net.products = (0..products).map(|p| format!("p{p}")).collect();
        for product in 0..products {
            for region in 0..self.regions {
                net.cells.push(Cell { product, region, slots: Vec::new(), usage: 0.0, final_usage: 0.0 });
            }
        }
        for supplier in &self.suppliers {
            for region in 0..self.regions {
                net.lanes.push(Lane {
                    product: supplier.product,
                    economy: supplier.economy,
                    seat: supplier.seat,
                    firm: None,
                    region,
                    other: false,
                    domestic: supplier.region == region,
                    sea: supplier.region != region,
                    via: Vec::new(),
                });
            }
        }
        for (owner, recipes) in self.recipes.iter().enumerate() {
            let first = net.groups.len();
            for recipe in recipes {
                let start = net.slots.len();
                let total: f64 = recipe.needs.iter().flat_map(|need| &need.from).map(|from| from.1).sum();
                for need in &recipe.needs {
                    self.slot(&mut net, owner as u32, need, total);
                }
                net.groups.push(Group {
                    kind: recipe.kind,
                    criticality: recipe.criticality,
                    scales_with_overtime: recipe.scales,
                    substitute_max: recipe.substitute_max,
                    substitute_days: 180.0,
                    slots: start..net.slots.len(),
                });
            }
            net.suppliers[owner].groups = first..net.groups.len();
        }
        for need in &self.finals {
            let total = need.from.iter().map(|from| from.1).sum();
            self.slot(&mut net, FINAL, need, total);
        }
        for edge in &net.edges {
            net.suppliers[edge.supplier as usize].output += edge.flow;
        }
        order_by_supplier(&mut net);
        for &(product, region, quantity, opens_below, release, refill) in &self.reserves {
            let cell = product * self.regions + region;
            net.reserves.push(ReserveStock { cell, quantity, opens_below, release, refill });
        }
        net
    }

    fn slot(&self, net: &mut Network, owner: u32, need: &Need, total: f64) {
        let first = net.edges.len();
        let mut from = need.from.clone();
        from.sort_by_key(|edge| edge.0);
        for &(supplier, flow, transit_days) in &from {
            let lane = supplier * self.regions + need.region;
            net.edges.push(Edge { supplier, flow, transit_days, lane });
        }
        let usage: f64 = net.edges[first..].iter().map(|edge| edge.flow).sum();
        let cell = need.product * self.regions + need.region;
        let counted = &mut net.cells[cell as usize];
        counted.slots.push(net.slots.len() as u32);
        counted.usage += usage;
        if owner == FINAL {
            counted.final_usage += usage;
        }
        net.slots.push(Slot {
            owner,
            product: need.product,
            region: need.region,
            cell,
            usage,
            cover: need.cover,
            share: if total > 0.0 { usage / total } else { 1.0 },
            stretch: need.stretch,
            switching_max: need.switching_max,
            qualification_days: need.qualification_days,
            edges: first..net.edges.len(),
        });
    }
}

fn order_by_supplier(net: &mut Network) {
    let mut order: Vec<u32> = (0..net.edges.len() as u32).collect();
    order.sort_by_key(|&edge| net.edges[edge as usize].supplier);
    net.by_supplier = order;
    net.supplier_edges = (0..=net.suppliers.len())
        .map(|i| net.by_supplier.partition_point(|&edge| (net.edges[edge as usize].supplier as usize) < i))
        .collect();
}
