//! How a network falls apart.

use crate::chart::{Caption, RemovalCurve, RemovalLine};
use crate::graph::Graph;
use crate::study::Removals;

/// The largest connected part as `members` (firms, suppliers) of `graph` are removed.
#[must_use]
pub fn robustness(graph: &Graph, curves: &[Removals], members: &str, source: &str) -> RemovalCurve {
    let half = curves.first().map_or(0.0, |curve| curve.half_at) * 100.0;
    RemovalCurve {
        caption: Caption::new(
            format!("Without the best-connected {half:.1} % of {members}, no half of them hangs together"),
            format!(
                "Largest connected part of {} {members}, directions aside, as they are removed (percolation; R as Schneider et al. 2011)",
                graph.len()
            ),
            source,
        ),
        lines: curves
            .iter()
            .map(|curve| RemovalLine {
                label: format!("{}, R {:.3}", curve.label(), curve.robustness),
                largest: curve.largest.clone(),
            })
            .collect(),
    }
}
