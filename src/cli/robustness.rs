//! `linchpin robustness`: how a network falls apart as firms go.

use super::firm_source::FirmSource;
use super::{Failure, Session};
use crate::chart::{Caption, RemovalCurve, RemovalLine};
use crate::graph::{Attack, Graph, Survival, percolate};
use crate::input::Hashes;
use crate::report::manifest::VERSION;
use crate::report::{Column, Table, charts, write_json};
use rayon::prelude::*;

/// Show how a network of firms falls apart as firms are removed (percolation; Schneider's R)
///
/// Removes firms by the number of their partners left (counted anew after every removal), by their number at first, and at
/// random, and follows the largest connected part, directions aside. R is the mean of that part over all removals, 0 to
/// 0.5 (Schneider et al. 2011): the higher, the longer the network hangs together. It sees who is linked, not who needs
/// whom: for what a failure takes along, see `linchpin systemic`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    source: FirmSource,
    /// Number of random orders, whose mean is shown
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    orders: u64,
    /// Draw the chart as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
}

/// An attack and what it leaves.
struct Curve {
    name: &'static str,
    label: &'static str,
    largest: Vec<f64>,
    robustness: f64,
}

impl Curve {
    fn of(name: &'static str, label: &'static str, survivals: &[Survival]) -> Self {
        let count = survivals.len().max(1) as f64;
        let mean = |of: &dyn Fn(&Survival) -> f64| survivals.iter().map(of).sum::<f64>() / count;
        let steps = survivals.first().map_or(0, |survival| survival.largest.len());
        Self {
            name,
            label,
            largest: (0..steps).map(|step| mean(&|survival| survival.largest[step])).collect(),
            robustness: mean(&Survival::robustness),
        }
    }

    /// The share of firms after whose removal the largest part is below half of all firms.
    fn half(&self) -> f64 {
        let firms = self.largest.len().saturating_sub(1).max(1);
        self.largest.iter().position(|share| *share < 0.5).unwrap_or(0) as f64 / firms as f64
    }
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut hashes = Hashes::new();
    let (network, _) = arguments.source.read(session, &mut hashes)?;
    let graph = Graph::of_firms(&network);
    let results = session.results()?;
    let random = |order: u64| percolate(&graph, Attack::Random(session.options.seed.wrapping_add(order << 32)));
    let curves = [
        Curve::of("degree", "most partners left", &[percolate(&graph, Attack::Degree)]),
        Curve::of("initial-degree", "most partners at first", &[percolate(&graph, Attack::InitialDegree)]),
        Curve::of("random", "at random", &(0..arguments.orders).into_par_iter().map(random).collect::<Vec<_>>()),
    ];
    let mut summary = Table::new([
        Column::new("attack"),
        Column::new("robustness").titled("R").decimals(4),
        Column::new("half_at").titled("below half after").decimals(4),
    ]);
    for curve in &curves {
        summary.push([curve.name.into(), curve.robustness.into(), curve.half().into()]);
    }
    if let Some((mut folder, mut manifest)) = results {
        manifest.inputs.extend(hashes);
        let drawn = [charts::named("robustness", &chart(&graph, &curves))];
        let written = folder
            .write("robustness.csv", |out| summary.write_csv(out))
            .and_then(|()| folder.write("robustness.json", |out| write_json(out, &summary)))
            .and_then(|()| folder.write("removals.csv", |out| removals(&curves).write_csv(out)))
            .and_then(|()| charts::write(&mut folder, &drawn, arguments.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    session.print_table(&summary)?;
    session.explain(
        "R: mean share of firms in the largest connected part after 1 to N removals, at most 0.5. Below half after: share of \
         firms removed. Links count, not who needs whom.",
    )
}

/// The largest part after every removal.
fn removals(curves: &[Curve]) -> Table {
    let mut table = Table::new(["attack", "removed", "largest"].map(Column::new));
    for curve in curves {
        for (removed, share) in curve.largest.iter().enumerate() {
            table.push([curve.name.into(), removed.into(), (*share).into()]);
        }
    }
    table
}

fn chart(graph: &Graph, curves: &[Curve]) -> RemovalCurve {
    let half = curves.first().map_or(0.0, Curve::half) * 100.0;
    RemovalCurve {
        caption: Caption::new(
            format!("Without the best-connected {half:.1} % of firms, no half of them hangs together"),
            "Largest connected part, directions aside, as firms are removed (percolation; R as Schneider et al. 2011)",
            format!("Linchpin {VERSION}; network of {} firms, {} links", graph.len(), graph.edges().count()),
        ),
        lines: curves
            .iter()
            .map(|curve| RemovalLine {
                label: format!("{}, R {:.3}", curve.label, curve.robustness),
                largest: curve.largest.clone(),
            })
            .collect(),
    }
}
