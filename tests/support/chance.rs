//! Random networks and shocks with every kind of input.

use super::sketch::{Need, Recipe, Sketch};
use linchpin::engine::{Effect, Profile, RouteLane, Shock};
use linchpin::network::{GroupKind, Network};
use linchpin::scenario::Recovery;

/// `SplitMix64` (Steele, Lea and Flood 2014): small, seeded, and the same everywhere.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    /// Uniform in low..high.
    pub fn pick(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low).max(1) as u64) as usize
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.between(0.0, 1.0) < probability
    }
}

/// What kind of network.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each switches one feature of the drawn networks")]
pub struct Shape {
    pub products: usize,
    pub regions: u32,
    /// Suppliers of a product, from..to.
    pub makers: (usize, usize),
    /// Input groups of a supplier, from..to.
    pub groups: (usize, usize),
    /// Suppliers of a slot, from..to.
    pub sources: (usize, usize),
    /// Inputs may come from any product, the supplier's own customers included.
    pub cyclic: bool,
    /// Mixes, alternatives, capital, partial inputs; otherwise all inputs are single and essential.
    pub kinds: bool,
    pub switching: bool,
    pub substitutes: bool,
    pub reserves: bool,
    /// Co-products of random hosts, used by final demand and by end products only.
    pub coproducts: bool,
    /// Co-products may feed the cycles their hosts are in.
    pub coproducts_in_cycles: bool,
    pub overtime: (f64, f64),
    /// Longest cover, days.
    pub cover: f64,
    /// v of essential inputs.
    pub essential: f64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            products: 8,
            regions: 3,
            makers: (1, 4),
            groups: (1, 4),
            sources: (1, 4),
            cyclic: true,
            kinds: true,
            switching: true,
            substitutes: true,
            reserves: true,
            coproducts: true,
            coproducts_in_cycles: false,
            overtime: (1.0, 1.4),
            cover: 60.0,
            essential: 0.95,
        }
    }
}

impl Shape {
    /// Every mixture of cycles, switching, kinds of input and co-products in cycles, as `seed` runs.
    pub fn mixed(seed: u64) -> Self {
        Self {
            cyclic: !seed.is_multiple_of(4),
            switching: !seed.is_multiple_of(3),
            kinds: !seed.is_multiple_of(5),
            coproducts_in_cycles: seed.is_multiple_of(2),
            ..Self::default()
        }
    }

    /// The networks of benches: `S` of 500 suppliers and some 3,000 edges, `M` of 5,000 and 40,000, `L` of 100,000 and
    /// 800,000 (`tests/bench_networks.rs`).
    pub fn sized(size: char) -> Self {
        let (products, makers, sources, regions) = match size {
            'S' => (100, 5, (1, 4), 4),
            'M' => (625, 8, (2, 5), 3),
            _ => (10_000, 10, (2, 5), 4),
        };
        Self { products, makers: (makers, makers + 1), groups: (1, 3), sources, regions, ..Self::default() }
    }

    /// Nobody can switch, substitute, draw a reserve or work overtime.
    pub fn rigid(self) -> Self {
        Self { switching: false, substitutes: false, reserves: false, overtime: (1.0, 1.0), ..self }
    }

    /// A random network of this shape.
    pub fn draw(&self, seed: u64) -> Network {
        self.sketch(seed).build()
    }

    /// The same, before it is built.
    pub fn sketch(&self, seed: u64) -> Sketch {
        let mut dice = Dice::new(seed);
        let mut sketch = Sketch::new(self.regions);
        // The last product is an end product; the one before it may be a co-product.
        let coproduct = self.coproducts.then(|| self.products - 2);
        let mut makers: Vec<Vec<u32>> = Vec::new();
        for product in 0..self.products {
            let count = dice.pick(self.makers.0, self.makers.1);
            let made = (0..count).map(|_| {
                let economy = dice.pick(0, self.regions as usize) as u32;
                sketch.supplier(product as u32, economy, dice.between(self.overtime.0, self.overtime.1))
            });
            let made: Vec<u32> = made.collect();
            if Some(product) == coproduct {
                let hosts = &makers[dice.pick(0, product)];
                for &i in &made {
                    let host = hosts[dice.pick(0, hosts.len())];
                    sketch.host(i, host, 1.0, 0.95);
                }
            }
            makers.push(made);
        }
        for product in 0..self.products {
            for &i in &makers[product] {
                for _ in 0..dice.pick(self.groups.0, self.groups.1) {
                    if let Some(recipe) = self.recipe(&mut dice, &sketch, &makers, product, i, coproduct) {
                        sketch.needs(i, recipe);
                    }
                }
            }
        }
        self.finals(&mut dice, &mut sketch, &makers);
        sketch
    }

    /// Final demand in every region; in the first, from every maker, so that each has a customer.
    fn finals(&self, dice: &mut Dice, sketch: &mut Sketch, makers: &[Vec<u32>]) {
        for (product, made) in makers.iter().enumerate() {
            for region in 0..self.regions {
                let chosen: Vec<u32> = if region == 0 { made.clone() } else { self.choose(dice, made) };
                let mut need = self.need(dice, sketch, product as u32, region, &chosen);
                if dice.chance(0.3) {
                    need.cover = 0.0;
                }
                sketch.finals.push(need);
                if self.reserves && dice.chance(0.15) {
                    let (quantity, refill) = (dice.between(1.0, 40.0), dice.between(0.02, 0.2));
                    let level = dice.between(0.2, 1.1);
                    sketch.reserves.push((product as u32, region, quantity, level, dice.between(0.05, 1.0), refill));
                }
            }
        }
    }

    fn choose(&self, dice: &mut Dice, made: &[u32]) -> Vec<u32> {
        let most = dice.pick(self.sources.0, self.sources.1).min(made.len()).max(1);
        let start = dice.pick(0, made.len());
        (0..most).map(|k| made[(start + k) % made.len()]).collect()
    }

    fn need(&self, dice: &mut Dice, sketch: &Sketch, product: u32, region: u32, from: &[u32]) -> Need {
        let edges: Vec<(u32, f64, f64)> = from
            .iter()
            .map(|&i| {
                let home = sketch.suppliers[i as usize].region == region;
                let days = if home { dice.between(0.3, 3.0) } else { dice.between(2.0, 30.0).round() };
                (i, dice.between(0.05, 1.0), days)
            })
            .collect();
        let cover = if dice.chance(0.15) { 0.0 } else { dice.between(0.0, self.cover) };
        let need = Need::new(product, region, cover, &edges);
        if self.switching { need.switching(dice.between(0.2, 0.8), dice.between(20.0, 120.0)) } else { need }
    }

    fn recipe(
        &self,
        dice: &mut Dice,
        sketch: &Sketch,
        makers: &[Vec<u32>],
        product: usize,
        i: u32,
        coproduct: Option<usize>,
    ) -> Option<Recipe> {
        let last = self.products - 1;
        let inner = self.products - 1 - usize::from(self.coproducts);
        let free = self.coproducts_in_cycles;
        let inputs: Vec<usize> = match product {
            p if p == last => (0..last).collect(),
            p if Some(p) == coproduct && !free => return None,
            p if self.cyclic => (0..if free { last } else { inner }).filter(|&q| q != p).collect(),
            p => (0..p.min(inner)).collect(),
        };
        if inputs.is_empty() {
            return None;
        }
        let region = sketch.suppliers[i as usize].region;
        let one = |dice: &mut Dice| {
            let input = inputs[dice.pick(0, inputs.len())];
            let from = self.choose(dice, &makers[input]);
            self.need(dice, sketch, input as u32, region, &from)
        };
        let mut recipe = Recipe::single(self.essential, one(dice));
        if self.substitutes && dice.chance(0.3) {
            recipe.substitute_max = dice.between(0.1, 0.6);
        }
        if !self.kinds {
            return Some(recipe);
        }
        match dice.pick(0, 8) {
            0 => recipe.criticality = dice.between(0.1, 0.6),
            1 => {
                recipe.criticality = 0.1;
                recipe.scales = false;
                recipe.needs[0].cover = dice.between(180.0, 365.0);
            }
            // Variants kept apart: one sub-slot per supplier, no switching, no substitute.
            2 => {
                let whole = recipe.needs[0].clone();
                recipe = Recipe::new(GroupKind::Mix, self.essential, Vec::new());
                for &from in &whole.from {
                    let one = Need { switching_max: 0.0, from: vec![from], ..whole.clone() };
                    recipe.needs.push(one);
                }
            }
            3 => {
                let needs = vec![one(dice), one(dice), one(dice)];
                recipe = Recipe { substitute_max: recipe.substitute_max, ..Recipe::new(GroupKind::Mix, 0.95, needs) };
            }
            4 => {
                let needs = vec![one(dice), one(dice)];
                recipe = Recipe::new(GroupKind::Alternative, self.essential, needs);
            }
            _ => {}
        }
        Some(recipe)
    }
}

/// A shock that ends, of any kind, on a random part of `net`.
pub fn shock(net: &Network, dice: &mut Dice) -> Shock {
    let hold = dice.between(5.0, 200.0);
    let shapes = [Recovery::Step, Recovery::Linear, Recovery::Exponential, Recovery::SCurve];
    let profile = Profile {
        severity: if dice.chance(0.5) { 1.0 } else { dice.between(0.2, 1.0) },
        start: dice.between(0.0, 20.0).floor(),
        onset: if dice.chance(0.5) { 0.0 } else { dice.between(0.0, 20.0) },
        hold,
        recovery: if dice.chance(0.5) { 0.0 } else { dice.between(0.0, 60.0) },
        shape: shapes[dice.pick(0, 4)],
    };
    Shock { profile, effect: effect(net, dice) }
}

fn effect(net: &Network, dice: &mut Dice) -> Effect {
    let some = |dice: &mut Dice, count: usize, part: f64| {
        let mut chosen: Vec<u32> = (0..count as u32).filter(|_| dice.chance(part)).collect();
        if chosen.is_empty() && count > 0 {
            chosen.push(dice.pick(0, count) as u32);
        }
        chosen
    };
    match dice.pick(0, 6) {
        0 | 1 => Effect::Capacity(some(dice, net.suppliers.len(), 0.25)),
        2 => {
            let lanes = some(dice, net.lanes.len(), 0.25);
            Effect::Flow(lanes.into_iter().map(|lane| (lane, dice.between(0.5, 1.0))).collect())
        }
        3 => {
            let lanes = some(dice, net.lanes.len(), 0.4);
            let diverted = lanes.into_iter().map(|lane| RouteLane {
                lane,
                share: dice.between(0.3, 1.0),
                detour_days: dice.chance(0.7).then(|| dice.between(3.0, 20.0).round()),
                detour_share: dice.between(0.5, 1.0),
            });
            Effect::Route(diverted.collect())
        }
        4 => {
            let finals: Vec<u32> = (0..net.slots.len() as u32)
                .filter(|&s| net.slots[s as usize].owner == linchpin::network::FINAL)
                .collect();
            Effect::Demand(finals.into_iter().map(|slot| (slot, dice.between(0.0, 0.3))).collect())
        }
        _ => Effect::Stock(some(dice, net.slots.len(), 0.5)),
    }
}

/// One to three such shocks.
pub fn shocks(net: &Network, dice: &mut Dice) -> Vec<Shock> {
    (0..dice.pick(1, 4)).map(|_| shock(net, dice)).collect()
}
