//! `linchpin structure`: where every firm stands in a network.

use super::firm_source::FirmSource;
use super::{Failure, Format, Session};
use crate::graph::{Graph, VertexCuts, articulation, betweenness_with, core_numbers, dominated};
use crate::input::Hashes;
use crate::report::{Cell, Column, Table};
use rayon::prelude::*;

/// Above so many firms, betweenness and cuts are computed only on demand: their time grows with firms times links.
const MANY: usize = 20_000;
/// Firms of a cut that people are shown.
const SHOWN: usize = 3;

/// List where every firm stands in a network: partners, betweenness, cores, cut vertices, dominators, minimum cuts
///
/// Without a network of firms it is that of the model's named suppliers.
///
/// All of these are measures of paths. They hold where one path is enough (alternatives, routes, reachability): betweenness
/// says who lies on short paths, an articulation point holds parts together, a dominator is on every path from the firms
/// that nobody supplies, a minimum cut the fewest firms that together are on every such path, a core is a dense part. Where a
/// firm needs all of its inputs, it stops long before the last path is cut: then ask `linchpin systemic`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    source: FirmSource,
    /// Only the N with the largest betweenness, largest first [default: 20 in the table, all in JSON and CSV]
    #[arg(long, value_name = "N", value_parser = crate::cli::number::whole::<usize>(1..=1_000_000), allow_negative_numbers = true)]
    top: Option<usize>,
    /// Betweenness of networks of more than 20,000 firms too, which takes long
    #[arg(long)]
    betweenness: bool,
    /// Minimum cuts in networks of more than 20,000 firms too, which take long
    #[arg(long)]
    cuts: bool,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut hashes = Hashes::new();
    let graph = arguments.source.members(session, &mut hashes)?.graph;
    let results = session.results()?;
    let mut suppliers = vec![0_usize; graph.len()];
    for (_, to) in graph.edges() {
        suppliers[to as usize] += 1;
    }
    let between = (graph.len() <= MANY || arguments.betweenness).then(|| {
        let progress = session.progress("firms", graph.len() as u64);
        betweenness_with(&graph.successors, &|more| progress.advance(more as u64))
    });
    let (cores, cut, ruled) = (core_numbers(&graph), articulation(&graph), dominated(&graph));
    let mut table = Table::new([
        Column::new("firm"),
        Column::new("suppliers"),
        Column::new("buyers"),
        Column::new("betweenness").decimals(4),
        Column::new("core"),
        Column::new("articulation"),
        Column::new("dominates"),
        Column::new("cut_size"),
        Column::new("cut").listed(SHOWN),
    ]);
    let mut order: Vec<usize> = (0..graph.len()).collect();
    let top = arguments.top.or((session.options.format == Format::Table).then_some(20));
    if let Some(top) = top {
        let key = |node: usize| between.as_ref().map_or(ruled[node] as f64, |between| between[node]);
        order.sort_by(|&a, &b| key(b).total_cmp(&key(a)).then(a.cmp(&b)));
        order.truncate(top);
    }
    let cuts = if graph.len() <= MANY || arguments.cuts { cuts(&graph, &order) } else { vec![None; order.len()] };
    for (node, cut_off) in order.into_iter().zip(cuts) {
        let names = |cut: &Vec<u32>| cut.iter().map(|&node| graph.names[node as usize].as_str()).collect::<Vec<_>>();
        table.push([
            graph.names[node].as_str().into(),
            suppliers[node].into(),
            graph.successors[node].len().into(),
            Cell::from(between.as_ref().map(|between| between[node])),
            cores[node].into(),
            cut[node].into(),
            ruled[node].into(),
            Cell::from(cut_off.as_ref().map(Vec::len)),
            Cell::from(cut_off.as_ref().map(|cut| names(cut).join(";"))),
        ]);
    }
    session.deliver(results, "structure", (&table, &table), &hashes)?;
    session.explain(
        "Measures of paths, valid where one path is enough. Betweenness: share of pairs whose shortest paths along deliveries \
         lead through the firm. Core: largest k so that it is in a part where all have k partners. Articulation: without it a \
         connected part falls into several. Dominates: firms that are reached from those without suppliers only through it. \
         Cut: the fewest firms without which it is reached from none of those; of several such sets the nearest to it, its \
         first three here. Who needs all inputs stops sooner: linchpin systemic.",
    )
}

/// Minimum cuts of these nodes, in their order.
fn cuts(graph: &Graph, nodes: &[usize]) -> Vec<Option<Vec<u32>>> {
    let cut = |cuts: &mut VertexCuts, &node: &usize| cuts.cut(u32::try_from(node).ok()?);
    nodes.par_iter().map_init(|| VertexCuts::of(graph), cut).collect()
}
