//! The kernel of batches against the reference kernel, and against itself.

#![allow(clippy::print_stdout, reason = "what is not compared is said")]

mod support;

use linchpin::engine::lanes::{Isa, Kernel, Lanes, Losses, Precision, Short, Span};
use linchpin::engine::{Effect, Engine, Parameters, Rationing, RouteLane, Run, Shock};
use linchpin::network::Network;
use support::chance::{Dice, Shape, shocks};

/// Three years of weeks.
const SPAN: Span = Span { steps: 156, early: 52 };

fn kernel(precision: Precision) -> Kernel {
    Kernel { precision, ..Kernel::default() }
}

/// One trial of up to three shocks for each lane, the last undisturbed.
fn trials(net: &Network, seed: u64, count: usize) -> Vec<Vec<Shock>> {
    let mut dice = Dice::new(seed ^ 0xBA7C);
    (0..count)
        .map(|trial| {
            let mut shocks = if trial + 1 == count { Vec::new() } else { shocks(net, &mut dice) };
            for shock in &mut shocks {
                shock.profile.start += dice.between(0.0, 200.0).floor();
            }
            shocks
        })
        .collect()
}

/// Losses of all cells by lanes, in blocks of as many as fit.
fn by_lanes(engine: &Engine, kernel: Kernel, trials: &[Vec<Shock>], span: &Span) -> Vec<Losses> {
    let cells: Vec<u32> = (0..engine.layout().cells.len() as u32).collect();
    let lanes = Lanes::new(engine, kernel, &cells);
    let mut workspace = lanes.workspace();
    let blocks = trials.chunks(lanes.lanes());
    blocks
        .flat_map(|block| {
            let block: Vec<&[Shock]> = block.iter().map(Vec::as_slice).collect();
            lanes.run(&mut workspace, &block, span)
        })
        .collect()
}

/// The same by the reference kernel, one trial at a time.
fn by_reference(engine: &Engine, trials: &[Vec<Shock>], span: &Span) -> Vec<Losses> {
    let days = engine.step_days();
    let cells = engine.layout().cells.len();
    let run = Run { horizon_days: span.steps as f64 * days, ..Run::default() };
    let mut state = engine.state();
    trials
        .iter()
        .map(|shocks| {
            let none = || vec![0.0; cells];
            let mut found = Losses { lost: none(), early: none(), unmet: none(), short: Vec::new() };
            engine.drive(&mut state, shocks, &run, |view| {
                for cell in 0..cells {
                    let lacks = 1.0 - view.availability(cell as u32);
                    if lacks > 0.0 {
                        found.short.push(Short { step: view.step as u32, cell: cell as u32, lost: lacks });
                    }
                    let lost = lacks * days;
                    found.lost[cell] += lost;
                    found.early[cell] += if view.step < span.early { lost } else { 0.0 };
                    found.unmet[cell] += view.unmet_final(cell as u32) * days;
                }
            });
            found
        })
        .collect()
}

/// Largest |a − b| − `relative` × b over all figures of all trials, and the largest figure.
fn apart(found: &[Losses], expected: &[Losses], relative: f64) -> (f64, f64) {
    let (mut worst, mut largest): (f64, f64) = (0.0, 0.0);
    for (found, expected) in found.iter().zip(expected) {
        for (a, b) in [(&found.lost, &expected.lost), (&found.early, &expected.early), (&found.unmet, &expected.unmet)]
        {
            for (a, b) in a.iter().zip(b) {
                worst = worst.max((a - b).abs() - relative * b);
                largest = largest.max(*b);
            }
        }
        // What is listed step by step adds up to the losses.
        let mut listed = vec![0.0; found.lost.len()];
        for short in &found.short {
            listed[short.cell as usize] += short.lost;
        }
        let steps = found.short.iter().map(|short| short.step);
        assert!(steps.is_sorted(), "steps out of order");
        let days = expected.lost.iter().sum::<f64>() / expected.short.iter().map(|short| short.lost).sum::<f64>();
        for (listed, lost) in listed.iter().zip(&found.lost).filter(|_| days.is_finite()) {
            assert!((listed * days - lost).abs() <= 1e-4 * (1.0 + lost), "{listed} listed, {lost} lost");
        }
    }
    (worst, largest)
}

fn rules() -> [Rationing; 5] {
    [
        Rationing::Proportional,
        Rationing::WaterFilling,
        Rationing::DomesticFirst,
        Rationing::PartnersFirst(vec![1]),
        Rationing::FinalDemandLast,
    ]
}

/// Lanes against the reference on 40 networks with every kind of input, rule and shock: how far apart each trial is.
fn compared(precision: Precision, shape: impl Fn(u64) -> Shape, relative: f64) -> Vec<f64> {
    compared_on(precision, shape, relative, |_| ())
}

/// The same after `change` of the trials.
fn compared_on(
    precision: Precision,
    shape: impl Fn(u64) -> Shape,
    relative: f64,
    change: impl Fn(&mut [Vec<Shock>]),
) -> Vec<f64> {
    let (mut apart_by, mut largest): (Vec<f64>, f64) = (Vec::new(), 0.0);
    for seed in 0..40 {
        let net = shape(seed).draw(seed);
        let mut trials = trials(&net, seed, 16);
        change(&mut trials);
        let rationing = rules()[seed as usize % 5].clone();
        let daily = precision == Precision::F64 && seed % 3 == 0;
        let step_days = if daily { 1.0 } else { 7.0 };
        let engine = Engine::new(&net, Parameters { step_days, rationing, ..Parameters::default() });
        let span = Span { steps: if daily { 400 } else { SPAN.steps }, ..SPAN };
        let found = by_lanes(&engine, kernel(precision), &trials, &span);
        let expected = by_reference(&engine, &trials, &span);
        for (found, expected) in found.iter().zip(&expected) {
            let (worst, most) = apart(std::slice::from_ref(found), std::slice::from_ref(expected), relative);
            apart_by.push(worst);
            largest = largest.max(most);
        }
        assert_eq!(found[15].lost.iter().sum::<f64>(), 0.0, "an undisturbed lane stays at rest");
    }
    assert!(largest > 100.0, "{largest}");
    apart_by.sort_by(f64::total_cmp);
    apart_by
}

#[test]
fn double_lanes_are_the_reference() {
    let apart = compared(Precision::F64, |seed| Shape { reserves: false, ..Shape::mixed(seed) }, 1e-10);
    assert!(apart[apart.len() - 1] < 1e-10, "{:?}", &apart[apart.len() - 5..]);
}

/// Shocks act on all their trade lanes alike, and every other trial's on those of the one before: many lanes are one gate.
fn alike(trials: &mut [Vec<Shock>]) {
    for shock in trials.iter_mut().flatten() {
        match &mut shock.effect {
            Effect::Flow(lanes) => {
                let weight = lanes[0].1;
                for lane in lanes {
                    lane.1 = weight;
                }
            }
            Effect::Route(lanes) => {
                let first = lanes[0].clone();
                for lane in lanes {
                    *lane = RouteLane { lane: lane.lane, ..first.clone() };
                }
            }
            _ => {}
        }
    }
    for pair in trials.chunks_exact_mut(2) {
        let [one, other] = pair else { unreachable!("two at a time") };
        if let (Some(one), Some(other)) = (one.first(), other.first_mut()) {
            other.effect = one.effect.clone();
        }
    }
}

#[test]
fn double_lanes_are_the_reference_where_shocks_act_alike_on_many_trade_lanes() {
    let shape = |seed| Shape { reserves: false, ..Shape::mixed(seed) };
    let apart = compared_on(Precision::F64, shape, 1e-10, alike);
    assert!(apart[apart.len() - 1] < 1e-10, "{:?}", &apart[apart.len() - 5..]);
}

/// A reserve is refilled from the step on in which it releases *nothing*. Where the gap it fills fades out, rounding
/// decides which step that is, in the reference too; so a few trials differ by more than rounding.
#[test]
fn double_lanes_with_reserves_are_the_reference_but_for_the_day_of_refilling() {
    let apart = compared(Precision::F64, Shape::mixed, 1e-10);
    assert!(apart[apart.len() * 99 / 100] < 1e-10, "{:?}", &apart[apart.len() - 10..]);
    assert!(apart[apart.len() - 1] < 1.0, "{:?}", &apart[apart.len() - 10..]);
}

#[test]
fn single_lanes_are_near_the_reference() {
    let apart = compared(Precision::F32, Shape::mixed, 1e-3);
    assert!(apart[apart.len() * 98 / 100] < 1e-3, "{:?}", &apart[apart.len() - 15..]);
    assert!(apart[apart.len() - 1] < 0.1, "{:?}", &apart[apart.len() - 15..]);
}

#[test]
fn bits_depend_neither_on_instructions_nor_on_lanes() {
    for seed in 0..10 {
        let net = Shape::mixed(seed).draw(seed);
        let trials = trials(&net, seed, 21);
        let rationing = rules()[seed as usize % 5].clone();
        let engine = Engine::new(&net, Parameters { rationing, ..Parameters::weekly() });
        for precision in [Precision::F32, Precision::F64] {
            let reference = by_lanes(&engine, Kernel { isa: Isa::Portable, ..kernel(precision) }, &trials, &SPAN);
            for isa in Isa::ALL {
                if !isa.is_present() {
                    println!("this machine has no {}: not compared", isa.name());
                    continue;
                }
                for lanes in [8, 16, 32] {
                    let found = by_lanes(&engine, Kernel { precision, lanes, isa }, &trials, &SPAN);
                    assert!(found == reference, "{precision:?} {lanes} {isa:?}, seed {seed}");
                }
            }
        }
    }
}

/// Neither on the other trials of a block, nor on the blocks that a workspace ran before.
#[test]
fn bits_do_not_depend_on_company() {
    for seed in 0..10 {
        let net = Shape::mixed(seed).draw(seed);
        let mut trials = trials(&net, seed, 8);
        if seed % 2 == 0 {
            alike(&mut trials);
        }
        for shock in &mut trials[0] {
            shock.profile.start = 0.0;
        }
        let rationing = rules()[seed as usize % 5].clone();
        let engine = Engine::new(&net, Parameters { rationing, ..Parameters::weekly() });
        for precision in [Precision::F32, Precision::F64] {
            let together = by_lanes(&engine, kernel(precision), &trials, &SPAN);
            let again: Vec<Vec<Shock>> = trials.iter().rev().chain(&trials).cloned().collect();
            let eight = Kernel { lanes: 8, ..kernel(precision) };
            let again = by_lanes(&engine, eight, &again, &SPAN);
            assert!(again[..8].iter().rev().eq(&together), "{precision:?}, seed {seed}: backwards");
            assert!(again[8..] == together, "{precision:?}, seed {seed}: after another block");
            for (trial, together) in trials.iter().zip(&together) {
                let alone = by_lanes(&engine, kernel(precision), std::slice::from_ref(trial), &SPAN);
                assert!(alone[0] == *together, "{precision:?}, seed {seed}: alone");
            }
        }
    }
}
