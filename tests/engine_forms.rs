//! Each kind of shock and of input against figures worked out by hand.

mod support;

use linchpin::engine::{Effect, Engine, Parameters, Profile, RouteLane, Run, Shock, Trajectory};
use linchpin::network::{GroupKind, Network};
use support::sketch::{Need, Recipe, Sketch};

fn for_ever(severity: f64, start: f64, effect: Effect) -> Shock {
    Shock { profile: Profile::for_ever(severity, start), effect }
}

/// No restocking, so that what is served can be told in one's head.
fn plain() -> Parameters {
    Parameters { restock_max: 0.0, ..Parameters::default() }
}

/// Runs 400 days and watches every cell.
fn watch(net: &Network, shocks: &[Shock], parameters: Parameters) -> Trajectory {
    let watched = (0..net.cells.len() as u32).collect();
    let run = Run { horizon_days: 400.0, watched, stop_when_whole: false, ..Run::default() };
    Engine::new(net, parameters).run(shocks, &run)
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
}

/// Product 0 → maker of product 1 (through `recipe`) → final demand without stock.
fn chain(overtime: f64, recipe: impl Fn(&mut Sketch) -> Recipe) -> Network {
    let mut sketch = Sketch::new(1);
    let maker = sketch.supplier(1, 0, overtime);
    let recipe = recipe(&mut sketch);
    sketch.needs(maker, recipe);
    sketch.finals.push(Need::new(1, 0, 0.0, &[(maker, 1.0, 1.0)]));
    sketch.build()
}

#[test]
fn stock_and_pipeline_last_their_days_and_then_five_per_cent_remain() {
    let net = chain(1.0, |sketch| {
        let source = sketch.supplier(0, 0, 1.0);
        Recipe::single(0.95, Need::new(0, 0, 10.0, &[(source, 1.0, 5.0)]))
    });
    let seen = watch(&net, &[for_ever(1.0, 3.0, Effect::Capacity(vec![1]))], Parameters::default());
    // Sent until day 2, so received until day 7; ten days of stock for days 8 to 17.
    close(seen.availability[[17, 0]], 1.0);
    close(seen.availability[[18, 0]], 0.0);
    // The product itself: made on day 18 from nothing, received a day later.
    close(seen.availability[[18, 1]], 1.0);
    close(seen.availability[[19, 1]], 0.05);
    close(seen.availability[[399, 1]], 0.05);
    close(seen.unmet_final[[19, 1]], 0.95);
    close(seen.final_use_lost_days(1), 0.95 * 381.0);
    assert_eq!(seen.first_below(1, 0.95), Some(19.0));
    assert_eq!(seen.whole_from(), None);
}

#[test]
fn an_export_stop_cuts_the_importer_alone() {
    let mut sketch = Sketch::new(2);
    let source = sketch.supplier(0, 0, 1.0);
    sketch.finals.push(Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)]));
    sketch.finals.push(Need::new(0, 1, 0.0, &[(source, 1.0, 8.0)]));
    let net = sketch.build();
    let lane = net.edges[1].lane;
    let seen = watch(&net, &[for_ever(0.8, 3.0, Effect::Flow(vec![(lane, 0.75)]))], plain());
    assert!(seen.availability.column(0).iter().all(|&availability| availability == 1.0));
    close(seen.availability[[10, 1]], 1.0);
    close(seen.availability[[11, 1]], 0.4);
    close(seen.availability[[399, 1]], 0.4);
    // Two stops on one lane: 1 − (1 − 0.6)(1 − 0.5).
    let stop = |severity| for_ever(severity, 3.0, Effect::Flow(vec![(lane, 1.0)]));
    close(watch(&net, &[stop(0.6), stop(0.5)], plain()).availability[[50, 1]], 0.2);
}

#[test]
fn outages_of_one_supplier_combine() {
    let mut sketch = Sketch::new(1);
    let source = sketch.supplier(0, 0, 1.0);
    sketch.finals.push(Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)]));
    let outage = |severity| for_ever(severity, 3.0, Effect::Capacity(vec![0]));
    close(watch(&sketch.build(), &[outage(0.6), outage(0.5)], plain()).availability[[50, 0]], 0.2);
}

#[test]
fn more_demand_is_met_as_far_as_overtime_goes() {
    let mut sketch = Sketch::new(1);
    let source = sketch.supplier(0, 0, 1.2);
    sketch.finals.push(Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)]));
    let seen = watch(&sketch.build(), &[for_ever(1.0, 3.0, Effect::Demand(vec![(0, 0.5)]))], plain());
    // Wanted 1.5 from day 3; made 1 on day 3, then half of the overtime at once, and a ninetieth of the rest a day.
    close(seen.availability[[2, 0]], 1.0);
    close(seen.availability[[3, 0]], 1.0 / 1.5);
    close(seen.availability[[4, 0]], 1.0 / 1.5);
    let first = 1.1 + 0.1 / 90.0;
    close(seen.availability[[5, 0]], first / 1.5);
    close(seen.availability[[6, 0]], (first + (1.2 - first) / 90.0) / 1.5);
    assert!((seen.availability[[399, 0]] - 1.2 / 1.5).abs() < 0.01);
    close(seen.unmet_final[[3, 0]], 1.0 / 3.0);
}

#[test]
fn lost_stock_is_ordered_back_in_thirty_days() {
    let mut sketch = Sketch::new(1);
    let source = sketch.supplier(0, 0, 2.0);
    sketch.finals.push(Need::new(0, 0, 12.0, &[(source, 1.0, 1.0)]));
    let net = sketch.build();
    let engine = Engine::new(&net, Parameters::default());
    let lost = for_ever(0.5, 4.0, Effect::Stock(vec![0]));
    let mut seen = Vec::new();
    let run = Run { horizon_days: 200.0, stop_when_whole: false, ..Run::default() };
    engine.drive(&mut engine.state(), &[lost], &run, |view| {
        seen.push((view.step, view.state.destroyed[0], view.state.restock[0], view.state.stock[0]));
    });
    assert_eq!(seen[0], (4, 6.0, 6.0 / 30.0, 6.0));
    assert_eq!(seen[1].1, 0.0);
    assert!(seen.last().expect("it ran").3 > 11.99);
}

#[test]
fn a_reserve_gives_all_it_has_and_is_refilled_when_all_is_well() {
    let reserve = |level| {
        let mut sketch = Sketch::new(1);
        let source = sketch.supplier(0, 0, 1.5);
        sketch.finals.push(Need::new(0, 0, 5.0, &[(source, 1.0, 1.0)]));
        sketch.reserves.push((0, 0, 3.0, level, 0.5, 0.1));
        sketch.build()
    };
    let outage = |hold| {
        let mut shock = for_ever(1.0, 0.0, Effect::Capacity(vec![0]));
        shock.profile.hold = hold;
        shock
    };
    // A day at sea, five in stock and three in reserve: nine of four hundred.
    for level in [1.0, 0.4] {
        close(watch(&reserve(level), &[outage(f64::INFINITY)], Parameters::default()).lost_days(0), 400.0 - 9.0);
    }
    let lost = for_ever(1.0, 0.0, Effect::Reserve(vec![0]));
    close(watch(&reserve(1.0), &[outage(f64::INFINITY), lost], Parameters::default()).lost_days(0), 400.0 - 6.0);
    // Without a reserve, stock ends with day 5; it opens at 40 % when less than 2 days would be left.
    let net = reserve(0.4);
    let engine = Engine::new(&net, Parameters::default());
    let run = Run { horizon_days: 300.0, stop_when_whole: false, ..Run::default() };
    let (mut opened, mut refilled) = (None, None);
    let mut content = Vec::new();
    engine.drive(&mut engine.state(), &[outage(8.0)], &run, |view| {
        let state = view.state;
        assert!(state.released[0] <= 0.5 + 1e-12);
        if state.released[0] > 0.0 && opened.is_none() {
            opened = Some(view.step);
        }
        if state.restock[1] > 0.0 && refilled.is_none() {
            refilled = Some(view.step);
        }
        content.push(state.stock[1]);
    });
    assert_eq!(opened, Some(4));
    assert!(content[9] < 1.0, "it was drawn: {}", content[9]);
    // Whole from day 9; thirty days later it orders, at 0.1 a day.
    assert_eq!(refilled, Some(39));
    assert!((content[41] - content[40] - 0.1).abs() < 1e-9);
    assert!((content[299] - 3.0).abs() < 1e-9, "{}", content[299]);
}

#[test]
fn a_coproduct_follows_what_its_host_could_make() {
    let mut sketch = Sketch::new(1);
    let host = sketch.supplier(0, 0, 1.0);
    let helium = sketch.supplier(1, 0, 1.0);
    let gas = sketch.supplier(2, 0, 1.0);
    sketch.host(helium, host, 1.0, 0.95);
    sketch.needs(host, Recipe::single(0.95, Need::new(2, 0, 0.0, &[(gas, 1.0, 1.0)])));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(host, 1.0, 1.0)]));
    sketch.finals.push(Need::new(1, 0, 0.0, &[(helium, 1.0, 1.0)]));
    let net = sketch.build();
    let host_out = watch(&net, &[for_ever(0.6, 3.0, Effect::Capacity(vec![0]))], plain());
    close(host_out.availability[[50, 0]], 0.4);
    close(host_out.availability[[50, 1]], 1.0 - 0.95 * 0.6);
    let helium_out = watch(&net, &[for_ever(0.6, 3.0, Effect::Capacity(vec![1]))], plain());
    close(helium_out.availability[[50, 0]], 1.0);
    // The host's inputs are missing: f = 1 − 0.95 · 0.6, and the tie takes 0.95 of that loss.
    let gas_out = watch(&net, &[for_ever(0.6, 3.0, Effect::Capacity(vec![2]))], plain());
    close(gas_out.availability[[50, 1]], 1.0 - 0.95 * 0.95 * 0.6);
    // The host is wanted less, orders less and makes less, and what it had over is lost: its co-product does not care.
    let unwanted = for_ever(1.0, 3.0, Effect::Demand(vec![(1, -0.5)]));
    let unwanted = watch(&net, &[unwanted, for_ever(1.0, 40.0, Effect::Stock(vec![0]))], plain());
    for day in [50, 399] {
        close(unwanted.availability[[day, 1]], 1.0);
        close(unwanted.unmet_final[[day, 0]], 0.0);
    }
}

#[test]
fn variants_of_a_mix_and_stand_ins() {
    let two = |kind: GroupKind, cover: f64| {
        move |sketch: &mut Sketch| {
            let (a, b) = (sketch.supplier(0, 0, 1.25), sketch.supplier(2, 0, 1.25));
            let needs = vec![Need::new(0, 0, 0.0, &[(a, 1.0, 1.0)]), Need::new(2, 0, cover, &[(b, 3.0, 1.0)])];
            Recipe::new(kind, 0.95, needs)
        }
    };
    let out = [for_ever(1.0, 3.0, Effect::Capacity(vec![1]))];
    // A quarter of the basket is missing.
    let mix = watch(&chain(1.0, two(GroupKind::Mix, 50.0)), &out, plain());
    close(mix.availability[[40, 1]], 1.0 - 0.95 * 0.25);
    // Three quarters stretched by a quarter: 0.9375.
    let stretched = watch(&chain(1.0, two(GroupKind::Alternative, 50.0)), &out, plain());
    close(stretched.availability[[40, 1]], 1.0 - 0.95 * (1.0 - 0.9375));
    // Without stock the stretch has to be made first: not at once, but in the end.
    let made = watch(&chain(1.0, two(GroupKind::Alternative, 0.0)), &out, plain());
    close(made.availability[[5, 1]], 1.0 - 0.95 * 0.25);
    assert!(made.availability[[399, 1]] > 0.93, "{}", made.availability[[399, 1]]);
}

#[test]
fn a_substitute_fills_its_part() {
    let net = chain(1.0, |sketch| {
        let source = sketch.supplier(0, 0, 1.0);
        let mut recipe = Recipe::single(0.95, Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)]));
        recipe.substitute_max = 0.4;
        recipe
    });
    let seen = watch(&net, &[for_ever(1.0, 0.0, Effect::Capacity(vec![1]))], plain());
    // Short from day 0 (orders unconfirmed); ζ after n days is 0.4 (1 − (1 − 1/180)^n).
    for day in [10, 100, 399] {
        let substitute = 0.4 * (1.0 - (1.0f64 - 1.0 / 180.0).powi(day - 1));
        close(seen.availability[[day as usize, 1]], 1.0 - 0.95 * (1.0 - substitute));
    }
}

#[test]
fn overtime_needs_inputs_but_not_more_machines() {
    for (scales, most) in [(true, 1.0), (false, 1.3)] {
        let net = chain(1.3, |sketch| {
            let source = sketch.supplier(0, 0, 1.0);
            let mut recipe = Recipe::single(0.1, Need::new(0, 0, 200.0, &[(source, 1.0, 1.0)]));
            let steel = sketch.supplier(2, 0, 1.0);
            recipe.scales = scales;
            if scales {
                recipe = Recipe::single(0.95, Need::new(2, 0, 0.0, &[(steel, 1.0, 1.0)]));
            }
            recipe
        });
        let finals = net.slots.len() as u32 - 1;
        let more = for_ever(1.0, 0.0, Effect::Demand(vec![(finals, 1.0)]));
        let seen = watch(&net, &[more], plain());
        assert!((seen.availability[[150, 1]] - most / 2.0).abs() < 0.02, "{scales} {}", seen.availability[[150, 1]]);
    }
}

#[test]
fn orders_move_to_those_with_something_to_spare() {
    let mut sketch = Sketch::new(1);
    let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(0, 0, 2.0));
    let need = Need::new(0, 0, 0.0, &[(a, 1.0, 1.0), (b, 1.0, 1.0)]);
    sketch.finals.push(need.clone());
    let out = [for_ever(1.0, 3.0, Effect::Capacity(vec![0]))];
    close(watch(&sketch.build(), &out, plain()).availability[[399, 0]], 0.5);
    sketch.finals[0] = need.switching(0.8, 30.0);
    // The lane of b grows by γ = 0.5: all the slot can move.
    let seen = watch(&sketch.build(), &out, plain());
    close(seen.availability[[4, 0]], 0.5);
    close(seen.availability[[399, 0]], 0.75);
    // Qualification takes time: c = σ u U/Σ F h with σ = 0.8 (1 − (29/30)^n), u = 0.5 and a's h fading from 0.1; what
    // b makes on day 9 is what was asked of it on day 8, since overtime takes a day.
    let growth = 0.8 * (1.0 - (29.0f64 / 30.0).powi(5)) * 0.5 * 2.0 / (1.0 + 0.1 * (6.0f64 / 7.0).powi(5));
    assert!((seen.availability[[10, 0]] - f64::midpoint(1.0, growth)).abs() < 1e-6, "{}", seen.availability[[10, 0]]);
    // One that is itself at its limit takes nothing on.
    sketch.suppliers[1].overtime_max = 1.0;
    close(watch(&sketch.build(), &out, plain()).availability[[399, 0]], 0.5);
}

#[test]
fn a_run_waits_for_a_hole_at_sea() {
    let mut sketch = Sketch::new(1);
    let source = sketch.supplier(0, 0, 1.0);
    sketch.finals.push(Need::new(0, 0, 0.0, &[(source, 1.0, 20.0)]));
    let mut outage = for_ever(1.0, 3.0, Effect::Capacity(vec![source]));
    outage.profile.hold = 5.0;
    let run = Run { horizon_days: 400.0, watched: vec![0], ..Run::default() };
    let seen = Engine::new(&sketch.build(), Parameters::default()).run(&[outage], &run);
    close(seen.lost_days(0), 5.0);
    assert_eq!(seen.first_below(0, 0.5), Some(23.0));
    assert!(seen.whole_from().expect("all is well in the end") < 60.0);
}

#[test]
fn who_wants_nothing_is_not_counted() {
    let mut sketch = Sketch::new(1);
    let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(0, 0, 1.0));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(a, 1.0, 1.0)]));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(b, 3.0, 1.0)]));
    let half = for_ever(0.5, 3.0, Effect::Capacity(vec![a]));
    let net = sketch.build();
    close(watch(&net, std::slice::from_ref(&half), plain()).availability[[50, 0]], 3.5 / 4.0);
    let unwanted = for_ever(1.0, 3.0, Effect::Demand(vec![(1, -1.0)]));
    close(watch(&net, &[half, unwanted], plain()).availability[[50, 0]], 0.5);
}

/// A slot counts by its normal use, whatever it wants just now.
#[test]
fn who_wants_more_counts_no_more() {
    let mut sketch = Sketch::new(1);
    let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(0, 0, 2.0));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(a, 1.0, 1.0)]));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(b, 3.0, 1.0)]));
    let half = for_ever(0.5, 3.0, Effect::Capacity(vec![a]));
    let more = for_ever(1.0, 3.0, Effect::Demand(vec![(1, 0.5)]));
    close(watch(&sketch.build(), &[half, more], plain()).availability[[50, 0]], 3.5 / 4.0);
}

#[test]
fn overtime_draws_on_every_variant() {
    let net = chain(1.5, |sketch| {
        let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(2, 0, 1.0));
        let needs = vec![Need::new(0, 0, 50.0, &[(a, 1.0, 1.0)]), Need::new(2, 0, 50.0, &[(b, 1.0, 1.0)])];
        Recipe::new(GroupKind::Mix, 0.95, needs)
    });
    let engine = Engine::new(&net, plain());
    let more = for_ever(1.0, 0.0, Effect::Demand(vec![(2, 0.2)]));
    let mut state = engine.state();
    engine.drive(&mut state, &[more], &Run { horizon_days: 20.0, ..Run::default() }, |_| ());
    close(state.made[0], 1.2);
    close(state.used[0], 1.2);
    close(state.used[1], 1.2);
}

#[test]
fn a_substitute_leaves_half_as_fast_as_it_came() {
    let net = chain(1.0, |sketch| {
        let source = sketch.supplier(0, 0, 1.0);
        let mut recipe = Recipe::single(0.95, Need::new(0, 0, 0.0, &[(source, 1.0, 1.0)]));
        recipe.substitute_max = 0.4;
        recipe
    });
    let mut outage = for_ever(1.0, 0.0, Effect::Capacity(vec![1]));
    outage.profile.hold = 100.0;
    let engine = Engine::new(&net, plain());
    let run = Run { horizon_days: 300.0, stop_when_whole: false, ..Run::default() };
    let mut seen = Vec::new();
    engine.drive(&mut engine.state(), &[outage], &run, |view| seen.push(view.state.substitute[0]));
    assert!(seen[99] > 0.16);
    close(seen[250] / seen[249], 1.0 - 1.0 / 360.0);
}

#[test]
fn what_can_switch_goes_back_half_as_fast_as_it_came() {
    let mut sketch = Sketch::new(1);
    let (a, b) = (sketch.supplier(0, 0, 1.0), sketch.supplier(0, 0, 2.0));
    sketch.finals.push(Need::new(0, 0, 0.0, &[(a, 1.0, 1.0), (b, 1.0, 1.0)]).switching(0.8, 30.0));
    let mut outage = for_ever(1.0, 0.0, Effect::Capacity(vec![a]));
    outage.profile.hold = 100.0;
    let engine = Engine::new(&sketch.build(), plain());
    let run = Run { horizon_days: 300.0, stop_when_whole: false, ..Run::default() };
    let mut seen = Vec::new();
    engine.drive(&mut engine.state(), &[outage], &run, |view| seen.push(view.state.switching[0]));
    assert!(seen[99] > 0.7);
    close(seen[250] / seen[249], 1.0 - 1.0 / 60.0);
}

#[test]
fn routes_of_different_shocks_are_independent() {
    let mut sketch = Sketch::new(2);
    let far = sketch.supplier(0, 0, 1.0);
    sketch.finals.push(Need::new(0, 1, 0.0, &[(far, 1.0, 5.0)]));
    let net = sketch.build();
    let lane = net.edges[0].lane;
    let route = |share, detour: Option<f64>, detour_share| {
        for_ever(1.0, 0.0, Effect::Route(vec![RouteLane { lane, share, detour_days: detour, detour_share }]))
    };
    let engine = Engine::new(&net, plain());
    let after = |shocks: &[Shock]| {
        let mut state = engine.state();
        engine.drive(&mut state, shocks, &Run { horizon_days: 3.0, ..Run::default() }, |_| ());
        (state.open_flow[0], state.late_share[lane as usize], state.late_steps[lane as usize])
    };
    // Half is turned back, 80 % of that goes round: 0.9 passes, 4/9 of it late.
    let (open, late, steps) = after(&[route(0.5, Some(7.0), 0.8)]);
    close(open, 0.9);
    close(late, 4.0 / 9.0);
    assert_eq!(steps, 7);
    // Without a way round the half is lost.
    close(after(&[route(0.5, None, 0.8)]).0, 0.5);
    // Both: on time is what neither delays.
    let (open, late, steps) = after(&[route(0.5, Some(7.0), 0.8), route(0.2, Some(9.0), 1.0)]);
    close(open, 0.9);
    close(late, 1.0 - 5.0 / 9.0 * 0.8);
    assert_eq!(steps, 9);
}
