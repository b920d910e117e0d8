//! Chains of inputs: circles are told, and refused where one cannot be computed (hosts of co-products, sizes of end uses).

use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Parsed};
use crate::model::{InputKind, Product, Sector, SectorFile};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::BTreeMap;

/// A link between two products and where it stands.
type Links<'a> = BTreeMap<(&'a str, &'a str), Cursor<'a>>;

/// Checks the chains of all sector files together.
pub fn check(files: &[(Sector, Parsed<SectorFile>)], findings: &mut Findings) {
    let inputs = links(files, |product| product.inputs.iter().map(|input| Some(input.product.as_str())).collect());
    for circle in circles(&inputs) {
        let finding = Finding::warning(format!("inputs go in a circle: {}", shown(&circle)));
        let help = "admissible, but a shock then comes back to where it began and recovery takes longer";
        at_first(&inputs, &circle).report(finding.help(help), findings);
    }
    let hosts = links(files, |product| {
        let host = |kind, id| (kind == InputKind::CoProduct).then_some(id);
        product.inputs.iter().map(|input| host(input.kind, input.product.as_str())).collect()
    });
    for circle in circles(&hosts) {
        let finding = Finding::error(format!("co-products go in a circle: {}", shown(&circle)));
        at_first(&hosts, &circle).report(finding.help("a co-product is made after its host"), findings);
    }
    let sizes = sizes(files);
    for circle in circles(&sizes) {
        let finding = Finding::error(format!("sizes go in a circle: {}", shown(&circle)));
        at_first(&sizes, &circle)
            .report(finding.help("one of them must be sized by a product that is traded"), findings);
    }
}

fn links<'a>(
    files: &'a [(Sector, Parsed<SectorFile>)],
    wanted: impl Fn(&'a Product) -> Vec<Option<&'a str>>,
) -> Links<'a> {
    let mut links = Links::new();
    for (_, file) in files {
        for (index, product) in file.value.product.iter().enumerate() {
            let here = file.document.root().at("product", index);
            for (row, input) in wanted(product).into_iter().enumerate() {
                if let Some(input) = input.filter(|input| *input != product.id) {
                    links.entry((&product.id, input)).or_insert_with(|| here.at("inputs", row).key("product"));
                }
            }
        }
    }
    links
}

fn sizes(files: &[(Sector, Parsed<SectorFile>)]) -> Links<'_> {
    let mut links = Links::new();
    for (_, file) in files {
        for (index, product) in file.value.product.iter().enumerate() {
            if let Some(proxy) = product.sized_by.as_deref().filter(|proxy| *proxy != product.id) {
                let at = file.document.root().at("product", index).key("sized_by");
                links.insert((&product.id, proxy), at);
            }
        }
    }
    links
}

/// One shortest circle for each set of products that all need each other, in alphabetical order.
fn circles<'a>(links: &Links<'a>) -> Vec<Vec<&'a str>> {
    let graph: DiGraphMap<&str, ()> = links.keys().copied().collect();
    let mut knots: Vec<Vec<&str>> = kosaraju_scc(&graph).into_iter().filter(|knot| knot.len() > 1).collect();
    for knot in &mut knots {
        knot.sort_unstable();
    }
    knots.sort_unstable();
    knots.iter().map(|knot| shortest_circle(&graph, knot)).collect()
}

/// The shortest way from the first of `knot` back to itself: breadth first.
fn shortest_circle<'a>(graph: &DiGraphMap<&'a str, ()>, knot: &[&'a str]) -> Vec<&'a str> {
    let start = knot[0];
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut frontier = vec![start];
    while !frontier.is_empty() && !from.contains_key(start) {
        let mut next = Vec::new();
        for node in frontier {
            let mut neighbours: Vec<_> = graph.neighbors(node).filter(|other| knot.contains(other)).collect();
            neighbours.sort_unstable();
            for neighbour in neighbours {
                if !from.contains_key(neighbour) {
                    from.insert(neighbour, node);
                    next.push(neighbour);
                }
            }
        }
        frontier = next;
    }
    let mut circle = vec![start];
    let mut node = start;
    while let Some(before) = from.get(node).filter(|before| **before != start) {
        circle.push(before);
        node = before;
    }
    circle[1..].reverse();
    circle
}

fn at_first<'a>(links: &Links<'a>, circle: &[&'a str]) -> Cursor<'a> {
    links[&(circle[0], circle[1 % circle.len()])]
}

fn shown(circle: &[&str]) -> String {
    let ids = circle.iter().chain(circle.first());
    ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" needs ")
}
