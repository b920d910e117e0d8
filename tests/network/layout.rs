//! Conventions that show in the layout of the embedded network: places, variants, hosts, covers, lanes, reserves.

use super::{core, economy, embedded, product};
use linchpin::model::{Goods, Model};
use linchpin::network::{GroupKind, Network, build};

/// The group in which a supplier of `user` in `place` takes `input`.
fn groups<'n>(network: &'n Network, user: &str, input: &str) -> Vec<&'n linchpin::network::Group> {
    let (user, input) = (product(network, user), product(network, input));
    let makers = network.suppliers.iter().filter(|supplier| supplier.product == user);
    let groups = makers.flat_map(|supplier| &network.groups[supplier.groups.clone()]);
    groups.filter(|group| network.slots[group.slots.clone()].iter().any(|slot| slot.product == input)).collect()
}

#[test]
fn helium_comes_out_of_gas_plants_in_qatar_only() {
    let network = &embedded().1.network;
    let tied: Vec<_> = network.suppliers.iter().filter(|supplier| !supplier.hosts.is_empty()).collect();
    assert_eq!(tied.len(), 1, "{tied:?}");
    assert_eq!((tied[0].product, tied[0].economy), (product(network, "helium"), economy(network, "QAT")));
    let host = &network.suppliers[tied[0].hosts[0].supplier as usize];
    assert_eq!((host.product, host.economy), (product(network, "lng"), economy(network, "QAT")));
    assert!((tied[0].hosts.iter().map(|host| host.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn only_taiwanese_fabs_run_on_liquefied_gas() {
    let network = &embedded().1.network;
    let (gas, chips) = (product(network, "lng"), product(network, "logic_lt10nm"));
    for supplier in network.suppliers.iter().filter(|supplier| supplier.product == chips) {
        let slots = network.groups[supplier.groups.clone()].iter().flat_map(|group| group.slots.clone());
        let takes_gas = slots.into_iter().any(|slot| network.slots[slot].product == gas);
        assert_eq!(takes_gas, network.economies[supplier.economy as usize] == "TWN", "{supplier:?}");
    }
}

#[test]
fn car_chips_are_kept_apart_by_supplier() {
    let network = &embedded().1.network;
    for group in groups(network, "automobile", "analog_discrete") {
        let slots = &network.slots[group.slots.clone()];
        assert!(group.kind == GroupKind::Mix || slots.len() == 1);
        assert_eq!(group.substitute_max, 0.0);
        let mut makers: Vec<u32> = Vec::new();
        for slot in slots {
            assert_eq!((slot.edges.len(), slot.switching_max), (1, 0.0), "one variant, one maker, no way round it");
            assert!(slot.cover <= 20.0, "{slot:?}");
            makers.push(network.edges[slot.edges.start].supplier);
        }
        makers.sort_unstable();
        makers.dedup();
        assert_eq!(makers.len(), slots.len());
        // Each variant weighs what it is of the use.
        let usage: f64 = slots.iter().map(|slot| slot.usage).sum();
        assert!(slots.iter().all(|slot| (slot.share - slot.usage / usage).abs() < 1e-9));
    }
}

#[test]
fn what_is_not_stored_has_no_cover_and_what_is_installed_half_a_year() {
    let (model, built) = embedded();
    let network = &built.network;
    for slot in &network.slots {
        let (_, row) = &model.products[slot.product as usize];
        let stated = row.cover.as_ref().map_or(0.0, |figure| figure.value.get());
        match row.goods {
            Goods::EndUse => assert_eq!(slot.cover, 0.0, "{}", row.id),
            // Licences run on for as long as is stated; nothing else of a service can be held.
            Goods::Service => assert_eq!(slot.cover, stated, "{}", row.id),
            Goods::Manufactured | Goods::Material => {}
        }
        let stated = row.covers.iter().map(|row| row.days.get()).fold(stated, f64::max);
        assert!(slot.cover <= 365.0_f64.max(stated), "{}: {} days and no source says so", row.id, slot.cover);
    }
    for group in network.groups.iter().filter(|group| !group.scales_with_overtime) {
        for slot in &network.slots[group.slots.clone()] {
            let goods = model.products[slot.product as usize].1.goods;
            let held = slot.cover >= 180.0 || matches!(goods, Goods::EndUse | Goods::Service);
            assert!(held, "{} {}", network.products[slot.product as usize], slot.cover);
        }
    }
}

#[test]
fn indian_gas_is_covered_for_about_ten_days() {
    let network = &embedded().1.network;
    let (gas, india) = (product(network, "lng"), economy(network, "IND"));
    for slot in network.slots.iter().filter(|slot| slot.product == gas && slot.region == india) {
        assert!((5.0..=15.0).contains(&slot.cover), "{slot:?}");
    }
}

#[test]
fn end_uses_never_cross_a_border() {
    let (model, built) = embedded();
    for lane in &built.network.lanes {
        let goods = model.products[lane.product as usize].1.goods;
        assert!(lane.domestic || goods != Goods::EndUse, "{lane:?}");
        assert!(!lane.other || !lane.domestic || !lane.sea, "{lane:?}");
        assert!(lane.via.iter().all(|(_, share)| (0.0..=1.0).contains(share)), "{lane:?}");
    }
}

#[test]
fn pipelines_carry_part_of_the_crude_round_hormuz() {
    let network = &embedded().1.network;
    let hormuz = network.chokepoints.iter().position(|point| point == "hormuz").expect("Hormuz") as u32;
    let through = |id: &str, from: &str| {
        let (id, from, to) = (product(network, id), economy(network, from), economy(network, "IND"));
        let lane = network.lanes.iter().find(|lane| (lane.product, lane.economy, lane.region) == (id, from, to));
        let via = &lane.expect("a lane").via;
        via.iter().find(|(point, _)| *point == hormuz).map_or(0.0, |(_, share)| *share)
    };
    super::close(through("crude_oil", "SAU"), 0.65);
    super::close(through("crude_oil", "ARE"), 0.5);
    super::close(through("crude_oil", "IRQ"), 1.0);
    super::close(through("lng", "QAT"), 1.0);
}

#[test]
fn every_stated_reserve_is_laid_out() {
    let (model, built) = embedded();
    let network = &built.network;
    let stated: usize = model.products.iter().map(|(_, product)| product.reserves.len()).sum();
    assert_eq!(network.reserves.len(), stated);
    for reserve in &network.reserves {
        assert!(reserve.quantity > 0.0 && reserve.release > 0.0 && reserve.refill > 0.0, "{reserve:?}");
    }
}

#[test]
fn scrap_needs_no_inputs_and_comes_from_the_same_place() {
    let network = &embedded().1.network;
    let scrap: Vec<_> = network.suppliers.iter().filter(|supplier| supplier.recycled).collect();
    assert!(!scrap.is_empty());
    for supplier in scrap {
        assert!(supplier.groups.is_empty() && !supplier.other);
        let same = |other: &&linchpin::network::Supplier| {
            (other.product, other.economy, &other.firm) == (supplier.product, supplier.economy, &supplier.firm)
        };
        assert!(network.suppliers.iter().filter(same).any(|other| !other.recycled), "{supplier:?}");
    }
}

#[test]
fn a_bypass_lowers_what_passes_the_canal() {
    let network = build(&core()).expect("a network").network;
    let (id, from, to) = (product(&network, "gallium"), economy(&network, "CHN"), economy(&network, "EUU"));
    let lane = network.lanes.iter().find(|lane| (lane.product, lane.economy, lane.region) == (id, from, to));
    super::close(lane.expect("a lane").via[0].1, 0.9 * (1.0 - 0.1));
}

#[test]
fn the_order_of_products_in_their_files_changes_no_flow() {
    let model = embedded().0.clone();
    let mut turned = Model { products: Vec::new(), ..model.clone() };
    for sector in linchpin::model::Sector::ALL {
        turned.products.extend(model.products.iter().filter(|(own, _)| *own == sector).rev().cloned());
    }
    let (one, two) = (&embedded().1.network, build(&turned).expect("a network").network);
    assert_eq!((one.edges.len(), one.groups.len()), (two.edges.len(), two.groups.len()));
    for (index, cell) in one.cells.iter().enumerate() {
        let id = product(&two, &one.products[cell.product as usize]);
        let same = two.cells.iter().position(|other| (other.product, other.region) == (id, cell.region));
        let same = same.expect("the same cell");
        assert!((two.cells[same].usage - cell.usage).abs() < 1e-10);
        let (mine, theirs) = (one.origins(index as u32), two.origins(same as u32));
        assert_eq!(mine.len(), theirs.len());
        for origin in mine {
            let other = theirs.iter().find(|other| other.economy == origin.economy).expect("the same origin");
            assert!((other.share - origin.share).abs() < 1e-8, "{origin:?} {other:?}");
        }
    }
}
