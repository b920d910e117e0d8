//! Writes a case for the peers of `benches/peers`: the flat network, trials of the catalogue of hazards step by step, and what
//! the reference kernel makes of them, as JSON. With `times`, prints what Linchpin's kernels take for the same trials.
//!
//!     cargo run --release --example peer_case -- DIR
//!     cargo run --release --example peer_case -- times
#![expect(clippy::print_stdout, reason = "an example says what it wrote")]

use linchpin::engine::lanes::{Isa, Kernel, Lanes, Losses};
use linchpin::engine::{Effect, Layout, Parameters, Profile, Run, Shock, State};
use linchpin::model::{Model, ModelSource};
use linchpin::network::GroupKind;
use linchpin::scenario::Library;
use linchpin::study::{BatchOptions, Sample, Study};
use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

/// Trials that go one at a time, evenly spread over those of the kernel of batches.
const FEW: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder to write, or `times`")?;
    let source = ModelSource::Embedded;
    let model = Model::load(&source)?.value;
    let library = Library::load(&source, &model)?.value;
    let study = Study::new(model)?;
    let sample = study.sample(library.hazards(), &BatchOptions { trials: 0, ..BatchOptions::default() })?;
    let few: Vec<&[Shock]> = sample.trials.iter().step_by(sample.trials.len() / FEW).map(Vec::as_slice).collect();
    if folder == "times" {
        println!("{}", Value::from(times(&sample, &few)));
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    let path = std::path::Path::new(&folder).join("case.json");
    std::fs::write(&path, serde_json::to_vec(&case(&sample, &few))?)?;
    println!("{}: {} of {} trials, {} steps", path.display(), few.len(), sample.trials.len(), sample.span.steps);
    Ok(())
}

fn case(sample: &Sample, few: &[&[Shock]]) -> Value {
    let mut state = sample.engine.state();
    let lost: Vec<Losses> = few.iter().map(|shocks| reference(sample, &mut state, shocks)).collect();
    let mut effects = Effects::default();
    let trials: Vec<Value> = few.iter().map(|shocks| effects.trial(shocks, sample)).collect();
    let (layout, parameters, rest) = (sample.engine.layout(), sample.engine.parameters(), sample.engine.state());
    json!({
        "steps": sample.span.steps,
        "early": sample.span.early,
        "watched": sample.cells,
        "layout": of_layout(layout),
        "parameters": of_parameters(parameters),
        "spare": rest.spare,
        "spot": rest.spot,
        "effects": effects.found.iter().map(|effect| of_effect(effect)).collect::<Vec<_>>(),
        "trials": trials,
        "lost": lost.iter().map(|losses| &losses.lost).collect::<Vec<_>>(),
        "early_lost": lost.iter().map(|losses| &losses.early).collect::<Vec<_>>(),
        "unmet": lost.iter().map(|losses| &losses.unmet).collect::<Vec<_>>(),
    })
}

/// Losses of a trial by the reference kernel.
fn reference(sample: &Sample, state: &mut State, shocks: &[Shock]) -> Losses {
    let Sample { engine, cells, span, .. } = sample;
    let days = engine.step_days();
    let none = || vec![0.0; cells.len()];
    let mut lost = Losses { lost: none(), early: none(), unmet: none(), short: Vec::new() };
    let run = Run { horizon_days: span.steps as f64 * days, ..Run::default() };
    engine.drive(state, shocks, &run, |view| {
        for (place, &cell) in cells.iter().enumerate() {
            let missing = (1.0 - view.availability(cell)) * days;
            lost.lost[place] += missing;
            lost.early[place] += if view.step < span.early { missing } else { 0.0 };
            lost.unmet[place] += view.unmet_final(cell) * days;
        }
    });
    lost
}

/// Seconds a trial of every kernel on one thread.
fn times(sample: &Sample, few: &[&[Shock]]) -> Vec<Value> {
    let row = |name: String, start: Instant, trials: usize| json!({ "name": name, "seconds": start.elapsed().as_secs_f64() / trials as f64 });
    let mut state = sample.engine.state();
    let start = Instant::now();
    for shocks in few {
        black_box(reference(sample, &mut state, shocks));
    }
    let mut rows = vec![row("one trial at a time, f64".to_owned(), start, few.len())];
    let trials: Vec<&[Shock]> = sample.trials.iter().map(Vec::as_slice).collect();
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_present()) {
        let lanes = Lanes::new(&sample.engine, Kernel { isa, ..Kernel::default() }, &sample.cells);
        let mut workspace = lanes.workspace();
        let start = Instant::now();
        for block in trials.chunks(lanes.lanes()) {
            black_box(lanes.run(&mut workspace, block, &sample.span));
        }
        rows.push(row(format!("{}, {} at a time, f32", isa.name(), lanes.lanes()), start, trials.len()));
    }
    rows
}

/// What the shocks act on, each once.
#[derive(Default)]
struct Effects<'a> {
    found: Vec<&'a Effect>,
}

impl<'a> Effects<'a> {
    fn trial(&mut self, shocks: &'a [Shock], sample: &Sample) -> Value {
        let days = sample.engine.step_days();
        let rows: Vec<Value> = shocks
            .iter()
            .map(|Shock { profile, effect }| {
                json!({
                    "effect": self.number(effect),
                    "start": profile.start,
                    "end": end(profile, effect),
                    "severity": profile.severity,
                    "strength": strength(profile, sample.span.steps, days),
                })
            })
            .collect();
        json!(rows)
    }

    fn number(&mut self, effect: &'a Effect) -> usize {
        self.found.iter().position(|known| *known == effect).unwrap_or_else(|| {
            self.found.push(effect);
            self.found.len() - 1
        })
    }
}

/// Day from which it does nothing more; none if it stays.
fn end(profile: &Profile, effect: &Effect) -> Option<f64> {
    let at_once = matches!(effect, Effect::Stock(_) | Effect::Reserve(_));
    let last = if at_once { profile.start } else { profile.end() };
    last.is_finite().then_some(last)
}

fn strength(profile: &Profile, steps: usize, days: f64) -> Vec<f64> {
    (0..steps).map(|step| profile.mean(step as f64 * days, (step + 1) as f64 * days)).collect()
}

fn of_effect(effect: &Effect) -> Value {
    match effect {
        Effect::Capacity(suppliers) | Effect::Capital { suppliers, .. } => json!({ "suppliers": suppliers }),
        Effect::Flow(lanes) => json!({ "lanes": lanes }),
        Effect::Route(lanes) => {
            let row = |lane: &linchpin::engine::RouteLane| {
                json!([lane.lane, lane.share, lane.detour_days, lane.detour_share])
            };
            json!({ "route": lanes.iter().map(row).collect::<Vec<_>>() })
        }
        Effect::Demand(slots) => json!({ "demand": slots }),
        Effect::Stock(slots) => json!({ "stock": slots }),
        Effect::Reserve(reserves) => json!({ "reserve": reserves }),
    }
}

fn of_parameters(parameters: &Parameters) -> Value {
    json!({
        "step_days": parameters.step_days, "restock_max": parameters.restock_max,
        "lane_growth": parameters.lane_growth, "spot_share": parameters.spot_share,
        "spare_scale": parameters.spare_scale, "spare_floor": parameters.spare_floor,
        "spare_rate": (parameters.step_days / parameters.spare_days).min(1.0),
        "short_from": parameters.short_from, "short_full": parameters.short_full,
        "overtime_at_once": parameters.overtime_at_once, "overtime_snap": parameters.overtime_snap,
        "unconfirmed_floor": parameters.unconfirmed_floor, "capital_full": parameters.capital_full,
        "extra_from": parameters.extra_from, "rounding": parameters.rounding, "whole": parameters.whole,
        "refill_after_days": parameters.refill_after_days, "stop_tolerance": parameters.stop_tolerance,
    })
}

fn of_layout(layout: &Layout) -> Value {
    let groups = &layout.groups;
    let kind = |kind: GroupKind| match kind {
        GroupKind::Single => 0,
        GroupKind::Mix => 1,
        GroupKind::Alternative => 2,
    };
    let cells: Vec<&[u32]> = layout.cells.iter().map(|cell| cell.slots.as_slice()).collect();
    let finals: Vec<&[u32]> = layout.cells.iter().map(|cell| cell.finals.as_slice()).collect();
    json!({
        "slots": layout.slots, "lanes": layout.lanes,
        "edge_start": layout.edge_start, "edge_supplier": layout.edge_supplier, "edge_flow": layout.edge_flow,
        "edge_steps": layout.edge_steps, "edge_upper": layout.edge_upper, "edge_lane": layout.edge_lane,
        "owner": layout.owner, "usage": layout.usage, "target": layout.target, "pipeline": layout.pipeline,
        "per_restock": layout.per_restock, "share": layout.share, "stretch": layout.stretch,
        "switching_max": layout.switching_max, "switching_up": layout.switching_up,
        "switching_down": layout.switching_down, "ring_start": layout.ring_start, "ring": layout.ring,
        "output": layout.output, "overtime_max": layout.overtime_max, "overtime_rate": layout.overtime_rate,
        "group_start": layout.group_start,
        "group_kind": groups.iter().map(|group| kind(group.kind)).collect::<Vec<_>>(),
        "group_criticality": groups.iter().map(|group| group.criticality).collect::<Vec<_>>(),
        "group_scales": groups.iter().map(|group| group.scales).collect::<Vec<_>>(),
        "group_substitute_max": groups.iter().map(|group| group.substitute_max).collect::<Vec<_>>(),
        "group_substitute_up": groups.iter().map(|group| group.substitute_up).collect::<Vec<_>>(),
        "group_substitute_down": groups.iter().map(|group| group.substitute_down).collect::<Vec<_>>(),
        "group_first": groups.iter().map(|group| group.first).collect::<Vec<_>>(),
        "group_last": groups.iter().map(|group| group.last).collect::<Vec<_>>(),
        "coproducts": layout.coproducts.iter().map(|tied| json!([tied.supplier, tied.hosts])).collect::<Vec<_>>(),
        "cells": cells,
        "finals": finals,
        "reserves": layout.reserves.iter().map(|r| json!([r.cell, r.level, r.release])).collect::<Vec<_>>(),
    })
}
