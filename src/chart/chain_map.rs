//! Chain map of one sector: its products tier by tier, who leads each, and what flows between them.

use super::axis::{number, shown};
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::layers::{Passages, Slot, lay_out, lefts};
use super::lettering::{whole, wrap, wrap_evenly};
use super::palette::Palette;
use super::plot::dark;
use super::style::{self, BODY, Colour, LEFT, RIGHT, WIDTH};
use super::{Chart, key};
use std::collections::{BTreeMap, BTreeSet};

/// A sector as a layered network.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChainMap {
    /// The words around it.
    pub caption: Caption,
    /// Headings of the tiers, from tier 0; where one is missing its number stands.
    pub tiers: Vec<String>,
    /// The products.
    pub nodes: Vec<ChainNode>,
    /// What flows between them.
    pub links: Vec<ChainLink>,
    /// What else there is to say, below the map.
    pub notes: Vec<String>,
}

/// A product in the chain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChainNode {
    /// Its id, which the links refer to.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its tier, 0 for the rawest.
    pub tier: u32,
    /// The economy that makes most of it; an empty id for none.
    pub leader: Economy,
    /// That economy's fraction of the supply, 0 to 1; not finite if unknown.
    pub share: f64,
    /// Suppliers of it that stop other products alone, in short, with how many they stop, in the order to be shown; the
    /// box is framed if there are any.
    pub alone: Vec<(String, usize)>,
}

/// A flow from a product to one made of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChainLink {
    /// Id of the input.
    pub from: String,
    /// Id of what is made of it.
    pub to: String,
    /// Size of the flow in any unit the links share (its share of the buyer's cost, its value a year).
    pub flow: f64,
}

const MOST_NODES: usize = 72;
const MOST_TIERS: usize = 7;
const GAP: f64 = 7.0;
/// Sizes of names, the usual first: a long word is set smaller rather than broken.
const NAMES: [f64; 3] = [8.5, 8.0, 7.5];
/// Lines of a name.
const MOST_LINES: usize = 3;
const ALONE: Type = Type::new(8.0).bold();
/// Suppliers of a product that are named.
const MOST_ALONE: usize = 3;
const LINE: f64 = 10.0;
/// Room between columns that links need at least.
const GUTTER: f64 = 40.0;
/// What a long link takes in the columns that it passes.
const PASSAGE: f64 = 5.0;

impl Chart for ChainMap {
    fn figure(&self) -> Figure {
        let nodes = &self.nodes[..self.nodes.len().min(MOST_NODES)];
        let tiers: BTreeSet<u32> = nodes.iter().map(|node| node.tier).collect();
        let tiers: Vec<u32> = tiers.into_iter().take(MOST_TIERS).collect();
        let nodes: Vec<&ChainNode> = nodes.iter().filter(|node| tiers.contains(&node.tier)).collect();
        if nodes.is_empty() {
            return self.caption.without_data("No products to show");
        }
        let (mut figure, y) = self.caption.begin();
        let map = Map::new(nodes, &tiers, &self.links);
        let y = key::swatches(&mut figure, (LEFT, y), WIDTH - LEFT - RIGHT, &map.economies()) + 8.0;
        for (k, tier) in tiers.iter().enumerate() {
            let heading = self.tiers.get(*tier as usize).filter(|name| !name.trim().is_empty());
            let heading = heading.map_or_else(|| format!("Tier {tier}"), Clone::clone);
            figure.text_within(
                (map.left(k), y + 8.0),
                map.left(k + 1) - map.left(k) - 6.0,
                Type::new(BODY).bold(),
                &heading,
            );
        }
        let top = y + 18.0;
        map.draw(&mut figure, top);
        let mut notes = vec!["Boxes: a product and its leading supplier (above: how many each leads). Lines: inputs, in the colour of their leading supplier, wider for larger flows.".to_owned()];
        if map.nodes.iter().any(|boxed| !boxed.node.alone.is_empty()) {
            notes.push(
                "Framed: products with suppliers that each stop other products alone, and how many others.".to_owned(),
            );
        }
        notes.extend(self.notes.iter().cloned());
        if map.nodes.len() < self.nodes.len() {
            notes.push(format!("Shown: {} of {} products.", map.nodes.len(), self.nodes.len()));
        }
        self.caption.end(figure, top + map.height + 2.0, &notes)
    }
}

/// A node with its words set.
struct Boxed<'a> {
    node: &'a ChainNode,
    /// How its name is set.
    look: Type,
    lines: Vec<String>,
    /// Who stops what alone.
    alone: Vec<String>,
}

impl Boxed<'_> {
    /// The lines of the name, of the leader and, if need be, of who stops what.
    fn height(&self) -> f64 {
        (self.lines.len() + 1 + self.alone.len()) as f64 * LINE + 7.0
    }
}

/// A link as the slots that it runs through, with its size as a portion of the largest.
struct Route {
    slots: Vec<usize>,
    portion: f64,
    colour: Colour,
}

struct Map<'a> {
    nodes: Vec<Boxed<'a>>,
    slots: Vec<Slot>,
    middles: Vec<f64>,
    routes: Vec<Route>,
    height: f64,
    /// Width of every box.
    wide: f64,
    colours: Palette,
    /// Left edge of every column.
    lefts: Vec<f64>,
}

impl<'a> Map<'a> {
    fn new(nodes: Vec<&'a ChainNode>, tiers: &[u32], links: &[ChainLink]) -> Self {
        let columns = tiers.len() as f64;
        let room = WIDTH - LEFT - RIGHT;
        let wide = ((room - GUTTER * (columns - 1.0)) / columns).min(112.0);
        let nodes: Vec<Boxed> = nodes
            .into_iter()
            .map(|node| {
                let name = if node.name.trim().is_empty() { &node.id } else { &node.name };
                let (look, lines) = set_name(name, wide - 13.0);
                Boxed { node, look, lines, alone: alone(node, wide - 13.0) }
            })
            .collect();
        let column = |tier: u32| tiers.iter().position(|t| *t == tier).unwrap_or(0);
        let mut slots: Vec<Slot> =
            nodes.iter().map(|boxed| Slot { column: column(boxed.node.tier), height: boxed.height() }).collect();
        let mut by_id = BTreeMap::new();
        for (k, boxed) in nodes.iter().enumerate() {
            by_id.entry(boxed.node.id.as_str()).or_insert(k);
        }
        // The leaders of most products first.
        let led = nodes.iter().map(|boxed| (&boxed.node.leader, 1.0));
        let colours = Palette::by_size(led.filter(|(leader, _)| !leader.id.is_empty()));
        let largest = links.iter().filter_map(|link| shown(link.flow)).fold(0.0, f64::max);
        let mut steps = BTreeSet::new();
        let mut passages = Passages::new(PASSAGE - GAP);
        let mut routes = Vec::new();
        for link in links {
            let (Some(&from), Some(&to)) = (by_id.get(link.from.as_str()), by_id.get(link.to.as_str())) else {
                continue;
            };
            let portion = if largest > 0.0 { shown(link.flow).unwrap_or(0.0).max(0.0) / largest } else { 0.0 };
            let route = passages.route(&mut slots, &mut steps, from, to);
            routes.push(Route { slots: route, portion, colour: colour(&colours, &nodes[from].node.leader) });
        }
        let steps: Vec<(usize, usize)> = steps.into_iter().collect();
        let layout = lay_out(&slots, &steps, GAP);
        let lefts = lefts(&slots, &steps, (LEFT, WIDTH - RIGHT), tiers.len(), wide);
        // Large flows first, so that the small ones stay visible on top.
        routes.sort_by(|a, b| b.portion.total_cmp(&a.portion));
        Self { nodes, slots, middles: layout.middles, routes, height: layout.height, wide, colours, lefts }
    }

    fn left(&self, column: usize) -> f64 {
        self.lefts.get(column).copied().unwrap_or(WIDTH - RIGHT)
    }

    /// The leaders with the number of products they lead, the most frequent first.
    fn economies(&self) -> Vec<(Colour, String)> {
        let mut counts: BTreeMap<&Economy, usize> = BTreeMap::new();
        for boxed in self.nodes.iter().filter(|boxed| !boxed.node.leader.id.is_empty()) {
            *counts.entry(&boxed.node.leader).or_default() += 1;
        }
        let mut ranked: Vec<(&Economy, usize)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        ranked.iter().take(12).map(|(e, count)| (colour(&self.colours, e), format!("{}, {count}", e.label()))).collect()
    }

    fn draw(&self, figure: &mut Figure, top: f64) {
        let ports = self.ports();
        for (route, ports) in self.routes.iter().zip(&ports) {
            let width = 0.7 + 4.3 * route.portion;
            let opacity = 0.38 + 0.3 * route.portion;
            figure.line(self.curve(route, ports, top), width, route.colour.with_opacity(opacity));
        }
        for (k, boxed) in self.nodes.iter().enumerate() {
            self.node(figure, (self.left(self.slots[k].column), top + self.middles[k]), self.slots[k].height, boxed);
        }
    }

    fn node(&self, figure: &mut Figure, (x, middle): Point, height: f64, boxed: &Boxed) {
        let y = middle - height / 2.0;
        let colour = colour(&self.colours, &boxed.node.leader);
        figure.block((x, y), (self.wide, height), style::PAPER);
        figure.frame((x, y), (self.wide, height), 0.7, style::RULE);
        figure.block((x, y), (4.5, height), colour);
        for (k, line) in boxed.lines.iter().enumerate() {
            figure.text((x + 9.0, y + 10.5 + LINE * k as f64), boxed.look, line);
        }
        let share = shown(boxed.node.share).map(|share| format!("{} %", number((share * 100.0).round(), 1.0)));
        let leader = match (boxed.node.leader.id.as_str(), share) {
            ("", _) => "no supplier known".to_owned(),
            (id, None) => id.to_owned(),
            (id, Some(share)) => format!("{id} {share}"),
        };
        let look = ALONE;
        let last = y + 10.5 + LINE * boxed.lines.len() as f64;
        figure.text_within((x + 9.0, last), self.wide - 13.0, look.colour(dark(colour)), &leader);
        if !boxed.alone.is_empty() {
            figure.frame((x - 1.5, y - 1.5), (self.wide + 3.0, height + 3.0), 1.6, style::THRESHOLD);
        }
        for (k, line) in boxed.alone.iter().enumerate() {
            figure.text((x + 9.0, last + LINE * (k + 1) as f64), ALONE.colour(style::THRESHOLD), line);
        }
    }

    /// How far above or below the middle of their boxes the ends of each route lie: links fan out, in the order of
    /// where they go; those that share a passage share an end.
    fn ports(&self) -> Vec<(f64, f64)> {
        let mut ports = vec![(0.0, 0.0); self.routes.len()];
        for node in 0..self.nodes.len() {
            for leaving in [true, false] {
                let ends = |route: &Route| {
                    let count = route.slots.len();
                    let (end, next) = if leaving { (0, 1) } else { (count - 1, count - 2) };
                    (route.slots[end], route.slots[next])
                };
                let own = || (0..self.routes.len()).filter(|k| ends(&self.routes[*k]).0 == node);
                let mut next: Vec<usize> = own().map(|k| ends(&self.routes[k]).1).collect();
                next.sort_by(|a, b| self.middles[*a].total_cmp(&self.middles[*b]).then(a.cmp(b)));
                next.dedup();
                let step = ((self.slots[node].height - 8.0) / next.len().max(1) as f64).min(5.0);
                for k in own() {
                    let place = next.iter().position(|slot| *slot == ends(&self.routes[k]).1).unwrap_or(0);
                    let offset = (place as f64 - (next.len() as f64 - 1.0) / 2.0) * step;
                    if leaving { ports[k].0 = offset } else { ports[k].1 = offset }
                }
            }
        }
        ports
    }

    /// The route as a smooth curve, level where it leaves, passes and arrives.
    fn curve(&self, route: &Route, ports: &(f64, f64), top: f64) -> Vec<Point> {
        let mut points = Vec::new();
        let last = route.slots.len() - 1;
        for k in 0..last {
            let (a, b) = (route.slots[k], route.slots[k + 1]);
            let shift = |k: usize| {
                if k == 0 {
                    ports.0
                } else if k == last {
                    ports.1
                } else {
                    0.0
                }
            };
            let from = (self.left(self.slots[a].column) + self.wide, top + self.middles[a] + shift(k));
            let back = self.slots[b].column <= self.slots[a].column;
            let to_x = self.left(self.slots[b].column) + if back { self.wide } else { 0.0 };
            let to = (to_x, top + self.middles[b] + shift(k + 1));
            points.extend(bezier(from, to, back));
            if k + 1 < last {
                points.push((to.0 + self.wide, to.1));
            }
        }
        points
    }
}

fn colour(colours: &Palette, leader: &Economy) -> Colour {
    if leader.id.is_empty() { style::OTHER } else { colours.of(&leader.id) }
}

/// A name in the largest type that shows it whole, or in the usual one.
fn set_name(name: &str, room: f64) -> (Type, Vec<String>) {
    let set = |size: f64| (Type::new(size), wrap_evenly(name, Type::new(size), room, MOST_LINES));
    NAMES.map(set).into_iter().find(|(_, lines)| whole(lines, name)).unwrap_or_else(|| set(NAMES[0]))
}

/// Who stops how many other products alone: the first of them by name, then how many more there are.
fn alone(node: &ChainNode, room: f64) -> Vec<String> {
    let named = node.alone.iter().take(MOST_ALONE).map(|(who, count)| format!("{who} stops\u{a0}{count}"));
    let more = node.alone.len().saturating_sub(MOST_ALONE);
    named.chain((more > 0).then(|| format!("+{more} more"))).flat_map(|text| wrap(&text, ALONE, room, 3)).collect()
}

/// A cubic with level ends; one that turns back bulges to the right.
fn bezier(from: Point, to: Point, back: bool) -> Vec<Point> {
    const PIECES: u32 = 24;
    let reach = if back { 18.0 } else { (to.0 - from.0) * 0.5 };
    let (c1, c2) = ((from.0 + reach, from.1), (if back { to.0 + reach } else { to.0 - reach }, to.1));
    (0..=PIECES)
        .map(|k| {
            let t = f64::from(k) / f64::from(PIECES);
            let s = 1.0 - t;
            let mix = |p0: f64, p1: f64, p2: f64, p3: f64| {
                s * s * s * p0 + 3.0 * s * s * t * p1 + 3.0 * s * t * t * p2 + t * t * t * p3
            };
            (mix(from.0, c1.0, c2.0, to.0), mix(from.1, c1.1, c2.1, to.1))
        })
        .collect()
}
