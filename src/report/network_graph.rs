//! The model's network as a graph for other programs.

use super::graph_file::{Edge, Graph, Node, Value};
use crate::model::{Model, Sector};
use crate::network::graph::{Node as Member, supplier_graph as members};
use crate::network::{FINAL, Network};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// Suppliers and final uses joined by flows a day; those of the chain of `sector` if one is given.
#[must_use]
pub fn supplier_graph(model: &Model, network: &Network, sector: Option<Sector>) -> Graph {
    let all = members(network);
    let product_of = |member: Member| match member {
        Member::Supplier(supplier) => network.suppliers[supplier as usize].product,
        Member::FinalUse(cell) => network.cells[cell as usize].product,
    };
    let inside = |member: Member| sector.is_none_or(|wanted| model.products[product_of(member) as usize].0 == wanted);
    let edges: Vec<_> = all.edge_references().filter(|edge| inside(all[edge.target()])).collect();
    let mut wanted: Vec<bool> = all.node_weights().map(|member| inside(*member)).collect();
    for edge in &edges {
        wanted[edge.source().index()] = true;
    }
    let mut graph = Graph::default();
    let mut places = vec![0; wanted.len()];
    for index in all.node_indices().filter(|index| wanted[index.index()]) {
        places[index.index()] = graph.nodes.len();
        graph.nodes.push(member_node(model, network, all[index]));
    }
    let edge = |edge: &petgraph::graph::EdgeReference<'_, f64>| Edge {
        from: places[edge.source().index()],
        to: places[edge.target().index()],
        flow: *edge.weight(),
    };
    graph.edges = edges.iter().map(edge).collect();
    graph
}

fn member_node(model: &Model, network: &Network, member: Member) -> Node {
    let (product, economy) = match member {
        Member::Supplier(supplier) => {
            let supplier = &network.suppliers[supplier as usize];
            (supplier.product, supplier.economy)
        }
        Member::FinalUse(cell) => {
            let cell = &network.cells[cell as usize];
            (cell.product, cell.region)
        }
    };
    let economy = network.economies[economy as usize].as_str();
    let (sector, goods) = &model.products[product as usize];
    let mut attributes = vec![
        ("product", Value::Text(goods.id.clone())),
        ("sector", Value::Text(sector.id().to_owned())),
        ("tier", Value::Count(u64::from(goods.tier))),
        ("economy", Value::Text(economy.to_owned())),
    ];
    match member {
        Member::Supplier(index) => {
            let supplier = &network.suppliers[index as usize];
            let firm = supplier.firm.as_deref();
            let kind = if supplier.recycled {
                "scrap"
            } else if supplier.other {
                "unnamed"
            } else {
                "supplier"
            };
            attributes.extend([
                ("kind", Value::Text(kind.to_owned())),
                ("firm", Value::Text(firm.unwrap_or_default().to_owned())),
                ("output", Value::Number(supplier.output)),
            ]);
            let maker = firm.map_or_else(|| economy.to_owned(), |firm| format!("{firm}, {economy}"));
            let label = if kind == "supplier" { maker } else { format!("{maker}, {kind}") };
            // The index tells apart an economy's firms, demand regions and scrap yards.
            Node {
                id: format!("{}@{economy}#{index}", goods.id),
                label: format!("{} ({label})", goods.name),
                attributes,
            }
        }
        Member::FinalUse(cell) => {
            attributes.extend([
                ("kind", Value::Text("final use".to_owned())),
                ("firm", Value::Text(String::new())),
                ("output", Value::Number(network.cells[cell as usize].final_usage)),
            ]);
            let label = format!("{}: final use in {economy}", goods.name);
            Node { id: format!("{}@{economy}#final", goods.id), label, attributes }
        }
    }
}

/// Products joined by the share of an input's world use that goes into the other; those of `sector` if one is given.
#[must_use]
pub fn product_graph(model: &Model, network: &Network, sector: Option<Sector>) -> Graph {
    let inside = |product: u32| sector.is_none_or(|wanted| model.products[product as usize].0 == wanted);
    let mut flows: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for slot in network.slots.iter().filter(|slot| slot.owner != FINAL) {
        let user = network.suppliers[slot.owner as usize].product;
        if inside(user) {
            *flows.entry((slot.product, user)).or_default() += slot.usage;
        }
    }
    let mut graph = Graph::default();
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, (own, product)) in (0_u32..).zip(&model.products) {
        if inside(index) || flows.keys().any(|(input, _)| *input == index) {
            places.insert(index, graph.nodes.len());
            let attributes = vec![
                ("sector", Value::Text(own.id().to_owned())),
                ("tier", Value::Count(u64::from(product.tier))),
                ("suppliers", Value::Count(product.supply.len() as u64)),
            ];
            graph.nodes.push(Node { id: product.id.clone(), label: product.name.clone(), attributes });
        }
    }
    let edge = |((input, user), flow)| Edge { from: places[&input], to: places[&user], flow };
    graph.edges = flows.into_iter().map(edge).collect();
    graph
}
