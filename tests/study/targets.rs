//! What shocks act on: an export control follows the seat and the plant, an outage the plant, and nobody the unnamed.

use super::study;
use linchpin::engine::{Effect, Shock};
use linchpin::network::{FINAL, Lane, Network};
use linchpin::scenario::{Compiler, adhoc};

fn network() -> &'static Network {
    study().network()
}

fn compile(line: &str) -> Shock {
    let shock = adhoc::parse(line).expect("a shock");
    Compiler::new(study().model(), network()).compile(&shock).expect("something to hit")
}

fn id(economy: u32) -> &'static str {
    &network().economies[economy as usize]
}

fn good(product: u32) -> &'static str {
    &network().products[product as usize]
}

/// Lanes that a shock cuts, with its weight on each.
fn lanes(line: &str) -> Vec<(&'static Lane, f64)> {
    let Effect::Flow(lanes) = compile(line).effect else { panic!("{line} cuts no lanes") };
    lanes.into_iter().map(|(lane, weight)| (&network().lanes[lane as usize], weight)).collect()
}

#[test]
fn an_export_ban_leaves_home_use_and_other_buyers_alone() {
    let hit = lanes("export CHN>ree_heavy_separated>JPN 90% 180d");
    assert_eq!(hit.len(), 1, "China has one maker");
    assert_eq!(
        (id(hit[0].0.economy), id(hit[0].0.region), good(hit[0].0.product)),
        ("CHN", "JPN", "ree_heavy_separated")
    );
    for (lane, weight) in lanes("export CHN>* 90% 180d") {
        assert!(!lane.domestic && !lane.other && weight == 1.0, "{lane:?}");
        assert!(
            id(lane.economy) == "CHN" || id(lane.seat) == "CHN" || study().model().region(id(lane.economy)) == "CHN"
        );
        assert_ne!(id(lane.region), "CHN");
    }
}

#[test]
fn an_export_control_follows_the_seat_and_spares_the_one_who_controls() {
    let hit = lanes("export USA>gpu_accelerator 60% 540d");
    assert!(
        hit.iter().any(|(lane, _)| id(lane.economy) == "TWN" && id(lane.seat) == "USA"),
        "made in Taiwan, sold by Americans"
    );
    assert!(hit.iter().all(|(lane, _)| id(lane.region) != "USA"), "nobody bans what they buy themselves");
    assert!(hit.iter().all(|(lane, _)| id(lane.economy) == "USA" || id(lane.seat) == "USA"));
}

#[test]
fn a_region_that_restricts_stands_for_its_members() {
    let hit = lanes("export EUU>arf_immersion_litho 50% 90d");
    assert!(!hit.is_empty() && hit.iter().all(|(lane, _)| id(lane.economy) == "NLD"));
}

#[test]
fn an_outage_follows_the_plant() {
    let Effect::Capacity(hit) = compile("capacity TWN>* 30% 14d").effect else { panic!("no outage") };
    let hit: Vec<_> = hit.into_iter().map(|index| &network().suppliers[index as usize]).collect();
    assert!(hit.iter().all(|supplier| id(supplier.economy) == "TWN" && !supplier.other));
    assert!(hit.iter().any(|supplier| id(supplier.seat) == "USA"), "plants that Americans sell from");
    let Effect::Capacity(all) = compile("capacity *>goes_steel 25% 730d").effect else { panic!("no outage") };
    assert!(all.iter().all(|&index| !network().suppliers[index as usize].other), "the unnamed are never a target");
}

#[test]
fn a_blockade_cuts_trade_both_ways_and_neither_home_use_nor_wires() {
    let hit = lanes("trade TWN 90% 90d");
    for (lane, _) in &hit {
        assert!(!lane.domestic && (id(lane.economy) == "TWN" || id(lane.region) == "TWN"), "{lane:?}");
        assert_ne!(good(lane.product), "cloud_compute");
    }
    let crossing = network().lanes.iter().filter(|lane| !lane.domestic && lane.sea && id(lane.region) == "TWN");
    assert!(crossing.into_iter().all(|lane| hit.iter().any(|(other, _)| std::ptr::eq(*other, lane))));
    assert!(hit.iter().any(|(lane, _)| lane.other && id(lane.region) == "TWN"), "whoever sends it");
    assert!(hit.iter().all(|(lane, _)| !lane.other || id(lane.region) == "TWN"));
}

#[test]
fn a_blockade_of_the_rest_of_the_world_spares_the_unnamed_elsewhere() {
    let hit = lanes("trade ROW 90% 90d");
    assert!(!hit.is_empty());
    for (lane, _) in &hit {
        assert!(!lane.domestic && (!lane.other || id(lane.region) == "ROW"), "{lane:?}");
    }
}

#[test]
fn deliveries_of_an_input_stop_wherever_they_come_from() {
    let hit = lanes("input TWN<lng 60% 30d");
    let all = network().lanes.iter().filter(|lane| good(lane.product) == "lng" && id(lane.region) == "TWN").count();
    assert_eq!(hit.len(), all);
}

#[test]
fn an_asset_takes_its_share_of_what_goes_by_sea() {
    for (lane, weight) in lanes("asset port_nagoya 100% 3d") {
        assert!(lane.sea && !lane.domestic && (weight - 0.1).abs() < 1e-12, "{lane:?} {weight}");
        assert!(id(lane.region) == "JPN" || id(lane.economy) == "JPN", "{lane:?}");
    }
    let cables = lanes("asset red_sea_cables 100% 35d");
    assert!(cables.iter().all(|(lane, _)| good(lane.product) == "cloud_compute" && id(lane.region) == "IND"));
}

#[test]
fn two_straits_on_one_voyage_are_one_route() {
    let route = |line: &str| {
        let Effect::Route(lanes) = compile(line).effect else { panic!("no route") };
        lanes
    };
    let (both, canal) = (route("route suez,bab_el_mandeb 55% 720d"), route("route suez 55% 720d"));
    for lane in &canal {
        let same = both.iter().find(|other| other.lane == lane.lane).expect("hit by both");
        // A voyage that passes both is turned back once and takes one way round.
        assert!(same.share >= lane.share && same.share <= 1.0 && same.detour_days == Some(11.0), "{same:?}");
    }
    for lane in route("route hormuz 95% 140d") {
        assert_eq!((lane.detour_days, lane.detour_share), (None, 0.0), "no way round by sea");
        let lane = &network().lanes[lane.lane as usize];
        assert_eq!(study().model().economy(id(lane.economy)).expect("an economy").area, "persian_gulf", "{lane:?}");
    }
}

#[test]
fn growth_of_demand_falls_on_final_use_and_is_that_of_the_world() {
    let shock = compile("demand logic_mature_gt45nm +17% 540d");
    let Effect::Demand(slots) = shock.effect else { panic!("no demand") };
    let mut added = 0.0;
    for (slot, growth) in slots {
        let slot = &network().slots[slot as usize];
        assert_eq!((slot.owner, good(slot.product)), (FINAL, "logic_mature_gt45nm"));
        added += shock.profile.severity * growth * slot.usage;
    }
    assert!((added - 0.17).abs() < 1e-9, "the world wants {added} more of one");
}

#[test]
fn stock_and_reserve_are_told_apart() {
    let Effect::Stock(slots) = compile("stock crude_oil@JPN 50%").effect else { panic!("no stock") };
    assert!(slots.iter().all(|&slot| id(network().slots[slot as usize].region) == "JPN"));
    let Effect::Reserve(reserves) = compile("reserve crude_oil@JPN 100%").effect else { panic!("no reserve") };
    assert_eq!(reserves.len(), 1);
    let cell = &network().cells[network().reserves[reserves[0] as usize].cell as usize];
    assert_eq!((good(cell.product), id(cell.region)), ("crude_oil", "JPN"));
}

#[test]
fn what_is_not_there_is_not_hit() {
    let shock = adhoc::parse("export IND>gpu_accelerator 90% 180d").expect("a shock");
    let compiled = Compiler::new(study().model(), network()).compile(&shock);
    let made = network().suppliers.iter().any(|s| good(s.product) == "gpu_accelerator" && id(s.economy) == "IND");
    assert_eq!(compiled.is_some(), made);
}
