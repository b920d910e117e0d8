//! The chain map of a sector.

use super::{economy, source};
use crate::chart::{Caption, ChainLink, ChainMap, ChainNode, Economy};
use crate::model::Sector;
use crate::network::graph::product_graph;
use crate::study::Study;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

/// A sector's products tier by tier with who leads each, and what flows between them.
#[must_use]
pub fn chain_map(study: &Study, sector: Sector) -> ChainMap {
    let (model, network) = (study.model(), study.network());
    let graph = product_graph(model, network, sector);
    // A feeder from another sector stands left of what it feeds, whatever its place in its own chain.
    let tier = |node: NodeIndex| {
        let (own, row) = &model.products[graph[node] as usize];
        let users = graph.neighbors(node).map(|user| model.products[graph[user] as usize].1.tier);
        let before = users.min().map_or(row.tier, |first| first.saturating_sub(1));
        if *own == sector { row.tier } else { row.tier.min(before) }
    };
    let nodes: Vec<ChainNode> = graph
        .node_indices()
        .map(|node| {
            let product = graph[node];
            let (_, row) = &model.products[product as usize];
            let leader = network.world_origins(product).into_iter().find(|origin| !origin.other);
            ChainNode {
                id: row.id.clone(),
                name: row.name.clone(),
                tier: tier(node),
                leader: leader.map_or_else(
                    || Economy::new("", ""),
                    |origin| economy(model, &network.economies[origin.economy as usize]),
                ),
                share: leader.map_or(f64::NAN, |origin| origin.share),
                alone: Vec::new(),
            }
        })
        .collect();
    let id = |index| model.products[graph[index] as usize].1.id.clone();
    let links = graph
        .edge_references()
        .map(|edge| ChainLink { from: id(edge.source()), to: id(edge.target()), flow: *edge.weight() })
        .collect();
    let mut leaders: Vec<(String, usize)> = Vec::new();
    for node in nodes.iter().filter(|node| !node.leader.id.is_empty()) {
        match leaders.iter_mut().find(|(name, _)| name == node.leader.label()) {
            Some((_, count)) => *count += 1,
            None => leaders.push((node.leader.label().to_owned(), 1)),
        }
    }
    let own = graph.node_indices().filter(|node| model.products[graph[*node] as usize].0 == sector).count();
    let feeders = match nodes.len() - own {
        0 => String::new(),
        1 => format!(" ({own} of the sector, 1 input from another)"),
        fed => format!(" ({own} of the sector, {fed} inputs from others)"),
    };
    let first = leaders.iter().max_by_key(|(_, count)| *count);
    let title = first.map_or_else(
        || sector.name().to_owned(),
        |(leader, count)| format!("{}: {leader} leads {count} of {} products{feeders}", sector.name(), nodes.len()),
    );
    let subtitle = "Products from raw (left) to finished; box: the economy that makes most and its share of world supply; line: share of the input's world use that goes this way";
    ChainMap {
        caption: Caption::new(title, subtitle, source(study)),
        tiers: Vec::new(),
        nodes,
        links,
        notes: Vec::new(),
    }
}
