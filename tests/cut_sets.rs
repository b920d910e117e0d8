//! Minimal cut sets: the spread of losses against the kernel's extraction, the two properties that the search rests on,
//! and the search against brute force.

mod support;

use linchpin::cutset::{Cut, CutKind, Element, Spread, Workspace, minimal_cuts};
use linchpin::engine::{Effect, Engine, Parameters, Profile, RouteLane, Sharing, Shock};
use linchpin::network::Network;
use std::collections::BTreeSet;
use support::chance::{Dice, Shape};

/// A random network whose lanes between regions pass two straits.
fn drawn(seed: u64) -> Network {
    let shape = Shape { products: 6, sources: (1, 3), groups: (1, 3), ..Shape::mixed(seed) };
    let mut net = shape.draw(seed);
    let mut dice = Dice::new(seed + 77);
    net.chokepoints = vec!["north".to_owned(), "south".to_owned()];
    net.detours = vec![None, Some((12.0, dice.between(0.1, 0.9)))];
    for lane in net.lanes.iter_mut().filter(|lane| !lane.domestic) {
        for point in 0..2 {
            if dice.chance(0.5) {
                lane.via.push((point, dice.between(0.3, 1.0)));
            }
        }
    }
    net
}

/// What the kernel calls the loss of `element`.
fn shock(net: &Network, element: Element) -> Shock {
    let lanes = || (0_u32..).zip(&net.lanes);
    let effect = match element {
        Element::Plants(supplier) => Effect::Capacity(vec![supplier]),
        Element::Exports(economy) => Effect::Flow(
            lanes().filter(|(_, l)| l.economy == economy && !l.domestic).map(|(index, _)| (index, 1.0)).collect(),
        ),
        Element::Strait(point) => Effect::Route(
            lanes()
                .flat_map(|(lane, row)| row.via.iter().filter(|(p, _)| *p == point).map(move |(_, s)| (lane, *s)))
                .map(|(lane, share)| {
                    let round = net.detours[point as usize];
                    let (detour_days, detour_share) = (round.map(|r| r.0), round.map_or(0.0, |r| r.1));
                    RouteLane { lane, share, detour_days, detour_share }
                })
                .collect(),
        ),
    };
    Shock { profile: Profile::for_ever(1.0, 0.0), effect }
}

fn extracted(net: &Network, engine: &Engine, removed: &[Element]) -> Vec<f64> {
    let shocks: Vec<Shock> = removed.iter().map(|element| shock(net, *element)).collect();
    let left = engine.extract(&shocks, Sharing::Kept);
    (0..net.cells.len() as u32).map(|cell| 1.0 - left.availability(engine.layout(), cell)).collect()
}

fn some(dice: &mut Dice, elements: &[Element], most: usize) -> Vec<Element> {
    let chosen: BTreeSet<Element> =
        (0..dice.pick(1, most + 1)).map(|_| elements[dice.pick(0, elements.len())]).collect();
    chosen.into_iter().collect()
}

#[test]
fn losses_are_those_of_the_kernel_s_extraction() {
    let mut felt = 0;
    for seed in 0..150 {
        let net = drawn(seed);
        let (engine, spread) = (Engine::new(&net, Parameters::default()), Spread::new(&net));
        let elements = CutKind::Mixed.elements(&net);
        let cells: Vec<u32> = (0..net.cells.len() as u32).collect();
        let (mut work, mut dice) = (Workspace::default(), Dice::new(seed));
        for _ in 0..6 {
            let removed = some(&mut dice, &elements, 4);
            let ours = spread.losses(&mut work, &removed, &cells);
            for (ours, theirs) in ours.iter().zip(extracted(&net, &engine, &removed)) {
                assert!((ours - theirs).abs() < 1e-9, "seed {seed}: {removed:?} {ours} {theirs}");
                felt += usize::from(theirs > 0.01 && theirs < 0.99);
            }
        }
    }
    assert!(felt > 2_000, "{felt}");
}

/// What the exactness of the search rests on, asked of the kernel itself.
#[test]
fn extraction_is_monotone_and_subadditive() {
    for seed in 0..150 {
        let net = drawn(seed);
        let engine = Engine::new(&net, Parameters::default());
        let elements = CutKind::Mixed.elements(&net);
        let mut dice = Dice::new(seed + 5);
        for _ in 0..4 {
            let (one, other) = (some(&mut dice, &elements, 2), some(&mut dice, &elements, 2));
            let both: BTreeSet<Element> = one.iter().chain(&other).copied().collect();
            let both: Vec<Element> = both.into_iter().collect();
            let [one, other, both] = [one, other, both].map(|set| extracted(&net, &engine, &set));
            for ((one, other), both) in one.iter().zip(&other).zip(&both) {
                assert!(*both >= one.max(*other) - 1e-9, "seed {seed}: more was lost of less");
                assert!(*both <= one + other + 1e-9, "seed {seed}: {both} of {one} and {other}");
            }
        }
    }
}

/// All minimal cuts of up to `size` by trying every set with the kernel.
fn by_force(net: &Network, elements: &[Element], cell: u32, size: usize, limit: f64) -> BTreeSet<Vec<u32>> {
    let engine = Engine::new(net, Parameters::default());
    let mut sets: Vec<Vec<u32>> = vec![Vec::new()];
    let mut cuts: BTreeSet<Vec<u32>> = BTreeSet::new();
    for _ in 0..size {
        let longer = sets.iter().flat_map(|set| {
            let first = set.last().map_or(0, |last| last + 1);
            (first..elements.len() as u32).map(|next| set.iter().copied().chain([next]).collect::<Vec<u32>>())
        });
        sets = longer.filter(|set| !cuts.iter().any(|cut| cut.iter().all(|member| set.contains(member)))).collect();
        for set in &sets {
            let removed: Vec<Element> = set.iter().map(|&place| elements[place as usize]).collect();
            if extracted(net, &engine, &removed)[cell as usize] > limit {
                cuts.insert(set.clone());
            }
        }
        sets.retain(|set| !cuts.contains(set));
    }
    cuts
}

#[test]
fn the_search_finds_what_brute_force_finds() {
    let (mut sizes, mut networks) = ([0_usize; 3], 0);
    for seed in 0..200 {
        let shape =
            Shape { products: 4, makers: (2, 5), sources: (2, 5), regions: 4, groups: (1, 2), ..Shape::mixed(seed) };
        let mut net = shape.draw(seed);
        net.chokepoints.clear();
        let kinds = [CutKind::Economies, CutKind::Suppliers, CutKind::Mixed];
        let elements = kinds[seed as usize % 3].elements(&net);
        let mut dice = Dice::new(seed + 9);
        let (cell, limit) = (dice.pick(0, net.cells.len()) as u32, dice.between(0.4, 0.95));
        let spread = Spread::new(&net);
        let evaluate = |sets: &[Vec<u32>]| {
            let mut work = Workspace::default();
            let removed = |set: &Vec<u32>| set.iter().map(|&place| elements[place as usize]).collect::<Vec<Element>>();
            sets.iter().map(|set| spread.losses(&mut work, &removed(set), &[cell])).collect()
        };
        let found = minimal_cuts(elements.len(), 1, |_, _| true, (3, limit), evaluate).remove(0);
        let found: BTreeSet<Vec<u32>> = found.into_iter().map(|Cut { members, .. }| members).collect();
        let expected = by_force(&net, &elements, cell, 3, limit);
        assert_eq!(found, expected, "seed {seed}");
        networks += usize::from(!expected.is_empty());
        for cut in &expected {
            sizes[cut.len() - 1] += 1;
        }
    }
    assert!(networks > 100 && sizes.iter().all(|&count| count > 20), "{networks} {sizes:?}");
}

/// Taking more away can help somebody in the kernel's dynamics, but what a mix or an alternative is worth never grows
/// with what is lost: its two extremes, by hand.
#[test]
fn a_supplier_and_its_economy_are_not_both_needed() {
    use support::sketch::{Need, Recipe, Sketch};
    let mut sketch = Sketch::new(2);
    let (ore, rival) = (sketch.supplier(0, 1, 1.0), sketch.supplier(0, 0, 1.0));
    let maker = sketch.supplier(1, 0, 1.0);
    sketch.needs(maker, Recipe::single(0.95, Need::new(0, 0, 0.0, &[(ore, 0.7, 1.0), (rival, 0.3, 1.0)])));
    sketch.finals.push(Need::new(1, 0, 0.0, &[(maker, 1.0, 1.0)]));
    let net = sketch.build();
    let elements = CutKind::Mixed.elements(&net);
    let found = by_force(&net, &elements, 2, 3, 0.5);
    let named = |element: Element| elements.iter().position(|e| *e == element).expect("an element") as u32;
    let expected: BTreeSet<Vec<u32>> =
        [Element::Exports(1), Element::Plants(ore), Element::Plants(maker)].map(|e| vec![named(e)]).into();
    assert_eq!(found, expected);
}
