//! A table or a network of firms as a model: its network holds the flows of the source, no more, no less and no other.

mod support;

use linchpin::engine::{Engine, Parameters, Run};
use linchpin::finding::Findings;
use linchpin::firm::{self, FirmNetwork};
use linchpin::flows::{About, Flows, files, of_firms, of_table};
use linchpin::model::{Model, ModelSource};
use linchpin::network::{FINAL, GroupKind, Network, build};
use linchpin::table::{self, Labels, Table};
use ndarray::Array2;
use std::path::Path;
use support::chance::{Dice, shocks};

/// A table of up to four regions and sectors with holes: cells that are empty, industries that sell nothing, stocks that are
/// drawn down, regions without a sector.
fn random_table(seed: u64) -> Table {
    let mut dice = Dice::new(seed);
    let (regions, sectors) = (dice.pick(1, 5), dice.pick(1, 5));
    let mut industries = Vec::new();
    for region in 0..regions {
        for sector in 0..sectors {
            if sector == 0 || dice.chance(0.9) {
                industries.push((format!("R{region}"), format!("sector {sector}")));
            }
        }
    }
    let uses: Vec<_> = (0..regions)
        .flat_map(|region| ["households", "stocks"].map(|category| (format!("R{region}"), category.to_owned())))
        .collect();
    let n = industries.len();
    let idle: Vec<bool> = (0..n).map(|row| row > 0 && dice.chance(0.1)).collect();
    let mut cell = |row: usize, full: f64| if idle[row] || !dice.chance(full) { 0.0 } else { dice.between(0.0, 100.0) };
    let z = Array2::from_shape_fn((n, n), |(row, _)| cell(row, 0.7));
    let mut y = Array2::from_shape_fn((n, uses.len()), |(row, _)| cell(row, 0.8));
    for row in (0..n).filter(|row| !idle[*row]) {
        y[[row, 0]] += 1.0;
        y[[row, uses.len() - 1]] *= -0.01;
    }
    Table::new(Labels::of(&industries, &uses), z, y)
}

/// The model in a folder with these files of its own.
fn model(own: Vec<(&'static str, Vec<u8>)>, flows: &Flows) -> Model {
    let folder = tempfile::tempdir().expect("a folder");
    let about = About {
        title: "t".to_owned(),
        source: "s".to_owned(),
        home: vec![flows.economies[0].id.clone()],
        ..About::default()
    };
    let model = files(flows, &about).into_iter().map(|(name, text)| (name, text.into_bytes()));
    for (name, bytes) in own.into_iter().chain(model) {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    load(folder.path()).expect("a model")
}

fn load(folder: &Path) -> Result<Model, Findings> {
    Model::load(&ModelSource::Folder(folder.to_owned())).map(|loaded| loaded.value)
}

fn of_random_table(seed: u64) -> (Table, Network) {
    let table = random_table(seed);
    let (flows, _) = of_table(&table);
    let model = model(table::files(&table, None), &flows);
    assert_eq!(model.flows.as_deref(), Some(&flows), "what is written is read back, seed {seed}");
    (table, build(&model).expect("a network").network)
}

#[test]
fn every_flow_of_a_table_is_an_edge_and_every_edge_a_flow() {
    for seed in 0..60 {
        let (table, net) = of_random_table(seed);
        let labels = table.labels();
        let n = labels.industries.len();
        // Final uses by region, none below zero; world output by sector.
        let mut uses = Array2::<f64>::zeros((n, labels.regions.len()));
        for (column, use_) in labels.final_uses.iter().enumerate() {
            let mut sum = uses.column_mut(use_.region as usize);
            sum += &table.y().column(column);
        }
        uses.mapv_inplace(|value| value.max(0.0));
        let sold: Vec<f64> = (0..n).map(|row| table.z().row(row).sum() + uses.row(row).sum()).collect();
        let mut world = vec![0.0; labels.sectors.len()];
        for (industry, sold) in labels.industries.iter().zip(&sold) {
            world[industry.sector as usize] += sold;
        }
        let place = |row: usize| labels.industries[row];
        let industry = |supplier: u32| {
            let maker = &net.suppliers[supplier as usize];
            (0..n).find(|&row| (place(row).sector, place(row).region) == (maker.product, maker.economy)).expect("a row")
        };
        assert_eq!(net.suppliers.len(), sold.iter().filter(|sold| **sold > 0.0).count(), "seed {seed}");
        let mut left = table.z().clone();
        for slot in &net.slots {
            for edge in &net.edges[slot.edges.clone()] {
                let seller = industry(edge.supplier);
                assert_eq!(place(seller).sector, slot.product);
                let value = edge.flow * world[slot.product as usize];
                if slot.owner == FINAL {
                    uses[[seller, slot.region as usize]] -= value;
                } else {
                    let buyer = industry(slot.owner);
                    assert_eq!(
                        (slot.region, left[[seller, buyer]] > 0.0),
                        (place(buyer).region, true),
                        "an edge for each"
                    );
                    assert!((left[[seller, buyer]] - value).abs() < 1e-9);
                    left[[seller, buyer]] = 0.0;
                }
            }
        }
        // What industries without output buy is final use of their regions.
        for buyer in (0..n).filter(|buyer| sold[*buyer] == 0.0) {
            for seller in 0..n {
                uses[[seller, place(buyer).region as usize]] += left[[seller, buyer]];
                left[[seller, buyer]] = 0.0;
            }
        }
        assert!(left.iter().all(|value| *value == 0.0), "no flow is left out, seed {seed}");
        assert!(uses.iter().all(|value| value.abs() < 1e-9), "nor any final use, seed {seed}");
        for (row, sold) in sold.iter().enumerate().filter(|(_, sold)| **sold > 0.0) {
            let supplier = net
                .suppliers
                .iter()
                .position(|maker| (maker.product, maker.economy) == (place(row).sector, place(row).region));
            let output = net.suppliers[supplier.expect("a supplier")].output;
            assert!((output * world[place(row).sector as usize] - sold).abs() < 1e-9 * sold, "seed {seed}");
        }
    }
}

/// Invariants of every network: sums, groups, cells.
fn holds_together(net: &Network, seed: u64) {
    for (product, id) in net.products.iter().enumerate() {
        let makers = net.suppliers.iter().filter(|supplier| supplier.product as usize == product);
        let output: f64 = makers.map(|supplier| supplier.output).sum();
        assert!(output == 0.0 || (output - 1.0).abs() < 1e-12, "{id} of seed {seed}: {output}");
    }
    for (index, supplier) in net.suppliers.iter().enumerate() {
        for group in &net.groups[supplier.groups.clone()] {
            assert_eq!((group.kind, group.slots.len()), (GroupKind::Single, 1));
            assert_eq!(net.slots[group.slots.start].owner as usize, index);
        }
    }
    assert_eq!(net.cells.iter().map(|cell| cell.slots.len()).sum::<usize>(), net.slots.len());
    assert_eq!(net.slots.last().map_or(0, |slot| slot.edges.end), net.edges.len());
}

/// Largest deviation from rest over four undisturbed years, and of mass over a disturbed one.
fn runs_well(net: &Network, seed: u64) {
    holds_together(net, seed);
    for parameters in [Parameters::default(), Parameters::weekly()] {
        let engine = Engine::new(net, parameters);
        let mut state = engine.state();
        let run = Run { horizon_days: 1461.0, stop_when_whole: false, skip_quiet_start: false, ..Run::default() };
        engine.drive(&mut state, &[], &run, |view| {
            for (made, output) in view.state.made.iter().zip(&view.layout.output) {
                assert!((made / output - 1.0).abs() < 1e-12, "seed {seed}");
            }
            for cell in 0..net.cells.len() as u32 {
                assert_eq!((view.availability(cell), view.unmet_final(cell)), (1.0, 0.0), "seed {seed}");
            }
        });
    }
    let engine = Engine::new(net, Parameters::default());
    let mut state = engine.state();
    let held = |state: &linchpin::engine::State| -> f64 { state.stock.iter().chain(&state.pipeline).sum() };
    let mut before = held(&state);
    let run = Run { horizon_days: 400.0, stop_when_whole: false, ..Run::default() };
    engine.drive(&mut state, &shocks(net, &mut Dice::new(seed + 1000)), &run, |view| {
        let made: f64 = view.state.made.iter().sum();
        let used: f64 = view.state.used.iter().chain(&view.state.destroyed).sum();
        let now = held(view.state);
        assert!((now - before - made + used).abs() < 1e-9 * (1.0 + now), "mass, seed {seed} day {}", view.day);
        before = now;
    });
}

#[test]
fn networks_of_tables_rest_and_keep_mass() {
    for seed in 0..40 {
        runs_well(&of_random_table(seed).1, seed);
    }
}

/// Firms with and without market and revenue, some alone, some in circles.
fn random_firms(seed: u64) -> FirmNetwork {
    let mut dice = Dice::new(seed);
    let firms = dice.pick(3, 25);
    let mut network = FirmNetwork {
        firms: (0..firms).map(|firm| format!("Firm {firm}")).collect(),
        sectors: vec!["Steel".to_owned(), "Cars".to_owned(), "Retail trade".to_owned()],
        markets: vec!["North".to_owned(), "South".to_owned()],
        starts: vec![0],
        ..FirmNetwork::default()
    };
    for firm in 0..firms {
        // Every sector has a firm, in the order in which a reader meets them.
        network.sector_of.push(if firm < 3 { firm } else { dice.pick(0, 3) } as u32);
        network.market_of.push(dice.chance(0.8).then(|| dice.pick(0, 2) as u32));
        network.revenue.push(dice.chance(0.6).then(|| dice.between(0.0, 400.0)));
        for buyer in (0..firms).filter(|buyer| *buyer != firm) {
            if dice.chance(0.2) {
                network.buyers.push(buyer as u32);
                network.weights.push(dice.between(0.1, 50.0));
            }
        }
        network.starts.push(network.buyers.len());
    }
    network
}

#[test]
fn networks_of_firms_rest_keep_mass_and_hold_every_delivery() {
    for seed in 0..40 {
        let firms = random_firms(seed);
        let (flows, _) = of_firms(&firms);
        if flows.makers.is_empty() {
            continue;
        }
        let model = model(firm::files(&firms), &flows);
        let net = build(&model).expect("a network").network;
        runs_well(&net, seed);
        let id = |firm: u32| format!("firm-{firm}");
        let supplier =
            |firm: u32| net.suppliers.iter().position(|maker| maker.firm.as_deref() == Some(id(firm).as_str()));
        let mut sold = vec![0.0; firms.firms.len()];
        for (seller, buyer, weight) in firms.edges() {
            sold[seller as usize] += weight;
            let Some(buyer) = supplier(buyer) else { continue };
            let maker = supplier(seller).expect("who sells makes");
            let product = net.suppliers[maker].product as usize;
            let slots = net.slots.iter().filter(|slot| slot.owner as usize == buyer);
            let mut edges =
                slots.flat_map(|slot| &net.edges[slot.edges.clone()]).filter(|edge| edge.supplier as usize == maker);
            let flow = edges.next().expect("a delivery").flow;
            assert!((flow * flows.output[product] - weight).abs() < 1e-9 && edges.next().is_none(), "seed {seed}");
        }
        for (firm, revenue) in firms.revenue.iter().enumerate() {
            let (Some(revenue), Some(maker)) = (revenue, supplier(firm as u32)) else { continue };
            let maker = &net.suppliers[maker];
            let output = maker.output * flows.output[maker.product as usize];
            assert!((output - revenue.max(sold[firm])).abs() < 1e-9 * (1.0 + output), "seed {seed}");
        }
    }
}

#[test]
fn regions_that_are_joined_share_their_cells() {
    for seed in 0..20 {
        let table = random_table(seed);
        let (flows, _) = of_table(&table);
        let mut model = model(table::files(&table, None), &flows);
        let first = model.economies[0].id.clone();
        for economy in &mut model.economies {
            economy.region.clone_from(&first);
        }
        let net = build(&model).expect("a network").network;
        assert_eq!(net.edges.len(), flows.flows.len());
        assert!(net.lanes.iter().all(|lane| lane.domestic));
        let products = net.cells.iter().map(|cell| cell.product).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(products.len(), net.cells.len(), "a cell for each product, seed {seed}");
        runs_well(&net, seed);
    }
}

#[test]
fn a_row_of_inputs_says_how_much_an_input_matters() {
    let industries = ["ore", "steel"].map(|sector| ("A".to_owned(), sector.to_owned()));
    let uses = [("A".to_owned(), "use".to_owned())];
    let z = ndarray::array![[0.0, 4.0], [1.0, 2.0]];
    let table = Table::new(Labels::of(&industries, &uses), z, ndarray::array![[1.0], [9.0]]);
    let (flows, _) = of_table(&table);
    let mut model = model(table::files(&table, None), &flows);
    let criticality = |model: &Model| {
        let net = build(model).expect("a network").network;
        let steel = net.suppliers[1].groups.clone();
        net.groups[steel].iter().map(|group| group.criticality).collect::<Vec<_>>()
    };
    assert_eq!(criticality(&model), [0.95, 0.95]);
    let row = "product = \"ore\"\nkind = \"minor\"\nsource = \"imported\"\nconfidence = \"estimate\"";
    model.products[1].1.inputs.push(toml::from_str(row).expect("an input"));
    assert_eq!(criticality(&model), [0.3, 0.95], "ore is minor, steel for steel is essential");
}
