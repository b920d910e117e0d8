//! Demand, balancing and grouping where they can be worked out with pencil and paper.

use super::{close, core, economy, flow, product};
use linchpin::model::product::EconomyShare;
use linchpin::model::{Confidence, Goods, InputKind, Model, Product};
use linchpin::network::{FINAL, GroupKind, Network, build};
use linchpin::units::Fraction;

fn fraction(value: f64) -> Fraction {
    Fraction::new(value).expect("a fraction")
}

fn share(economy: &str, value: f64) -> EconomyShare {
    EconomyShare {
        economy: economy.to_owned(),
        share: fraction(value),
        low: None,
        high: None,
        year: 2024,
        source: "analyst".to_owned(),
        confidence: Confidence::Estimate,
        note: None,
    }
}

fn edit<'m>(model: &'m mut Model, id: &str) -> &'m mut Product {
    &mut model.products.iter_mut().find(|(_, product)| product.id == id).expect("a product").1
}

/// Gallium alone in Japan and China, which make 0.4 and 0.6 of it and use half each; Japan imports half its need.
fn two_by_two() -> Model {
    let mut model = core();
    model.economies.retain(|economy| ["JPN", "CHN"].contains(&economy.id.as_str()));
    model.products.retain(|(_, product)| product.id == "gallium");
    let gallium = edit(&mut model, "gallium");
    gallium.supply.iter_mut().for_each(|row| row.share = fraction(if row.economy == "JPN" { 0.4 } else { 0.6 }));
    gallium.demand = vec![share("JPN", 0.5), share("CHN", 0.5)];
    gallium.import_dependence = vec![share("JPN", 0.5)];
    gallium.imports.clear();
    model
}

#[test]
fn two_makers_and_two_users_balance_with_the_least_change() {
    let network = build(&two_by_two()).expect("a network").network;
    // Stated mixes: Japan 0.5 from home; China, of which nothing is known, 0.8 × min(1, 0.6/0.5) + 0.2 × 0.6 = 0.92 from
    // home. The prior is 97 % of them and 3 % of world shares.
    let prior = |mix: f64, world: f64| 0.5 * (0.97 * mix + 0.03 * world);
    let priors = [prior(0.5, 0.4), prior(0.08, 0.4), prior(0.5, 0.6), prior(0.92, 0.6)];
    // Estimates are known to 30 %: half the width of 0.35 to 0.65 and of 0.7 to 1.3 in logarithms. China's home share counts
    // as one. From abroad no row says from whom, which counts as a width of 1 beside it.
    let width = |low: f64, high: f64| (high / low).ln() / 2.0;
    let (japan, china) = (width(0.35, 0.65), width(0.7, 1.3));
    let weights = [japan, 1.0, 1.0, china].map(|width| 1.0 / (width * width));
    // The margins leave one freedom, x, Japan's flow to itself: the weighted change in information has no slope there.
    let flows = |x: f64| [x, 0.4 - x, 0.5 - x, 0.1 + x];
    let slope = |x: f64| -> f64 {
        let terms = flows(x).into_iter().zip(priors).zip(weights).zip([1.0, -1.0, -1.0, 1.0]);
        terms.map(|(((flow, prior), weight), sign)| sign * weight * (flow / prior).ln()).sum()
    };
    let (mut low, mut high) = (1e-9, 0.4 - 1e-9);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if slope(middle) < 0.0 { low = middle } else { high = middle }
    }
    let x = 0.5 * (low + high);
    close(flow(&network, "gallium", "JPN", "JPN"), x);
    close(flow(&network, "gallium", "JPN", "CHN"), 0.4 - x);
    close(flow(&network, "gallium", "CHN", "JPN"), 0.5 - x);
    close(flow(&network, "gallium", "CHN", "CHN"), 0.1 + x);
    let balanced = |path: &str| network.balanced(path);
    let near = |path: &str, want: f64| close(balanced(path).unwrap_or_else(|| panic!("nothing at {path}")), want);
    near("gallium.JPN.supply", 0.4);
    near("gallium.JPN.demand", 0.5);
    near("gallium.JPN.import_dependence", (0.5 - x) / 0.5);
    near("gallium.CHN.import_dependence", (0.4 - x) / 0.5);
    near("gallium.JPN.CHN.imports", 1.0);
    near("gallium.JPN.JPN.imports", 0.0);
    for path in ["gallium.cover", "gallium.JPN.cover", "gallium.XXX.supply", "galium.JPN.supply", "gallium"] {
        assert_eq!(balanced(path), None, "{path}");
    }
}

/// Germany's plants are the region's: as an exporter the region stands for them, as an importer they do not stand for it.
#[test]
fn balanced_shares_count_by_region() {
    let network = build(&core()).expect("a network").network;
    let of = |path: &str| network.balanced(path);
    let from = |economy: &str| flow(&network, "gaas_wafer", economy, "JPN");
    let all = from("DEU") + from("OTHER");
    assert!(from("DEU") > 0.0);
    close(of("gaas_wafer.JPN.EUU.imports").expect("a share"), from("DEU") / all);
    close(of("gaas_wafer.JPN.DEU.imports").expect("a share"), from("DEU") / all);
    close(of("gaas_wafer.DEU.freiberger.firms").expect("a share"), 0.25);
    close(of("gaas_wafer.DEU.supply").expect("a share"), 0.3);
    assert_eq!((of("gaas_wafer.DEU.import_dependence"), of("gaas_wafer.EUU.DEU.imports")), (None, Some(0.0)));
}

#[test]
fn an_end_use_is_made_where_it_is_used() {
    let network = build(&core()).expect("a network").network;
    // No economy has a GDP and wafers have no stated demand: a third of the radar sets each.
    for region in ["JPN", "CHN", "EUU"] {
        close(flow(&network, "radar", region, region), 1.0 / 3.0);
    }
    let radar = product(&network, "radar");
    assert!(network.lanes.iter().all(|lane| lane.product != radar || lane.domestic));
}

#[test]
fn demand_follows_the_plants_of_the_users() {
    let network = build(&core()).expect("a network").network;
    let used = |id: &str, region: &str, last: bool| -> f64 {
        let (id, region) = (product(&network, id), economy(&network, region));
        let slots = network.slots.iter().filter(|slot| (slot.product, slot.region) == (id, region));
        slots.filter(|slot| (slot.owner == FINAL) == last).map(|slot| slot.usage).sum()
    };
    // Wafers: 95 % into radar sets, evenly; 5 % elsewhere, evenly.
    close(used("gaas_wafer", "JPN", false), 0.95 / 3.0);
    close(used("gaas_wafer", "CHN", true), 0.05 / 3.0);
    // Arsenic: 95 % where wafers are made (Japan 0.5, Germany 0.3, the unnamed 0.2), which is not China.
    close(used("arsenic", "JPN", false), 0.95 * 0.5);
    close(used("arsenic", "CHN", false), 0.0);
    close(used("arsenic", "CHN", true), 0.05 / 3.0);
    // Gallium: 0.6 into wafers. Japan's stated 0.4 is 0.3 for them and 0.1 of final use; European plants and those of
    // the unnamed, who stand in the last region, take 0.3 whatever is stated; the final use that is left is China's.
    for (region, want) in [("JPN", 0.4), ("EUU", 0.3), ("CHN", 0.3)] {
        close(used("gallium", region, false) + used("gallium", region, true), want);
    }
}

#[test]
fn firms_are_told_apart_from_the_rest_of_their_economy() {
    let network = build(&core()).expect("a network").network;
    let wafers = product(&network, "gaas_wafer");
    let mut found: Vec<(&str, Option<&str>, f64)> = Vec::new();
    for supplier in network.suppliers.iter().filter(|supplier| supplier.product == wafers) {
        found.push((&network.economies[supplier.economy as usize], supplier.firm.as_deref(), supplier.output));
    }
    let wanted = [("JPN", None, 0.5), ("DEU", None, 0.05), ("DEU", Some("freiberger"), 0.25), ("OTHER", None, 0.2)];
    assert_eq!(found.len(), wanted.len());
    for ((economy, firm, output), want) in found.into_iter().zip(wanted) {
        assert_eq!((economy, firm), (want.0, want.1));
        close(output, want.2);
    }
}

#[test]
fn firms_have_no_more_than_their_economy() {
    let mut model = core();
    linchpin::model::set(&mut model, "gaas_wafer.DEU.freiberger.firms=0.9").expect("set");
    assert_eq!(linchpin::model::oversubscribed(&model), [("gaas_wafer.DEU.*.firms".to_owned(), 3.0)]);
    let network = build(&model).expect("a network").network;
    let of = |path: &str| network.balanced(path).expect("a share");
    for path in ["gaas_wafer.DEU.supply", "gaas_wafer.DEU.freiberger.firms"] {
        close(of(path), 0.3);
    }
    close(of("gaas_wafer.JPN.supply"), 0.5);
}

#[test]
fn a_domestic_maker_that_nobody_names_is_carved_out_of_the_rest() {
    let mut model = core();
    // Europe uses 0.3 and says it imports nine tenths: 0.03 out of an unnamed 0.05, of which 0.8 may go.
    edit(&mut model, "gallium").import_dependence = vec![share("EUU", 0.9)];
    let built = build(&model).expect("a network");
    let gallium = product(&built.network, "gallium");
    let output = |id: &str| -> f64 {
        let place = economy(&built.network, id);
        let makers = built.network.suppliers.iter().filter(|s| (s.product, s.economy) == (gallium, place));
        makers.map(|supplier| supplier.output).sum()
    };
    close(output("EUU"), 0.03);
    close(output("OTHER"), 0.02);
    assert!(built.report.shortfalls.is_empty());
    // If it imports half, it wants 0.15 and gets no more than 0.04.
    edit(&mut model, "gallium").import_dependence = vec![share("EUU", 0.5)];
    let shortfalls = build(&model).expect("a network").report.shortfalls;
    assert_eq!((shortfalls.len(), shortfalls[0].region.as_str()), (1, "EUU"));
    close(shortfalls[0].wanted, 0.15);
    close(shortfalls[0].carved, 0.04);
}

/// Slots of the wafer maker in Japan by group.
fn wafer_groups(network: &Network) -> Vec<(GroupKind, Vec<f64>)> {
    let (wafers, japan) = (product(network, "gaas_wafer"), economy(network, "JPN"));
    let maker = network.suppliers.iter().find(|s| (s.product, s.economy) == (wafers, japan)).expect("a maker");
    let groups = network.groups[maker.groups.clone()].iter();
    groups.map(|g| (g.kind, network.slots[g.slots.clone()].iter().map(|slot| slot.share).collect())).collect()
}

#[test]
fn stated_shares_of_alternatives_are_kept() {
    let mut model = core();
    for (input, share) in edit(&mut model, "gaas_wafer").inputs.iter_mut().zip([0.75, 0.25]) {
        (input.kind, input.group, input.share) =
            (InputKind::Alternative, Some("iii-v".to_owned()), Some(fraction(share)));
    }
    let found = wafer_groups(&build(&model).expect("a network").network);
    assert_eq!((found.len(), found[0].0), (1, GroupKind::Alternative));
    close(found[0].1[0], 0.75);
    close(found[0].1[1], 0.25);
}

/// What is stated is a share of the whole; the rest goes by value of use, whatever the unit of money.
#[test]
fn a_member_without_a_share_has_what_the_others_leave() {
    for scale in ["1", "100"] {
        let mut model = core();
        for input in &mut edit(&mut model, "gaas_wafer").inputs {
            (input.kind, input.group) = (InputKind::Mix, Some("iii-v".to_owned()));
        }
        edit(&mut model, "gaas_wafer").inputs[0].share = Some(fraction(0.7));
        for id in ["gallium", "arsenic"] {
            if model.product(id).expect("a product").1.market_value.is_some() {
                linchpin::model::set(&mut model, &format!("{id}.market_value={scale}")).expect("set");
            }
        }
        let shares = wafer_groups(&build(&model).expect("a network").network)[0].1.clone();
        close(shares[0], 0.7);
        close(shares[1], 0.3);
    }
}

#[test]
fn an_input_that_is_not_fungible_becomes_a_mix_of_its_makers() {
    let mut model = core();
    let wafers = edit(&mut model, "gaas_wafer");
    wafers.inputs[0].fungible = false;
    let network = build(&model).expect("a network").network;
    let found = wafer_groups(&network);
    assert_eq!(found[0].0, GroupKind::Mix);
    // Gallium comes to Japan from Japan, China and the unnamed, each with its share of the supply.
    let cell = network
        .cells
        .iter()
        .position(|cell| (cell.product, cell.region) == (product(&network, "gallium"), economy(&network, "JPN")));
    let origins = network.origins(cell.expect("a cell") as u32);
    assert_eq!(found[0].1.len(), origins.len());
    for origin in origins {
        assert!(found[0].1.iter().any(|share| (share - origin.share).abs() < 1e-9), "{origin:?} {found:?}");
    }
    close(found[0].1.iter().sum(), 1.0);
}

#[test]
fn scrap_is_half_of_the_recycling_rate_and_needs_nothing() {
    let mut model = core();
    let wafers = edit(&mut model, "gaas_wafer");
    wafers.goods = Goods::Material;
    linchpin::model::set(&mut model, "gaas_wafer.recycling=40%").expect("set");
    let network = build(&model).expect("a network").network;
    let wafers = product(&network, "gaas_wafer");
    let scrap = |recycled: bool| -> f64 {
        let makers = network.suppliers.iter().filter(|s| s.product == wafers && !s.other && s.recycled == recycled);
        makers.map(|supplier| supplier.output).sum()
    };
    close(scrap(true), 0.8 * 0.5 * 0.4);
    close(scrap(false), 0.8 * (1.0 - 0.5 * 0.4));
}

#[test]
fn products_that_need_each_other_are_planned_as_they_stand_and_the_others_after_their_users() {
    let plain = build(&core()).expect("a network").network;
    let mut model = core();
    let mut circle = edit(&mut model, "radar").inputs[0].clone();
    (circle.product, circle.kind) = ("radar".to_owned(), InputKind::Energy);
    edit(&mut model, "gaas_wafer").inputs.push(circle);
    let network = build(&model).expect("a network").network;
    // Radar sets stand in every region, wafers go there, and what wafers are made of goes where it went before.
    for id in ["gaas_wafer", "gallium", "arsenic"] {
        for region in ["JPN", "CHN", "EUU"] {
            let into = |network: &Network| -> f64 {
                ["JPN", "CHN", "DEU", "OTHER"].iter().map(|from| flow(network, id, from, region)).sum()
            };
            close(into(&network), into(&plain));
        }
    }
}

#[test]
fn scrap_neither_is_nor_has_a_host() {
    let mut model = core();
    let wafers = edit(&mut model, "gaas_wafer");
    (wafers.goods, wafers.inputs[0].kind, wafers.inputs[0].use_share) = (Goods::Material, InputKind::CoProduct, None);
    linchpin::model::set(&mut model, "gaas_wafer.recycling=40%").expect("set");
    let network = build(&model).expect("a network").network;
    let japan = economy(&network, "JPN");
    let makers: Vec<_> = network.suppliers.iter().filter(|supplier| supplier.economy == japan).collect();
    let tied = |recycled: bool| {
        let wafers = product(&network, "gaas_wafer");
        let mut own = makers.iter().filter(|supplier| supplier.product == wafers && supplier.recycled == recycled);
        own.next().expect("a maker").hosts.len()
    };
    assert_eq!((tied(false), tied(true)), (1, 0));
}

#[test]
fn a_member_of_a_region_has_no_imports_of_its_own() {
    let mut model = core();
    edit(&mut model, "gallium").import_dependence = vec![share("DEU", 0.5)];
    let built = build(&model).expect("a network");
    assert!(built.report.shortfalls.is_empty());
    close(flow(&built.network, "gallium", "EUU", "EUU"), 0.0);
}
