//! What each softener of the model is worth: all scenarios with one of them off at a time, and weekly against daily
//! steps. Prints the tables of `docs/ablation.md`.
//!
//! `cargo run --release --example ablation`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use linchpin::engine::{Engine, Parameters, Run};
use linchpin::model::{Model, ModelSource, revise, set};
use linchpin::scenario::{Compiler, Library, Scenario};
use linchpin::score::{Reading, sector_outcome};
use linchpin::study::Study;
use linchpin::units::Days;
use rayon::prelude::*;
use std::error::Error;

/// How many of the scenarios the tables show: those that cost most with every softener on.
const HARDEST: usize = 10;

/// Horizon of the comparison of steps: two years in whole weeks.
const TWO_YEARS: f64 = 728.0;

/// Lost days over the scenario's horizon, means over the five sectors.
#[derive(Debug, Clone, Copy, Default)]
struct Loss {
    weakest_fifth: f64,
    final_use: f64,
}

/// One scenario: the losses of the home economies, and of each of their sectors by the mean of all products.
#[derive(Debug, Clone)]
struct Losses {
    home: Vec<Loss>,
    sectors: Vec<f64>,
}

/// A model that differs in one thing.
struct Case {
    name: &'static str,
    figures: fn(&mut Model),
    kernel: fn(&mut Parameters),
}

impl Case {
    const fn figures(name: &'static str, figures: fn(&mut Model)) -> Self {
        Self { name, figures, kernel: |_| {} }
    }

    const fn kernel(name: &'static str, kernel: fn(&mut Parameters)) -> Self {
        Self { name, figures: |_| {}, kernel }
    }
}

const CASES: [Case; 16] = [
    Case::figures("all softeners as they are", |_| {}),
    Case::figures("no rerouting", |model| assign(model, "dynamics.lane_growth=0")),
    Case::figures("rerouting at the low end (0.2)", |model| assign(model, "dynamics.lane_growth=0.2")),
    Case::figures("rerouting at the high end (1.0)", |model| assign(model, "dynamics.lane_growth=1")),
    Case::kernel("no substitutes", |kernel| kernel.substitute_factor = 0.0),
    Case::figures("no overtime", |model| every(model, ".overtime", |_| 1.0)),
    Case::figures("no strategic reserves", no_reserves),
    Case::figures("default covers halved", halve_default_covers),
    Case::figures("all covers halved", |model| every(model, ".cover", |days| days / 2.0)),
    Case::figures("criticality 0.98 for 0.95", critical),
    Case::kernel("spot share 0", |kernel| kernel.spot_share = 0.0),
    Case::kernel("spot share 1", |kernel| kernel.spot_share = 1.0),
    Case::figures("restock in 15 days", |model| assign(model, "dynamics.restock_days=15")),
    Case::figures("restock in 60 days", |model| assign(model, "dynamics.restock_days=60")),
    Case::figures("no scrap", |model| assign(model, "baseline.scrap_per_recycling_rate=0")),
    Case {
        name: "no rerouting, substitutes, overtime or reserves, default covers halved",
        figures: |model| {
            assign(model, "dynamics.lane_growth=0");
            every(model, ".overtime", |_| 1.0);
            no_reserves(model);
            halve_default_covers(model);
        },
        kernel: |kernel| kernel.substitute_factor = 0.0,
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let source = ModelSource::Embedded;
    let model = Model::load(&source)?.value;
    let library = Library::load(&source, &model)?.value;
    let scenarios: Result<Vec<Scenario>, _> = library.ids().map(|id| library.resolve(id).map(|l| l.value)).collect();
    let scenarios = scenarios?;

    let results: Result<Vec<Vec<Losses>>, _> = CASES.iter().map(|case| run_all(&model, case, &scenarios)).collect();
    let results = results?;
    let mut order: Vec<usize> = (0..scenarios.len()).collect();
    let cost = |at: &usize| results[0][*at].home.iter().map(|loss| loss.weakest_fifth).sum::<f64>();
    order.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
    let hardest = &order[..HARDEST];

    show_cases(&model.manifest.home, &results, hardest);
    show_scenarios(&scenarios, &results, hardest);
    let controls: Vec<usize> = (0..scenarios.len()).filter(|&at| scenarios[at].negative_control).collect();
    show_scenarios(&scenarios, &results, &controls);
    let weekly = Case::kernel("weekly", |kernel| kernel.step_days = 7.0);
    let two_years = |scenario: &Scenario| Scenario { horizon_days: days(TWO_YEARS), ..scenario.clone() };
    let long: Vec<Scenario> = scenarios.iter().map(two_years).collect();
    show_steps(&long, &run_all(&model, &CASES[0], &long)?, &run_all(&model, &weekly, &long)?);
    Ok(())
}

fn days(days: f64) -> Days {
    Days::new(days).expect("a constant in range")
}

fn assign(model: &mut Model, assignment: &str) {
    set(model, assignment).expect("a figure of the embedded model");
}

/// Changes every figure whose path ends in `field`, sector defaults among them.
fn every(model: &mut Model, field: &str, change: fn(f64) -> f64) {
    revise(model, &mut |site| site.path.ends_with(field).then(|| change(site.figure.value))).expect("in range");
}

fn no_reserves(model: &mut Model) {
    model.products.iter_mut().for_each(|(_, product)| product.reserves.clear());
}

fn halve_default_covers(model: &mut Model) {
    let defaults: Vec<String> = model.manifest.sector.iter().map(|d| format!("{}.cover", d.id.id())).collect();
    let half = |path: &str| defaults.iter().any(|default| default == path);
    revise(model, &mut |site| half(site.path).then(|| site.figure.value / 2.0)).expect("in range");
}

/// The 0.95 of `model.toml`; links that state a criticality of their own keep it.
fn critical(model: &mut Model) {
    let at_most = |path: &str, value: f64| path.starts_with("dynamics.criticality.") && value == 0.95;
    revise(model, &mut |site| at_most(site.path, site.figure.value).then_some(0.98)).expect("in range");
}

fn run_all(model: &Model, case: &Case, scenarios: &[Scenario]) -> Result<Vec<Losses>, Box<dyn Error>> {
    let mut model = model.clone();
    (case.figures)(&mut model);
    let study = Study::new(model)?;
    let mut kernel = study.engine().parameters().clone();
    (case.kernel)(&mut kernel);
    let engine = Engine::new(study.network(), kernel);
    Ok(scenarios.par_iter().map(|scenario| losses(&study, &engine, scenario)).collect())
}

fn losses(study: &Study, engine: &Engine, scenario: &Scenario) -> Losses {
    let compiler = Compiler::new(study.model(), study.network());
    let onset = scenario.shock.iter().map(|shock| shock.start_day.get()).fold(f64::INFINITY, f64::min);
    let mut shocks: Vec<_> = scenario.shock.iter().filter_map(|shock| compiler.compile(shock)).collect();
    for shock in &mut shocks {
        shock.profile.start -= onset;
    }
    let horizon_days = scenario.horizon_days.get();
    let watched = study.portfolios().iter().flat_map(|portfolio| portfolio.members.iter().map(|m| m.cell)).collect();
    let found = engine.run(&shocks, &Run { horizon_days, watched, ..Run::default() });
    let reading = Reading { step_days: engine.step_days(), horizon_days, threshold: 0.95 };

    let homes = &study.model().manifest.home;
    let mut losses = Losses { home: vec![Loss::default(); homes.len()], sectors: Vec::new() };
    let mut column = 0;
    for portfolio in study.portfolios() {
        let series: Vec<Vec<f64>> =
            (0..portfolio.members.len()).map(|at| found.availability.column(column + at).to_vec()).collect();
        let weighted: Vec<(f64, &[f64])> =
            portfolio.members.iter().zip(&series).map(|(member, days)| (member.weight, days.as_slice())).collect();
        let outcome = sector_outcome(&weighted, &reading);
        let last = portfolio.members.iter().enumerate();
        let last = last.map(|(at, member)| member.end_weight * found.final_use_lost_days(column + at)).sum::<f64>();
        let id = &study.network().economies[portfolio.economy as usize];
        let home = homes.iter().position(|home| home == id).expect("portfolios are of home economies");
        let sectors = (study.portfolios().len() / homes.len()) as f64;
        losses.home[home].weakest_fifth += outcome.fifth_lost_days / sectors;
        losses.home[home].final_use += last / sectors;
        losses.sectors.push(outcome.lost_days);
        column += portfolio.members.len();
    }
    losses
}

/// A row per case: lost days, mean over the hardest scenarios, and what they are of those with all softeners.
fn show_cases(homes: &[String], results: &[Vec<Losses>], hardest: &[usize]) {
    let mean = |case: &[Losses], home: usize, of: fn(&Loss) -> f64| {
        hardest.iter().map(|&at| of(&case[at].home[home])).sum::<f64>() / hardest.len() as f64
    };
    let heads: Vec<String> =
        homes.iter().map(|home| format!("{home} weakest fifth | × | {home} final use | ×")).collect();
    println!("| case | {} |\n|---|{}", heads.join(" | "), "--:|".repeat(4 * homes.len()));
    for (case, found) in CASES.iter().zip(results) {
        let mut cells = Vec::new();
        for home in 0..homes.len() {
            for of in [|loss: &Loss| loss.weakest_fifth, |loss: &Loss| loss.final_use] {
                let value = mean(found, home, of);
                cells.push(format!("{value:.1} | {:.2}", value / mean(&results[0], home, of)));
            }
        }
        println!("| {} | {} |", case.name, cells.join(" | "));
    }
}

/// A row per scenario: lost days of the weakest fifth, mean of the home economies, for the cases that matter most.
fn show_scenarios(scenarios: &[Scenario], results: &[Vec<Losses>], shown: &[usize]) {
    const SHOWN: [(usize, &str); 7] = [
        (0, "as it is"),
        (1, "no rerouting"),
        (4, "no substitutes"),
        (5, "no overtime"),
        (6, "no reserves"),
        (7, "default covers halved"),
        (CASES.len() - 1, "all of these"),
    ];
    let heads = SHOWN.map(|(_, head)| head).join(" | ");
    println!("\n| scenario | horizon, days | {heads} |\n|---|--:|{}", "--:|".repeat(SHOWN.len()));
    for &at in shown {
        let mean = |home: &[Loss]| home.iter().map(|loss| loss.weakest_fifth).sum::<f64>() / home.len() as f64;
        let cells = SHOWN.map(|(case, _)| format!("{:.1}", mean(&results[case][at].home)));
        println!("| `{}` | {} | {} |", scenarios[at].id, scenarios[at].horizon_days.get(), cells.join(" | "));
    }
}

/// Lost days of the mean of all products by sector and economy, weekly less daily, where they differ at all.
fn show_steps(scenarios: &[Scenario], daily: &[Losses], weekly: &[Losses]) {
    let gaps = |at: usize| daily[at].sectors.iter().zip(&weekly[at].sectors).map(|(day, week)| week - day);
    let largest = |at: usize| gaps(at).fold(0.0_f64, |most, gap| if gap.abs() > most.abs() { gap } else { most });
    let mut order: Vec<usize> = (0..scenarios.len()).collect();
    order.sort_by(|&a, &b| largest(b).abs().total_cmp(&largest(a).abs()));
    println!("\n| scenario | largest lost days of a sector, daily | mean gap | largest gap |\n|---|--:|--:|--:|");
    for at in order.into_iter().filter(|&at| largest(at).abs() >= 0.005) {
        let most = daily[at].sectors.iter().copied().fold(0.0, f64::max);
        let mean = gaps(at).sum::<f64>() / daily[at].sectors.len() as f64;
        println!("| `{}` | {most:.2} | {mean:+.2} | {:+.2} |", scenarios[at].id, largest(at));
    }
}
