//! Parts of the tail add up, and so do their errors.

use super::super::draws::{Channel, Use};
use super::super::estimates::mean;
use super::*;

fn losses() -> Vec<f64> {
    let mut losses = vec![0.0; 90];
    losses.extend([10.0; 6]);
    losses.extend([50.0; 3]);
    losses.push(200.0);
    losses
}

/// A number between 0 and 1 that depends on nothing else.
fn uniform(name: &str, trial: u64, item: u32) -> f64 {
    Channel::new(5, Use::Figure, &[name]).uniform(trial, item)
}

#[test]
fn the_tail_has_the_shortfall_as_its_mean_at_every_level() {
    for level in [0.5, 0.9, 0.93, 0.95, 0.97, 0.99] {
        let tail = Worst::of(&losses(), level).tail;
        let mean = sum(tail.iter().map(|trial| trial.weight * trial.loss));
        let shortfall = Tail::new(losses()).expected_shortfall(level).value;
        assert!((mean - shortfall).abs() < 1e-10, "{level}: {mean} for {shortfall}");
        assert!(sum(tail.iter().map(|trial| trial.weight)) < 1.0 + 1e-12);
    }
    // By hand at 0.95: 200, three times 50 and one of the six tens, a sixth of each.
    let tail = Worst::of(&losses(), 0.95).tail;
    assert_eq!(tail.len(), 10);
    assert!((tail[0].weight - 0.2 / 6.0).abs() < 1e-12 && (tail[9].weight - 0.2).abs() < 1e-12);
}

#[test]
fn trials_near_the_value_at_risk_are_those_round_it_in_order_of_loss() {
    let near = |losses: &[f64]| -> Vec<(usize, f64)> {
        Worst::of(losses, 0.95).near.iter().map(|trial| (trial.place, trial.weight)).collect()
    };
    // Of 0 to 999 the value at risk is 949; 50 are in the tail, so that 15 on either side are near.
    let upwards: Vec<f64> = (0..1000).map(f64::from).collect();
    let found = near(&upwards);
    assert_eq!((found.len(), found[0].0, found[30].0), (31, 934, 964));
    assert!(found.iter().all(|(_, weight)| (weight - 1.0 / 31.0).abs() < 1e-15));
    // Sixteen lose exactly that much: no other is needed.
    let atom: Vec<f64> = upwards.iter().map(|x| if (940.0..956.0).contains(x) { 949.0 } else { *x }).collect();
    assert_eq!(near(&atom).iter().map(|(place, _)| *place).collect::<Vec<_>>(), (940..956).collect::<Vec<_>>());
    // A hundred that lost the same below share what places are left among them, fifteen.
    let below: Vec<f64> = upwards.iter().map(|x| if (849.0..949.0).contains(x) { 849.0 } else { *x }).collect();
    let found = near(&below);
    assert_eq!(found.len(), 116);
    assert!((found[0].1 - 0.15 / 31.0).abs() < 1e-15 && (found[115].1 - 1.0 / 31.0).abs() < 1e-15);
}

#[test]
fn parts_add_up_to_the_shortfall() {
    // Losses at even places are due to one hazard, the others to both, one part in four and three in four.
    let worst = Worst::of(&losses(), 0.95);
    let parts = |trial: &TailTrial| {
        if trial.place.is_multiple_of(2) { vec![("quake", 1.0)] } else { vec![("quake", 0.25), ("flood", 0.75)] }
    };
    let found = Contributions::of(&worst, parts);
    let of = |name: &str| found.part(|key| f64::from(*key == name));
    assert!((found.part(|_| 1.0).value - 72.0).abs() < 1e-10);
    assert!((found.iter().map(|(_, value)| value).sum::<f64>() - 72.0).abs() < 1e-10);
    // Places 97 (50) and 99 (200) at a fifth each, 91, 93 and 95 (10) at a thirtieth: three quarters of them.
    assert!((of("flood").value - 0.75 * (50.0 + 200.0 + 0.5 * 10.0) / 5.0).abs() < 1e-9);
    // Six lose just the value at risk of 10, half of them three quarters by flood: 3.75 of it is the flood's. Trials
    // move its mean by twenty times (six and two thirds of a sixth at the atom) what they have beyond that.
    let moved: Vec<f64> = [(20.0, [37.5, 150.0, 0.0, 0.0].as_slice()), (20.0 / 6.0, &[7.5, 7.5, 7.5, 0.0, 0.0, 0.0])]
        .iter()
        .flat_map(|(weight, parts)| parts.iter().map(move |part| weight * (part - 3.75)))
        .chain([0.0; 90])
        .collect();
    assert!((of("flood").standard_error - mean(&moved).standard_error).abs() < 1e-9);
    assert_eq!(of("fire"), Estimate { value: 0.0, standard_error: 0.0 });
}

#[test]
fn the_parts_together_err_as_the_shortfall_does() {
    // With atoms, without, with losses nowhere but in the tail, and all the same.
    let continuous: Vec<f64> = (0..700).map(|trial| -libm::log(uniform("loss", trial, 0))).collect();
    let rare: Vec<f64> = continuous.iter().map(|x| if *x > 3.5 { *x } else { 0.0 }).collect();
    let rounded: Vec<f64> = continuous.iter().map(|x| x.ceil()).collect();
    for (losses, level) in [
        (losses(), 0.95),
        (losses(), 0.9),
        (continuous.clone(), 0.95),
        (continuous, 0.993),
        (rare, 0.95),
        (rounded, 0.95),
        (vec![4.0; 100], 0.95),
    ] {
        let parts = |trial: &TailTrial| {
            let share = |key: u32| uniform("share", trial.place as u64, key);
            let total: f64 = (0..5).map(share).sum();
            (0..5_u32).map(|key| (key, share(key) / total)).collect()
        };
        let found = Contributions::of(&Worst::of(&losses, level), parts);
        let (whole, shortfall) = (found.part(|_| 1.0), Tail::new(losses).expected_shortfall(level));
        assert!((whole.value - shortfall.value).abs() < 1e-12 * shortfall.value, "{whole:?} for {shortfall:?}");
        let off = (whole.standard_error - shortfall.standard_error).abs();
        assert!(off < 1e-12 * shortfall.value, "{whole:?} for {shortfall:?}");
    }
}

#[test]
fn intervals_of_contributions_cover_the_truth() {
    // A small hazard costs 10 × exponential days every year, a big one 60 to 140 days in one year of fifty, which is
    // always in the tail: the truth is 0.02 × 100 / 0.05 = 40 for the big one, and for the small one what it loses in
    // those years and, as memoryless as it is, v + 10 in the other three of a hundred.
    const YEARS: u64 = 1000;
    const BATCHES: u64 = 400;
    let channel = Channel::new(5, Use::Figure, &["years"]);
    let year = |year: u64| {
        let [small, big, size] = [0, 1, 2].map(|item| channel.uniform(year, item));
        (-10.0 * libm::log(small), if big < 0.02 { 60.0 + 80.0 * size } else { 0.0 })
    };
    // 0.98 × P(small > v) = 0.03: v = 34.9.
    let at_risk = 10.0 * libm::log(0.98 / 0.03);
    let small = (0.02 * 10.0 + 0.03 * (at_risk + 10.0)) / 0.05;
    let mut covered = [0_u32; 3];
    for batch in 0..BATCHES {
        let years: Vec<(f64, f64)> = (batch * YEARS..(batch + 1) * YEARS).map(year).collect();
        let losses: Vec<f64> = years.iter().map(|(small, big)| small + big).collect();
        let parts = |trial: &TailTrial| {
            let (small, big) = years[trial.place];
            [("small", small / trial.loss), ("big", big / trial.loss)].to_vec()
        };
        let found = Contributions::of(&Worst::of(&losses, 0.95), parts);
        let of = |name: &str| found.part(|key| f64::from(*key == name)).interval(0.95);
        let held = [of("big").contains(40.0), of("small").contains(small)];
        let whole = found.part(|_| 1.0).interval(0.95).contains(40.0 + small);
        for (count, held) in covered.iter_mut().zip(held.into_iter().chain([whole])) {
            *count += u32::from(held);
        }
    }
    let [big, small, whole] = covered.map(|count| f64::from(count) / BATCHES as f64);
    // Errors within the tail, v as if it were known, would cover the big one in 88 % of the batches.
    for share in [big, small, whole] {
        assert!((0.91..=0.975).contains(&share), "big: {big}, small: {small}, whole: {whole}");
    }
}

#[test]
fn one_trial_tells_nothing_of_the_error() {
    let mut losses = vec![0.0; 19];
    losses.push(7.0);
    let one = Contributions::of(&Worst::of(&losses, 0.95), |_| vec![("quake", 1.0)]);
    let whole = one.part(|_| 1.0);
    assert!((whole.value - 7.0).abs() < 1e-12 && whole.standard_error.is_nan());
}

#[test]
fn nothing_lost_has_no_parts() {
    let worst = Worst::of(&[0.0; 50], 0.95);
    assert!(worst.tail.is_empty() && worst.near.is_empty());
    let none = Contributions::of(&worst, |_| vec![("quake", 1.0)]);
    assert_eq!(none.part(|_| 1.0).value, 0.0);
}
