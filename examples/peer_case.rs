//! Writes a case for the peers of `benches/peers`: the flat network, two shocks step by step, and what the kernel makes of
//! them, as JSON; with its own time for the case.
//!
//!     cargo run --release --example peer_case -- DIR
#![expect(clippy::print_stdout, reason = "an example says what it wrote")]

use linchpin::engine::{Effect, Engine, Layout, Parameters, Run, Shock};
use linchpin::model::{Model, ModelSource};
use linchpin::network::GroupKind;
use linchpin::scenario::{Compiler, Library};
use linchpin::study::Study;
use serde_json::{Value, json};
use std::error::Error;
use std::time::Instant;

/// A plant disaster and an embargo: capacity and flows, the two ways in which most hazards strike.
const SCENARIOS: [&str; 2] = ["taiwan-earthquake", "rare-earth-embargo-japan"];
const DAYS: f64 = 3.0 * 365.0;
/// Runs of which the median time is told.
const RUNS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder to write")?;
    let source = ModelSource::Embedded;
    let model = Model::load(&source)?.value;
    let library = Library::load(&source, &model)?.value;
    let study = Study::new(model)?;
    let network = study.network();
    let compiler = Compiler::new(study.model(), network);
    let mut shocks = Vec::new();
    for id in SCENARIOS {
        let scenario = library.resolve(id)?.value;
        shocks.extend(scenario.shock.iter().filter_map(|shock| compiler.compile(shock)));
    }
    shocks.retain(|shock| matches!(shock.effect, Effect::Capacity(_) | Effect::Flow(_)));
    let parameters = Parameters { step_days: 7.0, ..study.engine().parameters().clone() };
    let engine = Engine::new(network, parameters.clone());
    let watched: Vec<u32> = (0..network.cells.len() as u32).collect();
    let run = Run { horizon_days: DAYS, watched, stop_when_whole: false, skip_quiet_start: false, ..Run::default() };
    let mut state = engine.state();
    let expected = engine.run_with(&mut state, &shocks, &run);
    let blind = Run { watched: Vec::new(), ..run };
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            engine.drive(&mut state, &shocks, &blind, |_| ());
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let rest = engine.state();
    let steps = expected.availability.nrows();
    let case = json!({
        "steps": steps,
        "seconds_scalar_f64": times[RUNS / 2],
        "layout": layout(engine.layout()),
        "parameters": of_parameters(&parameters),
        "spare": rest.spare,
        "spot": rest.spot,
        "shocks": shocks.iter().map(|shock| shock_by_step(shock, steps, parameters.step_days)).collect::<Vec<_>>(),
        "availability": expected.availability.rows().into_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
    });
    std::fs::create_dir_all(&folder)?;
    let path = std::path::Path::new(&folder).join("case.json");
    std::fs::write(&path, serde_json::to_vec(&case)?)?;
    println!("{}: {steps} steps, {:.2} ms a trial", path.display(), 1e3 * times[RUNS / 2]);
    Ok(())
}

fn shock_by_step(shock: &Shock, steps: usize, days: f64) -> Value {
    let day = |step: usize| step as f64 * days;
    let strength: Vec<f64> = (0..steps).map(|step| shock.profile.mean(day(step), day(step + 1))).collect();
    match &shock.effect {
        Effect::Capacity(suppliers) => json!({ "strength": strength, "suppliers": suppliers }),
        Effect::Flow(lanes) => json!({ "strength": strength, "lanes": lanes }),
        _ => unreachable!("only these were kept"),
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
        "refill_after_days": parameters.refill_after_days,
    })
}

fn layout(layout: &Layout) -> Value {
    let groups = &layout.groups;
    let kind = |kind: GroupKind| match kind {
        GroupKind::Single => 0,
        GroupKind::Mix => 1,
        GroupKind::Alternative => 2,
    };
    let cells: Vec<&[u32]> = layout.cells.iter().map(|cell| cell.slots.as_slice()).collect();
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
        "reserves": layout.reserves.iter().map(|r| json!([r.cell, r.level, r.release])).collect::<Vec<_>>(),
    })
}
