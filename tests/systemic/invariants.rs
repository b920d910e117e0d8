//! What must hold of the index whatever the network.

use super::support::chance::Dice;
use super::support::firms::{essentiality, network, scale_free};
use linchpin::firm::FirmNetwork;
use linchpin::systemic::{Cascade, Class, Conventions, Essentiality, Loss, Replacement, Shocks};

fn index(network: &FirmNetwork, essentiality: &Essentiality, conventions: &Conventions) -> Vec<Loss> {
    let all = Shocks::failures(&(0..network.firms.len() as u32).collect::<Vec<_>>());
    Cascade::new(network, essentiality, conventions).expect("a cascade").losses(&all, &|_| ()).losses
}

#[test]
fn the_index_lies_between_the_firm_s_own_share_and_all() {
    let (network, essentiality) = (scale_free(400, 20, 1), essentiality(20, 0.5, 0.4, 1));
    let cascade = Cascade::new(&network, &essentiality, &Conventions::default()).expect("a cascade");
    let losses = index(&network, &essentiality, &Conventions::default());
    let mut beyond = 0;
    for (firm, loss) in losses.iter().enumerate() {
        let own = cascade.own_share(firm);
        assert!(loss.combined <= 1.0 && loss.combined >= own - 1e-15, "{loss:?} {own}");
        assert!(loss.combined >= loss.downstream.max(loss.upstream) - 1e-15, "{loss:?}");
        assert!(loss.combined <= loss.downstream + loss.upstream, "{loss:?}");
        beyond += usize::from(loss.combined > 2.0 * own);
    }
    assert!(beyond > 40, "hardly anything spreads: {beyond}");
}

#[test]
fn names_and_units_do_not_matter() {
    let plain = scale_free(300, 12, 5);
    let essentiality = essentiality(12, 0.4, 0.4, 5);
    let before = index(&plain, &essentiality, &Conventions::default());
    let turned = |firm: u32| 299 - firm;
    let sectors: Vec<u32> = plain.sector_of.iter().rev().copied().collect();
    let deliveries: Vec<(u32, u32, f64)> =
        plain.edges().map(|(from, to, weight)| (turned(from), turned(to), weight * 1e6)).collect();
    let after = index(&network(&sectors, &deliveries), &essentiality, &Conventions::default());
    for (firm, loss) in before.iter().enumerate() {
        let other = after[299 - firm];
        assert!((loss.combined - other.combined).abs() < 1e-12 && loss.sweeps == other.sweeps, "{loss:?} {other:?}");
    }
}

#[test]
fn a_smaller_epsilon_a_larger_shock_and_no_replacement_never_lose_less() {
    let (network, essentiality) = (scale_free(250, 10, 8), essentiality(10, 0.5, 0.4, 2));
    let conventions = |epsilon, replacement| Conventions { epsilon, replacement, by_revenue: false };
    let mut before = vec![0.0; 250];
    for epsilon in [0.5, 1e-1, 1e-2, 1e-4] {
        let losses = index(&network, &essentiality, &conventions(epsilon, Replacement::Sector));
        assert!(losses.iter().zip(&before).all(|(loss, least)| loss.combined >= least - 1e-14));
        before = losses.iter().map(|loss| loss.combined).collect();
    }
    let rigid = index(&network, &essentiality, &conventions(1e-4, Replacement::Nobody));
    assert!(rigid.iter().zip(&before).all(|(loss, least)| loss.combined >= least - 1e-3));
    let cascade = Cascade::new(&network, &essentiality, &conventions(1e-5, Replacement::Sector)).expect("a cascade");
    let mut shocks = Shocks::default();
    let parts = [0.0, 0.1, 0.35, 0.7, 1.0];
    for part in parts {
        shocks.push([(3, part), (40, part * 0.5), (199, part)]);
    }
    let losses = cascade.losses(&shocks, &|_| ()).losses;
    assert!(losses[0].combined == 0.0 && losses[0].sweeps == 1, "{:?}", losses[0]);
    assert!(losses.windows(2).all(|pair| pair[0].combined < pair[1].combined), "{losses:?}");
}

#[test]
fn a_shock_costs_the_same_alone_and_among_others() {
    let (network, essentiality) = (scale_free(500, 15, 4), essentiality(15, 0.4, 0.4, 4));
    let cascade = Cascade::new(&network, &essentiality, &Conventions::default()).expect("a cascade").with_patience(500);
    let all = cascade.losses(&Shocks::failures(&(0..500).collect::<Vec<_>>()), &|_| ());
    assert!(all.in_lanes > 50, "{}", all.in_lanes);
    for firm in (0..500).step_by(37) {
        let alone = cascade.losses(&Shocks::failures(&[firm]), &|_| ()).losses;
        assert_eq!(alone, all.losses[firm as usize..=firm as usize]);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let single = pool.install(|| cascade.losses(&Shocks::failures(&(0..500).collect::<Vec<_>>()), &|_| ()));
    assert_eq!(single, all);
}

#[test]
fn chains_rings_and_lone_firms_are_as_worked_out_by_hand() {
    let all_essential = Essentiality::uniform(Class::Essential);
    // A chain of three: the first takes everybody down, the last takes the sales of everybody.
    let chain = index(&network(&[0, 1, 2], &[(0, 1, 1.0), (1, 2, 3.0)]), &all_essential, &Conventions::default());
    assert!(chain.iter().all(|loss| loss.combined == 1.0), "{chain:?}");
    assert_eq!((chain[0].downstream, chain[0].upstream), (1.0, 0.25));
    assert_eq!((chain[2].downstream, chain[2].upstream), (0.0, 1.0));
    // In a ring, all is lost both ways.
    let ring = network(&[0, 1, 2, 3], &[(0, 1, 1.0), (1, 2, 2.0), (2, 3, 1.0), (3, 0, 5.0)]);
    let lost = index(&ring, &all_essential, &Conventions::default());
    assert!(lost.iter().all(|loss| (loss.combined, loss.downstream, loss.upstream) == (1.0, 1.0, 1.0)), "{lost:?}");
    // Half of the input of a product is lost, and of an input that is not essential half as much if it is half of all.
    let two = |essentiality: &Essentiality| {
        let net = network(&[0, 0, 1, 2], &[(0, 2, 1.0), (1, 2, 1.0), (2, 3, 4.0)]);
        let rigid = Conventions { replacement: Replacement::Nobody, ..Conventions::default() };
        index(&net, essentiality, &rigid)[0].downstream
    };
    assert_eq!(two(&all_essential), (1.0 + 0.5 * 4.0) / 6.0);
    // A firm that nobody knows costs nothing, and neither does a network without deliveries.
    let lone = index(&network(&[0, 1, 0], &[(0, 1, 1.0)]), &all_essential, &Conventions::default());
    assert_eq!((lone[2].combined, lone[2].sweeps), (0.0, 1));
    let none = index(&network(&[0, 1], &[]), &all_essential, &Conventions::default());
    assert!(none.iter().all(|loss| loss.combined == 0.0));
}

#[test]
fn wild_weights_give_finite_losses_or_are_refused() {
    let mut dice = Dice::new(9);
    for _ in 0..50 {
        let deliveries: Vec<(u32, u32, f64)> = (0..20)
            .map(|_| (dice.pick(0, 6) as u32, dice.pick(0, 6) as u32, 10_f64.powf(dice.between(-300.0, 300.0))))
            .filter(|(from, to, _)| from != to)
            .collect();
        let losses = index(
            &network(&[0, 0, 1, 1, 2, 2], &deliveries),
            &Essentiality::uniform(Class::Essential),
            &Conventions::default(),
        );
        assert!(losses.iter().all(|l| [l.combined, l.downstream, l.upstream].iter().all(|v| (0.0..=1.0).contains(v))));
    }
    let huge = network(&[0, 1, 2], &[(0, 1, f64::MAX), (1, 2, f64::MAX)]);
    let refused = Cascade::new(&huge, &Essentiality::uniform(Class::Essential), &Conventions::default());
    assert!(refused.expect_err("too much").message.contains("more than a number can hold"));
}
