//! Runs of the presets side by side give the bits of single runs, and stopping early changes nothing that was shown.

mod support;

use linchpin::engine::{Effect, Run, Shock};
use linchpin::network::Network;
use linchpin::preset::ario::{Ario, Ordering, Parameters, Story};
use linchpin::preset::inoue_todo::{Parameters as FirmParameters, Rationing};
use linchpin::preset::{Flows, Kernel, Span};
use std::sync::Arc;
use support::chance::{Dice, Shape, shocks};

#[path = "../benches/support/made_up.rs"]
mod made_up;

fn kernels(flows: &Arc<Flows>) -> Vec<Kernel> {
    let normal = Parameters { ordering: Ordering::Normal, ..Parameters::default() };
    let quirk = Parameters { skip_restocking_near_balance: true, ..Parameters::default() };
    let mut all: Vec<Kernel> = [Parameters::default(), normal, quirk]
        .into_iter()
        .map(|parameters| Kernel::ario(flows.clone(), parameters))
        .collect();
    for rationing in
        [Rationing::Proportional, Rationing::ConsumersLast, Rationing::LowestFirst, Rationing::LowestFirstConsumersLast]
    {
        all.push(Kernel::inoue_todo(flows.clone(), FirmParameters { rationing, ..FirmParameters::default() }));
    }
    all
}

/// So many stories on `network`, each with other shocks and another end.
fn stories(network: &Network, seed: u64, count: u64) -> Vec<(Vec<Shock>, Run)> {
    let watched: Vec<u32> = (0..network.cells.len() as u32).collect();
    (0..count)
        .map(|story| {
            let mut told = shocks(network, &mut Dice::new(1000 * seed + story));
            if story % 3 == 0 {
                told.retain(|shock| matches!(shock.effect, Effect::Capacity(_) | Effect::Capital { .. }));
            }
            let run = Run {
                horizon_days: 60.0 + 7.0 * story as f64,
                min_days: 10.0,
                skip_quiet_start: story % 2 == 0,
                watched: watched.clone(),
                ..Run::default()
            };
            (told, run)
        })
        .collect()
}

#[test]
fn a_batch_gives_the_bits_of_single_runs() {
    for seed in 0..6 {
        let network = Shape::mixed(seed).draw(seed);
        let flows =
            Arc::new(Flows::of_network(&network, (seed % 2 == 0).then_some(&|product| 1.5 + f64::from(product))));
        // More than fit side by side.
        let told = stories(&network, seed, 19);
        let asked: Vec<(&[Shock], &Run)> = told.iter().map(|(shocks, run)| (&**shocks, run)).collect();
        for kernel in kernels(&flows) {
            let together = kernel.run_batch(&network, &flows, &asked);
            let mut moved = false;
            for (&(shocks, run), batched) in asked.iter().zip(&together) {
                let alone = kernel.run(&network, &flows, shocks, run, |_| ());
                assert_eq!(alone.outcome, batched.outcome, "seed {seed}");
                assert_eq!(alone.availability, batched.availability, "seed {seed}");
                assert_eq!(alone.unmet_final, batched.unmet_final, "seed {seed}");
                moved |= alone.availability.iter().any(|value| *value < 1.0);
            }
            assert!(moved, "seed {seed}: something happens");
        }
    }
}

/// Where all sell to all, sums are taken user by user in a batch and seller by seller alone.
#[test]
fn a_batch_on_a_full_table_gives_the_bits_of_single_runs() {
    let table = made_up::table(3, 7);
    for parameters in [Parameters::default(), Parameters { ordering: Ordering::Normal, ..Parameters::default() }] {
        let ario = Ario::new(&table, parameters);
        let events: Vec<_> = (0..5).map(|number| made_up::event(&ario, &table, number)).collect();
        let days = 120;
        let span = Span { days, first: 0, least: f64::INFINITY };
        let story = |number: usize| Story { events: vec![events[number].clone()], shocks: &[], span };
        let told: Vec<Story<'_>> = (0..5).map(story).collect();
        let mut batch = vec![Vec::new(); 5];
        let shown = ario.drive_batch(&told, true, |number, day| {
            batch[number].push((day.production.iter().collect::<Vec<f64>>(), day.met.iter().collect::<Vec<f64>>()));
        });
        assert_eq!(shown.expect("events of the table").len(), 5);
        for (event, batch) in events.iter().zip(&batch) {
            let mut alone = Vec::new();
            let drive = ario.drive(std::slice::from_ref(event), &[], &span, |day| {
                alone.push((day.production.to_vec(), day.met.to_vec()));
            });
            assert_eq!(drive.expect("an event of the table").end, days);
            assert_eq!(&alone, batch);
        }
        assert!(batch[0] != batch[1]);
    }
}

/// What is shown until a run stops is what is shown of one that goes on, and after that nothing is short.
#[test]
fn stopping_early_changes_no_figure() {
    let (mut early, mut seen) = (0, 0);
    for seed in 0..6 {
        let network = Shape::mixed(seed).draw(seed);
        let flows = Arc::new(Flows::of_network(&network, None));
        for kernel in kernels(&flows) {
            for (shocks, run) in stories(&network, seed, 4) {
                let run = Run { horizon_days: 900.0, min_days: 0.0, ..run };
                let stopped = kernel.run(&network, &flows, &shocks, &run, |_| ());
                let whole = kernel.run(&network, &flows, &shocks, &Run { stop_when_whole: false, ..run }, |_| ());
                let end = stopped.outcome.end;
                assert_eq!(stopped.availability, whole.availability.slice(ndarray::s![..end, ..]), "seed {seed}");
                let after =
                    whole.availability.slice(ndarray::s![end.., ..]).iter().fold(1.0, |low: f64, v| low.min(*v));
                // Rest is within 1e-9 of normal; firms that serve who orders least first carry such a gap on.
                let least = if matches!(kernel, Kernel::Ario(_)) { 1.0 } else { 1.0 - 1e-8 };
                assert!(after >= least, "seed {seed}: {after}");
                early += usize::from(end < 900);
                seen += 1;
            }
        }
    }
    assert!(early > 0 && early < seen, "{early} of {seen} stop early");
}
